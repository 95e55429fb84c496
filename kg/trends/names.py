"""What is known of all entities at once: their types, and which are called the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.model import ENTITY_TYPES, EntityType
from kg.store.derived import read_derived
from kg.store.reader import Reader
from kg.text.words import name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "names"
"""What the arrays are called together."""


class NameTable:
    """What is known of all entities of an archive, by their indices.

    Attributes
    ----------
    types
        Number of each one's type in `ENTITY_TYPES`.
    alike
        A number that it shares with those that are called the same: a company and its model of that name.
    """

    def __init__(self, reader: Reader) -> None:
        arrays = read_derived(reader.generation, NAME)
        self.types: NDArray[np.uint8] = np.asarray(arrays["types"])
        self.alike: NDArray[np.int32] = np.asarray(arrays["alike"])

    @classmethod
    def of(cls, types: Sequence[EntityType], names: Sequence[str]) -> NameTable:
        """The table of some things."""
        made = cls.__new__(cls)
        numbers: dict[str, int] = {}
        keys = (numbers.setdefault(name_key(name), len(numbers)) for name in names)
        made.alike = np.fromiter(keys, np.int32, len(names))
        made.types = np.fromiter((ENTITY_TYPES.index(type_) for type_ in types), np.uint8, len(types))
        return made
