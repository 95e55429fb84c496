"""Lists of numbers, one after another, as arrays that are mapped into memory: what an item or a name has of something.

`kg.store.postings.Postings` has sorted lists with weights; these keep their order and have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of numbers.

    Attributes
    ----------
    offsets
        Shape (n + 1,): list i is ``values[offsets[i]:offsets[i + 1]]``.
    values
        Shape (values,).
    """

    offsets: NDArray[np.int64]
    values: NDArray[Any]

    @classmethod
    def of_sizes(cls, sizes: Sequence[int], values: NDArray[Any]) -> Lists:
        """Lists from the length of each and all their values, one list after another."""
        offsets = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(np.asarray(sizes, np.int64), out=offsets[1:])
        return cls(offsets, values)

    @classmethod
    def of_pairs(cls, owners: NDArray[Any], values: NDArray[Any], size: int) -> Lists:
        """Lists from pairs of list and value; each list has its values in the order of the pairs."""
        order = np.argsort(owners, kind="stable")
        return cls.of_sizes(np.bincount(owners, minlength=size).tolist(), values[order])

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Lists:
        """Lists out of the arrays that `named` made."""
        # A view of what is mapped costs a tenth of what NumPy's own kind of mapped array does, for each part taken.
        return cls(np.asarray(arrays[f"{name}-offsets"]), np.asarray(arrays[f"{name}-values"]))

    def named(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays that they are kept in."""
        return {f"{name}-offsets": self.offsets, f"{name}-values": self.values}

    def of(self, index: int) -> NDArray[Any]:
        """One list."""
        return self.values[int(self.offsets[index]) : int(self.offsets[index + 1])]

    def each(self, indices: NDArray[Any]) -> list[list[int]]:
        """Some lists."""
        starts = self.offsets[indices]
        sizes = self.offsets[indices + 1] - starts
        flat = self.values[stretches(starts, sizes)].tolist()
        ends = np.cumsum(sizes).tolist()
        return [flat[end - size : end] for end, size in zip(ends, sizes.tolist(), strict=True)]


def stretches(starts: NDArray[np.int64], sizes: NDArray[Any]) -> NDArray[np.int64]:
    """All places of some stretches, one stretch after another.

    >>> stretches(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(sizes)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)


def twos(item: NDArray[np.int64], thing: NDArray[np.int64], *, most: int) -> tuple[NDArray[np.int64], ...]:
    """All two things of an item, for all items.

    Parameters
    ----------
    item, thing
        One entry for each item and thing that it names, by item.
    most
        Items of more things are passed over.

    Returns
    -------
    place, smaller, larger
        Place of the item's first entry, and the two things; of shape (twos,).
    """
    _, starts, sizes = np.unique(item, return_index=True, return_counts=True)
    parts = [(np.zeros(0, np.int64),) * 3]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        begin = starts[sizes == size]
        block = np.sort(thing[begin[:, None] + np.arange(size)], axis=1)
        left, right = np.triu_indices(size, 1)
        parts.append((np.repeat(begin, len(left)), block[:, left].ravel(), block[:, right].ravel()))
    place, smaller, larger = (np.concatenate(column) for column in zip(*parts, strict=True))
    return place, smaller, larger
