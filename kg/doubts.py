"""What a person should look at: doubtful links between names and entities, and names that nobody had known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kg.model import Entity, Mention
from kg.store.reader import Reader
from kg.text.words import sentence_spans

DOUBTFUL = 0.5  # mentions at or above this doubt are worth a look
MOST_SENTENCES = 3


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
    entities = {entity.id: entity for entity in reader.entities()}
    doubtful: dict[str, list[Mention]] = defaultdict(list)
    new: dict[str, list[Mention]] = defaultdict(list)
    for mention in reader.mentions():
        entity = entities[mention.entity]
        if mention.doubt >= DOUBTFUL:
            doubtful[entity.id].append(mention)
        elif not entity.known and not entity.family and entity.type not in {"paper", "article", "report"}:
            # A title is its own proof, and so is a version of a known family; a short name may be anything.
            new[entity.id].append(mention)
    groups = [("doubtful link", id_, found) for id_, found in doubtful.items()]
    groups += [("new name", id_, found) for id_, found in new.items() if id_ not in doubtful]
    groups.sort(key=lambda group: (-len(group[2]), group[0], group[1]))
    return tuple(_doubt(reader, entities[id_], question, found) for question, id_, found in groups[:limit])


def _doubt(reader: Reader, entity: Entity, question: str, mentions: list[Mention]) -> Doubt:
    """One doubt with its evidence."""
    counts: dict[str, int] = defaultdict(int)
    for mention in mentions:
        counts[mention.surface] += 1
    surfaces = sorted((surface for surface in counts if surface), key=lambda surface: (-counts[surface], surface))
    sentences = tuple((m.item_id, sentence_of(reader, m)) for m in mentions[:MOST_SENTENCES])
    highest = max(mention.doubt for mention in mentions)
    return Doubt(entity, question, len(mentions), highest, tuple(surfaces), sentences)


def sentence_of(reader: Reader, mention: Mention) -> str:
    """The sentence that a mention stands in."""
    text = reader.item(mention.item_id).field(mention.field)
    for start, end in sentence_spans(text):
        if start <= mention.start < end:
            return text[start:end]
    return mention.surface
