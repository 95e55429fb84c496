"""Scores for every item: words, names, vectors, times, each by itself and then together.

A score is a sum of parts, so that a hit can say where it comes from. Arrays have one place for each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from kg.search.filters import allowed
from kg.search.parts import Part
from kg.search.query import Understood
from kg.store.arrays import Arrays, highest
from kg.store.columns import items_linking
from kg.store.database import Store
from kg.store.meaning import Meaning
from kg.store.reader import Reader
from kg.text.glossary import synonyms
from kg.text.grammar import says_something
from kg.text.words import language_of, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a score counts; 0 leaves a part out.

    Attributes
    ----------
    meaning
        Vectors: the middle between the whole item's and the best passage's cosine.
    words
        Share of the query's rare words and names that the item covers.
    names
        Share of the query's names that the item mentions, or relatives of them, by how much of the query they are.
    topic
        The item stands in a section of the kind that is asked for.
    period
        How much of what the issue covers lies outside the time asked for; taken off.
    """

    meaning: float = 1.0
    words: float = 0.4
    names: float = 0.5
    topic: float = 0.05
    period: float = 0.1


HYBRID = Weights()
SEMANTIC = Weights(words=0, names=0, topic=0)
KEYWORD = Weights(meaning=0, words=1, topic=0.1)
MODES: dict[str, Weights] = {"hybrid": HYBRID, "semantic": SEMANTIC, "keyword": KEYWORD}

# What an unrelated item gets at most, by meaning and where only words count: a best score below it means that nothing
# is close. Of 230 labelled queries over five newsletters 10 are misjudged; of questions about other fields three in
# four are seen as such, over a newsletter about everything every second one.
_CHANCE_MEANING, _CHANCE_WORDS = 0.36, 0.35
_CERTAIN = frozenset({"phrase", "link"})
_NEAREST = 1000  # passages
_CANDIDATES = 300  # items by words and names
_FLOOR = 0.3  # share of the best score that a result needs


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scored items, best first.

    Attributes
    ----------
    items
        Indices, shape (n,).
    scores
        Shape (n,), falling.
    parts
        What each score is the sum of, by name, each of shape (n,).
    near
        Which are about what was asked, shape (n,).
    vector
        The query's, shape (dimension,); None where meaning was not looked at.
    other_times
        Whether none of the time that was asked for is, so that these are of any time.
    """

    items: NDArray[np.int64]
    scores: Floats
    parts: dict[str, Floats]
    near: Bools
    vector: Floats | None = None
    other_times: bool = False

    @property
    def close(self) -> bool:
        """Whether any of them is about what was asked."""
        return bool(self.near.any())


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the query, or a name of several: covered as a whole.

    Attributes
    ----------
    terms
        Index terms, each of which covers a part of it.
    others
        Wordings that mean the same, as index terms that must all be there.
    entities
        Entities whose mention covers it.
    weight
        Its rarity.
    """

    terms: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    entities: tuple[int, ...] = ()
    weight: float = 1.0


def units_of(understood: Understood, arrays: Arrays) -> list[Unit]:
    """What the words of an item are compared with: names, words with a translation, and the terms of the rest."""
    rest = understood.text
    units: list[Unit] = []
    for part in understood.of("entity"):
        if part.start >= 0:
            terms = tuple(dict.fromkeys(words(part.value) + words(part.text)))
            count = max((len(arrays.mentions.of(e)[0]) for e in part.entities), default=0)
            units.append(Unit(terms, (), part.entities, arrays.rarity(count) * part.similarity))
            rest = rest.replace(part.text, " ").replace(part.value, " ")
    single: dict[str, None] = {}
    last = 0
    for known in synonyms(rest):
        single.update(dict.fromkeys(words(rest[last : known.start])))
        last = known.end
        terms = tuple(dict.fromkeys(words(rest[known.start : known.end])))
        others = tuple(dict.fromkeys(tuple(words(wording)) for wording in known.others))
        count = max(len(arrays.holding(wording)) for wording in (terms, *others))
        units.append(Unit(terms, others, (), arrays.rarity(count)))
    single.update(dict.fromkeys(words(rest[last:])))
    covered = {term for unit in units for term in unit.terms}
    units += [
        Unit((t,), (), (), arrays.rarity(arrays.frequency(t))) for t in single if t not in covered and says_something(t)
    ]
    return units


