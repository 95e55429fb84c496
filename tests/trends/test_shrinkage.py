"""Shrunken ratios where the truth is known: intervals that hold it, words that keep their promise, movers in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.trends.movements import LIKELY, PERHAPS
from kg.trends.shrinkage import LEVEL, bunching, shrunken_ratios

counts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12)
sizes = st.tuples(st.integers(1, 500), st.integers(1, 500))


def _world(seed, *, now, before, things=3000, moving=0.3, spread=0.7):
    """Logarithms of true ratios, some of them 0, and counts that follow; most names are rare, as names are."""
    chance = np.random.default_rng(seed)
    truth = np.where(chance.random(things) < moving, chance.normal(0, spread, things), 0.0)
    share = np.minimum(0.2, 0.004 / chance.random(things) ** 0.8)
    middle = truth * before / (now + before)
    counted = [chance.binomial(size, np.minimum(share * np.exp(way), 0.9))[:, None]
               for size, way in ((now, middle), (before, middle - truth))]  # fmt: skip
    seen = (counted[0] + counted[1])[:, 0] > 0
    return truth[seen], counted[0][seen], counted[1][seen]


# An archive of 3 issues, of 13, and of hundreds: the latest third or four weeks, against a year at most.
@pytest.mark.parametrize(("now", "before"), [(20, 40), (80, 180), (120, 1500), (900, 11000)])
@pytest.mark.parametrize(("moving", "spread"), [(0.0, 1.0), (0.3, 0.7), (1.0, 0.4)])
def test_intervals_hold_the_truth_and_words_keep_their_promise(now, before, moving, spread):
    held, likely, perhaps = [], [], []
    for seed in range(4):
        truth, recent, earlier = _world(seed, now=now, before=before, moving=moving, spread=spread)
        found = shrunken_ratios(recent, earlier, np.array([[now], [before]]))
        held.append((np.log(found.low) <= truth) & (truth <= np.log(found.high)))
        sure = np.maximum(found.rise, 1 - found.rise)
        wrong = np.where(found.rise >= 0.5, truth < 0, truth > 0)
        right = np.where(truth == 0, 0.5, ~wrong)  # what does not move is as good as a coin
        likely.append(right[sure >= LIKELY])
        perhaps.append(right[(sure >= PERHAPS) & (sure < LIKELY)])
    assert np.concatenate(held).mean() >= LEVEL - 0.04
    for said, promised in ((np.concatenate(likely), LIKELY), (np.concatenate(perhaps), PERHAPS)):
        if moving and len(said) > 50:
            assert said.mean() >= promised - 0.06
        if not moving:
            assert len(said) < 0.01 * len(np.concatenate(held))


def test_movers_come_in_the_order_of_what_they_do():
    """Four that truly rise among thousands that stay: raw quotients would put rare names before them."""
    truth, recent, before = _world(3, now=200, before=1000, moving=0.0)
    planted = np.array([[50, 100], [70, 100], [90, 100], [130, 100]])
    found = shrunken_ratios(
        np.concatenate([recent, planted[:, :1]]), np.concatenate([before, planted[:, 1:]]), np.array([[200], [1000]])
    )
    sure = np.where(found.rise >= LIKELY, found.ratio, 0.0)
    assert np.argsort(-sure)[:4].tolist() == [len(truth) + 3, len(truth) + 2, len(truth) + 1, len(truth)]
    raw = (recent / 200) / np.maximum(before / 1000, 1e-9)
    assert (raw > 6.5).sum() > 4  # the strongest of the four rises so far


@settings(deadline=None)
@given(counts, sizes)
def test_interval_and_chance_agree_and_time_has_no_direction(rows, ends):
    recent, before = (np.array([row[way] for row in rows])[:, None] for way in (0, 1))
    found = shrunken_ratios(recent, before, np.array(ends)[:, None])
    assert ((found.rise >= 0) & (found.rise <= 1)).all()
    assert (found.low <= found.high).all() and np.isfinite(found.ratio).all()
    certain = np.abs(np.maximum(found.rise, 1 - found.rise) - LIKELY) > 1e-9
    aside = (found.low > 1) | (found.high < 1)
    assert (aside == (np.maximum(found.rise, 1 - found.rise) > LIKELY))[certain].all()
    back = shrunken_ratios(before, recent, np.array(ends)[::-1, None])
    np.testing.assert_allclose(back.rise, 1 - found.rise, atol=1e-9)
    np.testing.assert_allclose(back.ratio, 1 / found.ratio, rtol=1e-9)
    np.testing.assert_allclose(back.low, 1 / found.high, rtol=1e-9)


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), sizes)
def test_more_items_now_never_say_less_of_a_rise(recent, before, ends):
    rows = np.arange(recent, recent + 5)[:, None]
    found = shrunken_ratios(rows, np.full((5, 1), before), np.array(ends)[:, None])
    assert (np.diff(found.rise) >= -1e-9).all() and (np.diff(found.ratio) >= -1e-9).all()


def test_newsletters_are_held_against_themselves():
    """A daily that comes up late and never names the first thing says nothing of it, nor lets the second rise."""
    recent, before = np.array([[3, 0], [0, 90]]), np.array([[27, 0], [0, 3]])
    found = shrunken_ratios(recent, before, np.array([[10, 900], [90, 30]]))
    assert 0.3 < found.rise[0] < 0.7 and found.low[0] < 1 < found.high[0]
    assert 0.3 < found.rise[1] < 0.7


def test_nothing_to_compare_is_said_to_be_nothing():
    nothing = np.zeros((2, 0), np.int64)
    found = shrunken_ratios(nothing, nothing, np.zeros((2, 0), np.int64))
    assert found.rise.tolist() == pytest.approx([0.5, 0.5]) and found.ratio.tolist() == pytest.approx([1.0, 1.0])
    assert len(shrunken_ratios(nothing[:0], nothing[:0], np.zeros((2, 0), np.int64)).rise) == 0


def test_items_that_come_in_bunches_say_less():
    recent, before = np.array([[12], [3], [2]]), np.array([[12], [9], [6]])
    alone, bunched = (
        shrunken_ratios(recent, before, np.array([[100], [300]]), bunching=factor) for factor in (1.0, 4.0)
    )
    assert bunched.rise[0] < alone.rise[0] and bunched.low[0] < alone.low[0]


@pytest.mark.parametrize(("together", "factor"), [(1, 1.0), (5, 5.0)])
def test_bunching_is_how_many_items_come_at_once(together, factor):
    chance = np.random.default_rng(1)
    issues, size = 200, 60
    table = together * chance.binomial(size // together, 0.05, (400, issues))
    varied, expected = bunching(
        table.sum(axis=1).astype(float), (table**2).sum(axis=1).astype(float),
        size * table.sum(axis=1).astype(float), np.full(issues, size),
    )  # fmt: skip
    assert varied / expected == pytest.approx(factor, rel=0.05)
