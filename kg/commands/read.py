"""``kg read``: what a build would store of the sources, without building anything."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from kg.commands.common import Commands, exit_codes, show, show_json
from kg.commands.progress import Waiting
from kg.commands.streams import say
from kg.model import Issue, Item, LeftOut, SourceText
from kg.text.words import readable

if TYPE_CHECKING:
    from ingest.read.report import FidelityReport
    from ingest.read.sources import Harvest

_MOST_IN_FULL = 20  # issues whose items are shown without being asked for
_TITLE = 100  # characters of a title
_SOURCE = 48  # columns of a path in the table; a longer one is shown from behind
_RANGES = 8  # places of lines left out for one reason


def register(commands: Commands) -> None:
    """Add this command."""
    what = "show what a build would store: issues, sections, items with their lines, what is left out and why"
    read = commands.add_parser(
        "read",
        help=what,
        description=what,
        epilog=exit_codes("items found", "none").replace(" or unusable archive", ""),
    )
    read.add_argument("sources", nargs="+", metavar="SOURCE", help="files, folders or globs of past issues")
    read.add_argument("--issue", default=None, metavar="N|FILE", help="only this issue, by number, id or file")
    read.add_argument(
        "--all", action="store_true", help=f"show the items of all issues, where there are more than {_MOST_IN_FULL}"
    )
    read.add_argument(
        "--config", type=Path, default=None, metavar="kg.toml", help="settings (default: kg.toml beside the issues)"
    )
    read.add_argument("--report", type=Path, default=None, metavar="FILE", help="write the whole fidelity report")
    read.add_argument("--json", action="store_true", help="print item records, one a line, as `kg export` writes them")
    read.set_defaults(run=run_read)


def run_read(options: argparse.Namespace) -> int:
    """Show what would be stored."""
    from ingest.read.config import load_config
    from ingest.read.sources import collect
    from kg.export import item_record
    from kg.files import replace_text

    config = load_config(options.config) if options.config else None
    with Waiting("read") as waiting:
        harvest = collect(options.sources, config=config, progress=waiting.count)
    if options.report:
        replace_text(options.report, readable(harvest.report.full()) + "\n")
    issues = [issue for issue in harvest.issues if options.issue is None or _is_called(issue, options.issue)]
    if options.json:
        for issue in issues:
            for item in issue.items:
                show_json(item_record(item, issue))
    elif len(issues) > _MOST_IN_FULL and not options.all:
        _show_table(issues, harvest)
    else:
        for issue in issues:
            _show_issue(issue, harvest.texts.get(issue.id))
    if options.issue is None:
        tell = say if options.json else show
        if not options.json or not issues:
            tell(harvest.report.short())
    else:
        _tell_more(options.issue, issues, harvest.report)
    return 0 if any(issue.items for issue in issues) else 1


def _is_called(issue: Issue, name: str) -> bool:
    """Whether a number, an id or a file names an issue."""
    return name.removeprefix("#") in (str(issue.number), issue.id) or _is_file(issue.source, name)


def _is_file(source: str, name: str) -> bool:
    """Whether two paths name one file, as seen from two folders."""
    name = name.replace("\\", "/").removeprefix("./")
    return f"/{source}".endswith(f"/{name}") or f"/{name}".endswith(f"/{source}")


def _tell_more(name: str, issues: Sequence[Issue], report: FidelityReport) -> None:
    """What the report says of the one issue that was asked for, on standard error."""
    records = (("skipped", report.skipped), ("unread", report.unreadable), ("warning", report.warnings))
    paths = {issue.source for issue in issues}
    told = [
        f"{what:<8} {record}"
        for what, found in records
        for record in found
        if record.path in paths or (not paths and _is_file(record.path, name))
    ]
    told += [f"merged   {each}" for each in report.merged if _is_file(each.left, name)]
    for line in told or ([] if issues else [f"kg: no issue is called “{name}”; `kg read SOURCE` lists them"]):
        say(line)


def _show_issue(issue: Issue, source: SourceText | None) -> None:
    """One issue: its sections and items with their lines, then what is left out."""
    day = str(issue.date or "undated") + (" (inferred)" if issue.date_inferred else "")
    title = _cut(issue.title, _TITLE) or "(no title)"
    count = f"{len(issue.items)} item{'' if len(issue.items) == 1 else 's'}"
    show(f"{issue.label}  {day}  {title}   {count}  {issue.source}")
    section = ""
    for item in issue.items:
        if item.section != section:
            section = item.section
            show(f"  {_cut(section, _TITLE) or '(no section)'}")
        show(f"    {_place(item):>9}  {_cut(item.title, _TITLE)}")
    if source and source.left_out:
        show("  left out")
        for line in _left_out(source.left_out):
            show(f"    {line}")
    show("")


def _place(item: Item) -> str:
    """Lines of an item, "" where its source has none."""
    return _range(*item.lines) if item.lines[0] else ""


def _range(first: int, last: int) -> str:
    """A range of lines: ``7``, ``7-9``."""
    return str(first) if first == last else f"{first}-{last}"


def _left_out(left_out: Iterable[LeftOut]) -> Iterator[str]:
    """What is left out, a line for each reason."""
    places: dict[str, list[str]] = {}
    for each in left_out:
        places.setdefault(each.reason, []).append(_range(each.first, each.last))
    for reason, found in places.items():
        more = f" and {len(found) - _RANGES} more" if len(found) > _RANGES else ""
        where = ", ".join(found[:_RANGES])
        yield f"{where:>9}{more}  {reason}"


def _show_table(issues: Sequence[Issue], harvest: Harvest) -> None:
    """Many issues, a line each."""
    numbered = any(issue.number is not None for issue in issues)
    width = max(len(issue.label) for issue in issues)
    paths = [_tail(issue.source) for issue in issues]
    wide = max(map(_columns, paths))
    show(f"{'issue':<{width}}  date        items  sections  {_padded('source', wide)}")
    for issue, path in zip(issues, paths, strict=True):
        sections = len({item.section for item in issue.items if item.section})
        remarks = "; ".join(_remarks(issue, harvest.texts.get(issue.id), numbered=numbered))
        day = str(issue.date or "-")
        line = f"{issue.label:<{width}}  {day:<10}  {len(issue.items):>5}  {sections:>8}  {_padded(path, wide)}"
        show(f"{line}  {remarks}".rstrip())
    show(f"\n--all shows the items of all, --issue {issues[-1].number or issues[-1].source} those of one.\n")


def _remarks(issue: Issue, source: SourceText | None, *, numbered: bool) -> Iterator[str]:
    """What stands out in an issue."""
    if issue.date is None:
        yield "no date"
    elif issue.date_inferred:
        yield "date inferred"
    if numbered and issue.number is None:
        yield "no number"
    if len(issue.items) == 1:
        yield "one item only"
    if source:
        filled = sum(bool(line.strip()) for line in source.lines)
        left = sum(each.last - each.first + 1 for each in source.left_out)
        if left * 2 > filled:
            yield f"{left} of {filled} lines left out"


def _cut(text: str, most: int) -> str:
    """A text on one line, cut."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _tail(path: str) -> str:
    """A path, or its end where it is long."""
    return path if len(path) <= _SOURCE else f"…{path[1 - _SOURCE :]}"


def _columns(text: str) -> int:
    """Columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - _columns(text))
