"""Examples of an owner's texts: what a person decided is right; of the rest, what the reader is sure of stays.

What nobody looked at is taught neither as right nor as wrong where the reader itself is unsure: it is ignored. What it
is sure of is kept as it reads it, so that what is learned moves nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from ingest.extract.extractor import Extractor
from ingest.learn.decided import Decided, Stretch
from ingest.learn.examples import IGNORED, LONGEST, Example
from ingest.learn.labels import WRITTEN, Labelled
from ingest.learned.evidence import Hit, Label, evidence
from ingest.learned.network import Network
from ingest.learned.reader import EVENTS, NAME_TAGS, WORK_TAGS, by_spelling, pairs_of
from ingest.learned.tags import KINDS, Span, Tags, log_softmax, pieces_of
from kg.embed.states import Pieces, PieceStates
from kg.model import MUTUAL, PREDICATES, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_SILENT = 30  # pairs of a text of which nothing is told, about: there are fifty times as many as of the others
SURE = 0.9
"""How sure the reader has to be for what it reads to be kept."""


class Tuned(Example):
    """An example whose states are those that the tuned layers made, of all that is known: no part of it is left out."""

    def evidence(self, chance: Random | None = None) -> NDArray[np.float32]:
        """What is known."""
        return evidence(self.labelled.text, self.pieces, self.hits, self.labelled.links)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as the reader sees it: what does not depend on any decision."""

    pieces: Pieces
    hits: tuple[Hit, ...]
    links: tuple[Label, ...]
    tuned: NDArray[np.float32]
    names: NDArray[np.float32]
    works: NDArray[np.float32]


