"""From test results to a word and a reason that a reader can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.trends.counts import Calendar, Coverage
from kg.trends.statistics import ALPHA, LEAST_ISSUES, LEAST_ITEMS, Findings

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
class Verdict:
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
    """Gives the signal of each thing of one coverage.

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
        coverage: Coverage,
        calendar: Calendar,
        findings: Findings,
        *,
        debut: NDArray[np.int64],
        trend_q: NDArray[np.float64],
        silence_q: NDArray[np.float64],
    ) -> None:
        self.calendar, self.findings, self.debut = calendar, findings, debut
        self.trend_q, self.silence_q = trend_q, silence_q
        self.totals, self.last = coverage.totals, coverage.last_issues()
        self.recent = recent_from(calendar)
        self.half = len(calendar.issues) // 2
        early = coverage.issue < self.half
        self.early = np.bincount(coverage.thing[early], weights=coverage.count[early], minlength=coverage.things)
        self.items = int(calendar.items.sum())
        self.early_items = int(calendar.items[: self.half].sum())

    def verdict(self, thing: int) -> Verdict:
        """The signal of one thing."""
        issues, total = len(self.calendar.issues), int(self.totals[thing])
        if issues < LEAST_ISSUES:
            return Verdict("too few to say", f"{issues} issues; it takes {LEAST_ISSUES} to tell", None, None)
        debut = int(self.debut[thing])
        if debut >= self.recent and total >= LEAST_NEW:
            return Verdict(
                "new", f"first named in {self.calendar.issues[debut].label}, in {total} items since", None, None
            )
        if total < LEAST_ITEMS:
            return Verdict("too few to say", f"{total} items; it takes {LEAST_ITEMS} to tell", None, None)
        trend, silence = float(self.findings.trend[thing]), float(self.findings.silence[thing])
        if np.isnan(trend):
            reason = f"it takes {LEAST_ITEMS} items and {LEAST_ISSUES} issues after a topic was found to tell"
            return Verdict("too few to say", reason, None, None)
        trend_q, silence_q = float(self.trend_q[thing]), float(self.silence_q[thing])
        if silence_q < ALPHA:
            quiet = issues - 1 - int(self.last[thing])
            return Verdict(
                "gone quiet",
                f"not named in the last {quiet} issues, after {total} items before; chance p = {silence:.2g}, "
                f"corrected {silence_q:.2g}",
                silence,
                silence_q,
            )
        change = self._change(thing, total)
        if trend_q < ALPHA:
            word: Signal = "rising" if self.findings.score[thing] > 0 else "falling"
            return Verdict(word, f"{change}; p = {trend:.2g}, corrected {trend_q:.2g}", trend, trend_q)
        reason = f"{change}; chance explains that (p = {trend:.2g}, corrected {trend_q:.2g})"
        return Verdict("steady", reason, trend, trend_q)

    def _change(self, thing: int, total: int) -> str:
        """Both halves of the period in numbers."""
        early, late_items = int(self.early[thing]), self.items - self.early_items
        return f"{early} of {self.early_items} items in the first half, {total - early} of {late_items} in the second"
