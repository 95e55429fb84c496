"""The day that an issue came out, as its front matter, its path, its title or its first lines tell it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

from ingest.read.frontmatter import FrontMatter
from kg.text.dates import MONTH_NAME, YEAR, month_number, written_days

_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)  # no issue is older, and no result depends on today
_PUBLISHED_KEYS = (
    "date", "pubdate", "pubdatetime", "publishdate", "publisheddate", "publicationdate", "datepublished", "published",
    "publishedat", "publishedon", "publishat", "publishtime", "publishedtime", "issuedate", "issued", "releasedate",
    "released", "sentat", "sentdate", "senddate", "senton", "sent", "postdate", "postedat", "postedon", "posted",
    "created", "createdat", "createdon", "createddate", "createdate", "createtime", "datecreated", "datetime",
    "timestamp", "日期", "发布日期", "发布时间", "发布于", "創建日期", "發佈日期",
)  # fmt: skip
_UPDATED_KEYS = ("updated", "updatedat", "updateddate", "updatedate", "lastupdated", "modified", "lastmod", "更新日期")
_FLAGS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "~"})  # `published: true`
_HAN_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=\s?年)")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_AFTER = r"(?![0-9])(?!\.[0-9])"
_NUMERIC = re.compile(
    rf"(?<![0-9])(?<![0-9][-./])(?:(?P<y>{YEAR})(?P<s>[-/._])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}}){_AFTER}"
    rf"|(?P<y2>{YEAR})(?P<s2>[-/._ ])(?P<m2>{MONTH_NAME})(?P=s2)(?P<d2>[0-9]{{1,2}}){_AFTER}"
    rf"|(?P<d3>[0-9]{{1,2}})(?P<s3>[-/._])(?P<m3>{MONTH_NAME})(?P=s3)(?P<y3>{YEAR}){_AFTER}"
    rf"|(?P<y4>{YEAR})\s?年\s?(?P<m4>[0-9]{{1,2}})\s?月\s?(?P<d4>[0-9]{{1,2}})(?=\s*(?:$|[^\w\s]))"
    rf"|(?<![A-Za-z])(?P<y5>{YEAR})(?P<m5>[01][0-9])(?P<d5>[0-3][0-9])(?:(?=T[0-9])|(?![A-Za-z0-9])(?!\.[0-9]))"
    rf"|(?P<a>[0-9]{{1,2}})(?P<s6>[-./])(?P<b>[0-9]{{1,2}})(?P=s6)(?P<y6>{YEAR}){_AFTER})",
    re.IGNORECASE,
)
_SHORT = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])")
_MONTH, _OF_MONTH = r"1[0-2]|0?[1-9]", r"3[01]|[12][0-9]|0?[1-9]"
_FOLDERS = re.compile(
    rf"(?:^|/)(?P<y>{YEAR})年?[-_./]?(?:(?P<m>{_MONTH})月?/(?P=m)[-_.]?(?P<d>{_OF_MONTH})"
    rf"|(?P<m2>{_MONTH})(?:月|月?[-_./])(?P<d2>{_OF_MONTH})日?|(?P<m3>1[0-2]|0[1-9])(?P<d3>3[01]|[12][0-9]|0[1-9]))(?![0-9])"
)
_FIRST_BLOCKS = 4
_FAR = timedelta(days=45)  # between a draft and its publication
# A first line that tells of a day to come, and words by which it tells of the issue's own.
_TELLS = re.compile(
    r"\b(?:on|by|until|till|before|after|since|from|join|register|deadline|save the date)\b"
    r"|截止|报名|将于|截至|之前|以前|起",
    re.IGNORECASE,
)
_OF_ISSUE = re.compile(
    r"\b(?:published|sent|issued|posted|released|updated|written)\b|发布|发送|发行|更新|出版", re.IGNORECASE
)
_LONGEST_DATELINE = 60  # characters of a first line that may be nothing but the day and a few words


def days_in(text: str, day_first: bool | None = None) -> Iterator[date]:
    """Calendar days with a year that `text` writes, from left to right.

    What is impossible or from before 1990 or after 2099 is none.

    Parameters
    ----------
    day_first
        How to read what could be two days ("3/4/2026"); None does not read it.

    Examples
    --------
    >>> [str(day) for day in days_in("2026_02_09, 19.01.2026, Jan 26th, 2026, 2026年1月19日, 20260209, 9-Mar-2026")]
    ['2026-02-09', '2026-01-19', '2026-01-26', '2026-01-19', '2026-02-09', '2026-03-09']
    >>> list(days_in("20266-03-02, 2025年123款, CVE-2025-1122, 3/4/2026, 2026-02-30, PyTool 2025.1.2"))
    []
    """
    text = unicodedata.normalize("NFKC", text)
    text = _HAN_YEAR.sub(lambda found: found[0].translate(_HAN_DIGITS), text)
    found = [(match.start(), _numeric(match, day_first)) for match in _NUMERIC.finditer(text)]
    for written in written_days(text):
        if written.year and text[written.start + 4] not in "-/.":
            found.append((written.start, _day(written.year, written.month, written.day)))
    yield from (day for _, day in sorted(found, key=lambda each: each[0]) if day)


def _numeric(match: re.Match[str], day_first: bool | None) -> date | None:
    """The day of a match."""
    if match["y"]:
        if match["s"] == "." and len(match["m"] + match["d"]) < 4 and _is_version(match):
            return None
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    for place in "23":
        if match[f"y{place}"]:
            return _day(int(match[f"y{place}"]), month_number(match[f"m{place}"]), int(match[f"d{place}"]))
    for place in "45":
        if match[f"y{place}"]:
            return _day(int(match[f"y{place}"]), int(match[f"m{place}"]), int(match[f"d{place}"]))
    return _day_or_month_first(match, day_first)


def _is_version(match: re.Match[str]) -> bool:
    """Whether "2025.1.2" stands behind the name of what it is a version of."""
    return re.search(r"[A-Za-z]\s*$", match.string[max(0, match.start() - 3) : match.start()]) is not None


def _day_or_month_first(match: re.Match[str], day_first: bool | None) -> date | None:
    """The day of "19.01.2026"; with other marks only where it cannot be the month."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y6"])
    if first == second or second <= 12 < first or match["s6"] == ".":
        return _day(year, second, first)
    if first <= 12 < second:
        return _day(year, first, second)
    return None if day_first is None else _day(year, *((second, first) if day_first else (first, second)))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def is_day_first(fronts: Iterable[FrontMatter]) -> bool | None:
    """Whether a newsletter writes the day before the month, as those of its dates tell that can be read in one way.

    >>> is_day_first(FrontMatter({"date": day}) for day in ("3/4/2026", "3/18/2026"))
    False
    """
    orders = {order for front in fronts for value in front.each(_PUBLISHED_KEYS) if (order := _order_of(value))}
    return None if len(orders) != 1 else orders == {"day"}


