"""Names that have come to be named together: pairs that are new, and pairs that grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.model import Named
from kg.trends.counts import Calendar, Counts
from kg.trends.judgements import recent_from
from kg.trends.statistics import ALPHA, LEAST_ISSUES, adjusted, detect_change, hypergeometric_tail
from kg.trends.things import Namings
from kg.trends.together import LEAST_KNOWN, LEAST_TOGETHER, Together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOST_PAIRS = 50


@dataclass(frozen=True, slots=True)
class Companions:
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


def find_companions(entities: Namings, together: Together, calendar: Calendar) -> tuple[Companions, ...]:
    """Pairs of entities that are new or growing in a period, the surest first.

    Growing: the share of items that name both rises by the test of `kg.trends.statistics.detect_change`. New: both were
    named before the latest four weeks, never together, and since then more often together than chance would have it
    (hypergeometric test on the items of these weeks). Each is corrected for its number by Benjamini & Hochberg.

    Parameters
    ----------
    entities
        What items name; pairs of others are left out.
    together
        All pairs of the archive.
    """
    if len(calendar.issues) < LEAST_ISSUES:
        return ()
    alone = Counts.of(entities, calendar)
    pairs = _Pairs.of(together, alone.totals >= LEAST_KNOWN, calendar)
    change = detect_change(pairs.counts, calendar)
    (trend_q,) = adjusted(change.trend)
    recent = recent_from(calendar)
    (new_q,) = adjusted(_newness(pairs, alone, calendar, recent))
    growing = np.flatnonzero((trend_q < ALPHA) & (change.score > 0))
    fresh = np.flatnonzero(new_q < ALPHA)
    shown = np.concatenate([growing, fresh])
    by_issue = pairs.counts.of_things(shown, issues=len(calendar.issues))
    found: list[Companions] = []
    signal: Literal["new", "growing"]
    for place, pair in enumerate(shown.tolist()):
        counts = tuple(by_issue[place].tolist())
        a, b = (entities.things[int(number)].named for number in (pairs.a[pair], pairs.b[pair]))
        if place < len(growing):
            q, signal = float(trend_q[pair]), "growing"
            reason = f"named together in ever more items; corrected p = {q:.2g}"
        else:
            q, signal = float(new_q[pair]), "new"
            since = calendar.issues[recent].label
            reason = f"together in {sum(counts)} items since {since}, never before; corrected p = {q:.2g}"
        found.append(Companions(a, b, counts, sum(counts), signal, reason, q))
    found.sort(key=lambda pair: (pair.q, -pair.total, pair.a.id, pair.b.id))
    return tuple(found[:MOST_PAIRS])


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of names that several items have: numbers of the two, shape (pairs,), and the items that name both."""

    a: Numbers
    b: Numbers
    counts: Counts

    @classmethod
    def of(cls, together: Together, known: NDArray[np.bool_], calendar: Calendar) -> _Pairs:
        """Those of two names that are known well enough, named together often enough in a period."""
        both = known[together.a] & known[together.b]
        counts = together.counts.within(calendar, both)
        often = counts.totals >= LEAST_TOGETHER
        inside, number = often[counts.thing], np.cumsum(often) - 1
        kept = Counts(int(often.sum()), number[counts.thing[inside]], counts.issue[inside], counts.count[inside])
        return cls(together.a[both][often], together.b[both][often], kept)


def _newness(pairs: _Pairs, alone: Counts, calendar: Calendar, recent: int) -> NDArray[np.float64]:
    """p-values of pairs that are first named together in the recent issues; NaN for others."""
    together = pairs.counts.totals
    recently = alone.sums(alone.issue >= recent)
    before = alone.totals - recently > 0
    fresh = (pairs.counts.first_issues() >= recent) & before[pairs.a] & before[pairs.b]
    p = np.full(len(together), np.nan)
    items = int(calendar.items[recent:].sum())
    p[fresh] = hypergeometric_tail(together[fresh], items, recently[pairs.a[fresh]], recently[pairs.b[fresh]])
    return p