class Anchored:
    """Makes examples; a text that is asked for again is not read again.

    Parameters
    ----------
    states
        The encoder.
    network
        The reader that the owner's begins as.
    extractor
        Whose first step finds the known names.
    told
        Whether to learn of relations and events: examples have none else.
    """

    def __init__(self, states: PieceStates, network: Network, extractor: Extractor, *, told: bool) -> None:
        self._states, self._network, self._extractor, self._told = states, network, extractor, told
        self._seen: dict[str, _Seen] = {}

    def of(self, decided: Iterable[Decided], blind: Iterable[Decided] = ()) -> Iterator[Example]:
        """Make an example of each text.

        Parameters
        ----------
        blind
            Decisions that are not to be learned from, nor what the reader says in their place.
        """
        hidden = {each.item.id: each for each in blind}
        for each in decided:
            example = self._example(each, hidden.get(each.item.id))
            if example is not None:
                yield example

    def _example(self, decided: Decided, hidden: Decided | None) -> Example | None:
        """One example; None of an item without a text."""
        item = decided.item
        text = item.text
        seen = self._seen.get(item.id) or self._seen.setdefault(item.id, self._see(item))
        if not len(seen.pieces):
            return None
        names, read = _sure_tags(NAME_TAGS, seen.names, seen.pieces)
        works, titles = _sure_tags(WORK_TAGS, seen.works, seen.pieces)
        spans = list(read)
        for stretch in (*(hidden.stretches if hidden else ()), *decided.stretches):
            spans = _overlaid(names, spans, stretch, seen.pieces, learned=stretch in decided.stretches)
        spans = sorted([*spans, *titles], key=lambda span: (span.start, -span.end))
        pairs, told = self._pairs(text, seen.tuned, spans)
        _decide_pairs(text, spans, pairs, told, decided, hidden)
        kept = _telling(told)
        pairs, told = [pairs[row] for row in kept], told[kept]
        things, news = self._things(text, seen.tuned, spans)
        _decide_news(text, spans, news, decided)
        labelled = Labelled(WRITTEN, "own", item.id, text, (), links=seen.links)
        return Tuned(
            labelled, seen.pieces, seen.tuned.astype(np.float16), seen.hits, names, works,
            np.array([(*_at(spans[a]), *_at(spans[b])) for a, b in pairs], np.int64).reshape(-1, 6),
            told, things, news,
        )  # fmt: skip

    def _see(self, item: Item) -> _Seen:
        """Read a text."""
        text = item.text
        pieces = self._states.pieces(text).part(0, LONGEST)
        links = tuple(Label(n.start, n.end, n.url) for n in item.links if n.field == "text" and n.start < n.end)
        if not len(pieces):
            nothing = np.zeros((0, 0), np.float32)
            return _Seen(pieces, (), links, nothing, nothing, nothing)
        hits = tuple(hit for hit in self._extractor.known(item) if hit.end <= len(text))
        known = evidence(text, pieces, hits, links)
        return _Seen(pieces, hits, links, *self._network.tagged(self._states.states(pieces), known))

    def _pairs(
        self, text: str, tuned: NDArray[np.float32], spans: Sequence[Span]
    ) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
        """Pairs of names, and what the reader is sure is told of them, nothing as well."""
        pairs = pairs_of(text, spans) if self._told else []
        told = np.full((len(pairs), 2), IGNORED, np.int64)
        if pairs:
            likely, _ = self._network.relations(tuned, [(spans[one], spans[other]) for one, other in pairs])
            sure = likely.max(axis=1) >= SURE
            told[sure, 0] = likely.argmax(axis=1)[sure]
        return pairs, told

    def _things(
        self, text: str, tuned: NDArray[np.float32], spans: Sequence[Span]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Names by their first mention, and how likely the reader finds each kind of news."""
        first = [places[0] for places in by_spelling(text, spans).values()] if self._told else []
        if not first:
            return np.zeros((0, 3), np.int64), np.zeros((0, len(EVENTS)), np.float32)
        named = [spans[at] for at in first]
        return np.array([_at(span) for span in named], np.int64), self._network.events(tuned, named)


def _at(span: Span) -> tuple[int, int, int]:
    """Pieces and kind of a name."""
    return span.first, span.last, KINDS.index(span.type)


def _sure_tags(tags: Tags, logits: NDArray[np.float32], pieces: Pieces) -> tuple[NDArray[np.int64], list[Span]]:
    """The tags that the reader is sure of, and all names that it reads."""
    spans = tags.spans(logits, pieces)
    found = tags.of([(span.start, span.end, span.type) for span in spans], pieces)
    likely = np.exp(log_softmax(logits))[np.arange(len(found)), found]
    return np.where(likely >= SURE, found, IGNORED), spans


def _overlaid(
    names: NDArray[np.int64], spans: list[Span], stretch: Stretch, pieces: Pieces, *, learned: bool
) -> list[Span]:
    """Put a decision over what was read: its tags, and the names without those that it contradicts."""
    first, last = pieces_of(stretch.start, stretch.end, pieces)
    if first >= last:
        return spans
    over = [span for span in spans if span.first < last and first < span.last]
    for span in over:
        names[span.first : span.last] = IGNORED
    kept = [span for span in spans if span not in over]
    if not learned:
        names[first:last] = IGNORED
        return spans
    if stretch.type is None:
        names[first:last] = 0
        return kept
    names[first:last] = NAME_TAGS.of([(stretch.start, stretch.end, stretch.type)], pieces)[first:last]
    return [*kept, Span(stretch.start, stretch.end, first, last, stretch.type)]


def _decide_pairs(
    text: str,
    spans: Sequence[Span],
    pairs: Sequence[tuple[int, int]],
    told: NDArray[np.int64],
    decided: Decided,
    hidden: Decided | None,
) -> None:
    """Put what a person said is told, or not, over what was read of pairs."""
    for row, (one, other) in enumerate(pairs):
        ends = tuple(text[spans[at].start : spans[at].end] for at in (one, other))
        for telling in (*(hidden.tellings if hidden else ()), *decided.tellings):
            straight = ends[0] in telling.subjects and ends[1] in telling.objects
            turned = telling.predicate in MUTUAL and ends[1] in telling.subjects and ends[0] in telling.objects
            if (straight or turned) and telling not in decided.tellings:
                told[row, 0] = IGNORED
            elif straight or turned:
                told[row, 0] = PREDICATES.index(telling.predicate) + 1 if telling.said else 0


def _telling(told: NDArray[np.int64]) -> list[int]:
    """Rows of the pairs that are learned from: all of which something is told, and some of the many others."""
    rows = np.flatnonzero(told[:, 0] > 0).tolist()
    others = np.flatnonzero(told[:, 0] == 0)
    return sorted([*rows, *others[:: max(1, len(others) // _MOST_SILENT)].tolist()])


def _decide_news(text: str, spans: Sequence[Span], news: NDArray[np.float32], decided: Decided) -> None:
    """Put what a person said happens to a name over what was read."""
    for row, name in enumerate(by_spelling(text, spans) if len(news) else ()):
        for happening in decided.happenings:
            if name in happening.names:
                news[row] = 0
                if happening.kind in EVENTS:
                    news[row, EVENTS.index(happening.kind)] = 1
