"""The archive in the shapes that others read: item records as JSON lines, tables as CSV, the graph as GraphML."""

from __future__ import annotations

import csv
import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.files import replacing
from kg.model import Entity, Issue, Item, Mention, Relation
from kg.plain import plain_cell

if TYPE_CHECKING:
    import networkx as nx

    from kg.store.reader import Reader

Progress = Callable[[int, int], None]
"""Called with the number of records that are written, and of all."""
_Writer = Callable[["Reader", IO[bytes], Progress | None], int]
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


def item_record(
    item: Item,
    issue: Issue,
    entities: Sequence[dict[str, Any]] = (),
    relations: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The item record of the contract; ``lines`` is None where the source has no lines.

    Parameters
    ----------
    entities, relations
        Their parts of it, as `ItemRecorder` makes them.
    """
    return {
        "id": item.id,
        "series": issue.series,
        "issue": issue_record(issue),
        "section": item.section,
        "sections_above": list(item.above),
        "kind": item.kind,
        "title": item.title,
        "text": item.text,
        "opinion": item.opinion,
        "urls": list(item.urls),
        "images": [image.source for image in item.images],
        "lines": list(item.lines) if item.lines[0] else None,
        "entities": list(entities),
        "relations": list(relations),
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
    """Makes item records; keeps the entities that it has looked up, and those given, at hand."""

    def __init__(self, reader: Reader, entities: Iterable[Entity] = ()) -> None:
        self._reader = reader
        self._entities = {entity.id: entity for entity in entities}

    def _entity(self, entity_id: str) -> Entity:
        """An entity by id, remembered."""
        if entity_id not in self._entities:
            found = self._reader.store.entity(entity_id)
            self._entities[entity_id] = found if found else Entity(entity_id, "product", entity_id)
        return self._entities[entity_id]

    def record(
        self, item: Item, mentions: Iterable[Mention] | None = None, relations: Iterable[Relation] | None = None
    ) -> dict[str, Any]:
        """The item record of the contract."""
        issue = self._reader.issue_of(item)
        if mentions is None:
            mentions = self._reader.mentions(item.id)
        if relations is None:
            relations = self._reader.relations(item.id)
        # Scripts read this list as facts; what the text denies is none.
        facts = [self.relation(relation) for relation in relations if relation.certainty != "negated"]
        return item_record(item, issue, self._entities_of(mentions), facts)

    def _entities_of(self, mentions: Iterable[Mention]) -> list[dict[str, Any]]:
        """The entities that mentions stand for, each once, with its spellings and the doubt of the surest mention."""
        surfaces: dict[str, dict[str, None]] = {}
        doubts: dict[str, float] = {}
        for mention in mentions:
            surfaces.setdefault(mention.entity, {})[mention.surface] = None
            doubts[mention.entity] = min(mention.doubt, doubts.get(mention.entity, 1.0))
        return [
            {
                "id": id_,
                "type": self._entity(id_).type,
                "name": self._entity(id_).name,
                "surfaces": [surface for surface in found if surface] or [self._entity(id_).name],
                "doubt": doubts[id_],
            }
            for id_, found in surfaces.items()
        ]

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
            "doubt": relation.doubt,
        }


def item_records(reader: Reader) -> Iterator[dict[str, Any]]:
    """All item records, ordered by issue date, number and position."""
    recorder = ItemRecorder(reader, reader.entities())
    mentions: dict[str, list[Mention]] = {}
    for mention in reader.mentions():
        mentions.setdefault(mention.item_id, []).append(mention)
    relations: dict[str, list[Relation]] = {}
    for relation in reader.relations():
        relations.setdefault(relation.evidence.item_id, []).append(relation)
    for item in reader.items():
        yield recorder.record(item, mentions.get(item.id, ()), relations.get(item.id, ()))


def knowledge_graph(reader: Reader) -> nx.MultiDiGraph[str]:
    """The whole archive as a typed graph.

    Nodes have ``kind``: ``entity``, ``item``, ``issue`` or ``link``, and a ``label``. Edges have ``kind``
    (``in_issue``, ``mentions``, ``cites``, ``part_of``, ``made_by`` or a predicate), ``weight`` and ``date``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for entity in reader.entities():
        graph.add_node(entity.id, kind="entity", label=entity.name, type=entity.type)
    days = _add_issues(graph, reader)
    for mention in reader.mentions():
        node = f"item:{mention.item_id}"
        if graph.has_edge(node, mention.entity, key="mentions"):
            graph[node][mention.entity]["mentions"]["weight"] += 1.0
        else:
            day = days[mention.item_id]
            graph.add_edge(node, mention.entity, key="mentions", kind="mentions", weight=1.0, date=day)
    for entity in reader.entities():
        for kind, other in entity.belongs_to:
            if other in graph:
                graph.add_edge(entity.id, other, key=kind, kind=kind, weight=1.0, date="")
    for relation in reader.relations():
        evidence = relation.evidence
        graph.add_edge(
            relation.subject, relation.object, kind=relation.predicate, weight=1.0, date=days[evidence.item_id],
            item=evidence.item_id, sentence=evidence.sentence, certainty=relation.certainty,
        )  # fmt: skip
    return graph


def _add_issues(graph: nx.MultiDiGraph[str], reader: Reader) -> dict[str, str]:
    """Add issues, items and links to a graph; returns the day of each item."""
    days: dict[str, str] = {}
    for issue in reader.issues():
        day = issue.date.isoformat() if issue.date else ""
        graph.add_node(f"issue:{issue.id}", kind="issue", label=issue.title, date=day)
        for item in reader.items(issue):
            node, days[item.id] = f"item:{item.id}", day
            graph.add_node(node, kind="item", label=item.title, date=day)
            graph.add_edge(node, f"issue:{issue.id}", key="in_issue", kind="in_issue", weight=1.0, date=day)
            for link in item.links:
                graph.add_node(f"link:{link.canonical}", kind="link", label=link.canonical)
                graph.add_edge(node, f"link:{link.canonical}", key="cites", kind="cites", weight=1.0, date=day)
    return days


def export(reader: Reader, path: Path | str, *, format: str = "jsonl", progress: Progress | None = None) -> int:
    """Write the archive to a file; where that fails the former file stands.

    Parameters
    ----------
    format
        ``jsonl`` (item records, one a line), ``csv`` (items as a table) or ``graphml`` (the whole graph).
    progress
        Called with the number of item records that are written, and of all.

    Returns
    -------
    int
        Number of records, or of nodes of the graph.

    Raises
    ------
    UsageError
        Where the format is unknown or the file cannot be written.
    """
    writer = _writer(format)
    with replacing(path, binary=True) as stream:
        return writer(reader, stream, progress)


def write(reader: Reader, stream: IO[bytes], *, format: str = "jsonl", progress: Progress | None = None) -> int:
    """Write the archive to a stream, as `export` does to a file."""
    return _writer(format)(reader, stream, progress)


def _writer(format: str) -> _Writer:
    """What writes a format."""
    if format not in _WRITERS:
        raise UsageError(f"There is no export format “{format}”; choose one of: {', '.join(_WRITERS)}")
    return _WRITERS[format]


def _told(reader: Reader, progress: Progress | None) -> Iterator[dict[str, Any]]:
    """All item records, and how many were asked for."""
    total = reader.store.item_count()
    for done, record in enumerate(item_records(reader), 1):
        yield record
        if progress:
            progress(done, total)


def _write_jsonl(reader: Reader, stream: IO[bytes], progress: Progress | None) -> int:
    """Item records, one a line."""
    count = 0
    for record in _told(reader, progress):
        stream.write(_json_line(record))
        count += 1
    return count


def _json_line(record: dict[str, Any]) -> bytes:
    """A record as a line in UTF-8; half a character, as a file name may hold, only as an escape."""
    try:
        return (json.dumps(record, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(record) + "\n").encode()


class _Encoding:
    """Takes text and writes it in UTF-8; half a character becomes a question mark."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write."""
        return self._stream.write(text.encode("utf-8", "replace"))


def _write_csv(reader: Reader, stream: IO[bytes], progress: Progress | None) -> int:
    """Items as a table; lists are joined by " | "."""
    count = 0
    stream.write(BOM_UTF8)  # lets spreadsheets see that it is UTF-8
    writer = csv.writer(_Encoding(stream))
    writer.writerow(
        ["id", "series", "issue", "date", "section", "kind", "title", "text", "opinion", "urls", "entities"]
    )
    for record in _told(reader, progress):
        count += 1
        issue = record["issue"]
        row = [
            record["id"], record["series"], issue["number"], issue["date"], record["section"], record["kind"],
            record["title"], record["text"], record["opinion"], " | ".join(record["urls"]),
            " | ".join(entity["name"] for entity in record["entities"]),
        ]  # fmt: skip
        writer.writerow([plain_cell(cell) for cell in row])
    return count


def _write_graphml(reader: Reader, stream: IO[bytes], progress: Progress | None) -> int:
    """The whole graph for Gephi, Cytoscape and the like."""
    graph = knowledge_graph(reader)
    write_graphml(graph, stream)
    return graph.number_of_nodes()


def write_graphml(graph: nx.MultiDiGraph[str], path: Path | IO[bytes]) -> None:
    """Write a graph in a form that XML allows: control characters, which issues may hold, are dropped."""
    import networkx as nx

    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, values in graph.nodes(data=True):
        clean.add_node(xml_value(node), **{key: xml_value(value) for key, value in values.items()})
    for a, b, values in graph.edges(data=True):
        clean.add_edge(xml_value(a), xml_value(b), **{key: xml_value(value) for key, value in values.items()})
    nx.write_graphml(clean, path)


def xml_value(value: Any) -> Any:  # noqa: ANN401 - attribute values of any type pass through
    """A value without characters that XML forbids."""
    return _NOT_XML.sub("", value) if isinstance(value, str) else value


_WRITERS: dict[str, _Writer] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "graphml": _write_graphml,
}
