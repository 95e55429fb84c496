"""Closeness in meaning: the one cosine between a text, or an item, and the items of an archive.

An item has a vector as a whole and one for each of its passages. What it has in common with another text is the middle
of two cosines: that of the whole item, which knows what it is about, and that of its best passage, which may say just
what was asked. Items are compared with items in a way of their own (`kg.embed.space.Space.between`).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.store.database import PASSAGE_BITS
from kg.store.postings import are_in
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
            What passages are multiplied with, shape (dimension,): of a query its vector in the archive's space, of an
            item what `towards` gives; all zero for a text without words.
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
        near = index.cosines(vector)
        if near is not None:
            return self._of_all(near, candidates, among=among, passages=passages)
        scores, keys = index.search(vector[None, :], min(passages, len(index)))
        near, keys = scores[0][keys[0] >= 0], keys[0][keys[0] >= 0]
        seen, first = np.unique((keys >> PASSAGE_BITS) - 1, return_index=True)  # cosines fall: the first is the best
        kept = among[seen] | are_in(seen, candidates)
        items = np.union1d(seen[kept], candidates)
        best = np.full(len(items), -1.0, np.float32)
        best[np.searchsorted(items, seen[kept])] = near[first[kept]]
        unseen = np.flatnonzero(best <= -1)
        if len(unseen):
            places, owners = self.passages_of(items[unseen])
            np.maximum.at(best, unseen[owners], self.cosines(places, vector))
        return items, ((self._wholes_near(items, keys, near, vector) + best) / 2).astype(np.float32)

    def _of_all(self, near: Floats, candidates: Indices, *, among: Bools, passages: int) -> tuple[Indices, Floats]:
        """What `nearest` gives, where the cosines of all passages are known."""
        begins = self._begins[:-1]
        best = np.maximum.reduceat(near, begins)
        least = np.partition(near, -passages)[-passages] if passages < len(near) else np.float32(-1)
        kept = (best >= least) & among
        kept[candidates] = True
        return np.flatnonzero(kept), (near[begins[kept]] + best[kept]) / np.float32(2)

    @cached_property
    def _begins(self) -> Indices:
        """Where the passages of each item begin among all vectors, and those of none behind the last."""
        vectors = self._reader.vectors
        wholes = vectors.places(np.arange(1, self._reader.manifest.items + 1) << PASSAGE_BITS)
        return np.append(wholes, len(vectors))

    def _wholes_near(self, items: Indices, keys: Indices, near: Floats, vector: Floats) -> Floats:
        """Cosines of whole items with a vector; those that a search found already, under `keys`, are `near`."""
        wanted = (items + 1) << PASSAGE_BITS
        order = np.argsort(keys)
        at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)] if len(keys) else order
        found = keys[at] == wanted if len(keys) else np.zeros(len(wanted), bool)
        cosines = np.empty(len(wanted), np.float32)
        cosines[found] = near[at[found]]
        cosines[~found] = self.cosines(self._begins[items[~found]], vector)
        return cosines

    def alike(self, items: Indices, others: Indices) -> Floats:
        """How close pairs of items are, shape (pairs,): the middle of the cosine of both as wholes, and of the best of
        the one's passages against the other as a whole, whichever is the one.
        """
        found = np.zeros(len(items), np.float32)
        for start in range(0, len(items), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            both, place = np.unique(np.concatenate([items[part], others[part]]), return_inverse=True)
            places, owners = self.passages_of(both)
            passages = self._reader.vectors.at(places)
            first = np.searchsorted(owners, np.arange(len(both) + 1))  # the whole item comes first
            wholes = self._reader.space.towards(passages[first[:-1]])
            a, b = place[: len(place) // 2], place[len(place) // 2 :]
            best = np.maximum(_best(wholes, passages, first, a, b), _best(wholes, passages, first, b, a))
            found[part] = (dots(wholes, a, passages, first[b]) + best) / 2
        return found

    def wholes(self, items: Indices) -> Floats:
        """Vectors of whole items as they are compared with one another, shape (n, dimension)."""
        return self._reader.space.between(self._reader.vectors.at(self._begins[items]))

    def towards(self, items: Indices) -> Floats:
        """What passages are multiplied with to tell how like they are to whole items, shape (n, dimension)."""
        return self._reader.space.towards(self._reader.vectors.at(self._begins[items]))

    def cosines(self, passages: Indices, vector: Floats) -> Floats:
        """Cosines of passages, by their places among all vectors, with a vector, shape (n,)."""
        # Not by `@`: for so little work BLAS wakes threads that wait for one another longer than the work takes.
        found: Floats = np.vecdot(self._reader.vectors.at(passages), vector)
        return found

    def passages_of(self, items: Indices) -> tuple[Indices, Indices]:
        """Places of all passages of some items among all vectors, and the position in `items` that each belongs to."""
        begins = self._begins[items]
        counts = self._begins[items + 1] - begins
        owners = np.repeat(np.arange(len(items)), counts)
        return np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(len(owners)), owners


def dots(vectors: Floats, a: Indices, others: Floats, b: Indices) -> Floats:
    """Cosines of pairs of vectors, by their places in `vectors` and in `others`; shape (pairs,)."""
    found = np.empty(len(a), np.float32)
    for start in range(0, len(a), _IN_CACHE):
        part = slice(start, start + _IN_CACHE)
        found[part] = np.vecdot(vectors.take(a[part], 0), others.take(b[part], 0))
    return found


def _best(wholes: Floats, passages: Floats, first: Indices, a: Indices, b: Indices) -> Floats:
    """Cosine of the best passage of `b` with `a` as a whole; passages of item i are those from ``first[i]`` on."""
    counts = first[b + 1] - first[b]
    starts = np.cumsum(counts) - counts
    own = np.repeat(first[b] - starts, counts) + np.arange(int(counts.sum()))
    best: Floats = np.maximum.reduceat(dots(wholes, np.repeat(a, counts), passages, own), starts)
    return best
