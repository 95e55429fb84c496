"""Numbers that the issues of a newsletter leap over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_LEAST = 3  # numbers, for a gap between them to mean anything
_MOST_MISSING = 2 / 3


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers between the first and the last that no issue has.

    Attributes
    ----------
    runs
        First and last of each run of them; empty where most are missing.
    count
        How many there are.
    """

    runs: tuple[tuple[int, int], ...]
    count: int


def missing_numbers(numbers: Iterable[int]) -> Missing | None:
    """What is missing between numbers, None where nothing is, or too few are known.

    >>> missing_numbers([1, 2, 5, 6, 8])
    Missing(runs=((3, 4), (7, 7)), count=3)
    """
    known = sorted(set(numbers))
    runs = [(left + 1, right - 1) for left, right in pairwise(known) if right > left + 1]
    if not runs or len(known) < _LEAST:
        return None
    count = sum(last - first + 1 for first, last in runs)
    return Missing(tuple(runs) if count <= _MOST_MISSING * (count + len(known)) else (), count)
