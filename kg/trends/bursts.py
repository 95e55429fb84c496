"""Bursts: stretches of issues in which something is named far more often than it usually is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATIO = 2.0
"""In a burst a thing is named at least so many times as often as on average."""
GAMMA = 1.0
"""What it costs to enter a burst, in units of the logarithm of the number of issues."""
LEAST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """A stretch of issues, by position, both ends included; `weight` > 0 is how much it says against the average."""

    first: int
    last: int
    items: int
    weight: float


def bursts(counts: NDArray[np.int64], totals: NDArray[np.int64]) -> list[tuple[Burst, ...]]:
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
    >>> bursts(np.array([[0, 1, 0, 6, 5, 0, 1, 0]]), np.full(8, 10))[0][0].first
    3
    """
    things, issues = counts.shape
    if not issues or not things:
        return [() for _ in range(things)]
    every = max(1, int(totals.sum()))
    base = np.clip(counts.sum(axis=1) / every, 1e-9, 1 - 1e-9)
    high = np.minimum(base * RATIO, 1 - 1e-9)
    # Cost of each state in each issue; the binomial coefficient is the same for both and left out.
    misses = totals[None, :] - counts
    calm = -(counts * np.log(base)[:, None] + misses * np.log1p(-base)[:, None])
    busy = -(counts * np.log(high)[:, None] + misses * np.log1p(-high)[:, None])
    enter = GAMMA * np.log(max(issues, 2))
    came_busy = np.zeros((2, things, issues), bool)
    cost = np.stack([np.zeros(things), np.full(things, np.inf)])
    for place in range(issues):
        stay, fall = cost[0], cost[1]
        came_busy[0, :, place] = fall < stay
        came_busy[1, :, place] = fall <= stay + enter
        cost = np.stack([np.minimum(stay, fall) + calm[:, place], np.minimum(stay + enter, fall) + busy[:, place]])
    state = np.zeros((things, issues), bool)
    now = cost[1] < cost[0]
    for place in range(issues - 1, -1, -1):
        state[:, place] = now
        now = np.where(now, came_busy[1, :, place], came_busy[0, :, place])
    gain = calm - busy
    return [tuple(_stretches(state[row], counts[row], gain[row])) for row in range(things)]


def _stretches(state: NDArray[np.bool_], counts: NDArray[np.int64], gain: NDArray[np.float64]) -> list[Burst]:
    """Runs of the busy state that hold enough items to speak of."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], state, [False]]).astype(np.int8)))
    found = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        items = int(counts[start:stop].sum())
        if items >= LEAST_ITEMS:
            found.append(Burst(int(start), int(stop) - 1, items, round(float(gain[start:stop].sum()), 3)))
    return found
