"""Any names through the same periods, to be set side by side."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.trends.counts import Counts
from kg.trends.periods import Axis, By, Course, TrendPeriod
from kg.trends.scope import Scope
from kg.trends.things import Namings, ThingKind, things_named

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Courses:
    """Periods, and how often each of some things is named in them, in the order in which they were asked for."""

    periods: tuple[TrendPeriod, ...]
    rows: tuple[Course, ...]


def find_courses(
    reader: Reader,
    kind: ThingKind,
    ids: Sequence[str],
    *,
    by: By = "issue",
    since: date | None = None,
    until: date | None = None,
    section: str | None = None,
) -> Courses:
    """Count some things through the periods, as `kg.trends.trends.trends` does for all.

    Parameters
    ----------
    ids
        Of entities and topics; sections and sites go by their names. What is not there, or not in the period, is left
        out.
    by, since, until, section
        As for `kg.trends.trends.trends`.

    Raises
    ------
    UsageError
        Where there is no such section.
    """
    scope = Scope.of(reader, since=since, until=until, section=section)
    named, calendar = scope.only(things_named(reader, kind)), scope.calendar
    axis = Axis.of(calendar, by)
    numbers = _numbers(reader, named, ids)
    counts = Counts.of(named, calendar)
    numbers = numbers[counts.totals[numbers] > 0]
    table = axis.pooled(counts.of_things(numbers, issues=len(calendar.issues)))
    sizes = array("i", axis.items.tolist())
    rows = (
        Course(kind, thing.id, thing.name, thing.type, array("i", row.tolist()), sizes)
        for thing, row in zip((named.things[number] for number in numbers.tolist()), table, strict=True)
    )
    return Courses(axis.periods, tuple(rows))


def _numbers(reader: Reader, named: Namings, ids: Sequence[str]) -> NDArray[np.int64]:
    """Numbers of the things of those ids that there are, each once."""
    known = (
        reader.once(Arrays).index_of
        if named.kind == "entity"
        else {thing.id: number for number, thing in enumerate(named.things)}
    )
    found = (known.get(id_) for id_ in dict.fromkeys(ids))
    return np.array([number for number in found if number is not None], np.int64)
