"""Lists of numbers, against loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.postings import Postings, postings

OWNERS, VALUES = 5, 7
pairs = st.lists(
    st.tuples(st.integers(0, OWNERS - 1), st.integers(0, VALUES - 1), st.sampled_from([0.25, 0.5, 1.0])), max_size=20
)


def made(rows: list[tuple[int, int, float]]) -> tuple[Postings, dict[int, dict[int, float]]]:
    """Postings of some pairs, and the same as dictionaries."""
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    lists = postings(
        np.array(columns[0], np.int32), np.array(columns[1], np.int32), np.array(columns[2], np.float32), OWNERS
    )
    plain: dict[int, dict[int, float]] = {owner: {} for owner in range(OWNERS)}
    for owner, value, weight in rows:
        plain[owner][value] = max(weight, plain[owner].get(value, 0.0))
    return lists, plain


@settings(max_examples=50, deadline=None)
@given(pairs)
def test_lists_hold_each_value_once_with_its_heaviest_weight(rows: list[tuple[int, int, float]]) -> None:
    lists, plain = made(rows)
    for owner in range(OWNERS):
        values, weights = lists.of(owner)
        assert list(zip(values.tolist(), weights.tolist(), strict=True)) == sorted(plain[owner].items())
    assert lists.counts().tolist() == [len(plain[owner]) for owner in range(OWNERS)]
    assert lists.owners().tolist() == [owner for owner in range(OWNERS) for _ in plain[owner]]


@settings(max_examples=50, deadline=None)
@given(pairs, st.lists(st.integers(0, OWNERS - 1), max_size=8))
def test_some_lists_at_once_are_the_same_as_one_by_one(rows: list[tuple[int, int, float]], chosen: list[int]) -> None:
    lists, _ = made(rows)
    values, weights, counts = lists.of_all(np.array(chosen, np.int32))
    single = [lists.of(index) for index in chosen]
    assert values.tolist() == [v for each, _ in single for v in each.tolist()]
    assert weights.tolist() == [w for _, each in single for w in each.tolist()]
    assert counts.tolist() == [len(each) for each, _ in single]


@settings(max_examples=50, deadline=None)
@given(pairs)
def test_turned_lists_say_the_same_from_the_other_side(rows: list[tuple[int, int, float]]) -> None:
    lists, plain = made(rows)
    turned = lists.turned(VALUES)
    for value in range(VALUES):
        owners, weights = turned.of(value)
        wanted = [(owner, plain[owner][value]) for owner in range(OWNERS) if value in plain[owner]]
        assert list(zip(owners.tolist(), weights.tolist(), strict=True)) == wanted
    again = turned.turned(OWNERS)
    assert again.offsets.tolist() == lists.offsets.tolist()
    assert again.values.tolist() == lists.values.tolist()
