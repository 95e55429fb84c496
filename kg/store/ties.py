"""What ties entities together, as arrays: shared items, relations, belonging; worked out by the build for all issues.

Two entities are tied where items name both, where a relation joins them, or where one is made by or belongs to the
other. A part of the issues is worked out when it is asked for, in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kg.store.arrays import Arrays
from kg.store.derived import read_derived
from kg.store.lists import Lists, twos
from kg.store.reader import Reader
from kg.store.rows import belongings, related_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

NAME = "ties"
"""What the arrays are called together."""
MOST_NAMES_AN_ITEM = 40
"""An item that names a hundred companies (a funding table) says little about any two of them."""
_RELATION, _BELONGS = 1.0, 0.5  # what they add to a tie's weight
_SAME = 1e-9  # lengths of paths that differ by less are the same
_DAMPING, _CLOSE, _ROUNDS = 0.85, 1e-6, 100  # of PageRank, as Page et al. have them and networkx stops it


class Ties:
    """Ties between entities, by their indices.

    Attributes
    ----------
    a, b
        The two, the smaller first, shape (ties,), rising.
    weight
        Strength, > 0: shared items, each counting less the more names it holds, plus one for each relation.
    cost
        Length for paths: one over a relation explains more than one over names in passing, and one through a hub, which
        is named with everything, explains least.
    named
        Whether items name both.
    counts
        Items that name each entity.
    ranks
        PageRank of each entity; all 0 where nothing is tied.
    near
        Of each entity the ties that it has a part in, rising by the other end.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self.a, self.b, self.weight, self.cost, self.named, self.counts, self.ranks = (
            np.asarray(arrays[name]) for name in ("a", "b", "weight", "cost", "named", "counts", "ranks")
        )
        self.near = Lists.read(arrays, "near")

    @classmethod
    def of(cls, reader: Reader, issues: NDArray[np.bool_] | None = None) -> Ties:
        """Those of all issues, or of some (shape (issues,))."""
        arrays = read_derived(reader.generation, NAME) if issues is None else _ties(reader, issues)
        return cls(arrays)

    def with_others(self, entity: int) -> tuple[Numbers, Numbers]:
        """The ties of an entity, and the entity at the other end of each."""
        ties = self.near.of(entity)
        others = self.a[ties] + self.b[ties] - np.int64(entity)
        return ties, others

    def path(self, source: int, target: int) -> list[int]:
        """The shortest path by `cost` (Dijkstra 1959), both ends included; empty where there is none.

        Of paths of one length it is the one that goes, seen from its end, over the entities of the smallest index.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        size = len(self.counts)
        ends = (np.concatenate([self.a, self.b]), np.concatenate([self.b, self.a]))
        graph = csr_array((np.concatenate([self.cost, self.cost]), ends), shape=(size, size))
        (far,) = dijkstra(graph, indices=np.array([source]))
        if not np.isfinite(far[target]):
            return []
        found = [target]
        while found[-1] != source:
            ties, others = self.with_others(found[-1])
            before = far[others] + self.cost[ties] - far[found[-1]]
            before[far[others] >= far[found[-1]]] = np.inf
            found.append(int(others[np.flatnonzero(before <= before.min() + _SAME)[0]]))
        return found[::-1]


def work_out_ties(reader: Reader) -> dict[str, NDArray[Any]]:
    """The ties of all issues, for a build."""
    return _ties(reader, np.ones(len(reader.issues()), bool))


def _ties(reader: Reader, issues: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """The ties of some issues, in time linear in what their items name."""
    arrays = reader.once(Arrays)
    size = max(1, len(arrays.entities))
    inside = issues[arrays.issues]
    owners, values = arrays.mentioned.owners(), arrays.mentioned.values
    chosen = inside[owners]
    item, thing = owners[chosen].astype(np.int64), values[chosen].astype(np.int64)
    place, first, second = twos(item, thing, most=MOST_NAMES_AN_ITEM)
    order = np.argsort(place, kind="stable")  # sums in the order of the archive
    place, first, second = place[order], first[order], second[order]
    names = np.bincount(item, minlength=len(arrays))
    related = related_pairs(reader.store)
    related = related[(related[:, 0] != related[:, 2]) & inside[related[:, 1]] & (names[related[:, 1]] > 0)]
    belonging = belongings(reader.store)
    low = np.concatenate([first, related[:, [0, 2]].min(axis=1), belonging.min(axis=1)])
    high = np.concatenate([second, related[:, [0, 2]].max(axis=1), belonging.max(axis=1)])
    adds = np.concatenate([
        1 / (names[item[place]] - 1), np.full(len(related), _RELATION), np.full(len(belonging), _BELONGS)
    ])  # fmt: skip
    base = np.repeat([2.5, 1.0, 1.5], [len(first), len(related), len(belonging)])
    keys, number = np.unique(low * size + high, return_inverse=True)
    weight = np.bincount(number, weights=adds, minlength=len(keys)).astype(np.float64)
    start = np.full(len(keys), np.inf)
    np.minimum.at(start, number, base)
    a, b = keys // size, keys % size
    named = np.bincount(number[: len(first)], minlength=len(keys)) > 0
    ends = np.concatenate([a, b])
    degree = np.bincount(ends, minlength=size)
    cost = start + 0.35 * np.log1p(np.minimum(degree[a], degree[b])) / (1 + weight)
    by_end = np.lexsort((np.concatenate([b, a]), ends))
    near = Lists.of_sizes(degree.tolist(), (by_end % max(1, len(keys))).astype(np.int32))
    return {
        "a": a.astype(np.int32), "b": b.astype(np.int32), "weight": weight, "cost": cost, "named": named,
        "counts": np.bincount(thing, minlength=len(arrays.entities)).astype(np.int32),
        "ranks": _page_ranks(a, b, weight, len(arrays.entities)), **near.named("near"),
    }  # fmt: skip


def _page_ranks(a: Numbers, b: Numbers, weight: Floats, size: int) -> Floats:
    """PageRank of each entity (Page et al. 1999) over ties in both directions; the ranks sum to 1."""
    ranks = np.zeros(size)
    if not len(a):
        return ranks
    start, end, flow = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([weight, weight])
    out = np.bincount(start, weights=flow, minlength=size)
    share = flow / out[start]
    ranks[:] = 1 / size
    for _ in range(_ROUNDS):
        last = ranks
        passed = np.bincount(end, weights=last[start] * share, minlength=size)
        ranks = _DAMPING * (passed + last[out == 0].sum() / size) + (1 - _DAMPING) / size
        if np.abs(ranks - last).sum() < size * _CLOSE:
            break
    return ranks
