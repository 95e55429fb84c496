"""What an archive is, at a glance: its latest issue, the stories that run, all its weeks, what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kg.digests.issue import Digest, digest
from kg.model import Issue, Item
from kg.related.threads import Thread, find_threads
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.trends.debuts import Debut
from kg.trends.movements import MovementKind
from kg.trends.shares import Trend
from kg.trends.trends import trends

MOST_STORIES = 5
MOST_CHANGES = 8
_TITLES = frozenset({"paper", "report", "article"})
RUNNING_DAYS = 28
"""A story whose last news is older, counted from the newest issue, runs no longer."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week with its issues.

    Attributes
    ----------
    monday
        Its first day; None for what has no date, of which each issue stands alone.
    issues
        Without their items, oldest first.
    items
        How many items they have.
    """

    monday: date | None
    issues: tuple[Issue, ...]
    items: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An archive at a glance.

    Attributes
    ----------
    issues, items
        How many there are.
    latest, brought
        Items of the newest issue in their order, and what it brought against all before it; None of an empty archive.
    stories
        Those that run, the latest news first.
    weeks
        All weeks that have issues, oldest first, then the issues without a date.
    """

    issues: int
    items: int
    latest: tuple[Item, ...]
    brought: Digest | None
    stories: tuple[Thread, ...]
    weeks: tuple[Week, ...]

    @property
    def new_names(self) -> tuple[Debut, ...]:
        """Names that the newest issue has for the first time; titles of what it links to are left out."""
        debuts = self.brought.debuts if self.brought else ()
        return tuple(debut for debut in debuts if debut.entity.type not in _TITLES)

    @property
    def days(self) -> tuple[date, date] | None:
        """Days of the first and the last issue that have one."""
        days = [issue.date for week in self.weeks for issue in week.issues if issue.date]
        return (min(days), max(days)) if days else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What moves in an archive: names that rise or fall with some certainty (`kg.trends`), and names that are new."""

    moving: tuple[Trend, ...]
    new: tuple[Trend, ...]


def overview(reader: Reader) -> Overview:
    """Tell what an archive is.

    What it costs does not grow with the items, but for one count of them.

    Examples
    --------
    >>> import kg
    >>> found = overview(kg.open("data/archive"))  # doctest: +SKIP
    >>> found.brought.issue.label, [debut.entity.name for debut in found.brought.debuts]  # doctest: +SKIP
    """
    issues = reader.issues()
    latest = _latest(issues)
    return Overview(
        issues=len(issues),
        items=len(reader.once(Arrays)),
        latest=tuple(reader.items(latest)) if latest else (),
        brought=digest(reader, latest.id) if latest else None,
        stories=_running(reader, latest),
        weeks=find_weeks(reader),
    )


def find_changes(reader: Reader) -> Changes:
    """What rises, falls and is new in an archive; all names are looked at, so ask once."""
    movers = trends(reader).movers["entity"]

    def surely(*kinds: MovementKind) -> list[Trend]:
        return [trend for kind in kinds for trend in movers[kind] if trend.movement.sure != "too little to say"]

    moving = (*surely("rising", "back")[: MOST_CHANGES // 2], *surely("falling", "gone quiet")[: MOST_CHANGES // 2])
    return Changes(moving, movers["new"][:MOST_CHANGES])


def find_weeks(reader: Reader) -> tuple[Week, ...]:
    """The weeks of an archive that have issues, oldest first, then each issue without a date by itself."""
    issues = reader.issues()
    sizes = np.bincount(reader.once(Arrays).issues, minlength=len(issues)).tolist()
    weeks: dict[date, list[int]] = {}
    undated = []
    for index, issue in enumerate(issues):
        if issue.date:
            weeks.setdefault(issue.date - timedelta(issue.date.weekday()), []).append(index)
        else:
            undated.append(Week(None, (issue,), sizes[index]))
    dated = (
        Week(monday, tuple(issues[index] for index in members), sum(sizes[index] for index in members))
        for monday, members in sorted(weeks.items())
    )
    return (*dated, *undated)


def _latest(issues: tuple[Issue, ...]) -> Issue | None:
    """The newest issue; one without a date only where none has one."""
    return next((issue for issue in reversed(issues) if issue.date), issues[-1] if issues else None)


def _running(reader: Reader, latest: Issue | None) -> tuple[Thread, ...]:
    """Stories that had news of late."""
    newest = latest.date if latest else None
    stories = find_threads(reader)[:MOST_STORIES]
    return tuple(
        story
        for story in stories
        if newest is None or (story.span[1] is not None and (newest - story.span[1]).days <= RUNNING_DAYS)
    )
