"""What queries with answers teach: a small change of the space in which an archive compares vectors.

One matrix for both sides, queries and passages, learned by cross entropy as that of the bundled model was
(`kg.embed.adapter`; Yoon et al. 2024, Search-Adaptor). Some dozens of queries can teach little, and would soon be known
by heart: the change begins at nothing, goes down the slope in a few steps, and ends where queries that were set aside
find their answers best (early stopping, which keeps weights as small as a penalty on them does: Bishop 1995). A query
has to tell its answers only from what is near to any of the queries: what is far from all is told apart anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log2
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.space import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Indices = NDArray[np.int64]

TEMPERATURE = 0.1  # twice that where the bundled model's adapter was learned: fewer queries, a gentler lesson
STEPS = (0.1, 0.1, 0.2, 0.4, 0.4, 0.4)  # their lengths; the identity of 384 dimensions has the length 20
DEPTH = 10  # an answer below has not been found
NEAR = 15  # items near a query that are told apart from the answers
_FLAT = 1e-6


@dataclass(frozen=True, slots=True)
class Lesson:
    """Queries, their answers, and what they have to be told from.

    Attributes
    ----------
    passages
        Vectors of the passages of all items, of unit length, the whole item first; shape (passages, dimension).
    begins
        Where the passages of each item begin, shape (items,).
    queries
        Vectors of the queries in the same space, shape (queries, dimension).
    answers
        For each query how much each of its answers counts, by the place of the item.
    """

    passages: Floats
    begins: Indices
    queries: Floats
    answers: tuple[Mapping[int, int], ...]

    def part(self, chosen: Sequence[int]) -> Lesson:
        """Some of the queries, with their answers and the items that are near to any of them."""
        queries, answers = self.queries[list(chosen)], tuple(self.answers[query] for query in chosen)
        scores = _scores(queries @ self.passages.T, self.begins)
        near = np.argsort(-scores, axis=1, kind="stable")[:, :NEAR]
        items = np.union1d(near, [item for each in answers for item in each]).astype(np.int64)
        ends = np.append(self.begins, len(self.passages))
        counts = ends[items + 1] - ends[items]
        begins = np.cumsum(counts) - counts
        rows = np.repeat(self.begins[items] - begins, counts) + np.arange(int(counts.sum()))
        place = {int(item): at for at, item in enumerate(items)}
        kept = tuple({place[item]: grade for item, grade in each.items()} for each in answers)
        return Lesson(self.passages[rows], begins, queries, kept)

    def shares(self) -> Floats:
        """How likely each item should be to answer each query, shape (queries, items)."""
        shares = np.zeros((len(self.queries), len(self.begins)), np.float32)
        for row, each in zip(shares, self.answers, strict=True):
            for item, counts in each.items():
                row[item] = counts
        shares /= shares.sum(axis=1, keepdims=True)
        return shares


def learn(lesson: Lesson, folds: Sequence[Sequence[int]]) -> Floats:
    """What vectors of the lesson's space are multiplied with, shape (dimension, dimension): the identity, and a change.

    The same lesson gives the same matrix; nothing is left to chance.

    Parameters
    ----------
    folds
        Queries that are set aside in turn, to say how far to go before all of them teach. No query outside a fold
        should have an answer of one inside.
    """
    lesson = lesson.part(range(len(lesson.queries)))
    found = np.zeros(len(STEPS) + 1)
    for fold in folds:
        others = sorted({*range(len(lesson.queries))} - {*fold})
        found += [_found(lesson, fold, matrix) for matrix in _descent(lesson.part(others))]
    steps = int(np.argmax(found))  # the fewest of those that are best
    return next(islice(_descent(lesson), steps, None))


def _descent(lesson: Lesson) -> Iterator[Floats]:
    """The identity, and matrices each a step further down the slope."""
    matrix, shares = np.eye(lesson.passages.shape[1], dtype=np.float32), lesson.shares()
    yield matrix
    for step in STEPS:
        slope = _slope(lesson, shares, matrix)
        matrix = matrix - np.float32(step / max(float(np.linalg.norm(slope)), _FLAT)) * slope
        yield matrix


def _found(lesson: Lesson, chosen: Sequence[int], matrix: Floats) -> float:
    """How well some of the queries find the first of their answers: sum of the discounts of its rank, as in nDCG."""
    cosines = unit(lesson.queries[list(chosen)] @ matrix) @ unit(lesson.passages @ matrix).T
    total = 0.0
    for query, scores in zip(chosen, _scores(cosines, lesson.begins), strict=True):
        rank = int((scores > scores[list(lesson.answers[query])].max()).sum()) + 1
        total += 1 / log2(rank + 1) if rank <= DEPTH else 0.0
    return total


def _likely(scores: Floats) -> Floats:
    """How likely each item is held to answer each query, shape (queries, items)."""
    likely: Floats = np.exp((scores - scores.max(axis=1, keepdims=True)) / np.float32(TEMPERATURE))
    likely /= likely.sum(axis=1, keepdims=True)
    return likely


def _slope(lesson: Lesson, shares: Floats, matrix: Floats) -> Floats:
    """How the cross entropy over all items of the lesson grows with each number of the matrix."""
    queries, passages = lesson.queries @ matrix, lesson.passages @ matrix
    of_queries, of_passages = unit(queries), unit(passages)
    cosines = of_queries @ of_passages.T
    by_score = (_likely(_scores(cosines, lesson.begins)) - shares) / np.float32(2 * TEMPERATURE * len(shares))
    # A score is the middle of two cosines: that of the whole item, and that of its best passage.
    owners = np.repeat(np.arange(len(lesson.begins)), np.diff(np.append(lesson.begins, len(passages))))
    best = np.maximum.reduceat(cosines, lesson.begins, axis=1)
    by_cosine = np.where(cosines == best[:, owners], by_score[:, owners], np.float32(0))
    by_cosine[:, lesson.begins] += by_score
    by_query = _before_scaling(by_cosine @ of_passages, of_queries, queries)
    by_passage = _before_scaling(by_cosine.T @ of_queries, of_passages, passages)
    slope: Floats = lesson.queries.T @ by_query + lesson.passages.T @ by_passage
    return slope


def _before_scaling(slopes: Floats, scaled: Floats, rows: Floats) -> Floats:
    """Slopes by rows, from those by the rows scaled to unit length."""
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-6))
    turned: Floats = (slopes - np.vecdot(slopes, scaled)[:, None] * scaled) / lengths
    return turned


def _scores(cosines: Floats, begins: Indices) -> Floats:
    """What search ranks items by: the middle of the whole item's and its best passage's cosine, shape (q, items)."""
    scores: Floats = (cosines[:, begins] + np.maximum.reduceat(cosines, begins, axis=1)) / np.float32(2)
    return scores
