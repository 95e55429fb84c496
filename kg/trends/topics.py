"""Topics: items that are about the same matter, found without being told what to look for.

Topics are found at checkpoints, each half as many issues again after the last, and what was found stays: later items
join the topic that they are close to, and only what fits nowhere is looked through for new topics at the next
checkpoint. So a topic keeps its name and its items when an issue is added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kg.store.database import PASSAGE_BITS
from kg.store.history import issues_of_items, item_heads
from kg.store.reader import Reader
from kg.trends.topic_names import Namer

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_CHECKPOINT = 6
GROWTH = 1.5
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
        Row of the issue after which it was found. Up to there its items were chosen because they are many, so only
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


@dataclass(slots=True)
class _Cluster:
    """A topic while it grows.

    `members` are positions of items, `mean` is the mean of their vectors (not of unit length: its product with an item
    is the item's mean cosine to them), `near` is how close an item must be to join, `found`
    the issue after which it was found, `weights` by how much each member is closer than it must be.
    """

    founder: int
    members: list[int]
    mean: NDArray[np.float32]
    near: float
    found: int = 0
    weights: list[float] = field(default_factory=list)
    name: str = ""
    final: bool = field(default=False)


def find_topics(reader: Reader) -> Topics:
    """Find the topics of an archive.

    Clusters are found by HDBSCAN (Campello, Moulavi & Sander 2013) on the vectors of whole items, which are free of
    what texts of one language have in common; names by class-based TF-IDF (Grootendorst 2022).
    """
    heads = item_heads(reader.store)
    rows = np.arange(1, len(heads) + 1, dtype=np.int64)
    vectors = reader.vectors.reconstruct(rows << PASSAGE_BITS)
    labels, clusters = _grow(vectors, issues_of_items(reader.store), Namer(reader, heads))
    topics = [
        Topic(
            f"topic:{heads[c.founder][0]}",
            c.name,
            tuple(heads[p][0] for p in np.flatnonzero(labels == number)),
            c.found,
        )
        for number, c in enumerate(clusters)
    ]
    topics.sort(key=lambda topic: (-len(topic.items), topic.id))
    return Topics(tuple(topics), tuple(heads[p][0] for p in np.flatnonzero(labels < 0)))


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
    vectors: NDArray[np.float32], issue_of_item: NDArray[np.int64], namer: Namer
) -> tuple[NDArray[np.int64], list[_Cluster]]:
    """Topic number of each item (-1 for none) and the topics."""
    labels = np.full(len(vectors), -1, np.int64)
    clusters: list[_Cluster] = []
    done = 0
    for issues in [*checkpoints(int(issue_of_item.max(initial=0))), None]:
        known = len(vectors) if issues is None else int(np.searchsorted(issue_of_item, issues, side="right"))
        _join(vectors, labels, clusters, np.arange(done, known))
        if issues is not None:
            fresh = _found(vectors, np.flatnonzero(labels[:known] < 0))
            for cluster in fresh:
                cluster.found = issues
            _admit(clusters, fresh, labels)
            _join(vectors, labels, clusters, np.flatnonzero(labels[:known] < 0))
            for number, cluster in enumerate(clusters):
                cluster.members = np.flatnonzero(labels[:known] == number).tolist()
                cluster.mean = vectors[cluster.members].mean(axis=0)
                cluster.weights = np.maximum(vectors[cluster.members] @ cluster.mean - cluster.near, 0.0).tolist()
            namer.name(clusters, known)
        done = known
    return labels, clusters


def _found(vectors: NDArray[np.float32], pool: NDArray[np.int64]) -> list[_Cluster]:
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
            clusters.append(_Cluster(int(members[0]), members.tolist(), vectors[members].mean(axis=0), near))
    return sorted(clusters, key=lambda cluster: cluster.founder)


def _admit(clusters: list[_Cluster], found: list[_Cluster], labels: NDArray[np.int64]) -> None:
    """Take new clusters in; one that is as close to a known topic as that topic's own items becomes part of it."""
    for cluster in found:
        alike = [float(known.mean @ cluster.mean) - known.near for known in clusters]
        if alike and max(alike) >= 0:
            labels[cluster.members] = int(np.argmax(alike))
        else:
            labels[cluster.members] = len(clusters)
            clusters.append(cluster)


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
