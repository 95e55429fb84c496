"""``kg related`` and ``kg prior``: what goes with an item, and what was already said of a draft."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kg.commands.common import Commands, day, not_found, opened, reading_command, show, show_json
from kg.commands.progress import Waiting
from kg.commands.streams import read_text
from kg.errors import UnknownName, UsageError
from kg.export import ItemRecorder
from kg.files import replacing
from kg.related.alike import in_words, related
from kg.related.desk import DeskItem, Occasion, language_of_draft, look_over, occasion_of
from kg.related.desk_export import desk_csv, desk_html, desk_markdown, desk_record
from kg.related.prior import MOST_CHARACTERS, VERDICTS, refuse_long
from kg.related.report import markdown_block, summary
from kg.text.words import language_of

if TYPE_CHECKING:
    from kg.archive import Archive

_EPILOG = """\
verdicts: repeat (same source, or the same story told again), update (a new development of something covered),
related (the same subject), new. Exit code: 0 something found, 1 everything is new, 2 wrong use. With --fail-on the
exit code is for scripts: 1 where an item has that verdict or a stronger one, else 0.
"""
_REPORTS: dict[str, Callable[[Sequence[DeskItem], Occasion], str | bytes]] = {
    ".md": desk_markdown,
    ".html": desk_html,
    ".csv": desk_csv,
}
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
    prior.add_argument(
        "--date", metavar="DAY",
        help="day of the draft, as 2025-10-31: weeks are counted from it, and only issues before it are looked at "
        "(default: the day that the draft tells; where it tells none, weeks are counted from today)",
    )  # fmt: skip
    prior.add_argument(
        "--number", type=int, metavar="N", help="issue number of the draft (default: as it tells, else the next one)"
    )
    prior.add_argument("--markdown", action="store_true", help="print a “此前 / Previously” block to paste")
    prior.add_argument(
        "--report", metavar="FILE", type=Path,
        help="also write all that is found into FILE, by its ending: .md, .html or .csv (one draft only)",
    )  # fmt: skip
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
    write = _report_writer(options)
    texts = [(name, _read(name)) for name in options.drafts]
    archive = opened(options)
    recorder = ItemRecorder(archive)
    found: list[DeskItem] = []
    for name, text in texts:
        with Waiting("comparing the items of the draft") as waiting:
            occasion, items = _look_over(archive, name, text, options, waiting.count)
        found += items
        if write:
            _write(options.report, write(items, occasion))
        if options.json:
            show_json({
                "draft": name, "date": occasion.day.isoformat(), "date_told": occasion.told, "number": occasion.number,
                "items": [desk_record(one, recorder.record) for one in items],
            })  # fmt: skip
        elif options.markdown:
            checks = [one.check for one in items]
            show(markdown_block(checks, language=language_of_draft(items)), end="")
        else:
            _show(name, items, several=len(texts) > 1)
    if options.fail_on:
        worst = VERDICTS[: VERDICTS.index(options.fail_on) + 1]
        return int(any(one.verdict in worst for one in found))
    return 0 if any(one.check.prior for one in found) else 1


def _report_writer(options: argparse.Namespace) -> Callable[[Sequence[DeskItem], Occasion], str | bytes] | None:
    """What writes the report that is asked for, if one is."""
    if options.report is None:
        return None
    if len(options.drafts) > 1:
        raise UsageError("--report takes one draft at a time")
    ending = options.report.suffix.lower()
    if ending not in _REPORTS:
        raise UsageError(f"--report {options.report}: the file must end in one of {', '.join(_REPORTS)}")
    return _REPORTS[ending]


def _write(path: Path, report: str | bytes) -> None:
    """Write a report; where that fails the former file stands."""
    with replacing(path, binary=True) as stream:
        stream.write(report if isinstance(report, bytes) else report.encode("utf-8", "replace"))


def _read(name: str) -> str:
    """The text of a draft."""
    text = read_text(name, longest=4 * MOST_CHARACTERS, what="a draft of one issue, saved as Markdown in UTF-8")
    refuse_long(text, name)
    return text


def _look_over(
    archive: Archive, name: str, text: str, options: argparse.Namespace, progress: Callable[[int, int], None]
) -> tuple[Occasion, tuple[DeskItem, ...]]:
    """Check one draft: only against issues before its own day, where that is known."""
    from ingest.read.draft import parse_draft

    draft = parse_draft(text, "draft.md" if name == "-" else name)
    occasion = occasion_of(draft, archive.issues(), today=date.today())
    if options.date is not None:
        occasion = replace(occasion, day=day(options.date), told=True)
    if options.number is not None:
        occasion = replace(occasion, number=options.number)
    return occasion, look_over(archive, draft, occasion, limit=options.limit, progress=progress)


def _beside(item: DeskItem) -> list[str]:
    """Spellings and links of a draft item that somebody should look at."""
    lines = [f"spelling: {odd.written} → {odd.usual} (so in {odd.usual_items} past items)" for odd in item.spellings]
    for link in item.links:
        given = ", ".join(issue.dated_label for _, issue in link.items)
        lines.append(f"linked before: {link.url} ({given}{', …' if link.count > len(link.items) else ''})")
    return lines


def _show(name: str, items: Sequence[DeskItem], *, several: bool) -> None:
    """Print the checks of one draft."""
    colour = sys.stdout.isatty()
    if several:
        show(f"== {name}")
    if not items:
        show("The draft has no items.")
    for one in items:
        word = f"\x1b[1;{_COLOURS[one.verdict]}m{one.verdict:<7}\x1b[0m" if colour else f"{one.verdict:<7}"
        show(f"{word}  {one.check.item.title}")
        for line in [*(line for prior in one.check.prior for line in summary(prior)), *_beside(one)]:
            show("           " + line)
    if items:
        counts = [f"{sum(one.verdict == verdict for one in items)} {verdict}" for verdict in VERDICTS]
        show(f"\n{len(items)} item{'' if len(items) == 1 else 's'}: " + ", ".join(counts))
