"""Columns of an archive for questions that look at many items at once: whole ones, and those of the items of a name.

Issues, items and entities count from 0 here and in everything that is made of it; their rows count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.store.database import Store

_GOING_ON = ("/", "?", "#")  # what an address goes on with
_AT_ONCE = 500  # items; a statement takes so many places


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What an item begins with."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """A canonical address that an item shares with one of an earlier issue."""

    item: int
    address: str
    earlier: int


def items_linking(store: Store, prefix: str) -> list[int]:
    """Indices of the items that link to an address, its queries or beneath it (canonical, e.g. ``x.com/karpathy``)."""
    address = f"https://{prefix}"
    beneath = " OR ".join(["(canonical > ? AND canonical < ?)"] * len(_GOING_ON))
    rows = store.rows(
        f"SELECT DISTINCT item - 1 FROM links WHERE canonical = ? OR {beneath} ORDER BY 1",
        [address, *(f"{address}{mark}{end}" for mark in _GOING_ON for end in ("", "\uffff"))],
    )
    return [item for (item,) in rows]


def items_with_any(store: Store, wordings: Sequence[str]) -> list[int]:
    """Indices of the items whose text has one of some characters or words as they are: all texts are looked through."""
    where = " OR ".join(["instr(text, ?) OR instr(opinion, ?)"] * len(wordings)) or "0"
    rows = store.rows(f"SELECT row - 1 FROM items WHERE {where} ORDER BY row", [w for w in wordings for _ in range(2)])
    return [item for (item,) in rows]


def texts_of(store: Store, items: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Text and opinion of some items, with the index of each, in their order."""
    for start in range(0, len(items), _AT_ONCE):
        rows = [item + 1 for item in items[start : start + _AT_ONCE]]
        marks = ",".join("?" * len(rows))
        yield from store.rows(f"SELECT row - 1, text, opinion FROM items WHERE row IN ({marks}) ORDER BY row", rows)


def item_heads(store: Store) -> list[ItemHead]:
    """What each item begins with."""
    return [ItemHead(*row) for row in store.rows("SELECT id, title, text FROM items ORDER BY row")]


def items_naming(store: Store, entity_ids: Iterable[str]) -> list[int]:
    """Items that name one of the entities, ascending."""
    marks, ids = _marks(entity_ids)
    sql = f"SELECT DISTINCT m.item - 1 FROM mentions m JOIN entities e ON e.row = m.entity WHERE e.id IN ({marks})"
    return sorted(item for (item,) in store.rows(sql, ids))


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
