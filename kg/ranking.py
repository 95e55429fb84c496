"""Scores for every item: words, names, vectors, times, each by itself and then together.

A score is a sum of parts, so that a hit can say where it comes from. Arrays have one place for each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import TYPE_CHECKING

import numpy as np

from kg.concepts import RELATIONS
from kg.query import Part, Understood
from kg.store_columns import items_linking
from kg.text import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.search_data import SearchData
    from kg.store import Store

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
    title
        The same for its title alone.
    names
        Share of the query's names that the item covers.
    relation
        The item says the kind of relation that is asked for, of a name that is asked for.
    topic
        The item stands in a section of the kind that is asked for.
    period
        How much of what the issue covers lies outside the time asked for; taken off.
    """

    meaning: float = 1.0
    features: float = 1.5
    words: float = 0.15
    title: float = 0.05
    names: float = 0.1
    relation: float = 0.04
    topic: float = 0.04
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
    """

    items: NDArray[np.int64]
    scores: Floats
    parts: dict[str, Floats]


# A stop word's document frequency makes it light; these say nothing about the subject at any frequency.
_STOP_WORDS = """
the and for with from that this are was what how why who which when does about into than then its their has have can
will not but you your our all any new of in on at to is it as by an a i
的 是 了 吗 和 在 与 呢 什么 怎么 如何 为什 哪些 一个 有没 没有 能不 不能 是不 还有 有人 这个 那个 以及 关于 系列 最近
新闻 消息 相关 有关
"""
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the query, or a name of several words: covered as a whole.

    Attributes
    ----------
    weight
        Its rarity.
    """

    terms: tuple[str, ...]
    entities: tuple[int, ...]
    weight: float


def units_of(understood: Understood, data: SearchData) -> list[Unit]:
    """What the words of an item are compared with."""
    units: list[Unit] = []
    rest = understood.text
    total = max(1, len(data))
    for part in understood.of("entity"):
        if part.start < 0:
            continue
        terms = tuple(dict.fromkeys(words(part.value) + words(part.text)))
        count = max((len(data.mentions.of(e)[0]) for e in part.entities), default=0)
        units.append(Unit(terms, part.entities, log(1 + total / (count + 0.5)) * part.similarity))
        rest = rest.replace(part.text, " ").replace(part.value, " ")
    for term in dict.fromkeys(words(rest)):
        if term not in _STOP:
            units.append(Unit((term,), (), log(1 + total / (data.frequency(term) + 0.5))))
    return units


def cover(units: Sequence[Unit], data: SearchData) -> tuple[Floats, Floats, Floats]:
    """Share of the query's rare words that each item, its title, and its names cover; each 0 … 1."""
    size = len(data)
    share, title, names = (np.zeros(size, np.float32) for _ in range(3))
    total = sum(unit.weight for unit in units) or 1.0
    named = sum(unit.weight for unit in units if unit.entities) or 1.0
    for unit in units:
        whole, head = np.zeros(size, np.float32), np.zeros(size, np.float32)
        for term in unit.terms:
            rows, in_title = data.term(term)
            whole[rows] += 1 / len(unit.terms)
            head[in_title] += 1 / len(unit.terms)
        if unit.entities:
            reached = data.reach(unit.entities)
            names += reached * (unit.weight / named)
            np.maximum(whole, reached, out=whole)
            np.maximum(head, np.where(reached >= 1, reached, 0), out=head)
        share += whole * (unit.weight / total)
        title += head * (unit.weight / total)
    return np.minimum(share, 1), np.minimum(title, 1), np.minimum(names, 1)


def related(understood: Understood, data: SearchData) -> Floats:
    """1 where an item says a relation of the kind and of a name that are asked for."""
    score = np.zeros(len(data), np.float32)
    entities = {e for part in understood.of("entity") for e in data.family_of(part.entities)}
    predicates = [predicate for predicate, _ in RELATIONS.find(understood.text)]
    for predicate in predicates if entities else ():
        items, ends = data.relations(predicate)
        chosen = np.isin(ends, list(entities)).any(axis=1)
        score[items[chosen]] = 1
    return score


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
