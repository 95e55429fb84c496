"""How near items are to one another: by meaning, by names, by words, by links.

The measure that related items, stories and prior coverage have in common. Whatever an item, or a draft of one, can be
recognised by is its `Traits`; `Kinship.near` compares them with all items of the archive at once. A score is the sum
of four parts. Measured on drafts of a sentence or two over ten issues (`benchmarks/prior.py`): vectors alone rank the
earlier items at nDCG@10 0.91, with names and words 0.98; the lowest best score of a draft that was covered goes from
below the highest of one that was not to 1.5 times it. The sparse features of `kg.store.sparse` add nothing to that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.passages import WHOLE_CHARACTERS
from kg.related.links import LinkIndex
from kg.store.database import PASSAGE_BITS
from kg.text.words import language_of, name_key, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.archive import Archive
    from kg.model import Entity, Item

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.int64]

NAMES, WORDS, LINK = 0.4, 0.3, 0.45
"""Weights of the parts beside meaning, whose weight is 1."""
CLOSE = 0.42
"""Score from which two items have a subject in common; see `benchmarks/prior.py`."""
_ORGANISATIONS = ("company", "institution")
_NEAREST = 600  # passages
_CANDIDATES = 300  # items by names and words
# Rarity of a name that says as much as all the rest of a text: naming OpenAI alone is little in common.
_COMMON = 4.0
_SIBLING = 0.5  # how much a family says in place of one of its members


@dataclass(frozen=True, slots=True)
class Traits:
    """What an item or a draft can be recognised by.

    Attributes
    ----------
    vector
        Of the whole text, in the archive's space; shape (dimension,), all zero where there is no text.
    names
        Weight (0 … 1) by entity index.
    links
        Indices of addresses that it shares with the archive.
    terms
        Index terms of title and lead.
    """

    vector: Floats
    names: Mapping[int, float] = field(default_factory=dict)
    links: frozenset[int] = frozenset()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """Items near some traits, best first; all arrays of shape (n,).

    Attributes
    ----------
    items
        Item indices.
    scores
        Sum of the parts; from about 0.4 on a thing in common, from about 0.9 on much the same.
    meaning
        Middle of the cosines of the whole item and of its best passage.
    names, words
        Share of the weighted names and words that the item has too, 0 … 1.
    links
        Whether it shares an address.
    """

    items: Indices
    scores: Floats
    meaning: Floats
    names: Floats
    words: Floats
    links: Bools


class Kinship:
    """Compares items of one archive; keeps what it has read. Safe to share between threads.

    Parameters
    ----------
    archive
        The archive, opened.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.data = archive.searcher.data
        self.links = LinkIndex(archive.store, self.data.issues)

    def __len__(self) -> int:
        return len(self.data)

    # Names

    @cached_property
    def rarity(self) -> Floats:
        """Weight of each entity: the fewer items name it, the more it says."""
        counts = self.data.mentions.counts()
        rare: Floats = np.log(1 + len(self) / (counts + 0.5)).astype(np.float32)
        return rare

    @cached_property
    def employers(self) -> dict[int, tuple[int, ...]]:
        """Companies and institutions of each person, by entity index."""
        relations = (r for r in self._archive.relations() if r.predicate == "works_at" and r.certainty == "stated")
        pairs = {(self._index[r.subject], self._index[r.object]): None for r in relations}
        for index, (_, type_, _, maker, _) in enumerate(self.data.entities):
            employer = self._index.get(maker) if type_ == "person" else None
            if employer is not None:
                pairs[index, employer] = None
        found: dict[int, tuple[int, ...]] = {}
        for person, employer in pairs:
            found[person] = (*found.get(person, ()), employer)
        return found

    @cached_property
    def makers(self) -> frozenset[str]:
        """Keys of the names of companies and institutions."""
        return frozenset(name_key(name) for _, kind, name, *_ in self.data.entities if kind in _ORGANISATIONS)

    def index_of(self, entity_id: str) -> int:
        """Index of an entity."""
        return self._index[entity_id]

    def with_head(self, entity: int) -> tuple[int, ...]:
        """An entity and the head of its family, where it has one."""
        head = self._index.get(self.data.entities[entity][4])
        return (entity,) if head is None or head == entity else (entity, head)

    def entities(self, indices: Sequence[int]) -> tuple[Entity, ...]:
        """Entities by index, in this order."""
        by_id = {entity.id: entity for entity in self._archive.store.entities([index + 1 for index in indices])}
        return tuple(by_id[self.data.entities[index][0]] for index in indices)

    # Traits

    def of_item(self, index: int) -> Traits:
        """Traits of an item of the archive."""
        entities, weights = self.data.mentioned.of(index)
        item = self._archive.store.items([index + 1])[0]
        return Traits(
            self.wholes(np.array([index]))[0],
            dict(zip(entities.tolist(), weights.tolist(), strict=True)),
            self.links.of(index),
            lead_terms(item.text),
        )

    def of_texts(self, items: Sequence[Item], names: Sequence[Mapping[int, float]]) -> list[Traits]:
        """Traits of drafts; `names` are the entities of each. Embeds each draft once."""
        texts = [item.text[:WHOLE_CHARACTERS] for item in items]
        vectors = self._archive.encoder.encode_documents(texts)
        vectors = self._archive.space.passages(vectors, [language_of(text) for text in texts])
        return [
            Traits(vector, named, self.links.known(link.canonical for link in item.links), lead_terms(item.text))
            for item, named, vector in zip(items, names, vectors, strict=True)
        ]

    def wholes(self, items: Indices) -> Floats:
        """Vectors of whole items, shape (n, dimension)."""
        return self._archive.vectors.reconstruct((items.astype(np.int64) + 1) << PASSAGE_BITS)

    def alike(self, index: int, others: Indices) -> Floats:
        """Middle of the cosines of two whole items and of one's whole with the other's best passage, shape (n,)."""
        own, _ = self.data.passages_of(np.array([index], np.int64))
        passages = self._archive.vectors.reconstruct(own)  # the whole item is the first
        wholes = self.wholes(others)
        ids, owners = self.data.passages_of(others)
        best: Floats = (wholes @ passages.T).max(axis=1)
        np.maximum.at(best, owners, self._archive.vectors.reconstruct(ids) @ passages[0])
        middle: Floats = ((wholes @ passages[0] + best) / 2).astype(np.float32)
        return middle

    # Comparison

    def near(self, traits: Traits, *, among: Bools, limit: int = 50) -> Near:
        """Items near some traits.

        Parameters
        ----------
        among
            Which items may be found, shape (items,).
        limit
            How many at most.
        """
        names, said = self._names(traits.names), self._words(traits.terms)
        linked = np.zeros(len(self), bool)
        for link in traits.links:
            linked[self.links.items.of(link)[0]] = True
        hints = NAMES * names + WORDS * said + LINK * linked
        candidates = np.flatnonzero(among & (hints > 0))
        if len(candidates) > _CANDIDATES:
            candidates = candidates[np.argpartition(-hints[candidates], _CANDIDATES)[:_CANDIDATES]]
        items, meaning = self._meaning(traits.vector, candidates, among)
        scores = np.round(meaning + hints[items], 5).astype(np.float32)
        order = np.lexsort((items, -self.data.issue_dates[self.data.issues[items]], -scores))[:limit]
        items = items[order]
        return Near(items, scores[order], meaning[order], names[items], said[items], linked[items])

    def _names(self, wanted: Mapping[int, float]) -> Floats:
        """Share of the weighted names that each item has, or has a relative of."""
        found = np.zeros(len(self), np.float32)
        total = _COMMON + sum(weight * float(self.rarity[entity]) for entity, weight in wanted.items())
        for entity, weight in wanted.items():
            reached = self.data.reach([entity])
            head = self._index.get(self.data.entities[entity][4])
            if head is not None:  # other versions of the same thing
                np.maximum(reached, self.data.reach([head]) * np.float32(_SIBLING), out=reached)
            found += reached * np.float32(weight * float(self.rarity[entity]) / total)
        return np.minimum(found, np.float32(1))

    @cached_property
    def _index(self) -> dict[str, int]:
        """Entity index by id."""
        return {row[0]: index for index, row in enumerate(self.data.entities)}

    def _words(self, terms: Sequence[str]) -> Floats:
        """Share of the rare words that each item holds."""
        found = np.zeros(len(self), np.float32)
        lists = [self.data.term(term) for term in terms]
        having = [(rows, log(1 + len(self) / (len(rows) + 0.5))) for rows in lists]
        total = sum(weight for _, weight in having) or 1.0
        for rows, weight in having:
            found[rows] += np.float32(weight / total)
        return np.minimum(found, np.float32(1))

    def _meaning(self, vector: Floats, candidates: Indices, among: Bools) -> tuple[Indices, Floats]:
        """The candidates and those near by vector, with the middle of whole item's and best passage's cosine."""
        index = self._archive.vectors
        if not vector.any() or not len(index):
            return candidates, np.zeros(len(candidates), np.float32)
        scores, keys = index.search(vector[None, :], min(_NEAREST, len(index)))
        found = keys[0] >= 0
        best = np.full(len(self), -1.0, np.float32)
        np.maximum.at(best, (keys[0][found] >> PASSAGE_BITS) - 1, scores[0][found])
        items = np.union1d(np.flatnonzero((best > -1) & among), candidates)
        unseen = items[best[items] <= -1]
        if len(unseen):
            ids, owners = self.data.passages_of(unseen)
            np.maximum.at(best, unseen[owners], index.reconstruct(ids) @ vector)
        return items, ((self.wholes(items) @ vector + best[items]) / 2).astype(np.float32)


def lead_terms(text: str, *, characters: int = 240) -> tuple[str, ...]:
    """Index terms of the beginning of a text, each once."""
    return tuple(dict.fromkeys(words(text[:characters])))
