"""Fences and tables."""

from __future__ import annotations

from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.lines import begins_table, fence_closers, marker, read_table


def test_longest_fence_below() -> None:
    closers = fence_closers(["```", "x", "````", "~~~", "`"])
    assert closers["`"][:5] == [4, 4, 4, 0, 0] and closers["~"][:5] == [3, 3, 3, 3, 0]


def test_tables_leave_out_their_rule() -> None:
    lines = ["| a | b |", "|:--|--:|", "| c \\| d | e |", "", "f"]
    assert begins_table(lines, 0) and not begins_table(lines, 2)
    assert read_table(lines, 0) == ("a | b\nc \\| d | e", 3)


def test_markers() -> None:
    assert [marker(mark) for mark in ("-", "•", "3)", "12.")] == ["-", "-", "3.", "12."]


def shape(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_blocks(text).blocks]


def test_table() -> None:
    assert shape("| a | b |\n| --- | --- |\n| [c](https://e.com) | d |\n\ne") == [
        ("table", 0, "a | b\n[c](https://e.com) | d"), ("paragraph", 0, "e"),
    ]  # fmt: skip
