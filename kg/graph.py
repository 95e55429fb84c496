"""The archive as a networkx graph: who stands with whom, which path joins two names, which names belong together.

`EntityGraph` is the projection of the whole (`kg.export.knowledge_graph`) on entities: two entities are neighbours
where a relation joins them, where one is made by or belongs to the other, or where items name both.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise

import networkx as nx

from kg.errors import UnknownName
from kg.model import Entity, EntityType, Relation
from kg.store.reader import Reader
from kg.text.words import sentence_spans

# An item that names a hundred companies (a funding table) says little about any two of them.
MOST_NAMES_AN_ITEM = 40


@dataclass(frozen=True, slots=True)
class GraphNode:
    """An entity in a drawing: `weight` is the number of items that name it."""

    id: str
    name: str
    type: EntityType
    weight: int


@dataclass(frozen=True, slots=True)
class Edge:
    """What joins two entities.

    Attributes
    ----------
    kinds
        Predicates of the relations between them, ``part_of``, ``made_by``, and ``mentioned with``.
    weight
        Strength, > 0: shared items, each counting less the more names it holds, plus one for each relation.
    items
        Ids of the items that say so, newest last.
    """

    source: str
    target: str
    kinds: tuple[str, ...]
    weight: float
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corner:
    """A part of the graph that is small enough to look at."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path: `sentence` of item `item_id` is its evidence ("" for part_of and made_by)."""

    source: Entity
    target: Entity
    kind: str
    sentence: str
    item_id: str


@dataclass(slots=True)
class _Tie:
    """What is gathered about a pair while the graph is built."""

    weight: float = 0.0
    kinds: dict[str, None] = field(default_factory=dict)
    items: dict[str, None] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)


