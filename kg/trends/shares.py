"""Things through the periods: counts, shares with their doubt, and the signal that a test gives them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Issue
from kg.trends.counts import Calendar, Counts
from kg.trends.judgements import Judge, Signal
from kg.trends.movements import MOVEMENTS, Movement, MovementKind, Movements
from kg.trends.periods import Axis, By, Course, TrendPeriod
from kg.trends.statistics import Burst, adjusted, detect_change, find_bursts, wilson
from kg.trends.things import Namings

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CELLS = 1_000_000
LEAST_ROWS = 200
"""So many things of a kind are told at least: those with a signal, then the most named. More are, while their counts
by period stay below `MOST_CELLS`; the tests look at all."""
MOST_MOVERS = 30
"""So many are told of each movement, whatever their counts."""


@dataclass(frozen=True, slots=True)
class Trend(Course):
    """One thing through the periods, and what is to be said of it.

    Attributes
    ----------
    total, share, interval
        Items that name it over all periods, their share in 0 … 1 and its 95 % Wilson interval.
    signal, reason
        What the test says, and why, in words.
    p, q
        p-value, raw and corrected for all comparisons; None where nothing was tested.
    movement
        How it moves of late, how far and how surely.
    first, latest
        First and latest issue of the period that names it, without items.
    bursts
        Stretches of issues (positions in ``Trends.issues``) in which it stands out.
    """

    total: int
    share: float
    interval: tuple[float, float]
    signal: Signal
    reason: str
    p: float | None
    q: float | None
    movement: Movement
    first: Issue
    latest: Issue
    bursts: tuple[Burst, ...]


Movers = Mapping[MovementKind, tuple[Trend, ...]]


@dataclass(frozen=True, slots=True)
class Shares:
    """Things of several kinds over the same periods.

    Attributes
    ----------
    kinds
        The trends of each kind of thing, in the order in which they were given.
    movers
        What moves most surely and furthest, of each kind of thing, by how it moves.
    tested
        How many comparisons stand behind the corrected p-values.
    """

    periods: tuple[TrendPeriod, ...]
    kinds: tuple[tuple[Trend, ...], ...]
    movers: tuple[Movers, ...]
    tested: int


def find_shares(named: Sequence[Namings], calendar: Calendar, *, by: By) -> Shares:
    """Tell all things of some kinds through the periods of a calendar.

    What has a signal comes first in each kind, then what the most items name. All tests of all kinds are corrected for
    their number together.
    """
    counts = [Counts.of(namings, calendar) for namings in named]
    changes = [detect_change(each, calendar) for each in counts]
    corrected = adjusted(*(change.trend for change in changes), *(change.silence for change in changes))
    axis = Axis.of(calendar, by)
    kinds, movers = [], []
    for number, namings in enumerate(named):
        debut = calendar.positions(namings.first_issues())
        judge = Judge(
            counts[number],
            calendar,
            changes[number],
            debut=debut,
            trend_q=corrected[number],
            silence_q=corrected[len(named) + number],
        )
        movements = Movements(counts[number], calendar, debut=debut)
        rows, moving = _trends(namings, counts[number], calendar, judge, movements, axis)
        kinds.append(rows)
        movers.append(moving)
    tested = sum(int((~np.isnan(p)).sum()) for change in changes for p in (change.trend, change.silence))
    return Shares(axis.periods, tuple(kinds), tuple(movers), tested)


def _trends(
    namings: Namings, counts: Counts, calendar: Calendar, judge: Judge, movements: Movements, axis: Axis
) -> tuple[tuple[Trend, ...], Movers]:
    """The trends of the things of a kind, and those that move by how they do."""
    totals = counts.totals
    moving = {kind: movements.ranked(kind, most=MOST_MOVERS) for kind in MOVEMENTS}
    most = max(LEAST_ROWS, MOST_CELLS // max(1, len(axis.periods)))
    shown = _shown(totals, judge, np.concatenate(list(moving.values())), most=most)
    by_issue = counts.of_things(shown, issues=len(calendar.issues))
    by_period, sizes = axis.pooled(by_issue), axis.items
    items = array("i", sizes.tolist())
    every = int(sizes.sum())
    all_low, all_high = wilson(totals[shown], np.full(len(shown), every))
    bursts = find_bursts(by_issue, calendar.items)
    first, last = counts.first_issues(), counts.last_issues()
    found = {}
    for place, number in enumerate(shown.tolist()):
        thing, judged, total = namings.things[number], judge.judge(number), int(totals[number])
        found[number] = Trend(
            kind=namings.kind, id=thing.id, name=thing.name, type=thing.type,
            by_period=array("i", by_period[place].tolist()), sizes=items,
            total=total, share=total / every, interval=(float(all_low[place]), float(all_high[place])),
            signal=judged.signal, reason=judged.reason, p=judged.p, q=judged.q, movement=movements.of(number),
            first=calendar.issues[first[number]], latest=calendar.issues[last[number]], bursts=bursts[place],
        )  # fmt: skip
    return tuple(found.values()), {
        kind: tuple(found[number] for number in numbers.tolist()) for kind, numbers in moving.items()
    }


def _shown(totals: NDArray[np.int64], judge: Judge, moving: NDArray[np.int64], *, most: int) -> NDArray[np.int64]:
    """Which things are told, in order: those with a signal first, then the most named; what moves is among them."""
    order: NDArray[np.int64] = np.lexsort((-totals, judge.ranks()))
    order = order[totals[order] > 0]
    return order[(np.arange(len(order)) < most) | np.isin(order, moving)]


def most_named(rows: Sequence[Trend], most: int) -> tuple[Trend, ...]:
    """The rows with the most items."""
    return tuple(nsmallest(most, rows, key=lambda row: (-row.total, row.id)))
