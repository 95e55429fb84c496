"""Inner names: in English a name also names its maker, the model without its size, and two models are a third."""

from __future__ import annotations

import pytest

from tests.ingest.extract.small import after, names

PROSE = " Nothing else is said in this sentence, which only makes the item long enough to be prose." * 3


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("We tried Vole Cloud today.", "inner:maker", {}),
        ("We tried Bramble 3 today.", "inner:maker", {"Bramble": "company"}),
        ("We tried Quill 7 70B today.", "inner:stem", {"Quill 7": "model"}),
        ("We tried Quill 7 Preview today.", "inner:stem", {"Quill 7": "model"}),
        ("We tried Quill 7 Scout today.", "inner:stem", {}),  # another model
        ("We tried Quill Instruct today.", "inner:stem", {}),  # no version
        ("We tried Quill 7 Murmur V2 today.", "inner:merge", {"Quill 7 Murmur V2": "model"}),
        ("We tried Quill 7, Murmur V2 today.", "inner:merge", {}),
    ],
)
def test_inner_names(text: str, rule: str, found: dict[str, str]) -> None:
    assert names(after("inner", text + PROSE), rule=rule) == found


@pytest.mark.parametrize("text", ["We tried Quill 7 70B today.", "我们今天试了Quill 7 70B。" + "真的很好用。" * 60])
def test_neither_in_a_line_nor_in_chinese(text: str) -> None:
    assert names(after("inner", text), rule="inner") == {}
