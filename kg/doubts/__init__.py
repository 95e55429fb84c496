"""What a person should look at: links, names, relations and events that are in doubt, the least sure first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from kg.doubts.doubt import MOST_SENTENCES, QUESTIONS, Doubt, Question
from kg.doubts.events import doubtful_events
from kg.doubts.found import Found
from kg.doubts.names import doubtful_names, sentence_of
from kg.doubts.relations import doubtful_relations
from kg.store.reader import Reader

Kind = Literal["all", "names", "relations", "events"]
KINDS: tuple[Kind, ...] = ("all", "names", "relations", "events")
Order = Literal["doubt", "count"]
ORDERS: tuple[Order, ...] = ("doubt", "count")
_FINDERS: Mapping[Kind, Callable[[Reader], list[Found]]] = {
    "names": doubtful_names, "relations": doubtful_relations, "events": doubtful_events,
}  # fmt: skip

__all__ = ["KINDS", "MOST_SENTENCES", "ORDERS", "QUESTIONS", "Doubt", "find_doubts", "sentence_of"]


def find_doubts(reader: Reader, *, limit: int = 50, kind: Kind = "all", order: Order = "doubt") -> tuple[Doubt, ...]:
    """What a person should look at.

    Parameters
    ----------
    kind
        ``names`` are doubtful links and new names.
    order
        ``doubt``: the least sure first, of two that are as sure what occurs more often (`kg.doubts.doubt.weight_of`);
        ``count``: what occurs most often.
    """
    found = [each for name, find in _FINDERS.items() if kind in ("all", name) for each in find(reader)]

    def place(each: Found) -> tuple[float, Question, tuple[int, ...]]:
        return -(each.weight if order == "doubt" else each.count), each.question, each.about

    return tuple(each.make() for each in sorted(found, key=place)[:limit])
