"""Search and prior coverage, worked out by hand."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluate import evaluate
from kg.evaluate.scores import Mean
from kg.evaluate.search import ndcg
from tests.evaluate.memory import Memory, gold


@given(st.lists(st.integers(0, 2), max_size=12))
def test_ndcg_is_one_for_the_best_order_only(grades: list[int]) -> None:
    best = sorted(grades, reverse=True)
    value = ndcg(grades, grades)
    assert 0 <= value <= 1 + 1e-9
    if any(grades):
        assert ndcg(best, grades) == pytest.approx(1)
        assert (value > 1 - 1e-9) == (grades[:10] == best[:10])


def test_ndcg_worked_by_hand() -> None:
    assert ndcg([0, 2, 1], [2, 1, 1]) == pytest.approx((3 / log2(3) + 1 / 2) / (3 + 1 / log2(3) + 1 / 2))
    assert ndcg([2] * 20, [2] * 20) == pytest.approx(1)


def test_search(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {"query": "01", "kind": "semantic", "relevant": [{"issue": 1, "anchor": "Acmeships", "grade": 2}]},
        {"query": "201", "kind": "keyword", "relevant": [{"issue": 1, "anchor": "https://b.org", "grade": 1}]},
        {"query": "2", "kind": "keyword", "relevant": [{"issue": 7, "anchor": "not here", "grade": 2}]},
    )
    report = evaluate(path, Memory())
    assert report.score("semantic") == Mean(1.0, 1)
    assert report.score("nDCG@10").value == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert len(report.errors) == 2
    assert report.errors[0].startswith("0.00 keyword “2”")


def test_prior(tmp_path: Path) -> None:
    covered = [{"issue": 1, "anchor": "Acme ships", "grade": 2}, {"issue": 1, "anchor": "Beta", "grade": 2}]
    path = gold(
        tmp_path,
        {"id": "a", "draft": "update 0", "prior": covered, "exact_repeat": False},
        {"id": "b", "draft": "new ", "prior": covered[:1], "exact_repeat": True},
        {"id": "c", "draft": "new ", "prior": [], "exact_repeat": False},
        {"id": "d", "draft": "related 2", "prior": [], "exact_repeat": False},
    )
    report = evaluate(path, Memory())
    assert report.score("recall@5") == Mean(1, 3)
    assert report.score("repeats seen") == Mean(0, 1)
    assert report.score("new called new") == Mean(1, 2)
    assert report.score("covered not called new") == Mean(1, 2)
    assert any("called new, but was covered" in error for error in report.errors)
