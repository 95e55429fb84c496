"""Writes the SQLite side of an archive: the schema, and all records of a build in one go."""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kg.errors import ArchiveError
from kg.model import Entity, Issue, Mention, Passage, Relation, SourceText
from kg.store.database import SCHEMA_VERSION
from kg.text.sites import site
from kg.text.words import name_key, storable, words

_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE issues(row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, series TEXT NOT NULL, series_title TEXT NOT NULL,
    number INTEGER, title TEXT NOT NULL, subtitle TEXT NOT NULL, date TEXT, date_inferred INTEGER NOT NULL,
    language TEXT NOT NULL, source TEXT NOT NULL, permalink TEXT NOT NULL);
CREATE TABLE items(row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, issue INTEGER NOT NULL REFERENCES issues(row),
    position INTEGER NOT NULL, section TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    opinion TEXT NOT NULL, first_line INTEGER NOT NULL, last_line INTEGER NOT NULL);
CREATE INDEX items_issue ON items(issue, position);
CREATE TABLE links(item INTEGER NOT NULL, url TEXT NOT NULL, canonical TEXT NOT NULL, site TEXT NOT NULL,
    label TEXT NOT NULL, field TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL);
CREATE INDEX links_item ON links(item);
CREATE INDEX links_canonical ON links(canonical);
CREATE INDEX links_site ON links(site);
CREATE TABLE images(item INTEGER NOT NULL, source TEXT NOT NULL, alt TEXT NOT NULL, path TEXT);
CREATE INDEX images_item ON images(item);
CREATE TABLE entities(row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
    maker TEXT NOT NULL, family TEXT NOT NULL, version TEXT NOT NULL, known INTEGER NOT NULL, urls TEXT NOT NULL);
CREATE TABLE aliases(entity INTEGER NOT NULL, alias TEXT NOT NULL, key TEXT NOT NULL);
CREATE INDEX aliases_key ON aliases(key);
CREATE INDEX aliases_entity ON aliases(entity);
CREATE TABLE redirects(old TEXT PRIMARY KEY, new TEXT NOT NULL);
CREATE TABLE mentions(item INTEGER NOT NULL, entity INTEGER NOT NULL, field TEXT NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, surface TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, rule TEXT NOT NULL,
    reason TEXT NOT NULL, doubt REAL NOT NULL, url TEXT NOT NULL, news TEXT);
CREATE INDEX mentions_item ON mentions(item);
CREATE INDEX mentions_entity ON mentions(entity, item);
CREATE TABLE relations(subject INTEGER NOT NULL, predicate TEXT NOT NULL, object INTEGER NOT NULL,
    item INTEGER NOT NULL,
    field TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, sentence TEXT NOT NULL, rule TEXT NOT NULL,
    certainty TEXT NOT NULL, attributes TEXT NOT NULL, doubt REAL NOT NULL);
CREATE INDEX relations_item ON relations(item);
CREATE INDEX relations_subject ON relations(subject);
CREATE INDEX relations_object ON relations(object);
CREATE TABLE passages(id INTEGER PRIMARY KEY, grain TEXT NOT NULL, field TEXT NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, language TEXT NOT NULL);
CREATE TABLE sources(issue INTEGER PRIMARY KEY REFERENCES issues(row), text BLOB NOT NULL, left_out TEXT NOT NULL,
    first INTEGER NOT NULL);