class EntityGraph:
    """Entities as an undirected weighted graph.

    Parameters
    ----------
    reader
        The archive; the graph is built once, when first asked, in time linear in its mentions.
    since, until
        Only items of issues in this range of dates, inclusive.
    """

    def __init__(self, reader: Reader, *, since: date | None = None, until: date | None = None) -> None:
        self._reader = reader
        self._since, self._until = since, until
        self._entities = {entity.id: entity for entity in reader.entities()}

    @cached_property
    def _named(self) -> dict[str, tuple[str, ...]]:
        """Entities by item, in the order of the archive, within the period."""
        issues, issue_rows = self._reader.issues(), self._reader.store.issue_rows_of_items()
        inside = [self._in_period(issue.date) for issue in issues]
        named: dict[str, dict[str, None]] = defaultdict(dict)
        for mention in self._reader.mentions():
            if inside[issue_rows[mention.item_id] - 1]:
                named[mention.item_id][mention.entity] = None
        return {item: tuple(ids) for item, ids in named.items()}

    def _in_period(self, day: date | None) -> bool:
        """Whether an issue of that day counts; one without a date does where no period is asked for."""
        if day is None:
            return self._since is None and self._until is None
        return (self._since is None or day >= self._since) and (self._until is None or day <= self._until)

    @cached_property
    def counts(self) -> dict[str, int]:
        """In how many items each entity is named."""
        counts: dict[str, int] = defaultdict(int)
        for ids in self._named.values():
            for entity_id in ids:
                counts[entity_id] += 1
        return dict(counts)

    @cached_property
    def _ties(self) -> dict[tuple[str, str], _Tie]:
        """What joins each pair."""
        ties: dict[tuple[str, str], _Tie] = defaultdict(_Tie)
        for item, ids in self._named.items():
            if len(ids) > MOST_NAMES_AN_ITEM:
                continue
            for a, b in combinations(sorted(ids), 2):
                tie = ties[a, b]
                tie.weight += 1 / (len(ids) - 1)
                tie.items[item] = None
                tie.kinds.setdefault("mentioned with")
        for relation in self._reader.relations():
            if relation.evidence.item_id not in self._named or relation.subject == relation.object:
                continue
            tie = ties[_pair(relation.subject, relation.object)]
            tie.weight += 1.0
            tie.kinds.setdefault(relation.predicate)
            tie.items[relation.evidence.item_id] = None
            tie.relations.append(relation)
        for entity in self._entities.values():
            for kind, other in entity.belongs_to:
                if other in self._entities and other != entity.id:
                    tie = ties[_pair(entity.id, other)]
                    tie.weight += 0.5
                    tie.kinds.setdefault(kind)
        return dict(ties)

    @cached_property
    def graph(self) -> nx.Graph[str]:
        """The graph itself; edges have ``weight`` (strength) and ``cost`` (length for paths)."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(self._entities))
        degree: dict[str, int] = defaultdict(int)
        for a, b in self._ties:
            degree[a] += 1
            degree[b] += 1
        for (a, b), tie in sorted(self._ties.items()):
            # A path over a relation explains more than one over names in passing, and one through a hub (OpenAI is
            # named with everything) explains least.
            base = 1.0 if tie.relations else 1.5 if tie.kinds.keys() - {"mentioned with"} else 2.5
            cost = base + 0.35 * math.log1p(min(degree[a], degree[b])) / (1 + tie.weight)
            graph.add_edge(a, b, weight=tie.weight, cost=cost)
        return graph

    def corner(
        self,
        entity_id: str,
        *,
        types: Collection[EntityType] | None = None,
        radius: int = 1,
        least_weight: float = 0.0,
        limit: int = 40,
    ) -> Corner:
        """The neighbourhood of an entity: the most strongly tied `limit` entities within `radius` steps.

        Raises
        ------
        UnknownName
            Where no entity has this id.
        """
        if entity_id not in self.graph:
            raise UnknownName(entity_id, self._reader.close_names(entity_id))
        near: dict[str, float] = {entity_id: math.inf}
        frontier = [entity_id]
        for step in range(radius):
            reached: dict[str, float] = defaultdict(float)
            for node in frontier:
                for other, attributes in self.graph[node].items():
                    fits = not types or self._entities[other].type in types
                    if fits and attributes["weight"] >= least_weight and other not in near:
                        reached[other] = max(reached[other], attributes["weight"] / (step + 1))
            frontier = sorted(reached, key=lambda id_: (-reached[id_], id_))[:limit]
            near.update((id_, reached[id_]) for id_ in frontier)
        chosen = sorted(near, key=lambda id_: (-near[id_], id_))[: limit + 1]
        return self._cut(chosen, least_weight=least_weight)

    def overview(self, *, types: Collection[EntityType] | None = None, limit: int = 100) -> Corner:
        """The `limit` most central entities by PageRank."""
        ranked = sorted(self.ranks.items(), key=lambda pair: (-pair[1], pair[0]))
        chosen = [id_ for id_, _ in ranked if id_ in self.counts and (not types or self._entities[id_].type in types)]
        return self._cut(chosen[:limit])

    def _cut(self, chosen: list[str], *, least_weight: float = 0.0) -> Corner:
        """The chosen nodes with all edges between them."""
        inside = set(chosen)
        edges = [
            Edge(a, b, tuple(tie.kinds), round(tie.weight, 4), tuple(tie.items))
            for a in chosen
            for b in sorted(set(self.graph[a]) & inside)
            if a < b and (tie := self._ties[a, b]).weight >= least_weight
        ]
        entities = [self._entities[id_] for id_ in chosen]
        nodes = (GraphNode(each.id, each.name, each.type, self.counts.get(each.id, 0)) for each in entities)
        return Corner(tuple(nodes), tuple(edges))

    def neighbours(self, entity_id: str, *, limit: int = 20) -> tuple[tuple[Entity, Edge], ...]:
        """Entities tied to this one, the strongest first."""
        found = []
        for other in self.graph[entity_id]:
            tie = self._ties[_pair(entity_id, other)]
            edge = Edge(entity_id, other, tuple(tie.kinds), round(tie.weight, 4), tuple(tie.items))
            found.append((self._entities[other], edge))
        found.sort(key=lambda pair: (-pair[1].weight, pair[0].id))
        return tuple(found[:limit])

    def path(self, source: str, target: str) -> tuple[PathStep, ...]:
        """The path from one entity to another that explains most, each step with its evidence; () where none is.

        Raises
        ------
        UnknownName
            Where no entity has one of these ids.
        """
        for wanted in (source, target):
            if wanted not in self.graph:
                raise UnknownName(wanted, self._reader.close_names(wanted))
        try:
            nodes = nx.dijkstra_path(self.graph, source, target, weight="cost")
        except nx.NetworkXNoPath:
            return ()
        return tuple(self._step(a, b) for a, b in pairwise(nodes))

    def _step(self, a: str, b: str) -> PathStep:
        """One step with the best evidence that there is: a relation, then belonging, then a shared item."""
        tie = self._ties[_pair(a, b)]
        if tie.relations:
            relation = max(tie.relations, key=lambda r: (r.certainty == "stated", r.evidence.item_id))
            start, end = self._entities[relation.subject], self._entities[relation.object]
            kind = relation.predicate if relation.subject == a else f"{relation.predicate} (by)"
            if relation.subject != a:
                start, end = end, start
            return PathStep(start, end, kind, relation.evidence.sentence, relation.evidence.item_id)
        kind = next(iter(tie.kinds.keys() - {"mentioned with"}), "mentioned with")
        item_id, sentence = ("", "") if not tie.items else self._shared_sentence(next(reversed(tie.items)), a, b)
        return PathStep(self._entities[a], self._entities[b], kind, sentence, item_id)

    def _shared_sentence(self, item_id: str, a: str, b: str) -> tuple[str, str]:
        """The sentence of an item that names both, else its title."""
        item = self._reader.item(item_id)
        places = [m for m in self._reader.mentions(item_id) if m.field == "text"]
        for start, end in sentence_spans(item.text):
            inside = {m.entity for m in places if start <= m.start < end}
            if a in inside and b in inside:
                return item_id, item.text[start:end]
        return item_id, item.title

    @cached_property
    def ranks(self) -> dict[str, float]:
        """PageRank of each entity (Page et al. 1999); the ranks sum to 1."""
        return dict(nx.pagerank(self.graph, weight="weight")) if self.graph.number_of_edges() else {}


def places(corner: Corner) -> dict[str, tuple[float, float]]:
    """Where to draw each node, within -1 … 1 on both axes, strongly tied ones close (Fruchterman & Reingold 1991)."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in corner.nodes)
    graph.add_weighted_edges_from((edge.source, edge.target, math.sqrt(edge.weight)) for edge in corner.edges)
    if not graph:
        return {}
    # The same drawing each time; `force` is quicker than the default beyond 500 nodes.
    distance = 1.2 / math.sqrt(len(graph))
    found = nx.spring_layout(graph, k=distance, weight="weight", seed=1, iterations=60, method="force")
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def _pair(a: str, b: str) -> tuple[str, str]:
    """A pair under one order."""
    return (a, b) if a < b else (b, a)
