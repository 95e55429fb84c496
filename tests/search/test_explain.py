"""Why an item was found: what is marked, what is shown, which names it has."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.explain import LONGEST, Explainer, cut, marks, share
from kg.search.hits import Hit
from kg.search.query import knowledge_of, understand
from kg.search.ranking import HYBRID, Ranker, Weights, units_of
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.text.words import fold
from tests.store.archives import SECOND, archived, issue, item


def explained(reader: Reader, query: str, *, weights: Weights = HYBRID, page: slice = slice(0, 10)) -> tuple[Hit, ...]:
    asked = understand(query, knowledge_of(reader))
    units = units_of(asked, reader.once(Arrays))
    return Explainer(reader).explain(reader.once(Ranker).rank(asked, units, weights), page, asked, units)


def marked(text: str, terms: set[str], *names: str) -> list[str]:
    return [text[a:b] for a, b in marks(text, terms, names)]


# Marks


def test_marks_stand_on_terms_in_any_spelling() -> None:
    assert marked("Models, a MODEL and remodelling", {"model"}) == ["Models", "MODEL"]
    assert marked("新模型与模 型", {"模型"}) == ["模型"]
    assert marked("模 型", {"模"}) == ["模"]
    assert marked("C++ and C#", {"c++"}) == ["C++"]


def test_marks_that_touch_are_joined() -> None:
    assert marked("大语言模型", {"语言", "言模", "模型"}) == ["语言模型"]
    assert marked("Kite 2 Pro", {"kite"}, "Kite 2", "2 Pro") == ["Kite 2 Pro"]


def test_names_are_marked_whole_and_not_inside_words() -> None:
    assert marked("kite flies, kites fly, Kite3, akite", set(), "Kite") == ["kite", "Kite"]
    assert marked("流明说", set(), "流明") == ["流明"]
    assert marked("a b", set(), "a") == []  # one letter is no name


@given(st.text(max_size=300), st.text(min_size=1, max_size=10))
def test_marks_lie_inside_and_apart(text: str, name: str) -> None:
    spans = marks(text, {"模型", "model"}, [name])
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))


# What is cut out and what is shown


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 280), st.integers(1, 9)), max_size=4))
def test_a_cut_is_no_longer_than_asked(text: str, places: list[tuple[int, int]]) -> None:
    spans = sorted((a, a + n) for a, n in places if a + n <= len(text))
    start, end = cut(text, spans, longest=40)
    assert 0 <= start <= end <= len(text)
    assert end - start <= 40


def test_a_short_text_is_not_cut() -> None:
    assert cut("  short  ", [(2, 7)]) == (0, 9)


def test_the_cut_is_where_most_marks_stand_and_begins_with_a_sentence() -> None:
    text = "A heron first. " + "Nothing here at all. " * 20 + "Then a heron meets a heron. " + "The end of it. " * 20
    spans = marks(text, {"heron"})
    start, end = cut(text, spans)
    assert text[start:end].startswith("Then a heron meets a heron.")
    assert end - start == LONGEST - 1  # the space before the sentence is left out
    assert cut(text, [])[0] == 0


def test_share_sums_the_weights_of_what_is_there() -> None:
    assert share(fold("Ein Kite fliegt"), {"kite": 0.5, "drone": 0.25, "flieg": 0.25}) == 0.75
    assert share("", {"kite": 1.0}) == 0


# Hits


def test_a_hit_says_what_it_is_made_of(tiny: Reader) -> None:
    (hit,) = explained(tiny, "lighthouse")
    assert hit.item.id == "tide-1-1"
    assert sum(value for _, value in hit.why.parts) == pytest.approx(hit.score, abs=1e-3)
    assert [name for name, _ in hit.why.parts] == ["meaning", "words"]  # what is zero is left out
    assert (hit.why.date, hit.story) == (date(2025, 3, 3), None)
    assert [hit.item.title[a:b] for a, b in hit.why.title_marks] == ["lighthouse"]


def test_the_passage_is_the_sentence_that_answers(tiny: Reader) -> None:
    hit = explained(tiny, "laptop")[0]
    assert hit.why.passage.text == "The small model runs on a laptop."
    assert hit.item.field(hit.why.passage.field)[hit.why.passage.start : hit.why.passage.end] == hit.why.passage.text
    assert [hit.why.passage.text[a:b] for a, b in hit.why.passage.marks] == ["laptop"]


def test_the_passage_may_be_of_the_opinion(tiny: Reader) -> None:
    hit = explained(tiny, "ask the pupils")[0]
    assert (hit.item.id, hit.why.passage.field) == ("tide-2-0", "opinion")
    assert hit.why.passage.text == SECOND.items[0].opinion


def test_without_meaning_the_words_choose_the_passage(tmp_path: Path) -> None:
    text = "Birds\nA goose sleeps all day. A heron eats at night. A swan sings in spring."
    reader = archived(tmp_path, issue(1, date(2025, 1, 6), item(text)))
    for bird, sentence in zip(("goose", "heron", "swan"), text.split("\n")[1].split(". "), strict=True):
        (hit,) = explained(reader, bird, weights=Weights(meaning=0, words=1))
        assert sentence in hit.why.passage.text
        assert hit.why.passage.text.count(".") == 1


def test_a_long_sentence_is_shown_in_part(tmp_path: Path) -> None:
    text = "word " * 60 + "then a heron at last " + "word " * 10
    reader = archived(tmp_path, issue(1, date(2025, 1, 6), item("Birds\n" + text.strip())))
    passage = explained(reader, "heron")[0].why.passage
    assert len(passage.text) <= LONGEST
    assert [passage.text[a:b] for a, b in passage.marks] == ["heron"]
    assert reader.item("tide-1-0").text[passage.start : passage.end] == passage.text


def test_names_that_were_asked_for_and_their_relatives_are_told(tiny: Reader) -> None:
    hits = {hit.item.id: hit for hit in explained(tiny, "流明 Kite")}
    assert {entity.name for entity in hits["tide-1-0"].why.entities} == {"Lumen", "Kite 2"}
    assert {entity.name for entity in hits["tide-3-0"].why.entities} == {"Kite 3"}
    title = hits["tide-1-0"].item.title
    assert [title[a:b] for a, b in hits["tide-1-0"].why.title_marks] == ["Lumen", "Kite 2"]
    assert explained(tiny, "lighthouse")[0].why.entities == ()


def test_a_translation_is_marked_only_where_it_is_used(tiny: Reader) -> None:
    by_id = {hit.item.id: hit for hit in explained(tiny, "论文")}
    passage = by_id["tide-1-2"].why.passage
    assert [passage.text[a:b] for a, b in passage.marks] == ["paper"]


def test_only_the_page_is_explained(tiny: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    items = tiny.store.items
    monkeypatch.setattr(tiny.store, "items", lambda rows=None: read.extend(rows or []) or items(rows))
    hits = explained(tiny, "until:2025-12", page=slice(2, 4))
    assert [hit.item.id for hit in hits] == ["tide-3-2", "tide-2-0"]
    assert read[-2:] == [8, 4]
    assert set(read) == {4, 8}
    assert explained(tiny, "until:2025-12", page=slice(50, 60)) == ()
    assert np.isfinite([hit.score for hit in hits]).all()
