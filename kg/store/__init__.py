"""The archive on disk: written whole, opened a generation at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered

if TYPE_CHECKING:
    from kg.store.arrays import Arrays
    from kg.store.meaning import Meaning
    from kg.store.reader import Reader
    from kg.store.writer import Contents, write_store

__all__ = ["Arrays", "Contents", "Meaning", "Reader", "write_store"]

__getattr__ = offered(
    __name__,
    {"Arrays": "arrays", "Meaning": "meaning", "Reader": "reader", "Contents": "writer", "write_store": "writer"},
)
