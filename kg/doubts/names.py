"""Doubtful links between names and entities, and names that nobody had known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import partial

from kg.doubts.doubt import MOST_SENTENCES, Doubt, Question, weight_of
from kg.doubts.found import Found
from kg.model import Entity, Mention
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import DoubtRow, doubted_entities, new_entities
from kg.text.words import sentence_spans

DOUBTFUL = 0.5  # mentions at or above this doubt are worth a look
_TITLES = ("paper", "article", "report")  # their own proof


def doubtful_names(reader: Reader) -> list[Found]:
    """Entities with doubtful mentions, and those that nobody had known; a person's decision is beyond doubt."""
    store = reader.store
    doubtful = doubted_entities(store, DOUBTFUL)
    known = {row.entity for row in doubtful}
    new = [row for row in new_entities(store, DOUBTFUL, _TITLES) if row.entity not in known]
    return [
        *(_found(reader, "doubtful link", row) for row in doubtful),
        *(_found(reader, "new name", row) for row in new),
    ]


def _found(reader: Reader, question: Question, row: DoubtRow) -> Found:
    """A case, to be looked up where it is shown."""
    make: Callable[[], Doubt] = partial(_doubt, reader, question, row)
    return Found(question, row.count, weight_of(row.mean, row.count), (row.entity,), make)


def _doubt(reader: Reader, question: Question, row: DoubtRow) -> Doubt:
    """One case with its evidence."""
    entity: Entity = reader.once(Arrays).full_entities([row.entity])[0]
    least, most = (DOUBTFUL, math.inf) if question == "doubtful link" else (-math.inf, DOUBTFUL)
    mentions = [mention for mention in reader.mentions(entity_id=entity.id) if least <= mention.doubt < most]
    counts = Counter(mention.surface for mention in mentions if mention.surface)
    surfaces = sorted(counts, key=lambda surface: (-counts[surface], surface))
    sentences = tuple((m.item_id, sentence_of(reader, m)) for m in mentions[:MOST_SENTENCES])
    weight = weight_of(row.mean, row.count)
    return Doubt(entity, question, row.count, row.doubt, tuple(surfaces), sentences, weight=weight)


def sentence_of(reader: Reader, mention: Mention) -> str:
    """The sentence that a mention stands in."""
    text = reader.item(mention.item_id).field(mention.field)
    for start, end in sentence_spans(text):
        if start <= mention.start < end:
            return text[start:end]
    return mention.surface
