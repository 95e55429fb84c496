"""The space in which queries and passages are compared: centred by language, then turned by the model's adapter.

Two corrections of what an embedding model gives. The mean of its language is taken off each vector
(`kg.embed.centring`), and the rest is multiplied with the matrix that was learned for the model, where there is one
(`kg.embed.adapter`). What each is worth stands in benchmarks/ablation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.centring import LanguageMeans, centre
from kg.errors import ArchiveError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ADAPTER = "adapter"


@dataclass(frozen=True, slots=True)
class Space:
    """Corrections for the vectors of one archive.

    Attributes
    ----------
    means
        What all texts of a language have in common.
    adapter
        What centred vectors are multiplied with, shape (dimension, dimension); None for a model without one.
    """

    means: LanguageMeans
    adapter: NDArray[np.float32] | None = None

    def passages(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages in this space, of unit length, shape (n, dimension)."""
        return self._turned(centre(vectors, languages, self.means.passages))

    def queries(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries in this space, of unit length, shape (n, dimension)."""
        return self._turned(centre(vectors, languages, self.means.queries))

    def _turned(self, centred: NDArray[np.float32]) -> NDArray[np.float32]:
        """Centred vectors through the adapter, of unit length."""
        if self.adapter is None:
            return centred
        turned: NDArray[np.float32] = centred @ self.adapter
        turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), np.float32(1e-6))
        return turned

    def save(self, path: Path) -> None:
        """Write the space to a file."""
        arrays = {
            f"{side}.{language}": mean
            for side in ("passages", "queries")
            for language, mean in getattr(self.means, side).items()
        }
        if self.adapter is not None:
            arrays[_ADAPTER] = self.adapter
        with path.open("wb") as stream:
            np.savez(stream, **arrays)

    @classmethod
    def load(cls, path: Path) -> Space:
        """Read a space from a file.

        Raises
        ------
        ArchiveError
            Where the file is missing or damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as stored:
                sides: dict[str, dict[str, NDArray[np.float32]]] = {"passages": {}, "queries": {}}
                for name in stored.files:
                    side, _, language = name.partition(".")
                    if language:
                        sides[side][language] = stored[name]
                adapter = stored[_ADAPTER] if _ADAPTER in stored.files else None
                return cls(LanguageMeans(sides["passages"], sides["queries"]), adapter)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ArchiveError(f"{path} is missing or damaged: build the archive again with `kg build`.") from error
