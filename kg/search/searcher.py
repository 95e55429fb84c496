"""Search: a question in, the items that answer it out, each with the reasons."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.search.explain import explain
from kg.search.facets import count_facets
from kg.search.filters import allowed
from kg.search.hits import Results
from kg.search.parts import Filters, Understood
from kg.search.query import understand
from kg.search.ranking import Ranking, Unit, Weights, cover, of_accounts, topical, units_of, within
from kg.store.arrays import SearchData
from kg.store.database import PASSAGE_BITS
from kg.text.words import language_of, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.archive import Archive

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.int64]

HYBRID = Weights()
SEMANTIC = Weights(words=0, topic=0)
KEYWORD = Weights(meaning=0, features=0, words=1, topic=0.1)
MODES: dict[str, Weights] = {"hybrid": HYBRID, "semantic": SEMANTIC, "keyword": KEYWORD}

# What an unrelated item gets at most from each part: a best score below their sum means that nothing is close. Of 36
# questions about things that two archives lack five in six are seen so; of 528 others one in fourteen is misjudged.
_CHANCE_MEANING, _CHANCE_FEATURES, _CHANCE_WORDS = 0.32, 0.125, 0.35
_NEAREST = 1000  # passages
_CANDIDATES = 300  # items by words and names, and as many by features
_FLOOR = 0.3  # share of the best score that a result needs


class Searcher:
    """Answers searches over one archive; keeps what it has read. Safe to share between threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.data = SearchData(archive)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        mode: str = "hybrid",
        filters: Filters | None = None,
        off: Collection[str] = (),
        weights: Weights | None = None,
    ) -> Results:
        """Find items; see `kg.archive.Archive.search`.

        Parameters
        ----------
        weights
            In place of those of `mode`.
        """
        if mode not in MODES:
            raise UsageError(f"There is no mode “{mode}”; choose one of: {', '.join(MODES)}")
        if limit < 0 or offset < 0:
            raise UsageError("limit and offset must not be negative")
        understood = understand(query, self.data.knowledge, filters=filters, off=off)
        units = units_of(understood, self.data)
        ranking, close = self._rank(understood, units, weights or MODES[mode])
        return Results(
            hits=explain(self._archive, self.data, ranking, slice(offset, offset + limit), understood, units),
            understood=understood,
            total=len(ranking.items),
            suggestions=() if close else self._suggestions(understood),
            nothing_close=not close,
            _count=lambda: count_facets(self._archive, self.data, ranking.items),
        )

    def _rank(self, understood: Understood, units: list[Unit], weights: Weights) -> tuple[Ranking, bool]:
        """All results in order, and whether any is close."""
        data = self.data
        permitted = allowed(understood, data, self._archive.store)
        if not any(c.isalnum() for c in understood.text) and not understood.of("account"):
            # Filters without a question: everything that they let through.
            items = np.flatnonzero(permitted) if understood.parts else np.zeros(0, np.int64)
            return self._listing(items), bool(len(items))
        bar = self._bar(weights)
        share = np.maximum(cover(units, data), of_accounts(understood, self._archive.store, len(data)))
        parts: dict[str, Floats] = {
            "words": (share * weights.words).astype(np.float32),
            "topic": topical(understood, data) * weights.topic,
        }
        lexical = np.sum(list(parts.values()), axis=0)
        candidates = _best(lexical, permitted, _CANDIDATES)
        if weights.features:
            parts["features"] = self._alike(understood.text) * weights.features
            candidates = np.union1d(candidates, _best(parts["features"], permitted, _CANDIDATES))
        vector = None
        if weights.meaning:
            vector = self._vector(understood.text)
            candidates, meaning = self._meaning(vector, candidates, permitted)
            chosen = {"meaning": meaning * weights.meaning}
        else:
            chosen = {}
        chosen |= {name: values[candidates] for name, values in parts.items()}
        scores: Floats = np.sum(list(chosen.values()), axis=0, dtype=np.float32)
        periods = [part for part in understood.of("period") if not part.strict]
        inside = within(periods, data)[candidates]
        if periods and scores[inside > 0].max(initial=0) >= bar:
            # Where nothing of that time is close, the time was probably that of the event and not of the issue.
            permitted_time = inside > 0
            chosen["period"] = weights.period * (inside - 1)
            scores = scores + chosen["period"]
            candidates, scores = candidates[permitted_time], scores[permitted_time]
            chosen = {name: values[permitted_time] for name, values in chosen.items()}
        return self._sorted(candidates, scores, chosen, vector), bool(scores.max(initial=0) >= bar)

    def _bar(self, weights: Weights) -> float:
        """Score from which an item is about what was asked."""
        if not weights.meaning:
            return _CHANCE_WORDS * weights.words
        features = _CHANCE_FEATURES * weights.features if self._archive.features is not None else 0.0
        return _CHANCE_MEANING * weights.meaning + features

    def _listing(self, items: Indices) -> Ranking:
        """Items without a question: newest issues first, in their order."""
        order = np.lexsort((items, -self.data.issue_dates[self.data.issues[items]]))
        return Ranking(items[order], np.zeros(len(items), np.float32), {})

    def _sorted(self, items: Indices, scores: Floats, parts: dict[str, Floats], vector: Floats | None) -> Ranking:
        """Best first, without those far behind; ties by date, the newest first, then by place in the archive."""
        scores = np.round(scores, 6)
        order = np.lexsort((items, -self.data.issue_dates[self.data.issues[items]], -scores))
        order = order[scores[order] >= _FLOOR * float(scores.max(initial=0))]
        return Ranking(items[order], scores[order], {name: values[order] for name, values in parts.items()}, vector)

    def _alike(self, text: str) -> Floats:
        """Cosine of the sparse features of each item."""
        features = self._archive.features
        if features is None:
            return np.zeros(len(self.data), np.float32)
        return features.scores(self._archive.encoder.sparse_query(text))

    def _vector(self, text: str) -> Floats:
        """Vector of a query, shape (1, dimension)."""
        raw = self._archive.encoder.encode_query(text)
        return self._archive.space.queries(raw[None, :], [language_of(text)])

    def _meaning(self, vector: Floats, candidates: Indices, permitted: Bools) -> tuple[Indices, Floats]:
        """All candidates, those by meaning included, with the middle of the item's and its best passage's cosine."""
        index = self._archive.vectors
        scores, keys = index.search(vector, min(_NEAREST, len(index)))
        found = keys[0][keys[0] >= 0]
        best = np.full(len(self.data), -1.0, np.float32)
        np.maximum.at(best, (found >> PASSAGE_BITS) - 1, scores[0][: len(found)])
        items = np.union1d(np.flatnonzero((best > -1) & permitted), candidates)
        unseen = items[best[items] <= -1]
        if len(unseen):
            ids, owners = self.data.passages_of(unseen)
            np.maximum.at(best, unseen[owners], index.reconstruct(ids) @ vector[0])
        whole = index.reconstruct((items + 1) << PASSAGE_BITS) @ vector[0]
        return items, ((whole + best[items]) / 2).astype(np.float32)

    def _suggestions(self, understood: Understood) -> tuple[str, ...]:
        """Names spelt much like words that the archive does not know."""
        unknown = [w for w in words(understood.text) if w.isascii() and len(w) > 3 and not self.data.frequency(w)]
        return tuple(dict.fromkeys(name for word in unknown for name in self.data.knowledge.names.close(word)))[:5]


def _best(scores: Floats, permitted: Bools, count: int) -> Indices:
    """Indices of the highest scores above 0."""
    positive = np.flatnonzero((scores > 0) & permitted)
    if len(positive) <= count:
        return positive
    return positive[np.argpartition(-scores[positive], count)[:count]]
