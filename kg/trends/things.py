"""Things that items name, by number: entities, sections, sites and topics, each as (item row, thing) pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from kg.history.timeline import Named
from kg.model import EntityType
from kg.store.history import entity_labels, naming_pairs, sections_of_items, site_pairs
from kg.store.reader import Reader
from kg.trends.topics import find_topics

if TYPE_CHECKING:
    from numpy.typing import NDArray

ThingKind = Literal["entity", "section", "site", "topic"]


@dataclass(frozen=True, slots=True)
class Table:
    """Things of one kind and the items that name them.

    Attributes
    ----------
    named
        (id, name, type) of each thing, by number; the type is "" for what is no entity.
    item, thing
        Distinct pairs of item row and thing number, arrays of shape (pairs,), by item.
    found
        Row of the issue after which each thing was found, where things were found by looking at the items (topics):
        what came before says nothing about their trend.
    """

    kind: ThingKind
    named: tuple[tuple[str, str, str], ...]
    item: NDArray[np.int64]
    thing: NDArray[np.int64]
    found: tuple[int, ...] = ()

    def entity(self, thing: int) -> Named:
        """An entity of the table, by number."""
        id_, name, type_ = self.named[thing]
        return Named(id_, cast(EntityType, type_), name)

    def of_type(self, type: EntityType) -> Table:
        """The same table with the pairs of one entity type only; numbers stay."""
        inside = np.array([type_ == type for _, _, type_ in self.named], bool)[self.thing]
        return replace(self, item=self.item[inside], thing=self.thing[inside])


def entity_table(reader: Reader) -> Table:
    """The entities of an archive."""
    item, entity = naming_pairs(reader.store)
    named = tuple((id_, name, type_) for _, id_, type_, name, _ in entity_labels(reader.store))
    return Table("entity", named, item, entity - 1)


def section_table(reader: Reader) -> Table:
    """The sections of an archive, by their titles."""
    return _text_table("section", list(enumerate(sections_of_items(reader.store), 1)))


def site_table(reader: Reader) -> Table:
    """The sites that items link to."""
    return _text_table("site", site_pairs(reader.store))


def topic_table(reader: Reader) -> Table:
    """The topics of an archive; items that belong to none are in no pair."""
    rows = {item_id: row for row, item_id in enumerate(reader.store.issue_rows_of_items(), 1)}
    found = [
        (rows[item], number) for number, topic in enumerate(reader.once(find_topics).topics) for item in topic.items
    ]
    pairs = np.array(sorted(found), np.int64).reshape(len(found), 2)
    return Table(
        "topic",
        tuple((topic.id, topic.name, "") for topic in reader.once(find_topics).topics),
        pairs[:, 0],
        pairs[:, 1],
    )


def _text_table(kind: ThingKind, named: Sequence[tuple[int, str]]) -> Table:
    """A table of things that have no id beside their name."""
    given = [(item, name) for item, name in named if name]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for _, name in given))}
    rows = np.array([(item, numbers[name]) for item, name in given], np.int64).reshape(len(given), 2)
    return Table(kind, tuple((name, name, "") for name in numbers), rows[:, 0], rows[:, 1])
