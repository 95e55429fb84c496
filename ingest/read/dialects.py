"""The newsletters we know how to read, one row each; a new one is a row here and a fixture in the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ingest.read.grid.marks import NO_MARKS, Marks
from ingest.read.issue_numbers import number_in
from ingest.read.patterns import Pattern

Layout = Literal["grid", "outline", "numbered", "bullets"]

_MOST_DIGITS = 9  # a day written as a number has eight


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one newsletter writes its issues.

    Attributes
    ----------
    name, series, series_title
        Name of the row; short name of the newsletter (part of every id); its title. Empty in the fallback.
    titles
        What a title of one of its issues looks like (matched from the start); a group ``number`` holds its number.
        None accepts any title.
    layout
        ``grid``: found from all issues of the newsletter together. ``outline``: headings are sections and stories,
        bullets in a section are items. ``numbered``: sections hold entries numbered ``1、``. ``bullets``: every bullet
        is an item, however deep its heading is.
    names, body
        What its file names, or its first lines, look like, where titles do not tell.
    papers, readings
        Sections whose bullets are papers or reading tips.
    opinions
        Words that open a paragraph with the editor's own opinion.
    rhythm
        Days between two issues.
    language
        ``zh`` or ``en``, "" where each issue tells.
    permalink
        Template of an issue's address: ``{number}``, ``{date}``, ``{year}``, ``{month}``, ``{day}``, ``{stem}``.
    images
        Folder where image paths that begin with ``/`` start, relative to the source; "" looks in the folders above.
    marks
        What the owner says of the grid of its issues.
    own_number, own_date
        The owner's patterns for the number (group ``number``) and the date (groups ``year``, ``month``, ``day``) of an
        issue; looked for in the file name, the title and the first lines.
    translations
        Whether an issue is kept in every language that it is there in.
    standing_titles
        Titles that several of its issues have, as `ingest.read.grid.repeats.heading_key` writes them: they tell nothing
        of any.
    dated_images
        Pattern of image addresses that tell the day an issue was made (groups ``y``, ``m``, ``d``), and the weekday it
        comes out (0 is Monday).
    day_first
        Whether its dates write the day before the month ("3/4/2026"); None where that is not known.
    """

    name: str
    series: str = ""
    series_title: str = ""
    titles: Pattern | None = None
    layout: Layout = "outline"
    names: re.Pattern[str] | None = None
    body: re.Pattern[str] | None = None
    papers: Pattern = re.compile(r"论文|\bpapers?\b|预印本|arxiv", re.IGNORECASE)
    readings: Pattern = re.compile(r"阅读|读物|\bread(?:s|ing|ings)?\b|文章推荐|好文", re.IGNORECASE)
    opinions: tuple[str, ...] = (
        "Opinion",
        "Opinions",
        "My opinion",
        "My take",
        "Our take",
        "观点",
        "我的观点",
        "点评",
        "编者按",
    )
    rhythm: int = 7
    language: str = ""
    permalink: str = ""
    images: str = ""
    marks: Marks = NO_MARKS
    own_number: Pattern | None = None
    own_date: Pattern | None = None
    translations: bool = False
    standing_titles: frozenset[str] = frozenset()
    dated_images: tuple[re.Pattern[str], int] | None = None
    day_first: bool | None = None

    def number(self, title: str) -> int | None:
        """Issue number that a title tells."""
        found = self.titles.match(title) if self.titles else None
        if found and "number" in found.groupdict():
            return _whole(found["number"] or "")
        if self.titles and not found:
            return None
        return number_in(title)

    def says_where(self, title: str) -> bool:
        """Whether its pattern of titles says where the number of such an issue stands."""
        found = self.titles.match(title) if self.titles else None
        return found is not None and "number" in found.groupdict()


FALLBACK = Dialect("markdown", layout="grid")

DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "leotalk",
        "leotalk",
        "LeoTalk AI周知",
        re.compile(r"LeoTalk\s*AI\s*(?:周知|Weekly)\s*[#＃]?\s*(?P<number>\d+)", re.IGNORECASE),
        language="zh",
    ),
    Dialect(
        "ruanyf",
        "ruanyf",
        "科技爱好者周刊",
        re.compile(r"(?:科技爱好者周刊|每周分享)\s*[（(：:]?\s*第\s*(?P<number>\d+)\s*期"),
        layout="numbered",
        readings=re.compile(r"文章|文摘|教程|阅读|回顾|历史上的本周"),
        opinions=(),
        language="zh",
        permalink="https://github.com/ruanyf/weekly/blob/master/docs/issue-{number}.md",
        dated_images=(re.compile(r"/bg(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)\d*\."), 4),
    ),
    Dialect(
        "ainews",
        "ainews",
        "AINews",
        layout="bullets",
        names=re.compile(r"\d\d-\d\d-\d\d-ainews-"),
        body=re.compile(r"AI News for \d{1,2}/\d{1,2}/\d{4}|Archived full issue body is served"),
        opinions=(),
        rhythm=1,
        language="en",
        permalink="https://news.smol.ai/issues/{stem}",
    ),
)


def _whole(digits: str) -> int | None:
    """A number of an issue, None for what is none: a word that an owner's pattern lets through, a thousand digits."""
    return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None


def find_dialect(titles: Iterable[str], name: str, head: str, *, rows: Iterable[Dialect] = DIALECTS) -> Dialect | None:
    """Find the row that a document belongs to.

    Parameters
    ----------
    titles
        Title of the front matter and first headings, "" where missing.
    name
        File name.
    head
        First lines of the body.
    """
    titles = [title for title in titles if title]
    for row in rows:
        if row.titles and any(row.titles.match(title) for title in titles):
            return row
    for row in rows:
        if (row.names and row.names.match(name)) or (row.body and row.body.search(head)):
            return row
    return None
