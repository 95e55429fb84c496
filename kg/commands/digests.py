"""``kg digest``: what an issue brought, or what a stretch of issues was about."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from kg.commands.common import Commands, day, not_found, opened, reading_command, show, show_json
from kg.commands.trend import trend_record
from kg.errors import UnknownName, UsageError
from kg.export import issue_record
from kg.model import Item, name_record

if TYPE_CHECKING:
    from kg.digests.issue import Digest
    from kg.digests.year import Review


def register(commands: Commands) -> None:
    """Add the command."""
    command = reading_command(commands, "digest", "what an issue brought against all before it, or a period in review")
    command.add_argument("issue", nargs="?", metavar="ISSUE", help="number or id; none for a review of a period")
    command.add_argument("--since", default=None, metavar="DATE", help="first day of the period to review")
    command.add_argument("--until", default=None, metavar="DATE", help="last day of the period to review")
    command.set_defaults(run=run_digest)


def run_digest(options: argparse.Namespace) -> int:
    """Print a digest or a review as Markdown."""
    if options.issue is None:
        return _run_review(options)
    if options.since or options.until:
        raise UsageError("kg digest takes an issue, or a period with --since and --until, not both")
    try:
        found = opened(options).digest(options.issue)
    except UnknownName as unknown:
        return not_found(options, unknown)
    if options.json:
        show_json(_digest(found))
    else:
        from kg.digests.markdown import digest_markdown

        show(digest_markdown(found), end="")
    return 0


def _run_review(options: argparse.Namespace) -> int:
    """Print the review of a period; exit code 1 where no issue falls into it."""
    from kg.digests.markdown import review_markdown
    from kg.digests.year import review

    archive = opened(options)
    since = day(options.since) if options.since else None
    until = day(options.until) if options.until else None
    whole = review(archive, since=since, until=until)
    if options.json:
        show_json(_review(whole))
    elif whole.issues:
        show(review_markdown(whole), end="")
    else:
        show("No issue of this archive falls into that period.")
    return 0 if whole.issues else 1


def _digest(found: Digest) -> dict[str, Any]:
    """A digest as JSON."""
    return {
        "issue": issue_record(found.issue),
        "items": found.items,
        "debuts": [{"entity": name_record(each.entity), "items": each.items} for each in found.debuts],
        "comebacks": [
            {"entity": name_record(each.entity), "items": each.items, "before": issue_record(each.before),
             "issues": each.issues, "days": each.days}
            for each in found.comebacks
        ],
        "updates": [
            {"item": _item(each.item), "earlier": _item(each.earlier), "issue": issue_record(each.earlier_issue),
             "entities": [name_record(name) for name in each.names], "url": each.url or None,
             "new": {"entities": [name_record(name) for name in each.adds.names], "numbers": list(each.adds.numbers),
                     "kinds": list(each.adds.kinds)}}
            for each in found.updates
        ],
        "repeats": [
            {"item": _item(each.item), "url": each.url,
             "earlier": [_item(item) | {"issue": issue_record(issue)} for item, issue in each.earlier]}
            for each in found.repeats
        ],
    }  # fmt: skip


def _review(found: Review) -> dict[str, Any]:
    """A review as JSON."""
    return {
        "issues": [issue_record(issue) for issue in found.issues],
        "items": found.items,
        "language": found.language,
        "covered": [trend_record(row) for row in found.covered],
        "months": [
            {"label": month.label, "issues": month.issues, "items": month.items,
             "entities": [name_record(name) | {"items": count} for name, count in month.names]}
            for month in found.months
        ],
        "newcomers": [
            {"entity": name_record(each.entity), "first": issue_record(each.first), "items": each.items,
             "issues": each.issues}
            for each in found.newcomers
        ],
        "deals": [
            {"subjects": [name.name for name in deal.subjects], "predicate": deal.predicate, "object": deal.object.name,
             "evidence": deal.sentence, "item": deal.item, "issue": issue_record(deal.issue)}
            for deal in found.deals
        ],
        "changes": [trend_record(row) for row in found.changes],
        "topics": [trend_record(row) for row in found.topics],
        "sites": [trend_record(row) for row in found.sites],
    }  # fmt: skip


def _item(item: Item) -> dict[str, Any]:
    """An item in few words as JSON."""
    return {"id": item.id, "title": item.title}
