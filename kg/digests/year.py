"""The year in review: what a stretch of issues was about, month by month, with its deals, newcomers and trends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kg.history.timeline import Named
from kg.model import Issue, Predicate, Relation
from kg.store.history import issues_of_items
from kg.store.reader import Reader
from kg.trends.counts import Calendar, Coverage
from kg.trends.rows import Trend
from kg.trends.things import Table, entity_table
from kg.trends.trends import trends

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_COVERED = 12
A_MONTH = 5
MOST_NEWCOMERS = 12
MOST_DEALS = 12
STAYED_ITEMS, STAYED_ISSUES = 3, 2
_DEALS: tuple[Predicate, ...] = ("acquired", "invested_in", "ipo", "partnered_with")


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its issues and items, and the names that stand out in it (with the items that name them)."""

    label: str
    issues: int
    items: int
    names: tuple[tuple[Named, int], ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A name that came in this period and stayed: first issue, items and issues that name it."""

    entity: Named
    first: Issue
    items: int
    issues: int


@dataclass(frozen=True, slots=True)
class Deal:
    """An acquisition, an investment, a listing or a partnership: who, whom, the sentence that says so, and where."""

    predicate: Predicate
    subjects: tuple[Named, ...]
    object: Named
    sentence: str
    item: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Review:
    """A stretch of issues.

    Attributes
    ----------
    language
        ``zh`` or ``en``: what most issues are written in.
    covered
        The most covered names.
    months
        In order; empty where the issues have no dates.
    newcomers
        Those named most first.
    deals
        Of each kind the best attested, in the order of the archive.
    changes
        Entities, sections, sites and topics that rise, fall or have gone quiet.
    topics, sites
        The largest.
    """

    issues: tuple[Issue, ...]
    items: int
    language: str
    covered: tuple[Trend, ...]
    months: tuple[Month, ...]
    newcomers: tuple[Newcomer, ...]
    deals: tuple[Deal, ...]
    changes: tuple[Trend, ...]
    topics: tuple[Trend, ...]
    sites: tuple[Trend, ...]


def review(reader: Reader, *, since: date | None = None, until: date | None = None) -> Review:
    """Tell what the issues of a period were about.

    Parameters
    ----------
    since, until
        First and last day, both included; None for no limit.
    """
    issue_of_item = issues_of_items(reader.store)
    calendar = Calendar.of(reader.issues(), issue_of_item, since=since, until=until)
    found = trends(reader, since=since, until=until)
    table = entity_table(reader)
    coverage = Coverage.of(calendar, issue_of_item, table.item, table.thing, things=len(table.named))
    everything = [*found.entities, *found.topics, *found.sections, *found.sites]
    chinese = sum(issue.language == "zh" for issue in calendar.issues)
    return Review(
        issues=calendar.issues,
        items=int(calendar.items.sum()),
        language="zh" if chinese * 2 >= len(calendar.issues) else "en",
        covered=_largest(found.entities, MOST_COVERED),
        months=_months(table, coverage, calendar),
        newcomers=_newcomers(table, coverage, calendar, issue_of_item),
        deals=_deals(reader, calendar),
        changes=tuple(row for row in everything if row.signal in {"rising", "falling", "gone quiet"}),
        topics=_largest(found.topics, MOST_COVERED),
        sites=_largest(found.sites, A_MONTH),
    )


def _largest(rows: tuple[Trend, ...], most: int) -> tuple[Trend, ...]:
    """The rows with the most items."""
    return tuple(sorted(rows, key=lambda row: (-row.total, row.id))[:most])


def _months(table: Table, coverage: Coverage, calendar: Calendar) -> tuple[Month, ...]:
    """What stands out in each month: most items beyond what the whole period would lead one to expect."""
    labels = [issue.date.strftime("%Y-%m") if issue.date else "" for issue in calendar.issues]
    every = max(1, int(calendar.items.sum()))
    months = []
    for label in sorted({label for label in labels if label}):
        places = np.array([place for place, each in enumerate(labels) if each == label])
        inside = np.isin(coverage.issue, places)
        counts = np.bincount(coverage.thing[inside], weights=coverage.count[inside], minlength=coverage.things)
        items = int(calendar.items[places].sum())
        expected = coverage.totals * items / every
        surplus = (counts - expected) / np.sqrt(expected + 1)
        surplus[counts < 2] = -np.inf
        best = [int(thing) for thing in np.argsort(-surplus, kind="stable")[:A_MONTH] if surplus[thing] > 0]
        months.append(Month(label, len(places), items, tuple((table.entity(t), int(counts[t])) for t in best)))
    return tuple(months)


def _newcomers(
    table: Table, coverage: Coverage, calendar: Calendar, issue_of_item: NDArray[np.int64]
) -> tuple[Newcomer, ...]:
    """Names whose first item in the whole archive lies in the period, and which came again.

    In the first quarter of an archive every name is new, which says nothing.
    """
    first = np.full(len(table.named), np.iinfo(np.int64).max, np.int64)
    np.minimum.at(first, table.thing, issue_of_item[table.item - 1])
    place = {int(row): position for position, row in enumerate(calendar.rows)}
    early = int(issue_of_item.max(initial=0)) // 4
    totals, spread = coverage.totals, coverage.spread
    found = [
        Newcomer(table.entity(thing), calendar.issues[place[int(first[thing])]], int(totals[thing]), int(spread[thing]))
        for thing in np.flatnonzero((totals >= STAYED_ITEMS) & (spread >= STAYED_ISSUES)).tolist()
        if int(first[thing]) in place and int(first[thing]) > early
    ]
    found.sort(key=lambda each: (-each.items, each.entity.id))
    return tuple(found[:MOST_NEWCOMERS])


def _deals(reader: Reader, calendar: Calendar) -> tuple[Deal, ...]:
    """Deals that items state, each once with all who take part; what has a sum comes before what has none."""
    issue_of = reader.store.issue_rows_of_items()
    place = {int(row): position for position, row in enumerate(calendar.rows)}
    seen: set[tuple[str, str, str]] = set()
    told: dict[tuple[str, str, str], list[Relation]] = {}
    for relation in reader.relations():
        triple = (relation.predicate, relation.subject, relation.object)
        stated = relation.predicate in _DEALS and relation.certainty == "stated"
        if stated and triple not in seen and issue_of[relation.evidence.item_id] in place:
            seen.add(triple)
            told.setdefault((relation.predicate, relation.object, relation.evidence.item_id), []).append(relation)
    found = []
    for predicate in _DEALS:
        of_kind = [relations for key, relations in told.items() if key[0] == predicate]
        of_kind.sort(key=lambda relations: not any(key == "amount" for r in relations for key, _ in r.attributes))
        chosen = of_kind[:MOST_DEALS]
        wanted = {id_ for relations in chosen for r in relations for id_ in (r.subject, r.object)}
        names = {e.id: Named(e.id, e.type, e.name) for id_ in wanted if (e := reader.store.entity(id_))}
        chosen.sort(key=lambda relations: issue_of[relations[0].evidence.item_id])
        for relations in chosen:
            evidence = relations[0].evidence
            found.append(
                Deal(
                    predicate,
                    tuple(names[r.subject] for r in relations),
                    names[relations[0].object],
                    evidence.sentence,
                    evidence.item_id,
                    calendar.issues[place[issue_of[evidence.item_id]]],
                )
            )
    return tuple(found)
