"""Scores, part by part, on the tiny archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log
from pathlib import Path

import numpy as np
import pytest

from kg.search.parts import Part
from kg.search.query import Understood, knowledge_of, understand
from kg.search.ranking import (
    HYBRID,
    MODES,
    Ranker,
    Ranking,
    Unit,
    Weights,
    cover,
    of_accounts,
    topical,
    units_of,
    within,
)
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from tests.store.archives import TIDE, TITLES, archived, issue, item

COUNT = len(TITLES)


def understood(reader: Reader, query: str) -> Understood:
    return understand(query, knowledge_of(reader))


def ranked(reader: Reader, query: str, weights: Weights = HYBRID) -> Ranking:
    asked = understood(reader, query)
    return reader.once(Ranker).rank(asked, units_of(asked, reader.once(Arrays)), weights)


def units(reader: Reader, query: str) -> list[Unit]:
    return units_of(understood(reader, query), reader.once(Arrays))


# Units


def test_words_are_units_by_their_rarity_and_stop_words_are_none(tiny: Reader) -> None:
    found = units(tiny, "what is the lighthouse of a baker about?")
    assert [unit.terms for unit in found] == [("lighthouse",), ("baker",)]
    assert found[0].weight == pytest.approx(log(1 + COUNT / 1.5))
    (memory,) = units(tiny, "memory")
    assert memory.weight == pytest.approx(log(1 + COUNT / 2.5))  # stands in two items
    (unknown,) = units(tiny, "zebra")
    assert unknown.weight == pytest.approx(log(1 + COUNT / 0.5))


def test_pairs_of_characters_that_are_grammar_are_no_units(tiny: Reader) -> None:
    assert [unit.terms for unit in units(tiny, "灯塔的海")] == [("灯塔",)]
    assert units(tiny, "关于哪个") == []


def test_a_name_is_one_unit_that_its_entities_cover(tiny: Reader) -> None:
    first, *rest = units(tiny, "Kite 2 laptop")
    assert (set(first.terms), first.others) == ({"kite", "2", "kite2"}, ())
    assert [tiny.once(Arrays).entities[e].id for e in first.entities] == ["model:kite-2"]
    assert [unit.terms for unit in rest] == [("laptop",)]


def test_a_misspelt_name_weighs_as_it_is_alike(tiny: Reader) -> None:
    (right,), (wrong,) = units(tiny, "Ostrava"), units(tiny, "Ostrawa")
    assert wrong.entities == right.entities
    assert 0.8 * right.weight < wrong.weight < right.weight


def test_words_with_a_translation_are_one_unit(tiny: Reader) -> None:
    (unit,) = units(tiny, "论文")
    assert unit.terms == ("论文",)
    assert ("paper",) in unit.others
    assert unit.weight == pytest.approx(log(1 + COUNT / 1.5))  # as rare as its most frequent wording


def test_a_name_that_was_turned_off_is_words(tiny: Reader) -> None:
    asked = understand("Ostrava", knowledge_of(tiny), off=["entity:company:ostrava"])
    (unit,) = units_of(asked, tiny.once(Arrays))
    assert (unit.terms, unit.entities) == (("ostrava",), ())


# Parts of a score


def test_cover_is_the_share_of_the_weight_that_an_item_has(tiny: Reader) -> None:
    arrays = tiny.once(Arrays)
    asked = [Unit(("lighthouse",), weight=3.0), Unit(("flour", "server"), weight=1.0)]
    assert cover(asked, arrays).tolist() == pytest.approx([0, 0.75 + 0.125, 0, 0, 0, 0, 0, 0.125])
    assert not cover([], arrays).any()


def test_another_wording_covers_only_where_it_stands_whole(tiny: Reader) -> None:
    arrays = tiny.once(Arrays)
    assert cover([Unit(("面粉",), others=(("flour",),))], arrays)[7] == 1
    assert cover([Unit(("面粉",), others=(("flour", "lighthouse"),))], arrays).tolist() == [0] * COUNT


def test_a_name_covers_by_its_words_or_by_its_relatives(tiny: Reader) -> None:
    arrays = tiny.once(Arrays)
    name = Unit(("流明",), entities=(arrays.index_of["company:lumen"],))
    found = cover([name], arrays)
    assert found[0] == pytest.approx(1)  # Lumen, in other letters
    assert found[5] == pytest.approx(0.35)  # what it makes
    assert found[1] == 0


def test_topical_is_a_kind_or_a_section(tiny: Reader) -> None:
    arrays = tiny.once(Arrays)
    part = Part("topic:x", "topic", "", "x", value="story", names=("论文",))
    items = [one for whole in TIDE for one in whole.items]
    wanted = [float(one.kind == "story" or one.section == "论文") for one in items]
    assert topical(Understood("", "", (part,)), arrays).tolist() == wanted
    assert not topical(Understood("", ""), arrays).any()


def test_within_is_the_greatest_share_of_any_period(tiny: Reader) -> None:
    arrays = tiny.once(Arrays)

    def period(since: date | None, until: date | None) -> Part:
        return Part("period:x", "period", "", "x", since=since, until=until)

    march = period(date(2025, 3, 1), date(2025, 3, 31))
    assert within([march], arrays).tolist() == pytest.approx([3 / 7] * 3 + [1] * 2 + [3 / 10] * 3)
    assert within([march, period(date(2025, 3, 10), None)], arrays).tolist() == pytest.approx(
        [3 / 7] * 3 + [1] * 2 + [1] * 3
    )
    assert within([period(None, date(2025, 3, 3))], arrays).tolist() == [1] * 3 + [0] * 5
    assert within([], arrays).tolist() == [0] * COUNT


def test_an_account_is_found_on_each_site_that_has_accounts(tiny: Reader) -> None:
    asked = Understood("", "", (Part("account:ines", "account", "@Ines", "@Ines", value="ines"),))
    assert np.flatnonzero(of_accounts(asked, tiny.store, COUNT)).tolist() == [6]
    nobody = Understood("", "", (Part("account:in", "account", "@in", "@in", value="in"),))
    assert not of_accounts(nobody, tiny.store, COUNT).any()


# All together


def test_scores_fall_and_are_the_sum_of_their_parts(tiny: Reader) -> None:
    for query in ("Kite 2 laptop", "memory", "论文 memory in march", "流明 模型"):
        found = ranked(tiny, query)
        assert len(found.items) == len(found.scores) > 0
        assert (np.diff(found.scores) <= 0).all()
        assert np.sum(list(found.parts.values()), axis=0) == pytest.approx(found.scores, abs=1e-5)


def test_weights_turn_parts_on_and_off(tiny: Reader) -> None:
    by_words, by_meaning = ranked(tiny, "flour drone", MODES["keyword"]), ranked(tiny, "flour drone", MODES["semantic"])
    assert by_words.items.tolist() == [7]
    assert by_words.vector is None
    assert by_meaning.vector is not None
    assert not by_meaning.parts["words"].any()
    assert by_words.parts["words"].tolist() == [1]


def test_filters_without_a_question_list_everything_newest_first(tiny: Reader) -> None:
    found = ranked(tiny, "until:2025-03-31")
    assert found.items.tolist() == [3, 4, 0, 1, 2]
    assert (found.scores == 0).all()
    assert found.close
    nothing = ranked(tiny, "since:2030")
    assert (len(nothing.items), nothing.close) == (0, False)


@pytest.mark.parametrize("query", ["", "!?", "  "])
def test_no_question_and_no_filter_find_nothing(tiny: Reader, query: str) -> None:
    assert len(ranked(tiny, query).items) == 0


def test_filters_hold_for_candidates_of_every_part(tiny: Reader) -> None:
    assert set(ranked(tiny, "Kite 2 laptop section:Business").items.tolist()) <= {1, 6}
    assert 0 not in ranked(tiny, "Kite 2 laptop issue:3").items.tolist()


def test_ties_go_to_the_newer_issue_and_then_to_the_place_in_it(tmp_path: Path) -> None:
    reader = archived(
        tmp_path,
        issue(1, date(2025, 1, 6), item("A heron."), item("A heron.")),
        issue(2, date(2025, 1, 13), item("A heron."), item("A heron.")),
    )
    for weights in MODES.values():
        found = ranked(reader, "heron", weights)
        assert found.items.tolist() == [2, 3, 0, 1]
        assert len(set(found.scores.tolist())) == 1


def test_what_is_far_behind_the_best_is_left_out(tmp_path: Path) -> None:
    long = " ".join(f"word{n}" for n in range(60))
    reader = archived(
        tmp_path, issue(1, date(2025, 1, 6), item("A heron."), item(f"A heron {long}."), item("No bird."))
    )
    found = ranked(reader, "heron", MODES["semantic"])
    assert found.items.tolist() == [0]
    everything = ranked(reader, "heron", replace(MODES["semantic"], words=1.0))
    assert everything.items.tolist() == [0, 1]
    assert (everything.scores >= 0.3 * everything.scores[0]).all()


def test_a_time_keeps_the_rest_out_where_anything_in_it_is_close(tiny: Reader) -> None:
    found = ranked(tiny, "memory in april")
    assert found.items.tolist() == [5]
    assert found.parts["period"].tolist() == pytest.approx([-0.1 * 0.3])  # seven of its ten days lie in April


def test_a_time_in_which_nothing_is_close_is_waived(tiny: Reader) -> None:
    found = ranked(tiny, "lighthouse in april")
    assert found.items.tolist()[0] == 1
    assert "period" not in found.parts
    assert ranked(tiny, "lighthouse since:2025-04").items.tolist().count(1) == 0  # a filter is never waived


def test_close_says_whether_anything_is_about_it(tiny: Reader) -> None:
    assert ranked(tiny, "lighthouse").close
    assert not ranked(tiny, "zebra crossing").close
    assert ranked(tiny, "lighthouse", MODES["keyword"]).close
    # One word of four is what an unrelated item may have by chance.
    assert not ranked(tiny, "laptop zebra giraffe okapi", MODES["keyword"]).close


def test_an_archive_without_items_answers(tmp_path: Path) -> None:
    reader = archived(tmp_path)
    for weights in MODES.values():
        found = ranked(reader, "heron in april", weights)
        assert (len(found.items), found.close) == (0, False)
