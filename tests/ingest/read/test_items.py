"""Titles, ids and links of items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.items import TITLE_WIDTH, ItemBuilder, Node, content_id, headline, number_items, to_node, width
from ingest.read.markdown.blocks import read_blocks


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("GPT-5.1发布", "GPT-5.1发布"),
        ("Version 1.5 is out. It is fast.", "Version 1.5 is out"),
        (
            "T. Rowe Price and Acme Inc. met Martin Jr. yesterday. More.",
            "T. Rowe Price and Acme Inc. met Martin Jr. yesterday",
        ),
        ("第一期。每周一见！", "第一期。每周一见！"),
        ("甲" * 100, "甲" * 60),
        ("甲" * 30 + "，" + "乙" * 40, "甲" * 30),
        ("OpenAI: a story", "OpenAI"),
        ("word " * 40, ("word " * 24).strip()),
    ],
)
def test_headline(text: str, title: str) -> None:
    assert headline(text) == title


def test_a_long_label_is_the_title() -> None:
    label = "A Paper with a Long Title: And a Subtitle That Goes On and On for More Than Eighty Characters"
    assert headline(f"{label} by Someone", [(0, len(label))]) == label


def nodes(text: str) -> list[Node]:
    return [to_node(block, {}) for block in read_blocks(text).blocks]


def test_offsets_of_links_hold_over_several_blocks() -> None:
    builder = ItemBuilder("story", "S")
    for node in nodes("见[甲](https://e.com/a)。\n\n再见[乙](https://e.com/b)。"):
        builder.add(node)
    item = builder.build("i", 0, [])
    assert item.text == "见甲。\n再见乙。"
    assert [(link.url, item.text[link.start : link.end]) for link in item.links] == [
        ("https://e.com/a", "甲"),
        ("https://e.com/b", "乙"),
    ]
    assert item.lines == (1, 3)


def test_a_prefix_moves_links_and_a_skip_cuts_them() -> None:
    point, numbered = nodes("- [甲](https://e.com/a)\n\n12、[乙](https://e.com/b)")[:2]
    builder = ItemBuilder("story")
    builder.add(point, prefix="  - ")
    builder.add(numbered, skip=3)
    item = builder.build("i", 0, [])
    assert item.text == "  - 甲\n乙"
    assert [item.text[link.start : link.end] for link in item.links] == ["甲", "乙"]


def test_opinions_are_kept_apart_with_their_links() -> None:
    text, opinion = nodes("正文。\n\nOpinion：看[这](https://e.com/o)。")
    builder = ItemBuilder("story")
    builder.add(text)
    builder.add(opinion, skip=8, field="opinion")
    item = builder.build("i", 0, [])
    (link,) = item.links
    assert (item.text, item.opinion, link.field) == ("正文。", "看这。", "opinion")
    assert item.opinion[link.start : link.end] == "这"


def test_an_item_of_figures_alone_is_named_by_them() -> None:
    (figure,) = nodes("![一张  图](a.png)")
    builder = ItemBuilder("story", "S")
    builder.add(figure)
    assert builder.build("i", 0, []).title == "一张 图"
    assert ItemBuilder("story", "S").build("i", 0, []).title == "S"
    assert ItemBuilder("story").build("i", 0, []).title == "（图）"


def test_one_address_is_one_link() -> None:
    (node,) = nodes("[甲](https://e.com/a)和[乙](https://e.com/a)")
    builder = ItemBuilder("bullet")
    builder.add(node)
    assert [link.label for link in builder.build("i", 0, []).links] == ["甲"]


def test_ids_tell_sections_and_titles_apart() -> None:
    def item(section: str, title: str) -> ItemBuilder:
        builder = ItemBuilder("bullet", section, title)
        builder.say(title)
        return builder

    items = [item(*pair).build("", 0, []) for pair in (("S", "a"), ("S", "a"), ("T", "a"), ("S", "b"))]
    numbered = number_items(items, "n-1")
    assert [each.position for each in numbered] == [0, 1, 2, 3]
    assert len({each.id for each in numbered}) == 4
    assert numbered[1].id == numbered[0].id + "-2"


@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_a_text_begins_with_its_headline(text: str) -> None:
    text = text.strip()
    title = headline(text)
    assert text.startswith(title) and width(title) <= TITLE_WIDTH + 1


def test_width_and_spaces_do_not_change_an_id() -> None:
    assert content_id("Ａ  b") == content_id("A b") != content_id("Ab")
