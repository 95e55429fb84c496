"""The tests of trends against scipy, against brute force, and against chance."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom, norm, pearsonr

from kg.trends.statistics import (
    ALPHA,
    LEAST_BURST,
    LEAST_ITEMS,
    adjusted,
    detect_change,
    find_bursts,
    hypergeometric_tail,
    wilson,
)
from tests.trends.plans import FALL, FLAT, RISE, dense_counts, plain_calendar


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_wilson_agrees_with_scipy(count, more):
    total = count + more
    low, high = wilson(np.array([count]), np.array([total]))
    if not total:
        assert np.isnan(low[0])
        return
    exact = binomtest(count, total).proportion_ci(method="wilson")
    assert math.isclose(low[0], exact.low, abs_tol=1e-9) and math.isclose(high[0], exact.high, abs_tol=1e-9)


def test_rise_and_fall_have_signs_and_small_p():
    found = detect_change(dense_counts([RISE, FALL, FLAT]), plain_calendar([10] * 12))
    assert found.score[0] > 3 and found.score[1] < -3 and abs(found.score[2]) < 1
    assert found.trend[0] < 0.001 and found.trend[1] < 0.001 and found.trend[2] > 0.5


def test_the_score_is_that_of_cochran_and_armitage():
    counts, sizes = np.array(RISE), np.full(12, 10)
    rank = np.arange(12) - 5.5
    share = counts.sum() / sizes.sum()
    statistic = (rank * (counts - sizes * share)).sum()
    n = sizes.sum()
    variance = share * (1 - share) * ((sizes * rank**2).sum() - (sizes * rank).sum() ** 2 / n) * n / (n - 1)
    score = statistic / math.sqrt(variance)
    found = detect_change(dense_counts([RISE]), plain_calendar([10] * 12))
    assert math.isclose(found.score[0], score, rel_tol=1e-9)
    # The larger of two p-values counts: of the score, and of the correlation of counts with ranks.
    plain, correlated = 2 * norm.sf(abs(score)), pearsonr(rank, counts).pvalue
    assert math.isclose(found.trend[0], max(plain, correlated), rel_tol=1e-6)


def test_counts_that_come_in_bunches_are_judged_by_permutations():
    bunched = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 0, 0]
    found = detect_change(dense_counts([bunched]), plain_calendar([30] * 14))
    assert found.score[0] > 4  # were the items independent, this would be a trend
    assert found.trend[0] > ALPHA


def test_silence_is_the_share_of_arrangements_that_end_so_quietly():
    counts = [2, 0, 3, 1, 0, 0, 0]
    found = detect_change(dense_counts([counts]), plain_calendar([5] * 7))
    named = [count > 0 for count in counts]
    quiet = [not any(order[-3:]) for order in set(permutations(named))]
    assert math.isclose(found.silence[0], sum(quiet) / len(quiet), rel_tol=1e-9)


def test_newsletters_are_tested_within_themselves():
    counts = [5, 5, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0]  # the second newsletter, which never names it, only comes later
    pooled = detect_change(dense_counts([counts]), plain_calendar([10] * 12))
    apart = detect_change(dense_counts([counts]), plain_calendar([10] * 12, series=[0] * 6 + [1] * 6))
    assert pooled.trend[0] < ALPHA and pooled.silence[0] < ALPHA
    assert apart.trend[0] == 1.0 and apart.silence[0] == 1.0 and apart.score[0] == 0.0


@pytest.mark.parametrize(("counts", "size"), [([4] + [0] * 9, 10), ([9, 9, 9, 9, 9], 10), ([], 10)])
def test_too_few_items_or_issues_are_not_tested(counts, size):
    found = detect_change(dense_counts([counts]), plain_calendar([size] * len(counts)))
    assert np.isnan(found.trend).all() and np.isnan(found.silence).all() and not found.score.any()
    assert LEAST_ITEMS == 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_any_counts_give_p_values(counts):
    found = detect_change(dense_counts([counts]), plain_calendar([6] * len(counts)))
    for p in (found.trend[0], found.silence[0]):
        assert np.isnan(p) or 0 <= p <= 1
    assert np.isfinite(found.score[0])
    assert np.isnan(found.trend[0]) == (sum(counts) < LEAST_ITEMS or len(counts) < 6)


@given(st.lists(st.lists(st.floats(0, 1) | st.just(math.nan), max_size=6), min_size=1, max_size=3))
def test_correction_is_that_of_benjamini_and_hochberg(families):
    found = np.concatenate(adjusted(*(np.array(family, float) for family in families)))
    given_p = np.array([p for family in families for p in family], float)
    known = sorted(p for p in given_p if not math.isnan(p))
    for p, q in zip(given_p, found, strict=True):
        if math.isnan(p):
            assert math.isnan(q)
        else:
            expected = min(min(1.0, known[k] * len(known) / (k + 1)) for k in range(len(known)) if known[k] >= p)
            assert math.isclose(q, expected, rel_tol=1e-9, abs_tol=1e-12)


@given(st.integers(2, 3000), st.data())
def test_the_hypergeometric_tail_agrees_with_scipy(items, data):
    sizes = [data.draw(st.integers(1, items)) for _ in range(2)]
    least = data.draw(st.integers(max(1, sum(sizes) - items), max(1, min(sizes))))
    (found,) = hypergeometric_tail(np.array([least]), items, np.array(sizes[:1]), np.array(sizes[1:]))
    assert math.isclose(found, hypergeom.sf(least - 1, items, *sizes), rel_tol=1e-6, abs_tol=1e-300)


def test_bunches_of_chance_show_no_trend():
    """Names that come in bunches (a week about one subject) must not pass for trends."""
    chance = np.random.default_rng(5)
    bunch = chance.random((60, 24)) < 0.25
    table = chance.binomial(12, np.where(bunch, 0.4, 0.02))
    calendar = plain_calendar([30] * 24)
    wrong = 0
    for seed in range(100):
        shuffled = table[:, np.random.default_rng(seed).permutation(24)]
        (q,) = adjusted(detect_change(dense_counts(shuffled.tolist()), calendar).trend)
        wrong += bool((q < ALPHA).any())
    assert wrong <= 5


def test_bursts():
    calm, high = [1] * 20, [1] * 8 + [7, 8, 6] + [1] * 9
    found = find_bursts(np.array([calm, high]), np.full(20, 10))
    assert found[0] == ()
    (burst,) = found[1]
    assert (burst.first, burst.last, burst.items) == (8, 10, 21) and burst.weight > 0
    assert find_bursts(np.zeros((0, 0), np.int64), np.zeros(0, np.int64)) == []
    assert find_bursts(np.zeros((2, 0), np.int64), np.zeros(0, np.int64)) == [(), ()]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=9))
def test_bursts_are_the_cheapest_path_of_two_states(counts):
    table, totals = np.array([counts]), np.full(len(counts), 8)
    base = min(max(sum(counts) / (8 * len(counts)), 1e-9), 1 - 1e-9)
    high = min(2 * base, 1 - 1e-9)

    def cost(path):
        total = 0.0
        for before, state, count in zip((0, *path), path, counts, strict=False):
            rate = high if state else base
            total += math.log(max(len(counts), 2)) * (state > before)
            total -= count * math.log(rate) + (8 - count) * math.log1p(-rate)
        return total

    costs = [cost([number >> place & 1 for place in range(len(counts))]) for number in range(2 ** len(counts))]
    (found,) = find_bursts(table, totals)
    inside = {place for burst in found for place in range(burst.first, burst.last + 1)}
    assert all(burst.items >= LEAST_BURST for burst in found)
    if inside and min(costs) < costs[0] - 1e-6:  # bursts of too few items are left out, which costs a little
        assert cost([int(place in inside) for place in range(len(counts))]) <= costs[0] + 1e-6
    if not inside and sum(counts) >= LEAST_BURST:
        assert min(costs) <= costs[0] + 1e-6
