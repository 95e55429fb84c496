"""The records of a timeline: events with their sources, silences, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.history.cues import EventKind
from kg.model import Entity, EntityType, Issue


@dataclass(frozen=True, slots=True)
class Named:
    """An entity in few words."""

    id: str
    type: EntityType
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """One item that tells of an event: where it stands, what it says, where it leads."""

    item: str
    issue: Issue
    title: str
    evidence: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an entity.

    Attributes
    ----------
    day
        Day that the text states, else the date of the first issue that tells of it; None where neither is known.
    stated
        Whether the text states the day.
    sources
        The items that tell of it, oldest first, the best one (never a foreword where there is another) in front.
    members
        Which of the timeline's entities it is about (the entity itself, or models of the family).
    others
        Other entities in it.
    """

    day: date | None
    stated: bool
    kind: EventKind
    sources: tuple[Source, ...]
    members: tuple[Named, ...]
    others: tuple[Named, ...]

    @property
    def title(self) -> str:
        """Heading of the first source, in one line."""
        return " ".join(self.sources[0].title.split())

    @property
    def evidence(self) -> str:
        """The sentence that says so."""
        return self.sources[0].evidence

    @property
    def issue(self) -> Issue:
        """Issue of the first source, without its items."""
        return self.sources[0].issue

    @property
    def item(self) -> str:
        """Id of the first source."""
        return self.sources[0].item


@dataclass(frozen=True, slots=True)
class Silence:
    """More than six weeks in which issues came out and none named the entity; `ended` where it was named again."""

    since: date
    until: date
    issues: int
    ended: bool

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model or product: its maker (None where unknown) and the first event that tells of it."""

    entity: Named
    maker: Named | None
    day: date | None
    item: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that an archive tells of an entity.

    Attributes
    ----------
    members
        Entities that count as it, itself first.
    events
        By day, then in the order of the archive.
    first, latest
        First and latest coverage, None where nothing names it yet.
    versions
        Of a model or product: the members that have events, by version, then by day.
    as_of
        The issue up to which it was asked, None for all.
    """

    entity: Entity
    members: tuple[Named, ...]
    events: tuple[Event, ...]
    silences: tuple[Silence, ...]
    first: Source | None
    latest: Source | None
    versions: tuple[Version, ...]
    as_of: Issue | None = None
