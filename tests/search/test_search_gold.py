"""Search against labelled queries: what a change must not lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.archive import Archive
from kg.evaluate import Report, evaluate
from tests.conftest import ROOT, shared

SAMPLE_GOLD = ROOT / "data" / "gold" / "search-sample.jsonl"


def figures(report: Report) -> dict[str, float]:
    return {row.label: row.score.total / row.score.count for row in report.rows}


def test_sample_newsletter(sample: Archive) -> None:
    scores = figures(evaluate(SAMPLE_GOLD, sample))
    assert scores["nDCG@10"] >= 0.86
    assert scores["semantic"] >= 0.84
    assert scores["crosslingual"] >= 0.75
    assert scores["typo"] >= 0.88
    assert scores["temporal"] >= 0.85


def test_every_label_of_the_sample_is_found(sample: Archive) -> None:
    from kg.evaluate.gold import Anchors, read_gold

    anchors = Anchors(sample)
    for row in read_gold(SAMPLE_GOLD):
        for label in row["relevant"]:
            assert anchors.find(label["issue"], label["anchor"]), (row["query"], label)


@pytest.mark.slow
def test_labelled_newsletter(leotalk: Archive) -> None:
    gold: Path = shared("gold", "search.jsonl")
    scores = figures(evaluate(gold, leotalk))
    assert scores["nDCG@10"] >= 0.88
    assert scores["semantic"] >= 0.72
    assert scores["crosslingual"] >= 0.92
    assert scores["temporal"] >= 0.85
    assert scores["typo"] >= 0.92
