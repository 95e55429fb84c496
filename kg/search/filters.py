"""What filters let through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from kg.search.parts import Part, PartKind
from kg.store.columns import items_linking, items_with_any, texts_of
from kg.store.postings import in_both
from kg.text.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.arrays import Arrays
    from kg.store.database import Store

    Bools = NDArray[np.bool_]


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


def _link(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that link to this address or beneath it."""
    return _these(items_linking(store, part.value), arrays)


def _phrase(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that hold these very words."""
    from kg.text.phrases import Phrase  # few queries quote

    phrase = Phrase(part.value)
    if phrase.terms:
        items = reduce(in_both, [arrays.term(term) for term in phrase.terms]).tolist()
    else:
        items = items_with_any(store, phrase.character)
    held = [item for item, *texts in texts_of(store, items) if any(map(phrase.stands_in, texts))]
    return _these(held, arrays)


def _without(part: Part, arrays: Arrays, store: Store) -> Bools:
    """Items that a filter does not let through, or that have neither these words nor this name."""
    if part.negates:
        return ~_TESTS[part.negates.kind](part.negates, arrays, store)
    terms = words(part.value)
    # A single word is left out in the plural, too; of Han the index has pairs only.
    alike = len(terms) == 1 and terms[0].isascii()
    held = _these(arrays.term(terms[0]).tolist(), arrays) if alike else _phrase(part, arrays, store)
    return ~(held | _mentioning(part.entities, arrays))


def _these(items: Sequence[int], arrays: Arrays) -> Bools:
    """Just some items."""
    found = np.zeros(len(arrays), bool)
    found[np.asarray(items, np.int64)] = True
    return found


_TESTS: dict[PartKind, Callable[[Part, Arrays, Store], Bools]] = {
    "issue": _issue,
    "period": _period,
    "section": _section,
    "kind": _kind,
    "entity": _entity,
    "type": _type,
    "site": _site,
    "link": _link,
    "phrase": _phrase,
    "without": _without,
}
