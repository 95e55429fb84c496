"""In how many items of which issue each thing is named: what trends are read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Issue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.trends.things import Namings

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The issues that are looked at, in order.

    Attributes
    ----------
    issues
        Without their items.
    indices
        Index of each in the archive, shape (n_issues,).
    items
        Number of items of each, shape (n_issues,).
    series
        Number of the newsletter that each belongs to, shape (n_issues,).
    """

    issues: tuple[Issue, ...]
    indices: Numbers
    items: Numbers
    series: Numbers

    @classmethod
    def of(
        cls, issues: Sequence[Issue], issue_of_item: NDArray[np.int32], *, since: date | None, until: date | None
    ) -> Calendar:
        """The issues of a period; one without a date belongs to it only where no period is asked for."""
        indices = [index for index, issue in enumerate(issues) if _inside(issue.date, since, until)]
        kept = tuple(issues[index] for index in indices)
        names = {name: number for number, name in enumerate(dict.fromkeys(issue.series for issue in kept))}
        items = np.bincount(issue_of_item, minlength=len(issues))[indices]
        series = np.array([names[issue.series] for issue in kept], np.int64)
        return cls(kept, np.array(indices, np.int64), items.astype(np.int64), series)

    def positions(self, indices: Numbers) -> Numbers:
        """Where issues of the archive stand in the calendar; -1 for those that do not, and for the index -1."""
        size = int(max(indices.max(initial=-1), self.indices.max(initial=-1))) + 2
        position = np.full(size, -1, np.int64)  # the last is what the index -1 finds
        position[self.indices] = np.arange(len(self.indices))
        return position[indices]

    def shuffled(self, seed: int) -> Calendar:
        """The same issues with their dates dealt out anew, each newsletter's among its own.

        What stood in the places of the old order is found under `indices`, so counts move with their issue.
        """
        order, chance = np.arange(len(self.indices)), np.random.default_rng(seed)
        for number in np.unique(self.series):
            places = np.flatnonzero(self.series == number)
            order[places] = chance.permutation(places)
        return replace(self, indices=self.indices[order], items=self.items[order])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items of each issue name each thing; only counts above zero are kept.

    Attributes
    ----------
    things
        How many things there are; they are numbered from 0.
    thing, issue, count
        One entry for each thing and issue where it is named, by thing, then by issue (position in the calendar).
    """

    things: int
    thing: Numbers
    issue: Numbers
    count: Numbers

    @classmethod
    def of(cls, namings: Namings, calendar: Calendar) -> Counts:
        """Count the items of a calendar's issues."""
        return count_namings(namings.thing, calendar.positions(namings.issue), things=len(namings.things))

    def within(self, calendar: Calendar, chosen: NDArray[np.bool_]) -> Counts:
        """Counts by index of the issue as counts by its position in a calendar, of some things (shape (things,)).

        The things get new numbers, in their order.
        """
        position = calendar.positions(self.issue)
        inside = (position >= 0) & chosen[self.thing]
        number = np.cumsum(chosen) - 1
        thing, position, count = number[self.thing[inside]], position[inside], self.count[inside].astype(np.int64)
        if (np.diff(calendar.indices) < 0).any():  # dates that were dealt out anew
            order = np.lexsort((position, thing))
            thing, position, count = thing[order], position[order], count[order]
        return Counts(int(chosen.sum()), thing, position, count)

    @property
    def totals(self) -> Numbers:
        """Items that name each thing, shape (things,)."""
        return self.sums(np.ones(len(self.issue), bool))

    def sums(self, chosen: NDArray[np.bool_]) -> Numbers:
        """The same over some of the entries."""
        counted = np.where(chosen, self.count, 0)
        return np.bincount(self.thing, weights=counted, minlength=self.things).astype(np.int64)

    @property
    def spread(self) -> Numbers:
        """Issues that name each thing, shape (things,)."""
        return np.bincount(self.thing, minlength=self.things).astype(np.int64)

    def first_issues(self) -> Numbers:
        """Position of the first issue that names each thing, -1 where none does; shape (things,)."""
        first = np.full(self.things, -1, np.int64)
        first[self.thing[::-1]] = self.issue[::-1]
        return first

    def last_issues(self) -> Numbers:
        """Position of the last issue that names each thing, -1 where none does; shape (things,)."""
        last = np.full(self.things, -1, np.int64)
        last[self.thing] = self.issue
        return last

    def of_things(self, things: Numbers, *, issues: int) -> Numbers:
        """Counts of a few things by issue, shape (len(things), issues)."""
        place = np.full(self.things, -1, np.int64)
        place[things] = np.arange(len(things))
        inside = place[self.thing] >= 0
        table = np.zeros((len(things), issues), np.int64)
        table[place[self.thing[inside]], self.issue[inside]] = self.count[inside]
        return table


def count_namings(thing: Numbers, position: Numbers, *, things: int) -> Counts:
    """Count namings by thing and issue.

    Parameters
    ----------
    thing, position
        Number of the thing, and position of the issue in a calendar, of each naming; those at -1 are passed over.
    things
        How many things there are.
    """
    inside = position >= 0
    width = int(position.max(initial=0)) + 1
    keys, counts = np.unique(thing[inside] * width + position[inside], return_counts=True)
    return Counts(things, keys // width, keys % width, counts.astype(np.int64))


def _inside(day: date | None, since: date | None, until: date | None) -> bool:
    """Whether an issue of that day belongs to a period."""
    if since is None and until is None:
        return True
    return day is not None and (since is None or day >= since) and (until is None or day <= until)
