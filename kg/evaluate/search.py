"""Search and prior coverage against gold: nDCG@10 and recall@5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from kg.evaluate.gold import Anchors, ArchiveLike, CheckLike, Gold, HitLike
from kg.evaluate.scores import Mean, Report, Row, add_up
from kg.model import Item

DEPTH = 10
PRIOR_DEPTH = 5


def ndcg(grades: Sequence[int], relevant: Sequence[int], *, depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain, 0..1, with gain ``2**grade - 1`` (Järvelin & Kekäläinen 2002).

    Parameters
    ----------
    grades
        Grades of the hits, best hit first; 0 where it is not relevant.
    relevant
        Grades of all that is relevant, in any order.

    Examples
    --------
    >>> ndcg([2, 0, 1], [2, 1]) < ndcg([2, 1, 0], [2, 1]) == 1.0
    True
    """
    ideal = _gain(sorted(relevant, reverse=True)[:depth])
    return _gain(grades[:depth]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    """Discounted gain of a ranking."""
    return sum(float(2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def graded(wanted: Sequence[Gold], anchors: Anchors) -> tuple[dict[str, int], list[int]]:
    """Grade by item id, and all grades, those of items that are not there included."""
    by_id: dict[str, int] = {}
    grades: list[int] = []
    for label in wanted:
        item = anchors.find(label["issue"], label["anchor"])
        key = item.id if item is not None else f"missing {label['issue']} {label['anchor']}"
        if key not in by_id:
            grades.append(label["grade"])
        by_id[key] = max(by_id.get(key, 0), label["grade"])
    return by_id, grades


def _first_items(hits: Sequence[HitLike]) -> list[Item]:
    """Items of hits, each once."""
    return list({hit.item.id: hit.item for hit in hits}.values())


def score_search(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """nDCG@10 over all queries and by kind, the worst queries listed with what stood first.

    A relevant item that the archive does not hold still counts against the ideal ranking.
    """
    anchors = Anchors(archive)
    total, by_kind = Mean(), dict[str, Mean]()
    worst: list[tuple[float, str]] = []
    for row in rows:
        by_id, relevant = graded(row["relevant"], anchors)
        items = _first_items(archive.search(row["query"], limit=DEPTH))
        value = ndcg([by_id.get(item.id, 0) for item in items], relevant)
        mean = Mean(value, 1)
        total += mean
        kind = row.get("kind", "other")
        add_up(by_kind, {kind: mean})
        if value < 1:
            found = "; ".join(f"{by_id.get(item.id, 0)} {item.title[:30]}" for item in items[:3]) or "nothing"
            worst.append((value, f"{value:.2f} {kind} “{row['query']}” → {found}"))
    figures = [Row("nDCG@10", total), *(Row(kind, by_kind[kind]) for kind in sorted(by_kind))]
    return Report("search", gold, tuple(figures), tuple(text for _, text in sorted(worst)))


def score_prior(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """Recall@5 of the earlier items that answer a draft, and whether its verdicts are right."""
    anchors = Anchors(archive)
    means = dict.fromkeys(("recall@5", "nDCG@10", "repeats seen", "new called new", "covered not called new"), Mean())
    errors: list[str] = []
    for row in rows:
        checks = archive.prior(row["draft"])
        by_id, relevant = graded(row["prior"], anchors)
        judged = _covered_draft(checks, by_id, relevant) if relevant else _unanswered_draft(checks, row)
        judged += _repeated_draft(checks) if row.get("exact_repeat") else []
        judged += _told_draft(checks, row["verdict"]) if "verdict" in row else []
        for one in judged:
            add_up(means, {one.label: one.mean})
            errors += [f"{row.get('id', '')} “{row['draft'][:40]}…” {error}" for error in one.errors]
    return Report("prior", gold, tuple(Row(label, mean) for label, mean in means.items()), tuple(errors))


@dataclass(frozen=True, slots=True)
class _Judged:
    """One figure of one draft, with what was wrong."""

    label: str
    mean: Mean
    errors: tuple[str, ...] = ()


def _covered_draft(checks: Sequence[CheckLike], by_id: Mapping[str, int], relevant: Sequence[int]) -> list[_Judged]:
    """A draft that was covered: whether the items that answer it come first, and that it is not called new."""
    items = _interleaved([_first_items(check.prior) for check in checks])
    wanted = {key for key, grade in by_id.items() if grade == 2}
    missed = sorted(wanted - {item.id for item in items[:PRIOR_DEPTH]})
    called_new = _verdicts(checks) <= {"new"}
    return [
        _Judged("recall@5", Mean(len(wanted) - len(missed), len(wanted)), tuple(f"missed {key}" for key in missed)),
        _Judged("nDCG@10", Mean(ndcg([by_id.get(item.id, 0) for item in items], relevant), 1)),
        _judged("covered not called new", not called_new, "called new, but was covered"),
    ]


def _unanswered_draft(checks: Sequence[CheckLike], row: Gold) -> list[_Judged]:
    """A draft that no item answers: nothing covered it, or the editor knows of coverage that was not found."""
    if row.get("verdict", "new") == "new":
        return _new_draft(checks)
    return [_judged("covered not called new", not _verdicts(checks) <= {"new"}, "called new, but was covered")]


def _told_draft(checks: Sequence[CheckLike], verdict: str) -> list[_Judged]:
    """A draft with the verdict of an editor: whether one of its parts is called so."""
    verdicts = _verdicts(checks)
    error = f"is {verdict}, but was called {', '.join(sorted(verdicts))}"
    return [_judged("verdict as labelled", verdict in verdicts, error)]


def _new_draft(checks: Sequence[CheckLike]) -> list[_Judged]:
    """A draft that nothing covered: whether it is called new."""
    verdicts = _verdicts(checks)
    return [_judged("new called new", verdicts <= {"new"}, f"is new, but was called {', '.join(sorted(verdicts))}")]


def _repeated_draft(checks: Sequence[CheckLike]) -> list[_Judged]:
    """A draft that repeats an item: whether it is called a repeat."""
    verdicts = _verdicts(checks)
    error = f"is a repeat, but was called {', '.join(sorted(verdicts))}"
    return [_judged("repeats seen", "repeat" in verdicts, error)]


def _judged(label: str, right: bool, error: str) -> _Judged:
    """A figure that is either right or wrong."""
    return _Judged(label, Mean(float(right), 1), () if right else (error,))


def _verdicts(checks: Sequence[CheckLike]) -> set[str]:
    """What the archive calls the parts of a draft."""
    return {check.verdict for check in checks}


def _interleaved(rankings: Sequence[Sequence[Item]]) -> list[Item]:
    """First of each, then second of each …, every item once: a draft that splits into parts is one ranking."""
    merged: dict[str, Item] = {}
    for rank in range(max((len(ranking) for ranking in rankings), default=0)):
        for ranking in rankings:
            if rank < len(ranking):
                merged.setdefault(ranking[rank].id, ranking[rank])
    return list(merged.values())
