"""Things through the periods: counts, shares with their doubt, and the signal that a test gives them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.model import Issue
from kg.trends.counts import Calendar, Counts
from kg.trends.judgements import Judge, Signal
from kg.trends.statistics import Burst, adjusted, detect_change, find_bursts, wilson
from kg.trends.things import Namings, ThingKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

By = Literal["issue", "month"]
MOST_CELLS = 1_000_000
LEAST_ROWS = 200
"""So many things of a kind are told at least: those with a signal, then the most named. More are, while their counts
by period stay below `MOST_CELLS`; the tests look at all."""


@dataclass(frozen=True, slots=True)
class TrendPeriod:
    """An issue, or the issues of a newsletter in one month; `label` is what to write under it."""

    label: str
    series: str
    since: date | None
    until: date | None
    items: int
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """One thing through the periods.

    Attributes
    ----------
    kind, id, name, type
        What it is; `type` is the entity type, "" for others.
    by_period, sizes
        Items that name it, and all items, by period.
    total, share, interval
        Items that name it over all periods, their share in 0 … 1 and its 95 % Wilson interval.
    signal, reason
        What the test says, and why, in words.
    p, q
        p-value, raw and corrected for all comparisons; None where nothing was tested.
    first, latest
        First and latest issue of the period that names it, without items.
    bursts
        Stretches of issues (positions in ``Trends.issues``) in which it stands out.
    """

    kind: ThingKind
    id: str
    name: str
    type: str
    by_period: array[int]
    sizes: array[int]
    total: int
    share: float
    interval: tuple[float, float]
    signal: Signal
    reason: str
    p: float | None
    q: float | None
    first: Issue
    latest: Issue
    bursts: tuple[Burst, ...]

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
class Shares:
    """Things of several kinds over the same periods.

    Attributes
    ----------
    kinds
        The trends of each kind of thing, in the order in which they were given.
    tested
        How many comparisons stand behind the corrected p-values.
    """

    periods: tuple[TrendPeriod, ...]
    kinds: tuple[tuple[Trend, ...], ...]
    tested: int


def find_shares(named: Sequence[Namings], calendar: Calendar, *, by: By) -> Shares:
    """Tell all things of some kinds through the periods of a calendar.

    What has a signal comes first in each kind, then what the most items name. All tests of all kinds are corrected for
    their number together.
    """
    counts = [Counts.of(namings, calendar) for namings in named]
    changes = [detect_change(each, calendar) for each in counts]
    corrected = adjusted(*(change.trend for change in changes), *(change.silence for change in changes))
    axis = _Axis.of(calendar, by)
    kinds = []
    for number, namings in enumerate(named):
        judge = Judge(
            counts[number],
            calendar,
            changes[number],
            debut=calendar.positions(namings.first_issues()),
            trend_q=corrected[number],
            silence_q=corrected[len(named) + number],
        )
        kinds.append(_trends(namings, counts[number], calendar, judge, axis))
    tested = sum(int((~np.isnan(p)).sum()) for change in changes for p in (change.trend, change.silence))
    return Shares(axis.periods, tuple(kinds), tested)


@dataclass(frozen=True, slots=True)
class _Axis:
    """The periods, and the number of each issue's, shape (issues,)."""

    periods: tuple[TrendPeriod, ...]
    period_of: NDArray[np.int64]

    @classmethod
    def of(cls, calendar: Calendar, by: By) -> _Axis:
        """The axis of a calendar."""
        several = len({issue.series for issue in calendar.issues}) > 1
        positions: dict[tuple[str, str], list[int]] = {}
        for position, issue in enumerate(calendar.issues):
            label = _month(issue) if by == "month" else issue.tick
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


def _month(issue: Issue) -> str:
    """The month of an issue, as it is written under the axis."""
    return issue.date.strftime("%Y-%m") if issue.date else "undated"


def _period(calendar: Calendar, positions: Sequence[int], label: str) -> TrendPeriod:
    """The period of the issues at some positions."""
    issues = [calendar.issues[position] for position in positions]
    days = [issue.date for issue in issues if issue.date]
    return TrendPeriod(
        label, issues[0].series, min(days, default=None), max(days, default=None),
        int(calendar.items[positions].sum()), tuple(issue.id for issue in issues),
    )  # fmt: skip


def _trends(namings: Namings, counts: Counts, calendar: Calendar, judge: Judge, axis: _Axis) -> tuple[Trend, ...]:
    """The trends of the things of a kind."""
    totals = counts.totals
    shown = _shown(totals, judge, most=max(LEAST_ROWS, MOST_CELLS // max(1, len(axis.periods))))
    by_issue = counts.of_things(shown, issues=len(calendar.issues))
    by_period, sizes = axis.pooled(by_issue), axis.items
    items = array("i", sizes.tolist())
    every = int(sizes.sum())
    all_low, all_high = wilson(totals[shown], np.full(len(shown), every))
    bursts = find_bursts(by_issue, calendar.items)
    first, last = counts.first_issues(), counts.last_issues()
    found = []
    for place, number in enumerate(shown.tolist()):
        thing, judged, total = namings.things[number], judge.judge(number), int(totals[number])
        found.append(
            Trend(
                kind=namings.kind, id=thing.id, name=thing.name, type=thing.type,
                by_period=array("i", by_period[place].tolist()), sizes=items,
                total=total, share=total / every, interval=(float(all_low[place]), float(all_high[place])),
                signal=judged.signal, reason=judged.reason, p=judged.p, q=judged.q,
                first=calendar.issues[first[number]], latest=calendar.issues[last[number]], bursts=bursts[place],
            )
        )  # fmt: skip
    return tuple(found)


def _shown(totals: NDArray[np.int64], judge: Judge, *, most: int) -> NDArray[np.int64]:
    """Which things are told, in order: those with a signal first, then the most named."""
    order: NDArray[np.int64] = np.lexsort((-totals, judge.ranks()))
    return order[totals[order] > 0][:most]
