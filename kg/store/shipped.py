"""Vectors that come with the program: those of the sample newsletter, so that it opens before a model was asked.

They stand under the keys of the user's cache, which hash the model and the text; another model, or a changed text,
finds nothing here. ``python -m tests.sample_vectors`` makes the file.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from kg.errors import ArchiveError
from kg.files import load_arrays
from kg.resources import resource

FILE = resource("data", "vectors", "sample.npz")
KEYS = "keys."
"""Begins the names of the tables of keys; those of the values are what follows it."""


def shipped_values(keys: Collection[bytes]) -> dict[bytes, bytes]:
    """Values of those keys that come with the program."""
    known = _all() if keys else {}
    return {key: known[key] for key in keys if key in known}


@cache
def _all() -> dict[bytes, bytes]:
    """Everything that is in the file; nothing where it is not there, since the model makes the same."""
    try:
        arrays = load_arrays(FILE)
    except ArchiveError:
        return {}
    return {
        key.tobytes(): value.tobytes()
        for name, keys in arrays.items()
        if name.startswith(KEYS)
        for key, value in zip(keys, arrays[name.removeprefix(KEYS)], strict=True)
    }
