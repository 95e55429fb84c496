"""How near items are to one another: by meaning, by names, by words, by links.

The measure that related items, stories and prior coverage have in common. Whatever an item, or a draft of one, can be
recognised by is its `Traits`; `Nearness.near` compares them with all items of the archive at once. A score is the sum
of four parts. Measured on drafts of a sentence or two over ten issues (`benchmarks/prior.py`): vectors alone rank the
earlier items at nDCG@10 0.91, with names and words 0.98; the lowest best score of a draft that was covered goes from
below the highest of one that was not to 1.5 times it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.passages import WHOLE_CHARACTERS
from kg.model import Item
from kg.related.links import LinkIndex
from kg.store.arrays import Arrays, highest
from kg.store.meaning import Meaning
from kg.store.reader import Reader
from kg.text.words import language_of, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Indices = NDArray[np.int64]

NAMES, WORDS, LINK = 0.4, 0.3, 0.45
"""Weights of the parts beside meaning, whose weight is 1."""
CLOSE = 0.42
"""Score from which two items have a subject in common; see `benchmarks/prior.py`."""
HEADING = 1.0
"""Weight of a name that stands in the heading."""
MAKERS = frozenset({"company", "institution", "person"})
"""Types of those of whom too much is told for their name to make one thing of two items."""
RARE, KNOWN = 0.02, 0.05
"""Shares of the items that a rare name, and one that is not everywhere, stands in at most; see `Nearness.in_few`."""
_FEW = 4  # so many are few in an archive of any size
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


class Nearness:
    """Compares items of one archive; keeps what it has read. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.arrays, self.meaning = reader.once(Arrays), reader.once(Meaning)
        self.links = reader.once(LinkIndex)

    def __len__(self) -> int:
        return len(self.arrays)

    # Names

    @cached_property
    def rarity(self) -> Floats:
        """Weight of each entity: the fewer items name it, the more it says."""
        counts = self.arrays.mentions.counts()
        rare: Floats = np.log(1 + len(self) / (counts + 0.5)).astype(np.float32)
        return rare

    def in_few(self, entity: int, share: float) -> bool:
        """Whether no more than a share of all items have a name, or but a few."""
        offsets = self.arrays.mentions.offsets
        return int(offsets[entity + 1] - offsets[entity]) <= max(_FEW, share * len(self))

    def employers(self, person: int) -> tuple[int, ...]:
        """Companies and institutions of a person, by entity index."""
        entity, index_of = self.arrays.entities[person], self.arrays.index_of
        stated = (
            relation.object
            for relation in self._reader.relations(entity_id=entity.id)
            if relation.subject == entity.id and relation.predicate == "works_at" and relation.certainty == "stated"
        )
        return tuple(dict.fromkeys(index_of[id_] for id_ in (*stated, entity.maker) if id_ in index_of))

    # Traits

    def of_item(self, index: int) -> Traits:
        """Traits of an item of the archive."""
        entities, weights = self.arrays.mentioned.of(index)
        item = self._reader.store.items([index + 1])[0]
        return Traits(
            self.meaning.towards(np.array([index]))[0],
            dict(zip(entities.tolist(), weights.tolist(), strict=True)),
            self.links.of(index),
            lead_terms(item.text),
        )

    def of_texts(self, items: Sequence[Item], names: Sequence[Mapping[int, float]]) -> list[Traits]:
        """Traits of drafts; `names` are the entities of each. Embeds each draft once."""
        texts = [item.text[:WHOLE_CHARACTERS] for item in items]
        once = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        vectors = self._reader.encoder.encode_documents(list(once))[[once[text] for text in texts]]
        space = self._reader.space
        vectors = space.towards(space.passages(vectors, [language_of(text) for text in texts]))
        return [
            Traits(vector, named, self.links.known(link.canonical for link in item.links), lead_terms(item.text))
            for item, named, vector in zip(items, names, vectors, strict=True)
        ]

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
            linked[self.links.items(link)] = True
        hints = NAMES * names + WORDS * said + LINK * linked
        candidates = highest(hints, among, _CANDIDATES)
        items, meaning = self.meaning.nearest(traits.vector, candidates, among=among, passages=_NEAREST)
        scores = np.round(meaning + hints[items], 5).astype(np.float32)
        order = self.arrays.ranked(items, scores)[:limit]
        items = items[order]
        return Near(items, scores[order], meaning[order], names[items], said[items], linked[items])

    def _names(self, wanted: Mapping[int, float]) -> Floats:
        """Share of the weighted names that each item has, or has a relative of."""
        found = np.zeros(len(self), np.float32)
        total = _COMMON + sum(weight * float(self.rarity[entity]) for entity, weight in wanted.items())
        for entity, weight in wanted.items():
            reached = self.arrays.reach([entity])
            head = self.arrays.index_of.get(self.arrays.entities[entity].family)
            if head is not None:  # other versions of the same thing
                np.maximum(reached, self.arrays.reach([head]) * np.float32(_SIBLING), out=reached)
            found += reached * np.float32(weight * float(self.rarity[entity]) / total)
        return np.minimum(found, np.float32(1))

    def _words(self, terms: Sequence[str]) -> Floats:
        """Share of the rare words that each item holds."""
        found = np.zeros(len(self), np.float32)
        lists = [self.arrays.term(term) for term in terms]
        having = [(rows, self.arrays.rarity(len(rows))) for rows in lists]
        total = sum(weight for _, weight in having) or 1.0
        for rows, weight in having:
            found[rows] += np.float32(weight / total)
        return np.minimum(found, np.float32(1))


def lead_terms(text: str, *, characters: int = 240) -> tuple[str, ...]:
    """Index terms of the beginning of a text, each once."""
    return tuple(dict.fromkeys(words(text[:characters])))
