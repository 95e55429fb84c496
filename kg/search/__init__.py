"""A question in, the items that answer it out: understand, rank, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered

if TYPE_CHECKING:
    from kg.search.hits import Hit, Results
    from kg.search.parts import Filters
    from kg.search.query import Understood, understand
    from kg.search.searcher import Searcher

__all__ = ["Filters", "Hit", "Results", "Searcher", "Understood", "understand"]

__getattr__ = offered(
    __name__,
    {
        "Hit": "hits",
        "Results": "hits",
        "Filters": "parts",
        "Understood": "query",
        "understand": "query",
        "Searcher": "searcher",
    },
)
