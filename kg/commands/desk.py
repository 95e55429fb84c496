"""``kg related`` and ``kg prior``: what goes with an item, and what was already said of a draft."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from kg.commands.common import Commands, not_found, opened, reading_command, show, show_json
from kg.commands.progress import Waiting
from kg.commands.streams import read_text
from kg.errors import UnknownName, UsageError
from kg.export import ItemRecorder
from kg.related.alike import in_words, related
from kg.related.prior import MOST_CHARACTERS, VERDICTS, Check, check, refuse_long
from kg.related.report import check_record, markdown_block, summary
from kg.text.words import language_of

if TYPE_CHECKING:
    from kg.archive import Archive

_EPILOG = """\
verdicts: repeat (same source, or the same story told again), update (a new development of something covered),
related (the same subject), new. Exit code: 0 something found, 1 everything is new, 2 wrong use. With --fail-on the
exit code is for scripts: 1 where an item has that verdict or a stronger one, else 0.
"""
_COLOURS = {"repeat": "31", "update": "33", "related": "36", "new": "32"}


def register(commands: Commands) -> None:
    """Add these commands."""
    going_with = reading_command(
        commands, "related", "items of other issues that go with an item: same story, same subject"
    )
    going_with.add_argument("id", metavar="ID", help="id of the item, as a search shows it")
    going_with.add_argument("-n", type=int, default=10, metavar="N", dest="limit", help="number of items (default 10)")
    going_with.set_defaults(run=run_related)

    prior = reading_command(
        commands, "prior", "what the archive already says of a draft, with a verdict for each of its items"
    )
    prior.epilog, prior.formatter_class = _EPILOG, argparse.RawDescriptionHelpFormatter
    prior.add_argument("drafts", metavar="DRAFT.md", nargs="+", help="a draft in any dialect, '-' for standard input")
    prior.add_argument("-n", type=int, default=5, metavar="N", dest="limit", help="earlier items for each (default 5)")
    prior.add_argument("--markdown", action="store_true", help="print a “此前 / Previously” block to paste")
    prior.add_argument(
        "--fail-on", choices=VERDICTS[:-1], metavar="VERDICT", help="exit with 1 at a repeat, update or related"
    )
    prior.set_defaults(run=run_prior)


def run_related(options: argparse.Namespace) -> int:
    """Show related items."""
    if options.limit < 1:
        raise UsageError("-n takes a number from 1 up")
    archive = opened(options)
    try:
        item = archive.item(options.id)
    except UnknownName as unknown:
        return not_found(options, unknown)
    found = related(archive, item.id, limit=options.limit)
    language = language_of(item.text)
    if options.json:
        recorder = ItemRecorder(archive)
        show_json({
            "item": item.id,
            "related": [
                {
                    "score": one.score,
                    "same_story": one.same_story,
                    "reasons": [asdict(reason) | {"words": in_words(reason, language)} for reason in one.reasons],
                    "item": recorder.record(one.item),
                }
                for one in found
            ],
        })  # fmt: skip
        return 0 if found else 1
    show(item.title)
    show("     " + archive.issue_of(item).dated_label)
    for one in found:
        show(f"\n  {one.score:.2f}  {one.item.title}")
        show(f"        {archive.issue_of(one.item).dated_label} · {one.item.id}")
        show("        " + "; ".join(in_words(reason, language) for reason in one.reasons))
    if not found:
        show("Nothing in other issues goes with it.")
    return 0 if found else 1


def run_prior(options: argparse.Namespace) -> int:
    """Check drafts."""
    if options.drafts.count("-") > 1:
        raise UsageError("Standard input can be read only once: give '-' once")
    texts = [(name, _read(name)) for name in options.drafts]
    archive = opened(options)
    recorder = ItemRecorder(archive)
    found: list[Check] = []
    for name, text in texts:
        with Waiting("comparing the items of the draft") as waiting:
            checks = _check(archive, name, text, options.limit, waiting.count)
        found += checks
        if options.json:
            show_json({"draft": name, "items": [check_record(one, recorder.record) for one in checks]})
        elif options.markdown:
            show(markdown_block(checks), end="")
        else:
            _show(name, checks, several=len(texts) > 1)
    if options.fail_on:
        worst = VERDICTS[: VERDICTS.index(options.fail_on) + 1]
        return int(any(one.verdict in worst for one in found))
    return 0 if any(one.prior for one in found) else 1


def _read(name: str) -> str:
    """The text of a draft."""
    text = read_text(name, longest=4 * MOST_CHARACTERS, what="a draft of one issue, saved as Markdown in UTF-8")
    refuse_long(text, name)
    return text


def _check(
    archive: Archive, name: str, text: str, limit: int, progress: Callable[[int, int], None]
) -> tuple[Check, ...]:
    """Check one draft: only against issues before its own day, where it tells one."""
    from ingest.read.draft import parse_draft

    issue = parse_draft(text, "draft.md" if name == "-" else name)
    before = None if issue.date_inferred else issue.date
    return check(archive, issue.items, limit=limit, before=before, progress=progress)


def _show(name: str, checks: Sequence[Check], *, several: bool) -> None:
    """Print the checks of one draft."""
    colour = sys.stdout.isatty()
    if several:
        show(f"== {name}")
    if not checks:
        show("The draft has no items.")
    for one in checks:
        word = f"\x1b[1;{_COLOURS[one.verdict]}m{one.verdict:<7}\x1b[0m" if colour else f"{one.verdict:<7}"
        show(f"{word}  {one.item.title}")
        for prior in one.prior:
            for line in summary(prior):
                show("           " + line)
    if checks:
        counts = [f"{sum(one.verdict == verdict for one in checks)} {verdict}" for verdict in VERDICTS]
        show(f"\n{len(checks)} item{'' if len(checks) == 1 else 's'}: " + ", ".join(counts))
