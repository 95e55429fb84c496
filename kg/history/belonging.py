"""What belongs to a name: the models, products and people of a lab; the maker and the other versions of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.history.kin import items_naming
from kg.model import Entity, EntityType, Named
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.traces import ties_of

HOUSES: frozenset[EntityType] = frozenset({"company", "institution"})
_DOUBTED = 0.4  # from this doubt on a single sentence makes nobody a member of a house


@dataclass(frozen=True, slots=True)
class Belonging:
    """Something or somebody that belongs to a name.

    Attributes
    ----------
    items
        Items that name it or one of `versions`.
    versions
        Its versions, which are not listed beside it.
    through
        The house beneath the one that was asked for, where it belongs to that one; else None.
    former
        Whether a person has left.
    """

    entity: Named
    items: int
    versions: tuple[Named, ...] = ()
    through: Named | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a name, and what it belongs to; each list with what the most items name first.

    Attributes
    ----------
    maker, family
        Who makes or owns it, and of which family it is; None where nobody knows.
    houses
        Companies and institutions that are part of it.
    models, products, people
        Of a company or institution and of its houses.
    employers
        Of a person.
    versions
        Other members of its family, the latest version first.
    """

    maker: Named | None
    family: Named | None
    houses: tuple[Belonging, ...]
    models: tuple[Belonging, ...]
    products: tuple[Belonging, ...]
    people: tuple[Belonging, ...]
    employers: tuple[Belonging, ...]
    versions: tuple[Named, ...]


def belongings(reader: Reader, entity: Entity) -> Belongings:
    """Tell what belongs to an entity, by what it is known to make and own, and by what items state of it."""
    arrays = reader.once(Arrays)
    index = arrays.index_of[entity.id]
    lists: dict[str, tuple[Belonging, ...]] = dict.fromkeys(("houses", "models", "products", "people"), ())
    if entity.type in HOUSES:
        of_house = _OfHouse(reader, index)
        lists = {
            "houses": of_house.listed(of_house.houses[1:]),
            "models": of_house.listed(of_house.things("model")),
            "products": of_house.listed(of_house.things("product")),
            "people": of_house.staff(),
        }
    employers = _employers(reader, index) if entity.type == "person" else ()
    maker, family = (_other(arrays, id_, entity) for id_ in (entity.maker, entity.family))
    return Belongings(maker, family, **lists, employers=employers, versions=_versions(arrays, index))


def things_of(reader: Reader, entity: Entity) -> list[int]:
    """Indices of all that a company or institution makes or owns, and of all versions of a model or product."""
    arrays = reader.once(Arrays)
    if entity.type not in HOUSES:
        return arrays.members_of(entity.id)
    return list(
        dict.fromkeys(thing for house in _houses(arrays, arrays.index_of[entity.id]) for thing in _made(arrays, house))
    )


def _made(arrays: Arrays, house: int) -> list[int]:
    """What a house makes, owns or employs."""
    return [int(thing) for thing in arrays.tables.made.of(house)[0] if thing != house]


def _houses(arrays: Arrays, index: int) -> list[int]:
    """A company and the companies that it owns, itself first, whoever is said to own whom."""
    found = {index: None}
    waiting = [index]
    while waiting:
        for thing in _made(arrays, waiting.pop(0)):
            if thing not in found and arrays.entities.types[thing] in HOUSES:
                found[thing] = None
                waiting.append(thing)
    return list(found)


