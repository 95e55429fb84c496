"""What rises, falls, appears and falls silent in an archive, told as shares of items, with the doubt that belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from kg.errors import UsageError
from kg.model import ENTITY_TYPES, EntityType, Issue
from kg.store.reader import Reader
from kg.trends.companions import Companions, find_companions
from kg.trends.debuts import Arrivals, Comeback, Debut, find_arrivals
from kg.trends.movements import Windows
from kg.trends.periods import By, TrendPeriod
from kg.trends.scope import Scope
from kg.trends.shares import Movers, Trend, find_shares
from kg.trends.things import KINDS, ThingKind, entities_named, things_named
from kg.trends.together import Together


@dataclass(frozen=True, slots=True)
class Trends:
    """Trends of a period.

    Attributes
    ----------
    periods
        In order; where there are several newsletters, each period belongs to one of them.
    issues
        All issues of the period, without their items.
    entities, sections, sites, topics
        What has a signal first, then by number of items.
    movers
        What moves most surely and furthest of each kind of thing, by how it moves (`kg.trends.movements`).
    windows
        Which of the issues are recent, and which they are held against.
    outliers
        Items of the period that belong to no topic.
    debuts, comebacks
        Who is named for the first time, or again after a long silence, in the latest issue.
    pairs
        Names that have come to be named together.
    tested
        How many comparisons the corrected p-values answer for.
    """

    by: By
    periods: tuple[TrendPeriod, ...]
    issues: tuple[Issue, ...]
    entities: tuple[Trend, ...]
    sections: tuple[Trend, ...]
    sites: tuple[Trend, ...]
    topics: tuple[Trend, ...]
    movers: Mapping[ThingKind, Movers]
    windows: Windows
    outliers: int
    debuts: tuple[Debut, ...]
    comebacks: tuple[Comeback, ...]
    pairs: tuple[Companions, ...]
    tested: int


def trends(
    reader: Reader,
    *,
    by: By = "issue",
    type: EntityType | None = None,
    since: date | None = None,
    until: date | None = None,
    section: str | None = None,
) -> Trends:
    """Tell what changes in an archive.

    Parameters
    ----------
    by
        What a period is. The tests look at issues whatever it is.
    type
        Only entities of this type.
    since, until
        Only issues of these days, both included; issues without a date then count no longer.
    section
        Only items of this section; pairs are those of the whole archive, and are then left out.

    Raises
    ------
    UsageError
        Where `by`, `type` or `section` is none of those there are.
    """
    if by not in get_args(By):
        raise UsageError(f"Trends go by issue, week, month or quarter, not by “{by}”")
    if type is not None and type not in ENTITY_TYPES:
        raise UsageError(f"There is no entity type “{type}”; choose one of: {', '.join(ENTITY_TYPES)}")
    scope = Scope.of(reader, since=since, until=until, section=section)
    calendar, everyone = scope.calendar, scope.only(entities_named(reader))
    entities = everyone if type is None else everyone.of_type(type)
    others = [scope.only(things_named(reader, kind)) for kind in KINDS[1:]]
    shares = find_shares([entities, *others], calendar, by=by)
    named, sections, sites, topics = shares.kinds
    arrivals = find_arrivals(everyone, reader.issues(), int(calendar.indices[-1])) if calendar.issues else Arrivals()
    return Trends(
        by=by,
        periods=shares.periods,
        issues=calendar.issues,
        entities=named,
        sections=sections,
        sites=sites,
        topics=topics,
        movers=dict(zip(KINDS, shares.movers, strict=True)),
        windows=Windows.of(calendar),
        outliers=int(calendar.items.sum()) - sum(topic.total for topic in topics),
        debuts=tuple(each for each in arrivals.debuts if type in {None, each.entity.type}),
        comebacks=tuple(each for each in arrivals.comebacks if type in {None, each.entity.type}),
        pairs=() if section is not None else find_companions(entities, reader.once(Together), calendar),
        tested=shares.tested,
    )
