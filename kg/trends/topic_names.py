"""Names for topics: their most telling words, by class-based TF-IDF, in the language of their items."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np

from kg.store.arrays import Arrays
from kg.store.columns import ItemHead
from kg.store.reader import Reader
from kg.text.words import HAN_RUN, fold, language_of, words
from kg.trends.han_words import Ties, han_words

WORDS = 3
"""Words in a name."""
_HEAD = 240  # characters of an item that its words are taken from: headings tell more than endings
_LONGEST_NAME = 24  # titles of papers name nothing but themselves
_TELLING = 0.4  # a word that tells so much less than the first is no part of the name
_NAME_BONUS = 1.5  # a name tells more than a word
_MOST_COUNTED = 2000  # items in which characters side by side are counted
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.+'’][A-Za-z0-9]+)*")
_STOP = frozenset(["made", "make", "makes", "new", "today", "use", "used", "uses", "using", "week", "year", "will"])


@dataclass(frozen=True, slots=True)
class NamedItems:
    """Items that have, or shall get, a name in common.

    Attributes
    ----------
    members
        Indices of the items.
    weights
        How much each counts, one a member.
    name
        The name that they keep, "" where they shall get one.
    """

    members: tuple[int, ...]
    weights: tuple[float, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Term:
    """A word, or the name of an entity, in some items: how it is spelt in each, by position in the group."""

    spelt: dict[int, str]
    entity: int | None = None

    @property
    def shown(self) -> str:
        """The spelling of most items."""
        return Counter(self.spelt.values()).most_common(1)[0][0]


class Namer:
    """Names groups of items of one archive.

    Parameters
    ----------
    reader
        Where the words' frequencies come from.
    heads
        What each item begins with.
    """

    def __init__(self, reader: Reader, heads: Sequence[ItemHead]) -> None:
        self._store, self._heads = reader.store, heads
        self._arrays = reader.once(Arrays)
        self._ties = Ties(())

    def names(self, groups: Sequence[NamedItems], known: int) -> list[str]:
        """Name groups of items, except those that keep their name; names are distinct.

        Only the first `known` items are looked at, so that later ones do not change the names.
        """
        taken = {group.name for group in groups if group.name}
        counted = self._heads[:known][:: max(1, -(-known // _MOST_COUNTED))]
        self._ties = Ties(head.text[:_HEAD] for head in counted)
        share = known / max(1, len(groups))
        found = []
        for group in groups:
            name = group.name or self._name(group, known, share, taken)
            taken.add(name)
            found.append(name)
        return found

    def _name(self, group: NamedItems, known: int, share: float, taken: set[str]) -> str:
        """A name that no other group has, if there are words enough for one."""
        terms = self._terms(group, known, share)
        name = " · ".join(terms[:WORDS])
        while name in taken and len(terms) > WORDS:
            terms = [*terms[: WORDS - 1], *terms[WORDS:]]
            name = " · ".join(terms[:WORDS])
        return name or self._heads[group.members[0]].title

    def _terms(self, group: NamedItems, known: int, share: float) -> list[str]:
        """The most telling terms of some items, best first.

        A term weighs n · ln(1 + A / N): n items of the topic and N of the archive hold it, A is the mean number of
        items a topic (Grootendorst 2022, equation 2, with items for words). Items at the edge of the topic count for
        little in n, so that it does not hang on one of them what the topic is called.
        """
        terms = self._without_aliases(self._held(group.members))
        every = sum(group.weights)
        scored: dict[str, float] = {}
        names: set[str] = set()
        for key, term in terms.items():
            weight = sum(group.weights[place] for place in term.spelt)
            if len(term.spelt) < 2 or weight < every / 4:
                continue
            often = self._frequency(key, known) if term.entity is None else self._times_named(term.entity, known)
            shown = term.shown
            if term.entity is not None:
                names.add(shown)
            if often:
                score = weight * math.log1p(share / often) * (1.0 if term.entity is None else _NAME_BONUS)
                scored[shown] = max(scored.get(shown, 0.0), score)
        # "Banana" says no more where "Nano Banana" is known.
        parts = {word for name in names for word in _LATIN.findall(name) if word != name}
        ranked = sorted(scored.keys() - parts, key=lambda term: (-scored[term], term))
        told = _distinct([term for term in ranked if scored[term] >= _TELLING * scored[ranked[0]]])
        return _joined(told, [fold(self._heads[member].text[:_HEAD]) for member in group.members])

    def _held(self, members: Sequence[int]) -> dict[str, _Term]:
        """Names and words that items hold, by key."""
        texts = [self._heads[member].text[:_HEAD] for member in members]
        terms: dict[str, _Term] = {}
        for place, member in enumerate(members):
            for entity in self._arrays.mentioned.of(member)[0].tolist():
                name = self._arrays.entities[entity].name
                if len(name) <= _LONGEST_NAME:
                    terms.setdefault(f"={entity}", _Term({}, entity)).spelt[place] = name
            for key, word in _latin_words(texts[place]).items():
                terms.setdefault(key, _Term({})).spelt[place] = word
        if sum(language_of(text) == "zh" for text in texts) * 2 >= len(texts):
            for gram, places in han_words(texts, max(2, len(texts) // 4), self._ties).items():
                terms[gram] = _Term(dict.fromkeys(places, gram))
        return terms

    def _without_aliases(self, terms: dict[str, _Term]) -> dict[str, _Term]:
        """Terms but for words that hold another name of an entity which several items name: 谷歌 repeats Google."""
        named = [term.entity for term in terms.values() if term.entity is not None and len(term.spelt) > 1]
        others = {fold(alias) for entity in self._arrays.full_entities(named) for alias in entity.aliases}
        han = [other for other in others if HAN_RUN.fullmatch(other)]
        return {
            key: term
            for key, term in terms.items()
            if term.entity is not None or not (fold(key) in others or any(other in key for other in han))
        }

    def _times_named(self, entity: int, known: int) -> int:
        """How many of the first `known` items name an entity."""
        return int(np.searchsorted(self._arrays.mentions.of(entity)[0], known))

    def _frequency(self, term: str, known: int) -> int:
        """How many of the first `known` items hold a term; for several index terms, those that hold the rarest."""
        rows = (self._store.items_with_term(each) for each in words(term))
        found = (np.searchsorted(each, known, side="right") for each in rows)
        return int(min(found, default=0))


def _latin_words(text: str) -> Mapping[str, str]:
    """Telling words of a text in Latin letters, by their folded form, as they are spelt last."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    found = {fold(word): word for word in _LATIN.findall(text) if len(word) > 2}
    return {key: word for key, word in found.items() if key not in _STOP and key not in ENGLISH_STOP_WORDS}


