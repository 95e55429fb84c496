"""A case as it is counted: enough to put cases in order, and the way to all that is shown of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.doubts.doubt import Doubt, Question


@dataclass(frozen=True, slots=True)
class Found:
    """A case before it is looked up.

    Attributes
    ----------
    count, weight
        See `kg.doubts.doubt.Doubt`.
    about
        Numbers that tell it from the other cases of its question.
    make
        Looks it up.
    """

    question: Question
    count: int
    weight: float
    about: tuple[int, ...]
    make: Callable[[], Doubt]
