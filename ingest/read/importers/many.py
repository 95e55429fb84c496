"""One file of Markdown with all issues in it, each under a heading of its own that tells its day or number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ingest.read.frontmatter import read_front_matter
from ingest.read.importers.days import iso_day, partial_day
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages, told
from ingest.read.report import Skipped
from kg.text.counting import chinese_number

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NUMBER = re.compile(
    r"(?:\b(?:issue|number|no\.?|nr\.?|vol(?:ume)?\.?|week|episode|edition)\s*[#№:]?\s*|[#№]\s*)(\d{1,5})(?!\d)"
    r"|第\s*([\d零〇一二三四五六七八九十百千两]{1,8})\s*[期号號卷周週]",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)|[*_`]")
_SHARE, _TEXT_SHARE = 0.5, 0.75  # of the headings of a level tell an issue; of the text stands under these
_FEWEST, _FEWEST_IN_README = 3, 2
_LEVELS = (1, 2, 3)
_LOGS = frozenset({"changelog", "changes", "history", "releases", "release-notes"})  # of a program, by their names


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading: its line from 0, level and text; whether it tells an issue."""

    line: int
    level: int
    text: str

    @property
    def tells(self) -> bool:
        """Whether it names a day or the number of an issue."""
        return bool(iso_day(self.text) or partial_day(self.text)[1] or _NUMBER.search(self.text))


@dataclass(frozen=True, slots=True)
class _Issue:
    """Lines of an issue, from 0, the last one excluded."""

    title: str
    first: int
    end: int


def split_issues(text: str, material: Material) -> Pages | None:
    """Split a file into the issues that its headings tell.

    Returns
    -------
    Pages or None
        None where the file is one issue: it tells a day or number of its own, or has too few such headings.
    """
    lines = text.split("\n")
    front, _ = read_front_matter(text)
    headings = _headings(lines, front.last)
    if _is_one(headings, front.values, material.stem):
        return None
    fewest = _FEWEST_IN_README if material.stem.lower().startswith("readme") else _FEWEST
    for level in _LEVELS:
        issues = _issues(headings, level, len(lines))
        of_level = sum(heading.level == level for heading in headings)
        if len(issues) >= max(fewest, _SHARE * of_level) and _hold_most(issues, lines, front.last):
            return _pages(issues, lines, front.last, material)
    return None


def _headings(lines: Sequence[str], after: int) -> list[_Heading]:
    """Headings of a file outside of code."""
    found: list[_Heading] = []
    fence = ""
    for index in range(after, len(lines)):
        mark = _FENCE.match(lines[index])
        if mark and not fence:
            fence = mark[1]
        elif fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif heading := _HEADING.fullmatch(lines[index].rstrip("\r")):
            found.append(_Heading(index, len(heading[1]), _LINK.sub(r"\1", heading[2]).strip()))
    return found


def _is_one(headings: Sequence[_Heading], values: object, stem: str) -> bool:
    """Whether a file is an issue as a whole: its front matter, name or only top heading tells which."""
    front = values if isinstance(values, dict) else {}
    if (
        stem.lower() in _LOGS
        or any(front.get(key) for key in ("date", "pubdate", "published", "number", "issue"))
        or iso_day(stem)
    ):
        return True
    levels = Counter(each.level for each in headings)
    return bool(headings) and levels[headings[0].level] == 1 and headings[0].level == min(levels) and headings[0].tells


def _issues(headings: Sequence[_Heading], level: int, end: int) -> list[_Issue]:
    """Issues that the headings of a level tell, each to the next heading of its level or above."""
    issues = []
    for heading in reversed(headings):
        if heading.level == level and heading.tells:
            issues.append(_Issue(heading.text, heading.line, end))
        if heading.level <= level:
            end = heading.line
    return issues[::-1]


def _hold_most(issues: Sequence[_Issue], lines: Sequence[str], after: int) -> bool:
    """Whether the issues hold most of the text."""
    whole = sum(len(line) for line in lines[after:]) or 1
    held = sum(len(line) for issue in issues for line in lines[issue.first : issue.end])
    return held >= _TEXT_SHARE * whole


def _pages(issues: Sequence[_Issue], lines: Sequence[str], after: int, material: Material) -> Pages:
    pages = []
    for issue, day in zip(issues, _days([issue.title for issue in issues]), strict=True):
        number = _NUMBER.search(issue.title)
        values = told(title=issue.title, date=day, number=_number(number) if number and not day else "")
        text = "\n".join(lines[issue.first : issue.end])
        pages.append(Page(text, values, issue.title, issue.first + 1))
    return Pages(tuple(pages), tuple(_outside(issues, lines, after, material)))


def _number(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    number = int(digits) if digits.isdecimal() else chinese_number(digits)
    return str(number) if number else ""


def _outside(issues: Sequence[_Issue], lines: Sequence[str], after: int, material: Material) -> list[Skipped]:
    """What stands before and between the issues."""
    passed: list[Skipped] = []
    begin = after
    for first, end in [*((issue.first, issue.end) for issue in issues), (len(lines), len(lines))]:
        if any(line.strip() for line in lines[begin:first]):
            passed.append(Skipped(material.source, begin + 1, first, "stands outside the issues of the file"))
        begin = end
    return passed


def _days(titles: Sequence[str]) -> list[str]:
    """Days of the issues; a year that a title leaves out is that of its neighbours, where all of them are in order."""
    days = [iso_day(title) for title in titles]
    known = [day for day in days if day]
    falling = len(known) > 1 and all(left > right for left, right in pairwise(known))
    rising = len(known) > 1 and all(left < right for left, right in pairwise(known))
    if falling:
        return _filled(titles, days)
    if rising:
        return _filled(titles[::-1], days[::-1])[::-1]
    return days


def _filled(titles: Sequence[str], days: Sequence[str]) -> list[str]:
    """Days with their years, the newest first: the latest year that keeps an issue older than the one above it."""
    filled: list[str] = []
    above: date | None = None
    for title, told_day in zip(titles, days, strict=True):
        day = told_day
        _, month, number = partial_day(title)
        if not day and month and above is not None:
            day = _latest(month, number, above)
        filled.append(day)
        above = date.fromisoformat(day) if day else above
    return filled


def _latest(month: int, number: int, before: date) -> str:
    """The latest such day before another; "" where there is none."""
    for year in (before.year, before.year - 1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day < before:
            return day.isoformat()
    return ""
