"""What the model made before, by (model, text hash), so that an unchanged text is never embedded twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.embed.encoder import SparseVector
from kg.text.words import fingerprint

VECTORS, FEATURES = "vectors.cache.npz", "sparse.cache.npz"


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
    known = _read_vectors(archive / VECTORS, model, dimension)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        fresh = embed(list(missing.values()))
        known.update(zip(missing, fresh.astype(np.float16), strict=True))
    unique = list(dict.fromkeys(keys))
    table = np.stack([known[key] for key in unique]) if unique else np.zeros((0, dimension), np.float16)
    if missing or len(unique) != len(known):
        _write_vectors(archive / VECTORS, model, unique, table)
    row = {key: index for index, key in enumerate(unique)}
    return table[[row[key] for key in keys]].astype(np.float32), len(missing)


def _read_vectors(path: Path, model: str, dimension: int) -> dict[str, NDArray[np.float16]]:
    """The cache of this model; empty where there is none or it is damaged, for it can always be made again."""
    with suppress(OSError, ValueError, KeyError), np.load(path, allow_pickle=False) as stored:
        if str(stored["model"]) == model and stored["vectors"].shape[1:] == (dimension,):
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    return {}


def _write_vectors(path: Path, model: str, keys: list[str], vectors: NDArray[np.float16]) -> None:
    """Replace the cache in one step."""
    temporary = path.with_name(f".{VECTORS}.new")
    with temporary.open("wb") as stream:
        np.savez(stream, model=np.array(model), keys=np.array(keys), vectors=vectors)
    temporary.replace(path)


def sparse_with_cache(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], Sequence[SparseVector]],
    *,
    archive: Path,
    model: str,
) -> tuple[list[SparseVector], int]:
    """Sparse vectors of `texts`, encoding only those that the archive's cache lacks.

    The cache afterwards holds just those of `texts`. Weights are kept, and always returned, in half precision.

    Parameters
    ----------
    encode
        Called once with the missing texts, each once.
    model
        Fingerprint of the model; a cache of another model is not used.

    Returns
    -------
    vectors : list
        One for each text.
    encoded : int
        How many texts were really encoded.
    """
    path = archive / FEATURES
    keys = [fingerprint(text) for text in texts]
    known = _read_features(path, model)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        made = encode(list(missing.values()))
        halves = (SparseVector(v.features, v.weights.astype(np.float16).astype(np.float32)) for v in made)
        known.update(zip(missing, halves, strict=True))
    unique = {key: known[key] for key in keys}
    if missing or len(unique) != len(known):
        _write_features(path, model, unique)
    return [known[key] for key in keys], len(missing)


def _read_features(path: Path, model: str) -> dict[str, SparseVector]:
    """The cache of this model; empty where there is none or it is damaged, for it can always be made again."""
    with suppress(OSError, ValueError, KeyError, EOFError), np.load(path, allow_pickle=False) as stored:
        if str(stored["model"]) == model:
            ends = np.cumsum(stored["counts"])[:-1]
            features = np.split(stored["features"].astype(np.int32), ends)
            weights = np.split(stored["weights"].astype(np.float32), ends)
            pairs = map(SparseVector, features, weights)
            return dict(zip(stored["keys"].tolist(), pairs, strict=True))
    return {}


def _write_features(path: Path, model: str, vectors: dict[str, SparseVector]) -> None:
    """Replace the cache in one step."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as stream:
        np.savez(
            stream,
            model=np.array(model),
            keys=np.array(list(vectors)),
            counts=np.array([len(vector.features) for vector in vectors.values()], np.int32),
            features=np.concatenate([np.zeros(0, np.int32), *(vector.features for vector in vectors.values())]),
            weights=np.concatenate([np.zeros(0), *(vector.weights for vector in vectors.values())]).astype(np.float16),
        )
    temporary.replace(path)
