"""The statistics of trends: intervals, a test for rise and fall, a test for silence, their correction, and bursts.

All tests ask one question: could the order of the issues be any other? Under the null hypothesis an issue, with all
its items, might as well have come out at any other of its newsletter's dates. Each newsletter is tested within itself
and the evidence summed, so that newsletters of different rhythms can be asked together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.trends.counts import Calendar, Counts

    Floats = NDArray[np.float64]

LEAST_ITEMS = 5
"""Fewer items than these show no trend, however they are placed."""
LEAST_ISSUES = 6
"""Fewer issues than these have no order worth testing."""
ALPHA = 0.05
RATIO = 2.0
"""In a burst a thing is named at least so many times as often as on average."""
GAMMA = 1.0
"""What it costs to enter a burst, in units of the logarithm of the number of issues."""
LEAST_BURST = 3
"""Items of a burst."""
_Z = 1.959963984540054  # the normal quantile of 97.5 %


@dataclass(frozen=True, slots=True)
class ChangeTests:
    """What the tests found for each thing, arrays of shape (things,).

    Attributes
    ----------
    score
        Sign and strength of the trend in standard deviations; 0 where it was not tested.
    trend
        p-value of rise or fall; NaN where it was not tested.
    silence
        p-value of the silence at the end; NaN where it was not tested.
    """

    score: Floats
    trend: Floats
    silence: Floats


@dataclass(frozen=True, slots=True)
class Burst:
    """A stretch of issues, by position, both ends included; `weight` > 0 is how much it says against the average."""

    first: int
    last: int
    items: int
    weight: float


def wilson(count: NDArray[np.int64], total: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The 95 % score interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212), for arrays at once.

    Returns
    -------
    low, high : arrays in 0 … 1; NaN where `total` is 0

    Examples
    --------
    >>> low, high = wilson(np.array([0, 5]), np.array([10, 10]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    n = np.where(total > 0, total, np.nan).astype(np.float64)
    share = count / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def detect_change(counts: Counts, calendar: Calendar) -> ChangeTests:
    """Test each thing for rise, fall and silence.

    Rise and fall: the Cochran-Armitage test for a trend in shares (Armitage 1955, Biometrics 11, 375-386), with the
    ranks of the issues as scores, stratified by newsletter as by Mantel (1963, J. Am. Stat. Assoc. 58, 690-700).
    Items of one issue hang together (a week can have one subject), which that test does not know; so the same
    statistic is also measured by its variance over all permutations of the issues, as Pitman's test of a correlation
    (1937, J. R. Stat. Soc. Suppl. 4, 225-232), and the larger of the two p-values counts.

    Silence: with the a issues that name a thing dealt out at random over the newsletter's n, the chance that the last
    m are not among them is C(n-m, a) / C(n, a).

    Things with fewer than `LEAST_ITEMS` items, and all where there are fewer than `LEAST_ISSUES` issues, are not
    tested.
    """
    from scipy.special import ndtr, stdtr

    things = counts.things
    score = np.zeros(things)
    trend, silence = np.full(things, np.nan), np.full(things, np.nan)
    tested = counts.totals >= LEAST_ITEMS
    if len(calendar.indices) < LEAST_ISSUES or not tested.any():
        return ChangeTests(score, trend, silence)
    sums = np.zeros((4, things))  # statistic, its binomial and permutation variance, degrees of freedom
    quiet = np.zeros(things)
    for number in np.unique(calendar.series):
        places = np.flatnonzero(calendar.series == number)
        sums += _stratum(counts, calendar, places)
        quiet += _log_silence(counts, places)
    statistic, binomial, permuted, freedom = (row[tested] for row in sums)
    freedom = np.maximum(freedom, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.where(binomial > 0, statistic / np.sqrt(binomial), 0.0)
        # Over permutations the statistic is a correlation, whose ratio to its rest is Student's t.
        explained = np.clip(np.where(permuted > 0, statistic**2 / permuted / (freedom + 1), 0.0), 0.0, 1 - 1e-12)
        student = np.sqrt(explained / (1 - explained) * freedom)
    score[tested] = plain
    trend[tested] = np.minimum(1.0, 2 * np.maximum(ndtr(-np.abs(plain)), stdtr(freedom, -student)))
    silence[tested] = np.exp(np.minimum(quiet, 0.0))[tested]
    return ChangeTests(score, trend, silence)


def adjusted(*families: Floats) -> tuple[Floats, ...]:
    """p-values corrected for their number over all families together (Benjamini & Hochberg 1995); NaN stays NaN.

    Examples
    --------
    >>> first, second = adjusted(np.array([0.01, np.nan]), np.array([0.04]))
    >>> first.round(3).tolist(), second.round(3).tolist()
    ([0.02, nan], [0.04])
    """
    joined = np.concatenate(families) if families else np.zeros(0)
    order = np.argsort(joined)  # NaN come last
    order = order[: int((~np.isnan(joined)).sum())]
    # Not by `scipy.stats.false_discovery_control`: importing it takes as long as all the trends of 100,000 items.
    steps = joined[order] * len(order) / np.arange(1, len(order) + 1)
    joined = joined.copy()
    joined[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    ends = np.cumsum([len(family) for family in families])[:-1]
    return tuple(np.split(joined, ends))


def hypergeometric_tail(
    least: NDArray[np.int64], items: int, first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Chance that two sets of items, drawn at random, have at least so many items in common.

    Parameters
    ----------
    least
        How many, at least one and at most as many as the smaller set has; shape (n,).
    items
        How many there are to draw from.
    first, second
        Sizes of the sets, shape (n,).

    Examples
    --------
    >>> hypergeometric_tail(np.array([2, 1]), 10, np.array([2, 2]), np.array([3, 3])).round(4).tolist()
    [0.0667, 0.5333]
    """
    common = np.asarray(least, np.int64)
    # `scipy.stats` has the law itself, but see `adjusted`.
    ways = _log_choose(first, common) + _log_choose(items - first, second - common)
    term = np.exp(ways - _log_choose(items, second))
    total = np.zeros(len(common))
    while (term > total * 1e-16).any():
        total += term
        step = (first - common) * (second - common) / ((common + 1.0) * (items - first - second + common + 1.0))
        term, common = term * np.maximum(step, 0.0), common + 1
    return np.minimum(1.0, total)


