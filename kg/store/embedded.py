"""Vectors of texts, each made once: from the user's cache, and what is new from the model, kept as it is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.embed.encoder import Encoder, Progress, SparseVector
from kg.store.cache import VectorCache
from kg.text.words import fingerprint

_PAUSE = 1.0  # seconds of work that a kill may cost
_Keep = Callable[[Sequence[int], Iterable[bytes]], None]
_FEATURE = np.dtype([("feature", "<i4"), ("weight", "<f2")])


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
    values, embedded = _values(
        texts, encoder.fingerprint, "dense", cache, progress,
        make=lambda missing, keep: encoder.encode_documents(
            missing, made=lambda at, rows: keep(at, map(_halves, rows))
        ),
        fits=lambda value: len(value) == 2 * encoder.dimension,
    )  # fmt: skip
    table = np.frombuffer(b"".join(values), "<f2").reshape(len(values), encoder.dimension)
    return table.astype(np.float32), embedded


def sparse_with_cache(
    texts: Sequence[str], encoder: Encoder, *, cache: VectorCache, progress: Progress | None = None
) -> tuple[list[SparseVector], int]:
    """Sparse vectors of passages, encoding only those that the cache lacks; parameters as of `embed_with_cache`.

    Returns
    -------
    vectors : list
        One for each text, weights in half precision.
    encoded : int
        How many texts were really encoded.
    """
    values, encoded = _values(
        texts, encoder.fingerprint, "sparse", cache, progress,
        make=lambda missing, keep: encoder.sparse_documents(
            missing, made=lambda at, rows: keep(at, map(_packed, rows))
        ),
        fits=lambda value: len(value) % _FEATURE.itemsize == 0,
    )  # fmt: skip
    return [_unpacked(value) for value in values], encoded


def _values(
    texts: Sequence[str],
    model: str,
    kind: str,
    cache: VectorCache,
    progress: Progress | None,
    *,
    make: Callable[[Sequence[str], _Keep], object],
    fits: Callable[[bytes], bool],
) -> tuple[list[bytes], int]:
    """What a model makes of each text, as it is kept, and how many texts it was asked to make it of."""
    keys = [bytes.fromhex(fingerprint(kind, model, text)) for text in texts]
    by_key = dict(zip(keys, texts, strict=True))
    known = {key: value for key, value in cache.get(list(by_key)).items() if fits(value)}
    missing = {key: text for key, text in by_key.items() if key not in known}
    if missing:
        with _Keeper(list(missing), model, cache, progress) as keeper:
            make(list(missing.values()), keeper.keep)
        known |= keeper.all
    return [known[key] for key in keys], len(missing)


class _Keeper:
    """Puts what is made into the cache, about once a second, and the rest at the end, however that comes."""

    def __init__(self, keys: Sequence[bytes], model: str, cache: VectorCache, progress: Progress | None) -> None:
        self.all: dict[bytes, bytes] = {}
        self._keys, self._model, self._cache, self._progress = keys, model, cache, progress
        self._new: dict[bytes, bytes] = {}
        self._last = time.monotonic()

    def keep(self, at: Sequence[int], values: Iterable[bytes]) -> None:
        """Keep the values of the missing texts at those places."""
        self._new.update((self._keys[i], value) for i, value in zip(at, values, strict=True))
        if time.monotonic() - self._last >= _PAUSE:
            self._flush()
        if self._progress:
            self._progress(len(self.all) + len(self._new), len(self._keys))

    def _flush(self) -> None:
        """Write down what is new."""
        if self._new:
            self._cache.put(self._model, self._new)
            self.all |= self._new
            self._new = {}
        self._last = time.monotonic()

    def __enter__(self) -> _Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()


def _halves(row: NDArray[np.float32]) -> bytes:
    """A vector as bytes."""
    return row.astype("<f2").tobytes()


def _packed(vector: SparseVector) -> bytes:
    """A sparse vector as bytes."""
    table = np.zeros(len(vector.features), _FEATURE)
    table["feature"], table["weight"] = vector.features, vector.weights
    return table.tobytes()


def _unpacked(value: bytes) -> SparseVector:
    """A sparse vector from its bytes."""
    table = np.frombuffer(value, _FEATURE)
    return SparseVector(table["feature"].astype(np.int32), table["weight"].astype(np.float32))
