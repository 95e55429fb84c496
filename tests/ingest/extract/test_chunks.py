"""Chunks: versions, sizes, variants; where a name's tail ends and what is an amount."""

from __future__ import annotations

import pytest
from hypothesis import given

from ingest.extract.chunks import (
    ChunkRun,
    behind_joiner,
    compound,
    is_money,
    is_size,
    is_version,
    name_cut,
    read_tail,
    spaced,
    stands_open,
    starts_open,
)
from ingest.extract.units import split_units
from tests.ingest.extract.small import MIXED


@pytest.mark.parametrize(
    ("chunk", "version", "size"),
    [
        ("4.5", 1, 0), ("v3.1", 1, 0), ("4o", 1, 0), ("r1", 1, 0), ("7b", 0, 1), ("8x7b", 0, 1), ("a22b", 0, 1),
        ("e4b", 0, 1), ("1t", 0, 1), ("fast", 0, 0), ("2025年", 0, 0), ("", 0, 0), ("v", 0, 0),
    ],
)  # fmt: skip
def test_versions_and_sizes(chunk: str, version: int, size: int) -> None:
    assert (is_version(chunk), is_size(chunk)) == (bool(version), bool(size))


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("Quill 5.1模型", ["5.1"]),
        ("Quill5-VL-235B-A22B-Thinking模型", ["5", "vl", "235b", "a22b", "thinking"]),
        ("Quill 5 Flash-Lite来了", ["5", "flash", "lite"]),
        ("Quill 5 Deep Think。", ["5", "deep think"]),
        ("Quill 5 flash", ["5", "flash"]),
        ("Quill 5 0925", ["5", "0925"]),
        ("Quill 5 1325", ["5"]),  # no day of a month
        ("Quill 5 Thursday", ["5"]),
        ("Quill flash drives", []),  # small, no version before it, English behind it
        ("Quill 5倍", []),
        ("Quill 100万用户", []),
        ("Quill 5个模型", ["5"]),
        ("Quill 300 points", []),
        ("Quill $5", []),
        ("Quill-based", []),
        ("Quill-4o-rt-preview Max", ["4o", "rt", "preview"]),  # hyphens, then a space: the name has ended
        ("Quill-", []),
        ("Quill 2_x", []),
        ("Quill 2025", []),
    ],
)
def test_a_tail_ends_where_the_name_ends(text: str, chunks: list[str]) -> None:
    assert list(read_tail(split_units(text), 1).chunks) == chunks


def test_a_family_has_variants_of_its_own() -> None:
    units = split_units("Murmur Whisper")
    assert read_tail(units, 1).chunks == ()
    assert read_tail(units, 1, frozenset({"whisper"})) == ChunkRun(("whisper",), 2)


def test_a_fresh_tail_may_stand_behind_a_space() -> None:
    units = split_units("和 300 Max")
    assert read_tail(units, 1).chunks == () and read_tail(units, 1, fresh=True).chunks == ("300", "max")


@given(MIXED)
def test_tails_and_compounds_end_inside_the_text(text: str) -> None:
    units = split_units(text)
    for at in range(len(units)):
        for run in (read_tail(units, at), read_tail(units, at, fresh=True), compound(units, at)):
            assert at <= run.end <= len(units)
            assert bool(run.chunks) == (run.end > at)


def test_compounds_are_joined_by_hyphens_only() -> None:
    assert compound(split_units("VoCo-Quill-7B chat"), 0) == ChunkRun(("voco", "quill", "7b"), 6)
    assert compound(split_units("VoCo -Quill"), 0).chunks == ("voco",)


@pytest.mark.parametrize(("text", "open_"), [("看Quill", 1), ("x-Quill", 0), ("a_Quill", 0), ("@Quill", 0)])
def test_a_name_starts_open(text: str, open_: int) -> None:
    units = split_units(text)
    assert starts_open(units, units.words.index("Quill")) == bool(open_)


def test_a_name_stands_open_on_both_sides() -> None:
    assert stands_open(split_units("V3。"), 0, 2)
    assert not stands_open(split_units("V3x"), 0, 2) and not stands_open(split_units("V3_"), 0, 2)


def test_money() -> None:
    assert is_money(split_units("￥7"), 1) and not is_money(split_units("7"), 0)


@pytest.mark.parametrize(
    ("text", "at"),
    [("A和B", 2), ("A、B", 2), ("A and B", 2), ("A, and B", 3), ("A B", None), ("A和", None), ("A，B", None)],
)
def test_joiners(text: str, at: int | None) -> None:
    assert behind_joiner(split_units(text), 1) == at


def test_a_name_is_cut_behind_the_chunks_that_are_kept() -> None:
    assert name_cut("Quill 5 Scout", ("5", "scout"), ["5"]) == "Quill 5"
    assert name_cut("Quill-5-7B", ("5", "7b"), []) == "Quill"


def test_written_forms_become_plain() -> None:
    units = split_units("Ｑuill\u20112  Max")
    assert spaced(units, 0, 3) == "Quill-2"
