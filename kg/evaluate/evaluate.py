"""Figures that say how good an archive is, from gold files: structure, entities, relations, search, prior, tags.

A gold file is JSON Lines, labelled by hand; `evaluate` sees from the fields of its first line what it labels. Items are
named by the number of their issue and an *anchor*, a string that stands in that item only. So the owner of another
newsletter measures theirs with a few dozen lines of their own.

- structure: ``{"issue", "file", "sections": [{"kind"?, "items": [{"title", "kind", "urls"}]}]}``
- entities and relations: ``{"issue", "anchor", "entities": [{"type", "name", "surfaces"}], "relations": [[s, p, o]]}``
- search: ``{"query", "kind", "relevant": [{"issue", "anchor", "grade"}]}``, grade 2 = answers it, 1 = glad to see it
- prior: ``{"draft", "prior": [{"issue", "anchor", "grade"}], "exact_repeat"}``
- tags: ``{"file", "companies", "models"}``
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kg.errors import ConfigError
from kg.model import Entity, Issue, Item, Mention, Relation

Gold = Mapping[str, Any]


class HitLike(Protocol):
    """A search hit or an earlier item: anything that leads to an item."""

    @property
    def item(self) -> Item:
        """The item it leads to."""


class CheckLike(Protocol):
    """What the archive says of one item of a draft."""

    @property
    def verdict(self) -> str:
        """``repeat``, ``update``, ``related`` or ``new``."""

    @property
    def prior(self) -> Sequence[HitLike]:
        """Earlier items, best first."""


class ArchiveLike(Protocol):
    """The part of `kg.archive.Archive` that evaluation asks."""

    def issues(self) -> Sequence[Issue]:
        """All issues."""

    def items(self) -> Iterable[Item]:
        """All items."""

    def entities(self) -> Sequence[Entity]:
        """All entities."""

    def mentions(self, item_id: str | None = None, /) -> Sequence[Mention]:
        """Mentions in one item."""

    def relations(self, item_id: str | None = None, /) -> Sequence[Relation]:
        """Relations said in one item."""

    def search(self, query: str, /, *, limit: int = 10) -> Sequence[HitLike]:
        """Best hits first."""

    def prior(self, text: str, /) -> Sequence[CheckLike]:
        """Earlier coverage of each item of a draft."""


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


class Anchors:
    """Finds gold items in an archive by issue number and anchor, white space aside.

    Parameters
    ----------
    archive
        An opened archive.
    """

    def __init__(self, archive: ArchiveLike) -> None:
        numbers = {issue.id: issue.number for issue in archive.issues()}
        self._items: dict[int, list[tuple[str, Item]]] = {}
        for item in archive.items():
            number = numbers.get(item.issue_id)
            if number is not None:
                folded = squeeze("\n".join((item.title, item.text, item.opinion, *item.urls)))
                self._items.setdefault(number, []).append((folded, item))

    def find(self, issue: int, anchor: str) -> Item | None:
        """The item of that issue that holds `anchor`, the shortest where several do; None where none does."""
        wanted = squeeze(anchor)
        holding = [(len(text), item) for text, item in self._items.get(issue, ()) if wanted in text]
        return min(holding, key=lambda pair: pair[0])[1] if holding else None


def absent_note(absent: Sequence[str]) -> tuple[str, ...]:
    """The note on what a gold labels and the archive does not hold; nothing where it holds all.

    >>> absent_note(["1 “a”", "2 “b”"])
    ('2 not in this archive: 1 “a”, 2 “b”',)
    """
    if not absent:
        return ()
    shown = ", ".join(absent[:5]) + (", …" if len(absent) > 5 else "")
    return (f"{len(absent)} not in this archive: {shown}",)


def squeeze(text: str) -> str:
    r"""`text` without white space.

    >>> squeeze("Grok 4\n Fast")
    'Grok4Fast'
    """
    return "".join(text.split())


def read_gold(path: Path | str) -> tuple[Gold, ...]:
    """Lines of a gold file.

    Raises
    ------
    ConfigError
        Where the file cannot be read or a line is no JSON object.
    """
    return tuple(_lines(Path(path)))


def _lines(path: Path) -> Iterator[Gold]:
    """Parsed lines of `path`, blank ones left out."""
    try:
        raw = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, f"cannot be read as a gold file ({error}); give a JSON Lines file in UTF-8") from error
    for number, line in enumerate(raw.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise ConfigError(
                    path, f"is no JSON ({error.msg}); a gold file has one object a line", number
                ) from error
            if not isinstance(row, dict):
                raise ConfigError(path, "is no JSON object; a gold file has one object a line", number)
            yield row


def kind_of(rows: Sequence[Gold], path: Path | str) -> str:
    """What a gold file labels, by the fields of its lines.

    Raises
    ------
    ConfigError
        Where the fields are those of no kind.
    """
    fields = set(rows[0]) if rows else set()
    for kind, needed in _KINDS:
        if needed <= fields:
            return kind
    raise ConfigError(
        path,
        "labels nothing known; a line needs sections (structure), anchor and entities or relations, query and relevant "
        "(search), draft and prior, or file with companies and models (tags)",
    )


_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("structure", frozenset({"issue", "sections"})),
    ("entities", frozenset({"issue", "anchor", "entities"})),
    ("entities", frozenset({"issue", "anchor", "relations"})),
    ("search", frozenset({"query", "relevant"})),
    ("prior", frozenset({"draft", "prior"})),
    ("tags", frozenset({"file", "companies", "models"})),
)


def evaluate(gold_path: Path | str, archive: ArchiveLike) -> Report:
    """Measure an archive against a gold file of any kind.

    Raises
    ------
    ConfigError
        Where the gold file is malformed or of no known kind.
    """
    rows = read_gold(gold_path)
    kind = kind_of(rows, gold_path)
    # The scorers know this module's records, so they are imported here and not above.
    from kg.evaluate import graph as evaluate_graph
    from kg.evaluate import search as evaluate_search
    from kg.evaluate import structure as evaluate_structure

    scorers = {
        "structure": evaluate_structure.score_structure,
        "entities": evaluate_graph.score_graph,
        "search": evaluate_search.score_search,
        "prior": evaluate_search.score_prior,
        "tags": evaluate_graph.score_tags,
    }
    try:
        return scorers[kind](rows, archive, gold=str(gold_path))
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            gold_path, f"a line lacks a field or has a wrong one ({error!r}); see kg/evaluate/evaluate.py"
        ) from error
