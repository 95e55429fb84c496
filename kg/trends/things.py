"""What items name, each thing under a number: entities, sections, sites and topics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from kg.model import ENTITY_TYPES, EntityType, Named
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.trends.names import NameTable
from kg.trends.topics import TopicTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    AnyNumbers = NDArray[np.int32] | NDArray[np.int64]

ThingKind = Literal["entity", "section", "site", "topic"]
KINDS: tuple[ThingKind, ...] = ("entity", "section", "site", "topic")


@dataclass(frozen=True, slots=True)
class Thing:
    """What an item can name; `type` is "" for what is no entity."""

    id: str
    name: str
    type: EntityType | Literal[""] = ""

    @property
    def named(self) -> Named:
        """The entity that it is."""
        assert self.type, "only entities are told as such"
        return Named(self.id, self.type, self.name)


class Entities(Sequence[Thing]):
    """All entities of an archive as things, each made when it is asked for.

    Parameters
    ----------
    arrays
        Where they stand.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._rows = arrays.entities

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Thing: ...
    @overload
    def __getitem__(self, index: slice) -> list[Thing]: ...
    def __getitem__(self, index: int | slice) -> Thing | list[Thing]:
        """One, or some."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        row = self._rows[index]
        return Thing(row.id, row.name, row.type)


@dataclass(frozen=True, slots=True)
class Namings:
    """Things of one kind, and which items name them.

    Attributes
    ----------
    things
        By number, from 0.
    item, thing, issue
        One entry for each item and thing that it names: index of the item, number of the thing, index of the item's
        issue. Arrays of shape (namings,), by item, then by thing.
    types, alike
        Of each thing: its type, a number in `ENTITY_TYPES`, and a number that it shares with its namesakes; empty for
        what is no entity.
    """

    kind: ThingKind
    things: Sequence[Thing]
    item: Numbers
    thing: Numbers
    issue: Numbers
    types: NDArray[np.uint8]
    alike: NDArray[np.int32]

    def only(self, chosen: NDArray[np.bool_]) -> Namings:
        """Some of the namings, shape (namings,); the things keep their numbers."""
        return replace(self, item=self.item[chosen], thing=self.thing[chosen], issue=self.issue[chosen])

    def of_type(self, type: EntityType) -> Namings:
        """The namings of one type of entity only."""
        return self.only((self.types == ENTITY_TYPES.index(type))[self.thing])

    def first_issues(self) -> Numbers:
        """Index of the first issue that names each thing, -1 where none does; shape (things,)."""
        first = np.full(len(self.things), -1, np.int64)
        first[self.thing[::-1]] = self.issue[::-1]
        return first


def namings(
    kind: ThingKind,
    things: Sequence[Thing],
    item: AnyNumbers,
    thing: AnyNumbers,
    issue_of_item: NDArray[np.int32],
    *,
    table: NameTable | None = None,
) -> Namings:
    """Namings from distinct pairs of item and thing in any order; `table` has what is known of entities."""
    if len(item) and not _in_order(item, thing):
        order = np.lexsort((thing, item))
        item, thing = item[order], thing[order]
    table = table or NameTable.of([each.type for each in things if each.type], [each.name for each in things])
    items, numbers = item.astype(np.int64), thing.astype(np.int64)
    issues = issue_of_item[items].astype(np.int64)
    return Namings(kind, things, items, numbers, issues, table.types, table.alike)


def _in_order(item: AnyNumbers, thing: AnyNumbers) -> bool:
    """Whether pairs stand by item, then by thing."""
    step = np.diff(item)
    return bool(((step > 0) | ((step == 0) & (np.diff(thing) > 0))).all())


def entities_named(reader: Reader) -> Namings:
    """The entities of an archive; made once."""
    return reader.once(_entities_named)


def _entities_named(reader: Reader) -> Namings:
    """The same, made now."""
    arrays = reader.once(Arrays)
    mentioned = arrays.mentioned
    return namings(
        "entity", Entities(arrays), mentioned.owners(), mentioned.values, arrays.issues, table=reader.once(NameTable)
    )


def sections_named(reader: Reader) -> Namings:
    """The sections of an archive, by their titles; items without one are left out."""
    arrays = reader.once(Arrays)
    titled = np.array([bool(name) for name in arrays.sections.names], bool)
    item = np.flatnonzero(titled[arrays.sections.codes])
    number = np.cumsum(titled) - 1
    things = [Thing(name, name) for name in arrays.sections.names if name]
    return namings("section", things, item, number[arrays.sections.codes[item]], arrays.issues)


def sites_named(reader: Reader) -> Namings:
    """The sites that items link to."""
    arrays = reader.once(Arrays)
    lists, names = arrays.sites
    return namings("site", [Thing(name, name) for name in names], lists.owners(), lists.values, arrays.issues)


def topics_named(reader: Reader) -> Namings:
    """The topics of an archive; items that belong to none are not there."""
    table = reader.once(TopicTable)
    item = np.flatnonzero(table.labels >= 0)
    things = [Thing(id_, name) for id_, name in zip(table.ids, table.names, strict=True)]
    return namings("topic", things, item, table.labels[item], reader.once(Arrays).issues)


def things_named(reader: Reader, kind: ThingKind) -> Namings:
    """The things of a kind."""
    return _NAMED[kind](reader)


_NAMED: dict[ThingKind, Callable[[Reader], Namings]] = {
    "entity": entities_named, "section": sections_named, "site": sites_named, "topic": topics_named,
}  # fmt: skip
