"""What is decided for all items at once is what deciding one after another gives."""

from __future__ import annotations

from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.related import grouping
from kg.related.grouping import _distinct, _Pairs, _starts, _Things
from kg.store.meaning import Meaning

COUNT = 12


class Table:
    """Likeness of items as a table says."""

    def __init__(self, likeness: np.ndarray) -> None:
        self.likeness = likeness

    def alike(self, items: np.ndarray, others: np.ndarray) -> np.ndarray:
        return self.likeness[items, others]


def one_by_one(pairs: set[tuple[int, int]], likeness: np.ndarray, least: float) -> list[int]:
    """The start of each item's story, items decided in their order."""
    start = list(range(COUNT))
    for item in range(COUNT):
        earlier = [other for one, other in pairs if one == item]
        for other in sorted(earlier, key=lambda other: (-likeness[item, other], other)):
            first = start[other]
            if first == other or likeness[item, first] >= grouping._FROM_START * np.float32(least):
                start[item] = first
                break
    return start


@given(
    chosen=st.sets(
        st.tuples(st.integers(1, COUNT - 1), st.integers(0, COUNT - 2)).filter(lambda pair: pair[1] < pair[0])
    ),
    seed=st.integers(0, 2**32 - 1),
    least=st.sampled_from([0.44, 0.52, 0.57]),
)
def test_starts_are_those_of_deciding_one_after_another(chosen: set[tuple[int, int]], seed: int, least: float) -> None:
    likeness = np.random.default_rng(seed).uniform(0, 1, (COUNT, COUNT)).astype(np.float32)
    pairs = sorted(pair for pair in chosen if likeness[pair] >= least)
    table = np.array(pairs, np.int64).reshape(-1, 2)
    near = likeness[table[:, 0], table[:, 1]]
    fitting = _Pairs(table[:, 0], table[:, 1], np.full(len(pairs), least, np.float32))
    found = _starts(cast(Meaning, Table(likeness)), fitting, near, COUNT)
    assert found.tolist() == one_by_one(set(pairs), likeness, least)


@given(
    held=st.lists(st.frozensets(st.integers(0, 4), max_size=3), min_size=2, max_size=6),
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12),
)
def test_headings_are_apart_where_both_name_things_and_none_in_common(
    held: list[frozenset[int]], pairs: list[tuple[int, int]]
) -> None:
    keys = np.array([item * 5 + thing for item, things in enumerate(held) for thing in sorted(things)], np.int64)
    things = _Things(keys, np.searchsorted(keys, np.arange(len(held) + 1) * 5), 5)
    known = np.array([pair for pair in pairs if max(pair) < len(held)], np.int64).reshape(-1, 2)
    wanted = [bool(held[a]) and bool(held[b]) and not held[a] & held[b] for a, b in known.tolist()]
    assert things.apart(known[:, 0], known[:, 1]).tolist() == wanted


@given(st.lists(st.integers(0, 9)))
def test_each_number_once(numbers: list[int]) -> None:
    assert _distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
