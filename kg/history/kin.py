"""Who is meant by a name: its bearer, the members of its family, and what its maker calls by the same name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kg.model import Entity
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import alias_keys
from kg.text.words import name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray


_SHARED = frozenset({"company", "product"})  # what shares its name with its maker, or with what it makes


def family_and_namesakes(reader: Reader, entity: Entity) -> list[str]:
    """Ids of all that one means by the name of an entity, itself first.

    These are the members of its family, over all generations, and what its maker calls by the same name: whoever asks
    for Cursor means the editor and the company.
    """
    arrays = reader.once(Arrays)
    found = {entity.id: None}
    if entity.type in _SHARED:
        found |= dict.fromkeys(_namesakes(reader, entity))
    found |= dict.fromkeys(arrays.entities[index].id for index in arrays.members_of(entity.id))
    return list(found)


def items_naming(reader: Reader, entity_ids: Iterable[str]) -> NDArray[np.int32]:
    """Indices of the items that name one of some entities, rising."""
    arrays = reader.once(Arrays)
    found = [arrays.mentions.of(arrays.index_of[id_])[0] for id_ in entity_ids]
    return np.unique(np.concatenate([np.zeros(0, np.int32), *found]))


def _namesakes(reader: Reader, entity: Entity) -> Iterator[str]:
    """Ids of what an entity's maker, or what it makes, is called by one of its names."""
    for key in sorted({name_key(alias) for alias in (entity.name, *entity.aliases)}):
        for other in reader.store.entities_by_key(key):
            if _are_one_house(entity, other):
                yield other.id


class _Bearer(Protocol):
    """What bears a name."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def maker(self) -> str:
        """Id of its maker."""


def _are_one_house(entity: _Bearer, other: _Bearer) -> bool:
    """Whether one of them makes the other, or they are the same."""
    return entity.id in {other.maker, other.id} or other.id == entity.maker


class Kin:
    """The same for all entities at once, by their indices.

    Attributes
    ----------
    members
        Of each entity that is taken together with others: their indices, itself among them.
    """

    def __init__(self, reader: Reader) -> None:
        arrays = reader.once(Arrays)
        together: dict[int, set[int]] = {}
        for entity, other in _pairs_of_namesakes(reader, arrays):
            together.setdefault(entity, {entity}).add(other)
        for id_ in {entity.family for entity in arrays.entities} & arrays.index_of.keys():
            members, index = arrays.members_of(id_), arrays.index_of[id_]
            if members:
                together.setdefault(index, {index}).update(members)
        self.members = {entity: frozenset(members) for entity, members in sorted(together.items())}
        self._heads: dict[int, list[int]] = {}
        for head, inside in self.members.items():
            for member in inside:
                self._heads.setdefault(member, []).append(head)

    def heads_of(self, entity: int) -> Sequence[int]:
        """Entities whose timeline takes this one in, if it takes in more than one."""
        return self._heads.get(entity, ())


def _pairs_of_namesakes(reader: Reader, arrays: Arrays) -> Iterator[tuple[int, int]]:
    """An entity that shares its name with another of its house, and that one."""
    entities, bearers = arrays.entities, dict[str, dict[int, None]]()
    for key, entity in alias_keys(reader.store):
        bearers.setdefault(key, {})[entity] = None
    for some in bearers.values():
        for entity in some if len(some) > 1 else ():
            if entities[entity].type in _SHARED:
                yield from ((entity, o) for o in some if o != entity and _are_one_house(entities[entity], entities[o]))
