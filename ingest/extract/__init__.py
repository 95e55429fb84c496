"""Items in, mentions of entities out."""

from ingest.extract.extractor import Extractor

__all__ = ["Extractor"]
