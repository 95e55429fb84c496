"""What rises, falls, appears and falls silent in an archive, told as shares of items, with the doubt that belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from kg.errors import UsageError
from kg.model import ENTITY_TYPES, EntityType, Issue
from kg.store.history import issues_of_items
from kg.store.reader import Reader
from kg.trends.counts import Calendar
from kg.trends.debuts import Comeback, Debut, debuts_and_comebacks
from kg.trends.pairs import Pair, pairs
from kg.trends.rows import By, Period, Trend, trend_rows
from kg.trends.things import entity_table, section_table, site_table, topic_table


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
    periods: tuple[Period, ...]
    issues: tuple[Issue, ...]
    entities: tuple[Trend, ...]
    sections: tuple[Trend, ...]
    sites: tuple[Trend, ...]
    topics: tuple[Trend, ...]
    outliers: int
    debuts: tuple[Debut, ...]
    comebacks: tuple[Comeback, ...]
    pairs: tuple[Pair, ...]
    tested: int


def trends(
    reader: Reader,
    *,
    by: By = "issue",
    type: EntityType | None = None,
    since: date | None = None,
    until: date | None = None,
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

    Raises
    ------
    UsageError
        Where `by` or `type` is none of those there are.
    """
    if by not in get_args(By):
        raise UsageError(f"Trends go by issue or by month, not by “{by}”")
    if type is not None and type not in ENTITY_TYPES:
        raise UsageError(f"There is no entity type “{type}”; choose one of: {', '.join(ENTITY_TYPES)}")
    issue_of_item = issues_of_items(reader.store)
    calendar = Calendar.of(reader.issues(), issue_of_item, since=since, until=until)
    everyone = entity_table(reader)
    entities = everyone if type is None else everyone.of_type(type)
    tables = [entities, section_table(reader), site_table(reader), topic_table(reader)]
    rows = trend_rows(tables, calendar, issue_of_item, by=by)
    named, sections, sites, topics = rows.tables
    latest = int(calendar.rows[-1]) if len(calendar.rows) else 0
    new, back = debuts_and_comebacks(everyone, issue_of_item, reader.issues(), latest) if latest else ((), ())
    return Trends(
        by=by,
        periods=rows.periods,
        issues=calendar.issues,
        entities=named,
        sections=sections,
        sites=sites,
        topics=topics,
        outliers=int(calendar.items.sum()) - sum(topic.total for topic in topics),
        debuts=tuple(each for each in new if type in {None, each.entity.type}),
        comebacks=tuple(each for each in back if type in {None, each.entity.type}),
        pairs=pairs(entities, issue_of_item, calendar),
        tested=rows.tested,
    )
