"""Line ends of a paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.breaks import joint
from ingest.read.markdown.inline import read_inline


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("hung a copper\nbell beside it", "hung a copper bell beside it"),
        ("Claude Sonnet\n4.5 on Monday", "Claude Sonnet 4.5 on Monday"),
        ("灯塔的门刷成了\n海蓝色", "灯塔的门刷成了海蓝色"),
        ("灯塔，\ntower", "灯塔，tower"),
        ("他说“好”\n然后", "他说“好”然后"),
        ("“well”\nhe said", "“well” he said"),
        ("发布了\nGPT", "发布了 GPT"),
        ("한국어\n문장", "한국어 문장"),
        ("a state-\nof", "a state- of"),
        ("**bold**\n*em*", "bold\nem"),
        ("see **bold\nmore** and", "see bold more and"),
        ("a [long\nlabel](https://e.example/a) b", "a long label b"),
        ("`a\nb`", "a b"),
        ("a  \nb\\\nc<br>\nd", "a\nb\nc\nd"),
        ("a  \n\\\nb", "a\nb"),
        ("a\n\nb", "a b"),
    ],
)
def test_a_soft_line_end_is_a_space_and_a_hard_one_stays(source: str, text: str) -> None:
    assert read_inline(source).text == text


@pytest.mark.parametrize(
    "source",
    [
        "A title\nhttps://e.example/a\nand more",
        "A title\n链接：https://e.example/a",
        "1、one\n2、two",
        "① one\n② two",
        "一、甲\n二、乙",
        "1️⃣ one\n2️⃣ two",
        "00:12 Opening\n03:40 The guest",
        "🚀 one\n🔥 two",
        "→ one\n→ two",
        "Date: May 3\nPlace: Lund",
        "作者：甲\n来源：乙",
        "In short:\nDate: May 3\nPlace: Lund",
    ],
)
def test_lines_that_stand_for_themselves_stay(source: str) -> None:
    assert read_inline(source).text == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<https://e.example/a>\nmore", "https://e.example/a\nmore"),
        ("[One](https://e.example/1) a\n[Two](https://e.example/2) b", "One a\nTwo b"),
        ("[One](https://e.example/1)\nThe text", "One\nThe text"),
        ("[One](https://e.example/1)\nand more", "One and more"),
        ("All is said.\n[More](https://e.example/1)", "All is said.\nMore"),
        ("All is said in\n[the post](https://e.example/1)", "All is said in the post"),
        ("**One**: a\n**Two**: b\nmore", "One: a\nTwo: b more"),
        ("**A title**\nand text", "A title\nand text"),
        ("text\n![](a.png)\nmore", "text\nmore"),
        ("It took **a**\n**b** and\nthen **c**\n**d**.", "It took a b and then c d."),
    ],
)
def test_marked_lines(source: str, text: str) -> None:
    assert read_inline(source).text == text


def test_links_point_to_their_labels_after_joining() -> None:
    inline = read_inline("one  \ntwo\n[three\nfour](https://e.example/a)\nfive https://e.example/b\n六")
    assert [inline.text[link.start : link.end] for link in inline.links] == ["three four", "https://e.example/b"]


def test_blocks_keep_their_lines() -> None:
    (block,) = read_blocks("- one  \n  two \n  three").blocks
    assert block.text == "one  \ntwo\nthree"


def test_rows_stay_lines() -> None:
    assert read_inline("a | b\nc | d", rows=True).text == "a | b\nc | d"


@given(st.text(alphabet="a中，“ \n*[]()", max_size=40))
def test_no_white_space_comes_or_goes_but_at_line_ends(source: str) -> None:
    text = read_inline(source).text
    assert "  " not in text or "  " in source
    assert [char for char in text if not char.isspace()] == [
        char for char in read_inline(source, rows=True).text if not char.isspace()
    ]


@pytest.mark.parametrize(
    ("before", "after", "between"), [("", "a", ""), (" ", "a", ""), ("文", "…", ""), ("a", "…", " ")]
)
def test_joints(before: str, after: str, between: str) -> None:
    assert joint(before, after) == between
