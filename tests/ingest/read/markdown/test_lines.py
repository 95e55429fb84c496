"""References, fences and tables."""

from __future__ import annotations

from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.inline import read_inline
from ingest.read.markdown.lines import begins_table, fence_closers, marker, read_table, references


def test_reference_links() -> None:
    document = read_blocks("[one][r] and [R]\n\n[r]: https://e.com/r 'T'\n[unused]: https://e.com/u")
    assert read_inline(document.blocks[0].text, document.refs).links[0].url == "https://e.com/r"
    assert document.blocks[1].text == "[unused]: https://e.com/u"


def test_a_definition_that_nothing_uses_stays_text() -> None:
    assert references(["[a]", "[a]: https://e.com/a", "[b]: https://e.com/b"]) == ({"a": "https://e.com/a"}, {1})


def test_of_two_definitions_the_first_counts_and_the_second_is_kept() -> None:
    assert references(["[a]", "[a]: https://e.com/1", "[A]: https://e.com/2"]) == ({"a": "https://e.com/1"}, {1})


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
