"""The whole archive as one typed networkx graph, for export and for other tools."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import networkx as nx

from kg.graph import belongings
from kg.store.reader import Reader

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def knowledge_graph(reader: Reader) -> nx.MultiDiGraph[str]:
    """The whole archive as a typed graph.

    Nodes have ``kind``: ``entity``, ``item``, ``issue`` or ``link``, and a ``label``. Edges have ``kind``
    (``in_issue``, ``mentions``, ``cites``, ``part_of``, ``made_by`` or a predicate), ``weight`` and ``date``.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for entity in reader.entities():
        graph.add_node(entity.id, kind="entity", label=entity.name, type=entity.type)
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
    for mention in reader.mentions():
        node = f"item:{mention.item_id}"
        if graph.has_edge(node, mention.entity, key="mentions"):
            graph[node][mention.entity]["mentions"]["weight"] += 1.0
        else:
            day = days[mention.item_id]
            graph.add_edge(node, mention.entity, key="mentions", kind="mentions", weight=1.0, date=day)
    for entity in reader.entities():
        for kind, other in belongings(entity):
            if other in graph:
                graph.add_edge(entity.id, other, key=kind, kind=kind, weight=1.0, date="")
    for relation in reader.relations():
        evidence = relation.evidence
        graph.add_edge(
            relation.subject, relation.object, kind=relation.predicate, weight=1.0, date=days[evidence.item_id],
            item=evidence.item_id, sentence=evidence.sentence, certainty=relation.certainty,
        )  # fmt: skip
    return graph


def write_graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph in a form that XML allows: control characters, which issues may hold, are dropped."""
    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, values in graph.nodes(data=True):
        clean.add_node(_xml(node), **{key: _xml(value) for key, value in values.items()})
    for a, b, values in graph.edges(data=True):
        clean.add_edge(_xml(a), _xml(b), **{key: _xml(value) for key, value in values.items()})
    nx.write_graphml(clean, path)


def _xml(value: Any) -> Any:  # noqa: ANN401 - attribute values of any type pass through
    """A value without characters that XML forbids."""
    return _NOT_XML.sub("", value) if isinstance(value, str) else value
