"""Rows of an archive, a stretch of items at a time: for what a build works out of every item, and for its sources.

Issues, items and entities count from 0 here; their rows count from 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Predicate, TextField
from kg.store.database import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place where an item names an entity; `news` as `Mention.news`, in JSON."""

    item: int
    entity: int
    field: TextField
    start: int
    end: int
    news: str | None


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation that an item states, with what shows where."""

    item: int
    subject: int
    predicate: Predicate
    object: int
    field: TextField
    start: int
    sentence: str
    certainty: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """An address that an item leads to."""

    item: int
    canonical: str
    field: TextField
    start: int


@dataclass(frozen=True, slots=True)
class TextRow:
    """What an item says."""

    item: int
    id: str
    issue: int
    section: str
    kind: str
    title: str
    text: str
    opinion: str


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """An entity with how many of its mentions are in question, and the highest and the mean doubt among them."""

    entity: int
    count: int
    doubt: float
    mean: float


@dataclass(frozen=True, slots=True)
class DoubtedRelationRow:
    """Who did what, with how many items tell it, and the highest and the mean doubt among them."""

    subject: int
    predicate: Predicate
    object: int
    count: int
    doubt: float
    mean: float


@dataclass(frozen=True, slots=True)
class DealRow:
    """A relation that an item states, with what is told of it."""

    item: int
    subject: int
    predicate: Predicate
    object: int
    sentence: str
    attributes: tuple[tuple[str, str], ...]


def text_rows(store: Store, first: int, last: int) -> list[TextRow]:
    """Items from one to another, the last one not among them."""
    sql = "SELECT row - 1, id, issue - 1, section, kind, title, text, opinion FROM items WHERE row > ? AND row <= ?"
    return [TextRow(*row) for row in store.rows(f"{sql} ORDER BY row", (first, last))]


def texts_of(store: Store, items: Sequence[int]) -> dict[int, TextRow]:
    """Some items."""
    sql = (
        "SELECT i.row - 1, i.id, i.issue - 1, i.section, i.kind, i.title, i.text, i.opinion "
        "FROM json_each(?) j JOIN items i ON i.row = j.value + 1"
    )
    return {row[0]: TextRow(*row) for row in store.rows(sql, (json.dumps(items),))}


def urls_of(store: Store, items: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Addresses of some items as written, in order, once each."""
    sql = "SELECT item - 1, url FROM json_each(?) j JOIN links l ON l.item = j.value + 1 ORDER BY l.rowid"
    found: dict[int, dict[str, None]] = {}
    for item, url in store.rows(sql, (json.dumps(items),)):
        found.setdefault(item, {})[url] = None
    return {item: tuple(urls) for item, urls in found.items()}


def link_rows(store: Store, first: int, last: int) -> list[LinkRow]:
    """Addresses of items from one to another, in the order of the archive."""
    sql = "SELECT item - 1, canonical, field, start FROM links WHERE item > ? AND item <= ? ORDER BY rowid"
    return [LinkRow(*row) for row in store.rows(sql, (first, last))]


def place_rows(store: Store, first: int, last: int) -> list[PlaceRow]:
    """Where items from one to another name entities, by item, then by place."""
    sql = "SELECT item - 1, entity - 1, field, start, end, news FROM mentions WHERE item > ? AND item <= ?"
    return [PlaceRow(*row) for row in store.rows(f"{sql} ORDER BY item, start, rowid", (first, last))]


def relation_rows(store: Store, first: int, last: int) -> list[RelationRow]:
    """Relations that items from one to another state, in the order of the archive."""
    sql = (
        "SELECT item - 1, subject - 1, predicate, object - 1, field, start, sentence, certainty FROM relations "
        "WHERE item > ? AND item <= ? ORDER BY rowid"
    )
    return [RelationRow(*row) for row in store.rows(sql, (first, last))]


def related_pairs(store: Store) -> NDArray[np.int64]:
    """Subject, item and object of all relations, in the order of the archive, shape (relations, 3)."""
    rows = store.rows("SELECT subject - 1, item - 1, object - 1 FROM relations ORDER BY rowid")
    return np.array(rows, np.int64).reshape(-1, 3)


