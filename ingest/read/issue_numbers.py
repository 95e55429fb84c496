"""The number of an issue, as its title or a value of its front matter tells it: only what is marked as a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ingest.read.frontmatter import FrontMatter
from kg.text.counting import chinese_number
from kg.text.dates import MONTH_NAME

_NUMBER_KEYS = (
    "number", "issue", "issuenumber", "issueno", "issuenum", "newsletternumber", "no", "num", "nr", "episode",
    "episodenumber", "ep", "edition", "volume", "vol", "期数", "期号", "期數",
)  # fmt: skip
_NEWSLETTER_WORD = (
    r"weekly|fortnightly|biweekly|monthly|quarterly|daily|news(?:letter)?|letter|digest|bulletin|gazette|dispatch|"
    r"round-?up|bytes|briefing|周刊|周刊|週刊|周报|週報|周知|月刊|月报|月報|双周刊|双周报|季刊|日报|日報|日刊|早报|晚报|快报|简报|通讯"
)
MARKER = re.compile(rf"(?:issues?|vol(?:ume)?|no|nr|num(?:ber)?|ep(?:isode)?|edition|第|期|{_NEWSLETTER_WORD})", re.I)
"""A word that stands before the number of an issue."""

_PERIOD = re.compile(  # a year, a week of a year, a month, a day, a version
    r"(?<![0-9])(?:199[0-9]|20[0-9]{2})(?:\s?[-/._年]\s?(?:[wW]|week\s?|第)?[0-9]{1,2}(?![0-9])(?:\s?[-/._月]\s?[0-9]{1,2}(?![0-9])日?|\s?[周週月])?"
    r"|\s?[wW](?:eek)?\s?[0-9]{1,2}(?![0-9])|[01][0-9][0-3][0-9](?![0-9])|\s?年?(?![0-9]))"
    rf"|(?<![A-Za-z])(?:{MONTH_NAME})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?![A-Za-z0-9])"
    rf"|(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:{MONTH_NAME})(?![A-Za-z])"
    r"|(?<![0-9])[0-9]{1,2}\s?月(?:\s?[0-9]{1,2}\s?[日号]?)?|(?<![A-Za-z])(?:week|wk)\.?\s?#?[0-9]{1,2}(?![0-9])"
    r"|第\s?[0-9一二三四五六七八九十]{1,3}\s?[周週]|(?<![0-9/])[0-9]{1,2}\s?/\s?(?:199[0-9]|20[0-9]{2}|[0-9]{1,2}(?:/(?:[0-9]{2})?[0-9]{2})?)(?![0-9/])|CVE-[0-9-]+|[0-9]+(?:\.[0-9]+)+",
    re.IGNORECASE,
)
_D = r"(?P<n>[0-9]{1,5})(?![0-9A-Za-z%‰]|,[0-9]{3})"
_HAN = r"[〇零一二三四五六七八九十百千]{1,9}"
_BREAK = r"(?=\s*(?:$|[:：|｜,，、—–(（《「『“\"'·.!！?？/\[\]【】)）;；~])|\s+-|-\s)"
_MARKED = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"总\s*第?\s*(?P<n>[0-9]{{1,5}}|{_HAN})\s*[期刊回号]", 0),
        (rf"第\s*(?P<n>[0-9]{{1,5}}|{_HAN})\s*[期刊回集号輯辑]", 0),
        (rf"(?<![A-Za-z])(?:issue|episode|edition|ausgabe|num[ée]ro)(?:\s*(?:no|nr|number|num)\b)?[\s.#-]*{_D}", re.I),
        (rf"(?<![A-Za-z])(?:issue|episode|edition|number)\s*:\s*{_D}{_BREAK}", re.I),
        (rf"(?<![A-Za-z])(?:[Nn]o\.|NO\.|[Nn]r\.|N[°º])\s*#?\s*{_D}", 0),
        (rf"(?<![A-Za-z])(?:ep|vol(?:ume)?)(?:[\s.:#-]*){_D}", re.I),
        (rf"(?<![A-Za-z])#\s*{_D}", 0),
        (rf"(?<![A-Za-z])N[or]\s*{_D}{_BREAK}", 0),
        (rf"(?:{_NEWSLETTER_WORD})[\s.·_(（\[【–—-]{{0,4}}{_D}(?:期|{_BREAK})", re.I),
        (rf"(?<![0-9.]){_D}\s*期{_BREAK}", 0),
        (rf"^\s*[\[(【（]?{_D}[\])】）]?(?:\s*(?:[|｜]|[:：](?![0-9])|[-–—]\s)|$)", 0),
    )
)
_SURELY_MARKED = _MARKED[:6]  # by a word that says issue, not only by a sign or the newsletter's name
_LONGEST_LINE = 40  # characters of a line under the title that holds a number
_NO_NUMBER_BEFORE_HASH = re.compile(r"[A-Za-z0-9&/]$")


def number_in(text: str) -> int | None:
    """Number of an issue that a title marks as one; None where it has only a year, a week, a version or a count.

    >>> [number_in(title) for title in ("Issue 42", "第十二期：春", "Vol. 3", "Leaf Weekly #12: oak", "№ 324")]
    [42, 12, 3, 12, 324]
    >>> [number_in(title) for title in ("Leaf Weekly 2025-06", "15 个有用的方法", "GHC 8.0", "AI News 5 things")]
    [None, None, None, None]
    """
    return _first_number(text, _MARKED)


def number_in_lines(lines: Iterable[str]) -> int | None:
    """Number of an issue that one of its first lines tells ("Issue 12 — March 9, 2026", "第 12 期").

    >>> number_in_lines(["Leaf", "No. 12, spring"]), number_in_lines(["## 1 - oaks", "#3 elms"])
    (12, None)
    """
    found = (_first_number(line, _SURELY_MARKED) for line in lines if len(line) <= _LONGEST_LINE)
    return next((number for number in found if number is not None), None)


def _first_number(text: str, patterns: Sequence[re.Pattern[str]]) -> int | None:
    text = without_times(text)
    for pattern in patterns:
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - 1) : found.start()]
            if found.group().startswith("#") and _NO_NUMBER_BEFORE_HASH.search(before):
                continue  # C# 12
            number = chinese_number(found["n"])
            if number is not None:
                return number
    return None


def without_times(text: str) -> str:
    """A title whose years, weeks, days and versions are blanked out, in plain characters."""
    return _PERIOD.sub(" \x00 ", unicodedata.normalize("NFKC", text.replace("№", "#")))


def number_of_front(front: FrontMatter) -> int | None:
    """Number of an issue that a key of its front matter tells."""
    for value in front.each(_NUMBER_KEYS):
        digits = re.fullmatch(r"#?\s*([0-9]{1,5})", unicodedata.normalize("NFKC", value))
        number = int(digits[1]) if digits and not is_year(digits[1]) else number_in(value)
        if number is not None:
            return number
    return None


def is_year(digits: str) -> bool:
    """Whether digits are those of a year of our time."""
    return len(digits) == 4 and "1990" <= digits <= "2099"
