"""A mean over queries, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 1000
_SEED = 0  # the same interval in every run


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with an interval of 95 % (or of its lower end alone, where only that was asked for).

    Attributes
    ----------
    mean
        Over all queries.
    low, high
        Ends of the interval.
    """

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ({self.low:.3f} to {self.high:.3f})"


def estimate(values: Sequence[float], groups: Sequence[int], *, one_sided: bool = False) -> Estimate:
    """The mean of `values` with its bootstrap interval by percentiles (Efron 1979), the same in every run.

    Queries of one group, which ask for the same, are drawn together: two wordings of a question are no two witnesses.

    Parameters
    ----------
    groups
        The group of each value, from 0.
    one_sided
        5 % lie below `low`, and `high` is the highest there can be; otherwise 2.5 % lie below and above.

    Examples
    --------
    >>> print(estimate([1.0, 1.0, 1.0], [0, 1, 2]))
    1.000 (1.000 to 1.000)
    """
    sums = np.bincount(groups, weights=np.asarray(values, float))
    counts = np.bincount(groups)
    drawn = np.random.default_rng(_SEED).integers(len(sums), size=(RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, (5, 100) if one_sided else (2.5, 97.5))
    return Estimate(float(np.mean(values)), float(low), float(high))
