"""One document -> one Issue: its title, number and date, then its items by the layout of its dialect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from ingest.read.dialects import FALLBACK, Dialect, find_dialect
from ingest.read.frontmatter import read_front_matter
from ingest.read.head import date_of_images, document_titles, issue_date, issue_number, read_head
from ingest.read.items import Node, content_id, number_items, to_node
from ingest.read.layouts.bullets import lay_out_digest
from ingest.read.layouts.numbered import lay_out_numbered
from ingest.read.layouts.outline import Laid, lay_out
from ingest.read.markdown.blocks import Block, Dropped, read_blocks
from kg.model import Image, Issue
from kg.text.words import language_of

if TYPE_CHECKING:
    from ingest.read.config import Config

_HEAD_LINES = 60
_SAYS_NOTHING = re.compile(
    r"posts?|docs?|content|issues?|archives?|src|md|markdown|newsletters?|blog|articles?|[a-z]{2}|[\d-]+"
)


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
    r"""Read what an editor is about to publish: a whole issue in any dialect, or a few notes.

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
    >>> [item.title for item in parse_draft("OpenAI发布了新模型。\n\nNvidia invests in Intel.", "-").items]
    ['OpenAI发布了新模型', 'Nvidia invests in Intel']
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
    head = read_head(front, nodes, dialect, draft)
    description = dialect.layout == "digest" and front.values.get("description", "")
    laid = _LAYOUTS[dialect.layout](
        head.nodes, dialect, draft, description if isinstance(description, str) else "", head.title
    )
    for node in head.used:
        laid.keep(node)
    number = issue_number(front, head, dialect)
    day = issue_date(front, name, head.title, dialect)
    inferred = None if day else date_of_images(laid, dialect)
    title = head.title or re.sub(r"\.(?:md|markdown|txt)$", "", name)
    series = dialect.series or series_of(PurePosixPath(source.replace("\\", "/")))
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


def issue_id(series: str, number: int | None, day: date | None, title: str) -> str:
    """Id of an issue: its number, else its date, else a hash of its title."""
    return f"{series}-{number if number is not None else day or content_id(title)}"


def series_of(path: PurePath) -> str:
    """Short name for the newsletter of a document: the nearest folder above it that says anything.

    Examples
    --------
    >>> series_of(PurePosixPath("My Weekly/posts/2025/1.md"))
    'my-weekly'
    """
    for folder in path.parents:
        name = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")
        if name and not _SAYS_NOTHING.fullmatch(name):
            return name
        if folder.name and not name:
            return f"newsletter-{content_id(folder.name)}"
    return "newsletter"


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
