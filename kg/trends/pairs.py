"""Names that have come to be named together: pairs that are new, and pairs that grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.history.timeline import Named
from kg.trends.counts import Calendar, Coverage
from kg.trends.signals import recent_from
from kg.trends.statistics import ALPHA, LEAST_ISSUES, adjusted, examine
from kg.trends.things import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_NAMES = 40
"""An item that names more than these (a table of funding rounds) says little about any two of them."""
LEAST_KNOWN = 3
"""Items that must name each of the two."""
LEAST_TOGETHER = 2
MOST_PAIRS = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names that items have in common.

    Attributes
    ----------
    counts
        Items that name both, by issue.
    total
        Their sum.
    signal, reason
        ``new`` (both were known, but are named together only of late) or ``growing``, and why, in words.
    q
        p-value, corrected for the number of pairs.
    """

    a: Named
    b: Named
    counts: tuple[int, ...]
    total: int
    signal: Literal["new", "growing"]
    reason: str
    q: float


def pairs(table: Table, issue_of_item: NDArray[np.int64], calendar: Calendar) -> tuple[Pair, ...]:
    """Pairs of entities that are new or growing in a period, the surest first.

    Growing: the share of items that name both rises by the test of `kg.trends.statistics.examine`. New: both were named
    before the latest four weeks, never together, and since then more often together than chance would have it
    (hypergeometric test on the items of these weeks). Each is corrected for its number by Benjamini & Hochberg.
    """
    if len(calendar.issues) < LEAST_ISSUES:
        return ()
    item, thing = _kept(table, issue_of_item, calendar)
    joint_item, first, second = _together(item, thing)
    width = len(table.named)
    keys, number = np.unique(first * width + second, return_inverse=True)
    often = np.bincount(number, minlength=len(keys)) >= LEAST_TOGETHER
    renumbered = np.cumsum(often) - 1
    inside = often[number]
    keys = keys[often]
    joint = Coverage.of(calendar, issue_of_item, joint_item[inside], renumbered[number[inside]], things=len(keys))
    single = Coverage.of(calendar, issue_of_item, item, thing, things=width)
    a, b = keys // width, keys % width
    findings = examine(joint, calendar)
    (trend_q,) = adjusted(findings.trend)
    recent = recent_from(calendar)
    new_p, together = _newness(joint, single, calendar, a, b, recent)
    (new_q,) = adjusted(new_p)
    found: list[Pair] = []
    growing = np.flatnonzero((trend_q < ALPHA) & (findings.score > 0))
    fresh = np.flatnonzero(new_q < ALPHA)
    shown = np.concatenate([growing, fresh])
    counts = joint.only(shown, width=len(calendar.issues))
    for place, pair in enumerate(shown.tolist()):
        row = tuple(counts[place].tolist())
        named = (table.entity(int(a[pair])), table.entity(int(b[pair])), row, sum(row))
        if place < len(growing):
            reason = f"named together in ever more items; corrected p = {trend_q[pair]:.2g}"
            found.append(Pair(*named, "growing", reason, float(trend_q[pair])))
        else:
            since = calendar.issues[recent]
            reason = (
                f"together in {together[pair]} items since {since.label}, never before; corrected p = {new_q[pair]:.2g}"
            )
            found.append(Pair(*named, "new", reason, float(new_q[pair])))
    found.sort(key=lambda pair: (pair.q, -pair.total, pair.a.id, pair.b.id))
    return tuple(found[:MOST_PAIRS])


def _kept(
    table: Table, issue_of_item: NDArray[np.int64], calendar: Calendar
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of item and entity that count: of the period, of names known well enough."""
    inside = np.isin(issue_of_item[table.item - 1], calendar.rows)
    item, thing = table.item[inside], table.thing[inside]
    known = np.bincount(thing, minlength=len(table.named)) >= LEAST_KNOWN
    return item[known[thing]], thing[known[thing]]


def _together(
    item: NDArray[np.int64], thing: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(item, smaller entity, larger entity) for all two entities of an item; `item` is sorted."""
    _, starts, sizes = np.unique(item, return_index=True, return_counts=True)
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    for size in np.unique(sizes[(sizes > 1) & (sizes <= MOST_NAMES)]).tolist():
        begin = starts[sizes == size]
        block = np.sort(thing[begin[:, None] + np.arange(size)], axis=1)
        left, right = np.triu_indices(size, 1)
        parts.append((np.repeat(item[begin], len(left)), block[:, left].ravel(), block[:, right].ravel()))
    if not parts:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return whole[0], whole[1], whole[2]


def _newness(
    joint: Coverage, single: Coverage, calendar: Calendar, a: NDArray[np.int64], b: NDArray[np.int64], recent: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """p-values of pairs that are first named together in the recent issues (NaN for others), and how often they are."""
    from scipy.stats import hypergeom

    together = joint.totals
    late = single.issue >= recent
    recently = np.bincount(single.thing[late], weights=single.count[late], minlength=single.things).astype(np.int64)
    known = single.totals - recently > 0
    fresh = (joint.first_issues() >= recent) & (together >= LEAST_TOGETHER) & known[a] & known[b]
    p = np.full(joint.things, np.nan)
    items = int(calendar.items[recent:].sum())
    p[fresh] = hypergeom.sf(together[fresh] - 1, items, recently[a[fresh]], recently[b[fresh]])
    return p, together
