"""Vectors of texts, each made once: from the user's cache, and what is new from the model, kept as it is made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.embed.encoder import Encoder, Progress
from kg.store.cache import VectorCache
from kg.store.kept import kept_values
from kg.text.words import fingerprint


def embed_with_cache(
    texts: Sequence[str], encoder: Encoder, *, cache: VectorCache, progress: Progress | None = None
) -> tuple[NDArray[np.float32], int]:
    """Vectors of passages, embedding only those that the cache lacks.

    They are kept, and always returned, in half precision: a vector is the same whether it was just made or read back.

    Parameters
    ----------
    progress
        Called with the number of missing texts that are done and of all that are missing.

    Returns
    -------
    vectors : array of shape (len(texts), dimension)
    embedded : int
        How many texts were really embedded.

    Raises
    ------
    ArchiveError
        Where the model cannot be loaded or the cache not be written.
    """
    keys = [bytes.fromhex(fingerprint("dense", encoder.fingerprint, text)) for text in texts]
    values, embedded = kept_values(
        keys, encoder.fingerprint, cache=cache, progress=progress,
        make=lambda missing, keep: encoder.encode_documents(
            [texts[i] for i in missing], made=lambda at, rows: keep(at, map(_halves, rows))
        ),
        fits=lambda value: len(value) == 2 * encoder.dimension,
    )  # fmt: skip
    table = np.frombuffer(b"".join(values), "<f2").reshape(len(values), encoder.dimension)
    return table.astype(np.float32), embedded


def _halves(row: NDArray[np.float32]) -> bytes:
    """A vector as bytes."""
    return row.astype("<f2").tobytes()