def _distinct(ranked: Sequence[str]) -> list[str]:
    """Terms without those that repeat a part of a better one."""
    kept: list[str] = []
    for term in ranked:
        key = fold(term)
        if not any(key in fold(other) or fold(other) in key or _share_han(key, fold(other)) for other in kept):
            kept.append(term)
    return kept


def _joined(terms: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Terms with those made one that stand side by side in most texts that hold both: "pull requests"."""
    joined: list[str] = list(terms[: 2 * WORDS])
    for first, second in permutations(terms[: 2 * WORDS], 2):
        if first in joined and second in joined and _side_by_side(fold(first), fold(second), texts):
            joined[joined.index(first)] = f"{first} {second}"
            joined.remove(second)
    return [*joined, *terms[2 * WORDS :]]


def _side_by_side(first: str, second: str, texts: Sequence[str]) -> bool:
    """Whether most texts that hold both words, and two at least, have the second right behind the first."""
    both = [text for text in texts if first in text and second in text]
    together = sum(f"{first} {second}" in text for text in both)
    return together > 1 and 2 * together > len(both)


def _share_han(first: str, second: str) -> bool:
    """Whether two terms share a stretch of two Han characters: what reads 坚实基础 needs no 奠定了坚实."""
    return any(pair in second for run in HAN_RUN.findall(first) for pair in map("".join, pairwise(run)))
