"""Search and prior coverage against gold: nDCG@10 and recall@5."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from kg.evaluate.evaluate import Anchors, ArchiveLike, Gold, HitLike, Mean, Report, Row
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
        by_kind[kind] = by_kind.get(kind, Mean()) + mean
        if value < 1:
            found = "; ".join(f"{by_id.get(item.id, 0)} {item.title[:30]}" for item in items[:3]) or "nothing"
            worst.append((value, f"{value:.2f} {kind} “{row['query']}” → {found}"))
    figures = [Row("nDCG@10", total), *(Row(kind, by_kind[kind]) for kind in sorted(by_kind))]
    return Report("search", gold, tuple(figures), tuple(text for _, text in sorted(worst)))


def score_prior(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """Recall@5 of the earlier items that answer a draft, and whether its verdicts are right."""
    anchors = Anchors(archive)
    recall, ranking, repeats, fresh, covered = Mean(), Mean(), Mean(), Mean(), Mean()
    errors: list[str] = []
    for row in rows:
        checks = archive.prior(row["draft"])
        verdicts = {check.verdict for check in checks}
        items = _interleaved([_first_items(check.prior) for check in checks])
        by_id, relevant = graded(row["prior"], anchors)
        wanted = {key for key, grade in by_id.items() if grade == 2}
        name = f"{row.get('id', '')} “{row['draft'][:40]}…”"
        if relevant:
            missed = wanted - {item.id for item in items[:PRIOR_DEPTH]}
            recall += Mean(len(wanted) - len(missed), len(wanted))
            ranking += Mean(ndcg([by_id.get(item.id, 0) for item in items], relevant), 1)
            called_new = verdicts <= {"new"}
            covered += Mean(0.0 if called_new else 1.0, 1)
            errors += [f"{name} missed {key}" for key in sorted(missed)]
            errors += [f"{name} called new, but was covered"] if called_new else []
        else:
            right = verdicts <= {"new"}
            fresh += Mean(float(right), 1)
            errors += [] if right else [f"{name} is new, but was called {', '.join(sorted(verdicts))}"]
        if row.get("exact_repeat"):
            repeats += Mean(float("repeat" in verdicts), 1)
            errors += (
                [] if "repeat" in verdicts else [f"{name} is a repeat, but was called {', '.join(sorted(verdicts))}"]
            )
    figures = (
        Row("recall@5", recall),
        Row("nDCG@10", ranking),
        Row("repeats seen", repeats),
        Row("new called new", fresh),
        Row("covered not called new", covered),
    )
    return Report("prior", gold, figures, tuple(errors))


def _interleaved(rankings: Sequence[Sequence[Item]]) -> list[Item]:
    """First of each, then second of each …, every item once: a draft that splits into parts is one ranking."""
    merged: dict[str, Item] = {}
    for rank in range(max((len(ranking) for ranking in rankings), default=0)):
        for ranking in rankings:
            if rank < len(ranking):
                merged.setdefault(ranking[rank].id, ranking[rank])
    return list(merged.values())
