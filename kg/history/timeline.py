"""What an archive tells of one entity, in the order of time: events with their evidence, silences, versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kg.history.accounts import Account, group_accounts
from kg.history.cues import EventKind
from kg.history.events import Place, Said, Told, lead_end, leading_addresses, read_event
from kg.model import Entity, Issue, Item, Named
from kg.store.arrays import Arrays
from kg.store.columns import NamedPlace, StatedRelation, items_naming, places_beside, relations_with
from kg.store.reader import Reader
from kg.text.words import name_key, words

SILENCE = timedelta(weeks=6)
_THINGS = frozenset({"model", "product", "paper", "report", "benchmark", "event"})
_ORGANISATIONS = frozenset({"company", "institution"})
_NO_DEEDS = frozenset({"competes_with", "based_on", "works_at"})


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


def timeline(reader: Reader, name: str, *, exact: bool = False, as_of: str | None = None) -> Timeline:
    """Tell what the archive says of an entity, in order.

    Parameters
    ----------
    name
        Any name of it. The head of a family (GPT-5, Claude) stands for its members as well.
    exact
        Leave the members of its family out.
    as_of
        An issue, by number or id: what was known when it came out.

    Raises
    ------
    UnknownName
        Where no entity, or no issue, goes by that name.
    """
    entity = reader.entity(name)
    last = reader.find_issue(as_of) if as_of is not None else None
    return _Teller(reader, entity, exact=exact, last=last).tell()


def family_and_namesakes(reader: Reader, entity: Entity) -> list[str]:
    """Ids of all that one means by the name of an entity, itself first.

    These are the members of its family, over all generations, and what its maker calls by the same name: whoever asks
    for Cursor means the editor and the company.
    """
    arrays = reader.once(Arrays)
    found = {entity.id: None}
    if entity.type in {"company", "product"}:
        found |= dict.fromkeys(_namesakes(reader, entity))
    found |= dict.fromkeys(arrays.entities[index].id for index in arrays.members_of(entity.id))
    return list(found)


def _namesakes(reader: Reader, entity: Entity) -> Iterator[str]:
    """Ids of what an entity's maker, or what it makes, is called by one of its names."""
    for key in sorted({name_key(alias) for alias in (entity.name, *entity.aliases)}):
        for other in reader.store.entities_by_key(key):
            if entity.id in {other.maker, other.id} or other.id == entity.maker:
                yield other.id


@dataclass(frozen=True, slots=True)
class _Source:
    """One item that names the entity: what it tells, what it can be recognised by, and the ids of all that it names."""

    item: Item
    told: Told
    account: Account
    names: tuple[str, ...]


