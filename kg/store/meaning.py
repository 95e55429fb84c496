"""Closeness in meaning: the one cosine between a text, or an item, and the items of an archive.

An item has a vector as a whole and one for each of its passages. What it has in common with another text is the middle
of two cosines: that of the whole item, which knows what it is about, and that of its best passage, which may say just
what was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.store.database import PASSAGE_BITS
from kg.store.reader import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.int64]


_AT_ONCE = 16_384  # pairs of items whose passages are held at once, in some ten megabytes
_IN_CACHE = 512  # pairs of vectors that a processor holds near it; thrice as quick as eight times so many


class Meaning:
    """Compares vectors with the items of one archive. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened. Item i is row i + 1.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def nearest(self, vector: Floats, candidates: Indices, *, among: Bools, passages: int) -> tuple[Indices, Floats]:
        """The candidates and the items whose passages are nearest, with how close each is.

        Parameters
        ----------
        vector
            Of unit length, shape (dimension,), in the archive's space; all zero for a text without words.
        candidates
            Items that are compared in any case, rising.
        among
            Which items may be found, shape (items,).
        passages
            How many of the nearest passages are looked at.

        Returns
        -------
        items : array of shape (n,), rising
        cosines : array of shape (n,), float32, -1 … 1
        """
        index = self._reader.vectors
        if not vector.any() or not len(index):
            return candidates, np.zeros(len(candidates), np.float32)
        scores, keys = index.search(vector[None, :], min(passages, len(index)))
        found = keys[0] >= 0
        best = np.full(len(among), -1.0, np.float32)
        np.maximum.at(best, (keys[0][found] >> PASSAGE_BITS) - 1, scores[0][found])
        items = np.union1d(np.flatnonzero((best > -1) & among), candidates)
        unseen = items[best[items] <= -1]
        if len(unseen):
            ids, owners = self.passages_of(unseen)
            np.maximum.at(best, unseen[owners], self.vectors(ids) @ vector)
        return items, ((self.wholes(items) @ vector + best[items]) / 2).astype(np.float32)

    def alike(self, items: Indices, others: Indices) -> Floats:
        """How close pairs of items are, shape (pairs,): the middle of the cosine of both as wholes, and of the best of
        the one's passages against the other as a whole, whichever is the one.
        """
        found = np.zeros(len(items), np.float32)
        for start in range(0, len(items), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            both, place = np.unique(np.concatenate([items[part], others[part]]), return_inverse=True)
            ids, owners = self.passages_of(both)
            passages = self.vectors(ids)
            first = np.searchsorted(owners, np.arange(len(both) + 1))  # the whole item comes first
            a, b = place[: len(place) // 2], place[len(place) // 2 :]
            best = np.maximum(_best(passages, first, a, b), _best(passages, first, b, a))
            found[part] = (dots(passages, first[a], first[b]) + best) / 2
        return found

    def wholes(self, items: Indices) -> Floats:
        """Vectors of whole items, shape (n, dimension)."""
        return self.vectors((items.astype(np.int64) + 1) << PASSAGE_BITS)

    def vectors(self, passages: Indices) -> Floats:
        """Vectors of passages by id, shape (n, dimension)."""
        return self._reader.vectors.reconstruct(passages)

    def passages_of(self, items: Indices) -> tuple[Indices, Indices]:
        """Ids of all passages of some items, and the position in `items` that each belongs to."""
        ids = self._reader.vectors.ids
        low = np.searchsorted(ids, (items + 1) << PASSAGE_BITS)
        counts = np.searchsorted(ids, (items + 2) << PASSAGE_BITS) - low
        owners = np.repeat(np.arange(len(items)), counts)
        starts = np.repeat(low - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) if len(items) else low
        return ids[starts + np.arange(len(owners))], owners


def dots(vectors: Floats, a: Indices, b: Indices) -> Floats:
    """Cosines of pairs of vectors, by their places in `vectors`; shape (pairs,)."""
    found = np.empty(len(a), np.float32)
    for start in range(0, len(a), _IN_CACHE):
        part = slice(start, start + _IN_CACHE)
        found[part] = np.vecdot(vectors.take(a[part], 0), vectors.take(b[part], 0))
    return found


def _best(passages: Floats, first: Indices, a: Indices, b: Indices) -> Floats:
    """Cosine of the best passage of `b` with `a` as a whole; passages of item i are those from ``first[i]`` on."""
    counts = first[b + 1] - first[b]
    starts = np.cumsum(counts) - counts
    own = np.repeat(first[b] - starts, counts) + np.arange(int(counts.sum()))
    best: Floats = np.maximum.reduceat(dots(passages, np.repeat(first[a], counts), own), starts)
    return best
