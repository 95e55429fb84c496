"""Lists of numbers in one table: what each of many things has, sorted, with a weight for each.

Items of each name and names of each item, sites of each item, items of each link, whatever is asked from either side.
`kg.store.lists` has lists that keep their order and have no weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Postings:
    """Lists of indices, one after another.

    Attributes
    ----------
    offsets
        Shape (n + 1,): list i is ``values[offsets[i]:offsets[i + 1]]``.
    values
        Indices, ascending in each list.
    weights
        One for each value.
    """

    offsets: NDArray[np.int64]
    values: NDArray[np.int32]
    weights: NDArray[np.float32]

    def of(self, index: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Values and weights of one list."""
        part = slice(int(self.offsets[index]), int(self.offsets[index + 1]))
        return self.values[part], self.weights[part]

    def counts(self) -> NDArray[np.int64]:
        """Lengths of the lists."""
        return np.diff(self.offsets)

    def owners(self) -> NDArray[np.int32]:
        """The list that each value stands in, shape (values,)."""
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int32), self.counts())

    def of_all(self, indices: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
        """Values and weights of some lists, one after another, and the length of each: at once, without a loop."""
        starts = self.offsets[indices]
        counts = self.offsets[indices + 1] - starts
        ends = np.cumsum(counts)
        places = np.repeat(starts - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)
        return self.values[places], self.weights[places], counts

    def turned(self, size: int) -> Postings:
        """The same pairs by value: list v holds the indices whose list has v; `size` is the number of values."""
        return postings(self.values, self.owners(), self.weights, size)


def postings(owners: NDArray[np.int32], values: NDArray[np.int32], weights: NDArray[np.float32], size: int) -> Postings:
    """Postings from pairs in any order; of pairs that occur twice the heavier counts.

    >>> postings(np.array([1, 0, 1]), np.array([5, 2, 5]), np.array([0.5, 1, 1], np.float32), 2).of(1)
    (array([5], dtype=int32), array([1.], dtype=float32))
    """
    order = np.lexsort((-weights, values, owners))
    owners, values, weights = owners[order], values[order], weights[order]
    if len(owners):
        first = np.concatenate([[True], (np.diff(owners) != 0) | (np.diff(values) != 0)])
        owners, values, weights = owners[first], values[first], weights[first]
    offsets = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=size), out=offsets[1:])
    return Postings(offsets, values.astype(np.int32), weights.astype(np.float32))


def in_both(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """What two lists of distinct values have in common, rising; `numpy.intersect1d` else loads a module for it."""
    both: NDArray[Any] = np.intersect1d(a, b, assume_unique=True)
    return both


def are_in(values: NDArray[Any], rising: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values stand in a list of rising ones; quicker than `numpy.isin` where that is long.

    >>> are_in(np.array([4, 1, 9]), np.array([1, 2, 4])).tolist()
    [True, True, False]
    """
    if not len(rising):
        return np.zeros(len(values), bool)
    found: NDArray[np.bool_] = rising[np.minimum(rising.searchsorted(values), len(rising) - 1)] == values
    return found
