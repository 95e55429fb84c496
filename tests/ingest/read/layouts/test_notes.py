"""Notes without headings: each paragraph and each entry is an item."""

from __future__ import annotations

import pytest

from ingest.read.dialects import FALLBACK
from ingest.read.items import to_node
from ingest.read.layouts.notes import lay_out_notes
from ingest.read.layouts.outline import Laid
from ingest.read.markdown.blocks import read_blocks


def laid(text: str) -> Laid:
    return lay_out_notes([to_node(block, {}) for block in read_blocks(text).blocks], FALLBACK)


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("First.\n\nSecond,\nover two lines.", ["First.", "Second, over two lines."]),
        ("- a\n- b\n  more\n    - point", ["a", "b more\n  - point"]),
        ("Text.\n\n> quoted", ["Text.\nquoted"]),
        ("Text.\n\n![x](a.png)\n\nMore.", ["Text.", "More."]),
        ("1、甲发布\n\n2、乙融资", ["甲发布", "乙融资"]),
        ("3、4月份出货。", ["3、4月份出货。"]),
        ("Text.\n\n……\n\nMore.", ["Text.", "More."]),
        ("本周几条：\n\n- 甲\n- 乙", ["甲", "乙"]),
        ("**海外**\n\n- 甲", ["甲"]),
        ("还有后话：", ["还有后话："]),
    ],
)
def test_items(text: str, texts: list[str]) -> None:
    assert [builder.text for builder in laid(text).items] == texts


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("第一句。第二句。", "第一句。"),
        ("One is out. Two is not.", "One is out."),
        ("长" * 100, "长" * 80),
        ("- [甲公司的新模型](https://e.com/a)：很快", "甲公司的新模型"),
        ("https://e.com/a 说了很多。", "https://e.com/a 说了很多。"),
        ("1、第一句。第二句。", "第一句。"),
    ],
)
def test_titles(text: str, title: str) -> None:
    (builder,) = laid(text).items
    assert builder.build("", 0, []).title == title


def test_an_opinion_belongs_to_the_note_above() -> None:
    (builder,) = laid("甲发布模型。\n\n*Opinion：好。*\n\n*很好。*").items
    assert (builder.text, builder.opinions) == ("甲发布模型。", ["好。", "很好。"])


def test_what_is_left_out_is_told() -> None:
    assert [drop.reason for drop in laid("几条：\n\n- 甲\n\n……").dropped] == ["introduces its list", "nothing to read"]
