"""Stretches of time that a query names by both ends or by one: "from October to December", "10月到12月", "since May".

An end without a year takes it from the other one. Without any, the first end is the latest such time that has begun,
and the second follows it. What has no second end reaches up to the newest issue, what has no first one begins with the
archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from kg.text.counting import chinese_number
from kg.text.dates import MONTH_NAME, YEAR, YEARS_BACK, month_number

BEGINNING = date.min
"""First day of what has no first end."""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days that a query speaks of.

    Attributes
    ----------
    start, end
        Its place in the query.
    since, until
        First and last day; `since` is `BEGINNING` where all is meant up to a day.
    """

    start: int
    end: int
    since: date
    until: date


_Days = tuple[date, date]
_N = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_Y = rf"(?<!\d){YEAR}"
_BACK = "|".join(YEARS_BACK)
_END = (
    rf"{_Y}[-/.](?:1[0-2]|0?[1-9])(?:[-/.]{_D})?(?!\d)"
    rf"|(?:{_Y}\s?年?\s?|(?:{_BACK})\s?)?(?:(?<![\d.]){_N}\s?月份?(?:\s?{_D}\s?[日号])?|第?[一二三四1-4]季度)"
    rf"|{_Y}\s?年?\s?Q[1-4](?!\w)"
    rf"|(?<!\w)(?:{_D}(?:st|nd|rd|th)? )?(?:{MONTH_NAME})\b\.?(?: {_D}(?:st|nd|rd|th)?(?!\w))?(?:,? {_Y}(?!\d))?"
    rf"|(?<!\w)Q[1-4](?!\w)(?: (?:of )?{_Y}(?!\d))?"
    rf"|(?:{_Y}(?!\d)\s?年?|(?:{_BACK}))"
)
_TO = r"\s*(?:到|至|[-~–—～]|\b(?:to|through|thru|until|till)\b)\s*"
_Side = Literal["since", "after", "until", "before"]
# A side, what stands before the time, what behind it, what behind it only where something stands before it.
_SIDES: tuple[tuple[_Side, str, str, str], ...] = (
    (
        "since", r"\bsince\s+|\bfrom\s+|\bstarting\s+(?:in\s+)?|自从?|从",
        r"\s*(?:以来|起|开始|onwards?\b|至今|到现在)", r"\s*(?:on\b|以来|起|开始|onwards?\b|至今|到现在|之后|以后)",
    ),
    ("after", r"\bafter\s+", r"\s*(?:之后|以后)", "(?!)"),
    ("until", r"\b(?:until|till|up to|through)\s+|截至|截止到?|直到", r"\s*为止", "[初中底末]|为止"),
    ("before", r"\bbefore\s+|\bprior to\s+|\bearlier than\s+", r"\s*(?:之前|以前)", "(?!)"),
)  # fmt: skip
_NEEDS_WORD_BEHIND = frozenset({"从", "自", "from"})  # "news from October" is of October


