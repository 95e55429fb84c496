"""From the results of tests to a word and a reason that a reader can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.trends.counts import Calendar, Counts
from kg.trends.statistics import ALPHA, LEAST_ISSUES, LEAST_ITEMS, ChangeTests

if TYPE_CHECKING:
    from numpy.typing import NDArray

Signal = Literal["new", "rising", "steady", "falling", "gone quiet", "too few to say"]
SIGNALS: tuple[Signal, ...] = ("new", "rising", "steady", "falling", "gone quiet", "too few to say")

RECENT_DAYS = 28
"""What was first named within so many days before the latest issue is new."""
RECENT_ISSUES = 4
"""The same for issues without dates."""
LEAST_NEW = 2
"""A single mention is new every week; it takes so many items to be worth the word."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A signal, the reason in words, and the p-value behind it, raw and corrected (None where nothing was tested)."""

    signal: Signal
    reason: str
    p: float | None
    q: float | None


def recent_from(calendar: Calendar) -> int:
    """Position of the first issue that counts as recent; at most the latest third of the issues is."""
    issues = len(calendar.issues)
    dated = [issue.date for issue in calendar.issues if issue.date]
    if dated and len(dated) == issues:
        latest = max(dated)
        position = sum((latest - day).days >= RECENT_DAYS for day in dated)
    else:
        position = issues - RECENT_ISSUES
    return max(position, issues - issues // 3)


class Judge:
    """Gives the signals of things.

    Parameters
    ----------
    debut
        Position in the calendar of each thing's first mention in the whole archive; -1 where that is older than the
        period (or there is none).
    trend_q, silence_q
        p-values corrected for all comparisons.
    """

    def __init__(
        self,
        counts: Counts,
        calendar: Calendar,
        change: ChangeTests,
        *,
        debut: NDArray[np.int64],
        trend_q: NDArray[np.float64],
        silence_q: NDArray[np.float64],
    ) -> None:
        self._calendar, self._change, self._debut = calendar, change, debut
        self._trend_q, self._silence_q = trend_q, silence_q
        self._totals, self._last = counts.totals, counts.last_issues()
        self._recent = recent_from(calendar)
        half = len(calendar.issues) // 2
        self._early = counts.sums(counts.issue < half)
        self._early_items, self._late_items = int(calendar.items[:half].sum()), int(calendar.items[half:].sum())

    def ranks(self) -> NDArray[np.int64]:
        """What comes first of all things: 0 for a signal, 1 for steady, 2 for too few to say; shape (things,)."""
        if len(self._calendar.issues) < LEAST_ISSUES:
            return np.full(len(self._totals), 2)
        new = (self._debut >= self._recent) & (self._totals >= LEAST_NEW)
        changed = (self._silence_q < ALPHA) | (self._trend_q < ALPHA)
        return np.where(new, 0, np.where(self._totals < LEAST_ITEMS, 2, np.where(changed, 0, 1)))

    def judge(self, thing: int) -> Judgement:
        """The signal of one thing."""
        issues, total = len(self._calendar.issues), int(self._totals[thing])
        if issues < LEAST_ISSUES:
            return _untested("too few to say", f"{issues} issues; it takes {LEAST_ISSUES} to tell")
        debut = int(self._debut[thing])
        if debut >= self._recent and total >= LEAST_NEW:
            label = self._calendar.issues[debut].label
            return _untested("new", f"first named in {label}, in {total} items since")
        if total < LEAST_ITEMS:
            return _untested("too few to say", f"{total} items; it takes {LEAST_ITEMS} to tell")
        return self._tested(thing, issues, total)

    def _tested(self, thing: int, issues: int, total: int) -> Judgement:
        """What the tests say of a thing that is named often enough."""
        p, q = float(self._change.silence[thing]), float(self._silence_q[thing])
        if q < ALPHA:
            quiet = issues - 1 - int(self._last[thing])
            words = f"not named in the last {quiet} issues, after {total} items before"
            return Judgement("gone quiet", f"{words}; chance p = {p:.2g}, corrected {q:.2g}", p, q)
        p, q = float(self._change.trend[thing]), float(self._trend_q[thing])
        early = int(self._early[thing])
        first, second = f"{early} of {self._early_items}", f"{total - early} of {self._late_items}"
        halves = f"{first} items in the first half, {second} in the second"
        if q < ALPHA:
            signal: Signal = "rising" if self._change.score[thing] > 0 else "falling"
            return Judgement(signal, f"{halves}; p = {p:.2g}, corrected {q:.2g}", p, q)
        return Judgement("steady", f"{halves}; chance explains that (p = {p:.2g}, corrected {q:.2g})", p, q)


def _untested(signal: Signal, reason: str) -> Judgement:
    """A signal that no test stands behind."""
    return Judgement(signal, reason, None, None)
