"""Replays corrections on resolved mentions and entities; the same result in whatever order they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.corrections.contradictions import chain_ends
from kg.corrections.correction import Correction, Corrections
from kg.corrections.known import close_ids
from kg.corrections.places import places_of
from kg.model import ENTITY_TYPES, Entity, EntityType, Item, Mention, TextField
from kg.text.words import name_key

REASON = "correction"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections made of mentions and entities.

    Attributes
    ----------
    redirects
        (old id, id now) of every entity that was merged or retyped, chains followed to their end.
    stale
        One sentence for each correction that no longer applies.
    """

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    redirects: tuple[tuple[str, str], ...] = ()
    stale: tuple[str, ...] = ()


def apply_corrections(
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    corrections: Corrections,
    *,
    item_of: Callable[[str], Item | None] = lambda item_id: None,
) -> Corrected:
    """Replay `corrections`; mentions keep their order, entities are sorted by id.

    Mentions that a person has decided on say ``correction`` as their reason and hold no doubt. An entity that is left
    without a mention goes, if a correction emptied it.

    Parameters
    ----------
    item_of
        Gives an item by its id, None where there is none: names that were missed are looked for in its text.
    """
    work = _Work(mentions, entities, item_of)
    entries = sorted(corrections.entries)
    # One kind after the other, each on what the mentions were resolved to at first, makes the order of entries idle.
    for kind, step in (
        ("ignore", work.ignore),
        ("split", work.split),
        ("not_same", work.part),
        ("alias", work.add_alias),
    ):
        for entry in entries:
            if entry.kind == kind:
                step(entry)
    work.move([entry for entry in entries if entry.moves])
    # Of two entities that became one, the one that took the other is called as it was said itself.
    moved = {entry.entity for entry in entries if entry.moves}
    for entry in sorted(entries, key=lambda entry: entry.entity not in moved):
        if entry.kind == "rename":
            work.rename(entry)
    for kind, step in (("name", work.add_name), ("confirm", work.confirm), ("event", work.set_event)):
        for entry in entries:
            if entry.kind == kind:
                step(entry)
    return work.result()


