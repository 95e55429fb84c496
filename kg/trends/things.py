"""What items name, each thing under a number: entities, sections, sites and topics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.model import EntityType, Named
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.trends.topics import find_topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    AnyNumbers = NDArray[np.int32] | NDArray[np.int64]

ThingKind = Literal["entity", "section", "site", "topic"]


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
    """

    kind: ThingKind
    things: tuple[Thing, ...]
    item: Numbers
    thing: Numbers
    issue: Numbers

    def only(self, chosen: NDArray[np.bool_]) -> Namings:
        """Some of the namings, shape (namings,); the things keep their numbers."""
        return replace(self, item=self.item[chosen], thing=self.thing[chosen], issue=self.issue[chosen])

    def of_type(self, type: EntityType) -> Namings:
        """The namings of one type of entity only."""
        return self.only(np.array([thing.type == type for thing in self.things], bool)[self.thing])

    def first_issues(self) -> Numbers:
        """Index of the first issue that names each thing, -1 where none does; shape (things,)."""
        first = np.full(len(self.things), -1, np.int64)
        first[self.thing[::-1]] = self.issue[::-1]
        return first


def namings(
    kind: ThingKind, things: Sequence[Thing], item: AnyNumbers, thing: AnyNumbers, issue_of_item: NDArray[np.int32]
) -> Namings:
    """Namings from distinct pairs of item and thing in any order."""
    order = np.lexsort((thing, item))
    items, numbers = item[order].astype(np.int64), thing[order].astype(np.int64)
    return Namings(kind, tuple(things), items, numbers, issue_of_item[items].astype(np.int64))


def entities_named(reader: Reader) -> Namings:
    """The entities of an archive."""
    arrays = reader.once(Arrays)
    things = [Thing(entity.id, entity.name, entity.type) for entity in arrays.entities]
    return namings("entity", things, arrays.mentioned.owners(), arrays.mentioned.values, arrays.issues)


def sections_named(reader: Reader) -> Namings:
    """The sections of an archive, by their titles; items without one are left out."""
    arrays = reader.once(Arrays)
    titled = [code for code, name in enumerate(arrays.sections.names) if name]
    item = np.flatnonzero(np.isin(arrays.sections.codes, titled))
    number = np.cumsum([bool(name) for name in arrays.sections.names]) - 1
    things = [Thing(name, name) for name in arrays.sections.names if name]
    return namings("section", things, item, number[arrays.sections.codes[item]], arrays.issues)


def sites_named(reader: Reader) -> Namings:
    """The sites that items link to."""
    arrays = reader.once(Arrays)
    lists, names = arrays.sites
    return namings("site", [Thing(name, name) for name in names], lists.owners(), lists.values, arrays.issues)


def topics_named(reader: Reader) -> Namings:
    """The topics of an archive; items that belong to none are not there."""
    topics = reader.once(find_topics).topics
    index = {item_id: index for index, item_id in enumerate(reader.store.issue_rows_of_items())}
    item = [index[item_id] for topic in topics for item_id in topic.items]
    number = np.repeat(np.arange(len(topics)), [len(topic.items) for topic in topics])
    return namings(
        "topic", [Thing(topic.id, topic.name) for topic in topics], np.array(item, np.int64), number,
        reader.once(Arrays).issues,
    )  # fmt: skip
