"""The day that a field of an export, a header of a mail or a heading names, as ISO writes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from kg.text.dates import MONTH_NAME, YEAR, month_number

_NUMERIC = re.compile(rf"(?<!\d)({YEAR})\s*[-/._年]\s*(\d{{1,2}})\s*[-/._月]\s*(\d{{1,2}})(?!\d)")
_DAY_FIRST = re.compile(rf"(?<![\d.])(\d{{1,2}})\.(\d{{1,2}})\.({YEAR})(?!\d)")
_MONTH_FIRST = re.compile(
    rf"(?<![A-Za-z])({MONTH_NAME})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"(?:\s*(?:-|–|—|to)\s*(?:({MONTH_NAME})\.? )?\d{{1,2}}(?:st|nd|rd|th)?(?![\d:]))?",
    re.IGNORECASE,
)
_MONTH_SECOND = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({MONTH_NAME})(?![A-Za-z])", re.IGNORECASE)
_YEAR = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_UNIX = re.compile(r"\d{10}(?:\d{3})?")
_YEAR_NEAR = 16  # characters between a day and its year: “(February 3 - February 9) - 2025”


def iso_day(text: str) -> str:
    """Name the day that a text tells, "" where it tells none.

    Of several days the first; of a range of days its first. The day is the one that is written, whatever the zone.

    Examples
    --------
    >>> iso_day("Mon, 09 Mar 2026 07:00:00 +0000"), iso_day("Mar 09, 2026 07:00 am"), iso_day("Week of March 9 - 2026")
    ('2026-03-09', '2026-03-09', '2026-03-09')
    """
    text = text.strip()
    if _UNIX.fullmatch(text):
        return unix_day(int(text) // (1000 if len(text) > 10 else 1))
    for pattern, order in ((_NUMERIC, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        for found in pattern.finditer(text):
            day = _iso(*(int(found[group]) for group in order))
            if day:
                return day
    year, month, number = partial_day(text)
    if year:
        return _iso(year, month, number)
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def partial_day(text: str) -> tuple[int, int, int]:
    """Year, month and day of the first day that a text names in words; 0 for what it leaves out.

    Examples
    --------
    >>> partial_day("Papers of the week (December 30 - January 5) - 2025"), partial_day("Jan 9-15"), partial_day("none")
    ((2024, 12, 30), (0, 1, 9), (0, 0, 0))
    """
    found = _MONTH_FIRST.search(text)
    if found:
        month, day, last = month_number(found[1]), int(found[2]), month_number(found[3]) if found[3] else 0
    else:
        found = _MONTH_SECOND.search(text)
        if not found:
            return 0, 0, 0
        month, day, last = month_number(found[2]), int(found[1]), 0
    written = _YEAR.search(text, found.end(), found.end() + _YEAR_NEAR)
    year = int(written[0]) if written else 0
    return (year - 1 if year and last and last < month else year), month, day


def unix_day(seconds: float, zone_hours: int = 0) -> str:
    """Name the day of a moment counted in seconds since 1970, "" where there is no such day."""
    try:
        return (datetime.fromtimestamp(seconds, UTC) + timedelta(hours=zone_hours)).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
