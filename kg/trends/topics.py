"""Topics: items that are about the same matter, found without being told what to look for.

Topics are found at checkpoints, each half as many issues again after the last, and what was found stays: later items
join the topic that they are close to, and only what fits nowhere is looked through for new topics at the next
checkpoint. So a topic keeps its name and its items when an issue is added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.store.arrays import Arrays
from kg.store.columns import item_heads
from kg.store.derived import read_derived
from kg.store.meaning import Meaning
from kg.store.reader import Reader
from kg.trends.topic_names import NamedItems, Namer

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "topics"
"""What the arrays are called together."""
FIRST_CHECKPOINT = 6
GROWTH = 1.5
SETTLED = 6
"""With so many items at a checkpoint, a topic's name is final."""
LEAST_ITEMS = 4
"""A topic has at least so many items when it is found."""
MOST_COMPARED = 1500
"""Items that are looked through for new topics at a checkpoint: more would take quadratic time."""
_CHANCE = 0.01  # two items of a topic are closer than all but so many pairs are by chance


@dataclass(frozen=True, slots=True)
class Topic:
    """Items about one matter.

    Attributes
    ----------
    id
        ``topic:`` and the id of its oldest founding item.
    name
        Its most telling words, in the language of its items.
    items
        Ids, oldest first.
    found
        After how many issues it was found. Up to there its items were chosen because they are many, so only
        the issues after it show whether it grows.
    """

    id: str
    name: str
    items: tuple[str, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of an archive, the largest first, and the items that belong to none."""

    topics: tuple[Topic, ...]
    outliers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """A topic as it stands at a checkpoint.

    Attributes
    ----------
    members
        Indices of items, rising.
    mean
        Mean of their vectors (not of unit length: its product with an item is the item's mean cosine to them).
    near
        How close an item must be to join.
    found
        After how many issues it was found.
    name, settled
        Its name, "" before it has one, and whether that is final.
    """

    founder: int
    members: NDArray[np.int64]
    mean: NDArray[np.float32]
    near: float
    found: int
    name: str = ""
    settled: bool = False


def work_out_topics(reader: Reader) -> dict[str, NDArray[Any]]:
    """Find the topics of an archive, for a build.

    Clusters are found by HDBSCAN (Campello, Moulavi & Sander 2013) on the vectors of whole items, which are free of
    what texts of one language have in common; names by class-based TF-IDF (Grootendorst 2022).

    Returns
    -------
    dict of arrays
        What `TopicTable` is made of.
    """
    heads = item_heads(reader.store)
    vectors = reader.once(Meaning).wholes(np.arange(len(heads), dtype=np.int64))
    labels, clusters = _grow(vectors, reader.once(Arrays).issues, Namer(reader, heads))
    ids = [f"topic:{heads[cluster.founder].id}" for cluster in clusters]
    sizes = np.bincount(labels[labels >= 0], minlength=len(clusters))
    order = sorted(range(len(clusters)), key=lambda number: (-int(sizes[number]), ids[number]))
    place = np.full(len(clusters) + 1, -1, np.int32)  # the last is what the label -1 finds
    place[order] = np.arange(len(order))
    return {
        "labels": place[labels],
        "ids": np.array([ids[number] for number in order] or [""])[: len(order)],
        "names": np.array([clusters[number].name for number in order] or [""])[: len(order)],
        "found": np.array([clusters[number].found for number in order], np.int32),
    }


class TopicTable:
    """The topics of an archive by their numbers, the largest first, as a build found them.

    Attributes
    ----------
    labels
        Number of each item's topic, -1 for none, shape (items,).
    """

    def __init__(self, reader: Reader) -> None:
        arrays = read_derived(reader.generation, NAME)
        self.labels: NDArray[np.int32] = np.asarray(arrays["labels"])
        self._ids, self._names, self._found = arrays["ids"], arrays["names"], arrays["found"]

    @cached_property
    def ids(self) -> list[str]:
        """Id of each topic."""
        return [str(id_) for id_ in self._ids]

    @cached_property
    def names(self) -> list[str]:
        """Name of each topic."""
        return [str(name) for name in self._names]

    @cached_property
    def found(self) -> list[int]:
        """After how many issues each was found."""
        return [int(number) for number in self._found]

    def items(self, topic_id: str) -> NDArray[np.int64]:
        """Indices of a topic's items, rising; none where there is no such topic."""
        number = self.ids.index(topic_id) if topic_id in self.ids else len(self.ids)
        return np.flatnonzero(self.labels == number)


def find_topics(reader: Reader) -> Topics:
    """The topics of an archive with the ids of all their items."""
    table, ids = reader.once(TopicTable), list(reader.store.issue_rows_of_items())
    topics = (
        Topic(id_, name, tuple(ids[item] for item in table.items(id_).tolist()), found)
        for id_, name, found in zip(table.ids, table.names, table.found, strict=True)
    )
    return Topics(tuple(topics), tuple(ids[item] for item in np.flatnonzero(table.labels < 0).tolist()))


def checkpoints(issues: int) -> list[int]:
    """Numbers of issues after which topics are looked for.

    >>> checkpoints(16), checkpoints(3)
    ([6, 9, 14], [3])
    """
    found: list[int] = []
    step = float(FIRST_CHECKPOINT)
    while round(step) <= issues:
        found.append(round(step))
        step *= GROWTH
    return found or [issues]


def _grow(
    vectors: NDArray[np.float32], issue_of_item: NDArray[np.int32], namer: Namer
) -> tuple[NDArray[np.int64], list[_Cluster]]:
    """Topic number of each item (-1 for none) and the topics."""
    labels = np.full(len(vectors), -1, np.int64)
    clusters: list[_Cluster] = []
    done = 0
    for issues in checkpoints(int(issue_of_item.max(initial=-1)) + 1):
        known = int(np.searchsorted(issue_of_item, issues))
        _join(vectors, labels, clusters, np.arange(done, known))
        clusters = _admit(clusters, _found(vectors, np.flatnonzero(labels[:known] < 0), issues), labels)
        _join(vectors, labels, clusters, np.flatnonzero(labels[:known] < 0))
        clusters = [_regrown(cluster, vectors, labels[:known] == number) for number, cluster in enumerate(clusters)]
        clusters = _named(clusters, vectors, namer, known)
        done = known
    _join(vectors, labels, clusters, np.arange(done, len(vectors)))
    return labels, clusters


def _regrown(cluster: _Cluster, vectors: NDArray[np.float32], inside: NDArray[np.bool_]) -> _Cluster:
    """A topic with all items that have joined it."""
    members = np.flatnonzero(inside)
    return replace(cluster, members=members, mean=vectors[members].mean(axis=0))


def _named(clusters: list[_Cluster], vectors: NDArray[np.float32], namer: Namer, known: int) -> list[_Cluster]:
    """Topics with their names; those of many items keep theirs from now on."""
    groups = [
        NamedItems(
            tuple(cluster.members.tolist()),
            tuple(np.maximum(vectors[cluster.members] @ cluster.mean - cluster.near, 0.0).tolist()),
            cluster.name if cluster.settled else "",
        )
        for cluster in clusters
    ]
    names = namer.names(groups, known)
    return [
        replace(cluster, name=name, settled=cluster.settled or len(cluster.members) >= SETTLED)
        for cluster, name in zip(clusters, names, strict=True)
    ]


def _found(vectors: NDArray[np.float32], pool: NDArray[np.int64], issues: int) -> list[_Cluster]:
    """New clusters among items without a topic, by founder; what hangs together loosely is none."""
    from sklearn.cluster import HDBSCAN

    sample = pool[:: max(1, -(-len(pool) // MOST_COMPARED))]
    if len(sample) < 2 * LEAST_ITEMS:
        return []
    least = max(LEAST_ITEMS, len(sample) // 100)
    labels = HDBSCAN(min_cluster_size=least, min_samples=2, algorithm="brute", copy=True).fit(vectors[sample]).labels_
    some = vectors[sample[:: max(1, len(sample) // 500)]]
    # How close two items are by chance: the lower half of all pairs mirrored, as topics stretch only the upper.
    low, middle = np.quantile((some @ some.T)[np.triu_indices(len(some), 1)], [_CHANCE, 0.5])
    usual = float(2 * middle - low)
    clusters = []
    for number in range(int(labels.max()) + 1):
        members = sample[labels == number]
        alike = vectors[members] @ vectors[members].T
        to_others = (alike.sum(axis=1) - 1) / (len(members) - 1)
        near = max(usual, float(np.median(to_others)) / 2)
        members = members[to_others >= near]
        if to_others.mean() >= usual and len(members) >= LEAST_ITEMS:
            clusters.append(_Cluster(int(members[0]), members, vectors[members].mean(axis=0), near, issues))
    return sorted(clusters, key=lambda cluster: cluster.founder)


def _admit(clusters: list[_Cluster], found: list[_Cluster], labels: NDArray[np.int64]) -> list[_Cluster]:
    """Known and new topics; a new one that is as close to another as that one's own items becomes part of it."""
    every = list(clusters)
    for cluster in found:
        alike = [float(other.mean @ cluster.mean) - other.near for other in every]
        if alike and max(alike) >= 0:
            labels[cluster.members] = int(np.argmax(alike))
        else:
            labels[cluster.members] = len(every)
            every.append(cluster)
    return every


def _join(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], clusters: list[_Cluster], items: NDArray[np.int64]
) -> None:
    """Let items join the topic whose items they are closest to, where they are as close as these are to each other."""
    if not clusters or not len(items):
        return
    close = vectors[items] @ np.stack([cluster.mean for cluster in clusters]).T
    close -= np.array([cluster.near for cluster in clusters], np.float32)
    best = close.argmax(axis=1)
    near = close[np.arange(len(items)), best] >= 0
    labels[items[near]] = best[near]
