"""Signals and their reasons, from counts made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kg.trends.judgements import SIGNALS, Judge, recent_from
from kg.trends.statistics import adjusted, detect_change
from tests.history_archive import weekly
from tests.trends.plans import FALL, FLAT, RISE, dense_counts, plain_calendar


def _judge(counts, *, debut=0, size=10, days=weekly):
    """What is judged of one thing."""
    calendar, dense = plain_calendar([size] * len(counts), days=days), dense_counts([counts])
    change = detect_change(dense, calendar)
    trend_q, silence_q = adjusted(change.trend, change.silence)
    judge = Judge(dense, calendar, change, debut=np.array([debut]), trend_q=trend_q, silence_q=silence_q)
    found = judge.judge(0)
    # What is told first is decided for all things at once, and must be what is said of each.
    assert judge.ranks().tolist() == [{"steady": 1, "too few to say": 2}.get(found.signal, 0)]
    return found


@pytest.mark.parametrize(
    ("counts", "debut", "signal", "words"),
    [
        (RISE, 3, "rising", "4 of 60 items in the first half, 33 of 60 in the second"),
        (FALL, 0, "falling", "33 of 60 items in the first half"),
        (FLAT, 0, "steady", "chance explains that"),
        ([0] * 10 + [2, 1], 10, "new", "first named in #11, in 3 items since"),
        ([0] * 10 + [2, 1], -1, "too few to say", "3 items; it takes 5"),
        ([0] * 10 + [1, 0], 10, "too few to say", "1 items; it takes 5"),
        ([3] * 5, 0, "too few to say", "5 issues; it takes 6"),
        ([2] * 10 + [0] * 30, 0, "gone quiet", "not named in the last 30 issues, after 20 items before"),
    ],
)
def test_signals(counts, debut, signal, words):
    found = _judge(counts, debut=debut)
    assert found.signal == signal and signal in SIGNALS
    assert words in found.reason


def test_only_what_was_tested_has_p_values():
    tested, untested = _judge(FLAT), _judge([0] * 10 + [2, 1], debut=10)
    assert tested.p is not None and tested.q >= tested.p
    assert untested.p is None and untested.q is None
    assert f"p = {tested.p:.2g}" in tested.reason


def test_what_is_recent():
    assert recent_from(plain_calendar([1] * 12)) == 8  # four weeks before the latest issue
    assert recent_from(plain_calendar([1] * 12, days=lambda n: None)) == 8  # four issues
    assert recent_from(plain_calendar([1] * 6)) == 4  # no more than the latest third
    assert recent_from(plain_calendar([1] * 3, days=lambda n: weekly(10 * n))) == 2
