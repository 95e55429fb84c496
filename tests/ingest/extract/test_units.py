"""Units: how mixed text is cut, where a character lies, and which of overlapping finds stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.units import Find, longest, norm_of, one_each, split_units
from kg.model import Item, Link
from tests.ingest.extract.small import MIXED, sheet


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quill5.1-Codex", ["Quill", "5.1", "-", "Codex"]),
        ("羽笔v2发布", ["羽", "笔", "v", "2", "发", "布"]),
        ("Ｑuill\u20112", ["Ｑuill", "\u2011", "2"]),
        ("a  b\n", ["a", "  ", "b", "\n"]),
        ("3.", ["3", "."]),
        ("", []),
    ],
)
def test_text_is_cut_at_every_change(text: str, words: list[str]) -> None:
    assert split_units(text).words == words


def test_widths_cases_and_hyphens_fold() -> None:
    assert split_units("ＱUILL\u20112").norms == ["quill", "-", "2"]
    assert norm_of("\u2212") == "-" and norm_of("Ａb") == "ab"


def test_a_single_space_is_no_unit_but_parts_two() -> None:
    assert split_units("Quill 2").words == split_units("Quill2").words
    assert split_units("Quill 2").glued == [False, False] and split_units("Quill2").glued == [False, True]


@given(MIXED)
def test_units_tile_the_text_but_for_spaces(text: str) -> None:
    units = split_units(text)
    assert len(units) == len(units.starts) == len(units.ends) == len(units.norms) == len(units.kinds)
    assert all(text[a:b] == word for a, b, word in zip(units.starts, units.ends, units.words, strict=True))
    assert "".join(units.words).replace(" ", "") == text.replace(" ", "")
    assert all(norm == norm_of(word) for norm, word in zip(units.norms, units.words, strict=True))


@given(MIXED, st.data())
def test_units_between_two_characters_cover_them_and_no_more(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    units = split_units(text)
    first, stop = units.between(start, end)
    covered = {i for a, b in zip(units.starts[first:stop], units.ends[first:stop], strict=True) for i in range(a, b)}
    assert {i for i in range(start, end) if text[i] != " "} <= covered
    assert all(units.ends[i] > start and units.starts[i] < end for i in range(first, stop))


def test_a_label_with_a_space_at_its_end_stops_before_it() -> None:
    text = "用Quill Pad 写作"
    written = sheet(text, Link("https://a.b", "", "Quill Pad ", start=1, end=11))
    assert written.units.surface(*written.link_units(written.links[0])) == "Quill Pad"
    assert written.link_units(Link("https://a.b", "", "", start=3, end=3)) == (0, 0)


def test_opinion_and_its_links_follow_the_text() -> None:
    item = Item("i", "x", 0, "", "story", "题", "题", "看Quill", links=(Link("u", "", "Quill", "opinion", 1, 6),))
    written = sheet("", item=item)
    assert written.text == "题\n\n看Quill"
    start, end = written.link_units(written.links[0])
    assert written.place(Find(start, end, "model", "Quill", "r")) == ("opinion", 1, 6)


def test_units_of_bare_addresses_are_masked() -> None:
    written = sheet("见 https://a.b/Quill 好")
    assert [written.units.words[i] for i in sorted(written.masked)][-1] == "Quill"
    assert written.units.at(written.text.index("好")) not in written.masked


def find(start: int, end: int, rule: str = "a", url: str = "") -> Find:
    return Find(start, end, "model", "x", rule, url=url)


def test_the_longest_find_stays_and_equal_spans_are_readings() -> None:
    assert longest([find(0, 1), find(0, 3), find(2, 4), find(0, 3, "b")]) == [find(0, 3), find(0, 3, "b")]
    assert longest([find(2, 4, "b"), find(1, 3, "a")], rank=("b", "a")) == [find(2, 4, "b")]
    assert longest([find(2, 4, "b"), find(1, 3, "a")], rank=("a", "b")) == [find(1, 3, "a")]


def test_one_find_a_stretch_keeps_the_address_of_the_other() -> None:
    (kept,) = one_each([find(0, 1), find(0, 1, "b", "https://a.b")])
    assert (kept.rule, kept.url) == ("a", "https://a.b")


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5))))
def test_kept_finds_never_overlap_but_where_they_are_equal(spans: list[tuple[int, int]]) -> None:
    kept = longest(find(start, start + length) for start, length in spans)
    places = {(one.start, one.end) for one in kept}
    assert all(a == b or a[1] <= b[0] or b[1] <= a[0] for a in places for b in places)
    assert not spans or kept
