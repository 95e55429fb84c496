"""``kg timeline``, and the other commands about time."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.commands import digests, trend
from kg.commands.common import Commands, not_found, opened, reading_command, show, show_json
from kg.errors import UnknownName
from kg.export import entity_record, issue_record
from kg.model import name_record

if TYPE_CHECKING:
    from kg.history.timeline import Event, Source, Timeline


def register(commands: Commands) -> None:
    """Add these commands."""
    line = reading_command(commands, "timeline", "what happened to a company, model, person …, in order, with evidence")
    line.add_argument("names", nargs="+", metavar="NAME", help="one name, or several to compare")
    line.add_argument("--exact", action="store_true", help="leave out the members of its family")
    line.add_argument("--as-of", default=None, metavar="ISSUE", help="what was known when this issue came out")
    line.set_defaults(run=run_timeline)
    trend.register(commands)
    digests.register(commands)


def run_timeline(options: argparse.Namespace) -> int:
    """Show one timeline, or several side by side."""
    archive = opened(options)
    try:
        lines = [archive.timeline(name, exact=options.exact, as_of=options.as_of) for name in options.names]
    except UnknownName as unknown:
        return not_found(options, unknown)
    if options.json:
        records = [_record(line) for line in lines]
        show_json(records[0] if len(records) == 1 else {"timelines": records})
    elif len(lines) == 1:
        _show(lines[0])
    else:
        _show_together(lines)
    return 0 if any(line.events for line in lines) else 1


def _record(line: Timeline) -> dict[str, Any]:
    """A timeline as JSON."""
    return {
        "entity": entity_record(line.entity),
        "members": [name_record(member) for member in line.members],
        "events": [_event(event) for event in line.events],
        "silences": [
            {"since": each.since, "until": each.until, "days": each.days, "issues": each.issues, "ended": each.ended}
            for each in line.silences
        ],
        "first": _source(line.first) if line.first else None,
        "latest": _source(line.latest) if line.latest else None,
        "versions": [
            {
                "entity": name_record(each.entity),
                "maker": name_record(each.maker) if each.maker else None,
                "date": each.day,
                "item": each.item,
            }
            for each in line.versions
        ],
        "as_of": issue_record(line.as_of) if line.as_of else None,
    }


def _event(event: Event) -> dict[str, Any]:
    """An event as JSON."""
    return {
        "date": event.day,
        "stated": event.stated,
        "issue": issue_record(event.issue),
        "kind": event.kind,
        "title": event.title,
        "evidence": event.evidence,
        "doubt": event.doubt,
        "item": event.item,
        "urls": list(event.sources[0].urls),
        "members": [name_record(each) for each in event.members],
        "others": [name_record(each) for each in event.others],
        "sources": [_source(source) for source in event.sources],
    }


def _source(source: Source) -> dict[str, Any]:
    """A source as JSON."""
    return {
        "item": source.item,
        "issue": issue_record(source.issue),
        "title": source.title,
        "evidence": source.evidence,
        "urls": list(source.urls),
    }


def _show(line: Timeline) -> None:
    """Print one timeline."""
    show(_heading(line))
    silences = list(line.silences)
    for event in line.events:
        while silences and silences[0].ended and event.day and event.day >= silences[0].until:
            quiet = silences.pop(0)
            show(f"  ... {quiet.days} days and {quiet.issues} issues without a word ({quiet.since} – {quiet.until})")
        _show_event(event)
    for quiet in silences:
        if not quiet.ended:
            show(f"  ... nothing since {quiet.since}: {quiet.days} days, {quiet.issues} issues")
    if line.versions:
        show("versions:")
    for version in line.versions:
        maker = f" · {version.maker.name}" if version.maker else ""
        show(f"  {version.day or 'undated'}  {version.entity.name}{maker}")


def _heading(line: Timeline) -> str:
    """Name, number of events, first and latest coverage."""
    known = f" as of {line.as_of.dated_label}" if line.as_of else ""
    if line.first is None or line.latest is None:
        return f"{line.entity.name} ({line.entity.type}){known}: no coverage yet"
    members = f", {len(line.members) - 1} of its family counted in" if len(line.members) > 1 else ""
    first, latest = line.first.issue.dated_label, line.latest.issue.dated_label
    return (
        f"{line.entity.name} ({line.entity.type}){known}: {len(line.events)} events{members}; "
        f"first in {first}, latest in {latest}"
    )


def _show_event(event: Event, *, mark: str = "") -> None:
    """Print one event."""
    day = f"{event.day}{'' if event.stated else '~'}" if event.day else "undated"
    sure = f"  ({1 - event.doubt:.0%} sure)" if event.doubt else ""
    show(f"  {day:<11} {event.kind:<11} {mark}{event.title}{sure}")
    if event.evidence not in event.title:
        show(f"      “{event.evidence}”")
    for source in event.sources:
        show(f"      {source.issue.dated_label} · {source.item}" + "".join(f" · {url}" for url in source.urls[:2]))
    if event.others:
        show("      with " + ", ".join(other.name for other in event.others[:8]))


def _show_together(lines: list[Timeline]) -> None:
    """Print several timelines as one, each event marked with the names it belongs to."""
    for line in lines:
        show(_heading(line))
    show("(~ the day is the issue's, not stated in the text)")
    owners: dict[str, list[str]] = {}
    for line in lines:
        for event in line.events:
            owners.setdefault(event.item, []).append(line.entity.name)
    shown: set[str] = set()
    merged = sorted((event for line in lines for event in line.events), key=lambda event: event.day or date.max)
    for event in merged:
        if event.item not in shown:
            shown.add(event.item)
            _show_event(event, mark=f"[{' + '.join(owners[event.item])}] ")
