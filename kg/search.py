"""Search: a question in, the items that answer it out, each with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.centring import LanguageMeans, centre
from kg.errors import UsageError
from kg.facets import count_facets
from kg.hits import Found, Hit, Results, Why
from kg.model import Passage
from kg.query import Filters, Understood, understand
from kg.ranking import Unit, Weights, cover, related, topical, units_of, within
from kg.search_data import SearchData
from kg.snippets import cut, marks, share
from kg.store import PASSAGE_BITS
from kg.store_columns import items_linking
from kg.text import language_of, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.archive import Archive

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]

HYBRID = Weights()
SEMANTIC = Weights(words=0, title=0, names=0, relation=0, topic=0)
KEYWORD = Weights(meaning=0, features=0, words=1.0, title=0.2, names=0.2, relation=0.1, topic=0.1)
MODES: dict[str, Weights] = {"hybrid": HYBRID, "semantic": SEMANTIC, "keyword": KEYWORD}

_NEAREST = 1000  # passages
_CANDIDATES = 300  # items by words and names
CLOSE = 0.42
"""Score from which an item is about what was asked; see `benchmarks/threshold.py`."""
_FLOOR = 0.55  # share of the best score that a result needs


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
        Part by name, each of shape (n,).
    """

    items: NDArray[np.int64]
    scores: Floats
    parts: dict[str, Floats]