def _order_of(value: str) -> str:
    """What "18/3/2026" begins with, "" where it cannot be told."""
    found = re.match(rf"([0-9]{{1,2}})([/-])([0-9]{{1,2}})\2{YEAR}(?![0-9])", value)
    if found is None or (int(found[1]) > 12) == (int(found[3]) > 12):
        return ""
    return "day" if int(found[1]) > 12 else "month"


def day_of_value(value: str, day_first: bool | None = None) -> date | None:
    """The day that a value of a front matter tells, as it writes it, whatever the time zone.

    >>> str(day_of_value("Sun, 18 Jan 2026 23:30:00 -0800")), str(day_of_value("1768780800"))
    ('2026-01-18', '2026-01-19')
    """
    value = unicodedata.normalize("NFKC", value).strip()
    if re.fullmatch(r"[0-9]{12}|[0-9]{14}", value) and (day := next(days_in(value[:8]), None)):
        return day
    if re.fullmatch(r"[0-9]{9,10}|[0-9]{12,13}", value):
        seconds = int(value) / (1 if len(value) < 12 else 1000)
        moment = datetime.fromtimestamp(seconds, UTC)
        return _day(moment.year, moment.month, moment.day)
    return next(days_in(value, day_first), None)


def day_of_front(front: FrontMatter, day_first: bool | None = None) -> date | None:
    """The day of publication by the first key of a front matter that can be read."""
    return _first_day(front.each(_PUBLISHED_KEYS), day_first)


