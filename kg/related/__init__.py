"""What goes with what: related items, stories over weeks, prior coverage of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lazy import offered

if TYPE_CHECKING:
    from kg.related.alike import Related, related
    from kg.related.nearness import Nearness
    from kg.related.prior import Check, Prior, check
    from kg.related.threads import Thread, find_threads

__all__ = ["Check", "Nearness", "Prior", "Related", "Thread", "check", "find_threads", "related"]

__getattr__ = offered(
    __name__,
    {
        "Nearness": "nearness",
        "Check": "prior",
        "Prior": "prior",
        "check": "prior",
        "Related": "alike",
        "related": "alike",
        "Thread": "threads",
        "find_threads": "threads",
    },
)