class _Work:
    """Mentions and entities while corrections are replayed."""

    def __init__(
        self, mentions: Sequence[Mention], entities: Sequence[Entity], item_of: Callable[[str], Item | None]
    ) -> None:
        self._item_of = item_of
        self._first = tuple(mentions)
        self._mentions: list[Mention | None] = list(mentions)
        self._entities: dict[str, Entity] = {entity.id: entity for entity in entities}
        self._rows: dict[str, list[int]] = {}
        for row, mention in enumerate(mentions):
            self._rows.setdefault(mention.entity, []).append(row)
        self._redirects: dict[str, str] = {}
        self._touched: set[str] = set()
        self._ignored: set[str] = set()
        self._renamed: set[str] = set()
        self._stale: list[str] = []

    def _hold(self, entry: Correction, why: str = "") -> None:
        """Report a correction that does not apply: why, else that the archive does not know its entity."""
        self._stale.append(f"The correction {entry} no longer applies: {why or self._missing(entry.entity)}.")

    def _missing(self, entity_id: str) -> str:
        """That an entity is not there, and what is called much like it."""
        close = close_ids(entity_id, self._entities.values())
        return f"{entity_id} is not in this archive" + (f"; close to it: {', '.join(close)}" if close else "")

    def _selected(self, entry: Correction) -> list[int]:
        """Rows of the entity's mentions that an entry is about, as they were resolved at first."""
        key = name_key(entry.surface)
        return [
            row
            for row in self._rows.get(entry.entity, ())
            if (not key or name_key(self._first[row].surface) == key)
            and (not entry.item or self._first[row].item_id == entry.item)
        ]

    def ignore(self, entry: Correction) -> None:
        """Drop mentions, and the entity where none are left."""
        rows = self._selected(entry)
        whole = not entry.surface and not entry.item
        if not rows and not (whole and entry.entity in self._entities):
            return self._hold(entry, "no mention is like that" if entry.entity in self._entities else "")
        for row in rows:
            self._mentions[row] = None
        self._touched.add(entry.entity)
        if whole:
            self._ignored.add(entry.entity)
            self._entities.pop(entry.entity, None)
        return None

    def split(self, entry: Correction) -> None:
        """Give mentions to another entity, made where it does not exist."""
        rows = [row for row in self._selected(entry) if self._mentions[row] is not None]
        if not rows:
            return self._hold(entry, "no mention is like that" if entry.entity in self._entities else "")
        self._give(rows, entry.into, entry.name or entry.surface)
        self._touched.add(entry.entity)
        return None

    def part(self, entry: Correction) -> None:
        """Keep two entities apart: mentions of one that are spelt like the other leave it."""
        if entry.entity in self._entities and entry.into in self._entities:
            return None
        there, gone = (entry.entity, entry.into) if entry.entity in self._entities else (entry.into, entry.entity)
        key = name_key(gone.partition(":")[2])
        rows = [row for row in self._rows.get(there, ()) if name_key(self._first[row].surface) == key]
        rows = [row for row in rows if self._mentions[row] is not None]
        if not rows:
            return self._hold(entry, self._missing(gone))
        self._touched.add(there)
        if gone in self._ignored:
            for row in rows:
                self._mentions[row] = None
        else:
            self._give(rows, gone, self._first[rows[0]].surface)
        return None

    def add_alias(self, entry: Correction) -> None:
        """Add a name; mentions of another entity of that type and spelling come over."""
        entity = self._entities.get(self._now(entry.entity))
        if entity is None:
            return self._hold(entry)
        self._entities[entity.id] = replace(entity, aliases=_once(entity.name, *entity.aliases, entry.surface))
        for other in self._called.get((entity.type, name_key(entry.surface)), ()):
            if other != entity.id and other in self._entities:
                rows = [row for row, mention in enumerate(self._mentions) if mention and mention.entity == other]
                self._give(rows, entity.id, entity.name)
                self._redirects[other] = entity.id
                self._absorb(other, entity.id)
        return None

    @cached_property
    def _called(self) -> dict[tuple[str, str], list[str]]:
        """Ids by type and spelling of the name, as they are when aliases come to be added."""
        called: dict[tuple[str, str], list[str]] = {}
        for entity in self._entities.values():
            called.setdefault((entity.type, name_key(entity.name)), []).append(entity.id)
        return called

    def _give(self, rows: Iterable[int], target: str, name: str) -> None:
        """Hand mentions over to `target`."""
        kind = _type_of(target)
        entity = self._entities.setdefault(target, Entity(target, kind, name, (name,)))
        for row in rows:
            mention = self._mentions[row]
            if mention is not None:
                self._mentions[row] = replace(
                    mention, entity=target, type=entity.type, name=entity.name, reason=REASON, doubt=0.0
                )

    def _absorb(self, source: str, target: str) -> None:
        """Give the names and links of an entity that goes to the one that stays."""
        gone = self._entities.pop(source, None)
        if gone is None:
            return
        kept = self._entities.get(target)
        if kept is None:
            self._entities[target] = replace(gone, id=target, type=_type_of(target))
            return
        self._entities[target] = replace(
            kept,
            aliases=_once(kept.name, *kept.aliases, gone.name, *gone.aliases),
            urls=tuple(dict.fromkeys((*kept.urls, *gone.urls))),
            known=kept.known or gone.known,
            maker=kept.maker or (gone.maker if gone.maker != target else ""),
            family=kept.family or (gone.family if gone.family != target else ""),
            version=kept.version or gone.version,
        )

    def move(self, entries: Sequence[Correction]) -> None:
        """Merge and retype, chains followed to their end."""
        ends = chain_ends({entry.entity: entry for entry in entries})
        passed = {entry.target for entry in entries}
        for entry in entries:
            passed_through = entry.entity in passed
            if entry.entity not in self._entities and not passed_through and entry.entity not in self._redirects:
                self._hold(entry)
        for source in sorted(ends):
            if source in self._entities:
                self._absorb(source, ends[source])
            self._redirects[source] = ends[source]
        for end in ends.values():
            self._redirects.pop(end, None)
        for row, mention in enumerate(self._mentions):
            if mention is not None and mention.entity in ends:
                entity = self._entities[ends[mention.entity]]
                self._mentions[row] = replace(
                    mention, entity=entity.id, type=entity.type, name=entity.name, reason=REASON, doubt=0.0
                )

    def rename(self, entry: Correction) -> None:
        """Give an entity another name; the old one stays as an alias."""
        entity = self._entities.get(self._now(entry.entity))
        if entity is None:
            return self._hold(entry)
        aliases = _once(entry.name, entity.name, *entity.aliases)
        self._entities[entity.id] = replace(entity, name=entry.name, aliases=aliases)
        self._renamed.add(entity.id)
        return None

    def add_name(self, entry: Correction) -> None:
        """Name an entity wherever an item is written so, in place of what was found there."""
        item = self._item_of(entry.item)
        if item is None:
            return self._hold(entry, f"no item is called {entry.item}")
        places = list(places_of(entry.surface, item))
        if not places:
            return self._hold(entry, f"“{entry.surface}” does not stand in that item")
        target = self._now(entry.entity)
        for field, start, end in places:
            self._clear(entry.item, field, start, end)
            written = item.field(field)[start:end]
            kind = _type_of(target)
            self._mentions.append(Mention(item.id, field, start, end, written, kind, entry.surface, REASON))
        self._give(range(len(self._mentions) - len(places), len(self._mentions)), target, entry.surface)
        entity = self._entities[target]
        self._entities[target] = replace(entity, aliases=_once(*entity.aliases, entry.surface))
        return None

    def _clear(self, item_id: str, field: TextField, start: int, end: int) -> None:
        """Drop what was found in a stretch of an item."""
        for row in self._by_item.get(item_id, ()):
            found = self._mentions[row]
            if found is not None and found.field == field and found.start < end and start < found.end:
                self._touched.add(found.entity)
                self._mentions[row] = None

    @cached_property
    def _by_item(self) -> dict[str, list[int]]:
        """Rows of each item's mentions, as they were found at first."""
        rows: dict[str, list[int]] = {}
        for row, mention in enumerate(self._first):
            rows.setdefault(mention.item_id, []).append(row)
        return rows

    def confirm(self, entry: Correction) -> None:
        """Take the doubt from mentions."""
        rows = list(self._about(entry))
        if not rows:
            return self._hold(entry, "no mention is like that" if self._now(entry.entity) in self._entities else "")
        for row, mention in rows:
            self._mentions[row] = replace(mention, reason=REASON, doubt=0.0)
        return None

    def set_event(self, entry: Correction) -> None:
        """Say which kind of event an item tells of an entity."""
        rows = list(self._about(entry))
        if not rows:
            return self._hold(entry, "that item does not name it" if self._now(entry.entity) in self._entities else "")
        for row, mention in rows:
            self._mentions[row] = replace(mention, news=((entry.event, 1.0),))
        return None

    def _about(self, entry: Correction) -> Iterator[tuple[int, Mention]]:
        """Mentions that an entry is about, as they are now, with their rows."""
        key = name_key(entry.surface)
        for row in self._rows_now.get(self._now(entry.entity), ()):
            mention = self._mentions[row]
            if mention is None or (entry.item and mention.item_id != entry.item):
                continue
            if not key or name_key(mention.surface) == key:
                yield row, mention

    @cached_property
    def _rows_now(self) -> dict[str, list[int]]:
        """Rows of each entity's mentions, once all of them have the entity that they keep."""
        rows: dict[str, list[int]] = {}
        for row, mention in enumerate(self._mentions):
            if mention is not None:
                rows.setdefault(mention.entity, []).append(row)
        return rows

    def _now(self, entity_id: str) -> str:
        """Id that an id leads to."""
        seen = {entity_id}
        while (following := self._redirects.get(entity_id)) is not None and following not in seen:
            entity_id = following
            seen.add(entity_id)
        return entity_id

    def result(self) -> Corrected:
        """Mentions in their order, entities by id, every reference led to where it is now."""
        mentions = tuple(
            replace(mention, name=self._entities[mention.entity].name) if mention.entity in self._renamed else mention
            for mention in self._mentions
            if mention is not None
        )
        named = {mention.entity for mention in mentions}
        kept = {id_: entity for id_, entity in self._entities.items() if id_ in named or id_ not in self._touched}
        entities = tuple(
            replace(entity, maker=self._led(entity.maker, id_), family=self._led(entity.family, id_))
            for id_, entity in sorted(kept.items())
        )
        redirects: Mapping[str, str] = {old: self._now(old) for old in self._redirects}
        return Corrected(mentions, entities, tuple(sorted(redirects.items())), tuple(sorted(self._stale)))

    def _led(self, reference: str, owner: str) -> str:
        """A maker or family where it is now, "" where that is the entity itself."""
        now = self._now(reference) if reference else ""
        return "" if now == owner else now


def _type_of(entity_id: str) -> EntityType:
    """Type that an id begins with."""
    name = entity_id.partition(":")[0]
    return next(kind for kind in ENTITY_TYPES if kind == name)


def _once(*names: str) -> tuple[str, ...]:
    """Names, each once, in order."""
    return tuple(dict.fromkeys(name for name in names if name))
