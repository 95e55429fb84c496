"""Who is named for the first time, and who again after a long silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.history.timeline import SILENCE
from kg.model import Issue, Named
from kg.trends.things import Namings

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENT_ISSUES = 6
"""So many issues in a row make a silence where issues have no dates."""


@dataclass(frozen=True, slots=True)
class Debut:
    """A name that the archive has for the first time: in which issue, in how many of its items."""

    entity: Named
    issue: Issue
    items: int


@dataclass(frozen=True, slots=True)
class Comeback:
    """A name that is back: last named in `before`, with `issues` issues in between, `days` days ago where known."""

    entity: Named
    issue: Issue
    items: int
    before: Issue
    issues: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The debuts and comebacks of an issue, what the most of its items name first."""

    debuts: tuple[Debut, ...] = ()
    comebacks: tuple[Comeback, ...] = ()


def find_arrivals(entities: Namings, issues: Sequence[Issue], index: int) -> Arrivals:
    """What an issue names for the first time, and what it names again after more than six weeks.

    Parameters
    ----------
    entities
        Over the whole archive.
    issues
        All issues, oldest first.
    index
        Which of them, from 0.
    """
    items = np.bincount(entities.thing[entities.issue == index], minlength=len(entities.things))
    previous = _previous_issues(entities, index)
    here = np.flatnonzero(items)
    here = here[np.argsort(-items[here], kind="stable")]
    debuts, comebacks = [], []
    for thing in here.tolist():
        entity, count, last = entities.things[thing].named, int(items[thing]), int(previous[thing])
        if last < 0:
            debuts.append(Debut(entity, issues[index], count))
            continue
        days = _days_between(issues[last], issues[index])
        between = index - last - 1
        if between and (days > SILENCE.days if days is not None else between >= SILENT_ISSUES):
            comebacks.append(Comeback(entity, issues[index], count, issues[last], between, days))
    return Arrivals(tuple(debuts), tuple(comebacks))


def _previous_issues(entities: Namings, index: int) -> NDArray[np.int64]:
    """Index of the last issue before one that names each entity, or a namesake; -1 where none does."""
    # A company and its model of the same name are one to the reader who asks who is back.
    alike, before = entities.alike, entities.issue < index
    latest = np.full(int(alike.max(initial=-1)) + 1, -1, np.int64)
    np.maximum.at(latest, alike[entities.thing[before]], entities.issue[before])
    return latest[alike]


def _days_between(earlier: Issue, later: Issue) -> int | None:
    """Days from one issue to another, where both have a date."""
    return (later.date - earlier.date).days if earlier.date and later.date else None
