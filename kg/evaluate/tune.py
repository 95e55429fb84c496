"""What an owner's own queries say of their archive, and whether they teach it to search better.

Figures of the search as it is, of vectors alone and of words alone; and with enough queries an adapter of the archive's
own (`kg.evaluate.teach`), which is worth using only where cross-validation says so (`kg.evaluate.trial`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kg.embed.adapter import Origin
from kg.errors import ConfigError, UnknownName, UsageError
from kg.evaluate.estimate import Estimate, estimate
from kg.evaluate.questions import Question, read_questions
from kg.evaluate.trial import FOLDS, MARGIN, Marks, Progress, Trial, groups_of, mark, try_out
from kg.store.reader import Reader

LEAST_QUERIES, LEAST_ITEMS = 40, 30
_WAYS = (("search", "hybrid"), ("vectors alone", "semantic"), ("words alone", "keyword"))
_LEAST_GROUPS = 2 * FOLDS


@dataclass(frozen=True, slots=True)
class Way:
    """How well one way of searching finds the answers.

    Attributes
    ----------
    label
        ``search`` as it is, ``vectors alone`` or ``words alone``.
    mrr
        Mean reciprocal rank of the first answer, among the first ten hits.
    """

    label: str
    ndcg: Estimate
    recall: Estimate
    mrr: Estimate


@dataclass(frozen=True, slots=True)
class Tuning:
    """What queries with answers say of an archive.

    Attributes
    ----------
    source
        Path of the queries.
    queries, items
        How many different ones there are.
    ways
        Figures, the search as it is first.
    worst
        Queries whose answers are not all found first, the worst first, one sentence each.
    trial
        What became of the adapter that they teach; None where they are too few.
    notes
        What else is to be known of the figures.
    """

    source: str
    queries: int
    items: int
    ways: tuple[Way, ...]
    worst: tuple[str, ...]
    trial: Trial | None
    notes: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """All of it as plain values."""
        trial = self.trial
        tried: dict[str, Any] = {}
        if trial is not None:
            tried = {name: asdict(getattr(trial, name)) for name in ("before", "after", "gain")}
            tried["accepted"] = trial.accepted
        return {
            "queries": self.queries,
            "items": self.items,
            "ways": {way.label: {name: asdict(getattr(way, name)) for name in _FIGURES} for way in self.ways},
            "worst": list(self.worst),
            "trial": tried or None,
            "notes": list(self.notes),
        }

    def table(self, *, worst: int = 10) -> str:
        """The figures for a terminal, with up to `worst` queries."""
        width = max(len(way.label) for way in self.ways)
        lines = [f"tune · {self.source}: {self.queries} queries, {self.items} items that answer them"]
        lines.append(f"  {'':<{width}}" + "".join(f"  {heading:<22}" for heading in _FIGURES.values()).rstrip())
        for way in self.ways:
            figures = "".join(f"  {getattr(way, name)!s:<22}" for name in _FIGURES)
            lines.append(f"  {way.label:<{width}}{figures}".rstrip())
        lines += [f"  note: {note}" for note in self.notes]
        if self.worst and worst:
            lines.append(f"  worst queries ({min(worst, len(self.worst))} of {len(self.worst)}):")
            lines += [f"    {each}" for each in self.worst[:worst]]
        if self.trial is not None:
            lines += _told(self.trial)
        return "\n".join(lines)

    def origin(self, reader: Reader) -> Origin:
        """What the adapter was learned from, to be kept beside it; only where there was a trial."""
        if self.trial is None:
            raise ValueError("nothing was learned")
        before, after = round(self.trial.before.mean, 4), round(self.trial.after.mean, 4)
        return Origin(reader.encoder.name, reader.encoder.fingerprint, self.queries, before, after)


_FIGURES = {"ndcg": "nDCG@10", "recall": "recall@10", "mrr": "MRR@10"}


def tune(path: Path | str, reader: Reader, progress: Progress) -> Tuning:
    """Measure an archive by an owner's queries, and let them teach it an adapter, where they are enough.

    Raises
    ------
    ConfigError
        Where the queries cannot be read, or one of them not be searched for.
    """
    questions = read_questions(path, reader)
    groups = groups_of(questions)
    ways: list[Way] = []
    worst: list[tuple[float, str]] = []
    for number, (label, mode) in enumerate(_WAYS):
        marks: list[Marks] = []
        for done, question in enumerate(questions):
            progress("searching", number * len(questions) + done, len(_WAYS) * len(questions))
            marks.append(_asked(path, reader, question, mode))
        ways.append(_way(label, marks, groups))
        if mode == "hybrid":
            worst = sorted(_said(q, m) for q, m in zip(questions, marks, strict=True) if m.ndcg < 1)
    items = {item for question in questions for item in question.answers}
    few = _too_few(len(questions), len(items), max(groups) + 1)
    return Tuning(
        str(path), len(questions), len(items), tuple(ways), tuple(said for _, said in worst),
        None if few else try_out(reader, questions, groups, progress), tuple(filter(None, (few, _tuned(reader)))),
    )  # fmt: skip


def _asked(path: Path | str, reader: Reader, question: Question, mode: str) -> Marks:
    """What one query found; a query that search refuses is named."""
    try:
        return mark(reader, question, mode=mode)
    except (UsageError, UnknownName) as error:
        raise ConfigError(path, f"the query “{question.query}” cannot be searched for: {error}") from error


def _way(label: str, marks: Sequence[Marks], groups: Sequence[int]) -> Way:
    """The figures of one way of searching."""
    return Way(
        label,
        estimate([each.ndcg for each in marks], groups),
        estimate([each.recall for each in marks], groups),
        estimate([each.reciprocal for each in marks], groups),
    )


def _said(question: Question, marks: Marks) -> tuple[float, str]:
    """One query with what stood first."""
    found = "; ".join(f"{question.answers.get(item.id, 0)} {item.title[:30]}" for item in marks.items[:3]) or "nothing"
    return marks.ndcg, f"{marks.ndcg:.2f} “{question.query}” → {found}"


def _too_few(queries: int, items: int, groups: int) -> str:
    """Why nothing can be learned from so few; "" where it can."""
    if queries < LEAST_QUERIES or items < LEAST_ITEMS:
        return (
            f"an adapter is learned from {LEAST_QUERIES} queries on that at least {LEAST_ITEMS} different items answer"
        )
    if groups < _LEAST_GROUPS:
        return f"no adapter is learned: too many of the queries share their answers ({groups} of them do not)"
    return ""


def _tuned(reader: Reader) -> str:
    """What is to be known where the archive already has an adapter that was learned from queries; "" elsewhere."""
    own, standing = reader.encoder.adapter, reader.space.adapter
    same = standing is None if own is None else standing is not None and np.array_equal(own, standing)
    if same:
        return ""
    return (
        "this archive is searched with an adapter that queries have taught; of these very ones the figures flatter it"
    )


def _told(trial: Trial) -> list[str]:
    """What became of the adapter, for a terminal."""
    rules = f"at least {MARGIN} is wanted, and more than 0 with 95 % certainty"
    return [
        f"  adapter, {FOLDS}-fold cross-validation of the whole search: nDCG@10 {trial.before.mean:.3f} without it, "
        f"{trial.after.mean:.3f} with one that the other queries have taught",
        f"    gain {trial.gain.mean:+.3f}, with 95 % certainty more than {trial.gain.low:+.3f}; {rules}",
    ]
