"""A kg.toml to begin with, for the newsletter of an issue: how it is cut now, to be changed by its owner."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from kg.model import Issue, Item, SourceText

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_MARKS = (
    ("bullet", re.compile(r"[ \t]*[-*+][ \t]")),
    ("counted", re.compile(r"[ \t]*\d{1,3}[.)、．]")),
    ("bold", re.compile(r"(?:\*\*|__)\S")),
)
_WORTH = 10  # one in so many items begins so: a mark of items


def settings(issue: Issue, items: Sequence[Item], source: SourceText, *, several: bool) -> str:
    """Text of a kg.toml for the folder that was built; what the reader has found by itself is commented out.

    Parameters
    ----------
    several
        Whether the folder holds other newsletters too, so that the files of this one must be told.
    """
    path = PurePosixPath(issue.source)
    files = (path.parent / f"*{path.suffix}").as_posix()
    sections, marks = _section_levels(items, source), _item_marks(items, source)
    return "\n".join([
        "[[newsletter]]",
        f"series = {_string(issue.series)}",
        *([f"title = {_string(issue.series_title)}"] if issue.series_title else []),
        f"{'' if several else '# '}files = [{_string(files)}]",
        f"# sections = {sections or [2]}",
        f"# items = {_string(marks or ['bullet'])}",
        "# ignore = '^(Sponsored|Subscribe)'",
        r"# issue_number = '#(?P<number>\d+)'",
        r"# issue_date = '(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)'",
        "",
    ])  # fmt: skip


def _string(value: str | list[str]) -> str:
    """A TOML string, or a list of them; JSON writes both alike."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _section_levels(items: Sequence[Item], source: SourceText) -> list[int]:
    """Levels of the headings that name sections."""
    names = {item.section for item in items if item.section}
    found = {
        len(match[1]) for line in source.lines if (match := _HEADING.match(line)) and match[2].strip(" #") in names
    }
    return sorted(found)


def _item_marks(items: Sequence[Item], source: SourceText) -> list[str]:
    """What items begin with, the most frequent first."""
    lines = source.lines
    counts: Counter[str] = Counter()
    for item in items:
        line = lines[item.lines[0] - 1] if 0 < item.lines[0] <= len(lines) else ""
        if heading := _HEADING.match(line):
            counts[f"heading-{len(heading[1])}"] += 1
        else:
            counts.update([name for name, mark in _MARKS if mark.match(line)][:1])
    return [name for name, count in counts.most_common() if count * _WORTH >= len(items)]
