"""Lists of numbers, one after another."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.store.lists import Lists, twos

NUMBERS = st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=9)


@given(NUMBERS, st.data())
def test_each_list_is_what_was_put_in(lists, data):
    flat = np.array([number for each in lists for number in each], np.int32)
    found = Lists.of_sizes([len(each) for each in lists], flat)
    assert [found.of(place).tolist() for place in range(len(lists))] == lists
    chosen = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=9)) if lists else []
    assert found.each(np.array(chosen, np.int64)) == [lists[place] for place in chosen]
    read = Lists.read(found.named("x"), "x")
    assert (read.offsets is found.offsets, read.values.tolist()) == (True, flat.tolist())


def test_pairs_keep_their_order_in_each_list():
    found = Lists.of_pairs(np.array([2, 0, 2]), np.array([5, 7, 1]), 4)
    assert found.each(np.arange(4)) == [[7], [], [5, 1], []]


@given(st.lists(st.frozensets(st.integers(0, 8), max_size=6), max_size=12), st.integers(2, 6))
def test_all_twos_of_an_item(items, most):
    pairs = [(item, thing) for item, things in enumerate(items) for thing in sorted(things)]
    item, thing = np.array(pairs, np.int64).reshape(-1, 2).T
    place, first, second = twos(item, thing, most=most)
    found = sorted(zip(item[place].tolist(), first.tolist(), second.tolist(), strict=True))
    assert found == [
        (number, *two) for number, things in enumerate(items) if len(things) <= most
        for two in combinations(sorted(things), 2)
    ]  # fmt: skip
