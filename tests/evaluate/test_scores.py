"""Figures add up, stay in range and are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluate.scores import Mean, Report, Row, Score

scores = st.builds(Score, *[st.integers(0, 50)] * 3)


@given(scores, scores)
def test_scores_add_and_stay_in_range(one: Score, other: Score) -> None:
    both = one + other
    assert (both.tp, both.fp, both.fn) == (one.tp + other.tp, one.fp + other.fp, one.fn + other.fn)
    assert 0 <= both.f1 <= 1
    low, high = sorted((both.precision, both.recall))
    assert low - 1e-9 <= both.f1 <= high + 1e-9


def test_scores_of_nothing() -> None:
    assert Score().f1 == 1
    assert Score(fp=1).f1 == 0
    assert Mean().value == 0


def test_means_add_as_their_sums() -> None:
    assert Mean(1.0, 1) + Mean(2.0, 3) == Mean(3.0, 4)
    assert (Mean(1.0, 1) + Mean(2.0, 3)).value == 0.75


def test_a_report_for_people_and_for_programs() -> None:
    rows = (Row("all", Score(3, 1, 0)), Row("nDCG@10", Mean(0.5, 2)))
    report = Report("search", "gold.jsonl", rows, ("first error", "second error"), ("one is not there",))
    table = report.table(worst=1)
    assert table.startswith("search · gold.jsonl\n  all      F1 0.857")
    assert "note: one is not there" in table
    assert "worst errors (1 of 2)" in table and "second error" not in table
    assert "worst" not in report.table(worst=0)
    assert report.figures() == {
        "all": {"f1": 0.8571, "precision": 0.75, "recall": 1.0, "right": 3, "wrong": 1, "missed": 0},
        "nDCG@10": {"value": 0.25, "n": 2},
    }
    with pytest.raises(KeyError):
        report.score("speed")
