"""Names for topics: their most telling words, by class-based TF-IDF, in the language of their items."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kg.store.history import entity_labels, naming_pairs
from kg.store.reader import Reader
from kg.text.words import HAN_RUN, fold, language_of, words

if TYPE_CHECKING:
    pass

WORDS = 3
"""Words in a name."""
SETTLED = 6
"""With so many items at a checkpoint, a topic's name is final."""
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


class _Named(Protocol):
    """What gets a name."""

    members: list[int]
    weights: list[float]
    name: str
    final: bool


class Namer:
    """Names the topics of one archive.

    Parameters
    ----------
    archive
        Where the words' frequencies come from.
    heads
        (id, title, text) of all items, in order.
    """

    def __init__(self, reader: Reader, heads: Sequence[tuple[str, str, str]]) -> None:
        self._reader, self._heads = reader, heads
        item, entity = naming_pairs(reader.store)
        self._names = [name for _, _, _, name, _ in entity_labels(reader.store)]
        self._entity, self._start = entity - 1, np.searchsorted(item, np.arange(1, len(heads) + 2))
        self._known = 0
        self._named_in = np.zeros(len(self._names), np.int64)

    def name(self, clusters: Sequence[_Named], known: int) -> None:
        """Name topics anew, except those whose name is final; names are distinct.

        Only the first `known` items are looked at, so that later ones do not change the names.
        """
        self._known = known
        self._named_in = np.bincount(self._entity[: self._start[known]], minlength=len(self._names))
        taken = {cluster.name for cluster in clusters if cluster.final}
        share = known / max(1, len(clusters))
        for cluster in clusters:
            if cluster.final:
                continue
            terms = self._terms(cluster.members, cluster.weights, share)
            name = " · ".join(terms[:WORDS])
            while name in taken and len(terms) > WORDS:
                terms = [*terms[: WORDS - 1], *terms[WORDS:]]
                name = " · ".join(terms[:WORDS])
            cluster.name = name or self._heads[cluster.members[0]][1]
            cluster.final = len(cluster.members) >= SETTLED
            taken.add(cluster.name)

    def _terms(self, members: Sequence[int], weights: Sequence[float], share: float) -> list[str]:
        """The most telling terms of some items, best first.

        A term weighs n · ln(1 + A / N): n items of the topic and N of the archive hold it, A is the mean number of
        items a topic (Grootendorst 2022, equation 2, with items for words). Items at the edge of the topic count for
        little in n, so that it does not hang on one of them what the topic is called.
        """
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        texts = [self._heads[member][2][:_HEAD] for member in members]
        chinese = sum(language_of(text) == "zh" for text in texts) * 2 >= len(texts)
        holds: dict[str, dict[int, str]] = {}  # term -> place of each item that holds it, as it is spelt there
        for place, (member, text) in enumerate(zip(members, texts, strict=True)):
            for number in self._entity[self._start[member] : self._start[member + 1]].tolist():
                if len(self._names[number]) <= _LONGEST_NAME:
                    holds.setdefault(f"={number}", {})[place] = self._names[number]
            for word in _LATIN.findall(text):
                if len(word) > 2 and (key := fold(word)) not in _STOP and key not in ENGLISH_STOP_WORDS:
                    holds.setdefault(key, {})[place] = word
        if chinese:
            for gram, found in _han_words(texts, max(2, len(texts) // 4)).items():
                holds[gram] = dict.fromkeys(found, gram)
        every = sum(weights)
        scored: dict[str, float] = {}
        names: set[str] = set()
        for term, places in holds.items():
            weight = sum(weights[place] for place in places)
            if len(places) < 2 or weight < every / 4:
                continue
            shown = Counter(places.values()).most_common(1)[0][0]
            is_name = term.startswith("=")
            names |= {shown} if is_name else set()
            often = int(self._named_in[int(term[1:])]) if is_name else self._frequency(term)
            if often:
                score = weight * math.log1p(share / often) * (_NAME_BONUS if is_name else 1.0)
                scored[shown] = max(scored.get(shown, 0.0), score)
        # "Banana" says no more where "Nano Banana" is known.
        parts = {word for name in names for word in _LATIN.findall(name) if word != name}
        ranked = sorted(scored.keys() - parts, key=lambda term: (-scored[term], term))
        return _distinct([term for term in ranked if scored[term] >= _TELLING * scored[ranked[0]]])

    def _frequency(self, term: str) -> int:
        """Items of the archive that hold a term; for several index terms, those that hold the rarest."""
        store = self._reader.store
        found = (np.searchsorted(store.items_with_term(each), self._known, side="right") for each in words(term))
        return int(min(found, default=0))


def _han_words(texts: Sequence[str], least: int) -> dict[str, list[int]]:
    """Stretches of Han characters that several texts share, and which; parts of longer ones are left out."""
    holds: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        for gram in {run[i : i + size] for run in HAN_RUN.findall(text) for size in range(2, _LONGEST + 1)
                     for i in range(len(run) - size + 1)}:  # fmt: skip
            holds.setdefault(gram, []).append(place)
    often = {gram: places for gram, places in holds.items() if len(places) >= least}
    whole = {gram for gram in often if gram[0] not in _EDGES and gram[-1] not in _EDGES}
    parts = {
        part
        for longer in often
        for size in range(2, len(longer))
        for i in range(len(longer) - size + 1)
        if len(often[longer]) >= 0.7 * len(often[part := longer[i : i + size]])
    }
    return {gram: often[gram] for gram in sorted(whole - parts)}


def _distinct(ranked: Sequence[str]) -> list[str]:
    """Terms without those that repeat a part of a better one."""
    kept: list[str] = []
    for term in ranked:
        key = fold(term)
        if not any(key in fold(other) or fold(other) in key for other in kept):
            kept.append(term)
    return kept
