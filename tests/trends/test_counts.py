"""Counts by issue, and the calendar that they stand in."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.trends.counts import Calendar, Counts, count_namings
from kg.trends.things import Thing, namings
from tests.history_archive import issue, weekly
from tests.trends.plans import dense_counts, plain_calendar

PAIRS = st.sets(st.tuples(st.integers(0, 19), st.integers(0, 4)), max_size=60)


@given(PAIRS, st.lists(st.integers(0, 5), min_size=20, max_size=20), st.sets(st.integers(0, 5)))
def test_counting_by_issue_is_what_a_loop_counts(pairs, issue_of_item, kept):
    issue_of_item.sort()
    items, things = [item for item, _ in pairs], [thing for _, thing in pairs]
    named = namings(
        "site", [Thing(name, name) for name in "abcde"], np.array(items, np.int64), np.array(things, np.int64),
        np.array(issue_of_item, np.int32),
    )  # fmt: skip
    order = sorted(kept)
    calendar = Calendar(
        tuple(issue(n, []) for n in order), np.array(order, np.int64), np.ones(len(order), np.int64),
        np.zeros(len(order), np.int64),
    )  # fmt: skip
    found = Counts.of(named, calendar)
    slow = Counter((thing, order.index(issue_of_item[item])) for item, thing in pairs if issue_of_item[item] in kept)
    fast = dict(zip(zip(found.thing.tolist(), found.issue.tolist(), strict=True), found.count.tolist(), strict=True))
    assert fast == dict(slow)
    assert found.totals.tolist() == [sum(n for (t, _), n in slow.items() if t == thing) for thing in range(5)]
    assert found.spread.tolist() == [sum(t == thing for t, _ in slow) for thing in range(5)]
    places = [[place for t, place in slow if t == thing] for thing in range(5)]
    assert found.first_issues().tolist() == [min(each, default=-1) for each in places]
    assert found.last_issues().tolist() == [max(each, default=-1) for each in places]
    firsts = [[issue_of_item[item] for item, t in pairs if t == thing] for thing in range(5)]
    assert named.first_issues().tolist() == [min(each, default=-1) for each in firsts]


def test_some_things_as_a_table():
    counts = dense_counts([[1, 0, 2], [0, 3, 0], [4, 0, 0]])
    assert counts.of_things(np.array([2, 0]), issues=3).tolist() == [[4, 0, 0], [1, 0, 2]]
    assert counts.sums(counts.issue < 2).tolist() == [1, 3, 4]


def test_namings_at_no_position_are_passed_over():
    counts = count_namings(np.array([0, 1, 1]), np.array([-1, 2, 2]), things=3)
    assert (counts.thing.tolist(), counts.issue.tolist(), counts.count.tolist()) == ([1], [2], [2])
    assert counts.totals.tolist() == [0, 2, 0]


def test_a_calendar_of_some_days():
    issues = [issue(1, [], day=weekly(1)), issue(2, [], day=None), issue(3, [], day=weekly(3), series="t")]
    issue_of_item = np.array([0, 0, 2, 2, 2], np.int32)
    whole = Calendar.of(issues, issue_of_item, since=None, until=None)
    assert whole.indices.tolist() == [0, 1, 2] and whole.items.tolist() == [2, 0, 3]
    assert whole.series.tolist() == [0, 0, 1]
    late = Calendar.of(issues, issue_of_item, since=weekly(2), until=weekly(3))
    assert late.indices.tolist() == [2] and late.items.tolist() == [3] and late.series.tolist() == [0]
    assert Calendar.of(issues, issue_of_item, since=None, until=weekly(1)).indices.tolist() == [0]
    assert Calendar.of(issues, issue_of_item, since=date(2031, 1, 1), until=None).issues == ()
    assert Calendar.of([], np.zeros(0, np.int32), since=None, until=None).items.tolist() == []


def test_positions():
    calendar = plain_calendar([1, 1, 1])
    moved = Calendar(calendar.issues, np.array([2, 5, 7]), calendar.items, calendar.series)
    assert moved.positions(np.array([7, 2, 3, -1, 9, 5])).tolist() == [2, 0, -1, -1, -1, 1]


def test_shuffling_keeps_each_newsletter_among_its_own_dates():
    calendar = plain_calendar([1, 2, 3, 4, 5, 6], series=[0, 1, 0, 1, 0, 1])
    mixed = calendar.shuffled(3)
    assert mixed.series.tolist() == calendar.series.tolist() and mixed.issues == calendar.issues
    assert mixed.indices.tolist() != calendar.indices.tolist()
    for number in (0, 1):
        inside = calendar.series == number
        assert sorted(mixed.indices[inside]) == sorted(calendar.indices[inside])
    assert (mixed.items == calendar.items[mixed.indices]).all()
