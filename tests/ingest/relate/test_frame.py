"""Sentences as the rules see them: names blanked, brackets aside, lists together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.relate.frame import NAME, ORGANISATIONS, SENTENCE_LIMIT, THINGS, Frame, has_comma, has_stop
from tests.ingest.relate.marked import marked

PARTS = ["[Acme|company]", "[Foo|model]", "[Bar|product]", *"（）()【】、，。：和 \n的🔪", "and", "https://acme.org/x"]


def frame(text: str) -> Frame:
    (only,) = marked(text, title="x").frames
    return only


def names(slots: tuple[object, ...]) -> list[str]:
    return [slot.entity.name for slot in slots]  # type: ignore[attr-defined]


def test_names_and_addresses_are_blanked_in_place() -> None:
    read = frame("[Acme|company]看https://acme.org/releases 的[Foo|model]")
    assert len(read.words) == len(read.text) == len(read.flat)
    assert read.words == f"{NAME * 4}看{' ' * 26}的{NAME * 3}"


def test_sentences_without_a_name_are_passed_over_unless_they_speak_of_two_parties() -> None:
    texts = [read.text for read in marked("[Acme|company]很好。天气也好。双方都同意。").frames]
    assert texts == ["Acme很好。", "双方都同意。"]


def test_an_item_without_a_name_has_no_sentence() -> None:
    assert marked("双方都同意。").frames == ()


def test_a_name_inside_another_is_nested() -> None:
    item = marked("[Acme DevDay|event]开幕")
    inner = marked("[Acme|company]")
    both = type(item)(item.item, (*item.mentions, *inner.mentions), {**item.entities, **inner.entities})
    (read,) = both.frames
    assert (names(read.slots), names(read.nested)) == (["Acme DevDay"], ["Acme"])


@pytest.mark.parametrize(
    ("text", "opens"), [("[Foo|model]好。", True), ("好。\n[Foo|model]", True), ("好。[Foo|model]", False)]
)
def test_a_line_opens_with_its_first_sentence(text: str, opens: bool) -> None:
    assert frame(text).line_start is opens


def test_what_stands_in_brackets_is_no_part_of_a_gap() -> None:
    read = frame("[Foo|model]（[Acme|company]出品）和[Bar|product]")
    foo, acme, bar = read.slots
    assert (foo.aside, acme.aside, bar.aside) == (-1, 3, -1)
    assert read.gap(foo.end, bar.start) == "和"
    assert names(tuple(read.after(foo.end + 9))) == ["Bar"]
    assert names(tuple(read.before(acme.end + 1))) == ["Acme"]
    assert read.aside_at(acme.start) == 3
    assert read.aside_at(0) == read.aside_at(-1) == read.aside_at(99) == -1


def test_a_name_alone_in_a_bracket_behind_a_noun_is_no_aside() -> None:
    assert [slot.aside for slot in frame("腕带（[Foo|product]）好").slots] == [-1]


def test_a_bracket_that_is_not_closed_is_none() -> None:
    assert [slot.aside for slot in frame("价（[Foo|product]好").slots] == [-1]


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("[Foo|model]、[Bar|model]和[Baz|model]", [["Foo", "Bar", "Baz"]]),
        ("[Foo|model] and the [Bar|model]", [["Foo", "Bar"]]),
        ("[Foo|model]（便宜）、全新的[Bar|product]", [["Foo", "Bar"]]),
        ("[Foo|model]，[Bar|model]", [["Foo"], ["Bar"]]),
        ("[Foo|model]用[Bar|model]", [["Foo"], ["Bar"]]),
        ("[Foo|model]、[Acme|company]、[Bar|model]", [["Foo"], ["Bar"]]),
    ],
)
def test_lists(text: str, lists: list[list[str]]) -> None:
    assert [names(group) for group in frame(text).groups(THINGS)] == lists


def test_a_bare_comma_joins_only_where_asked() -> None:
    read = frame("[Foo|model]，[Bar|model]")
    assert names(read.group(read.slots[1], THINGS)) == ["Bar"]
    assert names(read.group(read.slots[1], THINGS, commas=True)) == ["Foo", "Bar"]


@pytest.mark.parametrize(
    ("text", "governed"),
    [
        ("在[Acme|company]上", True),
        ("现在[Acme|company]好", False),
        ("在[Foo|model]和[Acme|company]上", True),
        ("runs on [Acme|company]", True),
        ("[Acme|company] runs", False),
    ],
)
def test_a_preposition_governs_a_name_or_its_list(text: str, governed: bool) -> None:
    read = frame(text)
    assert read.governed(next(slot for slot in read.slots if slot.type in ORGANISATIONS)) is governed


def test_clauses_end_at_commas_and_stops() -> None:
    read = frame("前头，[Foo|model]好：后面")
    at = read.slots[0].start
    assert (read.clause_start(at), read.clause_end(at)) == (3, 7)
    assert (read.clause_start(0), read.clause_end(9)) == (0, 10)
    assert has_comma("好，") and not has_comma("好的")
    assert has_stop("好。") and not has_stop("好，")


def test_words_on_either_side_of_a_name() -> None:
    read = frame("被[Foo|model]反超了")
    assert (read.lead(read.slots[0], 4), read.tail(read.slots[0], 2)) == ("被", "反超")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_frames_lie_in_the_text_and_stay_short(parts: list[str]) -> None:
    item = marked("".join(parts), title="x")
    for read in item.frames:
        assert item.item.text[read.start : read.start + len(read.text)] == read.text
        assert len(read.text) == len(read.words) == len(read.flat) <= SENTENCE_LIMIT
        assert sorted(slot.start for level in read.levels.values() for slot in level.slots) == [
            slot.start for slot in read.slots
        ]
        for slot in read.slots:
            assert read.text[slot.start : slot.end] == slot.mention.surface
            assert slot in read.group(slot, THINGS) or slot.type not in THINGS
            assert read.clause_start(slot.start) <= slot.start < read.clause_end(slot.start)
