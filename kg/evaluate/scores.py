"""Figures and reports: what was right, wrong and missed, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Score:
    """Right, wrong and missed; scores add.

    Examples
    --------
    >>> total = Score(8, 2, 0) + Score(0, 0, 2)
    >>> total.precision, total.recall, total.f1
    (0.8, 0.8, 0.8)
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Share of what was found that is right, 0..1; 1 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of what is right that was found, 0..1; 1 where there was nothing to find."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0..1; 1 where there was nothing to find and nothing was found."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp + self.fp + self.fn else 1.0

    def figures(self) -> dict[str, float]:
        """Rates and counts as plain numbers."""
        rates = {"f1": self.f1, "precision": self.precision, "recall": self.recall}
        return {name: round(rate, 4) for name, rate in rates.items()} | {
            "right": self.tp,
            "wrong": self.fp,
            "missed": self.fn,
        }

    def __str__(self) -> str:
        counts = f"{self.tp} right, {self.fp} wrong, {self.fn} missed"
        return f"F1 {self.f1:.3f}  P {self.precision:.3f}  R {self.recall:.3f}  ({counts})"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of figures, such as nDCG over queries; means add as their sums and counts.

    Examples
    --------
    >>> (Mean(1.0, 1) + Mean(0.5, 1)).value
    0.75
    """

    total: float = 0.0
    count: int = 0

    def __add__(self, other: Mean) -> Mean:
        return Mean(self.total + other.total, self.count + other.count)

    @property
    def value(self) -> float:
        """The mean, 0 where there is nothing to take it of."""
        return self.total / self.count if self.count else 0.0

    def figures(self) -> dict[str, float]:
        """The mean and the number of figures."""
        return {"value": round(self.value, 4), "n": self.count}

    def __str__(self) -> str:
        return f"{self.value:.3f}  (n = {self.count})"


Figure = TypeVar("Figure", Score, Mean)


def add_up(totals: dict[str, Figure], more: Mapping[str, Figure]) -> None:
    """Add figures to the totals that go by the same labels; a new label comes last.

    >>> totals = {"a": Mean(1.0, 1)}
    >>> add_up(totals, {"a": Mean(0.5, 1), "b": Mean(1.0, 1)})
    >>> {label: mean.value for label, mean in totals.items()}
    {'a': 0.75, 'b': 1.0}
    """
    for label, figure in more.items():
        totals[label] = totals[label] + figure if label in totals else figure


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report: what was measured, and the figure."""

    label: str
    score: Score | Mean


@dataclass(frozen=True, slots=True)
class Report:
    """What one gold file says of an archive.

    Attributes
    ----------
    kind
        ``structure``, ``entities``, ``search``, ``prior`` or ``tags``.
    gold
        Path of the gold file.
    rows
        Figures, the overall ones first.
    errors
        The worst errors first, one sentence each.
    notes
        What could not be measured, e.g. issues that the archive does not hold.
    """

    kind: str
    gold: str
    rows: tuple[Row, ...]
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def score(self, label: str) -> Score | Mean:
        """The figure under `label`; `KeyError` where there is none."""
        return {row.label: row.score for row in self.rows}[label]

    def figures(self) -> dict[str, dict[str, float]]:
        """The figures as plain numbers by label, for JSON: rates rounded to four places, and counts."""
        return {row.label: row.score.figures() for row in self.rows}

    def table(self, *, worst: int = 10) -> str:
        """The report for a terminal, with up to `worst` errors."""
        width = max((len(row.label) for row in self.rows), default=0)
        lines = [f"{self.kind} · {self.gold}", *(f"  {row.label:<{width}}  {row.score}" for row in self.rows)]
        lines += [f"  note: {note}" for note in self.notes]
        if self.errors and worst:
            shown = self.errors[:worst]
            lines.append(f"  worst errors ({len(shown)} of {len(self.errors)}):")
            lines += [f"    {error}" for error in shown]
        return "\n".join(lines)
