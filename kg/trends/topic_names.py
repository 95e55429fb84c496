"""Names for topics: their most telling words, by class-based TF-IDF, in the language of their items."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.store.arrays import Arrays
from kg.store.columns import ItemHead
from kg.store.reader import Reader
from kg.text.words import HAN_RUN, fold, language_of, words

WORDS = 3
"""Words in a name."""
_HEAD = 240  # characters of an item that its words are taken from: headings tell more than endings
_LONGEST = 5  # Han characters of a word
_LONGEST_NAME = 24  # titles of papers name nothing but themselves
_TELLING = 0.4  # a word that tells so much less than the first is no part of the name
_NAME_BONUS = 1.5  # a name tells more than a word
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.+'’][A-Za-z0-9]+)*")
_EDGES = frozenset(
    "的了是在和与为也就都将被把这那其中个们着过到从对于以而及或等各每但却又还再已可能会要让使用由向给"
    "有无不没很更最之则并且如若因所一二三四五六七八九十两几多少上下前后内外里间年月日周期号第我你他她它谁"
    "来去出入起做成作说称据约近达超新首次后款项种类家位名名台亿万千百元本该此某"
)
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

    def names(self, groups: Sequence[NamedItems], known: int) -> list[str]:
        """Name groups of items, except those that keep their name; names are distinct.

        Only the first `known` items are looked at, so that later ones do not change the names.
        """
        taken = {group.name for group in groups if group.name}
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
        terms = self._held(group.members)
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
        return _distinct([term for term in ranked if scored[term] >= _TELLING * scored[ranked[0]]])

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
            for gram, places in _han_words(texts, max(2, len(texts) // 4)).items():
                terms[gram] = _Term(dict.fromkeys(places, gram))
        return terms

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


def _han_words(texts: Sequence[str], least: int) -> dict[str, list[int]]:
    """Stretches of Han characters that several texts share, and which; parts of longer ones are left out."""
    holds: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        for gram in {gram for run in HAN_RUN.findall(text) for gram in _parts(run, _LONGEST)}:
            holds.setdefault(gram, []).append(place)
    often = {gram: places for gram, places in holds.items() if len(places) >= least}
    whole = {gram for gram in often if gram[0] not in _EDGES and gram[-1] not in _EDGES}
    parts = {
        part
        for longer, places in often.items()
        for part in _parts(longer, len(longer) - 1)
        if len(places) >= 0.7 * len(often[part])
    }
    return {gram: often[gram] for gram in sorted(whole - parts)}


def _parts(run: str, longest: int) -> Iterator[str]:
    """Stretches of two up to so many characters of a run."""
    for size in range(2, longest + 1):
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def _distinct(ranked: Sequence[str]) -> list[str]:
    """Terms without those that repeat a part of a better one."""
    kept: list[str] = []
    for term in ranked:
        key = fold(term)
        if not any(key in fold(other) or fold(other) in key for other in kept):
            kept.append(term)
    return kept
