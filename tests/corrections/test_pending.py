"""Which decisions wait for the next build."""

from __future__ import annotations

from dataclasses import replace

from kg.corrections.correction import Correction, Corrections
from kg.corrections.pending import marks_of, pending

MERGE = Correction("merge", "company:a", into="company:b")
RENAME = Correction("rename", "company:b", name="B")


def test_what_is_new_and_what_was_taken_back():
    built = marks_of(Corrections((MERGE,)))
    assert pending(Corrections((MERGE,)), built).count == 0
    found = pending(Corrections((RENAME,)), built)
    assert (found.new, found.taken_back, found.count) == ((RENAME,), 1, 2)
    assert pending(Corrections(), ()).count == 0


def test_another_reason_is_the_same_decision():
    built = marks_of(Corrections((MERGE,)))
    assert pending(Corrections((replace(MERGE, why="one company"),)), built).count == 0
