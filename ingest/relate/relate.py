"""Mentions -> relations, each with the sentence that says it.

The rules look at one sentence at a time (`ingest.relate.frame.Frame`): which names stand in which order, and which
words stand between them. What a sentence leaves out is taken from the item (`ingest.relate.scene.Scene`): who acts
in it, and what it is about. Nothing is concluded from knowledge alone, so every relation has a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ingest.relate.deals import deal_rules
from ingest.relate.frame import Frame, frames
from ingest.relate.links import link_rules
from ingest.relate.people import people_rules
from ingest.relate.release import release_rules
from ingest.relate.scene import Found, Scene, certainty
from kg.model import Entity, Evidence, Item, Mention, Relation
from kg.text.dates import first_day
from kg.text.numbers import stake, sums
from kg.text.words import name_key

_DEALS = frozenset({"acquired", "invested_in", "partnered_with", "ipo"})
SUM_REACH = 50
_RANK = {"stated": 0, "rumoured": 1, "negated": 2}


def relate(items: Sequence[Item], mentions: Sequence[Mention], entities: Sequence[Entity]) -> tuple[Relation, ...]:
    """Relations that the items state, in the order of the items and of their places in them.

    Within an item each (subject, predicate, object) is given once, with its surest and first evidence.

    Parameters
    ----------
    mentions
        Resolved: those whose ``entity`` is unknown are passed over.

    Examples
    --------
    >>> item = Item("i", "1", 0, "", "story", "xAI发布Grok 4", "xAI发布Grok 4")
    >>> found = [Mention("i", "text", 0, 3, "xAI", "company", "xAI", "gazetteer", entity="company:xai"),
    ...          Mention("i", "text", 5, 11, "Grok 4", "model", "Grok 4", "name", entity="model:grok-4")]
    >>> known = [Entity("company:xai", "company", "xAI"), Entity("model:grok-4", "model", "Grok 4")]
    >>> [(r.subject, r.predicate, r.object) for r in relate([item], found, known)]
    [('company:xai', 'released', 'model:grok-4')]
    """
    by_item: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_item[mention.item_id].append(mention)
    by_id = {entity.id: entity for entity in entities}
    return tuple(
        relation for item in items if item.id in by_item for relation in _relate_item(item, by_item[item.id], by_id)
    )


def _relate_item(item: Item, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> Iterator[Relation]:
    """Relations of one item."""
    sentences = tuple(frames(item, mentions, entities))
    scene = Scene(item, sentences, entities)
    # What was released is found first: it tells what the item is about, which comparisons and foundations need.
    preview: list[Found] = []
    for frame in sentences[:3]:
        preview.extend(release_rules(frame, scene))
    scene.settle(preview)
    found: list[Found] = []
    agents = scene.agents
    for frame in sentences:
        scene.enter(frame)
        found.extend(release_rules(frame, scene))
    scene.agents, scene.line = agents, None
    for frame in sentences:
        scene.enter(frame)
        found.extend(link_rules(frame, scene))
        found.extend(deal_rules(frame, scene))
        found.extend(people_rules(frame, scene))
    yield from _settled(found, entities)


def _settled(found: Sequence[Found], entities: Mapping[str, Entity]) -> Iterator[Relation]:
    """One relation for each triple, its surest and first evidence; a mutual one in one direction."""
    best: dict[tuple[str, str, str], Relation] = {}
    for each in found:
        if each.predicate == "partnered_with" and _one_house(entities[each.subject], entities[each.object]):
            continue
        if each.predicate != "ipo" and name_key(entities[each.subject].name) == name_key(entities[each.object].name):
            continue
        triple = (each.subject, each.predicate, each.object)
        if each.predicate in {"competes_with", "partnered_with"} and (triple[2], triple[1], triple[0]) in best:
            triple = (triple[2], triple[1], triple[0])
        relation = _relation(each)
        known = best.get(triple)
        if known is None or (relation.subject == known.subject and _worth(relation) < _worth(known)):
            best[triple] = relation
    yield from best.values()


def _one_house(first: Entity, second: Entity) -> bool:
    """True where one organisation belongs to the other."""
    return first.maker == second.id or second.maker == first.id


def _worth(relation: Relation) -> tuple[int, int]:
    """Sort key: surest first, then the one that says most."""
    return _RANK[relation.certainty], -len(relation.attributes)


def _relation(found: Found) -> Relation:
    """The record of what a rule found."""
    frame = found.frame
    evidence = Evidence(
        frame.item.id, frame.field, frame.start + found.start, frame.start + found.end, frame.text, found.rule
    )
    sure = certainty(frame, found.trigger, found.trigger)
    attributes = _attributes(frame, found) if found.predicate in _DEALS else ()
    return Relation(found.subject, found.predicate, found.object, evidence, sure, attributes)


def _attributes(frame: Frame, found: Found) -> tuple[tuple[str, str], ...]:
    """Sums, shares and days of a deal, as its sentence gives them."""
    amounts = sums(frame.text)
    after = {slot.end: slot.id for slot in frame.slots}
    # A sum in the bracket right behind a name belongs to that name: "微软（$10B）和英伟达（$5B）一起投资…".
    owners: dict[int, str] = {}
    for amount in amounts:
        aside = frame.aside_at(amount.start)
        if aside >= 0 and (aside in after or aside - 1 in after):
            owners[amount.start] = after.get(aside) or after[aside - 1]
    own = [a for a in amounts if a.role == "amount" and owners.get(a.start) == found.subject]
    free = [a for a in amounts if a.role == "amount" and a.start not in owners]
    # What stands far from the words of the deal is another sum.
    free = [a for a in free if max(found.start - a.end, a.start - found.end) <= SUM_REACH]
    free.sort(key=lambda a: max(found.start - a.end, a.start - found.end, 0))
    worth = [a for a in amounts if a.role == "valuation" and owners.get(a.start, found.object) == found.object]
    details: list[tuple[str, str]] = []
    for amount in (own or free)[:1] if found.predicate != "ipo" else ():
        details += [("amount", amount.digits)] if amount.digits else [("amount_text", amount.text)]
        details.append(("currency", amount.unit))
    details += [("valuation", amount.digits) for amount in worth[:1] if amount.digits]
    share = stake(frame.text) if found.predicate in {"acquired", "invested_in"} else ""
    details += [(key, value) for key, value in (("stake", share), ("date", first_day(frame.text))) if value]
    return tuple(details)
