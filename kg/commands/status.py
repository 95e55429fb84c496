"""``kg status``: what is in the archive, what was left out of it and why, and whether it is whole and up to date."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kg.commands.common import Commands, add_corrections, opened, reading_command, show, show_json
from kg.export import issue_record
from kg.status import CHECKS, Check, Newsletter, Status

if TYPE_CHECKING:
    from kg.model import Issue
    from kg.numbering import Missing
    from kg.store.intake import Intake, Omission

_WELL: dict[Check, str] = {
    "files": "files: as they were written (`kg doctor` reads every byte)",
    "counts": "counts: as the manifest says",
    "model": "model: answers",
    "corrections": "corrections: their file can be read",
}
_MOST = 10  # records of one sort that are shown
_SORTS = {
    "skipped": "skipped", "unreadable": "unread", "warning": "warning", "question": "check", "merged": "merged",
    "translated": "language",
}  # fmt: skip


def register(commands: Commands) -> None:
    """Add the command."""
    what = "what is in the archive, what was left out of it and why, and whether it is whole and up to date"
    command = reading_command(commands, "status", what, done="whole", nothing="")
    command.add_argument(
        "-n", type=int, default=_MOST, dest="limit", metavar="N",
        help=f"issues and documents of each sort that are listed (default {_MOST}); --json has all",
    )  # fmt: skip
    add_corrections(command)
    command.set_defaults(run=run_status)


def run_status(options: argparse.Namespace) -> int:
    """Print the state of an archive."""
    found = opened(options).status(corrections=options.corrections)
    if options.json:
        show_json(_record(found))
    else:
        for line in _lines(found, max(0, options.limit)):
            show(line)
    return 2 if found.problems else 0


def _lines(found: Status, most: int) -> Iterator[str]:
    """The state in plain words."""
    manifest = found.manifest
    yield f"{found.path}: {_count(manifest.issues, 'issue')}, {_counted('item', manifest.items, found.kinds)}, " + (
        f"{_counted('name', manifest.entities, found.types)}, {_count(manifest.relations, 'relation')}, "
        f"{_count(manifest.vectors, 'vector')}"
    )
    whole = f"; with what stood before {_size(found.bytes_in_all)}"
    yield f"on disk  {_size(found.bytes)}{whole * (_size(found.bytes_in_all) != _size(found.bytes))}"
    yield f"built    {_time(found.built)}, {_by(found)}; {found.generation}, made {_time(found.made)}"
    for newsletter in found.newsletters:
        yield f"         {_newsletter(newsletter)}"
    yield from _issues("no day", found.undated, most)
    yield from _issues("day told by neighbours", found.inferred, most)
    yield from _issues("no items", found.empty, most)
    yield from _left(found.intake, most)
    yield from _health(found, most)


def _by(found: Status) -> str:
    """The program that built, and that which reads where it is another."""
    if found.intake is None:
        return f"by a version that is not noted (this is {found.version})"
    other = "" if found.intake.version == found.version else f" (this is {found.version})"
    return f"by {found.intake.version}{other}"


def _newsletter(newsletter: Newsletter) -> str:
    """A newsletter in a line."""
    days = f"{newsletter.first} to {newsletter.last}" if newsletter.first else "no days"
    told = [f"{_count(newsletter.issues, 'issue')}, {_count(newsletter.items, 'item')}, {days}"]
    told += [f"{newsletter.undated} without a day"] if newsletter.undated else []
    told += [f"{newsletter.unnumbered} without a number"] if newsletter.unnumbered else []
    told += [missing_in_words(newsletter.missing)] if newsletter.missing else []
    return f"{newsletter.title or newsletter.series}: {'; '.join(told)}"


def missing_in_words(missing: Missing) -> str:
    """Numbers that are missing.

    >>> from kg.numbering import Missing
    >>> missing_in_words(Missing(((3, 4), (7, 7)), 3))
    'no issue 3–4, 7'
    """
    if not missing.runs:
        return f"{missing.count} numbers between the first and the last are missing"
    runs = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in missing.runs[:_MOST])
    return f"no issue {runs}" + (f" … {missing.count} in all" if len(missing.runs) > _MOST else "")


def _issues(what: str, issues: Sequence[Issue], most: int) -> Iterator[str]:
    """Issues to look at."""
    if issues:
        yield f"{what}: {_count(len(issues), 'issue')}"
        yield from (f"         {issue.id}  {issue.source}" for issue in issues[:most])
        if len(issues) > most:
            yield f"         … and {len(issues) - most} more"


def _left(intake: Intake | None, most: int) -> Iterator[str]:
    """What the last build left out."""
    if intake is None:
        yield "left out not noted; the next `kg build` notes it"
        return
    left = sum(count for _, count in intake.left_lines)
    yield f"read     {_count(intake.documents, 'document')}; {_count(intake.lines, 'line')} of issues: " + (
        f"{intake.item_lines} in items, {intake.metadata_lines} used as titles, days and sections, {left} left out"
    )
    if intake.left_lines:
        yield "left out " + ", ".join(f"{count} × {reason}" for reason, count in intake.left_lines[:6])
    if intake.passed:
        kinds = (f"{count} × {suffix or 'without suffix'}" for suffix, count in intake.passed)
        yield f"not read {', '.join(kinds)}"
    if intake.addresses:
        yield f"         {_count(intake.addresses, 'address', 'addresses')} in no item"
    shown: Counter[str] = Counter()
    counts = dict(intake.counts)
    for each in intake.omissions:
        shown[each.sort] += 1
        if shown[each.sort] <= most:
            yield f"{_SORTS[each.sort]:8} {_omission(each)}"
    for sort, count in counts.items():
        if count > min(most, shown[sort]):
            yield f"{_SORTS[sort]:8} {count} in all"


def _omission(each: Omission) -> str:
    """An omission in a line."""
    where = f":{each.line}" if each.line is not None else ""
    return f"{each.path}{where}{f'-{each.last}' if each.last and each.last != each.line else ''}: {each.reason}"


def _health(found: Status, most: int) -> Iterator[str]:
    """What was looked at, and what is wrong."""
    for check in CHECKS:
        wrong = found.problems.get(check)
        yield f"FAIL {check}: {wrong}" if wrong else f"ok   {_WELL[check]}"
    if found.pending and found.pending.count:
        told = [f"{len(found.pending.new)} new"] if found.pending.new else []
        told += [f"{found.pending.taken_back} taken back"] if found.pending.taken_back else []
        yield f"note corrections not yet built: {', '.join(told)}; run `kg build`"
        yield from (f"         {entry}" for entry in found.pending.new[:most])
    yield from (f"note correction: {sentence}" for sentence in found.stale)


def _count(count: int, one: str, several: str = "") -> str:
    """So many of something."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def _counted(one: str, total: int, parts: Sequence[tuple[str, int]]) -> str:
    """How many there are, and of what."""
    told = ", ".join(f"{count} {name}" for name, count in parts if count)
    return _count(total, one) + (f" ({told})" if told else "")