CREATE TABLE sections_above(item INTEGER PRIMARY KEY REFERENCES items(row), titles TEXT NOT NULL);
CREATE TABLE postings(term TEXT PRIMARY KEY, items BLOB NOT NULL, titles BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a build knows, in the archive's order (`issues` sorted, their items by position).

    Attributes
    ----------
    texts
        What issues were read from, by their ids.
    """

    issues: tuple[Issue, ...]
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    passages: tuple[tuple[int, Passage], ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    texts: Mapping[str, SourceText] = field(default_factory=dict)


def write_store(path: Path, contents: Contents) -> None:
    """Write a new database at `path`.

    Raises
    ------
    ArchiveError
        Where SQLite or the disk refuses.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;")
            connection.executescript(_SCHEMA)
            _write(connection, contents)
            connection.commit()
            connection.executescript("ANALYZE;")
            connection.commit()
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: the archive cannot be written ({error}); is the disk full?") from error


def _write(connection: sqlite3.Connection, contents: Contents) -> None:
    """Insert all records in one transaction."""
    many = connection.executemany
    many("INSERT INTO meta VALUES (?, ?)", [*contents.meta, ("schema", str(SCHEMA_VERSION))])
    item_rows: dict[str, int] = {}
    postings: dict[str, array[int]] = {}
    for issue_row, issue in enumerate(contents.issues, 1):
        connection.execute(
            "INSERT INTO issues VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                issue_row, issue.id, issue.series, issue.series_title, issue.number, issue.title, issue.subtitle,
                issue.date.isoformat() if issue.date else None, issue.date_inferred, issue.language, issue.source,
                issue.permalink,
            ),
        )  # fmt: skip
        for item in issue.items:
            row = item_rows[item.id] = len(item_rows) + 1
            connection.execute(
                "INSERT INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                (
                    row, item.id, issue_row, item.position, item.section, item.kind, item.title, item.text,
                    item.opinion, *item.lines,
                ),
            )  # fmt: skip
            many(
                "INSERT INTO links VALUES (?,?,?,?,?,?,?,?)",
                [
                    (row, link.url, link.canonical, site(link.url), link.label, link.field, link.start, link.end)
                    for link in item.links
                ],
            )
            if item.above:
                titles = json.dumps(item.above, ensure_ascii=False)
                connection.execute("INSERT INTO sections_above VALUES (?,?)", (row, titles))
            many("INSERT INTO images VALUES (?,?,?,?)", [(row, im.source, im.alt, im.path) for im in item.images])
            in_title = frozenset(words(item.title))
            for term in in_title.union(words(item.body), words(item.opinion)):
                postings.setdefault(term, array("i")).append(row << 1 | (term in in_title))
    # Whole lists of little-endian rows: a search reads those of a common term thousands of times faster than rows.
    for term in sorted(postings):
        flagged = np.frombuffer(postings[term], np.int32)
        lists = (flagged >> 1, flagged[flagged & 1 == 1] >> 1)
        connection.execute(
            "INSERT INTO postings VALUES (?,?,?)", (term, *(rows.astype("<i4").tobytes() for rows in lists))
        )
    _write_knowledge(connection, contents, item_rows)
    many("INSERT INTO sources VALUES (?,?,?,?)", _source_rows(contents))
    many(
        "INSERT INTO passages VALUES (?,?,?,?,?,?)",
        [(key, p.grain, p.field, p.start, p.end, p.language) for key, p in contents.passages],
    )


def _source_rows(contents: Contents) -> Iterator[tuple[int, bytes, str, int]]:
    """What issues were read from, packed: it is a good part of an archive's size and looked at seldom."""
    for row, issue in enumerate(contents.issues, 1):
        source = contents.texts.get(issue.id)
        if source is not None:
            left_out = [(each.first, each.last, each.reason) for each in source.left_out]
            packed = zlib.compress(storable(source.text).encode(), 9)
            yield row, packed, json.dumps(left_out), source.first


def _write_knowledge(connection: sqlite3.Connection, contents: Contents, item_rows: dict[str, int]) -> None:
    """Insert entities, mentions and relations."""
    many = connection.executemany
    entity_rows = {entity.id: row for row, entity in enumerate(contents.entities, 1)}
    many(
        "INSERT INTO entities VALUES (?,?,?,?,?,?,?,?,?)",
        [
            (
                entity_rows[e.id], e.id, e.type, e.name, e.maker, e.family, json.dumps(e.version), e.known,
                json.dumps(e.urls),
            )
            for e in contents.entities
        ],
    )  # fmt: skip
    many(
        "INSERT INTO aliases VALUES (?,?,?)",
        [
            (entity_rows[e.id], alias, name_key(alias))
            for e in contents.entities
            for alias in dict.fromkeys((e.name, *e.aliases))
        ],
    )
    many("INSERT INTO redirects VALUES (?,?)", contents.redirects)
    many(
        "INSERT INTO mentions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                item_rows[m.item_id], entity_rows[m.entity], m.field, m.start, m.end, m.surface, m.type, m.name,
                m.rule, m.reason, m.doubt, m.url, None if m.news is None else json.dumps(m.news),
            )
            for m in contents.mentions
        ],
    )  # fmt: skip
    many(
        "INSERT INTO relations VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                entity_rows[r.subject], r.predicate, entity_rows[r.object], item_rows[r.evidence.item_id],
                r.evidence.field, r.evidence.start, r.evidence.end, r.evidence.sentence, r.evidence.rule,
                r.certainty, json.dumps(r.attributes, ensure_ascii=False), r.doubt,
            )
            for r in contents.relations
        ],
    )  # fmt: skip
