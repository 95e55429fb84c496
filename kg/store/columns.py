"""Whole columns of an archive as arrays, for questions that look at every item at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model import EntityType
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


@dataclass(frozen=True, slots=True)
class Column:
    """A column of names: `codes` of shape (n,) point into `names`; items count from 0, so a row is index + 1."""

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
    rows = store.rows("SELECT DISTINCT item - 1, site FROM links WHERE site != '' ORDER BY item")
    column = _column([site for _, site in rows])
    owners = _array(rows, np.int32)
    count = int(store.rows("SELECT count(*) FROM items")[0][0])
    return postings(owners, column.codes, np.ones(len(rows), np.float32), count), column.names


def entity_mentions(store: Store) -> Postings:
    """Items that mention each entity (list i: entity row i + 1); weight 1 in the title, less in text and opinion."""
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


def item_links(store: Store) -> tuple[Postings, tuple[str, ...]]:
    """Canonical addresses that each item links to, heavier where they stand early, and the addresses."""
    rows = store.rows("SELECT item - 1, canonical, start FROM links ORDER BY item, rowid")
    column = _column([canonical for _, canonical, _ in rows])
    count = int(store.rows("SELECT count(*) FROM items")[0][0])
    first: dict[int, int] = {}
    early = [1.0 if first.setdefault(item, place) == place else 0.5 for place, (item, _, _) in enumerate(rows)]
    return postings(_array(rows, np.int32), column.codes, np.array(early, np.float32), count), column.names


def items_linking(store: Store, prefix: str) -> list[int]:
    """Indices of the items that link to an address or beneath it (canonical, e.g. ``x.com/karpathy``)."""
    address = f"https://{prefix}"
    rows = store.rows(
        "SELECT DISTINCT item - 1 FROM links WHERE canonical = ? OR (canonical > ? AND canonical < ?) ORDER BY 1",
        (address, f"{address}/", f"{address}/\uffff"),
    )
    return [item for (item,) in rows]


def _array(rows: Sequence[Sequence[object]], kind: type[np.int32]) -> NDArray[np.int32]:
    """The first value of each row."""
    return np.fromiter((row[0] for row in rows), kind, len(rows))


def _column(values: Sequence[str]) -> Column:
    """Names as codes, in the order of their first appearance."""
    codes: dict[str, int] = {}
    return Column(
        np.fromiter((codes.setdefault(value, len(codes)) for value in values), np.int32, len(values)), tuple(codes)
    )