@dataclass(frozen=True)
class _Patterns:
    """What finds stretches; it takes as long to compile as a search takes, and most queries speak of no time."""

    whole: re.Pattern[str]
    end: re.Pattern[str]
    opened: tuple[tuple[_Side, re.Pattern[str]], ...]
    around: tuple[tuple[_Side, re.Pattern[str], re.Pattern[str]], ...]
    link: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """All of them, compiled when they are first needed."""
    whole = re.compile(
        rf"(?:\b(?:between|from)\s+|从|自)?(?P<a>{_END}){_TO}(?P<b>{_END}|{_D}(?:st|nd|rd|th|[日号])?(?![\w月]))(?:之间|期间)?"
        rf"|\bbetween\s+(?P<c>{_END})\s+and\s+(?P<d>{_END})"
        rf"|(?P<e>{_END})\s*[和与]\s*(?P<f>{_END})之间"
        rf"|(?P<g>(?:{_Y}年|(?:{_BACK}))?(?<![\d.]){_N})\s*[-~–—～到至]\s*(?P<h>{_N}\s?月份?)",
        re.IGNORECASE,
    )
    end = re.compile(
        rf"(?:(?P<y1>{YEAR})\s?年?|(?P<back>{_BACK}))?\s?(?:[-/.]?(?P<m1>{_N})\s?月?份?(?:[-/.]?\s?(?P<d1>{_D})\s?[日号]?)?"
        r"|第?(?P<q1>[一二三四1-4])季度|Q(?P<q2>[1-4]))?"
        rf"|(?:(?P<d2>{_D})(?:st|nd|rd|th)? )?(?P<m2>{MONTH_NAME})\.?(?: (?P<d3>{_D})(?:st|nd|rd|th)?)?"
        rf"(?:,? (?P<y2>{YEAR}))?"
        rf"|Q(?P<q3>[1-4])(?: (?:of )?(?P<y3>{YEAR}))?",
        re.IGNORECASE,
    )
    opened = tuple(
        (side, re.compile(rf"(?P<lead>{lead})(?P<a>{_END})(?P<tail>{both})?|(?P<b>{_END})(?:{tail})", re.IGNORECASE))
        for side, lead, tail, both in _SIDES
    )
    around = tuple(
        (side, re.compile(rf"(?:{lead})$", re.IGNORECASE), re.compile(tail, re.IGNORECASE))
        for side, lead, tail, _ in _SIDES
    )
    link = re.compile(rf"(?:{_TO}|\s+and\s+|\s*[和与]\s*)", re.IGNORECASE)
    return _Patterns(whole, end, opened, around, link)


@dataclass(frozen=True, slots=True)
class _End:
    """A time as far as it is named: a year, a quarter, a month or a day."""

    year: int | None = None
    month: int = 0
    quarter: int = 0
    day: int = 0

    def days(self, year: int) -> _Days:
        """First and last day, in a year."""
        if self.quarter:
            return date(year, 3 * self.quarter - 2, 1), _last_day(year, 3 * self.quarter)
        if not self.month:
            return date(year, 1, 1), date(year, 12, 31)
        if self.day:
            return date(year, self.month, self.day), date(year, self.month, self.day)
        return date(year, self.month, 1), _last_day(year, self.month)

    def latest(self, newest: date) -> int:
        """The year that is meant: the one that is named, or the latest in which this has begun."""
        if self.year is not None:
            return self.year
        return newest.year if self.days(newest.year)[0] <= newest else newest.year - 1


def find_stretches(text: str, newest: date) -> Iterator[DateRange]:
    """Stretches of a query, from left to right, none overlapping another.

    Parameters
    ----------
    newest
        Day of the newest issue.

    >>> [(str(s.since), str(s.until)) for s in find_stretches("2024年11月到2月", date(2025, 11, 24))]
    [('2024-11-01', '2025-02-28')]
    """
    taken = [found for match in _patterns().whole.finditer(text) if (found := _range(match, newest))]
    for side, pattern in _patterns().opened:
        for match in pattern.finditer(text):
            if (match["lead"] or "").strip().lower() in _NEEDS_WORD_BEHIND and not match["tail"]:
                continue
            if not any(match.start() < other.end and other.start < match.end() for other in taken):
                found = _open(match, side, newest)
                taken += [found] if found else []
    return iter(sorted(taken, key=lambda found: found.start))


def join(text: str, periods: Sequence[DateRange], newest: date) -> Iterator[DateRange]:
    """Times by what stands around them: two with a "to" between them are one stretch, "since last month" goes on.

    Parameters
    ----------
    periods
        Times of the text, from left to right.
    """
    waiting = list(periods)
    while waiting:
        first = waiting.pop(0)
        between = waiting and _patterns().link.fullmatch(text, first.end, waiting[0].start)
        lead = re.search(r"(?:\b(?:between|from)\s+|从|自)$", text[: first.start], re.IGNORECASE)
        if between and (lead or re.fullmatch(_TO, between.group(), re.IGNORECASE)) and first.since <= waiting[0].until:
            last = waiting.pop(0)
            start = lead.start() if lead else first.start
            yield DateRange(start, last.end, first.since, max(first.until, last.until))
        else:
            yield _from_context(text, first, newest)


