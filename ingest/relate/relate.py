"""What is told of two names -> relations between what they mean, each with the sentence that says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.extract.said import Said, Told
from ingest.learned.tags import WORKS
from ingest.relate.deals import deal_attributes
from kg.model import (
    ENTITY_TYPES,
    MUTUAL,
    Certainty,
    Entity,
    EntityType,
    Evidence,
    Item,
    Mention,
    Predicate,
    Relation,
    TextField,
)
from kg.text.words import name_key, sentence_spans

LEAST = 0.5
"""How likely a relation has to be: decided on the newsletters that are kept for such things."""
RULE = "read"
_ORGANISATIONS: frozenset[EntityType] = frozenset({"company", "institution"})
_WORKS = frozenset(WORKS)
_THINGS: frozenset[EntityType] = frozenset({"model", "product", "benchmark"})
_PEOPLE: frozenset[EntityType] = frozenset({"person"})
_ACTORS = _ORGANISATIONS | _PEOPLE
_ANY: frozenset[EntityType] = frozenset(ENTITY_TYPES)
# Which types may take part, as subject and as object.
_TYPES: Mapping[Predicate, tuple[frozenset[EntityType], frozenset[EntityType]]] = {
    "released": (_ACTORS, _THINGS | _WORKS),
    "acquired": (_ACTORS, _ORGANISATIONS | _THINGS),
    "invested_in": (_ACTORS, _ORGANISATIONS | _THINGS),
    "partnered_with": (_ACTORS | _THINGS, _ACTORS | _THINGS),
    "based_on": (_THINGS | _WORKS | _ORGANISATIONS, _THINGS | _WORKS),
    "competes_with": (_ANY, _ANY),
    "authored": (_ACTORS, _WORKS),
    "works_at": (_PEOPLE, _ORGANISATIONS),
    "ipo": (_ORGANISATIONS, _ORGANISATIONS),
}
_RANK = {"stated": 0, "rumoured": 1, "negated": 2}


@dataclass(frozen=True, slots=True)
class Material:
    """All that the relations of one item depend on.

    Attributes
    ----------
    mentions
        Its names that something is told of: their places, and whom they mean.
    told
        Of these, by their places here.
    entities
        Whom they mean, by id.
    """

    item: Item
    mentions: tuple[Mention, ...]
    told: tuple[Told, ...]
    entities: tuple[Entity, ...]


def materials(
    items: Sequence[Item], said: Sequence[Said], mentions: Iterable[Mention], entities: Iterable[Entity]
) -> Iterator[Material]:
    """What there is to relate in each item of which something is told.

    Parameters
    ----------
    said
        What each of the items says.
    mentions, entities
        All names, resolved, and whom they mean; names that mean nobody take part in nothing.
    """
    meant: dict[str, dict[tuple[TextField, int, int], Mention]] = defaultdict(dict)
    for mention in mentions:
        meant[mention.item_id][mention.field, mention.start, mention.end] = mention
    by_id = {entity.id: _seen(entity) for entity in entities}
    for item, says in zip(items, said, strict=True):
        here = meant.get(item.id, {})
        whom = [here.get((mention.field, mention.start, mention.end)) for mention in says.mentions]
        kept: dict[int, Mention] = {}
        pairs = []
        for told in says.told:
            one, other = whom[told.subject], whom[told.object]
            if told.doubt <= 1 - LEAST and one is not None and other is not None:
                kept |= {told.subject: one, told.object: other}
                pairs.append(told)
        if pairs:
            places = {old: new for new, old in enumerate(kept)}
            told_here = tuple(replace(told, subject=places[told.subject], object=places[told.object]) for told in pairs)
            named = tuple(
                Mention("", m.field, m.start, m.end, m.surface, m.type, m.name, "", m.entity) for m in kept.values()
            )
            whole = tuple(by_id[id_] for id_ in sorted({m.entity for m in named}))
            yield Material(item, named, told_here, whole)


def _seen(entity: Entity) -> Entity:
    """An entity with no more than what is looked at here."""
    return Entity(entity.id, entity.type, entity.name, maker=entity.maker)


def relate_item(material: Material) -> list[Relation]:
    """Relations of one item: each (subject, predicate, object) once, with its surest evidence.

    A partnership within one house, and what a thing is to another of its own name, are none.

    Examples
    --------
    >>> item = Item("i", "1", 0, "", "story", "xAI发布Grok 4", "xAI发布Grok 4")
    >>> found = (Mention("", "text", 0, 3, "xAI", "company", "xAI", "", "company:xai"),
    ...          Mention("", "text", 5, 11, "Grok 4", "model", "Grok 4", "", "model:grok-4"))
    >>> known = (Entity("company:xai", "company", "xAI"), Entity("model:grok-4", "model", "Grok 4"))
    >>> told = (Told(0, "released", 1, "stated", 0.1),)
    >>> [(r.subject, r.predicate, r.object) for r in relate_item(Material(item, found, told, known))]
    [('company:xai', 'released', 'model:grok-4')]
    """
    entities = {entity.id: entity for entity in material.entities}
    best: dict[tuple[str, str, str], Relation] = {}
    for pair in material.told:
        one, other = material.mentions[pair.subject], material.mentions[pair.object]
        pair = _called(pair, entities[one.entity], entities[other.entity])
        if not _tells(pair.predicate, entities[one.entity], entities[other.entity]):
            continue
        relation = _relation(material, pair, one, other)
        triple = (one.entity, pair.predicate, other.entity)
        turned = (other.entity, pair.predicate, one.entity)
        if pair.predicate in MUTUAL and turned in best:
            triple = turned
            relation = replace(relation, subject=other.entity, object=one.entity)
        if triple not in best or _worth(relation) < _worth(best[triple]):
            best[triple] = relation
    return list(best.values())


def _called(pair: Told, subject: Entity, target: Entity) -> Told:
    """A pair under one name: persons write works, an organisation brings out what it has written."""
    brings_out = pair.predicate == "authored" and target.type in _WORKS and subject.type in _ORGANISATIONS
    return replace(pair, predicate="released") if brings_out else pair


def _tells(predicate: Predicate, subject: Entity, target: Entity) -> bool:
    """Whether a relation between these says anything."""
    subjects, objects = _TYPES[predicate]
    if subject.type not in subjects or target.type not in objects:
        return False
    if predicate == "ipo":
        return True
    if predicate == "partnered_with" and (subject.maker == target.id or target.maker == subject.id):
        return False
    return subject.id != target.id and name_key(subject.name) != name_key(target.name)


def _worth(relation: Relation) -> tuple[int, int, float]:
    """Sort key: surest first, then the one that says most."""
    return _RANK[relation.certainty], -len(relation.attributes), relation.doubt


def _relation(material: Material, pair: Told, one: Mention, other: Mention) -> Relation:
    """The record of what is told."""
    field, start, end, sentence_start, sentence = _evidence(material.item, one, other)
    evidence = Evidence(material.item.id, field, start, end, sentence, RULE)
    here = [m for m in (one, other) if m.field == field and start <= m.start and m.end <= end]
    named = {m.entity: (m.start - sentence_start, m.end - sentence_start) for m in here}
    attributes = deal_attributes(pair.predicate, sentence, named, one.entity, other.entity)
    certainty: Certainty = "stated" if pair.certainty == "former" else pair.certainty
    if pair.certainty == "former":
        attributes = (*attributes, ("former", "true"))
    return Relation(one.entity, pair.predicate, other.entity, evidence, certainty, attributes, pair.doubt)


def _evidence(item: Item, one: Mention, other: Mention) -> tuple[TextField, int, int, int, str]:
    """Field and place of what says it, where its sentence begins, and the sentence.

    Where the names stand in two sentences, the one behind says it: the one before only tells of whom.
    """
    first, last = sorted((one, other), key=lambda mention: (mention.field != "text", mention.start))
    text = item.field(last.field)
    start, end = next(((a, b) for a, b in sentence_spans(text) if a <= last.start < b), (0, len(text)))
    if first.field == last.field and start <= first.start and first.end <= end:
        return last.field, first.start, max(first.end, last.end), start, text[start : max(end, last.end)]
    return last.field, last.start, last.end, start, text[start : max(end, last.end)]
