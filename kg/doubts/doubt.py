"""One case that a person should look at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from kg.model import Entity

Question = Literal["doubtful link", "new name", "doubtful relation", "doubtful event"]
QUESTIONS: tuple[Question, ...] = ("doubtful link", "new name", "doubtful relation", "doubtful event")
MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """An entity to look at, or what is told of it.

    Attributes
    ----------
    question
        ``doubtful link``: is that name this entity? ``new name``: what is it, and is it one at all? ``doubtful
        relation``: is that told of the two? ``doubtful event``: is that what happens to it in that item?
    count
        Mentions, or items, concerned.
    doubt
        Highest doubt among them, 0 … 1.
    surfaces
        The spellings concerned, the most frequent first.
    sentences
        A few sentences with item ids: (item id, sentence).
    predicate, other
        Of a relation: what is told, and of whom besides.
    event
        Of an event: its kind.
    weight
        How much a look is worth: the mean doubt, times the logarithm of how often it occurs.
    """

    entity: Entity
    question: Question
    count: int
    doubt: float
    surfaces: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]
    predicate: str = ""
    other: Entity | None = None
    event: str = ""
    weight: float = 0.0

    @property
    def key(self) -> str:
        """What tells it from all other cases of an archive."""
        if self.other is not None:
            return f"{self.entity.id} {self.predicate} {self.other.id}"
        return f"{self.entity.id} {self.sentences[0][0]}" if self.event else self.entity.id


def weight_of(doubt: float, count: int) -> float:
    """How much a look is worth at something of that mean doubt that occurs so often.

    The less sure a reading is, the likelier a look mends something; what it mends grows with how often it occurs, but
    a name that is read a hundred times is not a hundred times as wrong.

    >>> weight_of(0.6, 1), weight_of(0.5, 3), weight_of(0.05, 255)
    (0.6, 1.0, 0.4)
    """
    return round(doubt * math.log2(1 + count), 3)
