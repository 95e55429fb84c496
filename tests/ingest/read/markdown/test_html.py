"""HTML in Markdown: what is hidden, layout, lists."""

from __future__ import annotations

import pytest

from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.html import Hider, LayoutFolder
from ingest.read.markdown.inline import read_inline


def shape(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_blocks(text).blocks]


def test_html_list_on_one_line() -> None:
    assert shape('<ul><li><a href="https://e.com">A</a>: x</li><li>B<ol><li>C</li></ol></li></ul>') == [
        ("bullet", 0, '<a href="https://e.com">A</a>: x'), ("bullet", 0, "B"), ("bullet", 1, "C"),
    ]  # fmt: skip


def test_html_list_entry_over_two_lines() -> None:
    assert shape("<ul>\n<li>\nA</li>\n</ul>\n<h2>\nT\n</h2>") == [("bullet", 0, "A"), ("heading", 2, "T")]


def test_hard_wrapped_html_is_one_text() -> None:
    assert shape("<p>hung a copper\nbell</p>\n<p>next</p>") == [
        ("paragraph", 0, "hung a copper\nbell"), ("paragraph", 0, "next"),
    ]  # fmt: skip
    assert shape("<ul>\n<li>a copper\nbell</li></ul>") == [("bullet", 0, "a copper\nbell")]


def test_scripts_and_comments_are_dropped_and_named() -> None:
    document = read_blocks("a\n<script>\nalert('# x')\n</script>\n<!-- two\nlines -->\nb <!-- c --> d")
    assert [read_inline(block.text).text for block in document.blocks] == ["a", "b  d"]
    assert [(drop.first, drop.last) for drop in document.dropped] == [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6)]


def test_nothing_beside_a_hidden_stretch_is_lost() -> None:
    text = "a https://e.com/1 <script>\nx\n</script> b https://e.com/2\n\n<!-- never closed https://e.com/3"
    assert [url.split()[0] for _, _, block in shape(text) for url in block.split("https://e.com/")[1:]] == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize(
    ("lines", "left", "emptied"),
    [
        (["a <!-- x --> b"], ["a  b"], []),
        (["<!-- x", "y", "--> z"], ["", "y", " z"], [0, 1]),
        (["<!-- x", "y"], ["<!-- x", "y"], []),
        (["<STYLE>p{}</STYLE >q"], ["q"], []),
        (["<!-- x -->"], [""], [0]),
    ],
)
def test_hidden_stretches(lines: list[str], left: list[str], emptied: list[int]) -> None:
    hider = Hider(lines)
    assert hider.hide(0) == emptied
    assert lines == left


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("plain", None),
        ("<b>bold</b>", None),
        ("<h2>T</h2>", ["", "## T", ""]),
        ("<ol><li>a</li><li>b</li></ol>", ["", "", "1. a", "", "", "2. b", "", ""]),
        ("<tr><td>a</td><td>b</td></tr>", ["", "a | b | ", ""]),
        ("<p>a</p>b", ["", "a", "", "b"]),
    ],
)
def test_layout(line: str, folded: list[str] | None) -> None:
    assert LayoutFolder().fold(line) == folded
