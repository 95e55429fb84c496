"""What is asked of every item: for which sets of the names in it a timeline wants to know what it tells.

An item is read once for each set of its names that a timeline takes together: each name alone, and the members of each
family, or namesakes, that stand in it. Timelines that ask for the same set share the reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.history.kin import Kin
from kg.model import EntityType, Predicate, TextField
from kg.store.reader import Reader
from kg.store.rows import PlaceRow, RelationRow, TextRow, link_rows, place_rows, relation_rows, text_rows

Group = tuple[EntityType, tuple[int, ...]]
"""A reading that is asked of an item: the type of a timeline's name, and the numbers in the item of its members."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An item with what is asked of it.

    Attributes
    ----------
    entities
        Those that it names, in the order of their first place, then those that only its relations have.
    named
        How many of them it names.
    places, relations
        With the item's own numbers for entities.
    news
        (entity, news) of each place: see `kg.model.Mention`, in JSON.
    links
        (canonical address, field, start).
    groups
        Readings that are asked for, each once.
    owners
        Of each reading: the names whose own timeline has it, and those whose family's has.
    """

    row: TextRow
    entities: list[int]
    named: int
    places: list[tuple[int, TextField, int, int]]
    relations: list[tuple[int, Predicate, int, TextField, int, str, str]]
    news: list[tuple[int, str | None]]
    links: list[tuple[str, str, int]]
    groups: list[Group]
    owners: list[tuple[list[int], list[int]]]


def asked_of(reader: Reader, kin: Kin, types: Sequence[EntityType], first: int, last: int) -> Iterator[Asked]:
    """Items of a stretch with what is asked of each."""
    store = reader.store
    places: dict[int, list[PlaceRow]] = {}
    for place in place_rows(store, first, last):
        places.setdefault(place.item, []).append(place)
    relations: dict[int, list[RelationRow]] = {}
    for relation in relation_rows(store, first, last):
        relations.setdefault(relation.item, []).append(relation)
    links: dict[int, list[tuple[str, str, int]]] = {}
    for link in link_rows(store, first, last):
        links.setdefault(link.item, []).append((link.canonical, link.field, link.start))
    for row in text_rows(store, first, last):
        number: dict[int, int] = {}
        for place in places.get(row.item, ()):
            number.setdefault(place.entity, len(number))
        named = len(number)
        for relation in relations.get(row.item, ()):
            for entity in (relation.subject, relation.object):
                number.setdefault(entity, len(number))
        groups, owners = _groups(kin, types, number, named)
        yield Asked(
            row, list(number), named,
            [(number[each.entity], each.field, each.start, each.end) for each in places.get(row.item, ())],
            [
                (number[r.subject], r.predicate, number[r.object], r.field, r.start, r.sentence, r.certainty)
                for r in relations.get(row.item, ())
            ],
            [(number[each.entity], each.news) for each in places.get(row.item, ())],
            links.get(row.item, []), groups, owners,
        )  # fmt: skip


def _groups(
    kin: Kin, types: Sequence[EntityType], number: Mapping[int, int], named: int
) -> tuple[list[Group], list[tuple[list[int], list[int]]]]:
    """Readings that are asked of an item, and whose timelines they belong to."""
    owners: dict[Group, tuple[list[int], list[int]]] = {}
    inside: dict[int, list[int]] = {}
    for entity, own in number.items():
        if own < named:
            owners[types[entity], (own,)] = ([entity], [])
        for head in kin.heads_of(entity):
            inside.setdefault(head, []).append(own)
    for head, members in inside.items():
        if members[0] < named:
            owners.setdefault((types[head], tuple(members)), ([], []))[1].append(head)
    return list(owners), list(owners.values())
