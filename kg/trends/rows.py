"""Things through the periods: counts, shares with their doubt, and the signal that a test gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.model import Issue
from kg.trends.bursts import Burst, bursts
from kg.trends.counts import Calendar, Coverage
from kg.trends.signals import Judge, Signal
from kg.trends.statistics import Findings, adjusted, examine, wilson
from kg.trends.things import Table, ThingKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

By = Literal["issue", "month"]
MOST_CELLS = 1_000_000
LEAST_ROWS = 200
"""So many rows of a table are told at least: those with a signal, then the most covered. More are, while their counts
by period stay below `MOST_CELLS`; the tests look at all."""


@dataclass(frozen=True, slots=True)
class Period:
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
    counts
        Items that name it, by period.
    shares, intervals
        Share of the period's items in 0 … 1 and its 95 % Wilson interval; None where a period has no items.
    total, share, interval
        The same over all periods.
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
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]
    intervals: tuple[tuple[float, float] | None, ...]
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


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of several tables over the same periods; `tested` comparisons stand behind their corrected p-values."""

    periods: tuple[Period, ...]
    tables: tuple[tuple[Trend, ...], ...]
    tested: int


def trend_rows(tables: Sequence[Table], calendar: Calendar, issue_of_item: NDArray[np.int64], *, by: By) -> Rows:
    """Tell all things of some tables through the periods of a calendar.

    What has a signal comes first in each table, then what the most items name. All tests of all tables are corrected
    for their number together.
    """
    coverages = [Coverage.of(calendar, issue_of_item, t.item, t.thing, things=len(t.named)) for t in tables]
    findings = [
        _examine_found(table, calendar, issue_of_item) if table.found else examine(coverage, calendar)
        for table, coverage in zip(tables, coverages, strict=True)
    ]
    corrected = adjusted(*(f.trend for f in findings), *(f.silence for f in findings))
    periods, period_of = _periods(calendar, by)
    told = []
    for number, (table, coverage) in enumerate(zip(tables, coverages, strict=True)):
        judge = Judge(
            coverage,
            calendar,
            findings[number],
            debut=_debuts(table, issue_of_item, calendar),
            trend_q=corrected[number],
            silence_q=corrected[len(tables) + number],
        )
        told.append(_trends(table, coverage, calendar, judge, periods, period_of))
    tested = sum(int((~np.isnan(p)).sum()) for f in findings for p in (f.trend, f.silence))
    return Rows(periods, tuple(told), tested)


def _examine_found(table: Table, calendar: Calendar, issue_of_item: NDArray[np.int64]) -> Findings:
    """Test each thing on the issues after it was found."""
    things = len(table.named)
    whole = Findings(np.zeros(things), np.full(things, np.nan), np.full(things, np.nan))
    found = np.array(table.found)
    for row in np.unique(found).tolist():
        later = calendar.after(row)
        part = examine(Coverage.of(later, issue_of_item, table.item, table.thing, things=things), later)
        chosen = found == row
        for mine, new in ((whole.score, part.score), (whole.trend, part.trend), (whole.silence, part.silence)):
            mine[chosen] = new[chosen]
    return whole


def _debuts(table: Table, issue_of_item: NDArray[np.int64], calendar: Calendar) -> NDArray[np.int64]:
    """Position of the issue that first names each thing; -1 where it is older than the calendar."""
    first = np.full(len(table.named), np.iinfo(np.int64).max, np.int64)
    np.minimum.at(first, table.thing, issue_of_item[table.item - 1])
    place = {int(row): position for position, row in enumerate(calendar.rows)}
    return np.array([place.get(int(row), -1) for row in first], np.int64)


def _periods(calendar: Calendar, by: By) -> tuple[tuple[Period, ...], NDArray[np.int64]]:
    """The periods, and the number of each issue's."""
    several = len({issue.series for issue in calendar.issues}) > 1
    keys: dict[tuple[str, str], list[int]] = {}
    for position, issue in enumerate(calendar.issues):
        label = issue.tick
        if by == "month":
            label = issue.date.strftime("%Y-%m") if issue.date else "undated"
        elif (label, issue.series) in keys:
            label = issue.id
        keys.setdefault((label, issue.series), []).append(position)
    period_of = np.zeros(len(calendar.issues), np.int64)
    periods = []
    for number, ((label, series), positions) in enumerate(keys.items()):
        period_of[positions] = number
        days = [day for position in positions if (day := calendar.issues[position].date)]
        periods.append(
            Period(
                f"{series} {label}" if several else label, series, min(days, default=None), max(days, default=None),
                int(calendar.items[positions].sum()), tuple(calendar.issues[position].id for position in positions),
            )
        )  # fmt: skip
    return tuple(periods), period_of


def _trends(
    table: Table,
    coverage: Coverage,
    calendar: Calendar,
    judge: Judge,
    periods: Sequence[Period],
    period_of: NDArray[np.int64],
) -> tuple[Trend, ...]:
    """The rows of a table."""
    totals = coverage.totals
    shown = np.argsort(-totals, kind="stable")[: int((totals > 0).sum())]
    verdicts = {int(thing): judge.verdict(int(thing)) for thing in shown}
    most = max(LEAST_ROWS, MOST_CELLS // max(1, len(periods)))
    plain = {"steady": 1, "too few to say": 2}
    shown = np.array(sorted(verdicts, key=lambda t: (plain.get(verdicts[t].signal, 0), -totals[t]))[:most], np.int64)
    by_issue = coverage.only(shown, width=len(calendar.issues))
    pooled = np.zeros((len(periods), len(shown)), np.int64)
    np.add.at(pooled, period_of, by_issue.T)
    by_period = pooled.T
    sizes = np.array([period.items for period in periods], np.int64)
    low, high = wilson(by_period, np.broadcast_to(sizes, by_period.shape))
    every = np.full(len(shown), int(sizes.sum()))
    all_low, all_high = wilson(totals[shown], every)
    stretches = bursts(by_issue, calendar.items)
    first, last = coverage.first_issues(), coverage.last_issues()
    found = []
    for place, thing in enumerate(shown.tolist()):
        verdict = verdicts[thing]
        id_, name, type_ = table.named[thing]
        counts, total = by_period[place].tolist(), int(totals[thing])
        columns = zip(counts, sizes.tolist(), low[place].tolist(), high[place].tolist(), strict=True)
        shares = [(count / size, (bottom, top)) if size else (None, None) for count, size, bottom, top in columns]
        found.append(
            Trend(
                kind=table.kind, id=id_, name=name, type=type_, counts=tuple(counts),
                shares=tuple(share for share, _ in shares), intervals=tuple(interval for _, interval in shares),
                total=total, share=total / int(every[place]),
                interval=(float(all_low[place]), float(all_high[place])),
                signal=verdict.signal, reason=verdict.reason, p=verdict.p, q=verdict.q,
                first=calendar.issues[first[thing]], latest=calendar.issues[last[thing]], bursts=stretches[place],
            )
        )  # fmt: skip
    return tuple(found)
