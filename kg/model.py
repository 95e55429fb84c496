"""The records that pass between modules: what an issue holds, and what is known from it.

Every record is frozen. Text is always the visible text: link labels are kept, markup is not. Positions are
character offsets into one field of an item (``"text"`` or ``"opinion"``), half open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ItemKind = Literal["editorial", "story", "bullet", "paper", "reading"]
ITEM_KINDS: tuple[ItemKind, ...] = ("editorial", "story", "bullet", "paper", "reading")

EntityType = Literal[
    "company", "institution", "model", "product", "paper", "report", "article", "person", "benchmark", "event"
]
ENTITY_TYPES: tuple[EntityType, ...] = (
    "company", "institution", "model", "product", "paper", "report", "article", "person", "benchmark", "event",
)  # fmt: skip

Predicate = Literal[
    "released", "acquired", "invested_in", "partnered_with", "based_on", "competes_with", "authored", "works_at", "ipo"
]
PREDICATES: tuple[Predicate, ...] = (
    "released", "acquired", "invested_in", "partnered_with", "based_on", "competes_with", "authored", "works_at", "ipo",
)  # fmt: skip

MUTUAL: frozenset[Predicate] = frozenset({"partnered_with", "competes_with"})
"""Predicates that say the same from either side."""

EventKind = Literal[
    "release", "investment", "acquisition", "partnership", "ipo", "paper", "report", "incident", "people", "legal",
    "comparison", "mention",
]  # fmt: skip
EVENT_KINDS: tuple[EventKind, ...] = (
    "release", "investment", "acquisition", "partnership", "ipo", "paper", "report", "incident", "people", "legal",
    "comparison", "mention",
)  # fmt: skip

Certainty = Literal["stated", "rumoured", "negated"]
TextField = Literal["text", "opinion"]


@dataclass(frozen=True, slots=True)
class Link:
    """A URL of an item.

    Attributes
    ----------
    url
        As written in the source.
    canonical
        The same resource under one spelling (see `kg.text.urls.canonical_url`).
    label
        The visible text of the link; the URL itself where it was bare; "" for a linked image.
    field, start, end
        Where the label stands in the item; ``start == end`` where it has no visible text.
    """

    url: str
    canonical: str
    label: str
    field: TextField = "text"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """A figure: `source` as written (a path or a URL), `path` the file beneath the source folder, if it is there."""

    source: str
    alt: str = ""
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One story, bullet, paper or reading tip of an issue: the unit of everything.

    Attributes
    ----------
    id
        Readable and stable: ``leotalk-7-3f2a9c`` (series, issue number, hash of section and title).
    position
        0-based rank in the issue.
    section
        Title of the section, "" where there is none.
    title
        Heading, or first line or sentence. ``text`` always begins with it.
    text
        Visible text, title included, without the opinion. Blocks are separated by line ends.
    opinion
        The editor's own opinion, "" where there is none.
    links
        In order of appearance, each URL once.
    lines
        First and last source line, 1-based, inclusive; (0, 0) where the source has no lines.
    above
        Titles of the sections that its section stands in, the outermost first.
    """

    id: str
    issue_id: str
    position: int
    section: str
    kind: ItemKind
    title: str
    text: str
    opinion: str = ""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    lines: tuple[int, int] = (0, 0)
    above: tuple[str, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """URLs as written, in order, once each."""
        return tuple(dict.fromkeys(link.url for link in self.links))

    @property
    def body(self) -> str:
        """The text after the title."""
        return self.text[len(self.title) :].strip()

    def field(self, name: TextField) -> str:
        """The text that offsets of `name` point into."""
        return self.text if name == "text" else self.opinion


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a newsletter.

    Attributes
    ----------
    id
        ``series-number``, or ``series-date`` or ``series-<hash>`` for issues without a number.
    series
        Short name of the newsletter (``leotalk``).
    date_inferred
        True where the date comes from the neighbours' rhythm and not from the source.
    language
        ``zh`` or ``en``: what most of it is written in.
    source
        Path of the document it was read from, relative to the source that was given.
    permalink
        Where the published issue stands, "" where unknown.
    """

    id: str
    series: str
    number: int | None
    title: str
    date: date | None
    source: str
    items: tuple[Item, ...] = ()
    subtitle: str = ""
    series_title: str = ""
    date_inferred: bool = False
    language: str = "zh"
    permalink: str = ""

    @property
    def label(self) -> str:
        """What it goes by in a few characters: ``#7``, the id where it has no number."""
        return f"#{self.number}" if self.number is not None else self.id

    @property
    def dated_label(self) -> str:
        """The label and the day: ``#7 2025-10-13``."""
        return f"{self.label} {self.date or 'undated'}"

    @property
    def tick(self) -> str:
        """The same under an axis, where days tell more than ids: ``#7``, else the day, else the id."""
        return self.label if self.number is not None else str(self.date or self.id)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines of a source, 1-based and inclusive, that are in no item, and why."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """What an issue was read from, and which lines of it are in no item.

    Attributes
    ----------
    left_out
        Counted as `Item.lines` are: from the beginning of the file.
    first
        The line of the file on which the text begins: a file may hold several issues.
    """

    text: str
    left_out: tuple[LeftOut, ...] = ()
    first: int = 1

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of an item's text that names an entity.

    Attributes
    ----------
    name
        Name of the entity as proposed by the rule: the gazetteer's, or the normalised surface.
    rule
        What found it, e.g. ``gazetteer``, ``url:arxiv``, ``name``, ``release:object``.
    entity
        Id of the entity that it was resolved to; "" before resolution.
    reason
        Why it was resolved so: ``alias``, ``same url``, ``normalised form``, ``correction`` …
    doubt
        0 certain … 1 guessed; what `kg review` sorts by.
    url
        Canonical URL that names the entity, where one does.
    news
        (kind of event, how likely, 0 … 1) of what the item tells as news of it; None where no reader looked for any.
    """

    item_id: str
    field: TextField
    start: int
    end: int
    surface: str
    type: EntityType
    name: str
    rule: str
    entity: str = ""
    reason: str = ""
    doubt: float = 0.0
    url: str = ""
    news: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with one identity over all spellings and both languages.

    Attributes
    ----------
    id
        ``type:slug`` (``company:nvidia``, ``model:grok-4-fast``), the same in every build.
    aliases
        All known names, the archive's own spellings included; `name` first.
    maker
        Id of the organisation that makes it (models, products) or owns it (companies), "" where unknown.
    family
        Id of the model or product that it is a version or variant of, "" where it is its own head.
    version
        Sort key of the version inside the family, e.g. ``(5, 1)`` for GPT-5.1-Codex-Max; () where none.
    known
        True where the gazetteer knows it, False where it was found by rule.
    urls
        Canonical URLs that name it.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    maker: str = ""
    family: str = ""
    version: tuple[int, ...] = ()
    known: bool = False
    urls: tuple[str, ...] = ()

    @property
    def belongs_to(self) -> tuple[tuple[Literal["part_of", "made_by"], str], ...]:
        """What follows from what it is: how it belongs to which others, by id."""
        found: list[tuple[Literal["part_of", "made_by"], str]] = []
        if self.family:
            found.append(("part_of", self.family))
        if self.maker:
            found.append(("part_of" if self.type in {"company", "institution"} else "made_by", self.maker))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Named:
    """An entity in few words."""

    id: str
    type: EntityType
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a relation is said: the sentence and its place in an item."""

    item_id: str
    field: TextField
    start: int
    end: int
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Who did what, with the sentence that says so.

    Attributes
    ----------
    subject, object
        Entity ids. For ``ipo`` the object may equal the subject.
    certainty
        ``rumoured`` for plans and hearsay, ``negated`` where the text denies it.
    attributes
        Parsed details, e.g. ``(("amount", "10000000000"), ("currency", "USD"), ("valuation", "18000000000"))``;
        ``("former", "true")`` for a post that somebody has left.
    doubt
        0 certain … 1 guessed.
    """

    subject: str
    predicate: Predicate
    object: str
    evidence: Evidence
    certainty: Certainty = "stated"
    attributes: tuple[tuple[str, str], ...] = ()
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an item that has a vector of its own.

    Attributes
    ----------
    item_id
        The item.
    grain
        ``title``, ``item``, ``chunk``, ``sentence`` or ``opinion``.
    field, start, end
        Its place in the item.
    text
        What is embedded.
    language
        ``zh`` or ``en``.
    """

    item_id: str
    grain: str
    field: TextField
    start: int
    end: int
    text: str
    language: str


def name_record(entity: Entity | Named) -> dict[str, str]:
    """An entity in few words, for JSON."""
    return {"id": entity.id, "type": entity.type, "name": entity.name}
