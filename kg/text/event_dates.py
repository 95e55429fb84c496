"""Days that a text names: when something happened, as far as the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_EN_MONTH = (
    r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAYS_EN = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY = re.compile(
    r"(?<!\d)(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)"
    r"|(?:(?<!\d)(?P<y>\d{4})年)?(?<!\d)(?P<m>1[0-2]|0?[1-9])月(?P<d>3[01]|[12]\d|0?[1-9])[日号](?!前(?!后))"
    r"|\b" + _EN_MONTH.format("mon1") + r" (?P<d1>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<y1>\d{4}))?(?![\d%.,]\d)"
    r"|\b(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?: of)? " + _EN_MONTH.format("mon2") + r"\b(?:,? (?P<y2>\d{4}))?"
    r"|(?<![\d月.点第近约])(?P<only>3[01]|[12]\d|[1-9])[日号](?![-至到子楼线])"
    r"|on the (?P<only_en>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<rel>前天|昨[天日]|\byesterday\b)"
    r"|(?P<last>上)?(?:本|这)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天])(?!期)"
    r"|\b(?P<last_en>last )?(?P<wd_en>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    re.IGNORECASE,
)  # fmt: skip
_BEFORE = re.compile(
    r"(?:截至|截止|直到|每|每个|逢|预计|将于|定于|计划|due|until|by|every|each|before)\s*$", re.IGNORECASE
)
FARTHEST = timedelta(days=100)
"""A day farther back than this is history that a story recalls, not its own day."""


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day and where the text names it."""

    day: date
    start: int
    end: int


def stated_days(text: str, issued: date | None) -> Iterator[StatedDay]:
    """Days that `text` names, in the order of the text.

    Chinese and English calendar days; days of the month or week, "yesterday" and the like as seen from the issue's
    date. A day without a year is the latest such day that is not after the issue. Days to come are left out, and so
    are those more than 100 days back and those that only bound something ("截至…", "until …").

    Parameters
    ----------
    text
        Any text.
    issued
        Date of the issue; without it only days with a year can be told.

    Examples
    --------
    >>> [found.day.isoformat() for found in stated_days("9月22日宣布，次年上线", date(2025, 9, 29))]
    ['2025-09-22']
    >>> [found.day.isoformat() for found in stated_days("On 29 October it closed; on the 18th …", date(2025, 11, 3))]
    ['2025-10-29', '2025-10-18']
    """
    for match in _DAY.finditer(text):
        if _BEFORE.search(text, max(0, match.start() - 12), match.start()):
            continue
        try:
            day = _resolve(match, issued)
        except ValueError:  # the 31st of a month that has none
            continue
        if day is None or (issued is not None and not issued - FARTHEST <= day <= issued):
            continue
        yield StatedDay(day, match.start(), match.end())


def _resolve(match: re.Match[str], issued: date | None) -> date | None:
    """The day that a match means."""
    if match["iso"]:
        year, month, day = (int(part) for part in re.split(r"[-/.]", match["iso"]))
        return date(year, month, day)
    for year_group, month_group, day_group in (("y", "m", "d"), ("y1", "mon1", "d1"), ("y2", "mon2", "d2")):
        if match[day_group]:
            return _calendar(match[year_group], _month(match[month_group]), int(match[day_group]), issued)
    if issued is None:
        return None
    if match["only"] or match["only_en"]:
        return _latest_day_of_month(int(match["only"] or match["only_en"]), issued)
    if match["rel"]:
        return issued - timedelta(days=2 if match["rel"] == "前天" else 1)
    name = match["wd"] or match["wd_en"].lower()
    weekday = ("一二三四五六日".find(name.replace("天", "日"))) if match["wd"] else _WEEKDAYS_EN.index(name)
    if match["last"] or match["last_en"]:
        return issued - timedelta(days=issued.weekday() + 7 - weekday)
    return issued - timedelta(days=(issued.weekday() - weekday) % 7 or 7)  # an issue tells of the days before it


def _month(name: str) -> int:
    """Number of a month."""
    return int(name) if name.isdigit() else _MONTH_NAMES.index(name[:3].lower()) + 1


def _calendar(year: str | None, month: int, day: int, issued: date | None) -> date | None:
    """A day of the calendar; without a year, the latest one up to the issue."""
    if year:
        return date(int(year), month, day)
    if issued is None:
        return None
    this = date(issued.year, month, day)
    return this if this <= issued else date(issued.year - 1, month, day)


def _latest_day_of_month(day: int, issued: date) -> date:
    """The latest day with this number up to the issue."""
    if day <= issued.day:
        return issued.replace(day=day)
    last = issued.replace(day=1) - timedelta(days=1)
    return last.replace(day=day)
