"""What history asks of the database: whole columns as arrays, and everything about the items that name an entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from kg.store.database import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]


def issues_of_items(store: Store) -> Rows:
    """Issue row of each item; position 0 is item row 1."""
    return _column(store, "SELECT issue FROM items ORDER BY row")


def naming_pairs(store: Store) -> tuple[Rows, Rows]:
    """Distinct (item row, entity row) pairs, by item, as two arrays."""
    return _columns(store, "SELECT DISTINCT item, entity FROM mentions ORDER BY item, entity")


def items_naming(store: Store, entity_ids: Iterable[str]) -> list[int]:
    """Rows of the items that name one of the entities, ascending."""
    marks, ids = _marks(entity_ids)
    sql = f"SELECT DISTINCT m.item FROM mentions m JOIN entities e ON e.row = m.entity WHERE e.id IN ({marks})"
    return sorted(row for (row,) in store.rows(sql, ids))


def places_in_items(store: Store, entity_ids: Iterable[str]) -> list[tuple[int, str, str, int, int]]:
    """(item row, entity id, field, start, end) of all mentions in the items that name one of the entities."""
    marks, ids = _marks(entity_ids)
    return store.rows(
        "SELECT m.item, e.id, m.field, m.start, m.end FROM mentions m JOIN entities e ON e.row = m.entity "
        "WHERE m.item IN (SELECT n.item FROM mentions n JOIN entities f ON f.row = n.entity "
        f"WHERE f.id IN ({marks})) ORDER BY m.item, m.start",
        ids,
    )


def said_in_items(store: Store, entity_ids: Iterable[str]) -> list[tuple[int, str, str, str, str, int, str, str]]:
    """(item row, subject, predicate, object, field, start, sentence, certainty) of relations of the entities."""
    marks, ids = _marks(entity_ids)
    return store.rows(
        "SELECT r.item, s.id, r.predicate, o.id, r.field, r.start, r.sentence, r.certainty FROM relations r "
        "JOIN entities s ON s.row = r.subject JOIN entities o ON o.row = r.object "
        f"WHERE s.id IN ({marks}) OR o.id IN ({marks}) ORDER BY r.rowid",
        [*ids, *ids],
    )


def entity_labels(store: Store) -> list[tuple[int, str, str, str, str]]:
    """(row, id, type, name, family) of all entities, by row."""
    return store.rows("SELECT row, id, type, name, family FROM entities ORDER BY row")


def sections_of_items(store: Store) -> list[str]:
    """Section of each item in archive order, "" where there is none."""
    return [section for (section,) in store.rows("SELECT section FROM items ORDER BY row")]


def site_pairs(store: Store) -> list[tuple[int, str]]:
    """Distinct (item row, site) pairs, by item."""
    return store.rows("SELECT DISTINCT item, site FROM links WHERE site <> '' ORDER BY item, site")


def item_heads(store: Store) -> list[tuple[str, str, str]]:
    """(id, title, text) of each item in archive order."""
    return store.rows("SELECT id, title, text FROM items ORDER BY row")


def earlier_items_with_links(store: Store, issue_row: int) -> list[tuple[int, str, int]]:
    """(item row, canonical link, earlier item row) where an item of the issue shares a link with an older issue."""
    return store.rows(
        "SELECT DISTINCT l.item, l.canonical, o.item FROM items i JOIN links l ON l.item = i.row "
        "JOIN links o ON o.canonical = l.canonical AND o.item < l.item JOIN items p ON p.row = o.item "
        "WHERE i.issue = ? AND p.issue < i.issue ORDER BY l.item, o.item",
        (issue_row,),
    )


def _marks(ids: Iterable[str]) -> tuple[str, list[str]]:
    """Placeholders and values for an IN clause."""
    values = list(ids)
    return ",".join("?" * len(values)), values


def _column(store: Store, sql: str) -> Rows:
    """One column of integers."""
    return np.array([value for (value,) in store.rows(sql)], dtype=np.int64)


def _columns(store: Store, sql: str) -> tuple[Rows, Rows]:
    """Two columns of integers."""
    rows = store.rows(sql)
    both = np.array(rows, dtype=np.int64).reshape(len(rows), 2)
    return both[:, 0], both[:, 1]
