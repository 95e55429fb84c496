"""What every item tells of every name in it, as a build worked it out (`kg.history.work_out`): read, not found anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.store.derived import read_derived
from kg.store.lists import Lists
from kg.store.reader import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "readings"
"""What the arrays are called together."""
FIELDS = ("text", "opinion")
"""Fields that evidence stands in, by their numbers."""


class Readings:
    """What every item tells of every name in it, mapped into memory. Safe to share between threads.

    Attributes
    ----------
    item, kind, field, span, day, doubt
        Of each reading: index of the item, number in `EVENT_KINDS`, number in `FIELDS`, start and end of the evidence,
        the day that the text states (an ordinal, 0 for none), and the doubt of the kind in thousandths.
    things, deeds
        Of each reading: names of things in heading and evidence, and numbers of who did what.
    links, words, names
        Of each item: numbers of the addresses that it leads to first, of the words of its heading, and the entities
        that it names, in order.
    """

    def __init__(self, reader: Reader) -> None:
        arrays = read_derived(reader.generation, NAME)
        self.item, self.kind, self.field, self.span, self.day, self.doubt = (
            np.asarray(arrays[name]) for name in ("item", "kind", "field", "span", "day", "doubt")
        )
        self.things, self.deeds = Lists.read(arrays, "things"), Lists.read(arrays, "deeds")
        self.links, self.words = Lists.read(arrays, "links"), Lists.read(arrays, "words")
        self.names = Lists.read(arrays, "names")
        self._own, self._kin = Lists.read(arrays, "own"), Lists.read(arrays, "kin")

    def alone(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Entities, and their own readings, those of their families left out; shape (readings,) each, by entity."""
        offsets = self._own.offsets
        return np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets)), self._own.values

    def of(self, entity: int, *, exact: bool) -> NDArray[np.int32]:
        """Readings of a name's timeline, in archive order: those of its family where it has one, or of itself alone."""
        found: NDArray[np.int32] = self._own.of(entity)
        if not exact:
            together: NDArray[np.int32] = self._kin.of(entity)
            found = together if len(together) else found
        return found
