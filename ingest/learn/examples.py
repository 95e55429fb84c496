"""Labelled texts made ready for training: pieces, the encoder's states, what is known, and what is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from ingest.learn.labels import Labelled
from ingest.learned.evidence import Hit, evidence
from ingest.learned.reader import CERTAINTIES, EVENTS, NAME_TAGS, WORK_TAGS, pairs_of
from ingest.learned.tags import KINDS, Span, pieces_of
from kg.embed.states import Pieces, PieceStates
from kg.model import MUTUAL, PREDICATES, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.extract.extractor import Extractor

LONGEST = 500
"""Pieces of a text that are read."""
IGNORED = -100
"""A label that is none: what stands there is neither right nor wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text.

    Attributes
    ----------
    states
        Of the encoder, shape (pieces, 384), half precision.
    hits
        Known names that stand there.
    names, works
        Right tags of each piece.
    pairs
        (piece, piece behind, kind) of two names, shape (pairs, 6).
    told
        Right predicate (0 for none) and certainty of each pair, shape (pairs, 2).
    things, news
        (piece, piece behind, kind) of each name, and which kinds of events happen to it.
    """

    labelled: Labelled
    pieces: Pieces
    states: NDArray[np.float16]
    hits: tuple[Hit, ...]
    names: NDArray[np.int64]
    works: NDArray[np.int64]
    pairs: NDArray[np.int64]
    told: NDArray[np.int64]
    things: NDArray[np.int64]
    news: NDArray[np.float32]

    def evidence(self, chance: Random | None = None) -> NDArray[np.float32]:
        """What is known; with `chance`, in training, a part of it, as of names that nobody knew before."""
        hits, links = list(self.hits), list(self.labelled.links)
        if chance is not None:
            drawn = chance.random()
            if drawn < 0.3:
                hits = []
            elif drawn < 0.7:
                hits = [hit for hit in hits if chance.random() > 0.3]
            if chance.random() < 0.3:
                links = []
        return evidence(self.labelled.text, self.pieces, hits, links)


class Examples:
    """Makes examples.

    Parameters
    ----------
    states
        The encoder.
    extractor
        Whose first step finds the known names.
    """

    def __init__(self, states: PieceStates, extractor: Extractor) -> None:
        self._states, self._extractor = states, extractor

    def of(self, texts: Iterable[Labelled]) -> Iterator[Example]:
        """Make an example of each text."""
        for text in texts:
            pieces = self._states.pieces(text.text).part(0, LONGEST)
            if not len(pieces):
                continue
            item = Item("", "", 0, "", "story", "", text.text)
            spans = [
                Span(start, end, first, last, kind)
                for start, end, kind in sorted(chain(text.names, text.works))
                for first, last in [pieces_of(start, end, pieces)]
                if first < last
            ]
            pairs, told = _pairs(text, spans)
            things, news = _things(text, spans)
            yield Example(
                text, pieces, self._states.states(pieces).astype(np.float16),
                self._extractor.known(item),
                NAME_TAGS.of(text.names, pieces), WORK_TAGS.of(text.works, pieces), pairs, told, things, news,
            )  # fmt: skip


def _place(span: Span) -> tuple[int, int, int]:
    """Pieces and kind of a name."""
    return span.first, span.last, KINDS.index(span.type)


def _pairs(text: Labelled, spans: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of names, and what is told of each."""
    right = {(one, other): (predicate, certain) for one, predicate, other, certain in text.relations}
    places, told = [], []
    for one, other in pairs_of(text.text, spans):
        ends = tuple(text.text[spans[at].start : spans[at].end] for at in (one, other))
        predicate, certain = right.get((ends[0], ends[1]), (None, None))
        turned = right.get((ends[1], ends[0]), (None, None))[0]
        places.append((*_place(spans[one]), *_place(spans[other])))
        if predicate is not None and certain is not None:
            told.append((PREDICATES.index(predicate) + 1, CERTAINTIES.index(certain)))
        else:
            told.append((IGNORED if turned in MUTUAL else 0, IGNORED))
    return np.array(places, np.int64).reshape(-1, 6), np.array(told, np.int64).reshape(-1, 2)


def _things(text: Labelled, spans: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Names by their first mention, and what is news of each."""
    first: dict[str, Span] = {}
    for span in spans:
        first.setdefault(text.text[span.start : span.end], span)
    news = np.zeros((len(first), len(EVENTS)), np.float32)
    places = {name: row for row, name in enumerate(first)}
    for name, kind in text.events:
        if name in places:
            news[places[name], EVENTS.index(kind)] = 1
    return np.array([_place(span) for span in first.values()], np.int64).reshape(-1, 3), news
