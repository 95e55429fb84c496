"""Names as tags of pieces, and back.

Each piece is begin, inside or end of a name of a type, a name of its own, or outside (BIOES); the best allowed
sequence is found by Viterbi [1]_.

References
----------
.. [1] L. Ratinov, D. Roth, "Design Challenges and Misconceptions in Named Entity Recognition", CoNLL 2009.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.states import Pieces
from kg.model import EntityType

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES: tuple[EntityType, ...] = ("company", "institution", "model", "product", "benchmark", "person", "event")
"""Types of what is named."""
WORKS: tuple[EntityType, ...] = ("paper", "report", "article")
"""Types of what has a title; names may stand within it, so titles are tagged apart from them."""
KINDS = (*NAMES, *WORKS)
_NEVER = -1e4
_OUTSIDE = -1e-3  # log of the probability of what is in no name


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch that names something.

    Attributes
    ----------
    start, end
        Characters of the text.
    first, last
        Its pieces, half open.
    sure
        Probability, 0 … 1.
    """

    start: int
    end: int
    first: int
    last: int
    type: EntityType
    sure: float = 1.0


class Tags:
    """The tags of some types.

    Attributes
    ----------
    names
        What each tag stands for: ``O``, ``B-model`` …
    """

    def __init__(self, types: Sequence[EntityType]) -> None:
        self.types = tuple(types)
        self.names = ("O", *(f"{part}-{kind}" for kind in types for part in "BIES"))
        self._number = {name: number for number, name in enumerate(self.names)}
        opens, closes = [name[0] in "OBS" for name in self.names], [name[0] in "OES" for name in self.names]
        self._first = np.where(opens, 0.0, _NEVER)
        self._last = np.where(closes, 0.0, _NEVER)
        self._then = np.full((len(self.names), len(self.names)), _NEVER)
        for one, before in enumerate(self.names):
            for other, after in enumerate(self.names):
                within = before[0] in "BI" and after[0] in "IE" and before[1:] == after[1:]
                if within or (closes[one] and opens[other]):
                    self._then[one, other] = 0.0

    def of(self, spans: Iterable[tuple[int, int, EntityType]], pieces: Pieces) -> NDArray[np.int64]:
        """Tags of pieces that have these (start, end, type) among them; shape (len(pieces),)."""
        found = np.zeros(len(pieces), np.int64)
        for start, end, kind in spans:
            first, last = pieces_of(start, end, pieces)
            if last - first == 1:
                found[first] = self._number[f"S-{kind}"]
            elif last > first:
                found[first:last] = self._number[f"I-{kind}"]
                found[first], found[last - 1] = self._number[f"B-{kind}"], self._number[f"E-{kind}"]
        return found

    def spans(self, logits: NDArray[np.float32], pieces: Pieces) -> list[Span]:
        """What the pieces name.

        Parameters
        ----------
        logits
            Of every tag for every piece, shape (len(pieces), len(names)).
        """
        if not len(pieces):
            return []
        log = log_softmax(logits)
        path = self._path(log)
        found, first = [], 0
        for place, tag in enumerate(path):
            name = self.names[tag]
            if name[0] in "BS":
                first = place
            if name[0] in "ES":
                some = np.arange(first, place + 1)
                sure = float(np.exp(log[some, path[first : place + 1]].mean()))
                kind = self.types[(tag - 1) // 4]
                found.append(Span(pieces.starts[first], pieces.ends[place], first, place + 1, kind, sure))
        return found

    def whole(
        self, logits: NDArray[np.float32], pieces: Pieces, stretches: Iterable[tuple[int, int]], least: float
    ) -> list[Span]:
        """Those of some (start, end) stretches of characters that are names as a whole.

        Parameters
        ----------
        least
            How likely their pieces have to belong to a name, on the mean.
        """
        found = []
        shares = np.exp(log_softmax(logits))
        for start, end in stretches:
            first, last = pieces_of(start, end, pieces)
            sure = 1 - float(shares[first:last, 0].mean()) if first < last else 0.0
            if sure >= least:
                kind = int(shares[first:last, 1:].sum(axis=0).reshape(len(self.types), 4).sum(axis=1).argmax())
                found.append(Span(start, end, first, last, self.types[kind], sure))
        return found

    @staticmethod
    def named(logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """How likely each piece belongs to a name of whatever type, shape (pieces,)."""
        share: NDArray[np.float32] = 1 - np.exp(log_softmax(logits)[:, 0])
        return share

    def _path(self, log: NDArray[np.float32]) -> list[int]:
        """The likeliest allowed tags.

        Where the likeliest tag of every piece by itself makes an allowed sequence, it is the best one. It is looked
        for between pieces that are outside for all but certain.
        """
        path: list[int] = log.argmax(axis=1).tolist()
        outside = [-1, *np.flatnonzero(log[:, 0] > _OUTSIDE).tolist(), len(path)]
        for before, behind in pairwise(outside):
            some = path[before + 1 : behind]
            if some and not self._allowed(some):
                path[before + 1 : behind] = self._best(log[before + 1 : behind])
        return path

    def _allowed(self, path: Sequence[int]) -> bool:
        """Whether tags may follow each other, with nothing before and behind them."""
        steps = (self._then[one, other] for one, other in pairwise(path))
        return self._first[path[0]] == 0 and self._last[path[-1]] == 0 and all(step == 0 for step in steps)

    def _best(self, log: NDArray[np.float32]) -> list[int]:
        """The likeliest allowed tags, by Viterbi."""
        score, back = log[0] + self._first, []
        for row in log[1:]:
            ways = score[:, None] + self._then
            best = ways.argmax(axis=0)
            back.append(best)
            score = ways[best, np.arange(len(best))] + row
        path = [int((score + self._last).argmax())]
        for best in reversed(back):
            path.append(int(best[path[-1]]))
        return path[::-1]


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logarithms of probabilities along the last axis."""
    log = logits - logits.max(axis=-1, keepdims=True)
    made: NDArray[np.float32] = log - np.log(np.exp(log).sum(axis=-1, keepdims=True))
    return made


def pieces_of(start: int, end: int, pieces: Pieces) -> tuple[int, int]:
    """The pieces, half open, that characters from `start` to `end` stand in."""
    first, last = bisect_right(pieces.ends, start), bisect_left(pieces.starts, end)
    while first < last and pieces.starts[first] == pieces.ends[first]:  # but the space before a word
        first += 1
    return (first, last) if first < last else (0, 0)
