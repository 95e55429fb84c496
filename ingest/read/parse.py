"""One document -> one Issue: its title, number and date, then its items by the layout of its dialect."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath, PurePosixPath

from ingest.read.dialects import DIALECTS, FALLBACK, Dialect, find_dialect
from ingest.read.failures import LineFailure
from ingest.read.frontmatter import FrontMatter, read_front_matter
from ingest.read.grid.cut import lay_out_grid
from ingest.read.grid.grid import Body, Grid, Plan
from ingest.read.head import Head, date_of_images, document_titles, issue_date, issue_number, read_head
from ingest.read.issue_dates import doubt_of_date
from ingest.read.items import Node, content_id, number_items, to_node
from ingest.read.layouts.bullets import lay_out_bullets
from ingest.read.layouts.numbered import lay_out_numbered
from ingest.read.layouts.outline import Laid, lay_out
from ingest.read.markdown.blocks import Block, Dropped, read_blocks
from ingest.read.markdown.definitions import DEFINITION
from kg.model import Image, Issue, Item
from kg.text.words import language_of, storable

_SNIFFED = 20_000  # characters of a body that tell whose it is
_HEAD_LINES = 60
_LANGUAGE_FROM = 200_000
_SAYS_NOTHING = re.compile(
    r"(?:posts?|docs?|contents?|issues?|archives?|src|md|markdown|newsletters?|blog|articles?|data|pages|public|static|sources?|texts?)(?:-[a-z]{2}(?:-[a-z]{2,4})?)?"
    r"|i18n|l10n|locales?|translations?|languages?|[a-z]{2}(?:-[a-z]{2,4})?|[\d-]+"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a document, which tells whose it is.

    Attributes
    ----------
    titles
        All that may be its title, the front matter's first.
    text
        The first characters of its body.
    """

    titles: tuple[str, ...]
    text: str

    @property
    def title(self) -> str:
        """What is most likely its title, "" where it has none."""
        return self.titles[0] if self.titles else ""

    def find_dialect(self, name: str, *, rows: Iterable[Dialect] = DIALECTS) -> Dialect | None:
        """The newsletter that a document of this file name is an issue of, None where it is none of them."""
        return find_dialect(self.titles, name, self.text, rows=rows)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document split into front matter and blocks, its items not yet cut.

    Attributes
    ----------
    source
        Its path, as it is to be recorded.
    opening
        Its beginning.
    nodes
        Its blocks and what a reader sees of them.
    refs
        Targets of its reference links.
    dropped
        Lines that are in no block.
    size
        Number of its lines.
    """

    source: str
    front: FrontMatter
    opening: Opening
    nodes: tuple[Node, ...]
    refs: Mapping[str, str]
    dropped: tuple[Dropped, ...]
    size: int = 0

    @property
    def path(self) -> PurePosixPath:
        """Its path with forward slashes."""
        return PurePosixPath(self.source.replace("\\", "/"))

    def find_dialect(self) -> Dialect | None:
        """The newsletter that it is an issue of, None where it is none that we know."""
        return self.opening.find_dialect(self.path.name)


@dataclass(frozen=True, slots=True)
class ParsedIssue:
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


def parse_document(text: str, *, source: str, dialect: Dialect | None = None) -> ParsedIssue:
    """Read one document as an issue.

    Parameters
    ----------
    source
        Its path, as it is to be recorded; the file name may tell the date.
    dialect
        How to read it; found from the document where missing.

    Returns
    -------
    ParsedIssue
        The issue with all its items, and an account of all its lines; `number` and `date` are None where the document
        tells none. Image paths are not resolved.
    """
    manuscript = open_manuscript(text, source)
    return parse_manuscript(manuscript, dialect or manuscript.find_dialect() or FALLBACK)


def open_manuscript(text: str, source: str, values: Mapping[str, str] | None = None) -> Manuscript:
    """Split a document into its front matter and its blocks.

    Parameters
    ----------
    values
        What its source tells beside it, under the keys of front matter.
    """
    text = _unify_lines(text)
    front, body = read_front_matter(text)
    if values:
        front = replace(front, values={**front.values, **values})
    markdown = read_blocks(body, first_line=front.last + 1)
    nodes = tuple(part for block in markdown.blocks for part in _nodes(block, markdown.refs))
    opening = Opening(document_titles(front, nodes), body[:_SNIFFED])
    return Manuscript(storable(source), front, opening, nodes, markdown.refs, markdown.dropped, text.count("\n") + 1)


def parse_manuscript(manuscript: Manuscript, dialect: Dialect, plan: Plan | None = None) -> ParsedIssue:
    """Cut an issue as its dialect says, or as its newsletter's grid has it.

    Parameters
    ----------
    plan
        What the grid of its newsletter has found for it; found from this issue alone where missing.
    """
    head = read_head(manuscript.front, manuscript.nodes, dialect)
    return assemble(manuscript, dialect, head, _cut(manuscript, head, dialect, plan))


def body_of(manuscript: Manuscript, dialect: Dialect) -> Body:
    """What a grid is induced from."""
    head = read_head(manuscript.front, manuscript.nodes, dialect)
    return Body(head.nodes, manuscript.refs, _rules(manuscript))


def _rules(manuscript: Manuscript) -> frozenset[int]:
    return frozenset(each.first for each in manuscript.dropped if each.reason == "rule")


def _cut(manuscript: Manuscript, head: Head, dialect: Dialect, plan: Plan | None) -> Laid:
    """The items of an issue."""
    if dialect.layout == "numbered":
        return lay_out_numbered(head.nodes, dialect)
    if dialect.layout == "bullets":
        description = manuscript.front.values.get("description", "")
        return lay_out_bullets(head.nodes, dialect, description=description, title=head.title)
    if dialect.layout == "outline":
        return lay_out(head.nodes, dialect)
    plan = plan or Grid([body_of(manuscript, dialect)], dialect.marks).plan(0)
    return lay_out_grid(plan, dialect, title=head.title, rules=_rules(manuscript))


def assemble(manuscript: Manuscript, dialect: Dialect, head: Head, laid: Laid) -> ParsedIssue:
    """Put an issue together from its head and its items."""
    own = next((url for node in head.used if (url := _whole_link(node))), "")
    for node in head.used:
        if not _whole_link(node):
            laid.keep(node)
    issue = _without_items(manuscript, dialect, head, laid)
    items = [
        builder.build("", index, [Image(image.source, image.alt) for image in builder.images])
        for index, builder in enumerate(laid.items)
    ]
    issue = replace(
        issue,
        items=number_items(_with_blank_lines(items, manuscript), issue.id),
        language=dialect.language or _language(items, issue.title),
        permalink=permalink(issue, dialect) or manuscript.front.values.get("permalink", "") or own,
    )
    front = manuscript.front
    problem = front.problem or doubt_of_date(front, manuscript.path, dialect.day_first)
    lines = [(node.block.first, node.block.last) for node in (*head.used, *laid.headings)]
    metadata = ((1, front.last), *lines) if front.last else tuple(lines)
    return ParsedIssue(issue, dialect, metadata, (*manuscript.dropped, *laid.dropped), problem)


def _whole_link(node: Node) -> str:
    """Where a title leads that is nothing but a link: to the issue itself; "" where it is none."""
    links = node.inline.links
    whole = len(links) == 1 and (links[0].start, links[0].end) == (0, len(node.inline.text)) and not node.inline.images
    return links[0].url if whole else ""


def _with_blank_lines(items: Sequence[Item], manuscript: Manuscript) -> list[Item]:
    """Items whose last line is that of the blank lines below them: an item reaches to whatever comes next."""
    taken = sorted(
        {node.block.first for node in manuscript.nodes}
        | {each.first for each in manuscript.dropped if each.reason != DEFINITION}
        | {item.lines[0] for item in items}
        | {manuscript.size + 1}
    )
    reaching = []
    for item in items:
        after = bisect_right(taken, item.lines[1])
        last = taken[after] - 1 if after < len(taken) else item.lines[1]
        reaching.append(replace(item, lines=(item.lines[0], max(item.lines[1], last))))
    return reaching


def _without_items(manuscript: Manuscript, dialect: Dialect, head: Head, laid: Laid) -> Issue:
    """What is known of an issue but its items: title, number, date and id."""
    path = manuscript.path
    number = issue_number(manuscript.front, head, dialect, path)
    day = issue_date(manuscript.front, path, head, dialect)
    inferred = None if day else date_of_images(laid, dialect)
    title = head.title or re.sub(r"\.(?:md|markdown|txt)$", "", path.name)
    series = dialect.series or series_of(path)
    return Issue(
        id=issue_id(series, number, day, title),
        series=series,
        number=number,
        title=title,
        date=day or inferred,
        source=manuscript.source,
        subtitle=head.subtitle,
        series_title=dialect.series_title or series,
        date_inferred=inferred is not None,
    )


def _language(items: list[Item], title: str) -> str:
    """The language that most of an issue is in."""
    return language_of("\n".join(item.text for item in items)[:_LANGUAGE_FROM] or title)


def read_opening(text: str, values: Mapping[str, str] | None = None) -> Opening:
    """Read the beginning of a document, without reading all of it."""
    front, body = read_front_matter(_unify_lines(text))
    front = replace(front, values={**front.values, **(values or {})})
    head = "\n".join(body[:_SNIFFED].lstrip("\n").split("\n")[:_HEAD_LINES])
    blocks = read_blocks(head).blocks[:2]
    return Opening(document_titles(front, [to_node(block, {}) for block in blocks]), body[:_SNIFFED])


def _unify_lines(text: str) -> str:
    """A text with one kind of line ends and no byte order mark, which every file and database takes."""
    return storable(text).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


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


def _nodes(block: Block, refs: Mapping[str, str]) -> list[Node]:
    """What a reader sees of a block; what goes wrong is told with its line."""
    try:
        return _split_opinion(block, refs)
    except Exception as error:
        raise LineFailure(block.first) from error


def _split_opinion(block: Block, refs: Mapping[str, str]) -> list[Node]:
    """A block as nodes: a line with an opinion in the middle of a paragraph is a paragraph of its own."""
    if block.kind in ("paragraph", "bullet") and "\n" in block.text and "pinion" in block.text:
        parts = re.split(r"\n(?=[*_]{1,3}\s*Opinions?\s*[:：])", block.text, flags=re.IGNORECASE)
        if len(parts) > 1:
            first = replace(block, text=parts[0])
            rest = [replace(block, kind="paragraph", text=part, marker="") for part in parts[1:]]
            return [to_node(part, refs) for part in (first, *rest)]
    return [to_node(block, refs)]
