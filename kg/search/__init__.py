"""A question in, the items that answer it out: understand, rank, explain."""

from kg.search.hits import Hit, Results
from kg.search.parts import Filters
from kg.search.query import Understood, understand
from kg.search.searcher import Searcher

__all__ = ["Filters", "Hit", "Results", "Searcher", "Understood", "understand"]
