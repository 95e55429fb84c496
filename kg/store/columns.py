"""Columns of an archive for questions that look at many items at once: whole ones, and those of the items of a name.

Issues, items and entities count from 0 here and in everything that is made of it; their rows count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model import EntityType, Named, Predicate, TextField
from kg.store.database import Store
from kg.store.sparse import Postings, postings

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in few words, without its aliases."""

    id: str
    type: EntityType
    name: str
    maker: str
    family: str

    @property
    def named(self) -> Named:
        """The entity in fewer words still."""
        return Named(self.id, self.type, self.name)


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What an item begins with."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place where an item names an entity."""

    item: int
    entity: str
    field: TextField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """A relation that an item states, with what shows where."""

    item: int
    subject: str
    predicate: Predicate
    object: str
    field: TextField
    start: int
    sentence: str
    certainty: str


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """A canonical address that an item shares with one of an earlier issue."""

    item: int
    address: str
    earlier: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of names: `codes` of shape (n,) point into `names`."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]


def item_issues(store: Store) -> NDArray[np.int32]:
    """Index of each item's issue in `Store.issues`."""
    return _array(store.rows("SELECT issue - 1 FROM items ORDER BY row"), np.int32)


def item_names(store: Store) -> tuple[Column, Column]:
    """Section and kind of each item."""
    rows = store.rows("SELECT section, kind FROM items ORDER BY row")
    return _column([section for section, _ in rows]), _column([kind for _, kind in rows])


def item_sites(store: Store) -> tuple[Postings, tuple[str, ...]]:
    """Sites that each item links to, and their names."""
    rows = store.rows("SELECT DISTINCT item - 1, site FROM links WHERE site != '' ORDER BY item, site")
    column = _column([site for _, site in rows])
    owners = _array(rows, np.int32)
    count = int(store.rows("SELECT count(*) FROM items")[0][0])
    return postings(owners, column.codes, np.ones(len(rows), np.float32), count), column.names


def entity_mentions(store: Store) -> Postings:
    """Items that mention each entity ; weight 1 in the title, less in text and opinion."""
    rows = store.rows(
        "SELECT m.entity - 1, m.item - 1, CASE WHEN m.field = 'opinion' THEN 0.5 "
        "WHEN m.start < length(i.title) THEN 1.0 ELSE 0.75 END FROM mentions m JOIN items i ON i.row = m.item"
    )
    size = int(store.rows("SELECT count(*) FROM entities")[0][0])
    table = np.array(rows, np.float64).reshape(-1, 3)
    return postings(table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2].astype(np.float32), size)


def entity_rows(store: Store) -> list[EntityRow]:
    """All entities, by index."""
    return [EntityRow(*row) for row in store.rows("SELECT id, type, name, maker, family FROM entities ORDER BY row")]


def alias_table(store: Store) -> list[tuple[str, str, int]]:
    """(key, alias, entity index) of all aliases."""
    return store.rows("SELECT key, alias, entity - 1 FROM aliases ORDER BY rowid")


def items_linking(store: Store, prefix: str) -> list[int]:
    """Indices of the items that link to an address or beneath it (canonical, e.g. ``x.com/karpathy``)."""
    address = f"https://{prefix}"
    rows = store.rows(
        "SELECT DISTINCT item - 1 FROM links WHERE canonical = ? OR (canonical > ? AND canonical < ?) ORDER BY 1",
        (address, f"{address}/", f"{address}/\uffff"),
    )
    return [item for (item,) in rows]


def item_heads(store: Store) -> list[ItemHead]:
    """What each item begins with."""
    return [ItemHead(*row) for row in store.rows("SELECT id, title, text FROM items ORDER BY row")]


def items_naming(store: Store, entity_ids: Iterable[str]) -> list[int]:
    """Items that name one of the entities, ascending."""
    marks, ids = _marks(entity_ids)
    sql = f"SELECT DISTINCT m.item - 1 FROM mentions m JOIN entities e ON e.row = m.entity WHERE e.id IN ({marks})"
    return sorted(item for (item,) in store.rows(sql, ids))


def places_beside(store: Store, entity_ids: Iterable[str]) -> list[NamedPlace]:
    """Where the items that name one of the entities name any entity, in order."""
    marks, ids = _marks(entity_ids)
    rows = store.rows(
        "SELECT m.item - 1, e.id, m.field, m.start, m.end FROM mentions m JOIN entities e ON e.row = m.entity "
        "WHERE m.item IN (SELECT n.item FROM mentions n JOIN entities f ON f.row = n.entity "
        f"WHERE f.id IN ({marks})) ORDER BY m.item, m.start",
        ids,
    )
    return [NamedPlace(*row) for row in rows]


def relations_with(store: Store, entity_ids: Iterable[str]) -> list[StatedRelation]:
    """Relations that one of the entities takes part in, in archive order."""
    marks, ids = _marks(entity_ids)
    rows = store.rows(
        "SELECT r.item - 1, s.id, r.predicate, o.id, r.field, r.start, r.sentence, r.certainty FROM relations r "
        "JOIN entities s ON s.row = r.subject JOIN entities o ON o.row = r.object "
        f"WHERE s.id IN ({marks}) OR o.id IN ({marks}) ORDER BY r.rowid",
        [*ids, *ids],
    )
    return [StatedRelation(*row) for row in rows]


def addresses_seen_before(store: Store, issue: int) -> list[SharedAddress]:
    """Addresses that items of an issue share with items of earlier issues, by item, then by earlier item."""
    rows = store.rows(
        "SELECT DISTINCT l.item - 1, l.canonical, o.item - 1 FROM items i JOIN links l ON l.item = i.row "
        "JOIN links o ON o.canonical = l.canonical AND o.item < l.item JOIN items p ON p.row = o.item "
        "WHERE i.issue = ? AND p.issue < i.issue ORDER BY l.item, o.item",
        (issue + 1,),
    )
    return [SharedAddress(*row) for row in rows]


def _marks(ids: Iterable[str]) -> tuple[str, list[str]]:
    """Placeholders and values for an IN clause."""
    values = list(ids)
    return ",".join("?" * len(values)), values


def _array(rows: Sequence[Sequence[object]], kind: type[np.int32]) -> NDArray[np.int32]:
    """The first value of each row."""
    return np.fromiter((row[0] for row in rows), kind, len(rows))


def _column(values: Sequence[str]) -> Column:
    """Names as codes, in the order of their first appearance."""
    codes: dict[str, int] = {}
    return Column(
        np.fromiter((codes.setdefault(value, len(codes)) for value in values), np.int32, len(values)), tuple(codes)
    )
