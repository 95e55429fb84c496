"""Lines become blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.markdown.blocks import read_blocks


def shape(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_blocks(text).blocks]


def test_text_right_after_layout_is_text() -> None:
    assert shape("<div>\n  {% include f.liquid path='a.png' %}\n</div>\n后文：\n- 一") == [
        ("paragraph", 0, "{% include f.liquid path='a.png' %}"),
        ("paragraph", 0, "后文："),
        ("bullet", 0, "一"),
    ]


def test_nested_lists() -> None:
    assert shape("- a\n    - b\n        1. c\n    - d\n- e\n\n  more\n\nend") == [
        ("bullet", 0, "a"), ("bullet", 1, "b"), ("bullet", 2, "c"), ("bullet", 1, "d"), ("bullet", 0, "e"),
        ("paragraph", 1, "more"), ("paragraph", 0, "end"),
    ]  # fmt: skip


def test_headings() -> None:
    assert shape("# A #\n##B\n#tag\n\nTitle\n=====\n\nSub\n---\n\n###\n") == [
        ("heading", 1, "A"), ("heading", 2, "B"), ("paragraph", 0, "#tag"), ("heading", 1, "Title"),
        ("heading", 2, "Sub"),
    ]  # fmt: skip


def test_unclosed_fence_does_not_eat_the_rest() -> None:
    assert shape("```python\n# A\n\n- b") == [("heading", 1, "A"), ("bullet", 0, "b")]
    assert shape("```python\n# no heading\n```\n\nb") == [("code", 0, "# no heading"), ("paragraph", 0, "b")]


def test_quotes_keep_their_lines() -> None:
    blocks = read_blocks("a\n\n> - b\n>\n> c\n\nd").blocks
    assert [(block.text, block.quoted, block.first) for block in blocks] == [
        ("a", False, 1), ("b", True, 3), ("c", True, 5), ("d", False, 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> a\nb\n> c\n\nd", [("a\nb\nc", True), ("d", False)]),
        ("> - a\n  b", [("a\nb", True)]),
        ("> > a\n> b\nc", [("a\nb\nc", True)]),
        ("> a\n- b", [("a", True), ("b", False)]),
        ("> # a\nb", [("a", True), ("b", False)]),
        ("> a\n>\nb", [("a", True), ("b", False)]),
        ("> ```\n> a\n> ```\nb", [("a", True), ("b", False)]),
        ("> a\n# b", [("a", True), ("b", False)]),
        ("> a\n**b** c", [("a", True), ("**b** c", False)]),
    ],
)
def test_a_quote_goes_on_without_its_mark(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(block.text, block.quoted) for block in read_blocks(text).blocks] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A long\nheading\n===", [("heading", 1, "A long\nheading")]),
        ("[A](https://e.example/a)\n===", [("heading", 1, "[A](https://e.example/a)")]),
        ("A long\nheading\n---\nb", [("heading", 2, "A long\nheading"), ("paragraph", 0, "b")]),
        ("Two lines of\nprose.\n---", [("paragraph", 0, "Two lines of\nprose.")]),
        ("See:\n| a | b |\n|---|---|\n| c | d |", [("paragraph", 0, "See:"), ("table", 0, "a | b\nc | d")]),
        ("a | b\nc | d | e\n---|---", [("paragraph", 0, "a | b\nc | d | e\n---|---")]),
        ("- a\n  | b | c |\n  |---|---|", [("bullet", 0, "a"), ("table", 1, "b | c")]),
    ],
)
def test_headings_and_tables_below_text(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text\n2025. more", [("paragraph", 0, "text\n2025. more")]),
        ("text\n1. more", [("paragraph", 0, "text"), ("bullet", 0, "more")]),
        ("a\n***\nb", [("paragraph", 0, "a"), ("paragraph", 0, "b")]),
        ("**a**\n---", [("paragraph", 0, "**a**")]),
        ("x" * 200 + "\n---", [("paragraph", 0, "x" * 200)]),
        ("      > far to the right", [("paragraph", 0, "far to the right")]),
        ("```\n\n```", []),
    ],
)
def test_lists_rules_and_code(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert shape(text) == expected


def test_first_line_counts_from_where_the_body_begins() -> None:
    document = read_blocks("a\n\n> b\n\n---", first_line=5)
    assert [(block.first, block.last) for block in document.blocks] == [(5, 5), (7, 7)]
    assert [drop.first for drop in document.dropped] == [9]


PARTS = st.sampled_from(
    ["a", "# b", "- c", "  - d", "> e", "> ", "```", "~~~", "| x | y |", "| - | - |", "<ul><li>f", "</li></ul>", "<!--",
     "-->", "<script>", "</script>", "---", "===", "[r]: https://e.com/r", "[r]", "", "    g", "1. h", "{% if %}",
     "<td>", "##"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25))
def test_every_line_is_in_a_block_or_reported(lines: list[str]) -> None:
    document = read_blocks("\n".join(lines))
    seen = {number for part in (*document.blocks, *document.dropped) for number in range(part.first, part.last + 1)}
    assert {number for number, line in enumerate(lines, 1) if line.strip()} <= seen <= set(range(1, len(lines) + 1))
    firsts = [block.first for block in document.blocks]
    assert firsts == sorted(firsts)
