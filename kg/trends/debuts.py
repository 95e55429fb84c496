"""Who is named for the first time, and who again after a long silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.history.timeline import SILENCE, Named
from kg.model import Issue
from kg.text.words import name_key
from kg.trends.things import Table

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


def debuts_and_comebacks(
    table: Table, issue_of_item: NDArray[np.int64], issues: Sequence[Issue], row: int
) -> tuple[tuple[Debut, ...], tuple[Comeback, ...]]:
    """What an issue names for the first time, and what it names again after more than six weeks.

    Parameters
    ----------
    table
        Entities, over the whole archive.
    issue_of_item
        Issue row of each item, shape (items,).
    issues
        All issues, oldest first.
    row
        Row of the issue, from 1.

    Returns
    -------
    debuts, comebacks
        What the most items of the issue name first.
    """
    where = issue_of_item[table.item - 1]
    now, before = where == row, where < row
    items = np.bincount(table.thing[now], minlength=len(table.named))
    # A company and its model of the same name are one to the reader who asks who is back.
    numbers: dict[str, int] = {}
    alike = np.array([numbers.setdefault(name_key(name), len(numbers)) for _, name, _ in table.named], np.int64)
    latest = np.zeros(len(numbers), np.int64)
    np.maximum.at(latest, alike[table.thing[before]], where[before])
    previous = latest[alike] if len(alike) else latest
    here = np.flatnonzero(items)
    here = here[np.argsort(-items[here], kind="stable")]
    issue = issues[row - 1]
    new = tuple(Debut(table.entity(thing), issue, int(items[thing])) for thing in here.tolist() if not previous[thing])
    back = []
    for thing in here[previous[here] > 0].tolist():
        last = issues[previous[thing] - 1]
        between = row - int(previous[thing]) - 1
        days = (issue.date - last.date).days if issue.date and last.date else None
        if between and (days > SILENCE.days if days is not None else between >= SILENT_ISSUES):
            back.append(Comeback(table.entity(thing), issue, int(items[thing]), last, between, days))
    return new, tuple(back)
