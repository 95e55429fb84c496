"""Hits with their reasons: the passage to show, the words and names that matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.search.hits import Found, Hit, Why
from kg.search.snippets import cut, marks, share
from kg.store.database import PASSAGE_BITS
from kg.text.words import words

if TYPE_CHECKING:
    from kg.archive import Archive
    from kg.model import Item, Passage
    from kg.search.parts import Understood
    from kg.search.ranking import Ranking, Unit
    from kg.store.arrays import SearchData


def explain(
    archive: Archive, data: SearchData, ranking: Ranking, page: slice, understood: Understood, units: list[Unit]
) -> tuple[Hit, ...]:
    """The hits of one page."""
    chosen = ranking.items[page]
    if not len(chosen):
        return ()
    store = archive.store
    items = store.items([int(i) + 1 for i in chosen])
    total = sum(unit.weight for unit in units) or 1.0
    weights = {term: unit.weight / total / len(unit.terms) for unit in units for term in unit.terms}
    wordings = [wording for unit in units for wording in unit.others]
    asked = {e for part in understood.of("entity") for e in data.family_of(part.entities)}
    named = {i: [e for e in data.mentioned.of(i)[0].tolist() if e in asked] for i in chosen.tolist()}
    wanted = sorted({e + 1 for found in named.values() for e in found})
    entities = {entity.id: entity for entity in store.entities(wanted)} if wanted else {}
    keys, _ = data.passages_of(chosen)
    near = np.zeros(len(keys)) if ranking.vector is None else archive.vectors.reconstruct(keys) @ ranking.vector[0]
    nearness = dict(zip(keys.tolist(), near.tolist(), strict=True))
    passages: dict[int, list[tuple[Passage, float]]] = {}
    for key, passage in store.passages(keys.tolist()):
        passages.setdefault((key >> PASSAGE_BITS) - 1, []).append((passage, nearness[key]))
    stories = _stories(archive, data, chosen.tolist())
    hits = []
    for rank, (index, item) in enumerate(zip(chosen.tolist(), items, strict=True), page.start):
        mentioned = tuple(entities[data.entities[e][0]] for e in named[index])
        names = tuple(alias for entity in mentioned for alias in entity.aliases)
        terms = {**weights, **_held(item, wordings)}
        why = Why(
            parts=tuple((name, round(float(v[rank]), 4)) for name, v in ranking.parts.items() if abs(v[rank]) > 5e-5),
            passage=_passage(item, passages.get(index, []), terms, names),
            title_marks=marks(item.title, terms, names),
            entities=mentioned,
            date=archive.issue_of(item).date,
        )
        hits.append(Hit(item, float(ranking.scores[rank]), why, stories.get(index)))
    return tuple(hits)


def _stories(archive: Archive, data: SearchData, chosen: list[int]) -> dict[int, str]:
    """Key of each item's story: the id of the story's first item."""
    firsts = {index: data.story_of[index] for index in chosen if index in data.story_of}
    order = sorted(set(firsts.values()))
    keys = dict(zip(order, (item.id for item in archive.store.items([i + 1 for i in order])), strict=True))
    return {index: keys[first] for index, first in firsts.items()}


def _held(item: Item, wordings: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """Terms of those synonyms that an item really uses, with a small weight each."""
    held = set(words(item.text)) | set(words(item.opinion)) if wordings else set()
    return {term: 0.1 for wording in wordings if held.issuperset(wording) for term in wording}


def _passage(
    item: Item, passages: Sequence[tuple[Passage, float]], terms: Mapping[str, float], names: Sequence[str]
) -> Found:
    """The part of an item that answers best: by meaning, and by what it holds of the words that were asked."""
    finest = [pair for pair in passages if pair[0].grain not in ("item", "title", "opinion")] or passages
    if not finest:
        return Found("text", 0, len(item.title), item.title)
    best, _ = max(finest, key=lambda pair: pair[1] + share(pair[0].text, terms))
    spans = marks(best.text, terms, names)
    start, end = cut(best.text, spans)
    shown = tuple((a - start, b - start) for a, b in spans if a >= start and b <= end)
    return Found(best.field, best.start + start, best.start + end, best.text[start:end], shown)
