"""Mentions in, relations out, each with the sentence that says so."""

from ingest.relate.relate import relate

__all__ = ["relate"]