class _Teller:
    """Puts one timeline together."""

    def __init__(self, reader: Reader, entity: Entity, *, exact: bool, last: Issue | None) -> None:
        self.reader, self.entity, self.last = reader, entity, last
        self.issues = reader.issues()
        self.index_of = {issue.id: index for index, issue in enumerate(self.issues)}
        self.known = self.issues if last is None else self.issues[: self.index_of[last.id] + 1]
        self.members = [entity.id] if exact else family_and_namesakes(reader, entity)
        self.inside = frozenset(self.members)
        self.arrays = reader.once(Arrays)

    def tell(self) -> Timeline:
        """The timeline."""
        sources = self._sources()
        groups = group_accounts([source.account for source in sources])
        events = [self._event([sources[position] for position in group]) for group in groups]
        events.sort(key=self._order)
        covered = [self._as_source(source) for source in sources]
        return Timeline(
            self.entity,
            self._named(self.members),
            tuple(events),
            self._silences([source.issue for source in covered]),
            covered[0] if covered else None,
            covered[-1] if covered else None,
            self._versions(events),
            self.last,
        )

    def _named(self, ids: Sequence[str]) -> tuple[Named, ...]:
        """Entities in few words."""
        return tuple(self.arrays.entities[self.arrays.index_of[id_]].named for id_ in ids)

    def _type(self, id_: str) -> str:
        """Type of an entity."""
        return self.arrays.entities[self.arrays.index_of[id_]].type

    def _sources(self) -> list[_Source]:
        """All items that name the entity and were known then, read, in archive order."""
        store = self.reader.store
        indices = items_naming(store, self.members)
        places: dict[int, list[NamedPlace]] = defaultdict(list)
        for place in places_beside(store, self.members):
            places[place.item].append(place)
        stated: dict[int, list[StatedRelation]] = defaultdict(list)
        for relation in relations_with(store, self.members):
            stated[relation.item].append(relation)
        return [
            self._read(item, places[index], stated[index])
            for index, item in zip(indices, store.items([index + 1 for index in indices]), strict=True)
            if self.index_of[item.issue_id] < len(self.known)
        ]

    def _read(self, item: Item, places: Sequence[NamedPlace], stated: Sequence[StatedRelation]) -> _Source:
        """What an item tells, and what its account can be recognised by."""
        issue = self.reader.issue_of(item)
        lead = lead_end(item)
        acting = {place.entity for place in places if place.field == "text" and place.start < lead}
        told = read_event(
            item,
            [Place(place.field, place.start, place.end) for place in places if place.entity in self.inside],
            [self._said(relation) for relation in stated],
            type=self.entity.type,
            organisations=sum(self._type(id_) in _ORGANISATIONS for id_ in acting),
            issued=issue.date,
        )
        account = Account(
            told.kind,
            self.index_of[issue.id],
            told.day or issue.date,
            told.day is not None,
            item.kind == "editorial",
            leading_addresses(item),
            frozenset((r.subject, r.predicate, r.object) for r in stated if r.predicate not in _NO_DEEDS),
            self._things_told(item, places, told.evidence),
            frozenset(words(item.title)),
        )
        return _Source(item, told, account, tuple(dict.fromkeys(place.entity for place in places)))

    def _said(self, relation: StatedRelation) -> Said:
        """A relation as seen from the entity."""
        acts = relation.subject in self.inside
        return Said(
            relation.predicate, relation.object if acts else relation.subject, acts, relation.field, relation.start,
            relation.sentence, relation.certainty,
        )  # fmt: skip

    def _things_told(self, item: Item, places: Sequence[NamedPlace], evidence: str) -> frozenset[str]:
        """Models, products, papers … of others that heading or evidence name."""
        head = len(item.title)
        return frozenset(
            place.entity
            for place in places
            if place.field == "text" and place.entity not in self.inside and self._type(place.entity) in _THINGS
            and (place.start < head or item.text[place.start : place.end] in evidence)
        )  # fmt: skip

    def _event(self, sources: Sequence[_Source]) -> Event:
        """One event from all accounts of it."""
        best = next((each for each in sources if each.item.kind != "editorial"), sources[0])
        ordered = [best, *(each for each in sources if each is not best)]
        days = [each.told.day for each in sources if each.told.day]
        named = list(dict.fromkeys(id_ for each in ordered for id_ in each.names))
        return Event(
            min(days) if days else sources[0].account.day,
            bool(days),
            best.told.kind,
            tuple(self._as_source(each) for each in ordered),
            self._named([id_ for id_ in named if id_ in self.inside]),
            self._named([id_ for id_ in named if id_ not in self.inside]),
        )

    def _as_source(self, source: _Source) -> Source:
        """A source as it is shown."""
        item = source.item
        return Source(item.id, self.reader.issue_of(item), item.title, source.told.evidence, item.urls)

    def _order(self, event: Event) -> tuple[date, int]:
        """Sort key: the day, or the nearest earlier day of the archive that is known."""
        index = self.index_of[event.issue.id]
        before = (issue.date for issue in reversed(self.issues[: index + 1]) if issue.date)
        return event.day or next(before, date.min), index

    def _silences(self, covered: Sequence[Issue]) -> tuple[Silence, ...]:
        """Long times without coverage in which issues came out."""
        days = sorted({issue.date for issue in covered if issue.date})
        if not days:
            return ()
        published = sorted(issue.date for issue in self.known if issue.date)
        found = [
            Silence(since, until, sum(since < day < until for day in published), True)
            for since, until in pairwise(days)
        ]
        found.append(Silence(days[-1], published[-1], sum(day > days[-1] for day in published), False))
        return tuple(each for each in found if each.until - each.since > SILENCE and each.issues)

    def _versions(self, events: Sequence[Event]) -> tuple[Version, ...]:
        """The line of versions of a model or product."""
        if self.entity.type not in {"model", "product"} or len(self.members) < 2:
            return ()
        first = _first_events(events)
        entities = [found for id_ in first if (found := self.reader.store.entity(id_))]
        entities.sort(key=lambda e: (e.version, self._order(first[e.id]), e.id))
        return tuple(self._version(entity, first[entity.id]) for entity in entities)

    def _version(self, entity: Entity, event: Event) -> Version:
        """One version, with its first event."""
        (named,) = self._named([entity.id])
        maker = entity.maker or self.entity.maker
        known = self._named([maker]) if maker in self.arrays.index_of else (None,)
        return Version(named, known[0], event.day, event.item)


def _first_events(events: Sequence[Event]) -> dict[str, Event]:
    """The release of each member, or where none is told, its first event."""
    first: dict[str, Event] = {}
    for event in events:
        for member in event.members:
            if event.kind == "release" and member.name in event.evidence:
                first.setdefault(member.id, event)
    for event in events:
        for member in event.members:
            first.setdefault(member.id, event)
    return first
