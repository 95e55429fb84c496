"""One document -> one Issue: its title, number and date, then its items by the layout of its dialect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ingest.dialects import FALLBACK, Dialect, find_dialect
from ingest.digest import lay_out_digest
from ingest.frontmatter import FrontMatter, read_front_matter
from ingest.items import Node, content_id, number_items, to_node
from ingest.markdown import Block, Dropped, read_blocks
from ingest.numbered import lay_out_numbered
from ingest.outline import Laid, lay_out
from kg.model import Image, Issue
from kg.text import language_of

if TYPE_CHECKING:
    from ingest.config import Config

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./年]?\s*(\d{1,2})[-./月]?\s*(\d{1,2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<!\d)(\d\d)-(\d\d)-(\d\d)(?!\d)")
_DATE_KEYS = ("date", "published", "pubdate", "publish_date", "published_at", "created", "updated")
_NUMBER_KEYS = ("issue", "number", "issue_number", "no", "episode")
_TITLE_KEYS = ("title", "subject", "headline")
_SUBTITLE_KEYS = ("subtitle", "english_title", "title_en")
_HEAD_LINES = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """An issue and what became of the lines of its document.

    Attributes
    ----------
    dialect
        The row it was read with.
    metadata
        Ranges of lines used for title, date and names of sections.
    dropped
        Lines in no item, with the reason.
    problem
        What was wrong with its front matter, "" where nothing.
    """

    issue: Issue
    dialect: Dialect
    metadata: tuple[tuple[int, int], ...]
    dropped: tuple[Dropped, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the beginning of a document tells, and the blocks below it."""

    title: str
    subtitle: str
    nodes: tuple[Node, ...]
    used: tuple[Node, ...]


def parse_issue(text: str, *, source: str, dialect: Dialect | None = None, config: Config | None = None) -> Issue:
    """Read one document as an issue.

    Parameters
    ----------
    source
        Its path, as it is to be recorded; the file name may tell the date.
    dialect
        How to read it; found from the document (or `config`) where missing.
    config
        The owner's kg.toml.

    Returns
    -------
    Issue
        With all its items; `number` and `date` are None where the document tells none. Image paths are not resolved.
    """
    return read_document(text, source=source, dialect=dialect, config=config).issue


def parse_draft(text: str, name: str) -> Issue:
    """Read what an editor is about to publish: a whole issue in any dialect, or a few notes.

    Parameters
    ----------
    name
        What to call it, e.g. its file name.

    Returns
    -------
    Issue
        Loose paragraphs and bullets are one item each.

    Examples
    --------
    >>> [item.title for item in parse_draft("OpenAI发布了新模型。\\n\\nNvidia invests in Intel.", "-").items]
    ['OpenAI发布了新模型。', 'Nvidia invests in Intel.']
    """
    return read_document(text, source=name, draft=True).issue


def read_document(
    text: str, *, source: str, dialect: Dialect | None = None, config: Config | None = None, draft: bool = False
) -> Reading:
    """Read one document; like `parse_issue`, with an account of all its lines."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    front, body = read_front_matter(text)
    document = read_blocks(body, first_line=front.last + 1)
    nodes = tuple(part for block in document.blocks for part in _split_opinion(block, document.refs))
    name = PurePosixPath(source.replace("\\", "/")).name
    found = dialect or _configured(config, source) or find_dialect(document_titles(front, nodes), name, body[:20000])
    dialect = found or FALLBACK
    head = _read_head(front, nodes, dialect, draft)
    description = dialect.layout == "digest" and front.values.get("description", "")
    laid = _LAYOUTS[dialect.layout](
        head.nodes, dialect, draft, description if isinstance(description, str) else "", head.title
    )
    for node in head.used:
        laid.keep(node)
    number = _number(front, head, dialect)
    day = _date(front, name, head.title)
    inferred = None if day else _date_of_images(laid, dialect)
    title = head.title or re.sub(r"\.(?:md|markdown|txt)$", "", name)
    series = dialect.series or _slug(PurePosixPath(source).parent.name) or "newsletter"
    issue = Issue(
        id=issue_id(series, number, day, title),
        series=series,
        number=number,
        title=title,
        date=day or inferred,
        source=source,
        subtitle=head.subtitle,
        series_title=dialect.series_title or series,
        date_inferred=inferred is not None,
    )
    items = [
        builder.build("", index, [Image(image.source, image.alt) for image in builder.images])
        for index, builder in enumerate(laid.items)
    ]
    language = dialect.language or language_of("\n".join(item.text for item in items)[:200000] or title)
    issue = replace(issue, items=number_items(items, issue.id), language=language)
    issue = replace(issue, permalink=permalink(issue, dialect))
    lines = [(node.block.first, node.block.last) for node in (*head.used, *laid.headings)]
    metadata = ((1, front.last), *lines) if front.last else tuple(lines)
    return Reading(issue, dialect, metadata, (*document.dropped, *laid.dropped), front.problem)


def sniff(text: str) -> tuple[tuple[str, ...], str]:
    """Titles of a document and the head of its body, without reading all of it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front, body = read_front_matter(text)
    head = "\n".join(body[:20000].lstrip("\n").split("\n")[:_HEAD_LINES])
    blocks = read_blocks(head).blocks[:2]
    return document_titles(front, [to_node(block, {}) for block in blocks]), body[:20000]


