"""Two names through the same time, or all names in two periods, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.errors import UnknownName
from kg.history.kin import family_and_namesakes, items_naming
from kg.model import Entity, EntityType, Named
from kg.store.arrays import Arrays
from kg.store.postings import in_both
from kg.store.reader import Reader
from kg.trends.counts import Calendar, Counts
from kg.trends.periods import By, TrendPeriod
from kg.trends.shares import Trend, find_shares
from kg.trends.statistics import ALPHA, LEAST_ITEMS, adjusted, wilson
from kg.trends.things import Thing, entities_named, namings

if TYPE_CHECKING:
    from numpy.typing import NDArray

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two names side by side.

    Attributes
    ----------
    periods, rows
        As in `kg.trends.trends.Trends`; two rows. A family counts with its members.
    both
        Items that name both.
    p
        Exact p-value of McNemar's test (1947, Psychometrika 12, 153-157) on the items that name only one of them;
        None where there are none.
    reason
        Who is named more, in words.
    """

    periods: tuple[TrendPeriod, ...]
    rows: tuple[Trend, Trend]
    both: int
    p: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How the share of one name differs between two periods.

    Attributes
    ----------
    counts, shares, intervals
        Items that name it, their share in 0 … 1 and its 95 % Wilson interval, for the first and the second period.
    signal
        ``more`` or ``less`` in the first period than in the second where the corrected p-value is below 0.05, else
        ``no telling``.
    """

    entity: Named
    counts: tuple[int, int]
    shares: tuple[float, float]
    intervals: tuple[tuple[float, float], tuple[float, float]]
    signal: Literal["more", "less", "no telling"]
    reason: str
    p: float | None
    q: float | None


def compare_names(reader: Reader, a: str, b: str, *, by: By = "issue") -> Comparison:
    """Set two names side by side; a family counts with its members.

    Raises
    ------
    UnknownName
        Where one of them names nothing.
    """
    arrays = reader.once(Arrays)
    calendar = Calendar.of(reader.issues(), arrays.issues, since=None, until=None)
    entities = (reader.entity(a), reader.entity(b))
    items = [_items_naming(reader, entity) for entity in entities]
    two = namings(
        "entity",
        [Thing(entity.id, entity.name, entity.type) for entity in entities],
        np.concatenate(items),
        np.repeat(np.arange(2), [len(items[0]), len(items[1])]),
        arrays.issues,
    )
    shares = find_shares([two], calendar, by=by)
    first, second = (next(row for row in shares.kinds[0] if row.id == entity.id) for entity in entities)
    both = len(in_both(*items))
    p, reason = _who_leads(first, second, both)
    return Comparison(shares.periods, (first, second), both, p, reason)


def _items_naming(reader: Reader, entity: Entity) -> NDArray[np.int32]:
    """Indices of the items that name an entity or one of its family."""
    items = items_naming(reader, family_and_namesakes(reader, entity))
    if not len(items):
        raise UnknownName(entity.name, reader.close_names(entity.name))
    return items


def _who_leads(first: Trend, second: Trend, both: int) -> tuple[float | None, str]:
    """McNemar's test of who is named more, and what it says."""
    from scipy.stats import binomtest

    only = (first.total - both, second.total - both)
    p = float(binomtest(only[0], sum(only), 0.5).pvalue) if sum(only) else None
    words = f"{only[0]} items name only {first.name}, {only[1]} only {second.name}, {both} both"
    if p is None:
        return p, f"{words}: too close to call"
    if p >= ALPHA:
        return p, f"{words}: too close to call (p = {p:.2g})"
    return p, f"{words}: {first.name if only[0] > only[1] else second.name} is named more (p = {p:.2g})"


def compare_periods(
    reader: Reader, first: Days, second: Days, *, type: EntityType | None = None
) -> tuple[Difference, ...]:
    """Set the shares of all entities in two periods side by side, those that differ most surely first.

    Each is tested by Fisher's exact test (1935) on the items of both periods, corrected for the number of entities
    that have at least five items in them (Benjamini & Hochberg 1995).

    Parameters
    ----------
    first, second
        First and last day of each, both included; None for no limit.
    """
    entities = entities_named(reader) if type is None else entities_named(reader).of_type(type)
    issue_of_item = reader.once(Arrays).issues
    calendars = [
        Calendar.of(reader.issues(), issue_of_item, since=since, until=until) for since, until in (first, second)
    ]
    if not all(len(calendar.issues) for calendar in calendars):
        return ()
    counts = np.stack([Counts.of(entities, calendar).totals for calendar in calendars])
    sizes = np.array([int(calendar.items.sum()) for calendar in calendars], np.int64)
    p = _fisher(counts, sizes)
    (q,) = adjusted(p)
    low, high = wilson(counts, np.broadcast_to(sizes[:, None], counts.shape))
    together = counts.sum(axis=0)
    order = np.lexsort((-together, np.where(np.isnan(q), 2.0, q)))
    return tuple(
        _difference(
            entities.things[thing].named,
            (int(counts[0, thing]), int(counts[1, thing])),
            (int(sizes[0]), int(sizes[1])),
            ((float(low[0, thing]), float(high[0, thing])), (float(low[1, thing]), float(high[1, thing]))),
            None if np.isnan(p[thing]) else (float(p[thing]), float(q[thing])),
        )
        for thing in order[together[order] > 0].tolist()
    )


def _fisher(counts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """p-values of Fisher's exact test, twice the smaller tail; NaN for things with too few items.

    Parameters
    ----------
    counts
        Items that name each thing in both periods, shape (2, things).
    sizes
        All items of both, shape (2,).
    """
    from scipy.stats import hypergeom

    together = counts.sum(axis=0)
    law = hypergeom(int(sizes.sum()), np.maximum(together, 1), int(sizes[0]))
    p: NDArray[np.float64] = np.minimum(1.0, 2 * np.minimum(law.cdf(counts[0]), law.sf(counts[0] - 1)))
    p[together < LEAST_ITEMS] = np.nan
    return p


def _difference(
    entity: Named,
    counts: tuple[int, int],
    sizes: tuple[int, int],
    intervals: tuple[tuple[float, float], tuple[float, float]],
    tested: tuple[float, float] | None,
) -> Difference:
    """One difference in words; `tested` is its p-value, raw and corrected."""
    shares = (counts[0] / sizes[0], counts[1] / sizes[1])
    words = f"{shares[0]:.1%} of items against {shares[1]:.1%} ({counts[0]} and {counts[1]})"
    if tested is None:
        reason = f"{words}; too few to test"
        return Difference(entity, counts, shares, intervals, "no telling", reason, None, None)
    p, q = tested
    more: Literal["more", "less"] = "more" if shares[0] > shares[1] else "less"
    signal: Literal["more", "less", "no telling"] = more if q < ALPHA else "no telling"
    return Difference(entity, counts, shares, intervals, signal, f"{words}; corrected p = {q:.2g}", p, q)
