"""Which names items have in common, and how often by issue: worked out when an archive is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kg.store.arrays import Arrays
from kg.store.derived import read_derived
from kg.store.lists import twos
from kg.store.reader import Reader
from kg.trends.counts import Counts, count_namings
from kg.trends.names import NAME, NameTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOST_NAMES = 40
"""An item that names more than these (a table of funding rounds) says little about any two of them."""
LEAST_KNOWN = 3
"""Items that must name each of the two."""
LEAST_TOGETHER = 2


def work_out_names(reader: Reader) -> dict[str, NDArray[Any]]:
    """Types and namesakes of all entities, and the pairs that items have in common, for a build."""
    arrays = reader.once(Arrays)
    rows = arrays.entities
    table = NameTable.of([row.type for row in rows], [row.name for row in rows])
    mentioned = arrays.mentioned
    owners, values = mentioned.owners().astype(np.int64), mentioned.values.astype(np.int64)
    pairs = Together.of(owners, values, arrays.issues[owners].astype(np.int64), things=len(rows))
    return {
        "types": table.types, "alike": table.alike, "a": pairs.a.astype(np.int32), "b": pairs.b.astype(np.int32),
        "pair": pairs.counts.thing.astype(np.int32), "issue": pairs.counts.issue.astype(np.int32),
        "count": pairs.counts.count.astype(np.int32),
    }  # fmt: skip


class Together:
    """Pairs of names that several items have in common, with the number of these items by issue.

    Attributes
    ----------
    a, b
        Numbers of the two, the smaller first, shape (pairs,).
    counts
        By number of the pair and index of the issue.
    """

    def __init__(self, reader: Reader) -> None:
        arrays = {name: np.asarray(array) for name, array in read_derived(reader.generation, NAME).items()}
        self.a, self.b = arrays["a"], arrays["b"]
        self.counts = Counts(len(self.a), arrays["pair"], arrays["issue"], arrays["count"])

    @classmethod
    def of(cls, item: Numbers, thing: Numbers, issue: Numbers, *, things: int) -> Together:
        """Find all pairs.

        Parameters
        ----------
        item, thing, issue
            One entry for each item and thing that it names, by item.
        things
            How many there are.
        """
        made = cls.__new__(cls)
        known = np.bincount(thing, minlength=things) >= LEAST_KNOWN
        place, first, second = twos(item, thing, most=MOST_NAMES)
        both = known[first] & known[second]
        place, first, second = place[both], first[both], second[both]
        width = max(1, things)
        keys, number = np.unique(first * width + second, return_inverse=True)
        often = np.bincount(number, minlength=len(keys)) >= LEAST_TOGETHER
        inside = often[number]
        made.counts = count_namings(
            (np.cumsum(often) - 1)[number[inside]], issue[place[inside]], things=int(often.sum())
        )
        made.a, made.b = keys[often] // width, keys[often] % width
        return made
