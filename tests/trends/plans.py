"""Counts, calendars and issues made to a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from kg.model import Issue
from kg.trends.counts import Calendar, Counts
from tests.history_archive import issue, item, weekly

RISE, FALL, FLAT = [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1, 1, 0, 1, 0], [3, 2, 3, 3, 2, 3] * 2


def planned_issues(
    plan: Mapping[str, Sequence[int]],
    *,
    size: int = 10,
    days: Callable[[int], date | None] = weekly,
    series: str = "s",
) -> list[Issue]:
    """Issues of `size` items, of which `plan[name][n]` name each name in issue n."""
    found = []
    for place in range(max(map(len, plan.values()))):
        texts = [f"第{rank}条消息" for rank in range(size)]
        for name, counts in plan.items():
            for rank in range(counts[place]):
                texts[(rank + sum(map(ord, name))) % size] += f"，{name}发布新品"
        found.append(issue(place + 1, [item(text) for text in texts], day=days(place + 1), series=series))
    return found


def dense_counts(table: Sequence[Sequence[int]]) -> Counts:
    """Counts from a table of things by issues."""
    dense = np.array(table, np.int64)
    thing, place = np.nonzero(dense)
    return Counts(len(dense), thing, place, dense[thing, place])


def plain_calendar(
    items: Sequence[int], *, series: Sequence[int] | None = None, days: Callable[[int], date | None] = weekly
) -> Calendar:
    """A calendar of issues with so many items each, of one newsletter or several."""
    of = [0] * len(items) if series is None else list(series)
    issues = tuple(issue(n, [], day=days(n), series=f"s{one}") for n, one in enumerate(of, 1))
    return Calendar(issues, np.arange(len(items)), np.array(items, np.int64), np.array(of, np.int64))
