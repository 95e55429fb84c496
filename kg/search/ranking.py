"""Scores for every item: words, names, vectors, times, each by itself and then together.

A score is a sum of parts, so that a hit can say where it comes from. Arrays have one place for each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import log
from typing import TYPE_CHECKING

import numpy as np

from kg.search.parts import Part, Understood
from kg.store.columns import items_linking
from kg.text.glossary import synonyms
from kg.text.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.arrays import SearchData
    from kg.store.database import Store

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a score counts; 0 leaves a part out.

    Attributes
    ----------
    meaning
        Vectors: the middle between the whole item's and the best passage's cosine.
    features
        Cosine of the sparse features.
    words
        Share of the query's rare words and names that the item covers.
    topic
        The item stands in a section of the kind that is asked for.
    period
        How much of what the issue covers lies outside the time asked for; taken off.
    """

    meaning: float = 1.0
    features: float = 0.8
    words: float = 0.4
    topic: float = 0.05
    period: float = 0.1


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
    vector
        The query's, shape (1, dimension); None where meaning was not looked at.
    """

    items: NDArray[np.int64]
    scores: Floats
    parts: dict[str, Floats]
    vector: Floats | None = None


# A stop word's document frequency makes it light; these say nothing about the subject at any frequency.
_STOP_WORDS = """
a about above after again against all also am an and any are around as at be because been before being below between
both but by can could did do does doing done down during each else ever every few for from further get gets getting go
goes going got had has have having he her here hers him his how i if in inside instead into is it its itself just like
made make makes making many may me might more most much must my near no nor not now of off on once one only onto or
other our out outside over own per rather really same shall she should so some such than that the their them then
there these they this those through to together too toward towards under until up upon us use used uses using very via
was way ways we were what when where whether which while who whom whose why will with within without would yet you
your new 什么 怎么 如何 为什 哪些 哪个 一个 有没 没有 能不 不能 可以 还有 有人 自己 我们 他们 这些 那些 以及 关于 系列
最近 新闻 消息 相关 有关 情况 内容 东西 时候 来龙 龙去 去脉
"""
_STOP = frozenset(_STOP_WORDS.split())
# A pair of characters with one of these in it is grammar, or crosses the edge of a word.
_GRAMMAR = frozenset("的了吗呢吧啊是在和与及或把被给让也都就还很才又再得着过对从向以而且之其这那个们么哪谁你我他她它没")


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


def units_of(understood: Understood, data: SearchData) -> list[Unit]:
    """What the words of an item are compared with: names, words with a translation, and the terms of the rest."""
    rest = understood.text
    units: list[Unit] = []
    for part in understood.of("entity"):
        if part.start >= 0:
            terms = tuple(dict.fromkeys(words(part.value) + words(part.text)))
            count = max((len(data.mentions.of(e)[0]) for e in part.entities), default=0)
            units.append(Unit(terms, (), part.entities, _rarity(count, data) * part.similarity))
            rest = rest.replace(part.text, " ").replace(part.value, " ")
    single: dict[str, None] = {}
    last = 0
    for start, end, wordings in synonyms(rest):
        single.update(dict.fromkeys(words(rest[last:start])))
        last = end
        terms = tuple(dict.fromkeys(words(rest[start:end])))
        others = tuple(dict.fromkeys(tuple(words(wording)) for wording in wordings))
        count = max(len(_holding_all(wording, data)) for wording in (terms, *others))
        units.append(Unit(terms, others, (), _rarity(count, data)))
    single.update(dict.fromkeys(words(rest[last:])))
    covered = {term for unit in units for term in unit.terms}
    units += [Unit((t,), (), (), _rarity(data.frequency(t), data)) for t in single if t not in covered and _says(t)]
    return units


def _says(term: str) -> bool:
    """Whether a term says something about the subject."""
    return term not in _STOP and not _GRAMMAR.intersection(term)


def _rarity(count: int, data: SearchData) -> float:
    """Inverse document frequency."""
    return log(1 + max(1, len(data)) / (count + 0.5))


def _holding_all(terms: Sequence[str], data: SearchData) -> NDArray[np.int32]:
    """Items that hold every one of these terms."""
    held = [data.term(term) for term in terms]
    return reduce(np.intersect1d, sorted(held, key=len)) if held else np.zeros(0, np.int32)


def cover(units: Sequence[Unit], data: SearchData) -> Floats:
    """Share of the query's rare words and names that each item covers, 0 … 1."""
    share = np.zeros(len(data), np.float32)
    total = sum(unit.weight for unit in units) or 1.0
    for unit in units:
        held = np.zeros(len(data), np.float32)
        for term in unit.terms:
            held[data.term(term)] += 1 / len(unit.terms)
        for wording in unit.others:
            held[_holding_all(wording, data)] = 1
        if unit.entities:
            np.maximum(held, data.reach(unit.entities), out=held)
        share += held * np.float32(unit.weight / total)
    return np.minimum(share, np.float32(1))


def topical(understood: Understood, data: SearchData) -> Floats:
    """1 where an item is of the sort that is asked for."""
    score = np.zeros(len(data), np.float32)
    for part in understood.of("topic"):
        concept, *sections = part.value.split("\n")
        chosen = data.in_sections(sections) | data.of_kind(concept)
        score[chosen] = 1
    return score


def within(parts: Sequence[Part], data: SearchData) -> Floats:
    """Share of the days that each item's issue covers which lie in the periods asked for, 0 … 1."""
    share = np.ones(len(data), np.float32)
    for part in parts:
        share = np.minimum(share, data.overlap(part.since or date.min, part.until or date.max))
    return share


def of_accounts(understood: Understood, store: Store, size: int) -> Floats:
    """1 where an item links to what an account (@name) wrote or made."""
    score = np.zeros(size, np.float32)
    for part in understood.of("account"):
        for site in ("x.com", "twitter.com", "github.com", "huggingface.co"):
            score[items_linking(store, f"{site}/{part.value}")] = 1
    return score
