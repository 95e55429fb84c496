"""Which things are named in which issue, in how many items: the table that trends are read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Issue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The issues that are looked at, in order.

    Attributes
    ----------
    issues
        Without their items.
    rows
        Row of each in the archive, shape (n_issues,).
    items
        Number of items of each, shape (n_issues,).
    series
        Number of the newsletter that each belongs to, shape (n_issues,).
    """

    issues: tuple[Issue, ...]
    rows: Rows
    items: Rows
    series: Rows

    @classmethod
    def of(cls, issues: Sequence[Issue], issue_of_item: Rows, *, since: date | None, until: date | None) -> Calendar:
        """The issues of a period; one without a date belongs to it only where no period is asked for."""
        rows = [
            row
            for row, issue in enumerate(issues, 1)
            if (since is None and until is None)
            or (issue.date and (since is None or issue.date >= since) and (until is None or issue.date <= until))
        ]
        kept = tuple(issues[row - 1] for row in rows)
        names = {name: number for number, name in enumerate(dict.fromkeys(issue.series for issue in kept))}
        items = np.bincount(issue_of_item, minlength=len(issues) + 1)[rows]
        numbers = [names[issue.series] for issue in kept]
        return cls(kept, np.array(rows, np.int64), items.astype(np.int64), np.array(numbers, np.int64))

    def after(self, row: int) -> Calendar:
        """The issues behind an issue of the archive."""
        later = np.flatnonzero(self.rows > row)
        return Calendar(tuple(self.issues[place] for place in later), self.rows[later], self.items[later],
                        self.series[later])  # fmt: skip

    def shuffled(self, seed: int) -> Calendar:
        """The same issues with their dates dealt out anew, each newsletter's among its own.

        What stood in the places of the old order is found under `rows`, so counts move with their issue.
        """
        order, chance = np.arange(len(self.rows)), np.random.default_rng(seed)
        for number in np.unique(self.series):
            places = np.flatnonzero(self.series == number)
            order[places] = chance.permutation(places)
        return replace(self, rows=self.rows[order], items=self.items[order])


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items of each issue name each thing; only counts above zero are kept.

    Attributes
    ----------
    things
        How many things there are; they are numbered from 0.
    thing, issue, count
        One entry for each thing and issue where it is named, by thing, then by issue (position in the calendar).
    """

    things: int
    thing: Rows
    issue: Rows
    count: Rows

    @classmethod
    def of(cls, calendar: Calendar, issue_of_item: Rows, item: Rows, thing: Rows, *, things: int) -> Coverage:
        """Count distinct (item row, thing) pairs; items of other issues are passed over."""
        place = np.full(int(issue_of_item.max(initial=0)) + 1, -1, np.int64)
        if len(place) > 1:
            known = calendar.rows < len(place)
            place[calendar.rows[known]] = np.flatnonzero(known)
        where = place[issue_of_item[item - 1]]
        inside = where >= 0
        width = max(1, len(calendar.rows))
        keys, counts = np.unique(thing[inside] * width + where[inside], return_counts=True)
        return cls(things, keys // width, keys % width, counts.astype(np.int64))

    @property
    def totals(self) -> Rows:
        """Items that name each thing, shape (things,)."""
        return np.bincount(self.thing, weights=self.count, minlength=self.things).astype(np.int64)

    @property
    def spread(self) -> Rows:
        """Issues that name each thing, shape (things,)."""
        return np.bincount(self.thing, minlength=self.things).astype(np.int64)

    def first_issues(self) -> Rows:
        """Position of the first issue that names each thing, -1 where none does; shape (things,)."""
        first = np.full(self.things, -1, np.int64)
        first[self.thing[::-1]] = self.issue[::-1]
        return first

    def last_issues(self) -> Rows:
        """Position of the last issue that names each thing, -1 where none does; shape (things,)."""
        last = np.full(self.things, -1, np.int64)
        last[self.thing] = self.issue
        return last

    def only(self, things: Rows, *, width: int) -> NDArray[np.int64]:
        """Counts of a few things as a table, shape (len(things), width); `width` is the number of issues."""
        place = np.full(self.things, -1, np.int64)
        place[things] = np.arange(len(things))
        inside = place[self.thing] >= 0
        table = np.zeros((len(things), width), np.int64)
        table[place[self.thing[inside]], self.issue[inside]] = self.count[inside]
        return table
