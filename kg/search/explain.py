"""Hits with their reasons: the passage to show, the words and names that matched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.model import Entity, Item, TextField
from kg.related.stories import Stories
from kg.search.hits import Hit, Snippet, Why
from kg.search.query import Understood
from kg.search.ranking import Ranking, Unit
from kg.store.arrays import Arrays
from kg.store.meaning import Meaning
from kg.store.postings import are_in
from kg.store.reader import Reader
from kg.text.words import HAN_CHARACTER, LATIN_WORD, NUMBER, fold, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices = NDArray[np.int64]

LONGEST = 220  # characters of a passage that are shown
_COARSE = frozenset({"item", "title", "opinion"})
_LATIN_UNIT = re.compile(rf"{NUMBER}|{LATIN_WORD}(?:\+\+|#)?")


class Explainer:
    """Tells why items were found. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._arrays, self._meaning = reader.once(Arrays), reader.once(Meaning)

    def explain(self, ranking: Ranking, page: slice, understood: Understood, units: Sequence[Unit]) -> tuple[Hit, ...]:
        """The hits of one page."""
        chosen = ranking.items[page]
        if not len(chosen):
            return ()
        total = sum(unit.weight for unit in units) or 1.0
        weights = {term: unit.weight / total / len(unit.terms) for unit in units for term in unit.terms}
        held = self._held(chosen, units)
        entities, near = self._entities(chosen, understood), self._near(chosen, ranking)
        days = self._arrays.issue_dates[self._arrays.issues[chosen]].tolist()
        scores, close = ranking.scores[page].tolist(), ranking.near[page].tolist()
        parts = {name: values[page].tolist() for name, values in ranking.parts.items()}
        items = self._reader.store.items((chosen + 1).tolist())
        keys = self._reader.once(Stories).keys(chosen.tolist())
        hits: list[Hit] = []
        for place, (index, item) in enumerate(zip(chosen.tolist(), items, strict=True)):
            mentioned = entities[index]
            asked = _Asked(
                {**weights, **held[index]} if index in held else weights,
                tuple(alias for entity in mentioned for alias in entity.aliases),
            )
            passages = self._passages(index, item, near)
            title, *folded = _folded([item.title, *(passage.text for passage in passages)])
            why = Why(
                parts=tuple((name, round(v[place], 4)) for name, v in parts.items() if abs(v[place]) > 5e-5),
                passage=_passage(item, passages, folded, asked),
                title_marks=marks(item.title, asked.terms, asked.names, title),
                entities=mentioned,
                date=date.fromordinal(days[place]) if days[place] else None,
            )
            hits.append(Hit(item, scores[place], why, keys.get(index), close[place]))
        return tuple(hits)

    def _held(self, chosen: Indices, units: Sequence[Unit]) -> dict[int, dict[str, float]]:
        """Terms of those synonyms that an item really uses, with a small weight each, by item."""
        found: dict[int, dict[str, float]] = {}
        for wording in (wording for unit in units for wording in unit.others):
            for index in chosen[are_in(chosen, self._arrays.holding(wording))].tolist():
                found.setdefault(index, {}).update(dict.fromkeys(wording, 0.1))
        return found

    def _entities(self, chosen: Indices, understood: Understood) -> dict[int, tuple[Entity, ...]]:
        """Which of the names asked for, or of their relatives, each item mentions."""
        arrays = self._arrays
        asked = {e for part in understood.of("entity") for e in arrays.family_of(part.entities)}
        named = {i: [e for e in arrays.mentioned.of(i)[0].tolist() if e in asked] for i in chosen.tolist()}
        wanted = sorted({e for found in named.values() for e in found})
        known = dict(zip(wanted, arrays.full_entities(wanted), strict=True))
        return {index: tuple(known[e] for e in found) for index, found in named.items()}

    def _near(self, chosen: Indices, ranking: Ranking) -> dict[int, list[float]]:
        """Cosine of each passage of some items to the query; none where meaning was not looked at."""
        if ranking.vector is None:
            return {}
        places, owners = self._meaning.passages_of(chosen)
        near = self._meaning.cosines(places, ranking.vector)
        return {index: near[owners == place].tolist() for place, index in enumerate(chosen.tolist())}

    def _passages(self, index: int, item: Item, near: Mapping[int, list[float]]) -> list[_Candidate]:
        """Passages of an item that may be shown: the finest there are."""
        places = self._arrays.tables.passages_of(index)
        cosines = near.get(index) or [0.0] * len(places)
        fine = [at for at, (grain, *_) in enumerate(places) if grain not in _COARSE] or range(len(places))
        found = []
        for at in fine:
            _, field, start, end = places[at]
            found.append(_Candidate(field, start, item.field(field)[start:end], cosines[at]))
        return found


