"""The linear adapter of a model: a matrix that turns its vectors towards what readers ask.

multilingual-e5-small was trained on the web at large. Some thousands of questions of our own (``data/pairs``: a
paraphrase and a question in the other language for items of three newsletters) teach one matrix for both sides, queries
and passages, by cross entropy over all items of the newsletter (Yoon et al. 2024, Search-Adaptor, learn such an adapter
for closed models). It stays near the identity, costs a multiplication, and no gold query was among what it saw.
Made and measured by ``benchmarks/adapter.py``.

An owner's own questions may teach another one (`kg.evaluate.tune`). It lies beside the archive's folder,
``archive.adapter.npz`` for ``archive``, so that an archive that is removed and built anew is searched as before.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import ConfigError
from kg.files import read_learned, write_learned
from kg.text.words import fingerprint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.embed.encoder import Encoder

FILE = Path(__file__).with_name("adapter.npy")
_MATRIX, _ABOUT = "matrix", "about"
_MOST_BYTES = 200_000_000  # a matrix of 7,000 dimensions


@cache
def e5_adapter() -> NDArray[np.float32]:
    """What vectors of multilingual-e5-small, centred by language, are multiplied with; shape (384, 384)."""
    matrix: NDArray[np.float32] = np.load(FILE, allow_pickle=False).astype(np.float32)
    return matrix


@dataclass(frozen=True, slots=True)
class Origin:
    """What an owner's adapter was learned from.

    Attributes
    ----------
    model, fingerprint
        The model whose vectors it turns.
    queries
        How many queries taught it.
    before, after
        nDCG@10 of the search over these queries in cross-validation, without it and with it.
    """

    model: str
    fingerprint: str
    queries: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class OwnAdapter:
    """The adapter that an owner's questions have taught.

    Attributes
    ----------
    path
        Its file, whether it is there or not.
    digest
        Of what it changes; "" where there is none.
    matrix
        In place of the model's own, shape (dimension, dimension); None where there is none, or it does not fit.
    said
        What a build has to say of it: a sentence where there is one.
    """

    path: Path
    digest: str = ""
    matrix: NDArray[np.float32] | None = None
    said: str = ""


def adapter_file(archive: Path) -> Path:
    """Where the adapter lies that the questions of an archive's owner have taught."""
    folder = Path(os.path.realpath(archive))
    return folder.with_name(f"{folder.name}.adapter.npz")


def own_adapter(archive: Path, encoder: Encoder) -> OwnAdapter:
    """What an owner's questions have taught; nothing where nobody asked, or where it was of another model.

    Raises
    ------
    ConfigError
        Where the file is damaged, or is none.
    """
    path = adapter_file(archive)
    kept = _read(path)
    if kept is None:
        return OwnAdapter(path)
    matrix, origin = kept
    if origin.fingerprint != encoder.fingerprint or matrix.shape != (encoder.dimension, encoder.dimension):
        said = f"{path} belongs to the model {origin.model} as it was and is not used: learn again: kg eval --tune."
        return OwnAdapter(path, "of another model", said=said)
    gained = f"nDCG@10 {origin.before:.3f} -> {origin.after:.3f}"
    said = f"vectors are turned as {origin.queries} of your queries taught ({gained}): {path}"
    return OwnAdapter(path, fingerprint(matrix.tobytes()), matrix, said)


def save_adapter(path: Path, matrix: NDArray[np.float32], origin: Origin) -> None:
    """Write what an owner's questions have taught; the same gives the same file.

    Raises
    ------
    UsageError
        Where it cannot be written; what stood there stands.
    """
    write_learned(path, {_MATRIX: matrix.astype(np.float32), _ABOUT: np.array(json.dumps(asdict(origin)))})


def _read(path: Path) -> tuple[NDArray[np.float32], Origin] | None:
    """The matrix of a file, and what it was learned from; None where there is none."""
    try:
        arrays = read_learned(path, longest=_MOST_BYTES)
        if arrays is None:
            return None
        matrix, origin = arrays[_MATRIX].astype(np.float32), Origin(**json.loads(str(arrays[_ABOUT])))
        if matrix.ndim != 2 or not np.isfinite(matrix).all():
            raise ValueError("its numbers are no matrix")
        return matrix, origin
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, RecursionError) as error:
        said = f"is no adapter that was learned ({error}); learn again with `kg eval --tune`, or remove the file"
        raise ConfigError(path, said) from error
