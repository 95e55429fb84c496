"""The archive as a networkx graph: who stands with whom, which path joins two names, which names belong together.

`EntityGraph` is the projection of the whole (`kg.export.knowledge_graph`) on entities: two entities are neighbours
where a relation joins them, where one is made by or belongs to the other, or where items name both.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, overload

import numpy as np

from kg.errors import UnknownName
from kg.model import Entity, EntityType
from kg.store.arrays import Arrays
from kg.store.database import Store
from kg.store.postings import in_both
from kg.store.reader import Reader
from kg.store.rows import RelationRow, item_ids, relations_among
from kg.store.ties import MOST_NAMES_AN_ITEM, Ties
from kg.text.words import sentence_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    items: Sequence[str]


class SharedItems(Sequence[str]):
    """Ids of the items that tie two entities, found when somebody looks at them.

    Parameters
    ----------
    store
        Where their ids stand.
    find
        Finds their indices.
    """

    def __init__(self, store: Store, find: Callable[[], NDArray[np.int64]]) -> None:
        self._store, self._find = store, find

    @cached_property
    def _items(self) -> NDArray[np.int64]:
        return self._find()

    @cached_property
    def _ids(self) -> list[str]:
        return item_ids(self._store, self._items.tolist())

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        """One, or some."""
        return self._ids[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)


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


class EntityGraph:
    """Entities as an undirected weighted graph. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive; its graph was made by the build. That of a period is made now, in time linear in its mentions.
    since, until
        Only items of issues in this range of dates, inclusive.
    """

    def __init__(self, reader: Reader, *, since: date | None = None, until: date | None = None) -> None:
        self._reader, self._arrays = reader, reader.once(Arrays)
        self._since, self._until = since, until
        self._whole = since is None and until is None
        self._issues = np.array([self._in_period(issue.date) for issue in reader.issues()], bool)

    def _in_period(self, day: date | None) -> bool:
        """Whether an issue of that day counts; one without a date does where no period is asked for."""
        if day is None:
            return self._whole
        return (self._since is None or day >= self._since) and (self._until is None or day <= self._until)

    @cached_property
    def _ties(self) -> Ties:
        """What joins each pair."""
        return Ties.of(self._reader, None if self._whole else self._issues)

    def count(self, entity_id: str) -> int:
        """How many items name an entity."""
        return int(self._ties.counts[self._index(entity_id)])

    def rank(self, entity_id: str) -> float:
        """PageRank of an entity (Page et al. 1999); the ranks of all sum to 1."""
        return float(self._ties.ranks[self._index(entity_id)])

    def _index(self, entity_id: str) -> int:
        """Index of an entity.

        Raises
        ------
        UnknownName
            Where no entity has this id.
        """
        index = self._arrays.index_of.get(entity_id)
        if index is None:
            raise UnknownName(entity_id, self._reader.close_names(entity_id))
        return index

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
        centre = self._index(entity_id)
        near: dict[int, float] = {centre: math.inf}
        frontier = [centre]
        for step in range(radius):
            reached: dict[int, float] = defaultdict(float)
            for node in frontier:
                fitting = (
                    (other, weight)
                    for other, _, weight in self._strongest(node, least_weight)
                    if other not in near and self._fits(other, types)
                )
                for other, weight in islice(fitting, limit):
                    reached[other] = max(reached[other], weight / (step + 1))
            frontier = sorted(reached, key=lambda index: (-reached[index], index))[:limit]
            near.update((index, reached[index]) for index in frontier)
        chosen = sorted(near, key=lambda index: (-near[index], index))[: limit + 1]
        return self._cut(chosen, least_weight=least_weight)

    def _strongest(self, node: int, least_weight: float) -> Iterator[tuple[int, int, float]]:
        """Neighbours of an entity with their ties and the weights of these, the strongest first."""
        ties, others = self._ties.with_others(node)
        weights = self._ties.weight[ties]
        order = np.lexsort((others, -weights))
        order = order[weights[order] >= least_weight]
        yield from zip(others[order].tolist(), ties[order].tolist(), weights[order].tolist(), strict=True)

    def _fits(self, entity: int, types: Collection[EntityType] | None) -> bool:
        """Whether an entity is of one of some types."""
        return not types or self._arrays.entities[entity].type in types

    def overview(self, *, types: Collection[EntityType] | None = None, limit: int = 100) -> Corner:
        """The `limit` most central entities by PageRank."""
        ranks = self._ties.ranks
        chosen: list[int] = []
        for index in np.argsort(-ranks, kind="stable")[: int((ranks > 0).sum())].tolist():
            if len(chosen) == limit:
                break
            if self._ties.counts[index] and self._fits(index, types):
                chosen.append(index)
        return self._cut(chosen)

    def _cut(self, chosen: list[int], *, least_weight: float = 0.0) -> Corner:
        """The chosen nodes with all edges between them."""
        inside = np.zeros(len(self._arrays.entities), bool)
        inside[chosen] = True
        pairs: dict[tuple[int, int], int] = {}
        for a in chosen:
            ties, others = self._ties.with_others(a)
            kept = inside[others] & (others > a) & (self._ties.weight[ties] >= least_weight)
            pairs |= {(a, b): tie for b, tie in zip(others[kept].tolist(), ties[kept].tolist(), strict=True)}
        rows = [self._arrays.entities[index] for index in chosen]
        counts = self._ties.counts[chosen].tolist()
        nodes = (GraphNode(row.id, row.name, row.type, count) for row, count in zip(rows, counts, strict=True))
        return Corner(tuple(nodes), tuple(self._edges(pairs)))

    def _edges(self, pairs: Mapping[tuple[int, int], int]) -> Iterator[Edge]:
        """Edges of some pairs of entities, each with its tie, and what joins them."""
        related: dict[tuple[int, int], list[RelationRow]] = defaultdict(list)
        for relation in self._relations(sorted({entity for pair in pairs for entity in pair})):
            related[_pair(relation.subject, relation.object)].append(relation)
        rows = self._arrays.entities
        for (a, b), tie in pairs.items():
            told = related.get(_pair(a, b), [])
            kinds = [
                *(("mentioned with",) if self._ties.named[tie] else ()),
                *(relation.predicate for relation in told),
                *self._belonging(a, b),
            ]
            items = SharedItems(self._reader.store, partial(self._items_of_both, a, b, told))
            weight = round(float(self._ties.weight[tie]), 4)
            yield Edge(rows[a].id, rows[b].id, tuple(dict.fromkeys(kinds)), weight, items)

    def _items_of_both(self, a: int, b: int, told: Sequence[RelationRow]) -> NDArray[np.int64]:
        """Items of the period that tie two entities: those that name both, then others that state a relation."""
        shared = in_both(self._arrays.mentions.of(a)[0], self._arrays.mentions.of(b)[0])
        names = self._arrays.mentioned.offsets[shared + 1] - self._arrays.mentioned.offsets[shared]
        shared = shared[(names <= MOST_NAMES_AN_ITEM) & self._issues[self._arrays.issues[shared]]]
        told_in = np.array(list(dict.fromkeys(relation.item for relation in told)), np.int64)
        return np.concatenate([shared, told_in[~np.isin(told_in, shared)]])

    def _relations(self, entities: list[int]) -> list[RelationRow]:
        """Relations between some entities that items of the period state."""
        told = relations_among(self._reader.store, entities)
        return [relation for relation in told if self._issues[self._arrays.issues[relation.item]]]

    def _belonging(self, a: int, b: int) -> list[str]:
        """How one of two entities belongs to the other."""
        found: list[str] = []
        for one, other in ((a, b), (b, a)):
            row, id_ = self._arrays.entities[one], self._arrays.entities[other].id
            if row.family == id_:
                found.append("part_of")
            if row.maker == id_:
                found.append("part_of" if row.type in {"company", "institution"} else "made_by")
        return found

    def neighbours(self, entity_id: str, *, limit: int = 20) -> tuple[tuple[Entity, Edge], ...]:
        """Entities tied to this one, the strongest first."""
        centre = self._index(entity_id)
        best = list(islice(self._strongest(centre, 0.0), limit))
        edges = self._edges({(centre, other): tie for other, tie, _ in best})
        entities = self._arrays.full_entities([other for other, *_ in best])
        return tuple(zip(entities, edges, strict=True))

    def path(self, source: str, target: str) -> tuple[PathStep, ...]:
        """The path from one entity to another that explains most, each step with its evidence; () where none is.

        Raises
        ------
        UnknownName
            Where no entity has one of these ids.
        """
        nodes = self._ties.path(self._index(source), self._index(target))
        return tuple(self._step(a, b) for a, b in pairwise(nodes))

    def _step(self, a: int, b: int) -> PathStep:
        """One step with the best evidence that there is: a relation, then belonging, then a shared item."""
        start, end = self._arrays.full_entities([a, b])
        told = self._relations([a, b])
        if told:
            ids = dict(zip((r.item for r in told), item_ids(self._reader.store, [r.item for r in told]), strict=True))
            relation = max(told, key=lambda r: (r.certainty == "stated", ids[r.item]))
            kind = relation.predicate if relation.subject == a else f"{relation.predicate} (by)"
            return PathStep(start, end, kind, relation.sentence, ids[relation.item])
        (edge,) = self._edges({(a, b): next(tie for other, tie, _ in self._strongest(a, 0.0) if other == b)})
        kind = next((kind for kind in edge.kinds if kind != "mentioned with"), "mentioned with")
        item_id, sentence = self._shared_sentence(edge.items[-1], start.id, end.id) if edge.items else ("", "")
        return PathStep(start, end, kind, sentence, item_id)

    def _shared_sentence(self, item_id: str, a: str, b: str) -> tuple[str, str]:
        """The sentence of an item that names both, else its title."""
        item = self._reader.item(item_id)
        places = [m for m in self._reader.mentions(item_id) if m.field == "text"]
        for start, end in sentence_spans(item.text):
            inside = {m.entity for m in places if start <= m.start < end}
            if a in inside and b in inside:
                return item_id, item.text[start:end]
        return item_id, item.title


def places(corner: Corner) -> dict[str, tuple[float, float]]:
    """Where to draw each node, within -1 … 1 on both axes, strongly tied ones close (Fruchterman & Reingold 1991)."""
    import networkx as nx  # only those who draw need it

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in corner.nodes)
    graph.add_weighted_edges_from((edge.source, edge.target, math.sqrt(edge.weight)) for edge in corner.edges)
    if not graph:
        return {}
    # The same drawing each time; `force` is quicker than the default beyond 500 nodes.
    distance = 1.2 / math.sqrt(len(graph))
    found = nx.spring_layout(graph, k=distance, weight="weight", seed=1, iterations=60, method="force")
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def _pair(a: int, b: int) -> tuple[int, int]:
    """A pair under one order."""
    return (a, b) if a < b else (b, a)
