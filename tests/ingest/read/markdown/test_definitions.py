"""What is defined in one place and used in another."""

from __future__ import annotations

import pytest

from ingest.read.items import to_node
from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.inline import Inline, read_inline


def read(text: str) -> list[Inline]:
    document = read_blocks(text)
    return [read_inline(block.text, document.refs) for block in document.blocks]


def urls(text: str) -> list[str]:
    return [link.url for inline in read(text) for link in inline.links]


@pytest.mark.parametrize(
    "definition",
    [
        "[r]: https://e.example/r 'T'",
        "[R]: <https://e.example/r> (T)",
        "[r]:\n  https://e.example/r",
        "[r]:\n  https://e.example/r\n  'A title'",
        "[r]: https://e.example/r\n  'A title'",
        "> [r]: https://e.example/r",
        "    [r]: https://e.example/r",
    ],
)
def test_a_reference_leads_to_its_target_wherever_that_stands(definition: str) -> None:
    text = f"[one][r], [R] and [r][].\n\n{definition}\n\nEnd."
    assert [inline.text for inline in read(text)] == ["one, R and r.", "End."]
    assert urls(text) == ["https://e.example/r"] * 3


def test_names_are_the_same_over_line_ends() -> None:
    assert urls("[x][the\nlist]\n\n[The List]: https://e.example/l") == ["https://e.example/l"]


@pytest.mark.parametrize("target", ["mailto:ed@leaf.example", "/archive", "../42.md", "#top", "page.html", "<a b.md>"])
def test_the_label_of_what_is_no_web_page_is_text(target: str) -> None:
    (inline,) = read(f"Write to [the editor][ed].\n\n[ed]: {target}")
    assert (inline.text, inline.links) == ("Write to the editor.", ())


@pytest.mark.parametrize("line", ["[u]: https://e.example/u", "[u]: mailto:a@b.example", "[u]: ./x.md", "*[UV]: Light"])
def test_a_definition_that_nothing_uses_is_not_shown(line: str) -> None:
    document = read_blocks(f"Text.\n\n{line}")
    assert [block.text for block in document.blocks] == ["Text."]
    assert document.dropped[0].reason.startswith("definition of a")


@pytest.mark.parametrize(
    "line", ["[Note]: all is well", "[注意]: 重要", "[x]: 1.75", "[a]:", "[x] : https://e.example"]
)
def test_what_is_no_definition_stays(line: str) -> None:
    assert read(f"Text.\n\n{line}")[1].text == line


def test_of_two_definitions_the_first_counts() -> None:
    assert urls("[a]\n\n[a]: https://e.example/1\n[A]: https://e.example/2") == ["https://e.example/1"]


def test_code_defines_nothing() -> None:
    assert read_blocks("[a]\n\n```\n[a]: https://e.example/1\n```").refs == {}


def test_a_footnote_is_read_where_it_is_referred_to() -> None:
    document = read_blocks("- A claim[^1] about maps.\n- Other [^n].\n\n[^1]: After [a study](https://e.example/s).\n"
                           "[^N]: Of\n  old.\n\n    More: https://e.example/m\n\nEnd.")  # fmt: skip
    inlines = [read_inline(block.text, document.refs) for block in document.blocks]
    assert [inline.text for inline in inlines] == [
        "A claim about maps.\nAfter a study.", "Other.\nOf old.\nMore: https://e.example/m", "End.",
    ]  # fmt: skip
    links = [(inline.text[link.start : link.end], link.url) for inline in inlines for link in inline.links]
    assert links == [("a study", "https://e.example/s"), ("https://e.example/m", "https://e.example/m")]
    assert [(drop.first, drop.last) for drop in document.dropped] == [(4, 4), (5, 5), (6, 6), (8, 8)]


def test_a_note_is_read_once_and_notes_of_notes_too() -> None:
    text = "One[^a], two[^a].\n\n[^a]: See[^b] [x](https://e.example/x).\n[^b]: And [y](https://e.example/y)[^a]."
    assert [inline.text for inline in read(text)] == ["One, two.\nSee x.\nAnd y."]
    assert urls(text) == ["https://e.example/x", "https://e.example/y"]


def test_a_heading_keeps_where_its_note_leads() -> None:
    document = read_blocks("# A claim[^1]\n\n[^1]: After [a study](https://e.example/s).")
    inline = to_node(document.blocks[0], document.refs).inline
    assert (inline.text, [link.url for link in inline.links]) == ("A claim", ["https://e.example/s"])


@pytest.mark.parametrize("text", ["[^1]: Nobody asked.", "A set [^a-z] of letters.", "`x[^1]`\n\n[^1]: In code only."])
def test_what_is_no_note_stays(text: str) -> None:
    assert "\n\n".join(block.text for block in read_blocks(text).blocks) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Mail <news@leaf.example> now", "Mail news@leaf.example now"),
        ("<mailto:news@leaf.example>", "news@leaf.example"),
        ("<tel:+46123>", "tel:+46123"),
        ("a <b@c", "a <b@c"),
        ("<std::vec>", "<std::vec>"),
    ],
)
def test_addresses_in_angle_brackets(source: str, text: str) -> None:
    assert (read_inline(source).text, read_inline(source).links) == (text, ())
