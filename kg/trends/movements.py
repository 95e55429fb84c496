"""How each thing moves: the recent issues against those before, how far, how surely, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.history.timeline import SILENCE
from kg.trends.counts import Calendar, Counts
from kg.trends.debuts import SILENT_ISSUES
from kg.trends.judgements import RECENT_DAYS, RECENT_ISSUES
from kg.trends.shrinkage import Ratios, bunching, shrunken_ratios

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MovementKind = Literal["rising", "new", "back", "falling", "gone quiet"]
MOVEMENTS: tuple[MovementKind, ...] = ("rising", "new", "back", "falling", "gone quiet")
Sureness = Literal["likely", "perhaps", "too little to say"]
SURENESS: tuple[Sureness, ...] = ("likely", "perhaps", "too little to say")

LIKELY = 0.95
"""Said so where the chance that it is the other way round is one in twenty: as rare as what tests call significant."""
PERHAPS = 0.75
"""Three of four that are said so move as is said. Below that a word would be little better than a guess."""
BEFORE_DAYS = 364
"""The year before the recent issues is what they are held against: each season is in it once, and what a newsletter
was years ago is no news."""
BEFORE_ISSUES = 52
"""The same for issues without dates."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How one thing moves.

    Attributes
    ----------
    kind
        ``new`` (first named in the recent issues), ``back`` (again after more than six weeks of silence), ``gone
        quiet`` (not any more), else ``rising`` or ``falling``.
    sure
        ``likely``, ``perhaps``, or ``too little to say``.
    chance
        Posterior probability that its rate has moved in that direction.
    ratio, interval
        Its rate in the recent issues over that before: a shrunken estimate and its 90 % interval.
    recent, before
        Items that name it in the recent issues and before.
    """

    kind: MovementKind
    sure: Sureness
    chance: float
    ratio: float
    interval: tuple[float, float]
    recent: int
    before: int


@dataclass(frozen=True, slots=True)
class Windows:
    """What is held against what: positions of the first issue before and of the first recent one.

    Attributes
    ----------
    sizes
        Items of each newsletter before and in the recent issues, shape (2, newsletters).
    """

    first: int
    recent: int
    sizes: Numbers

    @classmethod
    def of(cls, calendar: Calendar) -> Windows:
        """The latest four weeks, or four issues if these are more, but never more than a third; and a year before."""
        issues = len(calendar.issues)
        days = _days(calendar)
        if days is None:
            recent, first = issues - RECENT_ISSUES, issues - RECENT_ISSUES - BEFORE_ISSUES
        else:
            recent = min(int((days.max() - days >= RECENT_DAYS).sum()), issues - RECENT_ISSUES)
            first = int((days.max() - days >= RECENT_DAYS + BEFORE_DAYS).sum())
        recent = max(recent, issues - issues // 3)
        first = min(max(first, 0), max(recent - 1, 0))
        place = np.arange(issues)
        newsletters = int(calendar.series.max(initial=-1)) + 1
        sizes = [
            np.bincount(calendar.series[window], weights=calendar.items[window], minlength=newsletters)
            for window in ((place >= first) & (place < recent), place >= recent)
        ]
        return cls(first, recent, np.array(sizes).astype(np.int64))


class Movements:
    """The movements of things, all worked out at once.

    Parameters
    ----------
    debut
        Position in the calendar of each thing's first mention in the whole archive; -1 where that is older than the
        period (or there is none).
    """

    def __init__(self, counts: Counts, calendar: Calendar, *, debut: Numbers) -> None:
        windows = Windows.of(calendar)
        recent, before = _by_newsletter(counts, calendar, windows)
        self._recent, self._before = recent.sum(axis=1), before.sum(axis=1)
        # A newsletter that only has issues in one of the two windows cannot say what has changed.
        both = (windows.sizes > 0).all(axis=0)
        self._ratios = shrunken_ratios(
            recent[:, both], before[:, both], windows.sizes[::-1, both],
            bunching=_bunching(counts, calendar, windows),
        )  # fmt: skip
        self._kinds = _kinds(counts, calendar, windows, debut, self._ratios)
        self._chances = np.where(self._kinds < _FALLING, self._ratios.rise, 1 - self._ratios.rise)

    def of(self, thing: int) -> Movement:
        """The movement of one thing."""
        ratios, chance = self._ratios, float(self._chances[thing])
        return Movement(
            MOVEMENTS[self._kinds[thing]], _word(chance), chance, float(ratios.ratio[thing]),
            (float(ratios.low[thing]), float(ratios.high[thing])), int(self._recent[thing]), int(self._before[thing]),
        )  # fmt: skip

    def ranked(self, kind: MovementKind, *, most: int) -> Numbers:
        """Numbers of the things that move so: the surer word first, then what has moved furthest."""
        chosen = np.flatnonzero((self._kinds == MOVEMENTS.index(kind)) & (self._recent + self._before > 0))
        chance = self._chances[chosen]
        words = np.where(chance >= LIKELY, 0, np.where(chance >= PERHAPS, 1, 2))
        far = np.abs(np.log(self._ratios.ratio[chosen]))
        named = (self._recent + self._before)[chosen]
        return chosen[np.lexsort((-named, -far.round(9), words))][:most]


_FALLING = MOVEMENTS.index("falling")
"""The kinds from here on say that something is named less."""


def _word(chance: float) -> Sureness:
    """How sure that is, in a word."""
    return "likely" if chance >= LIKELY else "perhaps" if chance >= PERHAPS else "too little to say"


def _days(calendar: Calendar) -> Numbers | None:
    """Number of the day of each issue, None where one has none."""
    days = [issue.date.toordinal() for issue in calendar.issues if issue.date]
    return np.array(days, np.int64) if days and len(days) == len(calendar.issues) else None


def _by_newsletter(counts: Counts, calendar: Calendar, windows: Windows) -> tuple[Numbers, Numbers]:
    """Items that name each thing in the recent issues and before, shape (things, newsletters) each."""
    newsletters = windows.sizes.shape[1]
    cell = counts.thing * newsletters + calendar.series[counts.issue]

    def summed(chosen: NDArray[np.bool_]) -> Numbers:
        found = np.bincount(cell[chosen], weights=counts.count[chosen], minlength=counts.things * newsletters)
        return found.reshape(counts.things, newsletters).astype(np.int64)

    return summed(counts.issue >= windows.recent), summed(_before(counts, windows))


def _before(counts: Counts, windows: Windows) -> NDArray[np.bool_]:
    """Which counts are of the time before the recent issues."""
    return (counts.issue >= windows.first) & (counts.issue < windows.recent)


def _bunching(counts: Counts, calendar: Calendar, windows: Windows) -> float:
    """How many times as much the counts of an issue vary as if items were independent; at least once."""
    varied = expected = 0.0
    place = np.arange(len(calendar.issues))
    for newsletter in range(windows.sizes.shape[1]):
        of = calendar.series == newsletter
        for window in ((place >= windows.first) & (place < windows.recent) & of, (place >= windows.recent) & of):
            inside = window[counts.issue]
            thing, count = counts.thing[inside], counts.count[inside].astype(np.float64)
            named, squares, products = (
                np.bincount(thing, weights=weights, minlength=counts.things).astype(np.float64)
                for weights in (count, count**2, count * calendar.items[counts.issue[inside]])
            )
            more = bunching(named, squares, products, calendar.items[window])
            varied, expected = varied + more[0], expected + more[1]
    return max(1.0, varied / expected) if expected > 0 else 1.0


def _kinds(counts: Counts, calendar: Calendar, windows: Windows, debut: Numbers, ratios: Ratios) -> Numbers:
    """Number in `MOVEMENTS` of how each thing moves, shape (things,)."""
    recently = counts.issue >= windows.recent
    first, last = np.full(counts.things, -1), np.full(counts.things, -1)
    first[counts.thing[recently][::-1]] = counts.issue[recently][::-1]
    last[counts.thing[~recently]] = counts.issue[~recently]
    silent = first - last - 1 >= SILENT_ISSUES
    days = _days(calendar)
    if days is not None:
        silent = (days[first] - days[last] > SILENCE.days) & (first - last > 1)
    named, up = first >= 0, ratios.rise > 0.5 - 1e-9  # a tie is a matter of rounding
    kinds = [
        named & (debut >= windows.recent),
        named & (last >= 0) & silent & up,
        ~named,
        up,
    ]
    names: tuple[MovementKind, ...] = ("new", "back", "gone quiet", "rising")
    return np.select(kinds, [MOVEMENTS.index(name) for name in names], MOVEMENTS.index("falling"))