def document_titles(front: FrontMatter, nodes: Sequence[Node]) -> tuple[str, ...]:
    """All that may be a document's title: the front matter's, and its first two blocks where they are headings."""
    heads = [node.inline.text for node in nodes[:2] if node.is_heading]
    return tuple(title for title in (_first(front, _TITLE_KEYS), *heads) if title)


def issue_id(series: str, number: int | None, day: date | None, title: str) -> str:
    """Id of an issue: its number, else its date, else a hash of its title."""
    return f"{series}-{number if number is not None else day or content_id(title)}"


def rename(issue: Issue, name: str) -> Issue:
    """The same issue under another id, its items too."""
    return replace(issue, id=name, items=number_items(issue.items, name))


def permalink(issue: Issue, dialect: Dialect) -> str:
    """Where the issue is published, "" where its dialect's template cannot be filled."""
    day = issue.date
    values = {
        "number": issue.number,
        "date": day,
        "year": day and f"{day.year:04}",
        "month": day and f"{day.month:02}",
        "day": day and f"{day.day:02}",
        "stem": PurePosixPath(issue.source).stem,
    }
    fields = set(re.findall(r"\{(\w+)\}", dialect.permalink))
    if not dialect.permalink or any(values.get(name) is None for name in fields):
        return ""
    return re.sub(r"\{(\w+)\}", lambda name: str(values[name[1]]), dialect.permalink)


def _outline(nodes: Sequence[Node], dialect: Dialect, draft: bool, _description: str, _title: str) -> Laid:
    return lay_out(nodes, dialect, draft=draft)


def _numbered(nodes: Sequence[Node], dialect: Dialect, draft: bool, _description: str, _title: str) -> Laid:
    return lay_out_numbered(nodes, dialect)


def _digest(nodes: Sequence[Node], dialect: Dialect, _draft: bool, description: str, title: str) -> Laid:
    return lay_out_digest(nodes, dialect, description=description, title=title)


_LAYOUTS = {"outline": _outline, "numbered": _numbered, "digest": _digest}


def _configured(config: Config | None, source: str) -> Dialect | None:
    """The dialect that a kg.toml names for a document."""
    if config is None or not config.newsletters:
        return None
    newsletter = config.newsletter_of(Path(source) if config.folder is None else config.folder / source)
    return newsletter.dialect if newsletter else None


def _split_opinion(block: Block, refs: Mapping[str, str]) -> list[Node]:
    """A block as nodes: a line with an opinion in the middle of a paragraph is a paragraph of its own."""
    if block.kind in ("paragraph", "bullet") and "\n" in block.text and "pinion" in block.text:
        parts = re.split(r"\n(?=[*_]{1,3}\s*Opinions?\s*[:：])", block.text, flags=re.IGNORECASE)
        if len(parts) > 1:
            first = replace(block, text=parts[0])
            rest = [replace(block, kind="paragraph", text=part, marker="") for part in parts[1:]]
            return [to_node(part, refs) for part in (first, *rest)]
    return [to_node(block, refs)]


def _read_head(front: FrontMatter, nodes: Sequence[Node], dialect: Dialect, draft: bool) -> Head:
    """Title lines of the body, taken off where they are no section."""
    title, subtitle = _first(front, _TITLE_KEYS), _first(front, _SUBTITLE_KEYS)
    rest, used = list(nodes), []
    if rest and rest[0].is_heading and _is_title(rest, title, dialect, draft):
        title = title or rest[0].inline.text.split("\n")[0]
        used.append(rest.pop(0))
        if rest and _is_subtitle(used[0], rest, dialect):
            subtitle = rest[0].inline.text
            used.append(rest.pop(0))
    return Head(title, subtitle, tuple(rest), tuple(used))


def _is_title(nodes: Sequence[Node], title: str, dialect: Dialect, draft: bool) -> bool:
    """Whether the heading that opens the body is the issue's title."""
    text, level = nodes[0].inline.text, nodes[0].block.level
    if title:
        return _same(text, title) or (dialect.titles is not None and bool(dialect.titles.match(text)))
    if dialect.titles is not None and dialect.titles.match(text):
        return True
    if draft or level > 1:
        return level == 1 and dialect.number(text) is not None and dialect.titles is None
    return True


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


def _number(front: FrontMatter, head: Head, dialect: Dialect) -> int | None:
    """Issue number: the title tells it; a key of the front matter where the title is silent; never the file name."""
    number = dialect.number(head.title) if head.title else None
    if number is None and head.subtitle:
        number = dialect.number(head.subtitle)
    if number is None:
        digits = re.fullmatch(r"#?(\d{1,5})", _first(front, _NUMBER_KEYS))
        number = int(digits[1]) if digits else None
    return None if dialect.layout == "digest" else number


def _date(front: FrontMatter, name: str, title: str) -> date | None:
    """Day of publication: front matter, file name, title."""
    for text in (_first(front, _DATE_KEYS), name, title):
        day = _day(_DATE, text, 0)
        if day:
            return day
    return _day(_SHORT_DATE, name[:8], 2000)


def _day(pattern: re.Pattern[str], text: str, century: int) -> date | None:
    found = pattern.search(text)
    try:
        return date(century + int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _date_of_images(laid: Laid, dialect: Dialect) -> date | None:
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


def _slug(text: str) -> str:
    """Short name made of a folder's: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
