"""What filters let through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from kg.search.parts import Part, PartKind
from kg.store.postings import in_both
from kg.text.words import HAN, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.arrays import Arrays
    from kg.store.database import Store

    Bools = NDArray[np.bool_]

_LONE = re.compile(f"[{HAN}]")


def allowed(strict: Iterable[Part], arrays: Arrays, store: Store) -> Bools:
    """Which items every strict part of a query lets through, shape (items,)."""
    found = np.ones(len(arrays), bool)
    for part in strict:
        found &= _TESTS[part.kind](part, arrays, store)
    return found


def _issue(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items of these issues."""
    return np.isin(arrays.issues, part.issues)


def _period(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items whose issue came out in this time."""
    dates = arrays.issue_dates[arrays.issues]
    found: Bools = dates > 0
    if part.since:
        found &= dates >= part.since.toordinal()
    if part.until:
        found &= dates <= part.until.toordinal()
    return found


def _section(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items of these sections."""
    return arrays.in_sections(part.names)


def _kind(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items of this kind."""
    return arrays.of_kind(part.value)


def _entity(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that name one of these."""
    return _mentioning(part.entities, arrays)


def _type(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that name something of this type."""
    types = arrays.entities.types
    codes = [code for code, name in enumerate(types.names) if name == part.value]
    return _mentioning(np.flatnonzero(np.isin(types.codes, codes)), arrays)


def _mentioning(entities: Sequence[int] | NDArray[np.int64], arrays: Arrays) -> Bools:
    """Items that mention one of these entities."""
    found = np.zeros(len(arrays), bool)
    items, _, _ = arrays.mentions.of_all(np.asarray(entities, np.int32))
    found[items] = True
    return found


def _site(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that link to one of these sites."""
    lists, sites = arrays.sites
    wanted = np.isin(np.array(sites, dtype=object), part.names)
    found = np.zeros(len(arrays), bool)
    found[lists.owners()[wanted[lists.values]]] = True
    return found


def _phrase(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that hold these very words."""
    found = np.zeros(len(arrays), bool)
    terms = words(part.value)
    if not terms:
        return found
    # A lone Han character may be half of a pair in the text, so it tells nothing about where the words may stand.
    telling = [arrays.term(term) for term in terms if not _LONE.fullmatch(term)]
    rows = reduce(in_both, telling) if telling else np.arange(len(arrays), dtype=np.int32)
    wanted = part.value.casefold()
    for row, item in zip(rows, store.items([int(r) + 1 for r in rows]), strict=True):
        found[row] = wanted in item.text.casefold() or wanted in item.opinion.casefold()
    return found


def _without(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that do not hold these words."""
    return ~_phrase(part, arrays, store)


_TESTS: dict[PartKind, Callable[[Part, Arrays, Store], Bools]] = {
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
