"""What filters let through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.search.parts import Part, PartKind, Understood
from kg.text.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.arrays import SearchData
    from kg.store.database import Store

    Bools = NDArray[np.bool_]


def allowed(understood: Understood, data: SearchData, store: Store) -> Bools:
    """Which items every strict part of a query lets through, shape (items,)."""
    found = np.ones(len(data), bool)
    for part in understood.parts:
        if part.strict:
            found &= _TESTS[part.kind](part, data, store)
    return found


def _issue(part: Part, data: SearchData, store: Store) -> Bools:
    """Items of these issues."""
    return np.isin(data.issues, part.issues)


def _period(part: Part, data: SearchData, store: Store) -> Bools:
    """Items whose issue came out in this time."""
    dates = data.issue_dates[data.issues]
    found: Bools = dates > 0
    if part.since:
        found &= dates >= part.since.toordinal()
    if part.until:
        found &= dates <= part.until.toordinal()
    return found


def _section(part: Part, data: SearchData, store: Store) -> Bools:
    """Items of these sections."""
    return data.in_sections(part.value.split("\n"))


def _kind(part: Part, data: SearchData, store: Store) -> Bools:
    """Items of this kind."""
    return data.of_kind(part.value)


def _entity(part: Part, data: SearchData, store: Store) -> Bools:
    """Items that name one of these."""
    return _mentioning(part.entities, data)


def _type(part: Part, data: SearchData, store: Store) -> Bools:
    """Items that name something of this type."""
    return _mentioning([i for i, row in enumerate(data.entities) if row[1] == part.value], data)


def _mentioning(entities: Sequence[int], data: SearchData) -> Bools:
    """Items that mention one of these entities."""
    found = np.zeros(len(data), bool)
    for entity in entities:
        found[data.mentions.of(entity)[0]] = True
    return found


def _site(part: Part, data: SearchData, store: Store) -> Bools:
    """Items that link to one of these sites."""
    lists, sites = data.sites
    wanted = np.isin(np.array(sites, dtype=object), part.value.split("\n"))
    found = np.zeros(len(data), bool)
    owners = np.repeat(np.arange(len(data)), lists.counts())
    found[owners[wanted[lists.values]]] = True
    return found


def _phrase(part: Part, data: SearchData, store: Store) -> Bools:
    """Items that hold these very words."""
    found = np.zeros(len(data), bool)
    rows: NDArray[np.int32] | None = None
    for term in words(part.value):
        having = data.term(term)
        rows = having if rows is None else np.intersect1d(rows, having)
    if rows is None:
        return found
    wanted = part.value.casefold()
    for row, item in zip(rows, store.items([int(r) + 1 for r in rows]), strict=True):
        found[row] = wanted in item.text.casefold() or wanted in item.opinion.casefold()
    return found


def _without(part: Part, data: SearchData, store: Store) -> Bools:
    """Items that do not hold these words."""
    return ~_phrase(part, data, store)


_TESTS: dict[PartKind, Callable[[Part, SearchData, Store], Bools]] = {
    "issue": _issue,
    "period": _period,
    "section": _section,
    "kind": _kind,
    "entity": _entity,
    "type": _type,
    "site": _site,
    "phrase": _phrase,
    "without": _without,
}