def _from_context(text: str, period: DateRange, newest: date) -> DateRange:
    """A time that words around it make a stretch of."""
    for side, lead, tail in _patterns().around:
        before, behind = lead.search(text[: period.start]), tail.match(text, period.end)
        if behind or (before and before.group().strip().lower() not in _NEEDS_WORD_BEHIND):
            start = before.start() if before else period.start
            place = replace(period, start=start, end=behind.end() if behind else period.end)
            return _reaching(place, side, (period.since, period.until), newest)
    return period


def _range(match: re.Match[str], newest: date) -> DateRange | None:
    """A stretch with both its ends; None where it is none after all."""
    if re.fullmatch(r"[\d/.-]+", match.group()) and not re.fullmatch(rf"{YEAR}-{YEAR}", match.group()):
        return None  # one date in digits
    one, other = next((match[a], match[b]) for a, b in ("ab", "cd", "ef", "gh") if match[a])
    first, last = _end(one, newest), _end(other, newest)
    number = re.fullmatch(rf"({_D})(?:st|nd|rd|th|[日号])?", other)
    if first and number:  # "10月1日到15日"
        last = replace(first, day=int(number[1])) if first.day else None
    if first is None or last is None:
        return None
    try:
        days = _both(first, last, newest)
    except (ValueError, OverflowError):
        return None  # a day that its month does not have
    return DateRange(match.start(), match.end(), *days) if days[0] <= days[1] else None


def _both(first: _End, last: _End, newest: date) -> _Days:
    """First day of the one end and last day of the other."""
    if first.year is None and last.year is not None:
        year = last.year
        since = first.days(year)[0]
        if since > last.days(year)[1]:
            since = first.days(year - 1)[0]
        return since, last.days(last.year)[1]
    year = first.latest(newest)
    since = first.days(year)[0]
    until = last.days(last.year or year)[1]
    if last.year is None and until < since:
        until = last.days(year + 1)[1]
    return since, until


def _open(match: re.Match[str], side: _Side, newest: date) -> DateRange | None:
    """A stretch with one end."""
    end = _end(match["a"] or match["b"], newest)
    try:
        days = end.days(end.latest(newest)) if end else None
    except (ValueError, OverflowError):
        return None
    return _reaching(DateRange(match.start(), match.end(), newest, newest), side, days, newest) if days else None


def _reaching(place: DateRange, side: _Side, days: _Days, newest: date) -> DateRange:
    """What lies on one side of some days."""
    first, last = days
    if side == "since":
        return replace(place, since=first, until=max(newest, last))
    if side == "after":
        return replace(place, since=last + timedelta(1), until=max(newest, last + timedelta(1)))
    return replace(place, since=BEGINNING, until=last if side == "until" else first - timedelta(1))


def _end(text: str, newest: date) -> _End | None:
    """What a text of the pattern of ends names."""
    match = _patterns().end.fullmatch(text.strip())
    if match is None:
        return None
    said = {name: value for name, value in match.groupdict().items() if value}
    year = next((int(said[name]) for name in ("y1", "y2", "y3") if name in said), None)
    year = newest.year - YEARS_BACK[said["back"]] if "back" in said else year
    month = chinese_number(said["m1"]) or 0 if "m1" in said else month_number(said["m2"]) if "m2" in said else 0
    quarter = next((chinese_number(said[name]) or 0 for name in ("q1", "q2", "q3") if name in said), 0)
    day = next((int(said[name]) for name in ("d1", "d2", "d3") if name in said), 0)
    return _End(year, month, quarter, day)


def _last_day(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
