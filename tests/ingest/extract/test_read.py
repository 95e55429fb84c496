"""What a text names, as reader and gazetteer settle it: readings made by hand, and what stands afterwards."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.read import LEAST, LIKELY, RETYPE
from ingest.learned.tags import KINDS, Span
from kg.model import EntityType, Item
from tests.ingest.extract.small import MIXED, after, settled, span, surfaces


def found(text: str, *spans: Span, likely: dict[str, float] | None = None) -> list[tuple[str, str, str]]:
    """Name, type and rule of all that is named."""
    return [(find.name, find.type, find.rule) for find in settled(text, *spans, likely=likely).finds]


def test_a_name_that_nobody_knows_is_what_it_was_read_as() -> None:
    text = "Fribble Labs发布了新模型"
    (find,) = settled(text, span(text, "Fribble Labs", "company", 0.75)).finds
    assert (find.name, find.type, find.rule, find.entries) == ("Fribble Labs", "company", "read", ())
    assert find.doubt == 0.25


def test_a_name_that_nobody_knows_has_to_be_sure() -> None:
    text = "Fribble来了"
    assert found(text, span(text, "Fribble", "product", LEAST)) == [("Fribble", "product", "read")]
    assert found(text, span(text, "Fribble", "product", LEAST - 0.01)) == []


@pytest.mark.parametrize("kind", ["company", "model", "product"])
def test_a_known_name_is_the_entry_of_the_type_that_was_read(kind: EntityType) -> None:
    (find,) = settled("Bramble来了", span("Bramble来了", "Bramble", kind, 0.6)).finds
    assert ([entry.id for entry in find.entries], find.type) == ([f"{kind}:bramble"], kind)
    assert (find.rule, find.doubt) == ("gazetteer", 0.4)


def test_a_known_name_has_the_gazetteers_name_however_little_was_read() -> None:
    assert found("佐布来了", span("佐布来了", "佐布", "company", 0.2)) == [("Zorblax", "company", "gazetteer")]


def test_a_spelling_that_says_too_little_counts_where_its_type_was_read() -> None:
    text = "Arden造芯片"
    assert found(text, span(text, "Arden", "company")) == [("Arden", "company", "gazetteer")]
    assert found(text, span(text, "Arden", "person", LEAST)) == [("Arden", "person", "read")]
    assert found(text, likely={"Arden": 1.0}) == []


def test_a_known_name_is_of_another_type_only_where_the_reader_is_sure() -> None:
    text = "QuillPad来了"
    unsure = span(text, "QuillPad", "model", RETYPE - 0.01)
    assert found(text, unsure) == [("QuillPad", "product", "gazetteer")]
    assert found(text, span(text, "QuillPad", "model", RETYPE)) == [("QuillPad", "model", "read")]


def test_a_longer_name_that_was_read_wins_over_a_known_part() -> None:
    text = "看Quill 7 Mega吧"
    read = span(text, "Quill 7 Mega", "model")
    assert found(text, read, likely={"Quill": 0.9}) == [("Quill 7 Mega", "model", "read")]


def test_a_longer_name_that_is_known_wins_over_a_part_that_was_read() -> None:
    text = "看Quill 2 Scout吧"
    read = span(text, "Scout", "product")
    assert found(text, read, likely={"Quill 2 Scout": 0.9}) == [("Quill 2 Scout", "model", "gazetteer")]
    assert found(text, read, likely={"Quill 2 Scout": 0.1}) == [("Scout", "product", "read")]


def test_names_that_only_overlap_stay_as_they_were_read() -> None:
    text = "看Quill 2 Scout吧"
    read = span(text, "2 Scout吧", "product")
    assert found(text, read, likely={"Quill 2 Scout": 1.0}) == [("2 Scout吧", "product", "read")]


def test_a_sure_known_name_that_nothing_was_read_at_stays_only_where_it_is_likely() -> None:
    (find,) = settled("Zorblax来了", likely={"Zorblax": LIKELY}).finds
    assert (find.name, find.rule, find.doubt) == ("Zorblax", "gazetteer", 1 - LIKELY)
    assert found("Zorblax来了", likely={"Zorblax": LIKELY - 0.01}) == []


def test_names_stand_in_order() -> None:
    text = "Frobnik、Fribble和Quimby"
    read = span(text, "Fribble", "company"), span(text, "Quimby", "company")
    assert [name for name, _, _ in found(text, *read, likely={"Frobnik": 1.0})] == ["Frobnik", "Fribble", "Quimby"]


@pytest.mark.parametrize(
    ("text", "read", "name"),
    [
        ("题\n旧闻\n\nFribble来了", "旧闻\n\nFribble", "Fribble"),  # behind the end of a paragraph
        ("题\n旧闻Foo\n \nFribble Labs来了", "Foo\n \nFribble Labs", "Fribble Labs"),
        ("看\nFribble\nLabs来了", "Fribble\nLabs", "Fribble Labs"),  # an editor wraps lines
    ],
)
def test_a_name_ends_with_its_paragraph(text: str, read: str, name: str) -> None:
    item = Item("i", "x", 0, "", "story", text.split("\n")[0], text)
    (find,) = settled("", span(text, read, "company"), item=item).finds
    assert find.name == name


def test_a_name_ends_with_the_heading() -> None:
    text = "About Acme\nFribble Labs grew"
    item = Item("i", "x", 0, "", "story", "About Acme", text)
    written = settled("", span(text, "Acme\nFribble Labs", "company"), item=item)
    assert [find.name for find in written.finds] == surfaces(written) == ["Fribble Labs"]


@pytest.mark.parametrize("word", ["the", "This", "A", "7", "?", "x1"])
def test_words_of_grammar_and_single_letters_name_nothing(word: str) -> None:
    assert found(f"看 {word} 吧", span(f"看 {word} 吧", word, "product")) == []


@pytest.mark.parametrize("word", ["Ox", "羊", "X羊"])
def test_two_letters_or_a_chinese_character_may_be_a_name(word: str) -> None:
    assert found(f"看 {word} 吧", span(f"看 {word} 吧", word, "product")) == [(word, "product", "read")]


def test_nothing_is_named_in_bare_addresses_and_titles_are_no_names() -> None:
    text = "见 https://a.b/Fribble 和 On the Nature of Wobbles"
    assert found(text, span(text, "Fribble", "product"), span(text, "On the Nature of Wobbles", "paper")) == []


def test_without_a_reader_the_gazetteer_decides_alone() -> None:
    written = after("read", "Zorblax发布Fribble，Arden、Bramble跟进")
    assert surfaces(written) == ["Zorblax", "Bramble"]  # what says too little alone is none
    assert {(find.rule, find.doubt) for find in written.finds} == {("gazetteer", 0.0)}


spans = st.builds(
    lambda start, length, kind, sure: Span(start, start + length, 0, 0, kind, sure),
    st.integers(0, 200), st.integers(1, 40), st.sampled_from(KINDS), st.floats(0, 1),
)  # fmt: skip


@given(MIXED, st.lists(spans, max_size=6), st.floats(0, 1))
def test_whatever_is_read_names_stand_apart_and_in_order(text: str, read: list[Span], likely: float) -> None:
    within = [each for each in read if each.end <= len(text)]
    known = {each: likely for each in surfaces(after("known", text))}
    written = settled(text, *within, likely=known)
    places = [(find.start, find.end) for find in written.finds]
    assert all(a < b for a, b in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert all(find.name and 0 <= find.doubt <= 1 for find in written.finds)
