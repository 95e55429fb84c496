"""Things through the periods: shares, intervals, labels, and no signal where the order of the weeks is chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from kg.store.arrays import Arrays
from kg.trends.counts import Calendar, Counts
from kg.trends.shares import find_shares
from kg.trends.statistics import ALPHA, adjusted, detect_change
from kg.trends.things import Thing, entities_named, namings, sections_named, sites_named
from tests.history_archive import issue, sample_archive, weekly
from tests.trends.plans import FLAT, RISE


def _shares(table, *, size=10, days=weekly, series=("s",), by="issue"):
    """Shares of things that are named as a table of things by issues says."""
    issues = [issue(n, [], day=days(n), series=series[n % len(series)]) for n in range(1, len(table[0]) + 1)]
    issue_of_item = np.repeat(np.arange(len(issues), dtype=np.int32), size)
    pairs = [
        (place * size + rank, thing)
        for thing, counts in enumerate(table)
        for place, count in enumerate(counts)
        for rank in range(count)
    ]
    items, things = np.array(pairs, np.int64).reshape(-1, 2).T
    named = namings("site", [Thing(f"t{n}", f"Thing {n}") for n in range(len(table))], items, things, issue_of_item)
    calendar = Calendar.of(issues, issue_of_item, since=None, until=None)
    return find_shares([named], calendar, by=by)


def test_shares_and_intervals():
    (rows,) = _shares([FLAT, RISE]).kinds
    row = rows[0]  # what has a signal comes first
    assert (row.id, row.signal, row.kind, row.type) == ("t1", "rising", "site", "")
    assert row.counts == tuple(RISE) and row.total == sum(RISE)
    assert row.shares[-1] == 0.8 and math.isclose(row.share, sum(RISE) / 120)
    for count, share, (low, high) in zip(row.counts, row.shares, row.intervals, strict=True):
        exact = binomtest(count, 10).proportion_ci(method="wilson")
        assert low <= share <= high
        assert math.isclose(low, exact.low, abs_tol=1e-9) and math.isclose(high, exact.high, abs_tol=1e-9)
    assert (row.first.number, row.latest.number) == (4, 12)
    assert [(burst.first, burst.last) for burst in row.bursts] == [(8, 11)]


def test_things_without_a_signal_come_by_number_of_items():
    (rows,) = _shares([[1, 0, 1, 0, 1, 0], [1, 1, 1, 1, 1, 1], [0] * 6]).kinds
    assert [(row.id, row.total) for row in rows] == [("t1", 6), ("t0", 3)]  # what nothing names is left out
    assert [row.signal for row in rows] == ["steady", "too few to say"]


def test_months_pool_issues():
    found = _shares([RISE], by="month")
    assert [period.label for period in found.periods] == ["2025-01", "2025-02", "2025-03"]
    assert [period.items for period in found.periods] == [40, 40, 40]
    assert found.periods[0].since == weekly(1) and found.periods[0].until == weekly(4)
    assert found.kinds[0][0].counts == (1, 10, 26)
    assert found.kinds[0][0].p == _shares([RISE]).kinds[0][0].p


def test_labels_of_periods():
    undated = _shares([RISE], days=lambda n: None)
    assert [period.label for period in undated.periods][:2] == ["#1", "#2"]
    assert _shares([RISE], days=lambda n: None, by="month").periods[0].label == "undated"
    several = _shares([RISE], series=("weekly", "daily"), by="month")
    assert [period.label for period in several.periods][:2] == ["daily 2025-01", "weekly 2025-01"]
    assert sum(period.items for period in several.periods) == 120


def test_an_empty_issue_has_no_share():
    issues = [issue(n, [], day=weekly(n)) for n in (1, 2)]
    of_items = np.zeros(3, np.int32)
    named = namings("site", [Thing("t", "t")], np.array([0, 1]), np.array([0, 0]), of_items)
    (rows,) = find_shares([named], Calendar.of(issues, of_items, since=None, until=None), by="issue").kinds
    assert rows[0].shares == (2 / 3, None) and rows[0].intervals[1] is None


@pytest.mark.parametrize("by", ["issue", "month"])
def test_nothing_at_all(by):
    calendar = Calendar.of([], np.zeros(0, np.int32), since=None, until=None)
    empty = namings("site", [], np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32))
    found = find_shares([empty], calendar, by=by)
    assert (found.periods, found.kinds, found.tested) == ((), ((),), 0)


def test_every_test_is_counted():
    found = _shares([RISE, FLAT, [1] + [0] * 11])
    assert found.tested == 4  # rise or fall, and silence, of the two that are named often enough


def test_shuffled_weeks_show_no_trend():
    """Honesty: where the order of the weeks is chance, at most 5 % of 100 archives may show a rise or a fall."""
    archive = sample_archive()
    calendar = Calendar.of(archive.issues(), archive.once(Arrays).issues, since=None, until=None)
    kinds = [entities_named(archive), sections_named(archive), sites_named(archive)]
    wrong = 0
    for seed in range(100):
        shuffled = calendar.shuffled(seed)
        changes = [detect_change(Counts.of(namings, shuffled), shuffled) for namings in kinds]
        corrected = adjusted(*(change.trend for change in changes), *(change.silence for change in changes))
        found = any((q[~np.isnan(q)] < ALPHA).any() for q in corrected[: len(kinds)])
        wrong += found
        if seed < 5:  # the signals that readers see are these tests
            shares = find_shares(kinds, shuffled, by="month")
            assert found == any(row.signal in {"rising", "falling"} for rows in shares.kinds for row in rows)
    assert wrong <= 5
