"""Two names through the same time, or all names in two periods, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.errors import UnknownName
from kg.history.timeline import Named, family_and_namesakes
from kg.model import EntityType
from kg.store.history import issues_of_items
from kg.store.reader import Reader
from kg.trends.counts import Calendar, Coverage
from kg.trends.rows import By, Period, Trend, trend_rows
from kg.trends.statistics import ALPHA, LEAST_ITEMS, adjusted, wilson
from kg.trends.things import Table, entity_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

Span = tuple[date | None, date | None]


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

    periods: tuple[Period, ...]
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
    from scipy.stats import binomtest

    issue_of_item = issues_of_items(reader.store)
    calendar = Calendar.of(reader.issues(), issue_of_item, since=None, until=None)
    table = entity_table(reader)
    numbers = {id_: number for number, (id_, _, _) in enumerate(table.named)}
    entities = (reader.entity(a), reader.entity(b))
    items: list[NDArray[np.int64]] = []
    for entity in entities:
        members = np.array([numbers[id_] for id_ in family_and_namesakes(reader, entity)], np.int64)
        items.append(np.unique(table.item[np.isin(table.thing, members)]))
        if not len(items[-1]):
            raise UnknownName(entity.name, reader.close_names(entity.name))
    pair = Table(
        "entity",
        tuple((entity.id, entity.name, entity.type) for entity in entities),
        np.concatenate(items),
        np.repeat(np.arange(2), [len(items[0]), len(items[1])]),
    )
    found = trend_rows([pair], calendar, issue_of_item, by=by)
    first, second = (next(row for row in found.tables[0] if row.id == entity.id) for entity in entities)
    both = len(np.intersect1d(items[0], items[1], assume_unique=True))
    only = (len(items[0]) - both, len(items[1]) - both)
    p = float(binomtest(only[0], sum(only), 0.5).pvalue) if sum(only) else None
    words = f"{only[0]} items name only {first.name}, {only[1]} only {second.name}, {both} both"
    if p is None or p >= ALPHA:
        reason = f"{words}: too close to call" + (f" (p = {p:.2g})" if p is not None else "")
    else:
        reason = f"{words}: {first.name if only[0] > only[1] else second.name} is named more (p = {p:.2g})"
    return Comparison(found.periods, (first, second), both, p, reason)


def compare_periods(
    reader: Reader, first: Span, second: Span, *, type: EntityType | None = None
) -> tuple[Difference, ...]:
    """Set the shares of all entities in two periods side by side, those that differ most surely first.

    Each is tested by Fisher's exact test (1935) on the items of both periods, corrected for the number of entities
    that have at least five items in them (Benjamini & Hochberg 1995).

    Parameters
    ----------
    first, second
        First and last day of each, both included; None for no limit.
    """
    from scipy.stats import hypergeom

    issue_of_item = issues_of_items(reader.store)
    table = entity_table(reader) if type is None else entity_table(reader).of_type(type)
    calendars = [Calendar.of(reader.issues(), issue_of_item, since=a, until=b) for a, b in (first, second)]
    if not all(len(calendar.rows) for calendar in calendars):
        return ()
    things = len(table.named)
    counts = np.stack(
        [Coverage.of(c, issue_of_item, table.item, table.thing, things=things).totals for c in calendars]
    )  # fmt: skip
    sizes = np.array([int(calendar.items.sum()) for calendar in calendars], np.int64)
    together = counts.sum(axis=0)
    law = hypergeom(int(sizes.sum()), np.maximum(together, 1), int(sizes[0]))
    p = np.minimum(1.0, 2 * np.minimum(law.cdf(counts[0]), law.sf(counts[0] - 1)))
    p[together < LEAST_ITEMS] = np.nan
    (q,) = adjusted(p)
    low, high = wilson(counts, np.broadcast_to(sizes[:, None], counts.shape))
    order = np.lexsort((-together, np.where(np.isnan(q), 2.0, q)))
    found = []
    for thing in order[together[order] > 0].tolist():
        shares = (float(counts[0, thing] / sizes[0]), float(counts[1, thing] / sizes[1]))
        known = not np.isnan(q[thing])
        sure = bool(known and q[thing] < ALPHA)
        words = f"{shares[0]:.1%} of items against {shares[1]:.1%} ({counts[0, thing]} and {counts[1, thing]})"
        found.append(
            Difference(
                table.entity(thing),
                (int(counts[0, thing]), int(counts[1, thing])),
                shares,
                tuple((float(low[row, thing]), float(high[row, thing])) for row in (0, 1)),  # type: ignore[arg-type]
                ("more" if shares[0] > shares[1] else "less") if sure else "no telling",
                f"{words}; corrected p = {q[thing]:.2g}" if known else f"{words}; too few to test",
                float(p[thing]) if known else None,
                float(q[thing]) if known else None,
            )
        )
    return tuple(found)
