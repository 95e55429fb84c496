"""The space in which queries and passages are compared: centred by language, then evened out.

Two corrections of what an embedding model gives. The mean of its language is taken off each vector (`kg.centring`).
Then directions in which the passages hardly differ are stretched, and those that all of them share are shrunk: halfway
to a covariance that is the same in all directions ("soft" whitening; Su et al. 2021, Whitening Sentence
Representations, go all the way, which loses as much as it gains here). What a query has to tell apart is often in the
quiet directions. Measured on 50 queries over ten issues, nDCG@10 of vectors and features goes from 0.74 to 0.79, of
paraphrased queries from 0.55 to 0.68; in the whole search, beside words and names, from 0.82 to 0.85. On the 58 queries
over the sample newsletter it makes no difference (0.88 and 0.87); see benchmarks/ablation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.centring import LanguageMeans, centre
from kg.errors import ArchiveError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRENGTH = 0.25  # exponent of the covariance's eigenvalues; 0 leaves them, 0.5 evens them out
_MOST_VECTORS = 50_000  # a sample gives the same covariance


@dataclass(frozen=True, slots=True)
class Space:
    """Corrections for the vectors of one archive.

    Attributes
    ----------
    means
        What all texts of a language have in common.
    matrix
        What evens the directions out, shape (dimension, dimension), symmetric.
    """

    means: LanguageMeans
    matrix: NDArray[np.float32]

    @classmethod
    def learn(cls, vectors: NDArray[np.float32], languages: Sequence[str], means: LanguageMeans) -> Space:
        """Learn the space from all passages of an archive.

        The covariance is drawn towards the even one by as many imagined vectors as there are dimensions, so that an
        archive of a few issues is hardly changed.

        Parameters
        ----------
        vectors
            Shape (n, dimension), as the model gives them.
        languages
            Language of each.
        """
        dimension = vectors.shape[1]
        step = max(1, len(vectors) // _MOST_VECTORS)
        centred = centre(vectors[::step], languages[::step], means.passages).astype(np.float64)
        scatter = centred.T @ centred
        even = np.trace(scatter) / dimension / max(1, len(centred))
        covariance = (scatter + dimension * even * np.eye(dimension)) / (len(centred) + dimension)
        values, directions = np.linalg.eigh(covariance)
        stretch = np.maximum(values, max(float(even), 1e-12) * 1e-6) ** -_STRENGTH
        matrix = (directions * (stretch / stretch.mean())) @ directions.T
        # Sums over threads differ in the last bits; the same archive shall have the same bytes.
        return cls(means, np.round(matrix, 4).astype(np.float32))

    def passages(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages in this space, of unit length, shape (n, dimension)."""
        return self._evened(centre(vectors, languages, self.means.passages))

    def queries(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries in this space, of unit length, shape (n, dimension)."""
        return self._evened(centre(vectors, languages, self.means.queries))

    def _evened(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors with their directions evened out."""
        spread: NDArray[np.float32] = vectors @ self.matrix
        spread /= np.maximum(np.linalg.norm(spread, axis=1, keepdims=True), np.float32(1e-6))
        return spread

    def save(self, path: Path) -> None:
        """Write the space to a file."""
        means = {
            f"{side}.{language}": mean
            for side in ("passages", "queries")
            for language, mean in getattr(self.means, side).items()
        }
        with path.open("wb") as stream:
            np.savez(stream, matrix=self.matrix, **means)

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
                return cls(LanguageMeans(sides["passages"], sides["queries"]), stored["matrix"])
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ArchiveError(f"{path} is missing or damaged: build the archive again with `kg build`.") from error
