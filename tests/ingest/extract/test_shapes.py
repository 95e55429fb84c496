"""Shapes: unknown names told by a parameter count or by the model's name that they are built on."""

from __future__ import annotations

import pytest
from hypothesis import given

from ingest.extract.shapes import find_built, find_sized
from ingest.extract.units import Find, Units, split_units
from tests.ingest.extract.small import MIXED


def written(units: Units, finds: list[Find]) -> list[str]:
    return [units.surface(find.start, find.end) for find in finds]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("用Wobble-72B试试", ["Wobble-72B"]),
        ("Wobble 72B is out", ["Wobble 72B"]),
        ("Wobble v2 is out", ["Wobble v2"]),
        ("Wobble-4.5-VL-28B-A3B-Thinking。", ["Wobble-4.5-VL-28B-A3B-Thinking"]),
        ("Wobble-1T", ["Wobble-1T"]),
        ("Wobble-5T", []),  # five tons, say
        ("wobble 72B", []),  # small letters name nothing across a space
        ("Wobble $72B", []),
        ("Wobble 3", []),
        ("sub-72B模型", []),
        ("AI-72B", []),
        ("x-72B", []),
        ("my_Wobble-72B", []),
    ],
)
def test_names_with_a_count(text: str, found: list[str]) -> None:
    units = split_units(text)
    assert written(units, find_sized(units)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MikaQuill很好", ["MikaQuill"]),
        ("VoCo-Quill-7B很好", ["VoCo-Quill-7B"]),
        ("BiLLM、WobbleGPT", ["BiLLM", "WobbleGPT"]),
        ("Quill", []),
        ("QuillMika", []),  # the model's name stands first: another thing of its maker
        ("mika-quill", []),
        ("One-Two-Three-Four-Quill", []),
    ],
)
def test_names_built_on_others(text: str, found: list[str]) -> None:
    units = split_units(text)
    assert written(units, find_built(units, {"quill"})) == found


@given(MIXED)
def test_finds_lie_inside_the_text(text: str) -> None:
    units = split_units(text)
    for find in [*find_sized(units), *find_built(units, {"quill"})]:
        assert 0 <= find.start < find.end <= len(units) and find.name and find.type == "model"
