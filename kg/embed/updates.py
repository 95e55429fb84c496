"""Low-rank updates of the bundled model's upper layers: what questions about newsletters have taught it.

To a matrix W of a layer the product of two narrow ones is added, W + up @ down (Hu et al., "LoRA", ICLR 2022), once,
where the model is exported; running it costs what it did. Learned together with the model's adapter, and with the
matrix by which items are compared with items, by ``benchmarks/encoder.py``, where figures are, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("updates.npz")
_DOWN, _UP, _LIKENESS = ".down", ".up", "likeness"


@dataclass(frozen=True, slots=True)
class Updates:
    """What was learned about the bundled model.

    Attributes
    ----------
    layers
        By the name of a matrix of the model, what is added to it, as (up, down), of shapes (outputs, rank) and
        (rank, inputs).
    likeness
        See `kg.embed.encoder.Encoder.likeness`.
    """

    layers: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    likeness: NDArray[np.float32]

    def to(self, name: str, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """A tensor of the model with what was learned, of the same shape; most are as they were."""
        if name not in self.layers:
            return weights
        up, down = self.layers[name]
        return weights + (up @ down).reshape(weights.shape)


@cache
def e5_updates() -> Updates:
    """What is added to multilingual-e5-small."""
    with np.load(FILE, allow_pickle=False) as file:
        stored = {name: file[name].astype(np.float32) for name in file.files}
    names = [name.removesuffix(_DOWN) for name in stored if name.endswith(_DOWN)]
    return Updates({name: (stored[name + _UP], stored[name + _DOWN]) for name in names}, stored[_LIKENESS])


def save_updates(updates: Updates) -> None:
    """Write what was learned to where it is read from, in half precision."""
    arrays = {_LIKENESS: updates.likeness}
    for name, (up, down) in updates.layers.items():
        arrays |= {name + _UP: up, name + _DOWN: down}
    np.savez(FILE, allow_pickle=False, **{name: array.astype(np.float16) for name, array in arrays.items()})