def cover(units: Sequence[Unit], arrays: Arrays) -> Floats:
    """Share of the query's rare words and names that each item covers, 0 … 1."""
    share = np.zeros(len(arrays), np.float32)
    total = sum(unit.weight for unit in units) or 1.0
    for unit in units:
        weight = np.float32(unit.weight / total)
        if len(unit.terms) == 1 and not unit.others and not unit.entities:
            share[arrays.term(unit.terms[0])] += weight
            continue
        held = np.zeros(len(arrays), np.float32)
        for term in unit.terms:
            held[arrays.term(term)] += 1 / len(unit.terms)
        for wording in unit.others:
            held[arrays.holding(wording)] = 1
        if unit.entities:
            np.maximum(held, arrays.reach(unit.entities), out=held)
        held *= weight
        share += held
    return np.minimum(share, np.float32(1), out=share)


def naming(named: Sequence[Part], arrays: Arrays) -> Floats:
    """Share of the query's names that each item has, 0 … 1: mentions of them or of relatives, or just the words.

    A misspelt name counts less.
    """
    share = np.zeros(len(arrays), np.float32)
    for part in named:
        has = arrays.reach(part.entities) > 0
        for alias in {alias for entity in arrays.full_entities(part.entities) for alias in entity.aliases}:
            has[arrays.holding(tuple(words(alias)))] = True
        share += has * np.float32(part.similarity / len(named))
    return share


def named_share(units: Sequence[Unit]) -> float:
    """How much of a query its names are, 0 … 1, by rarity."""
    total = sum(unit.weight for unit in units)
    return sum(unit.weight for unit in units if unit.entities) / total if total else 0.0


def topical(understood: Understood, arrays: Arrays) -> Floats:
    """1 where an item is of the sort that is asked for."""
    score = np.zeros(len(arrays), np.float32)
    for part in understood.of("topic"):
        score[arrays.in_sections(part.names) | arrays.of_kind(part.value)] = 1
    return score


def within(parts: Sequence[Part], arrays: Arrays) -> Floats:
    """Share of the days that each item's issue covers which lie in one of the periods asked for, 0 … 1."""
    share = np.zeros(len(arrays), np.float32)
    for part in parts:
        share = np.maximum(share, arrays.overlap(part.since or date.min, part.until or date.max))
    return share


def of_accounts(understood: Understood, store: Store, size: int) -> Floats:
    """1 where an item links to what an account (@name) wrote or made."""
    score = np.zeros(size, np.float32)
    for part in understood.of("account"):
        for site in ("x.com", "twitter.com", "github.com", "huggingface.co"):
            score[items_linking(store, f"{site}/{part.value}")] = 1
    return score


