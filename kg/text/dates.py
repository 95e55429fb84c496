"""Days that a text names, as it writes them in Chinese and English: the one reader of calendar days.

`written_days` finds them; `stated_days` tells which of them an item's news happened on, `first_day` gives the first as
it is written. What only a query means ("last month", "第三季度") is read by `kg.text.periods`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kg.text.counting import chinese_number

MONTH_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
"""Pattern of a month's English name; try it without case."""
YEAR = r"(?:19|20)\d\d"
"""Pattern of a year."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""English names of the days of a week."""
YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2}
"""Words for a year as seen from the issue."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_EN_YEAR = rf"(?:(?:, ?| ){YEAR}(?!\d))?"
_WRITTEN = re.compile(  # there is no \b between a Han character and a letter or digit
    rf"(?<!\d)(?P<iso>{YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?!\d)"
    rf"|(?:(?<!\d)(?P<year>{YEAR})\s?年\s?|(?P<back>{'|'.join(YEARS_BACK)})\s*)?"
    r"(?<![\d.])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月份?\s?"
    r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号號]"
    rf"|(?<![A-Za-z0-9_])(?P<name>{MONTH_NAME})\.? (?P<number>{_DAY_NUMBER})(?:st|nd|rd|th)?(?![A-Za-z0-9_])"
    rf"(?P<after>{_EN_YEAR})(?![%.,]\d)"
    rf"|(?<![A-Za-z][-‑])(?<![A-Za-z0-9_])(?P<first>{_DAY_NUMBER})(?:st|nd|rd|th)? (?:of )?"
    rf"(?P<second>{MONTH_NAME})(?![A-Za-z0-9_])\.?"
    rf"(?P<behind>{_EN_YEAR})",
    re.IGNORECASE,
)
_SEEN_FROM_ISSUE = re.compile(
    r"(?<![\d月.点第近约])(?P<day>3[01]|[12]\d|[1-9])[日号](?![-至到子楼线])"
    r"|on the (?P<day_en>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<recent>前天|昨[天日]|\byesterday\b)"
    r"|(?P<last>上)?(?:本|这)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?!期)"
    rf"|\b(?P<last_en>last )?(?P<weekday_en>{'|'.join(WEEKDAYS)})\b",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(
    r"(?:截至|截止|直到|每|每个|逢|预计|将于|定于|计划|due|until|by|every|each|before)\s*$", re.IGNORECASE
)
_BOUND_BEHIND = re.compile(r"前(?!后)")
FARTHEST = timedelta(days=100)
"""A day farther back than this is history that a story recalls, not its own day."""


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A calendar day as a text writes it.

    Attributes
    ----------
    year
        None where the text leaves it open.
    years_back
        1 for 去年, 2 for 前年, 0 for 今年; None where the text has no such word.
    month, day
        They exist in some year.
    start, end
        Its place in the text.
    """

    year: int | None
    years_back: int | None
    month: int
    day: int
    start: int
    end: int

    def on(self, newest: date) -> date | None:
        """The day that is meant when the newest issue is of `newest`; None where that year has no such day.

        Without a year it is the latest such day up to then.
        """
        year = self.year
        if year is None and self.years_back is not None:
            year = newest.year - self.years_back
        if year is None:
            year = newest.year - ((self.month, self.day) > (newest.month, newest.day))
        return _day(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day and where the text names it."""

    day: date
    start: int
    end: int


def written_days(text: str) -> Iterator[WrittenDay]:
    """Calendar days in `text`, from left to right.

    >>> [(day.year, day.month, day.day) for day in written_days("2025-10-31；去年9月22日；Oct. 3rd, 2024; 十一月五号")]
    [(2025, 10, 31), (None, 9, 22), (2024, 10, 3), (None, 11, 5)]
    """
    for match in _WRITTEN.finditer(text):
        year, month, day = _numbers(match)
        if _day(year or 2000, month, day) is not None:  # 2000 has a 29th of February
            yield WrittenDay(year, YEARS_BACK.get(match["back"] or ""), month, day, *match.span())


def _numbers(match: re.Match[str]) -> tuple[int | None, int, int]:
    """Year, month and day of a match."""
    if match["iso"]:
        year, month, day = (int(part) for part in re.split(r"[-/.]", match["iso"]))
        return year, month, day
    if match["month"]:
        return _year(match["year"]), chinese_number(match["month"]) or 0, chinese_number(match["day"]) or 0
    if match["name"]:
        return _year(match["after"]), month_number(match["name"]), int(match["number"])
    return _year(match["behind"]), month_number(match["second"]), int(match["first"])


def _year(text: str | None) -> int | None:
    """The year at the end of a match's group."""
    return int(text[-4:]) if text else None


def month_number(word: str) -> int:
    """Number of a month by its English name, whole or cut short; ValueError where it is none.

    >>> month_number("Sept"), month_number("december")
    (9, 12)
    """
    return _MONTHS.index(word[:3].lower()) + 1


def _day(year: int, month: int, day: int) -> date | None:
    """The day, None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def first_day(text: str) -> str:
    """First day written in `text` as ISO date; one without a year is ``--MM-DD``; "" where there is none.

    >>> first_day("9月22日宣布"), first_day("on Sept. 3, 2025"), first_day("the market in 3 years")
    ('--09-22', '2025-09-03', '')
    """
    for day in written_days(text):
        return f"{day.year or '-'}-{day.month:02d}-{day.day:02d}"
    return ""


def stated_days(text: str, issued: date | None) -> Iterator[StatedDay]:
    """Days that `text` names, in the order of the text.

    Calendar days; days of the month or week, "yesterday" and the like as seen from the issue's date. A day without a
    year is the latest such day that is not after the issue. Days to come are left out, and so are those more than 100
    days back and those that only bound something ("截至…", "until …").

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
    for found in sorted(_all_days(text, issued), key=lambda found: found.start):
        only_bounds = _BOUND_BEFORE.search(text, max(0, found.start - 12), found.start)
        if not only_bounds and (issued is None or issued - FARTHEST <= found.day <= issued):
            yield found


def _all_days(text: str, issued: date | None) -> Iterator[StatedDay]:
    """Every day that can be told, calendar days first."""
    taken: list[tuple[int, int]] = []
    for written in written_days(text):
        taken.append((written.start, written.end))
        day = written.on(issued) if issued else written.on(date.max) if written.year else None
        if day is not None and not _BOUND_BEHIND.match(text, written.end):
            yield StatedDay(day, written.start, written.end)
    if issued is None:
        return
    for match in _SEEN_FROM_ISSUE.finditer(text):
        seen = _seen(match, issued)
        if seen is not None and not any(match.start() < end and start < match.end() for start, end in taken):
            yield StatedDay(seen, match.start(), match.end())


def _seen(match: re.Match[str], issued: date) -> date | None:
    """The day that a match means in an issue of that date."""
    if number := match["day"] or match["day_en"]:
        return _latest_day_of_month(int(number), issued)
    if match["recent"]:
        return issued - timedelta(days=2 if match["recent"] == "前天" else 1)
    if match["weekday"]:
        weekday = "一二三四五六日".index(match["weekday"].replace("天", "日"))
    else:
        weekday = WEEKDAYS.index(match["weekday_en"].lower())
    if match["last"] or match["last_en"]:
        return issued - timedelta(days=issued.weekday() + 7 - weekday)
    return issued - timedelta(days=(issued.weekday() - weekday) % 7 or 7)  # an issue tells of the days before it


def _latest_day_of_month(day: int, issued: date) -> date | None:
    """The latest day with this number up to the issue, in its month or the one before."""
    month = issued if day <= issued.day else issued.replace(day=1) - timedelta(days=1)
    return _day(month.year, month.month, day)