class Searcher:
    """Answers searches over one archive; keeps what it has read. Safe to share between threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.data = SearchData(archive)

    @cached_property
    def _means(self) -> LanguageMeans:
        """What to take off queries."""
        stored = self._archive.store.meta("query_means")
        return LanguageMeans.from_json(stored) if stored else LanguageMeans({}, {})

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
        """Find items; see `kg.archive.Archive.search`."""
        if mode not in MODES:
            raise UsageError(f"There is no mode “{mode}”; choose one of: {', '.join(MODES)}")
        if limit < 0 or offset < 0:
            raise UsageError("limit and offset must not be negative")
        understood = understand(query, self.data.knowledge, filters=filters, off=off)
        ranking, units, close = self._rank(understood, weights or MODES[mode])
        page = slice(offset, offset + limit)
        hits = self._hits(ranking, page, understood, units)
        return Results(
            hits=tuple(hits),
            understood=understood,
            total=len(ranking.items),
            suggestions=self._suggestions(understood) if not close else (),
            nothing_close=not close,
            _count=lambda: count_facets(self._archive, self.data, ranking.items),
        )

    # Scores

    def _rank(self, understood: Understood, weights: Weights) -> tuple[Ranking, list[Unit], bool]:
        """All results in order, and whether any is close."""
        data = self.data
        allowed = self._allowed(understood)
        units = units_of(understood, data)
        share_, title, names = cover(units, data)
        parts: dict[str, Floats] = {
            "words": share_ * weights.words,
            "title": title * weights.title,
            "names": names * weights.names,
            "relation": related(understood, data) * weights.relation,
            "topic": topical(understood, data) * weights.topic,
        }
        lexical = np.sum(list(parts.values()), axis=0)
        for part in understood.of("account"):
            lexical[items_linking(self._archive.store, f"x.com/{part.value}/")] += weights.names
            lexical[items_linking(self._archive.store, f"github.com/{part.value}/")] += weights.names
        candidates = _best(np.where(allowed, lexical, 0), _CANDIDATES)
        if understood.text and any(c.isalnum() for c in understood.text) and weights.meaning:
            vector = self._vector(understood.text)
            candidates, meaning = self._meaning(vector, candidates, allowed)
        elif units:
            meaning = np.zeros(len(candidates), np.float32)
        else:  # only filters: everything they let through, in the archive's order
            candidates = np.flatnonzero(allowed) if understood.parts else np.zeros(0, np.int64)
            return self._listing(candidates), units, bool(len(candidates))
        chosen = {name: values[candidates] for name, values in parts.items()}
        chosen["meaning"] = meaning * weights.meaning
        outside = np.zeros(len(candidates), np.float32)
        periods = [part for part in understood.of("period") if not part.strict]
        inside = np.ones(len(candidates), bool)
        if periods:
            share_of_time = within(periods, data)[candidates]
            outside = -weights.period * (1 - share_of_time)
            inside = share_of_time > 0
        total = np.sum(list(chosen.values()), axis=0).astype(np.float32)
        keep = inside if inside.any() and total[inside].max() >= CLOSE else np.ones(len(candidates), bool)
        chosen["period"] = outside
        total = total + outside
        close = bool(len(total)) and float(total[keep].max(initial=0)) >= CLOSE
        return self._sorted(candidates[keep], total[keep], {n: v[keep] for n, v in chosen.items()}), units, close

    def _listing(self, items: NDArray[np.int64]) -> Ranking:
        """Items without a question: newest issues first, in their order."""
        order = np.lexsort((items, -self.data.issue_dates[self.data.issues[items]]))
        return Ranking(items[order], np.zeros(len(items), np.float32), {})

    def _sorted(self, items: NDArray[np.int64], scores: Floats, parts: dict[str, Floats]) -> Ranking:
        """Best first; ties by date, the newest first, then by place in the archive."""
        scores = np.round(scores, 6)
        order = np.lexsort((items, -self.data.issue_dates[self.data.issues[items]], -scores))
        floor = _FLOOR * float(scores.max(initial=0))
        order = order[scores[order] >= min(floor, CLOSE)]
        return Ranking(items[order], scores[order], {name: values[order] for name, values in parts.items()})

    def _vector(self, text: str) -> Floats:
        """Vector of a query, without what all of its language share."""
        raw = self._archive.encoder.encode_query(text)
        return centre(raw[None, :], [language_of(text)], self._means.queries)

    def _meaning(
        self, vector: Floats, candidates: NDArray[np.int64], allowed: Bools
    ) -> tuple[NDArray[np.int64], Floats]:
        """All candidates, those by meaning included, with the middle of item's and best passage's cosine."""
        index = self._archive.vectors
        scores, keys = index.search(vector, min(_NEAREST, len(index)))
        found = keys[0][keys[0] >= 0]
        best = np.full(len(self.data), -1.0, np.float32)
        np.maximum.at(best, (found >> PASSAGE_BITS) - 1, scores[0][: len(found)])
        items = np.flatnonzero((best > -1) & allowed)
        items = np.union1d(items, candidates)
        unseen = items[best[items] <= -1]
        if len(unseen):
            ids, owners = self.data.passages_of(unseen)
            np.maximum.at(best, unseen[owners], index.reconstruct(ids) @ vector[0])
        whole = index.reconstruct((items + 1) << PASSAGE_BITS) @ vector[0]
        return items, ((whole + best[items]) / 2).astype(np.float32)

    # Filters

    def _allowed(self, understood: Understood) -> Bools:
        """Items that no filter forbids."""
        data = self.data
        allowed = np.ones(len(data), bool)
        dates = data.issue_dates[data.issues]
        for part in understood.parts:
            if not part.strict:
                continue
            if part.kind == "issue":
                allowed &= np.isin(data.issues, part.issues)
            elif part.kind == "period":
                if part.since:
                    allowed &= dates >= part.since.toordinal()
                if part.until:
                    allowed &= (dates <= part.until.toordinal()) & (dates > 0)
            elif part.kind == "section":
                allowed &= data.in_sections(part.value.split("\n"))
            elif part.kind == "kind":
                allowed &= data.of_kind(part.value)
            elif part.kind == "entity":
                allowed &= self._mentioning(part.entities)
            elif part.kind == "type":
                of_type = [i for i, row in enumerate(data.entities) if row[1] == part.value]
                allowed &= self._mentioning(of_type)
            elif part.kind == "site":
                allowed &= self._linking(part.value.split("\n"))
            elif part.kind in ("phrase", "without"):
                holds = self._holding(part.value)
                allowed &= holds if part.kind == "phrase" else ~holds
        return allowed

    def _mentioning(self, entities: Sequence[int]) -> Bools:
        """Items that mention one of these."""
        found = np.zeros(len(self.data), bool)
        for entity in entities:
            found[self.data.mentions.of(entity)[0]] = True
        return found

    def _linking(self, names: Sequence[str]) -> Bools:
        """Items that link to one of these sites."""
        lists, sites = self.data.sites
        wanted = np.isin(np.array(sites), list(names))
        found = np.zeros(len(self.data), bool)
        owners = np.repeat(np.arange(len(self.data)), lists.counts())
        found[owners[wanted[lists.values]]] = True
        return found

    def _holding(self, phrase: str) -> Bools:
        """Items that hold these very words."""
        found = np.zeros(len(self.data), bool)
        rows: NDArray[np.int32] | None = None
        for term in words(phrase):
            having = self.data.term(term)[0]
            rows = having if rows is None else np.intersect1d(rows, having)
        if rows is None:
            return found
        wanted = phrase.casefold()
        for row, item in zip(rows, self._archive.store.items([int(r) + 1 for r in rows]), strict=True):
            found[row] = wanted in item.text.casefold() or wanted in item.opinion.casefold()
        return found

    # What is shown

    def _hits(self, ranking: Ranking, page: slice, understood: Understood, units: list[Unit]) -> list[Hit]:
        """The hits of a page with their reasons."""
        chosen = ranking.items[page]
        if not len(chosen):
            return []
        store = self._archive.store
        items = store.items([int(i) + 1 for i in chosen])
        weights = {term: unit.weight for unit in units for term in unit.terms}
        asked = {e for part in understood.of("entity") for e in self.data.family_of(part.entities)}
        ids, _ = self.data.passages_of(chosen)
        passages: dict[int, list[Passage]] = {}
        for key, passage in store.passages(ids.tolist()):
            passages.setdefault((key >> PASSAGE_BITS) - 1, []).append(passage)
        hits = []
        for rank, (index, item) in enumerate(zip(chosen.tolist(), items, strict=True)):
            mentioned = [e for e in self.data.mentioned.of(index)[0].tolist() if e in asked]
            entities = store.entities([e + 1 for e in mentioned]) if mentioned else []
            names = [alias for entity in entities for alias in entity.aliases]
            finest = [p for p in passages.get(index, []) if p.grain not in ("item", "title", "opinion")]
            best = max(finest or passages.get(index, []), key=lambda p: share(p.text, weights))
            spans = marks(best.text, weights, names)
            start, end = cut(best.text, spans)
            shown = tuple((a - start, b - start) for a, b in spans if a >= start and b <= end)
            at = rank + page.start
            why = Why(
                parts=tuple((n, round(float(v[at]), 4)) for n, v in ranking.parts.items() if abs(v[at]) > 5e-5),
                passage=Found(best.field, best.start + start, best.start + end, best.text[start:end], shown),
                title_marks=marks(item.title, weights, names),
                entities=tuple(entities),
                date=self._archive.issue_of(item).date,
            )
            hits.append(Hit(item, float(ranking.scores[at]), why))
        return hits

    def _suggestions(self, understood: Understood) -> tuple[str, ...]:
        """Names spelt much like words that the archive does not know."""
        unknown = [w for w in words(understood.text) if w.isascii() and len(w) > 3 and not self.data.frequency(w)]
        return tuple(dict.fromkeys(name for word in unknown for name in self.data.knowledge.names.close(word)))[:5]


def _best(scores: Floats, count: int) -> NDArray[np.int64]:
    """Indices of the highest scores above 0."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) <= count:
        return positive
    return positive[np.argpartition(-scores[positive], count)[:count]]


def weight_names() -> tuple[str, ...]:
    """Names of the parts of a score."""
    return tuple(f.name for f in fields(Weights))
