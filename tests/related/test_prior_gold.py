"""Prior coverage against labelled drafts, over the sample newsletter and over the labelled one where it lies."""

from __future__ import annotations

import pytest

import kg
from kg.evaluate import Report, evaluate
from kg.evaluate.scores import Mean
from tests.conftest import ROOT, shared


def value(report: Report, label: str) -> float:
    """A figure of a report."""
    score = report.score(label)
    assert isinstance(score, Mean) and score.count
    return score.value


def test_drafts_over_the_sample(sample: kg.archive.Archive) -> None:
    report = evaluate(ROOT / "data" / "gold" / "prior-sample.jsonl", sample)
    assert value(report, "recall@5") >= 0.88
    assert value(report, "repeats seen") >= 0.83  # the others are called updates: better than the other way round
    assert value(report, "new called new") == 1
    assert value(report, "covered not called new") >= 0.97
    assert not [error for error in report.errors if "missing" in error], "every anchor is in the sample"


def test_updates_are_not_called_repeats(sample: kg.archive.Archive) -> None:
    import json

    lines = (ROOT / "data" / "gold" / "prior-sample.jsonl").read_text(encoding="utf-8").splitlines()
    updates = [row for row in map(json.loads, lines) if row["kind"] == "update"]
    repeats = [row["id"] for row in updates if any(c.verdict == "repeat" for c in sample.prior(row["draft"]))]
    assert len(updates) >= 10
    assert len(repeats) <= len(updates) // 8


@pytest.mark.slow
def test_labelled_drafts(leotalk: kg.archive.Archive) -> None:
    report = evaluate(shared("gold", "prior.jsonl"), leotalk)
    assert value(report, "recall@5") >= 0.93
    assert value(report, "repeats seen") == 1
    assert value(report, "new called new") == 1
    assert value(report, "covered not called new") >= 0.9
