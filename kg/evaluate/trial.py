"""Whether what queries have taught finds answers that it was not taught: cross-validation over the whole search.

Queries that share an answer stay together, in teaching or in the trial; otherwise the trial would ask for what was
taught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.space import Space, unit
from kg.evaluate.estimate import Estimate, estimate
from kg.evaluate.questions import Question
from kg.evaluate.search import DEPTH, ndcg
from kg.evaluate.teach import Lesson, learn
from kg.model import Item
from kg.search.searcher import Searcher
from kg.store.database import PASSAGE_BITS
from kg.store.reader import Reader
from kg.text.words import language_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.embed.encoder import Encoder
    from kg.store.vectors import VectorIndex

    Floats = NDArray[np.float32]

FOLDS = 5
MARGIN = 0.01
"""What nDCG@10 must gain at least: less is not worth a space of one's own."""
_INNER = 3  # folds of those that teach, which say how far to go
_SEED = 0

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and all."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one query found: figures from 0 to 1, and the items, best first.

    Attributes
    ----------
    reciprocal
        One by the rank of the first answer; 0 where none is among the first ten.
    """

    ndcg: float
    recall: float
    reciprocal: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What cross-validation says of an adapter that these queries teach.

    Attributes
    ----------
    before, after
        nDCG@10 of the whole search over all queries, with the model's own adapter, and with one that other queries
        have taught.
    gain
        After less before, query by query; the lower end of its interval lets 5 % lie below.
    matrix
        The adapter that all of the queries teach; None where it is not to be used.
    """

    before: Estimate
    after: Estimate
    gain: Estimate
    matrix: Floats | None

    @property
    def accepted(self) -> bool:
        """Whether the adapter is worth using."""
        return self.matrix is not None


def mark(reader: Reader, question: Question, *, mode: str = "hybrid") -> Marks:
    """Search for one query, as `kg.archive.Archive.search` does."""
    hits = reader.once(Searcher).search(question.query, limit=DEPTH, mode=mode)
    items = tuple({hit.item.id: hit.item for hit in hits}.values())
    grades = [question.answers.get(item.id, 0) for item in items]
    first = next((rank for rank, grade in enumerate(grades, 1) if grade), 0)
    found = sum(map(bool, grades)) / min(len(question.answers), DEPTH)
    return Marks(ndcg(grades, list(question.answers.values())), found, 1 / first if first else 0.0, items)


def groups_of(questions: Sequence[Question]) -> tuple[int, ...]:
    """A number for each query, from 0: the same for those that share an answer, by way of others too."""
    leader: dict[str, str] = {}

    def led(item: str) -> str:
        while leader.setdefault(item, item) != item:
            item = leader[item]
        return item

    for question in questions:
        first, *others = question.answers
        for other in others:
            leader[led(other)] = led(first)
    numbers: dict[str, int] = {}
    return tuple(numbers.setdefault(led(next(iter(question.answers))), len(numbers)) for question in questions)


def folds_of(groups: Sequence[int], count: int) -> tuple[tuple[int, ...], ...]:
    """Places of queries in `count` parts, about equal, none of which has a part of a group."""
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    order = np.random.default_rng(_SEED).permutation(sorted(members))
    folds: list[list[int]] = [[] for _ in range(count)]
    for group in sorted(order.tolist(), key=lambda group: -len(members[group])):
        min(folds, key=len).extend(members[group])
    return tuple(tuple(sorted(fold)) for fold in folds if fold)


