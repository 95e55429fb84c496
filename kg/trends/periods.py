"""Periods of an archive, and how often a thing is named through them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.model import Issue
from kg.trends.counts import Calendar
from kg.trends.statistics import wilson
from kg.trends.things import ThingKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

By = Literal["issue", "week", "month", "quarter"]


@dataclass(frozen=True, slots=True)
class TrendPeriod:
    """One issue, or the issues of a newsletter in a week, month or quarter; `label` is what to write under it."""

    label: str
    series: str
    since: date | None
    until: date | None
    items: int
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How often one thing is named through the periods.

    Attributes
    ----------
    kind, id, name, type
        What it is; `type` is the entity type, "" for others.
    by_period, sizes
        Items that name it, and all items, by period.
    """

    kind: ThingKind
    id: str
    name: str
    type: str
    by_period: array[int]
    sizes: array[int]

    @property
    def counts(self) -> tuple[int, ...]:
        """Items that name it, by period."""
        return tuple(self.by_period)

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Share of each period's items in 0 … 1; None where a period has no items."""
        return tuple(count / size if size else None for count, size in zip(self.by_period, self.sizes, strict=True))

    @property
    def intervals(self) -> tuple[tuple[float, float] | None, ...]:
        """The 95 % Wilson interval of each share."""
        low, high = wilson(np.array(self.by_period, np.int64), np.array(self.sizes, np.int64))
        ends = zip(low.tolist(), high.tolist(), self.sizes, strict=True)
        return tuple((a, b) if size else None for a, b, size in ends)


@dataclass(frozen=True, slots=True)
class Axis:
    """The periods, and the number of each issue's, shape (issues,)."""

    periods: tuple[TrendPeriod, ...]
    period_of: NDArray[np.int64]

    @classmethod
    def of(cls, calendar: Calendar, by: By) -> Axis:
        """The axis of a calendar."""
        several = len({issue.series for issue in calendar.issues}) > 1
        positions: dict[tuple[str, str], list[int]] = {}
        for position, issue in enumerate(calendar.issues):
            label = _label(issue, by)
            if by == "issue" and (label, issue.series) in positions:
                label = issue.id
            positions.setdefault((label, issue.series), []).append(position)
        period_of = np.zeros(len(calendar.issues), np.int64)
        for number, members in enumerate(positions.values()):
            period_of[members] = number
        periods = (
            _period(calendar, members, f"{series} {label}" if several else label)
            for (label, series), members in positions.items()
        )
        return cls(tuple(periods), period_of)

    @property
    def items(self) -> NDArray[np.int64]:
        """Items of each period."""
        return np.array([period.items for period in self.periods], np.int64)

    def pooled(self, by_issue: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts of things by period, shape (things, periods), from those by issue, shape (things, issues)."""
        pooled = np.zeros((len(self.periods), len(by_issue)), np.int64)
        np.add.at(pooled, self.period_of, by_issue.T)
        return pooled.T


def _label(issue: Issue, by: By) -> str:
    """The period of an issue, as it is written under the axis; weeks are those of ISO 8601."""
    day = issue.date
    if by == "issue":
        return issue.tick
    if day is None:
        return "undated"
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if by == "quarter" else f"{day:%Y-%m}"


def _period(calendar: Calendar, positions: Sequence[int], label: str) -> TrendPeriod:
    """The period of the issues at some positions."""
    issues = [calendar.issues[position] for position in positions]
    days = [issue.date for issue in issues if issue.date]
    return TrendPeriod(
        label, issues[0].series, min(days, default=None), max(days, default=None),
        int(calendar.items[positions].sum()), tuple(issue.id for issue in issues),
    )  # fmt: skip
