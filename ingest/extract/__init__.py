"""Items in, mentions of entities out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.extract.extractor import Extractor

__all__ = ["Extractor"]


def __getattr__(name: str) -> object:
    """The extractor where it is asked for: spaCy takes a second to import, and other modules here need none of it."""
    if name in __all__:
        from ingest.extract import extractor

        return getattr(extractor, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
