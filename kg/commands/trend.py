"""``kg trends``: what rises, falls, appears and falls silent."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.commands.common import Commands, day, not_found, opened, reading_command, show, show_json
from kg.errors import UnknownName, UsageError
from kg.export import issue_record
from kg.model import ENTITY_TYPES, Issue

if TYPE_CHECKING:
    from kg.archive import Archive
    from kg.trends.comparisons import Comparison, Difference
    from kg.trends.movements import Movement
    from kg.trends.shares import Movers, Trend
    from kg.trends.trends import Trends

_BARS = " ▁▂▃▄▅▆▇█"
_SHOWN = 15
_MOST_NAMES = 20
_MOST_MOVERS = 6


def register(commands: Commands) -> None:
    """Add the command."""
    trend = reading_command(commands, "trends", "what rises, falls, appears and falls silent, as shares of items")
    trend.add_argument("names", nargs="*", metavar="NAME", help="two names to compare; none for all")
    trend.add_argument("--by", choices=("issue", "week", "month", "quarter"), default="issue", help="what to count by")
    trend.add_argument("--type", choices=ENTITY_TYPES, default=None, help="only entities of this type")
    trend.add_argument("--section", default=None, help="only items of this section")
    trend.add_argument("--since", default=None, metavar="DATE", help="first issue date")
    trend.add_argument("--until", default=None, metavar="DATE", help="last issue date")
    trend.add_argument(
        "--versus", nargs=2, default=None, metavar=("DATE", "DATE"), help="compare with the issues of these days"
    )
    trend.set_defaults(run=run_trends)


def run_trends(options: argparse.Namespace) -> int:
    """Show trends, or a comparison."""
    archive = opened(options)
    since = day(options.since) if options.since else None
    until = day(options.until) if options.until else None
    if len(options.names) not in {0, 2}:
        raise UsageError("kg trends takes no name, or two names to compare")
    if options.names:
        return _compare(archive, options)
    if options.versus:
        return _compare_periods(archive, (since, until), options)
    found = archive.trends(by=options.by, type=options.type, since=since, until=until, section=options.section)
    if options.json:
        show_json(_record(found))
    else:
        _show(found)
    return 0 if found.periods else 1


def _compare_periods(archive: Archive, period: tuple[date | None, date | None], options: argparse.Namespace) -> int:
    """Compare the issues of two periods; exit code 1 where there is nothing to compare."""
    from kg.trends.comparisons import compare_periods

    other = (day(options.versus[0]), day(options.versus[1]))
    rows = compare_periods(archive, period, other, type=options.type)
    if options.json:
        show_json({"entities": [_difference(row) for row in rows]})
    for row in () if options.json else rows[:_SHOWN]:
        show(f"{row.signal:<10} {row.entity.name}: {row.reason}")
    return 0 if rows else 1


def _compare(archive: Archive, options: argparse.Namespace) -> int:
    """Compare two names."""
    from kg.trends.comparisons import compare_names

    try:
        comparison = compare_names(archive, options.names[0], options.names[1], by=options.by)
    except UnknownName as unknown:
        return not_found(options, unknown)
    if options.json:
        show_json(_comparison(comparison))
        return 0
    width = max(len(row.name) for row in comparison.rows)
    for row in comparison.rows:
        show(f"{row.name:<{width}}  {_bars(row)}  {row.total} items, {_share(row)}  {row.signal}: {row.reason}")
    show(comparison.reason)
    return 0


def _record(found: Trends) -> dict[str, Any]:
    """Trends as JSON."""
    return {
        "by": found.by,
        "periods": [asdict(period) for period in found.periods],
        "entities": [trend_record(row) for row in found.entities],
        "sections": [trend_record(row) for row in found.sections],
        "sites": [trend_record(row) for row in found.sites],
        "topics": [trend_record(row) for row in found.topics],
        "windows": {
            "before": [issue.id for issue in found.issues[found.windows.first : found.windows.recent]],
            "recent": [issue.id for issue in found.issues[found.windows.recent :]],
        },
        "movers": {
            kind: {how: [row.id for row in rows] for how, rows in movers.items()}
            for kind, movers in found.movers.items()
        },
        "outliers": found.outliers,
        "debuts": [{"entity": each.entity.name, "id": each.entity.id, "issue": issue_record(each.issue),
                    "items": each.items} for each in found.debuts],
        "comebacks": [{"entity": each.entity.name, "id": each.entity.id, "issue": issue_record(each.issue),
                       "items": each.items, "before": issue_record(each.before), "issues": each.issues,
                       "days": each.days} for each in found.comebacks],
        "pairs": [{"entities": [each.a.name, each.b.name], "ids": [each.a.id, each.b.id], "counts": each.counts,
                   "signal": each.signal, "reason": each.reason, "q": each.q} for each in found.pairs],
        "tested": found.tested,
    }  # fmt: skip


def trend_record(row: Trend) -> dict[str, Any]:
    """A row of trends as JSON: `share` over all periods, `shares` by period."""
    return {
        row.kind: row.name,
        "id": row.id,
        "type": row.type or None,
        "counts": row.counts,
        "share": round(row.share, 4),
        "interval": [round(end, 4) for end in row.interval],
        "shares": [None if share is None else round(share, 4) for share in row.shares],
        "intervals": [None if ends is None else [round(end, 4) for end in ends] for ends in row.intervals],
        "total": row.total,
        "signal": row.signal,
        "reason": row.reason,
        "p": row.p,
        "q": row.q,
        "movement": _movement(row.movement),
        "first": _issue(row.first),
        "latest": _issue(row.latest),
        "bursts": [asdict(burst) for burst in row.bursts],
    }


def _movement(movement: Movement) -> dict[str, Any]:
    """How a thing moves as JSON."""
    return asdict(movement) | {
        "chance": round(movement.chance, 3),
        "ratio": round(movement.ratio, 3),
        "interval": [round(end, 3) for end in movement.interval],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    """An issue in few words as JSON."""
    return {"id": issue.id, "number": issue.number, "date": issue.date}


def _difference(row: Difference) -> dict[str, Any]:
    """A difference between two periods as JSON."""
    return asdict(row) | {"entity": row.entity.name, "id": row.entity.id, "type": row.entity.type}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    """A comparison of two names as JSON."""
    return {
        "periods": [asdict(period) for period in comparison.periods],
        "entities": [trend_record(row) for row in comparison.rows],
        "both": comparison.both,
        "p": comparison.p,
        "reason": comparison.reason,
    }


def _show(found: Trends) -> None:
    """Print trends."""
    if not found.periods:
        show("No issue of this archive falls into that period.")
        return
    items = sum(period.items for period in found.periods)
    show(f"{found.periods[0].label} – {found.periods[-1].label}: {len(found.issues)} issues, {items} items")
    _show_movers(found.movers["entity"])
    _show_rows("entities", found.entities)
    _show_rows("topics", found.topics)
    _show_rows("sections", found.sections)
    _show_rows("sites", found.sites)
    if found.topics:
        show(f"\n{found.outliers} items belong to no topic")
    _show_names(found)
    show(f"\n{found.tested} comparisons, corrected by Benjamini & Hochberg; share with its 95 % interval")


def _show_movers(movers: Movers) -> None:
    """Print what moves, as far as a word can be said of it."""
    told = [row for rows in movers.values() for row in rows[:_MOST_MOVERS] if row.movement.sure != "too little to say"]
    if told:
        show("\nof late, against the year before: times as often, with the 90 % interval")
    width = max((len(row.name) for row in told), default=0)
    for row in told:
        move = row.movement
        ends = f"{move.interval[0]:.2g}–{move.interval[1]:.2g}"
        show(f"  {move.sure:<7} {move.kind:<10} {row.name:<{width}}  × {move.ratio:.2g} ({ends}): "
             f"{move.recent} items, {move.before} before")  # fmt: skip


def _show_rows(title: str, rows: Sequence[Trend]) -> None:
    """Print the rows of which something can be said."""
    told = [row for row in rows if row.signal != "too few to say"][:_SHOWN]
    if told:
        show(f"\n{title}")
    width = max((len(row.name) for row in told), default=0)
    for row in told:
        show(f"  {row.signal:<10} {row.name:<{width}}  {_bars(row)}  {_share(row)}  {row.reason}")


def _show_names(found: Trends) -> None:
    """Print names that are new or back in the latest issue, and pairs of names."""
    if found.debuts:
        new = ", ".join(each.entity.name for each in found.debuts[:_MOST_NAMES])
        show(f"\nnew in {found.debuts[0].issue.dated_label}: {new}")
    if found.comebacks:
        back = (f"{each.entity.name} (after {each.issues} issues)" for each in found.comebacks[:_MOST_NAMES])
        show(f"back in {found.comebacks[0].issue.dated_label}: " + ", ".join(back))
    for pair in found.pairs[:_SHOWN]:
        show(f"{pair.signal} pair: {pair.a.name} + {pair.b.name}: {pair.reason}")


def _bars(row: Trend) -> str:
    """The shares as a line of bars."""
    top = max((share for share in row.shares if share), default=1.0)
    return "".join(" " if share is None else _BARS[round(share / top * (len(_BARS) - 1))] for share in row.shares)


def _share(row: Trend) -> str:
    """Share over all periods with its interval."""
    return f"{row.share:.1%} ({row.interval[0]:.1%}–{row.interval[1]:.1%})"
