"""What an owner's corrections say of the texts of single items: stretches that are names, or none, and what is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.learned.tags import NAMES
from ingest.resolve import Resolution
from kg.corrections.correction import OF_RELATIONS, Correction, Corrections
from kg.corrections.replay import REASON, apply_corrections
from kg.model import EntityType, EventKind, Item, Mention, Predicate
from kg.text.words import name_key

MOST_PLACES = 12
"""Places of one name that are learned from: a name that is met often says the same each time."""
_READ = ("read", "elsewhere", "gazetteer", REASON)  # names that are told by the words around them


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text that is a name of a type; of none where `type` is None.

    Attributes
    ----------
    about
        What was decided on: decisions about one name belong together.
    """

    start: int
    end: int
    type: EntityType | None
    about: str


@dataclass(frozen=True, slots=True)
class Telling:
    """That a text does (`said`) or does not tell something of two names; all spellings of each."""

    subjects: frozenset[str]
    predicate: Predicate
    objects: frozenset[str]
    said: bool
    about: str


@dataclass(frozen=True, slots=True)
class Happening:
    """The kind of event that a text tells of a name, by all its spellings; ``mention`` for none."""

    names: frozenset[str]
    kind: EventKind
    about: str


@dataclass(slots=True)
class Decided:
    """What was decided of one item's text."""

    item: Item
    stretches: list[Stretch] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    @property
    def abouts(self) -> set[str]:
        """All that was decided on here."""
        every: tuple[Stretch | Telling | Happening, ...] = (*self.stretches, *self.tellings, *self.happenings)
        return {each.about for each in every}

    def only(self, abouts: set[str]) -> Decided:
        """Some of the decisions."""
        return Decided(
            self.item,
            [each for each in self.stretches if each.about in abouts],
            [each for each in self.tellings if each.about in abouts],
            [each for each in self.happenings if each.about in abouts],
        )


def decided_items(items: Sequence[Item], read: Resolution, corrections: Corrections) -> list[Decided]:
    """What corrections say of each item's text; items of which they say nothing are left out.

    Parameters
    ----------
    read
        The names of the items as the program reads them, before any correction.
    """
    by_id = {item.id: item for item in items}
    corrected = apply_corrections(read.mentions, read.entities, corrections, item_of=by_id.get)
    found: dict[str, Decided] = {}

    def of(item_id: str) -> Decided:
        return found.setdefault(item_id, Decided(by_id[item_id]))

    for item_id, stretch in _stretches(read.mentions, corrected.mentions):
        of(item_id).stretches.append(stretch)
    redirects = dict(corrected.redirects)
    spelt: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention in corrected.mentions:
        if mention.field == "text":
            spelt[mention.item_id][mention.entity].add(mention.surface)
    for entry in corrections.entries:
        if entry.item in by_id and (entry.kind in OF_RELATIONS or entry.kind == "event"):
            _add_told(entry, redirects, spelt[entry.item], of(entry.item))
    return [each for item in items if (each := found.get(item.id)) and each.abouts]


def _stretches(before: Sequence[Mention], after: Sequence[Mention]) -> Iterator[tuple[str, Stretch]]:
    """What was decided of names: those that a person placed, and those that are none."""
    kept = {_place(mention) for mention in after}
    counts: dict[str, int] = defaultdict(int)
    right: dict[str, list[tuple[int, int]]] = defaultdict(list)
    placed = [mention for mention in after if mention.reason == REASON]
    for mention in placed:
        right[mention.item_id].append((mention.start, mention.end))
    dropped = [mention for mention in before if _place(mention) not in kept]
    dropped = [m for m in dropped if not any(a < m.end and m.start < b for a, b in right[m.item_id])]
    for mention, is_name in (*((m, True) for m in placed), *((m, False) for m in dropped)):
        if mention.field != "text" or mention.type not in NAMES or mention.rule not in _READ:
            continue
        about = f"name {name_key(mention.surface)}"
        counts[about] += 1
        if counts[about] <= MOST_PLACES:
            yield mention.item_id, Stretch(mention.start, mention.end, mention.type if is_name else None, about)


def _place(mention: Mention) -> tuple[str, str, int, int]:
    """Where a mention stands."""
    return mention.item_id, mention.field, mention.start, mention.end


def _add_told(entry: Correction, redirects: Mapping[str, str], spelt: Mapping[str, set[str]], decided: Decided) -> None:
    """Add what a correction says that one item tells, where it names those that it is about."""
    subjects, objects = (frozenset(spelt.get(redirects.get(id_, id_), ())) for id_ in (entry.entity, entry.into))
    if entry.kind == "event" and subjects:
        about = f"event {entry.entity} {entry.item}"
        decided.happenings.append(Happening(subjects, entry.event, about))  # type: ignore[arg-type]
    elif subjects and objects:
        about = f"told {entry.entity} {entry.predicate} {entry.into}"
        said = entry.kind == "said"
        decided.tellings.append(Telling(subjects, entry.predicate, objects, said, about))  # type: ignore[arg-type]
