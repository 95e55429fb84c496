"""The archive's records in the shapes that scripts rely on: item records as JSON, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.archive import Archive
from kg.errors import UsageError
from kg.model import Entity, Issue, Item, Mention, Relation

FORMATS = ("jsonl",)


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

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._names: dict[str, Entity] = {}

    def _entity(self, entity_id: str) -> Entity:
        """An entity by id, remembered."""
        if entity_id not in self._names:
            found = self._archive.store.entity(entity_id)
            self._names[entity_id] = found if found else Entity(entity_id, "product", entity_id)
        return self._names[entity_id]

    def record(
        self, item: Item, mentions: Iterable[Mention] | None = None, relations: Iterable[Relation] | None = None
    ) -> dict[str, Any]:
        """The item record of the contract."""
        issue = self._archive.issue_of(item)
        surfaces: dict[str, dict[str, None]] = {}
        for mention in self._archive.mentions(item.id) if mentions is None else mentions:
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
            "relations": [
                self.relation(r) for r in (self._archive.relations(item.id) if relations is None else relations)
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


def item_records(archive: Archive) -> Iterator[dict[str, Any]]:
    """All item records, ordered by issue date, number and position."""
    recorder = ItemRecorder(archive)
    recorder._names.update((entity.id, entity) for entity in archive.entities())
    mentions: dict[str, list[Mention]] = {}
    for mention in archive.mentions():
        mentions.setdefault(mention.item_id, []).append(mention)
    relations: dict[str, list[Relation]] = {}
    for relation in archive.relations():
        relations.setdefault(relation.evidence.item_id, []).append(relation)
    for item in archive.items():
        yield recorder.record(item, mentions.get(item.id, ()), relations.get(item.id, ()))


def export(archive: Archive, path: Path, *, format: str = "jsonl") -> int:
    """Write the archive to a file (``-`` is standard output's job, not ours) and return the number of records.

    Raises
    ------
    UsageError
        Where the format is unknown or the file cannot be written.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no export format “{format}”; choose one of: {', '.join(FORMATS)}")
    count = 0
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for record in item_records(archive):
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error
    return count