def belongings(store: Store) -> NDArray[np.int64]:
    """Entities with those that they are part of or made by, shape (pairs, 2); each kind of belonging counts."""
    sql = "SELECT e.row - 1, o.row - 1 FROM entities e JOIN entities o ON o.id = {} AND o.row != e.row ORDER BY e.row"
    rows = [row for column in ("e.family", "e.maker") for row in store.rows(sql.format(column))]
    return np.array(rows, np.int64).reshape(-1, 2)


def relations_among(store: Store, entities: Sequence[int]) -> list[RelationRow]:
    """Relations between some entities, in the order of the archive."""
    sql = (
        "SELECT item - 1, subject - 1, predicate, object - 1, field, start, sentence, certainty FROM relations "
        "WHERE subject IN (SELECT value + 1 FROM json_each(?1)) AND object IN (SELECT value + 1 FROM json_each(?1)) "
        "AND subject != object ORDER BY rowid"
    )
    return [RelationRow(*row) for row in store.rows(sql, (json.dumps(entities),))]


def item_ids(store: Store, items: Sequence[int]) -> list[str]:
    """Ids of some items, in their order."""
    sql = "SELECT i.id FROM json_each(?) j JOIN items i ON i.row = j.value + 1 ORDER BY j.key"
    return [id_ for (id_,) in store.rows(sql, (json.dumps(items),))]


def alias_keys(store: Store) -> list[tuple[str, int]]:
    """The key of each name, and the entity that goes by it."""
    return store.rows("SELECT key, entity - 1 FROM aliases ORDER BY rowid")


def doubted_entities(store: Store, least: float) -> list[DoubtRow]:
    """Entities with mentions of at least so much doubt."""
    sql = (
        "SELECT entity - 1, count(*), max(doubt), avg(doubt) FROM mentions WHERE doubt >= ? "
        "GROUP BY entity ORDER BY entity"
    )
    return [DoubtRow(*row) for row in store.rows(sql, (least,))]


def new_entities(store: Store, most: float, types: Sequence[str]) -> list[DoubtRow]:
    """Entities that nobody knew, of no family and of none of some types, with mentions of less than so much doubt.

    What a person has decided on is known.
    """
    sql = (
        "SELECT m.entity - 1, count(*), max(m.doubt), avg(m.doubt) FROM entities e JOIN mentions m ON m.entity = e.row "
        "WHERE NOT e.known AND e.family = '' AND e.type NOT IN (SELECT value FROM json_each(?)) AND m.doubt < ? "
        "AND m.reason != 'correction' GROUP BY m.entity ORDER BY m.entity"
    )
    return [DoubtRow(*row) for row in store.rows(sql, (json.dumps(types), most))]


def doubted_relations(store: Store, least: float) -> list[DoubtedRelationRow]:
    """Who did what, where even the surest item that tells it has at least so much doubt."""
    sql = (
        "SELECT subject - 1, predicate, object - 1, count(*), max(doubt), avg(doubt) FROM relations "
        "GROUP BY subject, predicate, object HAVING min(doubt) >= ? ORDER BY min(rowid)"
    )
    return [DoubtedRelationRow(*row) for row in store.rows(sql, (least,))]


def sentences_of_relation(store: Store, row: DoubtedRelationRow, *, most: int) -> list[tuple[str, str]]:
    """(item id, sentence) of the items that tell it, the least sure first."""
    sql = (
        "SELECT i.id, r.sentence FROM relations r JOIN items i ON i.row = r.item "
        "WHERE r.subject = ? AND r.predicate = ? AND r.object = ? ORDER BY r.doubt DESC, r.rowid LIMIT ?"
    )
    return store.rows(sql, (row.subject + 1, row.predicate, row.object + 1, most))


def stated_relations(store: Store, predicates: Sequence[Predicate]) -> list[DealRow]:
    """Relations of some kinds that items state without a doubt, in the order of the archive."""
    sql = (
        "SELECT item - 1, subject - 1, predicate, object - 1, sentence, attributes FROM relations "
        "WHERE certainty = 'stated' AND predicate IN (SELECT value FROM json_each(?)) ORDER BY rowid"
    )
    return [
        DealRow(item, subject, predicate, object_, sentence, tuple((key, value) for key, value in json.loads(told)))
        for item, subject, predicate, object_, sentence, told in store.rows(sql, (json.dumps(predicates),))
    ]
