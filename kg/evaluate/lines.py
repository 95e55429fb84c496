"""Items of issues against line ranges that a person marked in their sources: how well any newsletter is cut.

A gold row is ``{"newsletter", "file", "items": [{"lines": [first, last]}], "number"?, "date"?, "optional"?,
"range"?}``, lines counted from 1 and inclusive. An item that begins in one of the ``optional`` ranges
(``[{"lines": […]}]``) may be there or not; of a file with a ``range`` (``[first, last]``) only the items that begin in
it are judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.evaluate.gold import Gold, absent_note
from kg.evaluate.scores import Mean, Report, Row, Score, add_up
from kg.model import Issue

Range = tuple[int, int]
_NEAR = 2  # lines that an item may begin before or after the true one
_WHOLE = (1, 10**9)


@dataclass(frozen=True, slots=True)
class _Cut:
    """One file: what was found right, what was found in vain, and what was missed."""

    right: tuple[Range, ...]
    wrong: tuple[Range, ...]
    missed: tuple[Range, ...]

    def score(self) -> Score:
        """The three counted."""
        return Score(len(self.right), len(self.wrong), len(self.missed))

    def errors(self, file: str) -> list[str]:
        """What is wrong, in the order of the lines, one sentence each."""
        told = [(lines, "missed") for lines in self.missed] + [(lines, "wrong") for lines in self.wrong]
        return [f"{file}:{first}-{last}: {what}" for (first, last), what in sorted(told)]


def score_lines(rows: Sequence[Gold], issues: Sequence[Issue], *, gold: str = "") -> Report:
    """Precision and recall of items by their lines; numbers and dates where the gold tells them.

    An item is right where it holds the beginning of exactly one true item, begins within two lines of it and reaches
    its last line or the one before.

    Parameters
    ----------
    rows
        Labels, one file each.
    issues
        What was read, with its items.
    gold
        Path of the gold file, for the report.

    Returns
    -------
    Report
        Rows ``items``, ``numbers`` and ``dates``, then one for each newsletter under its name. Where a file of the gold
        was not read, all of its items are missed, its number and its date are wrong, and a note names it.

    Examples
    --------
    >>> row = {"newsletter": "weekly", "file": "1.md", "items": [{"lines": [3, 5]}, {"lines": [7, 7]}]}
    >>> score_lines([row], []).score("weekly")
    Score(tp=0, fp=0, fn=2)
    """
    newsletters: dict[str, Score] = {}
    known = {"numbers": Mean(), "dates": Mean()}
    errors: list[str] = []
    absent: list[str] = []
    for row in rows:
        read = _issues_of(row["file"], issues)
        if not read:
            absent.append(row["file"])
        cut = _compare(row, [item.lines for issue in read for item in issue.items if item.lines[0]])
        add_up(newsletters, {row["newsletter"]: cut.score()})
        told = _facts(row, read)
        add_up(known, {name: Mean(float(right), 1) for name, right in told.items()})
        errors += [f"{row['file']}: wrong {name.rstrip('s')}" for name, right in told.items() if not right]
        errors += cut.errors(row["file"])
    shown = [Row("items", sum(newsletters.values(), Score())), *(Row(name, mean) for name, mean in known.items())]
    shown += [Row(name, score) for name, score in newsletters.items()]
    return Report("lines", gold, tuple(shown), tuple(errors), absent_note(absent))


def _issues_of(file: str, issues: Sequence[Issue]) -> list[Issue]:
    """Issues that were read from the file of a gold row: the path tells, and the name where no path does."""
    whole = [issue for issue in issues if f"/{issue.source}".endswith(f"/{file}")]
    if whole:
        return whole
    named = [issue for issue in issues if PurePosixPath(issue.source).name == PurePosixPath(file).name]
    return [issue for issue in named if issue.source == named[0].source]


def _compare(row: Gold, found: Sequence[Range]) -> _Cut:
    """Pair what was found in a file with what is there."""
    low, high = row.get("range", _WHOLE)
    left = sorted(_range(item) for item in row["items"])
    starts = [first for first, _ in left]
    optional = [_range(item) for item in row.get("optional", ())]
    right: list[Range] = []
    wrong: list[Range] = []
    for lines in found:
        if not low <= lines[0] <= high:
            continue
        held = sum(lines[0] <= first <= lines[1] for first in starts)
        if not held and any(first <= lines[0] <= last for first, last in optional):
            continue
        true = next((each for each in left if held == 1 and _agree(lines, each)), None)
        if true is None:
            wrong.append(lines)
        else:
            left.remove(true)
            right.append(lines)
    return _Cut(tuple(right), tuple(wrong), tuple(left))


def _range(item: Gold) -> Range:
    first, last = item["lines"]
    return first, last


def _agree(found: Range, true: Range) -> bool:
    """Whether an item that holds the beginning of a true one begins near it and reaches its last line, or nearly so."""
    return found[0] <= true[0] <= min(found[1], found[0] + _NEAR) and found[1] >= true[1] - 1


def _facts(row: Gold, read: Sequence[Issue]) -> dict[str, bool]:
    """Whether number and date are right, where the gold tells them."""
    number = read[0].number if read else None
    day = read[0].date if read else None
    told = {}
    if "number" in row:
        told["numbers"] = number == row["number"]
    if "date" in row:
        told["dates"] = (day.isoformat() if day else None) == row["date"]
    return told