def day_of_update(front: FrontMatter) -> date | None:
    """The day when a document was last changed, by its front matter."""
    return _first_day(front.each(_UPDATED_KEYS))


def _first_day(values: Iterable[str], day_first: bool | None = None) -> date | None:
    return next((day for value in values if (day := day_of_value(value, day_first))), None)


def doubt_of_date(front: FrontMatter, path: PurePosixPath, day_first: bool | None = None) -> str:
    """What is wrong with the day that a front matter gives, "" where nothing is.

    None of its keys can be read, or the file name tells a day that is far from it.
    """
    values = [value for value in front.each(_PUBLISHED_KEYS) if value.lower() not in _FLAGS]
    told, named = _first_day(values, day_first), day_of_name(naming(path)) or short_day_of_name(naming(path))
    if told and named and abs(told - named) > _FAR:
        return f"its front matter says {told}, its file name {named}; {told} is used"
    if not values or told:
        return ""
    shown = values[0] if len(values[0]) <= _LONGEST_DATELINE else f"{values[0][:_LONGEST_DATELINE]}…"
    return f"its date “{shown}” cannot be read as a day; write it as 2026-01-31"


def naming(path: PurePosixPath) -> str:
    """The name that tells what a document is: that of its file, or of its folder where all files are called alike.

    >>> naming(PurePosixPath("issues/2026-03-09-oak/index.en.md")), naming(PurePosixPath("issues/7.md"))
    ('2026-03-09-oak', '7.md')
    """
    return path.parent.name if re.match(r"_?(?:index|readme)\b", path.name, re.IGNORECASE) else path.name


def day_of_name(name: str) -> date | None:
    """The day in a file name."""
    return next(days_in(_stem(name)), None)


def short_day_of_name(name: str) -> date | None:
    """The day at the beginning of a file name whose year has two digits (``26-01-19-name.md``)."""
    found = _SHORT.match(name)
    return _day(2000 + int(found[1]), int(found[2]), int(found[3])) if found else None


def day_of_folders(path: PurePosixPath) -> date | None:
    """The day that folders and file name tell together (``2025-06/26.md``, ``2025/06/26/name.md``).

    >>> str(day_of_folders(PurePosixPath("cn/2025-06/26.md"))), day_of_folders(PurePosixPath("2025/issue-6-12.md"))
    ('2025-06-26', None)
    """
    whole = path.with_name(_stem(path.name) or path.name).as_posix() if path.name else ""
    for found in _FOLDERS.finditer(whole):
        if "/" in found.group().strip("/"):
            month, day = (next(int(found[f"{part}{n}"]) for n in ("", 2, 3) if found[f"{part}{n}"]) for part in "md")
            if (whole_day := _day(int(found["y"]), month, day)) is not None:
                return whole_day
    return None


def day_of_lines(lines: Iterable[str]) -> date | None:
    """The day in one of the first headings or lines of a body that hold little else."""
    for line in [*lines][:_FIRST_BLOCKS]:
        news = _TELLS.search(line) and not _OF_ISSUE.search(line)
        if len(line) <= _LONGEST_DATELINE and not news and (day := next(days_in(line), None)):
            return day
    return None


def _stem(name: str) -> str:
    """A file name without its suffix, which is no part of a day: the last two digits of "2026.02.09" are."""
    return re.sub(r"\.[A-Za-z]\w*$", "", name)
