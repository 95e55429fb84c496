"""The beginning of a document: title, subtitle, number and date of the issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.read.dialects import Dialect
from ingest.read.frontmatter import FrontMatter
from ingest.read.items import Node
from ingest.read.layouts.outline import Laid
from kg.text.words import language_of

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./年]?\s*(\d{1,2})[-./月]?\s*(\d{1,2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<!\d)(\d\d)-(\d\d)-(\d\d)(?!\d)")
_DATE_KEYS = ("date", "published", "pubdate", "publish_date", "published_at", "created", "updated")
_NUMBER_KEYS = ("issue", "number", "issue_number", "no", "episode")
_TITLE_KEYS = ("title", "subject", "headline")
_SUBTITLE_KEYS = ("subtitle", "english_title", "title_en")


@dataclass(frozen=True, slots=True)
class Head:
    """What the beginning of a document tells, and the blocks below it."""

    title: str
    subtitle: str
    nodes: tuple[Node, ...]
    used: tuple[Node, ...]


def document_titles(front: FrontMatter, nodes: Sequence[Node]) -> tuple[str, ...]:
    """All that may be a document's title: the front matter's, and its first two blocks where they are headings."""
    heads = [node.inline.text for node in nodes[:2] if node.is_heading]
    return tuple(title for title in (_first(front, _TITLE_KEYS), *heads) if title)


def read_head(front: FrontMatter, nodes: Sequence[Node], dialect: Dialect) -> Head:
    """Title lines of the body, taken off where they are no section."""
    title, subtitle = _first(front, _TITLE_KEYS), _first(front, _SUBTITLE_KEYS)
    rest, used = list(nodes), []
    if rest and rest[0].is_heading and _is_title(rest[0], title, dialect):
        title = title or rest[0].inline.text.split("\n")[0]
        used.append(rest.pop(0))
        if rest and _is_subtitle(used[0], rest, dialect):
            subtitle = rest[0].inline.text
            used.append(rest.pop(0))
    return Head(title, subtitle, tuple(rest), tuple(used))


def _is_title(node: Node, title: str, dialect: Dialect) -> bool:
    """Whether the heading that opens the body is the issue's title."""
    text = node.inline.text
    if title:
        return _same(text, title) or (dialect.titles is not None and bool(dialect.titles.match(text)))
    return node.block.level == 1 or (dialect.titles is not None and bool(dialect.titles.match(text)))


def _is_subtitle(title: Node, rest: Sequence[Node], dialect: Dialect) -> bool:
    """Whether the heading under the title is the title once more, in the other language."""
    node = rest[0]
    if not node.is_heading or node.block.level != title.block.level:
        return False
    text = node.inline.text
    number = dialect.number(title.inline.text)
    if (dialect.titles and dialect.titles.match(text)) or (number is not None and dialect.number(text) == number):
        return True
    empty = len(rest) > 1 and rest[1].is_heading and rest[1].block.level <= node.block.level
    adjacent = node.block.first - title.block.last == 1
    return empty or (adjacent and language_of(text) != language_of(title.inline.text))


def _same(left: str, right: str) -> bool:
    return re.sub(r"\W", "", left).lower() == re.sub(r"\W", "", right).lower()


def _first(front: FrontMatter, keys: Sequence[str]) -> str:
    """Value of the first of several keys that the front matter has."""
    return next((front.values[key] for key in keys if front.values.get(key)), "")


def issue_number(front: FrontMatter, head: Head, dialect: Dialect) -> int | None:
    """Issue number: the title tells it; a key of the front matter where the title is silent; never the file name."""
    number = dialect.number(head.title) if head.title else None
    if number is None and head.subtitle:
        number = dialect.number(head.subtitle)
    if number is None:
        digits = re.fullmatch(r"#?(\d{1,5})", _first(front, _NUMBER_KEYS))
        number = int(digits[1]) if digits else None
    return None if dialect.layout == "bullets" else number


def issue_date(front: FrontMatter, name: str, title: str, dialect: Dialect) -> date | None:
    """Day of publication: front matter, file name, title; of a daily (sent past midnight) the file name first."""
    short = _day(_SHORT_DATE, name[:8], 2000)
    if dialect.layout == "bullets" and short:
        return short
    for text in (_first(front, _DATE_KEYS), name, title):
        day = _day(_DATE, text, 0)
        if day:
            return day
    return short


def _day(pattern: re.Pattern[str], text: str, century: int) -> date | None:
    found = pattern.search(text)
    try:
        return date(century + int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def date_of_images(laid: Laid, dialect: Dialect) -> date | None:
    """Day of publication as the addresses of an issue's figures tell it: the next day of issue after the last one."""
    if dialect.dated_images is None:
        return None
    pattern, weekday = dialect.dated_images
    days = []
    for builder in laid.items:
        for image in builder.images:
            found = pattern.search(image.source)
            if found:
                days.append((int(found["y"]), int(found["m"]), int(found["d"])))
    for year, month, day in sorted(days, reverse=True):
        try:
            last = date(year, month, day)
        except ValueError:
            continue
        return last + timedelta(days=(weekday - last.weekday()) % 7)
    return None