class _OfHouse:
    """What belongs to one company or institution."""

    def __init__(self, reader: Reader, index: int) -> None:
        self.reader, self.index = reader, index
        self.arrays = reader.once(Arrays)
        self.houses = _houses(self.arrays, index)
        self.house_of = {thing: house for house in reversed(self.houses) for thing in _made(self.arrays, house)}

    def things(self, type_: EntityType) -> list[int]:
        """Things of a type that it makes, and that items say it has released and nobody else makes."""
        types, entities = self.arrays.entities.types, self.arrays.entities
        found = dict.fromkeys(thing for thing in self.house_of if types[thing] == type_)
        for thing, doubt, _ in ties_of(self.reader.store, "released", subject=self.index):
            if types[thing] == type_ and not entities[thing].maker and doubt < _DOUBTED:
                found.setdefault(thing)
        return list(found)

    def staff(self) -> tuple[Belonging, ...]:
        """People who are known or said to work there; those who have left behind the others."""
        types = self.arrays.entities.types
        left = dict.fromkeys((thing for thing in self.house_of if types[thing] == "person"), False)
        for person, doubt, former in ties_of(self.reader.store, "works_at", object=self.index):
            if types[person] == "person" and doubt < _DOUBTED:
                left[person] = bool(former)
        people = [self._belonging(person, (), former=former) for person, former in left.items()]
        return tuple(sorted(people, key=lambda one: (one.former, -one.items, one.entity.name)))

    def listed(self, things: Iterable[int]) -> tuple[Belonging, ...]:
        """Things with their versions folded beneath them."""
        inside = dict.fromkeys(things)
        heads = {thing: _head_among(self.arrays, thing, inside) for thing in inside}
        folded: dict[int, list[int]] = {
            thing: [] for thing, head in heads.items() if heads[head] != head or head == thing
        }
        for thing in inside:
            if thing not in folded:  # in a circle of families each would be beneath another: there all are listed
                folded[heads[thing]].append(thing)
        found = [self._belonging(thing, versions) for thing, versions in folded.items()]
        found = [one for one in found if one.items]  # what only the gazetteer knows has an empty page
        return tuple(sorted(found, key=lambda one: (-one.items, one.entity.name)))

    def _belonging(self, thing: int, versions: Iterable[int], *, former: bool = False) -> Belonging:
        """One thing with how many items name it."""
        entities, versions = self.arrays.entities, list(versions)
        items = items_naming(self.reader, [entities[each].id for each in (thing, *versions)])
        house = self.house_of.get(thing, self.index)
        through = None if house == self.index else entities[house].named
        versions.sort(key=lambda each: -len(self.arrays.mentions.of(each)[0]))
        named = tuple(entities[each].named for each in versions)
        return Belonging(entities[thing].named, len(items), named, through, former)


def _head_among(arrays: Arrays, thing: int, inside: dict[int, None]) -> int:
    """The topmost of a thing's families that is listed too, itself where none is."""
    head, seen = thing, {thing}
    for above in _families(arrays, thing, seen):
        if above in inside:
            head = above
    return head


def _families(arrays: Arrays, thing: int, seen: set[int]) -> Iterator[int]:
    """Families that a thing is of, the nearest first."""
    above = arrays.index_of.get(arrays.entities[thing].family)
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        above = arrays.index_of.get(arrays.entities[above].family)


def _employers(reader: Reader, person: int) -> tuple[Belonging, ...]:
    """Where a person is known or said to work; what they have left behind the others."""
    arrays = reader.once(Arrays)
    known = arrays.index_of.get(arrays.entities[person].maker)
    left = {} if known is None else {known: False}
    for house, doubt, former in ties_of(reader.store, "works_at", subject=person):
        if doubt < _DOUBTED:
            left[house] = bool(former)
    counts = arrays.mentions.counts()
    found = [
        Belonging(arrays.entities[house].named, int(counts[house]), former=former) for house, former in left.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.former, -one.items, one.entity.name)))


def _versions(arrays: Arrays, index: int) -> tuple[Named, ...]:
    """The other members of an entity's family, the latest version first."""
    top = index
    for above in _families(arrays, index, {index}):
        top = above
    members = [top, *arrays.members_of(arrays.entities[top].id)]
    if len(members) < 2:
        return ()
    counts = arrays.mentions.counts()
    others = [member for member in members if member != index and counts[member]]
    version = {member: full.version for member, full in zip(others, arrays.full_entities(others), strict=True)}
    others.sort(key=lambda member: (version[member], int(counts[member])), reverse=True)
    return tuple(arrays.entities[member].named for member in others)


def _other(arrays: Arrays, id_: str, entity: Entity) -> Named | None:
    """An entity by its id, unless it is the one that was asked for."""
    index = arrays.index_of.get(id_)
    return None if index is None or id_ == entity.id else arrays.entities[index].named