def try_out(reader: Reader, questions: Sequence[Question], groups: Sequence[int], progress: Progress) -> Trial:
    """Learn an adapter from queries, tried on those that did not teach it.

    Whatever adapter the archive has, all begins at the model's own: one that these very queries have taught would know
    the answers.
    """
    ground = _Ground(reader, questions)
    before = [each.ndcg for each in ground.marks(ground.untaught, range(len(questions)))]
    after = list(before)
    folds = folds_of(groups, FOLDS)
    for done, fold in enumerate(folds):
        progress("learning", done, len(folds) + 1)
        matrix = ground.taught(sorted({*range(len(questions))} - {*fold}), groups)
        if not np.array_equal(matrix, ground.untaught):  # what changes nothing need not be tried
            for place, marks in zip(fold, ground.marks(matrix, fold), strict=True):
                after[place] = marks.ndcg
    gain = estimate([b - a for a, b in zip(before, after, strict=True)], groups, one_sided=True)
    adapter: Floats | None = None
    if gain.mean >= MARGIN and gain.low > 0:
        progress("learning", len(folds), len(folds) + 1)
        adapter = ground.own @ ground.taught(range(len(questions)), groups)
    return Trial(estimate(before, groups), estimate(after, groups), gain, adapter)


class _Ground:
    """An archive and queries in the space of the model's own adapter."""

    def __init__(self, reader: Reader, questions: Sequence[Question]) -> None:
        self._reader, self._questions = reader, questions
        self.untaught: Floats = np.eye(reader.vectors.dimension, dtype=np.float32)
        self.own = _matrix(reader.encoder.adapter, self.untaught)
        ids = reader.vectors.ids
        passages, standing = reader.vectors.at(np.arange(len(ids))), _matrix(reader.space.adapter, self.untaught)
        if not np.array_equal(standing, self.own):
            back = np.linalg.solve(standing.astype(np.float64), self.own.astype(np.float64))
            passages = unit(passages @ back.astype(np.float32))
        row = {item.id: place for place, item in enumerate(reader.items())}
        self._lesson = Lesson(
            passages,
            np.flatnonzero(ids & ((1 << PASSAGE_BITS) - 1) == 0),
            self._queries(),
            tuple({row[id_]: 2**grade - 1 for id_, grade in each.answers.items()} for each in questions),
        )

    def _queries(self) -> Floats:
        """Vectors of the queries: of what search asks the vectors for."""
        search = self._reader.once(Searcher).search
        leads = [search(each.query, limit=0, mode="keyword").understood.lead for each in self._questions]
        raw = np.stack([self._reader.encoder.encode_query(lead) for lead in leads])
        space = Space(self._reader.space.means, self._reader.encoder.adapter)
        return space.queries(raw, [language_of(lead) for lead in leads])

    def taught(self, chosen: Sequence[int], groups: Sequence[int]) -> Floats:
        """What some of the queries teach: a matrix behind the model's own adapter."""
        lesson = self._lesson
        part = Lesson(
            lesson.passages, lesson.begins, lesson.queries[list(chosen)], tuple(lesson.answers[at] for at in chosen)
        )
        return learn(part, folds_of([groups[at] for at in chosen], _INNER))

    def marks(self, matrix: Floats, chosen: Iterable[int]) -> list[Marks]:
        """What some of the queries find where vectors are multiplied with a matrix behind the model's own adapter."""
        from kg.store.vectors import VectorIndex

        space = Space(self._reader.space.means, self.own @ matrix)
        index = VectorIndex.build(unit(self._lesson.passages @ matrix), self._reader.vectors.ids)
        with _Turned(self._reader, space, index) as turned:
            return [mark(turned, self._questions[at]) for at in chosen]


class _Turned(Reader):
    """The generation of a reader, which holds it, with its vectors in another space."""

    def __init__(self, reader: Reader, space: Space, vectors: VectorIndex) -> None:
        self.path = reader.path
        self._holder, self._space, self._index = reader, space, vectors
        self._open(reader.generation, None, None)

    @cached_property
    def encoder(self) -> Encoder:
        """That of the reader."""
        return self._holder.encoder

    @cached_property
    def vectors(self) -> VectorIndex:
        """Those of the other space."""
        return self._index

    @cached_property
    def space(self) -> Space:
        """The other space."""
        return self._space


def _matrix(adapter: Floats | None, identity: Floats) -> Floats:
    """An adapter, also where there is none."""
    return identity if adapter is None else adapter
