"""The year in review: what a stretch of issues was about, month by month, with its deals, newcomers and trends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kg.model import Issue, Named, Predicate
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import DealRow, item_ids, stated_relations
from kg.trends.counts import Calendar, Counts
from kg.trends.shares import Trend, most_named
from kg.trends.things import Namings, entities_named
from kg.trends.trends import trends

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
    calendar = Calendar.of(reader.issues(), reader.once(Arrays).issues, since=since, until=until)
    found = trends(reader, since=since, until=until)
    entities = entities_named(reader)
    counts = Counts.of(entities, calendar)
    everything = [*found.entities, *found.topics, *found.sections, *found.sites]
    chinese = sum(issue.language == "zh" for issue in calendar.issues)
    return Review(
        issues=calendar.issues,
        items=int(calendar.items.sum()),
        language="zh" if chinese * 2 >= len(calendar.issues) else "en",
        covered=most_named(found.entities, MOST_COVERED),
        months=_months(entities, counts, calendar),
        newcomers=_newcomers(entities, counts, calendar),
        deals=_deals(reader, calendar),
        changes=tuple(row for row in everything if row.signal in {"rising", "falling", "gone quiet"}),
        topics=most_named(found.topics, MOST_COVERED),
        sites=most_named(found.sites, A_MONTH),
    )


def _months(entities: Namings, counts: Counts, calendar: Calendar) -> tuple[Month, ...]:
    """What stands out in each month: most items beyond what the whole period would lead one to expect."""
    labels = [issue.date.strftime("%Y-%m") if issue.date else "" for issue in calendar.issues]
    told, month = np.unique(np.array(labels or [""]), return_inverse=True)
    month_of = month[counts.issue]
    order = np.argsort(month_of, kind="stable")
    ends = np.searchsorted(month_of[order], np.arange(len(told) + 1))
    sizes = np.bincount(month[: len(labels)], weights=calendar.items, minlength=len(told)).astype(np.int64)
    issues = np.bincount(month[: len(labels)], minlength=len(told))
    totals, every = counts.totals, max(1, int(calendar.items.sum()))
    months = []
    for number, label in enumerate(told.tolist()):
        if not label:
            continue
        inside = order[ends[number] : ends[number + 1]]
        things, place = np.unique(counts.thing[inside], return_inverse=True)
        here = np.bincount(place, weights=counts.count[inside], minlength=len(things)).astype(np.int64)
        expected = totals[things] * int(sizes[number]) / every
        surplus = (here - expected) / np.sqrt(expected + 1)
        surplus[here < 2] = -np.inf
        best = [at for at in np.argsort(-surplus, kind="stable")[:A_MONTH].tolist() if surplus[at] > 0]
        names = tuple((entities.things[int(things[at])].named, int(here[at])) for at in best)
        months.append(Month(label, int(issues[number]), int(sizes[number]), names))
    return tuple(months)


def _newcomers(entities: Namings, counts: Counts, calendar: Calendar) -> tuple[Newcomer, ...]:
    """Names whose first item in the whole archive lies in the period, and which came again.

    In the first quarter of an archive every name is new, which says nothing.
    """
    first = entities.first_issues()
    position = calendar.positions(first)
    early = (int(entities.issue.max(initial=-1)) + 1) // 4
    totals, spread = counts.totals, counts.spread
    stayed = (totals >= STAYED_ITEMS) & (spread >= STAYED_ISSUES) & (position >= 0) & (first >= early)
    found = [
        Newcomer(entities.things[thing].named, calendar.issues[position[thing]], int(totals[thing]), int(spread[thing]))
        for thing in np.flatnonzero(stayed).tolist()
    ]
    found.sort(key=lambda each: (-each.items, each.entity.id))
    return tuple(found[:MOST_NEWCOMERS])


def _deals(reader: Reader, calendar: Calendar) -> tuple[Deal, ...]:
    """Deals that items state, each once with all who take part; what has a sum comes before what has none."""
    arrays = reader.once(Arrays)
    told = _stated_deals(reader, calendar)
    found = []
    for predicate in _DEALS:
        of_kind = [relations for relations in told if relations[0].predicate == predicate]
        of_kind.sort(key=lambda relations: not any(_has_amount(relation) for relation in relations))
        chosen = of_kind[:MOST_DEALS]
        chosen.sort(key=lambda relations: int(arrays.issues[relations[0].item]))
        ids = item_ids(reader.store, [relations[0].item for relations in chosen])
        for item_id, relations in zip(ids, chosen, strict=True):
            first = relations[0]
            issue = reader.issues()[int(arrays.issues[first.item])]
            subjects = tuple(arrays.entities[relation.subject].named for relation in relations)
            found.append(Deal(predicate, subjects, arrays.entities[first.object].named, first.sentence, item_id, issue))
    return tuple(found)


def _stated_deals(reader: Reader, calendar: Calendar) -> list[list[DealRow]]:
    """Relations that state deals in a period, those of one item with one object together, none told twice."""
    rows = stated_relations(reader.store, _DEALS)
    items = np.fromiter((row.item for row in rows), np.int64, len(rows))
    position = calendar.positions(reader.once(Arrays).issues[items].astype(np.int64)).tolist()
    seen: set[tuple[str, int, int]] = set()
    told: dict[tuple[str, int, int], list[DealRow]] = {}
    for row, place in zip(rows, position, strict=True):
        triple = (row.predicate, row.subject, row.object)
        if place >= 0 and triple not in seen:
            seen.add(triple)
            told.setdefault((row.predicate, row.object, row.item), []).append(row)
    return list(told.values())


def _has_amount(relation: DealRow) -> bool:
    """Whether a sum is told."""
    return any(key == "amount" for key, _ in relation.attributes)
