"""What a person should look at: doubtful links between names and entities, and names that nobody had known."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from kg.model import Entity, Mention
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import DoubtRow, doubted_entities, new_entities
from kg.text.words import sentence_spans

DOUBTFUL = 0.5  # mentions at or above this doubt are worth a look
MOST_SENTENCES = 3
_TITLES = ("paper", "article", "report")  # their own proof


@dataclass(frozen=True, slots=True)
class Doubt:
    """An entity to look at.

    Attributes
    ----------
    question
        ``doubtful link``: is that name this entity? ``new name``: what is it, and is it one at all?
    count
        Mentions concerned.
    doubt
        Highest doubt among them, 0 … 1.
    surfaces
        The spellings concerned, the most frequent first.
    sentences
        A few sentences with item ids: (item id, sentence).
    """

    entity: Entity
    question: str
    count: int
    doubt: float
    surfaces: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]


def find_doubts(reader: Reader, *, limit: int = 50) -> tuple[Doubt, ...]:
    """What a person should look at, what occurs most often first."""
    store = reader.store
    doubtful = doubted_entities(store, DOUBTFUL)
    known = {row.entity for row in doubtful}
    new = [row for row in new_entities(store, DOUBTFUL, _TITLES) if row.entity not in known]
    groups = [*(("doubtful link", row) for row in doubtful), *(("new name", row) for row in new)]
    groups.sort(key=lambda group: (-group[1].count, group[0], group[1].entity))
    entities = reader.once(Arrays).full_entities([row.entity for _, row in groups[:limit]])
    told = zip(entities, groups[:limit], strict=True)
    return tuple(_doubt(reader, entity, question, row) for entity, (question, row) in told)


def _doubt(reader: Reader, entity: Entity, question: str, row: DoubtRow) -> Doubt:
    """One doubt with its evidence."""
    least, most = (DOUBTFUL, math.inf) if question == "doubtful link" else (-math.inf, DOUBTFUL)
    mentions = [mention for mention in reader.mentions(entity_id=entity.id) if least <= mention.doubt < most]
    counts = Counter(mention.surface for mention in mentions if mention.surface)
    surfaces = sorted(counts, key=lambda surface: (-counts[surface], surface))
    sentences = tuple((m.item_id, sentence_of(reader, m)) for m in mentions[:MOST_SENTENCES])
    return Doubt(entity, question, row.count, row.doubt, tuple(surfaces), sentences)


def sentence_of(reader: Reader, mention: Mention) -> str:
    """The sentence that a mention stands in."""
    text = reader.item(mention.item_id).field(mention.field)
    for start, end in sentence_spans(text):
        if start <= mention.start < end:
            return text[start:end]
    return mention.surface
