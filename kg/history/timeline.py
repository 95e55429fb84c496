"""What an archive tells of one entity, in the order of time: events with their evidence, silences, versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from kg.history.accounts import Account, group_accounts
from kg.history.events import Place, Reading, Said, lead_end, read_event
from kg.history.records import Event, Named, Silence, Source, Timeline, Version
from kg.model import Entity, EntityType, Issue, Item
from kg.store.history import entity_labels, items_naming, places_in_items, said_in_items
from kg.store.reader import Reader
from kg.text.words import name_key, words

__all__ = [
    "Event",
    "Named",
    "Silence",
    "Source",
    "Timeline",
    "Version",
    "family_and_namesakes",
    "timeline",
]

SILENCE = timedelta(weeks=6)
_THINGS = frozenset({"model", "product", "paper", "report", "benchmark", "event"})


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
    children: dict[str, list[str]] = defaultdict(list)
    for _, id_, _, _, family in entity_labels(reader.store):
        if family and family != id_:
            children[family].append(id_)
    keys = {name_key(alias) for alias in (entity.name, *entity.aliases)}
    same = [other for key in sorted(keys) for other in reader.store.entities_by_key(key)]
    kin = [other.id for other in same if entity.id in {other.maker, other.id} or other.id == entity.maker]
    found, waiting = {entity.id: None}, [entity.id]
    if entity.type in {"company", "product"}:
        found |= dict.fromkeys(kin)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return list(found)


class _Teller:
    """Puts one timeline together."""

    def __init__(self, reader: Reader, entity: Entity, *, exact: bool, last: Issue | None) -> None:
        self.reader, self.entity, self.last = reader, entity, last
        self.issues = reader.issues()
        self.issue_rows = {issue.id: row for row, issue in enumerate(self.issues, 1)}
        self.members = [entity.id] if exact else family_and_namesakes(reader, entity)
        self.names = {id_: Named(id_, type_, name) for _, id_, type_, name, _ in _labels(reader)}

    def tell(self) -> Timeline:
        """The timeline."""
        store = self.reader.store
        rows = items_naming(store, self.members)
        items = dict(zip(rows, store.items(rows), strict=True))
        if self.last is not None:
            limit = self.issue_rows[self.last.id]
            items = {row: item for row, item in items.items() if self.issue_rows[item.issue_id] <= limit}
        places: dict[int, list[tuple[str, Place]]] = defaultdict(list)
        for row, id_, field, start, end in places_in_items(store, self.members):
            if row in items:
                places[row].append((id_, Place("text" if field == "text" else "opinion", start, end)))
        said: dict[int, list[tuple[str, str, str, Said]]] = defaultdict(list)
        inside = set(self.members)
        for row, subject, predicate, other, field, start, sentence, certainty in said_in_items(store, self.members):
            acts = subject in inside
            told = Said(predicate, other if acts else subject, acts, field, start, sentence, certainty)  # type: ignore[arg-type]
            said[row].append((subject, predicate, other, told))
        readings = [(item, *self._read(item, places[row], said[row])) for row, item in items.items()]
        accounts = [account for _, _, account, _ in readings]
        events = [self._event([readings[position] for position in group]) for group in group_accounts(accounts)]
        events.sort(key=self._order)
        covered = [self._source(item, reading) for item, reading, _, _ in readings]
        return Timeline(
            self.entity,
            tuple(self.names[id_] for id_ in self.members),
            tuple(events),
            self._silences([source.issue for source in covered]),
            covered[0] if covered else None,
            covered[-1] if covered else None,
            self._versions(events),
            self.last,
        )

    def _read(
        self, item: Item, places: Sequence[tuple[str, Place]], said: Sequence[tuple[str, str, str, Said]]
    ) -> tuple[Reading, Account, tuple[str, ...]]:
        """What an item says, what the account is recognised by, and all entities it names."""
        issue = self.reader.issue_of(item)
        inside = set(self.members)
        own = [place for id_, place in places if id_ in inside]
        told = [each for *_, each in said]
        head, lead = len(item.title), lead_end(item)
        acting = {id_ for id_, place in places if place.field == "text" and place.start < lead}
        reading = read_event(
            item,
            own,
            told,
            type=self.entity.type,
            organisations=sum(self.names[id_].type in {"company", "institution"} for id_ in acting),
            issued=issue.date,
        )
        told_of = frozenset(
            id_
            for id_, place in places
            if place.field == "text" and id_ not in inside and self.names[id_].type in _THINGS
            and (place.start < head or item.text[place.start : place.end] in reading.evidence)
        )  # fmt: skip
        account = Account(
            reading.kind,
            self.issue_rows[issue.id],
            reading.day or issue.date,
            reading.day is not None,
            item.kind == "editorial",
            frozenset(link.canonical for link in item.links if link.field == "text" and link.start <= lead
                      and link.canonical.count("/") > 2),
            frozenset((s, p, o) for s, p, o, _ in said if p not in {"competes_with", "based_on", "works_at"}),
            told_of,
            frozenset(words(item.title)),
        )  # fmt: skip
        return reading, account, tuple(dict.fromkeys(id_ for id_, _ in places))

    def _event(self, told: Sequence[tuple[Item, Reading, Account, tuple[str, ...]]]) -> Event:
        """One event from all accounts of it."""
        best = next((each for each in told if each[0].kind != "editorial"), told[0])
        ordered = [best, *(each for each in told if each is not best)]
        days = [reading.day for _, reading, _, _ in told if reading.day]
        inside = set(self.members)
        named = list(dict.fromkeys(id_ for *_, ids in ordered for id_ in ids))
        return Event(
            min(days) if days else told[0][2].day,
            bool(days),
            best[1].kind,
            tuple(self._source(item, reading) for item, reading, _, _ in ordered),
            tuple(self.names[id_] for id_ in named if id_ in inside),
            tuple(self.names[id_] for id_ in named if id_ not in inside),
        )

    def _source(self, item: Item, reading: Reading) -> Source:
        """An item as a source."""
        return Source(item.id, self.reader.issue_of(item), item.title, reading.evidence, item.urls)

    def _order(self, event: Event) -> tuple[date, int]:
        """Sort key: the day, or the nearest earlier day of the archive that is known."""
        row = self.issue_rows[event.issue.id]
        known = event.day or next((issue.date for issue in reversed(self.issues[:row]) if issue.date), date.min)
        return known, row

    def _silences(self, covered: Sequence[Issue]) -> tuple[Silence, ...]:
        """Long times without coverage in which issues came out."""
        days = sorted({issue.date for issue in covered if issue.date})
        last = self.issue_rows[self.last.id] if self.last else len(self.issues)
        published = sorted(issue.date for issue in self.issues[:last] if issue.date)
        if not days:
            return ()
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
        first: dict[str, Event] = {}
        for wanted in ("release", None):  # the day of release where it is told, else of first coverage
            for event in events:
                for member in event.members:
                    if wanted is None or (event.kind == wanted and member.name in event.evidence):
                        first.setdefault(member.id, event)
        entities = [found for id_ in first if (found := self.reader.store.entity(id_))]
        entities.sort(key=lambda e: (e.version, self._order(first[e.id]), e.id))
        return tuple(
            Version(self.names[e.id], self.names.get(e.maker or self.entity.maker), first[e.id].day, first[e.id].item)
            for e in entities
        )


def _labels(reader: Reader) -> list[tuple[int, str, EntityType, str, str]]:
    """Labels of all entities, typed."""
    return entity_labels(reader.store)  # type: ignore[return-value]
