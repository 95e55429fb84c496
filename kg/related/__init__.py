"""What goes with what: related items, stories over weeks, prior coverage of a draft."""

from kg.related.nearness import Nearness
from kg.related.prior import Check, Prior, check
from kg.related.related import Related, related
from kg.related.stories import Thread, find_threads

__all__ = ["Check", "Nearness", "Prior", "Related", "Thread", "check", "find_threads", "related"]