class Ranker:
    """Scores the items of one archive. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._arrays, self._meaning = reader.once(Arrays), reader.once(Meaning)

    def rank(self, understood: Understood, units: Sequence[Unit], weights: Weights) -> Ranking:
        """All items that answer a query, best first, or by the day of their issue where that is wanted."""
        strict = [part for part in understood.parts if part.strict]
        periods = [part for part in understood.of("period") if not part.strict]
        everything = np.ones(len(self._arrays), bool)
        permitted = allowed(strict, self._arrays, self._reader.store) if strict else everything
        if not any(c.isalnum() for c in understood.text) and not understood.of("account"):
            # Filters without a question: everything that they let through.
            if periods:
                of_the_time = [allowed([part], self._arrays, self._reader.store) for part in periods]
                permitted = permitted & reduce(np.logical_or, of_the_time)
            items = np.flatnonzero(permitted) if understood.parts else np.zeros(0, np.int64)
            return self._listing(items, understood.order)
        certain = any(part.kind in _CERTAIN for part in strict)
        scored = self._scored(understood, units, weights, permitted, every=certain)
        bar = _CHANCE_MEANING * weights.meaning if weights.meaning else _CHANCE_WORDS * weights.words
        if certain:
            bar = 0.0  # what has these very words, or links there, is about it however far it seems
        inside = self._of_the_time(scored, periods, weights, bar)
        ranking = self._sorted(inside or scored, bar)
        if understood.order != "best":
            ranking = self._by_day(ranking, understood.order)
        return replace(ranking, other_times=bool(periods) and inside is None)

    def _scored(
        self, understood: Understood, units: Sequence[Unit], weights: Weights, permitted: Bools, *, every: bool
    ) -> _Scored:
        """The candidates, or every item that is permitted, with the parts of their scores: by words, names, meaning."""
        arrays, reader = self._arrays, self._reader
        share = cover(units, arrays)
        if understood.of("account"):
            np.maximum(share, of_accounts(understood, reader.store, len(arrays)), out=share)
        share *= np.float32(weights.words)
        parts: dict[str, Floats] = {"words": share}
        named = [part for part in understood.of("entity") if part.start >= 0]
        if weights.names and named:
            # Squared: in a long question a name is one word of many, and the item may well do without it. That gains
            # 0.010, 0.008 and 0.011 nDCG over 0.3 whatever the share, on 1,175 questions of three unseen newsletters.
            parts["names"] = naming(named, arrays) * np.float32(weights.names * named_share(units) ** 2)
        if understood.of("topic"):
            parts["topic"] = topical(understood, arrays) * np.float32(weights.topic)
        total = reduce(np.add, parts.values())
        candidates = np.flatnonzero(permitted) if every else np.sort(highest(total, permitted, _CANDIDATES))
        if not weights.meaning:
            return _Scored(candidates, {name: values[candidates] for name, values in parts.items()})
        raw = reader.encoder.encode_query(understood.lead)
        vector = reader.space.queries(raw[None, :], [language_of(understood.lead)])[0]
        candidates, meaning = self._meaning.nearest(vector, candidates, among=permitted, passages=_NEAREST)
        chosen = {"meaning": meaning * weights.meaning}
        return _Scored(candidates, chosen | {name: values[candidates] for name, values in parts.items()}, vector)

    def _of_the_time(self, scored: _Scored, periods: Sequence[Part], weights: Weights, bar: float) -> _Scored | None:
        """Those of the time that is asked for; None where no time is, or none of them is close.

        Where none is, the time was probably that of the event and not of the issue.
        """
        if not periods:
            return None
        inside = within(periods, self._arrays)[scored.items]
        if scored.nearness[inside > 0].max(initial=-1) < bar:
            return None
        kept = inside > 0
        parts = {name: values[kept] for name, values in scored.parts.items()}
        parts["period"] = (weights.period * (inside - 1))[kept]
        return _Scored(scored.items[kept], parts, scored.vector)

    def _listing(self, items: Indices, order: str) -> Ranking:
        """Items without a question, in their order: newest issues first, unless the oldest are wanted first."""
        listing = Ranking(items, np.zeros(len(items), np.float32), {}, np.ones(len(items), bool))
        return self._by_day(listing, "old" if order == "old" else "new")

    def _by_day(self, ranking: Ranking, order: str) -> Ranking:
        """Those that are close, by the day of their issue, then by score; all where none is close."""
        kept = np.flatnonzero(ranking.near) if ranking.close else np.arange(len(ranking.items))
        items, scores = ranking.items[kept], ranking.scores[kept]
        days = self._arrays.issue_dates[self._arrays.issues[items]]
        by_day = kept[np.lexsort((items, -scores, days if order == "old" else -days))]
        parts = {name: values[by_day] for name, values in ranking.parts.items()}
        items, scores, near = ranking.items[by_day], ranking.scores[by_day], ranking.near[by_day]
        return replace(ranking, items=items, scores=scores, parts=parts, near=near)

    def _sorted(self, scored: _Scored, bar: float) -> Ranking:
        """Best first, without those far behind where there is a bar; ties by date, the newest first, then by place."""
        scores, items = np.round(scored.total, 6), scored.items
        order = self._arrays.ranked(items, scores)
        if bar:
            order = order[scores[order] >= _FLOOR * float(scores.max(initial=0))]
        parts = {name: values[order] for name, values in scored.parts.items()}
        return Ranking(items[order], scores[order], parts, scored.nearness[order] >= bar, scored.vector)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Candidates, rising, and what each score is the sum of."""

    items: Indices
    parts: dict[str, Floats]
    vector: Floats | None = None

    @property
    def total(self) -> Floats:
        """The scores, shape (n,)."""
        total: Floats = np.sum(list(self.parts.values()), axis=0, dtype=np.float32)
        return total

    @property
    def nearness(self) -> Floats:
        """The scores as far as they tell what is close, shape (n,): to name something is not yet to be about it."""
        return self.total - self.parts["names"] if "names" in self.parts else self.total
