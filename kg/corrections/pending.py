"""Which corrections on file the last build has not replayed yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.corrections.correction import Correction, Corrections
from kg.text.words import fingerprint


@dataclass(frozen=True, slots=True)
class Pending:
    """What the next build will change.

    Attributes
    ----------
    new
        Corrections on file that the archive does not know.
    taken_back
        How many it knows that are on file no more.
    """

    new: tuple[Correction, ...]
    taken_back: int

    @property
    def count(self) -> int:
        """How many in all."""
        return len(self.new) + self.taken_back


def marks_of(corrections: Corrections) -> tuple[str, ...]:
    """What stands for each decision, whatever its reason: by this an archive knows which it was built with."""
    return tuple(map(_mark, corrections.entries))


def pending(on_file: Corrections, built: Collection[str]) -> Pending:
    """What stands on file and what the archive was built with, compared.

    Parameters
    ----------
    built
        `marks_of` the corrections that were replayed.
    """
    known = set(built)
    new = tuple(entry for entry in on_file.entries if _mark(entry) not in known)
    return Pending(new, len(known.difference(marks_of(on_file))))


def _mark(entry: Correction) -> str:
    """What stands for one decision."""
    return fingerprint(repr(entry.decision), size=8)
