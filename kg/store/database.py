"""The SQLite side of an archive, opened for reading; `kg.store.writer` made it. These two alone know SQL.

Rows of `items` are numbered in the archive's order (issue date, number, position), and these numbers are the ids of
the vectors too: a passage has the id ``item_row << PASSAGE_BITS | ordinal``, so one shift leads from vector to item.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

import numpy as np

from kg.errors import ArchiveError
from kg.model import (
    Entity,
    Evidence,
    Image,
    Issue,
    Item,
    LeftOut,
    Link,
    Mention,
    Passage,
    Relation,
    SourceText,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEMA_VERSION = 2
_ITEMS = (
    "SELECT i.row, i.id, s.id, i.position, i.section, i.kind, i.title, i.text, i.opinion, i.first_line, i.last_line "
    "FROM items i JOIN issues s ON s.row = i.issue"
)
PASSAGE_BITS = 16


class _Connection(sqlite3.Connection):
    """A connection that can be referred to without being kept."""


class Store:
    """A database opened for reading; safe to share between threads.

    Parameters
    ----------
    path
        The ``archive.db`` of a generation.

    Raises
    ------
    ArchiveError
        Where there is no database, or one of another schema.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: WeakSet[_Connection] = WeakSet()  # those of threads that ended are gone
        self._closed = False
        if not path.is_file():
            raise ArchiveError(f"{path}: there is no database here; build the archive again with `kg build`")
        schema = self.meta("schema")
        if schema != str(SCHEMA_VERSION):
            raise ArchiveError(
                f"{path}: this archive has format {schema}, this version reads {SCHEMA_VERSION}; run `kg build` again"
            )

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, errors made ours."""
        if self._closed:
            raise ArchiveError(f"{self.path}: this archive was closed; open it again")
        connection = getattr(self._local, "connection", None)
        try:
            if connection is None:
                # Written once and never changed, so SQLite needs no locks; each thread has its own connection.
                uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
                connection = self._local.connection = sqlite3.connect(
                    uri, uri=True, check_same_thread=False, factory=_Connection
                )
                self._open.add(connection)
                connection.execute("PRAGMA mmap_size=67108864")
            return cast(list[tuple[Any, ...]], connection.execute(sql, parameters).fetchall())
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{self.path}: the archive cannot be read ({error}); run `kg doctor`") from error

    def close(self) -> None:
        """Close the connections of all threads; nothing more is answered."""
        self._closed = True
        for connection in list(self._open):
            connection.close()

    def meta(self, key: str) -> str | None:
        """A value written by the build."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return cast(str, found[0][0]) if found else None

    def stale_corrections(self) -> tuple[str, ...]:
        """What the build said of corrections that no longer apply."""
        return tuple(json.loads(self.meta("stale_corrections") or "[]"))

    # Issues and items

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """All issues without their items, oldest first; issue rows count from 1 in this order."""
        return tuple(_issue(row) for row in self.rows("SELECT * FROM issues ORDER BY row"))

    def item_count(self) -> int:
        """How many items there are."""
        return int(self.rows("SELECT count(*) FROM items")[0][0])

    def items_of_issues(self) -> dict[int, int]:
        """Number of items by row of the issue; one that has none is left out."""
        return dict(self.rows("SELECT issue, count(*) FROM items GROUP BY issue"))

    def items_by_kind(self) -> dict[str, int]:
        """Number of items by kind."""
        return dict(self.rows("SELECT kind, count(*) FROM items GROUP BY kind"))

    def items(self, rows: Sequence[int] | None = None) -> list[Item]:
        """Items by row, in the order of `rows`; all of them in archive order where `rows` is None."""
        if rows is None:
            where, parameters = "", []
            order: Iterable[int] | None = None
        else:
            where, parameters = f" WHERE {{}} IN ({','.join('?' * len(rows))})", [int(row) for row in rows]
            order = parameters
        if rows is not None and len(rows) > 900:
            return [item for start in range(0, len(rows), 900) for item in self.items(rows[start : start + 900])]
        links: dict[int, list[Link]] = {}
        sql = "SELECT item, url, canonical, label, field, start, end FROM links"
        for item, *values in self.rows(sql + where.format("item") + " ORDER BY rowid", parameters):
            links.setdefault(item, []).append(Link(*values))
        images: dict[int, list[Image]] = {}
        for item, source, alt, path in self.rows(
            "SELECT item, source, alt, path FROM images" + where.format("item") + " ORDER BY rowid", parameters
        ):
            images.setdefault(item, []).append(Image(source, alt, path))
        above = self._sections_above(where, parameters)
        found = {
            row[0]: self._item(row, links.get(row[0], []), images.get(row[0], []), above.get(row[0], ()))
            for row in self.rows(_ITEMS + where.format("i.row") + " ORDER BY i.row", parameters)
        }
        return [found[row] for row in order if row in found] if order is not None else list(found.values())

    def _sections_above(self, where: str, parameters: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Sections that those of items stand in, by row; an older version's archive does not tell them."""
        if not self._has("sections_above"):
            return {}
        rows = self.rows("SELECT item, titles FROM sections_above" + where.format("item"), parameters)
        return {item: tuple(json.loads(titles)) for item, titles in rows}

    def _has(self, table: str) -> bool:
        """Whether the archive was written by a version that knew a table."""
        return table in self._names_of_tables

    @cached_property
    def _names_of_tables(self) -> frozenset[str]:
        """All tables."""
        return frozenset(name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))

    def _item(self, row: tuple[Any, ...], links: list[Link], images: list[Image], above: tuple[str, ...]) -> Item:
        """An item from its row."""
        _, id_, issue, position, section, kind, title, text, opinion, first, last = row
        return Item(
            id=id_, issue_id=issue, position=position, section=section, kind=kind, title=title,
            text=text, opinion=opinion, links=tuple(links), images=tuple(images), lines=(first, last),
            above=above,
        )  # fmt: skip

    def source_text(self, issue_row: int) -> SourceText | None:
        """What an issue was read from, None where the archive does not keep it: an older version's keep none."""
        if not self._has("sources"):
            return None
        found = self.rows("SELECT text, left_out, first FROM sources WHERE issue = ?", (issue_row,))
        if not found:
            return None
        packed, left_out, first = found[0]
        left = tuple(LeftOut(*each) for each in json.loads(left_out))
        return SourceText(zlib.decompress(packed).decode(), left, first)

    def row_of(self, item_id: str) -> int | None:
        """Row of an item."""
        found = self.rows("SELECT row FROM items WHERE id = ?", (item_id,))
        return int(found[0][0]) if found else None

    def rows_of_issue(self, issue_row: int) -> list[int]:
        """Rows of an issue's items, in order."""
        return [row for (row,) in self.rows("SELECT row FROM items WHERE issue=? ORDER BY position", (issue_row,))]

    def issue_rows_of_items(self) -> dict[str, int]:
        """Issue row of each item id, in archive order."""
        return dict(self.rows("SELECT id, issue FROM items ORDER BY row"))

    # What is known

    def entities(self, rows: Sequence[int] | None = None) -> list[Entity]:
        """Entities by row (any order), or all, by id."""
        where = "" if rows is None else f" WHERE {{}} IN ({','.join(str(int(row)) for row in rows)})"
        aliases: dict[int, list[str]] = {}
        for entity, alias in self.rows(
            "SELECT entity, alias FROM aliases" + where.format("entity") + " ORDER BY rowid"
        ):
            aliases.setdefault(entity, []).append(alias)
        return [
            Entity(
                id=id_, type=type_, name=name, aliases=tuple(aliases.get(row, ())), maker=maker, family=family,
                version=tuple(json.loads(version)), known=bool(known), urls=tuple(json.loads(urls)),
            )
            for row, id_, type_, name, maker, family, version, known, urls in self.rows(
                "SELECT * FROM entities" + where.format("row") + " ORDER BY id"
            )
        ]  # fmt: skip

    def entities_by_type(self) -> dict[str, int]:
        """Number of entities by type."""
        return dict(self.rows("SELECT type, count(*) FROM entities GROUP BY type"))

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of that id; ids that were merged away lead to the one that took them."""
        redirected = self.rows("SELECT new FROM redirects WHERE old = ?", (entity_id,))
        wanted = redirected[0][0] if redirected else entity_id
        found = self.rows("SELECT row FROM entities WHERE id = ?", (wanted,))
        return self.entities([found[0][0]])[0] if found else None

    def entities_by_key(self, key: str) -> list[Entity]:
        """Entities one of whose aliases has this `name_key`, the most mentioned first."""
        rows = self.rows(
            "SELECT e.row FROM entities e WHERE e.row IN (SELECT entity FROM aliases WHERE key = ?) "
            "ORDER BY (SELECT count(*) FROM mentions m WHERE m.entity = e.row) DESC, e.id",
            (key,),
        )
        return [self.entities([row])[0] for (row,) in rows]

    def alias_keys(self) -> list[tuple[str, str, str]]:
        """All (key, alias, entity id) triples."""
        return self.rows("SELECT a.key, a.alias, e.id FROM aliases a JOIN entities e ON e.row = a.entity")

    def mentions(self, item_row: int | None = None, *, entity_id: str | None = None) -> list[Mention]:
        """Mentions of one item, of one entity, or all, in archive order."""
        conditions, parameters = _conditions(("m.item", item_row), ("e.id", entity_id))
        return [
            Mention(*(*values, None if news is None else _pairs(news)))
            for *values, news in self.rows(
                "SELECT i.id, m.field, m.start, m.end, m.surface, m.type, m.name, m.rule, e.id, m.reason, m.doubt, "
                "m.url, m.news "
                "FROM mentions m JOIN items i ON i.row = m.item JOIN entities e ON e.row = m.entity"
                f"{conditions} ORDER BY m.rowid",
                parameters,
            )
        ]

    def relations(self, item_row: int | None = None, *, entity_id: str | None = None) -> list[Relation]:
        """Relations of one item, those that one entity takes part in, or all, in archive order."""
        conditions, parameters = _conditions(("r.item", item_row))
        if entity_id is not None:
            conditions = (conditions + " AND " if conditions else " WHERE ") + "(s.id = ? OR o.id = ?)"
            parameters += [entity_id, entity_id]
        sql = (
            "SELECT s.id, r.predicate, o.id, i.id, r.field, r.start, r.end, r.sentence, r.rule, r.certainty, "
            "r.attributes, r.doubt FROM relations r JOIN items i ON i.row = r.item "
            f"JOIN entities s ON s.row = r.subject JOIN entities o ON o.row = r.object{conditions} ORDER BY r.rowid"
        )
        return [
            Relation(subject, predicate, object_, Evidence(*evidence), certainty, _pairs(attributes), doubt)
            for subject, predicate, object_, *evidence, certainty, attributes, doubt in self.rows(sql, parameters)
        ]

    def redirects(self) -> list[tuple[str, str]]:
        """Ids that were merged away, with those that took them."""
        return self.rows("SELECT old, new FROM redirects ORDER BY old")

    # For search

    def items_with_term(self, term: str, *, title: bool = False) -> NDArray[np.int32]:
        """Rows of the items that hold an index term (in the title), ascending, shape (n,)."""
        # SQLite takes no lone surrogates, and no indexed term has one.
        known = term.encode("utf-8", "ignore").decode()
        found = self.rows(f"SELECT {'titles' if title else 'items'} FROM postings WHERE term = ?", (known,))
        return np.frombuffer(found[0][0] if found else b"", "<i4").astype(np.int32, copy=False)

    def passages(self, ids: Sequence[int]) -> Iterator[tuple[int, Passage]]:
        """Passages by id, with their text cut from the item; unknown ids are left out."""
        marks = ",".join("?" * len(ids))
        for key, item, text, opinion, grain, field, start, end, language in self.rows(
            "SELECT p.id, i.id, i.text, i.opinion, p.grain, p.field, p.start, p.end, p.language FROM passages p "
            f"JOIN items i ON i.row = (p.id >> {PASSAGE_BITS}) WHERE p.id IN ({marks})",
            [int(key) for key in ids],
        ):
            whole = text if field == "text" else opinion
            yield key, Passage(item, grain, field, start, end, whole[start:end], language)


def _conditions(*pairs: tuple[str, object]) -> tuple[str, list[object]]:
    """A WHERE clause over the pairs that have a value."""
    given = [(column, value) for column, value in pairs if value is not None]
    clause = " AND ".join(f"{column} = ?" for column, _ in given)
    return (f" WHERE {clause}" if clause else ""), [value for _, value in given]


def _issue(row: tuple[Any, ...]) -> Issue:
    """An issue, without its items, from its row."""
    _, id_, series, series_title, number, title, subtitle, day, inferred, language, source, permalink = row
    return Issue(
        id=id_, series=series, number=number, title=title, date=date.fromisoformat(day) if day else None,
        source=source, subtitle=subtitle, series_title=series_title, date_inferred=bool(inferred), language=language,
        permalink=permalink,
    )  # fmt: skip


def _pairs(attributes: str) -> tuple[tuple[str, Any], ...]:
    """Attributes of a relation from their JSON."""
    return tuple((key, value) for key, value in json.loads(attributes))
