"""The archive in the shapes that others read: item records as JSON lines, tables as CSV, the graph as GraphML."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.model import Entity, Issue, Item, Mention, Relation
from kg.store.reader import Reader


def issue_record(issue: Issue) -> dict[str, Any]:
    """The ``issue`` part of an item record."""
    return {
        "id": issue.id,
        "number": issue.number,
        "title": issue.title,
        "date": issue.date.isoformat() if issue.date else None,
        "date_inferred": issue.date_inferred,
        "source": issue.source,
        "permalink": issue.permalink,
    }


def entity_record(entity: Entity) -> dict[str, Any]:
    """An entity as JSON."""
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "maker": entity.maker or None,
        "family": entity.family or None,
        "urls": list(entity.urls),
    }


class ItemRecorder:
    """Makes item records; keeps the names of all entities at hand, so that many records cost one look-up."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._names: dict[str, Entity] = {}

    def _entity(self, entity_id: str) -> Entity:
        """An entity by id, remembered."""
        if entity_id not in self._names:
            found = self._reader.store.entity(entity_id)
            self._names[entity_id] = found if found else Entity(entity_id, "product", entity_id)
        return self._names[entity_id]

    def record(
        self, item: Item, mentions: Iterable[Mention] | None = None, relations: Iterable[Relation] | None = None
    ) -> dict[str, Any]:
        """The item record of the contract."""
        issue = self._reader.issue_of(item)
        surfaces: dict[str, dict[str, None]] = {}
        for mention in self._reader.mentions(item.id) if mentions is None else mentions:
            surfaces.setdefault(mention.entity, {})[mention.surface] = None
        entities = [
            {
                "id": id_,
                "type": self._entity(id_).type,
                "name": self._entity(id_).name,
                "surfaces": [surface for surface in found if surface] or [self._entity(id_).name],
            }
            for id_, found in surfaces.items()
        ]
        return {
            "id": item.id,
            "series": issue.series,
            "issue": issue_record(issue),
            "section": item.section,
            "kind": item.kind,
            "title": item.title,
            "text": item.text,
            "opinion": item.opinion,
            "urls": list(item.urls),
            "images": [image.source for image in item.images],
            "entities": entities,
            # Scripts read this list as facts; what the text denies is none.
            "relations": [
                self.relation(r)
                for r in (self._reader.relations(item.id) if relations is None else relations)
                if r.certainty != "negated"
            ],
        }

    def relation(self, relation: Relation) -> dict[str, Any]:
        """A relation by the names of its ends, with its evidence."""
        return {
            "subject": self._entity(relation.subject).name,
            "predicate": relation.predicate,
            "object": self._entity(relation.object).name,
            "evidence": relation.evidence.sentence,
            "rule": relation.evidence.rule,
            "certainty": relation.certainty,
            "attributes": dict(relation.attributes),
        }


def item_records(reader: Reader) -> Iterator[dict[str, Any]]:
    """All item records, ordered by issue date, number and position."""
    recorder = ItemRecorder(reader)
    recorder._names.update((entity.id, entity) for entity in reader.entities())
    mentions: dict[str, list[Mention]] = {}
    for mention in reader.mentions():
        mentions.setdefault(mention.item_id, []).append(mention)
    relations: dict[str, list[Relation]] = {}
    for relation in reader.relations():
        relations.setdefault(relation.evidence.item_id, []).append(relation)
    for item in reader.items():
        yield recorder.record(item, mentions.get(item.id, ()), relations.get(item.id, ()))


def export(reader: Reader, path: Path, *, format: str = "jsonl") -> int:
    """Write the archive to a file.

    Parameters
    ----------
    format
        ``jsonl`` (item records, one a line), ``csv`` (items as a table) or ``graphml`` (the whole graph).

    Returns
    -------
    int
        Number of records, or of nodes of the graph.

    Raises
    ------
    UsageError
        Where the format is unknown or the file cannot be written.
    """
    if format not in _WRITERS:
        raise UsageError(f"There is no export format “{format}”; choose one of: {', '.join(_WRITERS)}")
    try:
        return _WRITERS[format](reader, path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error


def _write_jsonl(reader: Reader, path: Path) -> int:
    """Item records, one a line."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for record in item_records(reader):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_csv(reader: Reader, path: Path) -> int:
    """Items as a table; lists are joined by " | "."""
    count = 0
    # The byte order mark lets spreadsheets see that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["id", "series", "issue", "date", "section", "kind", "title", "text", "opinion", "urls", "entities"]
        )
        for record in item_records(reader):
            count += 1
            issue = record["issue"]
            row = [
                record["id"], record["series"], issue["number"], issue["date"], record["section"], record["kind"],
                record["title"], record["text"], record["opinion"], " | ".join(record["urls"]),
                " | ".join(entity["name"] for entity in record["entities"]),
            ]  # fmt: skip
            writer.writerow([_plain_cell(cell) for cell in row])
    return count


def _plain_cell(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} else cell


def _write_graphml(reader: Reader, path: Path) -> int:
    """The whole graph for Gephi, Cytoscape and the like."""
    from kg.knowledge_graph import knowledge_graph, write_graphml

    graph = knowledge_graph(reader)
    write_graphml(graph, path)
    return graph.number_of_nodes()


_WRITERS: dict[str, Callable[[Reader, Path], int]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "graphml": _write_graphml,
}
