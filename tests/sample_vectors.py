"""Make the vectors that come with the program, after a change of the sample, of its passages or of the model.

Usage: ``python -m tests.sample_vectors``
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from ingest.build import build
from kg.embed import open_encoder
from kg.store import kept
from kg.store.cache import VectorCache
from kg.store.shipped import FILE, KEYS
from tests.conftest import SAMPLE


def write_shipped(values: Mapping[bytes, bytes], path: Path) -> None:
    """Write values, as the user's cache has them under their keys; those of one length into one table."""
    arrays: dict[str, NDArray[np.uint8]] = {}
    for length in sorted({len(value) for value in values.values()}):
        keys = sorted(key for key, value in values.items() if len(value) == length)
        arrays[f"{KEYS}{length}"] = _table(keys)
        arrays[str(length)] = _table([values[key] for key in keys])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)


def _table(rows: list[bytes]) -> NDArray[np.uint8]:
    """Rows of one length as an array."""
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)


def main() -> None:
    """Build the sample with nothing known, and write down all that the model was asked for."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {"KG_CACHE": folder}):
        with patch.object(kept, "shipped_values", lambda keys: {}):
            build([SAMPLE], Path(folder) / "archive")
        with VectorCache() as cache:
            model = open_encoder().fingerprint
            write_shipped(dict(cache._rows("SELECT key, value FROM made WHERE model = ?", [model])), FILE)


if __name__ == "__main__":
    main()
