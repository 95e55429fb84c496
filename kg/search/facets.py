"""Counts of results by issue, month, section, kind, entity, type and site."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from kg.search.hits import Count, Facets
from kg.store.arrays import Arrays
from kg.store.postings import Postings
from kg.store.reader import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 30  # values of one facet


def count_facets(reader: Reader, items: NDArray[np.int64]) -> Facets:
    """Count the values that some items have.

    Parameters
    ----------
    items
        Indices, shape (n,).
    """
    if not len(items):
        return Facets()
    arrays, issues = reader.once(Arrays), reader.issues()
    by_issue = np.bincount(arrays.issues[items], minlength=len(issues))
    months: dict[str, int] = {}
    for index in np.flatnonzero(by_issue).tolist():
        day = issues[index].date
        if day:
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + int(by_issue[index])
    entities = arrays.entities
    named, _, lengths = arrays.mentioned.of_all(items.astype(np.int32))
    types = entities.types
    pairs = np.unique(np.repeat(np.arange(len(items)), lengths) * len(types.names) + types.codes[named])
    by_type = np.bincount(pairs % max(1, len(types.names)), minlength=len(types.names))
    lists, sites = arrays.sites
    return Facets(
        issues=tuple(
            Count(issues[i].id, str(issues[i].number or issues[i].title), int(by_issue[i]))
            for i in np.flatnonzero(by_issue)[::-1].tolist()
        ),
        months=tuple(Count(month, month, count) for month, count in sorted(months.items(), reverse=True)),
        sections=_top(np.bincount(arrays.sections.codes[items]), lambda i: arrays.sections.names[i]),
        kinds=_top(np.bincount(arrays.kinds.codes[items]), lambda i: arrays.kinds.names[i]),
        types=tuple(
            Count(name, name, count)
            for name, count in sorted(zip(types.names, by_type.tolist(), strict=True), key=lambda p: (-p[1], p[0]))
            if count
        ),
        entities=_top(
            np.bincount(named, minlength=len(entities)), lambda i: entities[i].id, lambda i: entities[i].name
        ),
        sites=_top(_counts(lists, items, len(sites)), lambda i: sites[i]),
    )


def _counts(lists: Postings, items: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """How many of the items have each value."""
    values, _, _ = lists.of_all(items.astype(np.int32))
    return np.bincount(values, minlength=size)


def _top(
    counts: NDArray[np.int64], value: Callable[[int], str], label: Callable[[int], str] | None = None
) -> tuple[Count, ...]:
    """The most frequent values; ties in a fixed order."""
    held = (i for i in np.argsort(-counts, kind="stable").tolist() if counts[i] and value(i))
    return tuple(Count(value(i), (label or value)(i), int(counts[i])) for i in islice(held, _MOST))
