"""How much more often something is named now than before, for all names at once, each judged in the light of all.

A name in two items of the latest issues and in none before has grown without end by its own numbers, and hardly at all
by what is known of such names. So what all names of the archive have in common is asked first: how widely their ratios
spread. That spread is the prior for each (empirical Bayes): little evidence stays near "no change", much speaks for
itself, and as the prior knows how many names there are to be wrong about, nothing is left to correct afterwards.

The model: given in how many items of both windows a name stands, how many are in the recent one is binomial, with a
chance that depends on the ratio of its rates alone, whatever its share is. Logarithms of the ratios are a mixture of
normal laws about 0 of fixed widths, whose weights are fitted by maximum marginal likelihood (adaptive shrinkage:
Stephens 2017, Biostatistics 18, 275-294). All is summed over a grid of ratios, so that no law has to be assumed for
what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

LEVEL = 0.9
"""Of the intervals. A rise that is 95 % sure is one whose interval lies above 1, so picture and word agree."""
WIDTHS = (0.03, 0.125, 0.25, 0.5, 1.0, 2.0)
"""Standard deviations of log ratios: from hardly a change to sevenfold, each about twice the last."""
FEW = 3.0
"""As if so many names had been seen of each width: where an archive has too few to tell, all widths stay possible."""
_LARGEST = np.log(32.0)
_STEPS = 80  # on either side of no change
_BEND = 5.5  # close to no change the grid is a hundred times finer than at its ends: large counts need it there
_ROUNDS = 100  # of expectation and maximisation; the weights hardly move any more


@dataclass(frozen=True, slots=True)
class Ratios:
    """What is known of each name's rate now over its rate before, arrays of shape (things,).

    Attributes
    ----------
    ratio
        The shrunken estimate (exponential of the mean of its logarithm).
    low, high
        Ends of the interval that it lies in with probability `LEVEL`.
    rise
        Probability that it is above 1.
    """

    ratio: Floats
    low: Floats
    high: Floats
    rise: Floats


def shrunken_ratios(recent: Numbers, before: Numbers, sizes: Numbers, *, bunching: float = 1.0) -> Ratios:
    """Estimate how the rate of each thing has changed.

    Parameters
    ----------
    recent, before
        Items that name each thing in the recent window and before, shape (things, newsletters).
    sizes
        All items of each newsletter in the two windows, shape (2, newsletters); none of them 0. Without newsletters
        nothing is known of any thing.
    bunching
        How many times as much counts vary as if items were independent; so many items say as much as one would.

    Examples
    --------
    >>> found = shrunken_ratios(np.array([[30], [10]]), np.array([[20], [40]]), np.array([[100], [400]]))
    >>> bool(found.low[0] > 1), bool(found.low[1] < 1 < found.high[1])
    (True, True)
    """
    things, newsletters = recent.shape
    if not newsletters:  # nothing to compare: what is known is the prior
        recent = before = np.zeros((things, 1), np.int64)
        newsletters, sizes = 1, np.ones((2, 1), np.int64)
    seen, place, often = np.unique(
        np.concatenate([recent, before], axis=1), axis=0, return_inverse=True, return_counts=True
    )
    grid, spacing = _grid()
    chances = sizes[0][:, None] * np.exp(grid)
    log_recent = np.log(chances) - np.log(chances + sizes[1][:, None])
    log_before = np.log(sizes[1][:, None]) - np.log(chances + sizes[1][:, None])
    likely = (seen[:, :newsletters] @ log_recent + seen[:, newsletters:] @ log_before) / bunching
    likely = np.exp(likely - likely.max(axis=1, keepdims=True))
    laws = np.exp(-0.5 * (grid / np.array(WIDTHS)[:, None]) ** 2) * spacing
    laws /= laws.sum(axis=1, keepdims=True)
    weights = _weights(likely @ laws.T, np.where(seen.sum(axis=1) > 1, often, 0))
    posterior = likely * (weights @ laws)
    posterior /= posterior.sum(axis=1, keepdims=True)
    heaped = posterior.cumsum(axis=1)
    rise = 1 - heaped[:, _STEPS] + posterior[:, _STEPS] / 2
    ends = (_quantile(heaped, posterior, grid, part) for part in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    inverse = place.reshape(things)
    low, high = (np.exp(end)[inverse] for end in ends)
    return Ratios(np.exp(posterior @ grid)[inverse], low, high, np.clip(rise, 0.0, 1.0)[inverse])


def _grid() -> tuple[Floats, Floats]:
    """Log ratios, 0 in the middle, and how much of the line each stands for."""
    grid = np.sinh(np.linspace(-_BEND, _BEND, 2 * _STEPS + 1)) / np.sinh(_BEND) * _LARGEST
    grid[_STEPS] = 0.0
    return grid, np.gradient(grid)


def _weights(marginal: Floats, often: Numbers) -> Floats:
    """Weights of the widths, from the likelihood of what was seen under each; `often` says how many names saw it so."""
    weights = np.full(marginal.shape[1], 1 / marginal.shape[1])
    for _ in range(_ROUNDS):
        weights = weights * (marginal.T @ (often / (marginal @ weights))) + FEW
        weights /= weights.sum()
    return weights


def _quantile(heaped: Floats, posterior: Floats, grid: Floats, part: float) -> Floats:
    """Log ratio below which such a part of each posterior lies; a point of the grid stands for a stretch about it."""
    at = np.minimum((heaped < part).sum(axis=1), len(grid) - 1)
    rows = np.arange(len(heaped))
    edges = np.concatenate([grid[:1], (grid[1:] + grid[:-1]) / 2, grid[-1:]])
    inside = np.clip((part - heaped[rows, at]) / np.maximum(posterior[rows, at], 1e-300) + 1, 0.0, 1.0)
    found: Floats = edges[at] + inside * (edges[at + 1] - edges[at])
    return found


def bunching(counts: Floats, squares: Floats, products: Floats, sizes: Numbers) -> tuple[float, float]:
    """How far the counts of things by issue vary in a window, and how far they would if items were independent.

    Items of one issue hang together: a week can have one subject. The quotient of the two, summed over windows, is the
    factor of overdispersion of a quasi-binomial model (McCullagh & Nelder 1989, section 4.5), one for all things.

    Parameters
    ----------
    counts, squares, products
        Of each thing, summed over the issues of the window: items that name it, their square, and their product with
        the issue's size; shape (things,).
    sizes
        Items of each issue.

    Examples
    --------
    >>> varied, expected = bunching(np.array([6.0]), np.array([36.0]), np.array([60.0]), np.full(6, 10))
    >>> round(varied / expected, 1)
    6.6
    """
    every, squared = float(sizes.sum()), float((sizes.astype(np.float64) ** 2).sum())
    if len(sizes) < 2 or every < 2:
        return 0.0, 0.0
    share = counts / every
    varied = squares - 2 * share * products + share**2 * squared
    expected = share * (1 - share) * every / (every - 1) * (every - squared / every)
    return float(varied.sum()), float(expected.sum())
