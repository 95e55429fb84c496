"""What an archive tells of one entity, in the order of time: events with their evidence, silences, versions."""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.history.accounts import NEVER_JOINED, Account, group_accounts
from kg.history.kin import family_and_namesakes
from kg.history.readings import FIELDS, Readings
from kg.model import EVENT_KINDS, Entity, EventKind, Issue, Named
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import texts_of, urls_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENCE = timedelta(weeks=6)


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
    doubt
        Of the kind, 0 certain … 1 guessed: that of the surest of its sources.
    """

    day: date | None
    stated: bool
    kind: EventKind
    sources: tuple[Source, ...]
    members: tuple[Named, ...]
    others: tuple[Named, ...]
    doubt: float = 0.0

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
    with _unswept():
        return _Teller(reader, entity, exact=exact, last=last).tell()


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep Python from looking for garbage: of 100,000 records that are all kept that takes as long as making them."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Told:
    """One item that names the entity: as it is shown, what it can be recognised by, and all that it names."""

    source: Source
    account: Account
    names: list[int]
    doubt: float


class _Teller:
    """Puts one timeline together."""

    def __init__(self, reader: Reader, entity: Entity, *, exact: bool, last: Issue | None) -> None:
        self.reader, self.entity, self.exact, self.last = reader, entity, exact, last
        self.issues = reader.issues()
        self.index_of = {issue.id: index for index, issue in enumerate(self.issues)}
        self.known = self.issues if last is None else self.issues[: self.index_of[last.id] + 1]
        self.arrays = reader.once(Arrays)
        self.members = [entity.id] if exact else family_and_namesakes(reader, entity)
        self.inside = frozenset(self.arrays.index_of[id_] for id_ in self.members)
        self._in_few_words: dict[int, Named] = {}

    def tell(self) -> Timeline:
        """The timeline."""
        told = self._told()
        groups = group_accounts([each.account for each in told])
        events = [self._event([told[position] for position in group]) for group in groups]
        events.sort(key=self._order)
        return Timeline(
            self.entity,
            self._named(self.arrays.index_of[id_] for id_ in self.members),
            tuple(events),
            self._silences([each.source.issue for each in told]),
            told[0].source if told else None,
            told[-1].source if told else None,
            self._versions(events),
            self.last,
        )

    def _named(self, entities: Iterable[int]) -> tuple[Named, ...]:
        """Entities in few words."""
        known = self._in_few_words
        return tuple(
            known[index] if index in known else known.setdefault(index, self.arrays.entities[index].named)
            for index in entities
        )

    def _told(self) -> list[_Told]:
        """What all items tell that name the entity and were known then, in archive order."""
        readings = self.reader.once(Readings)
        chosen = readings.of(self.arrays.index_of[self.entity.id], exact=self.exact)
        items = readings.item[chosen]
        issues = self.arrays.issues[items]
        before = int(np.searchsorted(issues, len(self.known)))
        chosen, items, issues = chosen[:before], items[:before], issues[:before]
        sources = self._sources(readings, chosen, items)
        accounts = self._accounts(readings, chosen, items, issues)
        names = readings.names.each(items)
        doubts = (readings.doubt[chosen] / 1000).tolist()
        return [_Told(*each) for each in zip(sources, accounts, names, doubts, strict=True)]

    def _sources(self, readings: Readings, chosen: NDArray[np.int32], items: NDArray[np.int32]) -> list[Source]:
        """The items as they are shown."""
        texts, urls = texts_of(self.reader.store, items.tolist()), urls_of(self.reader.store, items.tolist())
        fields, spans = readings.field[chosen].tolist(), readings.span[chosen].tolist()
        found = []
        for item, field, (start, end) in zip(items.tolist(), fields, spans, strict=True):
            row = texts[item]
            text = row.text if FIELDS[field] == "text" else row.opinion
            found.append(Source(row.id, self.issues[row.issue], row.title, text[start:end], urls.get(item, ())))
        return found

    def _accounts(
        self, readings: Readings, chosen: NDArray[np.int32], items: NDArray[np.int32], issues: NDArray[np.int32]
    ) -> list[Account]:
        """What the items can be recognised by."""
        forewords = self.arrays.of_kind("editorial")[items].tolist()
        kinds, days = readings.kind[chosen], readings.day[chosen].tolist()
        joined = ~np.isin(kinds, [EVENT_KINDS.index(kind) for kind in NEVER_JOINED])
        traits = zip(
            *(lists.each(which[joined]) for lists, which in (
                (readings.links, items), (readings.deeds, chosen), (readings.things, chosen), (readings.words, items)
            )),
            strict=True,
        )  # fmt: skip
        nothing: tuple[list[int], ...] = ([], [], [], [])
        return [
            Account(
                EVENT_KINDS[kind],
                issue,
                date.fromordinal(day) if day else self.issues[issue].date,
                day > 0,
                foreword,
                *map(frozenset, next(traits) if may_join else nothing),
            )
            for kind, issue, day, foreword, may_join in zip(
                kinds.tolist(), issues.tolist(), days, forewords, joined.tolist(), strict=True
            )
        ]

    def _event(self, told: Sequence[_Told]) -> Event:
        """One event from all accounts of it."""
        best = next((each for each in told if not each.account.editorial), told[0])
        ordered = [best, *(each for each in told if each is not best)] if len(told) > 1 else told
        days = [each.account.day for each in told if each.account.stated and each.account.day]
        named = dict.fromkeys(index for each in ordered for index in each.names)
        return Event(
            min(days) if days else told[0].account.day,
            bool(days),
            best.account.kind,
            tuple(each.source for each in ordered),
            self._named(index for index in named if index in self.inside),
            self._named(index for index in named if index not in self.inside),
            min(each.doubt for each in told if each.account.kind == best.account.kind),
        )

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
            Silence(since, until, bisect_left(published, until) - bisect_right(published, since), True)
            for since, until in pairwise(days)
        ]
        found.append(Silence(days[-1], published[-1], len(published) - bisect_right(published, days[-1]), False))
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
        index_of = self.arrays.index_of
        (named,) = self._named([index_of[entity.id]])
        maker = entity.maker or self.entity.maker
        known = self._named([index_of[maker]]) if maker in index_of else (None,)
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
