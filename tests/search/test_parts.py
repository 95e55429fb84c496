"""What was understood, by kind."""

from __future__ import annotations

from kg.search.parts import Part
from kg.search.query import Understood


def test_parts_by_kind_in_their_order() -> None:
    name, other = Part("entity:a", "entity", "a", "A"), Part("entity:b", "entity", "b", "B")
    time = Part("period:x", "period", "x", "X")
    understood = Understood("a x b", "a b", (name, time, other), off=(Part("topic:t", "topic", "t", "T"),))
    assert understood.of("entity") == (name, other)
    assert understood.of("period", "entity") == (name, time, other)
    assert understood.of("topic") == ()  # what is turned off does not count
    assert understood.of() == ()
