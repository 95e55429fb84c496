"""Times and issue numbers in queries, in Chinese and English, relative to the newest issue.

Only wordings that mean a time of publication are taken: "May" and "March" need a preposition or a year, a bare quarter
needs a year, because "Q3 earnings" are news of October. Calendar days are read by `kg.text.dates`, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kg.text.counting import chinese_number
from kg.text.dates import MONTH_NAME, WEEKDAYS, YEAR, YEARS_BACK, month_number, written_days
from kg.text.stretches import DateRange as DateRange
from kg.text.stretches import find_stretches, join

_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3, "几": 3, "": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssueNumbers:
    """Issues that a query names; counted back from the newest where `last` is 0 or less (0 is the newest)."""

    start: int
    end: int
    first: int
    last: int


_N = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})"
_ISSUES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"第\s*(?P<a>{_N})\s*期?\s*(?:到|至|-|~|—|–)\s*第?\s*(?P<b>{_N})\s*期"),
    re.compile(rf"第\s*(?P<a>{_N})\s*期"),
    re.compile(r"\bissues?\s*#?\s*(?P<a>\d{1,4})\s*(?:-|–|to|through)\s*#?(?P<b>\d{1,4})\b", re.I),
    re.compile(r"\bissue\s*(?:no\.?|number)?\s*#?\s*(?P<a>\d{1,4})\b", re.I),
    re.compile(r"(?<![\w#&])#(?P<a>\d{1,4})\b"),
)
_DIGIT = re.compile(r"[\d一二三四五六七八九十]")  # no calendar day is written without one
# What every wording of a time has something of.
_MAY_SPEAK_OF_TIME = re.compile(
    rf"\d|[年月日号周季旬天]|星期|礼拜|今|昨|[春夏秋冬]|半年|day|week|month|quarter|year|spring|summer|autumn|fall|winter|half"
    rf"|(?<![a-z])(?:{MONTH_NAME})(?![a-z])",
    re.I,
)
_NEWEST = re.compile(r"最新一期|最近一期|这一?期|本期|\b(?:the )?(?:latest|newest|most recent) issue\b", re.I)
_LAST_FEW = re.compile(
    r"(?:最近|过去|近)的?(?P<zh>\d{1,3}|[一二两三四五六七八九十几]{1,3})期"
    r"|\b(?:in |over )?(?:the )?(?:past|last|latest|newest|previous) (?P<en>\d{1,3}|two|three|four|five|six|seven|eight"
    r"|nine|ten|(?:a )?couple of|(?:a )?few) issues\b",
    re.I,
)
_BEFORE = re.compile(r"上一?期|前一期|\b(?:the )?(?:last|previous) issue\b", re.I)


def find_issues(text: str) -> list[IssueNumbers]:
    """Issue numbers in a query, from left to right.

    >>> [(i.first, i.last) for i in find_issues("第3到5期 和 issue 7, latest issue, past three issues")]
    [(3, 5), (7, 7), (0, 0), (-2, 0)]
    """
    found: list[IssueNumbers] = []
    for pattern in _ISSUES:
        for match in pattern.finditer(text):
            first = chinese_number(match["a"])
            last = chinese_number(match["b"]) if "b" in pattern.groupindex else first
            if first is None or last is None or _taken(match, found):
                continue
            found.append(IssueNumbers(match.start(), match.end(), min(first, last), max(first, last)))
    for match in _LAST_FEW.finditer(text):
        count = _number(match["zh"] or match["en"]) or 0
        if count and not _taken(match, found):
            found.append(IssueNumbers(match.start(), match.end(), 1 - count, 0))
    for pattern, back in ((_NEWEST, 0), (_BEFORE, -1)):
        found += [IssueNumbers(m.start(), m.end(), back, back) for m in pattern.finditer(text) if not _taken(m, found)]
    return sorted(found, key=lambda issue: issue.start)


def find_periods(text: str, newest: date) -> list[DateRange]:
    """Times in a query, from left to right.

    Parameters
    ----------
    newest
        Day of the newest issue: what "last month" counts from. A month without a year is the latest that has begun.

    Examples
    --------
    >>> [(str(p.since), str(p.until)) for p in find_periods("10月份 OpenAI 的发布", date(2025, 11, 24))]
    [('2025-10-01', '2025-10-31')]
    >>> [(str(p.since), str(p.until)) for p in find_periods("two weeks ago", date(2025, 11, 24))]
    [('2025-11-07', '2025-11-13')]
    """
    if not _MAY_SPEAK_OF_TIME.search(text):
        return []
    stretches = list(find_stretches(text, newest))
    for stretch in stretches:
        text = text[: stretch.start] + "\0" * (stretch.end - stretch.start) + text[stretch.end :]
    found = list(_written(text, newest)) if _DIGIT.search(text) else []
    for pattern, read in _rules():
        for match in pattern.finditer(text):
            if _taken(match, found):
                continue
            try:
                days = read(match, newest)
            except (ValueError, OverflowError):
                continue  # a quarter of the year 0, a year 9999 plus one
            if days is not None:
                found.append(DateRange(match.start(), match.end(), *days))
    joined = join(text, sorted(found, key=lambda period: period.start), newest)
    return sorted([*stretches, *joined], key=lambda period: period.start)


def _written(text: str, newest: date) -> Iterator[DateRange]:
    """Calendar days of a query; one without a year is of the latest such month that has begun."""
    for day in written_days(text):
        year = day.year
        if year is None:
            year = newest.year - (day.month > newest.month if day.years_back is None else day.years_back)
        try:
            when = date(year, day.month, day.day)
        except ValueError:
            continue  # a 29th of February
        yield DateRange(day.start, day.end, when, when)


def _taken(match: re.Match[str], found: list[DateRange] | list[IssueNumbers]) -> bool:
    """Whether a better reading holds this place."""
    return any(match.start() < other.end and other.start < match.end() for other in found)


Days = tuple[date, date]


def _month(year: int, month: int) -> Days:
    """First and last day."""
    first = date(year, month, 1)
    return first, (date(year + month // 12, month % 12 + 1, 1) - timedelta(1))


def _months_back(newest: date, count: int) -> Days:
    """The calendar month so many months before."""
    index = newest.year * 12 + newest.month - 1 - count
    return _month(index // 12, index % 12 + 1)


def _quarter(year: int, quarter: int) -> Days:
    """First and last day."""
    return date(year, quarter * 3 - 2, 1), _month(year, quarter * 3)[1]


def _year(match: re.Match[str], newest: date, month: int) -> int:
    """The year that is named, or the latest in which the month had begun."""
    named = match.groupdict()
    if named.get("y"):
        return int(named["y"])
    if named.get("back"):
        return newest.year - YEARS_BACK[named["back"]]
    return newest.year if month <= newest.month else newest.year - 1


def _number(word: str) -> int | None:
    """A count in any of our wordings."""
    word = word.strip().lower()
    return _COUNTS[word] if word in _COUNTS else chinese_number(word)


def _read_month(match: re.Match[str], newest: date) -> Days:
    word = match["m"]
    month = month_number(word) if word[0].isascii() and word[0].isalpha() else chinese_number(word) or 0
    return _month(_year(match, newest, month), month)


def _read_quarter(match: re.Match[str], newest: date) -> Days:
    return _quarter(_year(match, newest, 1), chinese_number(match["q"]) or 0)


def _read_year(match: re.Match[str], newest: date) -> Days:
    word = match["y"].lower()
    back = {**YEARS_BACK, "this year": 0, "last year": 1}.get(word)
    year = newest.year - back if back is not None else int(word)
    return date(year, 1, 1), date(year, 12, 31)


def _read_half(match: re.Match[str], newest: date) -> Days:
    named = match.groupdict()
    year = int(named["y2"]) if named.get("y2") else _year(match, newest, 1)
    second = (named.get("h") or named["h2"]).lower() in {"下", "second", "h2"}
    if second and not any(named.get(name) for name in ("y", "y2", "back")) and newest.month < 7:
        year -= 1
    return (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))


def _read_weekday(match: re.Match[str], newest: date) -> Days:
    """A day of this week or of one before; the last such day before the newest issue."""
    named = match.groupdict()
    if named.get("en"):
        back = (newest.weekday() - WEEKDAYS.index(named["en"].lower())) % 7 or 7
        day = newest - timedelta(back)
    else:
        weeks = {"上": 1, "上上": 2}.get(match["w"], 0)
        day = newest - timedelta(newest.weekday() + 7 * weeks - min("一二三四五六日天".index(match["d"]), 6))
    return day, day


def _read_part(match: re.Match[str], newest: date) -> Days:
    """The beginning, middle or end of a year."""
    year = newest.year - YEARS_BACK[match["back"]] if match["back"] else int(match["y"])
    first, last = _PARTS[match["p"].lower()]
    return date(year, first, 1), _month(year, last)[1]


def _read_season(match: re.Match[str], newest: date) -> Days:
    """A season of the north, as weather services count them: spring begins in March."""
    named, word = match.groupdict(), match["s"].lower()
    first = next(month for month, words in _SEASONS.items() if word in words)
    if named.get("y") or named.get("back"):
        year = _year(match, newest, first)
    else:
        year = newest.year if date(newest.year, first, 1) <= newest else newest.year - 1
        end = _month(year + (first + 1) // 12, (first + 1) % 12 + 1)[1]
        year -= bool(named.get("w")) and match["w"].lower() in {"last", "上个", "上"} and end >= newest
    return date(year, first, 1), _month(year + (first + 1) // 12, (first + 1) % 12 + 1)[1]


def _read_ago(match: re.Match[str], newest: date) -> Days | None:
    """So many days, weeks, months, quarters or years before."""
    count = _number(match["n"])
    return None if count is None else _ago(match["u"], count, newest)


def _ago(unit: str, count: int, newest: date) -> Days:
    """The stretch of this unit that lies so many units before."""
    if unit in {"天", "日"} or unit.startswith("day"):
        day = newest - timedelta(count)
        return day, day
    if unit in {"周", "星期", "礼拜"} or unit.lower().startswith("week"):
        middle = newest - timedelta(7 * count)
        return middle - timedelta(3), middle + timedelta(3)
    if unit in {"月", "个月"} or unit.lower().startswith("month"):
        return _months_back(newest, count)
    return date(newest.year - count, 1, 1), date(newest.year - count, 12, 31)


def _read_past(match: re.Match[str], newest: date) -> Days | None:
    """The last so many days, weeks or months up to the newest issue."""
    count = _number(match["n"] or "")
    if count is None:
        return None
    unit = match["u"].lower()
    days = 1 if unit[0] in "d天日" else 7 if unit[0] in "w周星礼" else 365 if unit[0] in "y年" else 30
    return newest - timedelta(days * count), newest


def _read_calendar(match: re.Match[str], newest: date) -> Days:
    """The running or the last week, month or quarter of the calendar."""
    back = {"上上": 2, "上": 1, "last": 1, "previous": 1}.get(match["w"].lower().removesuffix("一"), 0)
    unit = match["u"].lower()
    if unit.startswith(("week", "周", "星期", "礼拜")):
        monday = newest - timedelta(newest.weekday() + 7 * back)
        return monday, monday + timedelta(6)
    if unit.startswith(("month", "月", "个月")):
        return _months_back(newest, back)
    index = newest.year * 4 + (newest.month - 1) // 3 - back
    return _quarter(index // 4, index % 4 + 1)


def _read_yesterday(match: re.Match[str], newest: date) -> Days:
    day = newest - timedelta({"昨": 1, "前": 2, "y": 1}.get(match.group()[0].lower(), 0))
    return day, day


_SURE_NAME = r"january|february|april|june|july|august|september|october|november|december"
_Y = rf"(?P<y>{YEAR})"
_PART_OF_MONTH = "(?:初|底|末|[上中下]旬)?"  # an issue is not of so few days
_UNITS = r"(?P<u>天|日|周|星期|礼拜|个?月|年)"
_EN_UNITS = r"(?P<u>days?|weeks?|months?|years?)"
_EN_N = r"(?P<n>\d{1,3}|an?|one|two|three|four|five|six|(?:a )?couple of|(?:a )?few)"
_ZH_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十几]{0,3})"
_SEASONS = {
    3: frozenset({"spring", "春天", "春季"}), 6: frozenset({"summer", "夏天", "夏季"}),
    9: frozenset({"autumn", "fall", "秋天", "秋季"}), 12: frozenset({"winter", "冬天", "冬季"}),
}  # fmt: skip
_ZH_SEASON, _EN_SEASON = r"(?P<s>[春夏秋冬][天季])", r"(?P<s>spring|summer|autumn|fall|winter)"
_PARTS = {
    "early": (1, 4), "mid": (5, 8), "late": (9, 12), "end of": (10, 12), "初": (1, 3), "中": (5, 8), "底": (10, 12),
    "末": (10, 12),
}  # fmt: skip


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...]:
    """Wordings of times with what reads them; compiled when a query may speak of a time, which few do."""
    return tuple(
        (re.compile(pattern, re.I), read)
        for pattern, read in (
            (rf"{_Y}年\s*(?P<m>{_N})月份?{_PART_OF_MONTH}", _read_month),
            (rf"(?<!\d){_Y}[-/](?P<m>0[1-9]|1[0-2])(?![\d-])", _read_month),
            (rf"(?<!\d){_Y}年?第?(?P<q>[一二三四1-4])季度?", _read_quarter),
            (rf"(?<!\d){_Y}年?\s?Q(?P<q>[1-4])(?!\d)", _read_quarter),
            (rf"(?<!\w)Q(?P<q>[1-4])\s?(?:of )?{_Y}(?!\d)", _read_quarter),
            (r"(?P<back>今年|去年)第?(?P<q>[一二三四1-4])季度", _read_quarter),
            (r"(?<![\w])第?(?P<q>[一二三四1-4])季度", _read_quarter),
            (r"(?<!\w)Q(?P<q>[1-4])(?!\w|[ -]?(?:quant|gguf|bit|量化))", _read_quarter),
            (rf"(?:{_Y}年?|(?P<back>今年|去年|前年)){_ZH_SEASON}", _read_season),
            (rf"\b{_EN_SEASON}(?: of|,)? {_Y}(?!\d)", _read_season),
            (
                rf"\b(?P<w>last|this|in|during|over)(?: the)? {_EN_SEASON}\b"
                r"(?! (?:of|boot|framework|security|cloud)\b)",
                _read_season,
            ),
            (rf"(?P<w>上个|上|今|这个){_ZH_SEASON}", _read_season),
            (r"(?<!\w)(?P<h>[上下])半年", _read_half),
            (rf"\b(?P<h>first|second) half of {_Y}(?!\d)|\b(?P<h2>H[12])[ -]?(?P<y2>{YEAR})(?!\d)", _read_half),
            (r"(?P<w>上上?|这|本)个?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])", _read_weekday),
            (rf"\blast (?P<en>{'|'.join(WEEKDAYS)})\b", _read_weekday),
            (rf"(?:{_Y}年?|(?P<back>今年|去年|前年))(?P<p>[初中底末])", _read_part),
            (rf"\b(?:in )?(?:the )?(?P<p>early|mid|late|end of)[ -](?P<back>)?{_Y}(?!\d)", _read_part),
            (rf"(?:{_Y}年|(?P<back>今年|去年|前年))(?P<h>[上下])半年", _read_half),
            (rf"(?P<back>今年|去年|前年)\s*(?P<m>{_N})月份?{_PART_OF_MONTH}", _read_month),
            (rf"\b(?:in |of )?(?P<m>{MONTH_NAME})\.?,? {_Y}(?!\d)", _read_month),
            (
                rf"(?<![\d.])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d){_PART_OF_MONTH}",
                _read_month,
            ),
            (rf"\b(?:in|during|last|this|of|from|early|late|mid) (?P<m>{MONTH_NAME})\b\.?", _read_month),
            (rf"\b(?P<m>{_SURE_NAME})\b", _read_month),
            (rf"(?<![\d一二三四五六七八九十]){_ZH_N}\s*个?{_UNITS}(?:之?前|以前)", _read_ago),
            (rf"\b{_EN_N} {_EN_UNITS} ago\b", _read_ago),
            (rf"(?:最近|过去|近)(?:的)?(?:这)?{_ZH_N}个?{_UNITS}", _read_past),
            (rf"\b(?:in )?(?:the )?(?:past|last) {_EN_N} {_EN_UNITS}\b", _read_past),
            (r"\b(?:in )?the past (?P<n>)(?P<u>week|month|year)\b", _read_past),
            (r"(?P<w>上上|上一?|这一?|本)个?(?P<u>周|星期|礼拜|月(?!之)|季度?)", _read_calendar),
            (r"\b(?P<w>last|previous|this) (?P<u>week|month|quarter)\b", _read_calendar),
            (r"(?P<y>今年|去年|前年)", _read_year),
            (r"\b(?P<y>this year|last year)\b", _read_year),
            (rf"(?<!\d){_Y}年(?!\d)", _read_year),
            (rf"\b(?:in|from|during|of) {_Y}\b", _read_year),
            (r"昨天|前天|今天|\byesterday\b|\btoday\b", _read_yesterday),
        )
    )


_FIELD = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?[年月]?")


def days_of(text: str) -> tuple[date, ...]:
    """The day, or first and last day, that the value of a field names: 2025, 2025-10, 2025-10-31.

    >>> [str(day) for day in days_of("2025-10")]
    ['2025-10-01', '2025-10-31']
    """
    match = _FIELD.fullmatch(text.strip())
    year, *rest = (int(part) for part in match.groups() if part) if match else (0,)
    try:
        if not rest:
            return date(year, 1, 1), date(year, 12, 31)
        return (date(year, *rest),) if rest[1:] else _month(year, rest[0])
    except (ValueError, OverflowError):
        return ()
