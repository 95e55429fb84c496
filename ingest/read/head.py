"""The beginning of a document: title, subtitle, number and date of the issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from ingest.read.dialects import Dialect
from ingest.read.frontmatter import FrontMatter
from ingest.read.issue_dates import (
    day_of_folders,
    day_of_front,
    day_of_lines,
    day_of_name,
    day_of_update,
    days_in,
    naming,
    short_day_of_name,
)
from ingest.read.issue_numbers import number_in_lines, number_of_front
from ingest.read.items import Node
from ingest.read.layouts.outline import Laid
from ingest.read.patterns import Match, Pattern
from kg.text.words import language_of

_TITLE_KEYS = ("title", "subject", "headline")
_SUBTITLE_KEYS = ("subtitle", "englishtitle", "titleen")
_MOST_DIGITS = 9  # a day written as a number has eight
_FIRST_LINES = 4
_LINES = 3  # that may tell the number


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
    return next(front.each(keys), "")


def _told(path: PurePosixPath | None, head: Head) -> list[str]:
    """Where an owner's patterns are looked for: the path of the file, the title, the first lines."""
    return [str(path or ""), head.title, *_first_lines(head)]


def found_by_owner(pattern: Pattern | None, told: Sequence[str]) -> Match | None:
    """The first match of an owner's pattern in what a document tells."""
    return next((found for text in told if pattern and (found := pattern.search(text))), None)


def _day_of(found: Match) -> date | None:
    """The day that a pattern has found, None where there is no such day."""
    try:
        return date(*(int(found[part] or "") for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None


def issue_number(front: FrontMatter, head: Head, dialect: Dialect, path: PurePosixPath | None = None) -> int | None:
    """Issue number: the title tells it; a key of the front matter where the title is silent; never the file name."""
    if dialect.layout == "bullets":
        return None
    own = found_by_owner(dialect.own_number, _told(path, head))
    if own is not None and (own["number"] or "").isdecimal() and len(own["number"] or "") <= _MOST_DIGITS:
        return int(own["number"] or "")
    for title in (head.title, head.subtitle):
        number = dialect.number(title) if title else None
        if number is not None:
            return number
    number = number_of_front(front)
    return number if number is not None or dialect.titles is not None else number_in_lines(_first_lines(head)[:_LINES])


def issue_date(front: FrontMatter, path: PurePosixPath, head: Head, dialect: Dialect) -> date | None:
    """Day of publication: front matter, file name, title, folders, first lines.

    Of a daily (sent past midnight) the file name comes first.
    """
    own = found_by_owner(dialect.own_date, _told(path, head))
    day = _day_of(own) if own is not None else None
    if day is not None:
        return day
    name = naming(path)
    short = short_day_of_name(name)
    if dialect.layout == "bullets" and short:
        return short
    ways: tuple[Callable[[], date | None], ...] = (
        lambda: day_of_front(front, dialect.day_first),
        lambda: day_of_name(name),
        lambda: next(days_in(head.title), None),
        lambda: day_of_folders(path),
        lambda: short,
        lambda: day_of_lines(_first_lines(head)),
        lambda: day_of_update(front),
    )
    return next((day for way in ways if (day := way())), None)


def _first_lines(head: Head) -> list[str]:
    """What the first headings and paragraphs below the title say, and the one that is its second line."""
    shown = [node for node in head.nodes[:_FIRST_LINES] if node.is_heading or node.block.kind == "paragraph"]
    return [head.subtitle, *(node.inline.text for node in (*head.used, *shown))]


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
