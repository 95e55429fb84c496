"""Whether an archive knows what a correction names; a slip of the pen would else be replayed for ever to no effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from kg.corrections.correction import MAKING, Correction, Corrections, shortened
from kg.corrections.places import places_of
from kg.errors import UnknownName, UsageError
from kg.model import Entity, Item, Mention
from kg.text.words import name_key

_MOST_CLOSE = 5
_CLOSE = 60.0  # of 100


class Names(Protocol):
    """What is asked of an archive; `kg.store.reader.Reader` is one."""

    def entities(self) -> Sequence[Entity]:
        """All entities."""
        ...

    def entity(self, name: str) -> Entity:
        """The entity of that id, also of one that it had before, or of that name."""
        ...

    def item(self, item_id: str) -> Item:
        """The item of that id."""
        ...

    def mentions(self, *, entity_id: str) -> Sequence[Mention]:
        """Mentions of one entity."""
        ...


def refuse_unknown(entry: Correction, standing: Corrections, archive: Names) -> None:
    """Nothing where the archive, or a correction that stands, knows what an entry of good form names.

    A split or a name may make an entity, and so may a not_same where mentions of one side are spelt like the other; the
    id that a correction leads to is known, for the next build makes it.

    Raises
    ------
    UnknownName
        Where neither does; with the ids that are close.
    UsageError
        Where an item does not have the spelling that is to be a name.
    """
    named = {id_ for other in standing.entries for id_ in (other.entity, other.into, other.target) if id_}
    wanted = [entry.entity, entry.into]
    if entry.kind in MAKING:
        wanted.remove(entry.into if entry.kind == "split" else entry.entity)
    unknown = [id_ for id_ in wanted if id_ and id_ not in named and not _knows(archive, id_)]
    if len(unknown) == 1 and entry.kind == "not_same":
        (known,) = set(wanted) - set(unknown) or {entry.entity}
        spelt = {name_key(mention.surface) for mention in archive.mentions(entity_id=known)}
        unknown = [id_ for id_ in unknown if name_key(id_.partition(":")[2]) not in spelt]
    if unknown:
        raise UnknownName(unknown[0], close_ids(unknown[0], archive.entities(), named))
    item = archive.item(entry.item) if entry.item else None
    if item is not None and entry.kind == "name" and not any(places_of(entry.surface, item)):
        raise UsageError(f"“{shortened(entry.surface)}” does not stand in {item.id}; write it as it stands there.")


def _knows(archive: Names, entity_id: str) -> bool:
    """Whether it is, or was, the id of an entity; a name is no id."""
    try:
        found = archive.entity(entity_id)
    except UnknownName:
        return False
    return found.id == entity_id or name_key(entity_id) not in {name_key(name) for name in found.aliases}


def close_ids(wanted: str, entities: Iterable[Entity], more: Iterable[str] = ()) -> tuple[str, ...]:
    """Ids that are spelt much like `wanted`, or whose entity is called much like it, best first."""
    from rapidfuzz import fuzz, process

    kind, _, tail = wanted.rpartition(":")
    by_id: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for id_ in more:
        by_id.setdefault(id_.partition(":")[2], []).append(id_)
    for entity in entities:
        by_id.setdefault(entity.id.partition(":")[2], []).append(entity.id)
        for name in entity.aliases:
            by_name.setdefault(name_key(name), []).append(entity.id)
    scores: dict[str, float] = {}
    for asked, spellings in ((tail, by_id), (name_key(tail), by_name)):
        close = process.extract(asked, list(spellings), scorer=fuzz.ratio, limit=_MOST_CLOSE, score_cutoff=_CLOSE)
        for spelling, score, _ in close:
            for id_ in spellings[spelling]:
                scores[id_] = max(score, scores.get(id_, 0.0))
    ranked = sorted(scores, key=lambda id_: (-scores[id_], not id_.startswith(f"{kind}:"), id_))
    return tuple(ranked[:_MOST_CLOSE])
