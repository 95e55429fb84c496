"""What goes with what: related items, stories over weeks, prior coverage of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered
from kg.related.related import related  # goes by the name of its module, and an import of that would hide it

if TYPE_CHECKING:
    from kg.related.nearness import Nearness
    from kg.related.prior import Check, Prior, check
    from kg.related.related import Related
    from kg.related.stories import Thread, find_threads

__all__ = ["Check", "Nearness", "Prior", "Related", "Thread", "check", "find_threads", "related"]

__getattr__ = offered(
    __name__,
    {
        "Nearness": "nearness",
        "Check": "prior",
        "Prior": "prior",
        "check": "prior",
        "Related": "related",
        "Thread": "stories",
        "find_threads": "stories",
    },
)
