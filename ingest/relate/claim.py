"""What a rule reads in a sentence, before it becomes a relation, and how sure the sentence is of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.relate.frame import Frame
from kg.model import Certainty, Predicate
from kg.text.lexicon import lexicon

BEHIND = 6  # characters


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation as a rule sees it: offsets into the frame; `trigger` is where the word stands that says it."""

    frame: Frame
    subject: str
    predicate: Predicate
    object: str
    start: int
    end: int
    trigger: int
    rule: str


def claims(
    frame: Frame,
    subjects: Iterable[str],
    predicate: Predicate,
    objects: Iterable[str],
    span: tuple[int, int],
    rule: str,
) -> Iterator[Claim]:
    """Every subject with every object, said by the words that begin `span`."""
    objects = tuple(objects)
    for subject in subjects:
        for target in objects:
            if subject != target:
                yield Claim(frame, subject, predicate, target, span[0], span[1], span[0], rule)


def certainty(frame: Frame, start: int, end: int) -> Certainty:
    """How sure the words from `start` (or the clause that holds it) up to a little behind `end` are of it."""
    low = frame.clause_start(start)
    said = lexicon("relate_certainty")
    if said["negated"].pattern.search(frame.words, low, end):
        return "negated"
    return "rumoured" if said["rumoured"].pattern.search(frame.words, low, end + BEHIND) else "stated"
