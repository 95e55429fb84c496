"""Values that were worked out before, for any archive of this user: read back, or made now and kept at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.encoder import Encoder, Progress
from kg.store.cache import VectorCache
from kg.store.shipped import shipped_values
from kg.text.words import fingerprint

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PAUSE = 1.0  # seconds of work that a kill may cost
Keep = Callable[[Sequence[int], Iterable[bytes]], None]
"""Called with places of missing keys and what was made of them, as soon as it is made."""


def kept_values(
    keys: Sequence[bytes],
    maker: str,
    *,
    cache: VectorCache,
    make: Callable[[Sequence[int], Keep], object],
    fits: Callable[[bytes], bool],
    progress: Progress | None = None,
) -> tuple[list[bytes], int]:
    """The value of each key; what neither the cache nor the program brings is made, once for each key.

    Parameters
    ----------
    keys
        Hashes over all that a value depends on; the same key may stand more than once.
    maker
        What makes the values (the fingerprint of a model, a name for part of the program), for those who look at the
        cache.
    make
        Makes the values at some places in `keys` (the first place of each that is missing) and hands each to `Keep`
        by its number among these.
    fits
        Whether a value that was found is one of that kind; others are made anew.
    progress
        Called with the number of missing values that are made and of all that are missing.

    Returns
    -------
    values : list of bytes
        One for each key.
    made : int
        How many were made now.
    """
    places: dict[bytes, int] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, place)
    known = {key: value for key, value in cache.get(list(places)).items() if fits(value)}
    missing = [key for key in places if key not in known]
    if brought := shipped_values(missing):
        known |= brought
        missing = [key for key in missing if key not in brought]
    if missing:
        with _Keeper(missing, maker, cache, progress) as keeper:
            make([places[key] for key in missing], keeper.keep)
        known |= keeper.all
    return [known[key] for key in keys], len(missing)


class KeptEncoder:
    """A model for few texts that come again in every build; each is encoded once, and kept in full precision.

    Parameters
    ----------
    encoder
        What encodes those that the cache lacks.
    """

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self._encoder, self._cache = encoder, cache

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dimension)."""
        return self._kept("document", texts, self._encoder.encode_documents)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries, shape (len(texts), dimension)."""
        return self._kept("query", texts, self._encoder.encode_queries)

    def _kept(
        self, side: str, texts: Sequence[str], encode: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """Vectors of one side."""
        maker, size = self._encoder.fingerprint, self._encoder.dimension

        def make(missing: Sequence[int], keep: Keep) -> None:
            rows = encode([texts[place] for place in missing])
            keep(range(len(missing)), (row.astype("<f4").tobytes() for row in rows))

        keys = [bytes.fromhex(fingerprint(side, maker, text)) for text in texts]
        values, _ = kept_values(keys, maker, cache=self._cache, make=make, fits=lambda value: len(value) == 4 * size)
        return np.frombuffer(b"".join(values), "<f4").reshape(len(texts), size).astype(np.float32)


class _Keeper:
    """Puts what is made into the cache, about once a second, and the rest at the end, however that comes."""

    def __init__(self, keys: Sequence[bytes], maker: str, cache: VectorCache, progress: Progress | None) -> None:
        self.all: dict[bytes, bytes] = {}
        self._keys, self._maker, self._cache, self._progress = keys, maker, cache, progress
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
            self._cache.put(self._maker, self._new)
            self.all |= self._new
            self._new = {}
        self._last = time.monotonic()

    def __enter__(self) -> _Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