def _size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / 1e6:.1f} MB"


def _time(moment: datetime | None) -> str:
    """A moment to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "at an unknown time"


def _record(found: Status) -> dict[str, Any]:
    """The state for JSON."""
    manifest, intake = found.manifest, found.intake
    left = asdict(intake) if intake else None
    return {
        "archive": str(found.path),
        "generation": found.generation,
        "made": found.made and found.made.isoformat(),
        "built": found.built and found.built.isoformat(),
        "version": found.version,
        "built_by": intake.version if intake else None,
        "model": manifest.model,
        "dimension": manifest.dimension,
        "issues": manifest.issues,
        "items": manifest.items,
        "entities": manifest.entities,
        "relations": manifest.relations,
        "vectors": manifest.vectors,
        "kinds": dict(found.kinds),
        "types": dict(found.types),
        "newsletters": [asdict(newsletter) for newsletter in found.newsletters],
        "undated": [issue_record(issue) for issue in found.undated],
        "inferred": [issue_record(issue) for issue in found.inferred],
        "empty": [issue_record(issue) for issue in found.empty],
        "left_out": {name: value for name, value in left.items() if name not in _OWN} if left else None,
        "pending": found.pending and {
            "new": [str(entry) for entry in found.pending.new], "taken_back": found.pending.taken_back,
        },
        "stale": list(found.stale),
        "bytes": found.bytes,
        "bytes_in_all": found.bytes_in_all,
        "sound": not found.problems,
        "problems": dict(found.problems),
    }  # fmt: skip


_OWN = frozenset({"generation", "version", "corrections"})
"""What of the intake stands elsewhere in the record, or is of no use to others."""
