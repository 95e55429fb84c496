"""Hits with their reasons: the passage to show, the words and names that matched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Entity, Item, Passage
from kg.related.stories import Stories
from kg.search.hits import Hit, Snippet, Why
from kg.search.query import Understood
from kg.search.ranking import Ranking, Unit
from kg.store.arrays import Arrays
from kg.store.database import PASSAGE_BITS
from kg.store.meaning import Meaning
from kg.store.reader import Reader
from kg.text.words import HAN_CHARACTER, WORD_UNIT, fold, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices = NDArray[np.int64]

LONGEST = 220  # characters of a passage that are shown


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
        wordings = [wording for unit in units for wording in unit.others]
        entities, passages = self._entities(chosen, understood), self._passages(chosen, ranking)
        store, hits = self._reader.store, []
        items, keys = store.items((chosen + 1).tolist()), self._reader.once(Stories).keys(chosen.tolist())
        for rank, (index, item) in enumerate(zip(chosen.tolist(), items, strict=True), page.start):
            mentioned = entities[index]
            names = tuple(alias for entity in mentioned for alias in entity.aliases)
            terms = {**weights, **_held(item, wordings)}
            parts = ((name, round(float(v[rank]), 4)) for name, v in ranking.parts.items() if abs(v[rank]) > 5e-5)
            why = Why(
                parts=tuple(parts),
                passage=_passage(item, passages.get(index, []), terms, names),
                title_marks=marks(item.title, terms, names),
                entities=mentioned,
                date=store.issues[self._arrays.issues[index]].date,
            )
            hits.append(Hit(item, float(ranking.scores[rank]), why, keys.get(index)))
        return tuple(hits)

    def _entities(self, chosen: Indices, understood: Understood) -> dict[int, tuple[Entity, ...]]:
        """Which of the names asked for, or of their relatives, each item mentions."""
        arrays = self._arrays
        asked = {e for part in understood.of("entity") for e in arrays.family_of(part.entities)}
        named = {i: [e for e in arrays.mentioned.of(i)[0].tolist() if e in asked] for i in chosen.tolist()}
        wanted = sorted({e for found in named.values() for e in found})
        known = dict(zip(wanted, arrays.full_entities(wanted), strict=True))
        return {index: tuple(known[e] for e in found) for index, found in named.items()}

    def _passages(self, chosen: Indices, ranking: Ranking) -> dict[int, list[tuple[Passage, float]]]:
        """Passages of each item with their cosine to the query; 0 where meaning was not looked at."""
        keys, _ = self._meaning.passages_of(chosen)
        near = np.zeros(len(keys)) if ranking.vector is None else self._meaning.vectors(keys) @ ranking.vector
        cosine = dict(zip(keys.tolist(), near.tolist(), strict=True))
        passages: dict[int, list[tuple[Passage, float]]] = {}
        for key, passage in self._reader.store.passages(keys.tolist()):
            passages.setdefault((key >> PASSAGE_BITS) - 1, []).append((passage, cosine[key]))
        return passages


def _held(item: Item, wordings: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """Terms of those synonyms that an item really uses, with a small weight each."""
    held = set(words(item.text)) | set(words(item.opinion)) if wordings else set()
    return {term: 0.1 for wording in wordings if held.issuperset(wording) for term in wording}


def _passage(
    item: Item, passages: Sequence[tuple[Passage, float]], terms: Mapping[str, float], names: Sequence[str]
) -> Snippet:
    """The part of an item that answers best: by meaning, and by what it holds of the words that were asked."""
    finest = [pair for pair in passages if pair[0].grain not in ("item", "title", "opinion")] or passages
    if not finest:
        return Snippet("text", 0, len(item.title), item.title)
    best, _ = max(finest, key=lambda pair: pair[1] + share(pair[0].text, terms))
    spans = marks(best.text, terms, names)
    start, end = cut(best.text, spans)
    shown = tuple((a - start, b - start) for a, b in spans if a >= start and b <= end)
    return Snippet(best.field, best.start + start, best.start + end, best.text[start:end], shown)


def marks(text: str, terms: Collection[str], names: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """Spans of `text` that hold index terms or names, ascending, joined where they touch.

    Parameters
    ----------
    terms
        Terms of `kg.text.words.words`.
    names
        Names as they may be written; case does not matter.

    >>> [("新模型 GPT-5 发布"[a:b]) for a, b in marks("新模型 GPT-5 发布", {"模型", "gpt5"}, ["GPT-5"])]
    ['模型', 'GPT-5']
    """
    spans = sorted([*_term_spans(text, frozenset(terms)), *_name_spans(text, names)])
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _term_spans(text: str, terms: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Places of single terms."""
    for match in WORD_UNIT.finditer(text):
        start, unit = match.start(), match.group()
        if HAN_CHARACTER.match(unit):
            if len(unit) == 1 and unit in terms:
                yield start, start + 1
            for i in range(len(unit) - 1):
                if unit[i : i + 2] in terms:
                    yield start + i, start + i + 2
        elif not terms.isdisjoint(_terms_of(unit)):
            yield match.span()


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


def share(text: str, weights: Mapping[str, float]) -> float:
    """Weight of the query's terms that a passage holds; one inside a longer word counts too: that is quick to see."""
    folded = fold(text)
    return sum(weight for term, weight in weights.items() if term in folded)
