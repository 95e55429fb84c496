"""Vectors that were made before, by (model, text hash), so that an unchanged text is never embedded twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.text.words import fingerprint

FILE = "vectors.cache.npz"


def embed_with_cache(
    texts: Sequence[str],
    embed: Callable[[Sequence[str]], NDArray[np.float32]],
    *,
    archive: Path,
    model: str,
    dimension: int,
) -> tuple[NDArray[np.float32], int]:
    """Vectors of `texts`, embedding only those that the archive's cache lacks.

    The cache afterwards holds just the vectors of `texts`: an item that left the archive leaves no vector behind.
    Vectors are kept, and always returned, in half precision: it halves the file, and a vector is the same whether it
    was just made or read back.

    Parameters
    ----------
    embed
        Called once with the missing texts, each once; returns shape (n, dimension).
    model
        Fingerprint of the model; a cache of another model is not used.

    Returns
    -------
    vectors : array of shape (len(texts), dimension)
    embedded : int
        How many texts were really embedded.
    """
    keys = [fingerprint(text) for text in texts]
    known = _read(archive / FILE, model, dimension)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        fresh = embed(list(missing.values()))
        known.update(zip(missing, fresh.astype(np.float16), strict=True))
    unique = list(dict.fromkeys(keys))
    table = np.stack([known[key] for key in unique]) if unique else np.zeros((0, dimension), np.float16)
    if missing or len(unique) != len(known):
        _write(archive / FILE, model, unique, table)
    row = {key: index for index, key in enumerate(unique)}
    return table[[row[key] for key in keys]].astype(np.float32), len(missing)


def _read(path: Path, model: str, dimension: int) -> dict[str, NDArray[np.float16]]:
    """The cache of this model; empty where there is none or it is damaged, for it can always be made again."""
    with suppress(OSError, ValueError, KeyError), np.load(path, allow_pickle=False) as stored:
        if str(stored["model"]) == model and stored["vectors"].shape[1:] == (dimension,):
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    return {}


def _write(path: Path, model: str, keys: list[str], vectors: NDArray[np.float16]) -> None:
    """Replace the cache in one step."""
    temporary = path.with_name(f".{FILE}.new")
    with temporary.open("wb") as stream:
        np.savez(stream, model=np.array(model), keys=np.array(keys), vectors=vectors)
    temporary.replace(path)