class _Candidate(NamedTuple):
    """A passage, with its cosine to the query; 0 where meaning was not looked at."""

    field: TextField
    start: int
    text: str
    cosine: float


class _Asked(NamedTuple):
    """What is looked for in the text of an item: index terms with their weights, and names."""

    terms: Mapping[str, float]
    names: Sequence[str]


def _folded(texts: Sequence[str]) -> list[str]:
    """Texts folded, all at once: one by one that takes a third of what a hit needs."""
    return fold("\0".join(texts)).split("\0")  # no text of an archive has a NUL


def _passage(item: Item, passages: Sequence[_Candidate], folded: Sequence[str], asked: _Asked) -> Snippet:
    """The part of an item that answers best: by meaning, and by what it holds of the words that were asked."""
    if not passages:
        return Snippet("text", 0, len(item.title), item.title)
    best, text = max(zip(passages, folded, strict=True), key=lambda pair: pair[0].cosine + share(pair[1], asked.terms))
    spans = marks(best.text, asked.terms, asked.names, text)
    start, end = cut(best.text, spans)
    shown = tuple((a - start, b - start) for a, b in spans if a >= start and b <= end)
    return Snippet(best.field, best.start + start, best.start + end, best.text[start:end], shown)


def marks(
    text: str, terms: Collection[str], names: Sequence[str] = (), folded: str | None = None
) -> tuple[tuple[int, int], ...]:
    """Spans of `text` that hold index terms or names, ascending, joined where they touch.

    Parameters
    ----------
    terms
        Terms of `kg.text.words.words`.
    names
        Names as they may be written; case does not matter.
    folded
        `text` folded, where that is known.

    >>> [("新模型 GPT-5 发布"[a:b]) for a, b in marks("新模型 GPT-5 发布", {"模型", "gpt5"}, ["GPT-5"])]
    ['模型', 'GPT-5']
    """
    spans = sorted([*_term_spans(text, fold(text) if folded is None else folded, terms), *_name_spans(text, names)])
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _term_spans(text: str, folded: str, terms: Collection[str]) -> Iterator[tuple[int, int]]:
    """Places of single terms."""
    latin = set()
    for term in terms:
        if term not in folded:  # what a word of the text is folded to stands in the folded text
            continue
        if HAN_CHARACTER.match(term):
            yield from _han_spans(text, term)
        else:
            latin.add(term)
    for match in _LATIN_UNIT.finditer(text) if latin else ():
        if not latin.isdisjoint(_terms_of(match.group())):
            yield match.span()


def _han_spans(text: str, term: str) -> Iterator[tuple[int, int]]:
    """Places of a term in Han: a pair, or a character that stands alone."""
    start = text.find(term)
    while start >= 0:
        end = start + len(term)
        if len(term) > 1 or not (HAN_CHARACTER.match(text, end) or (start and HAN_CHARACTER.match(text, start - 1))):
            yield start, end
        start = text.find(term, start + 1)


@lru_cache(maxsize=8192)
def _terms_of(unit: str) -> tuple[str, ...]:
    """Index terms of one Latin word or number; the same few thousand come again and again."""
    return tuple(words(unit))


def _name_spans(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of names."""
    lower = text.lower()
    for name in names:
        if len(name) > 1 and name.lower() in lower:
            edge = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
            after = r"(?![A-Za-z])" if name[-1].isascii() else ""
            for match in re.finditer(edge + re.escape(name) + after, text, re.IGNORECASE):
                yield match.span()


def cut(text: str, spans: Sequence[tuple[int, int]], *, longest: int = LONGEST) -> tuple[int, int]:
    """The part of a long passage to show: where most marks stand, from a sentence or word edge."""
    if len(text) <= longest:
        return 0, len(text)
    starts = [0, *(start for start, _ in spans)]
    best = max(starts, key=lambda at: (sum(at <= a and b <= at + longest - 20 for a, b in spans), -at))
    start = max((text.rfind(mark, max(0, best - 60), best) + 1 for mark in "。！？；，.!?;\n"), default=0)
    start = start if start > 0 else max(0, best - 20)
    start = min(start, max(0, len(text) - longest))
    end = min(len(text), start + longest)
    while start < end and text[start].isspace():
        start += 1
    return start, end


def share(folded: str, weights: Mapping[str, float]) -> float:
    """Weight of the query's terms that a folded text holds; one inside a longer word counts too: quick to see."""
    return sum(weight for term, weight in weights.items() if term in folded)
