"""The archive on disk: written whole, opened a generation at a time."""

from kg.store.arrays import Arrays
from kg.store.meaning import Meaning
from kg.store.reader import Reader
from kg.store.writer import Contents, write_store

__all__ = ["Arrays", "Contents", "Meaning", "Reader", "write_store"]