def _stratum(counts: Counts, calendar: Calendar, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Statistic, variances and degrees of freedom of one newsletter, shape (4, things)."""
    issues, things = len(places), counts.things
    rank = np.full(len(calendar.indices), np.nan)
    rank[places] = np.arange(issues) - (issues - 1) / 2
    size = calendar.items[places].astype(np.float64)
    every, weighted = size.sum(), float((size * rank[places]).sum())
    inside = ~np.isnan(rank[counts.issue])
    thing, count = counts.thing[inside], counts.count[inside].astype(np.float64)
    place_rank = rank[counts.issue[inside]]
    place_size = calendar.items[counts.issue[inside]].astype(np.float64)

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(thing, weights=values, minlength=things).astype(np.float64)

    named = total(count)
    share = named / every if every else np.zeros(things)
    statistic = total(count * place_rank) - share * weighted
    spread = float((size * rank[places] ** 2).sum()) - (weighted**2 / every if every else 0.0)
    binomial = share * (1 - share) * spread * (every / (every - 1) if every > 1 else 0.0)
    # Squared residuals of the issues, those that do not name the thing included.
    residual = total(count**2) - 2 * share * total(count * place_size) + share**2 * float((size**2).sum())
    ranks = float((rank[places] ** 2).sum())
    permuted = residual * ranks / (issues - 1) if issues > 1 else np.zeros(things)
    freedom = np.where(named > 0, max(issues - 2, 0), 0)
    out: NDArray[np.float64] = np.stack([statistic, binomial, permuted, freedom])
    return out


def _log_silence(counts: Counts, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logarithm of the chance that a newsletter is silent about each thing for as long as it has been."""
    order = np.full(int(places.max()) + 1, -1, np.int64)
    order[places] = np.arange(len(places))
    known = counts.issue < len(order)
    where = np.where(known, order[np.minimum(counts.issue, len(order) - 1)], -1)
    inside = where >= 0
    named = np.bincount(counts.thing[inside], minlength=counts.things)
    last = np.full(counts.things, len(places) - 1, np.int64)
    last[counts.thing[inside]] = where[inside]
    n, free = len(places), last + 1  # issues up to and with the last that names it
    return np.where(named > 0, _log_choose(free, named) - _log_choose(n, named), 0.0)


def _log_choose(of: NDArray[np.int64] | int, a: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logarithm of the number of ways to choose so many of so many."""
    from scipy.special import gammaln

    return np.asarray(gammaln(of + 1) - gammaln(a + 1) - gammaln(of - a + 1), np.float64)


def find_bursts(counts: NDArray[np.int64], totals: NDArray[np.int64]) -> list[tuple[Burst, ...]]:
    """Bursts of each thing, oldest first.

    The two-state automaton for batched arrivals of Kleinberg (2002, "Bursty and hierarchical structure in streams",
    KDD, section 4), solved by Viterbi for all things at once: linear in things and issues. A burst is a description,
    not a test.

    Parameters
    ----------
    counts
        Items that name each thing, shape (things, issues).
    totals
        All items of each issue, shape (issues,).

    Examples
    --------
    >>> find_bursts(np.array([[0, 1, 0, 6, 5, 0, 1, 0]]), np.full(8, 10))[0][0].first
    3
    """
    things, issues = counts.shape
    if not issues or not things:
        return [() for _ in range(things)]
    every = max(1, int(totals.sum()))
    base = np.clip(counts.sum(axis=1) / every, 1e-9, 1 - 1e-9)
    high = np.minimum(base * RATIO, 1 - 1e-9)
    # What an issue costs less in the busy state; the binomial coefficient is the same for both and left out.
    misses = totals[None, :] - counts
    rates = (np.log(high) - np.log(base))[:, None], (np.log1p(-high) - np.log1p(-base))[:, None]
    gain = np.ascontiguousarray((counts * rates[0] + misses * rates[1]).T)
    enter = GAMMA * np.log(max(issues, 2))
    # Viterbi with two states needs only how much more it costs to be busy than calm. Calm follows from busy where that
    # is less than nothing, busy from busy where it is at most what entering costs.
    fell, stayed = np.zeros((issues, things), bool), np.zeros((issues, things), bool)
    more = np.full(things, np.inf)
    for place in range(issues):
        fell[place], stayed[place] = more < 0, more <= enter
        more = np.clip(more, 0, enter) - gain[place]
    state = np.zeros((issues, things), bool)
    now = more < 0
    for place in range(issues - 1, -1, -1):
        state[place] = now
        now = np.where(now, stayed[place], fell[place])
    return [tuple(_stretches(state[:, row], counts[row], gain[:, row])) for row in range(things)]


def _stretches(state: NDArray[np.bool_], counts: NDArray[np.int64], gain: Floats) -> list[Burst]:
    """Runs of the busy state that hold enough items to speak of."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], state, [False]]).astype(np.int8)))
    found = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        items = int(counts[start:stop].sum())
        if items >= LEAST_BURST:
            found.append(Burst(int(start), int(stop) - 1, items, round(float(gain[start:stop].sum()), 3)))
    return found
