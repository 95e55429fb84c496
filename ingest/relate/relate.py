"""Mentions -> relations, each with the sentence that says it.

The rules look at one sentence at a time (`ingest.relate.frame.Frame`): which names stand in which order, and which
words stand between them. What a sentence leaves out is taken from the item (`ingest.relate.scene.Scene`) and from what
was said before (`ingest.relate.focus.Focus`): who acts, and what is spoken of. Nothing
is concluded from knowledge alone, so every relation has a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.relate.claim import Claim, certainty
from ingest.relate.deals import deal_rules
from ingest.relate.focus import Focus, opening_focus
from ingest.relate.frame import ORGANISATIONS, Frame, frames
from ingest.relate.links import link_rules
from ingest.relate.people import people_rules
from ingest.relate.release import release_rules
from ingest.relate.scene import Scene, scene_of
from kg.model import MUTUAL, Entity, Evidence, Item, Mention, Relation
from kg.text.dates import first_day
from kg.text.numbers import Amount, Sum, stake, sums
from kg.text.words import name_key

_DEALS = frozenset({"acquired", "invested_in", "partnered_with", "ipo"})
_SHARED = frozenset({"acquired", "invested_in"})
PREVIEW = 3  # sentences
SUM_REACH = 50
_RANK = {"stated": 0, "rumoured": 1, "negated": 2}


def relate(
    items: Sequence[Item],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    *,
    failed: Callable[[Item, Exception], None] | None = None,
) -> tuple[Relation, ...]:
    """Relations that the items state, in the order of the items and of their places in them.

    Within an item each (subject, predicate, object) is given once, with its surest and first evidence.

    Parameters
    ----------
    mentions
        Resolved: those whose ``entity`` is unknown are passed over.
    failed
        Told of an item on which a rule fails: a bug of ours that costs the relations of that item alone. Without it
        such an error is raised.

    Examples
    --------
    >>> item = Item("i", "1", 0, "", "story", "xAI发布Grok 4", "xAI发布Grok 4")
    >>> found = [Mention("i", "text", 0, 3, "xAI", "company", "xAI", "gazetteer", entity="company:xai"),
    ...          Mention("i", "text", 5, 11, "Grok 4", "model", "Grok 4", "name", entity="model:grok-4")]
    >>> known = [Entity("company:xai", "company", "xAI"), Entity("model:grok-4", "model", "Grok 4")]
    >>> [(r.subject, r.predicate, r.object) for r in relate([item], found, known)]
    [('company:xai', 'released', 'model:grok-4')]
    """
    found: list[Relation] = []
    for material in materials(items, mentions, entities):
        try:
            found += relate_item(material)
        except Exception as error:
            if failed is None:
                raise
            failed(material.item, error)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Material:
    """All that the relations of one item depend on.

    Attributes
    ----------
    mentions
        Its names, with what the rules look at: their places and whom they name.
    entities
        Whom they name, and their families and makers, all the way up; likewise. In the order of their ids.
    """

    item: Item
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


def materials(items: Sequence[Item], mentions: Sequence[Mention], entities: Sequence[Entity]) -> Iterator[Material]:
    """What there is to relate in each item that has a name; parameters as of `relate`."""
    by_item: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_item[mention.item_id].append(mention)
    by_id = {entity.id: _seen(entity) for entity in entities}
    for item in items:
        if item.id in by_item:
            named = by_item[item.id]
            ids = sorted(_and_above({mention.entity for mention in named}, by_id))
            places = (Mention("", m.field, m.start, m.end, m.surface, m.type, m.name, m.rule, m.entity) for m in named)
            yield Material(item, tuple(places), tuple(by_id[id_] for id_ in ids))


def _seen(entity: Entity) -> Entity:
    """An entity with no more than the rules look at, the names and addresses of an organisation without their order."""
    named = entity.type in ORGANISATIONS
    return replace(
        entity,
        aliases=tuple(sorted(entity.aliases)) if named else (),
        version=(),
        known=False,
        urls=tuple(sorted(entity.urls)) if named else (),
    )


def _and_above(ids: Iterable[str], entities: Mapping[str, Entity]) -> set[str]:
    """Those ids that are known, and all that they belong to."""
    found: set[str] = set()
    todo = [*ids]
    while todo:
        id_ = todo.pop()
        if id_ not in found and id_ in entities:
            found.add(id_)
            todo += (entities[id_].maker, entities[id_].family)
    return found


def relate_item(material: Material) -> list[Relation]:
    """Relations of one item."""
    item, entities = material.item, {entity.id: entity for entity in material.entities}
    sentences = tuple(frames(item, material.mentions, entities))
    scene = scene_of(item, sentences, entities)
    opening = _opening(sentences, scene)
    found: list[Claim] = []
    focus = opening
    for frame in sentences:
        releases = release_rules(frame, scene, focus.at(frame))
        found.extend(releases.claims)
        focus = releases.focus
    focus = opening
    for frame in sentences:
        focus = focus.at(frame)
        found.extend(link_rules(frame, scene, focus))
        found.extend(deal_rules(frame, scene, focus))
        found.extend(people_rules(frame, scene, focus))
    return list(_settled(found, entities))


def _opening(sentences: Sequence[Frame], scene: Scene) -> Focus:
    """Who and what is spoken of at first.

    What was released is found before all else: it tells what the item is about, which comparisons and foundations need.
    """
    released: list[Claim] = []
    focus = Focus()
    for frame in sentences[:PREVIEW]:
        releases = release_rules(frame, scene, focus)
        released.extend(releases.claims)
        focus = releases.focus
    return opening_focus(scene, sentences, released, focus)


def _settled(found: Sequence[Claim], entities: Mapping[str, Entity]) -> Iterator[Relation]:
    """One relation for each triple, its surest and first evidence; a mutual one in one direction."""
    best: dict[tuple[str, str, str], Relation] = {}
    for claim in found:
        if _says_nothing(claim, entities[claim.subject], entities[claim.object]):
            continue
        triple = (claim.subject, claim.predicate, claim.object)
        turned = (claim.object, claim.predicate, claim.subject)
        if claim.predicate in MUTUAL and turned in best:
            triple = turned
        relation = _relation(claim)
        known = best.get(triple)
        if known is None or (relation.subject == known.subject and _worth(relation) < _worth(known)):
            best[triple] = relation
    yield from best.values()


def _says_nothing(claim: Claim, subject: Entity, target: Entity) -> bool:
    """True for a partnership within one house, and for what a thing is to another of its own name."""
    if claim.predicate == "partnered_with" and (subject.maker == target.id or target.maker == subject.id):
        return True
    return claim.predicate != "ipo" and name_key(subject.name) == name_key(target.name)


def _worth(relation: Relation) -> tuple[int, int]:
    """Sort key: surest first, then the one that says most."""
    return _RANK[relation.certainty], -len(relation.attributes)


def _relation(claim: Claim) -> Relation:
    """The record of what a rule found."""
    frame = claim.frame
    evidence = Evidence(
        frame.item.id, frame.field, frame.start + claim.start, frame.start + claim.end, frame.text, claim.rule
    )
    sure = certainty(frame, claim.trigger, claim.trigger)
    attributes = tuple(_attributes(claim)) if claim.predicate in _DEALS else ()
    return Relation(claim.subject, claim.predicate, claim.object, evidence, sure, attributes)


def _attributes(claim: Claim) -> Iterator[tuple[str, str]]:
    """Sums, shares and days of a deal, as its sentence gives them."""
    text = claim.frame.text
    amounts = sums(text)
    owners = _owners(claim.frame, amounts)
    if claim.predicate != "ipo" and (paid := _paid(claim, amounts, owners)) is not None:
        yield ("amount", paid.digits) if paid.digits else ("amount_text", paid.text)
        yield "currency", paid.unit
    worth = (a for a in amounts if a.role == "valuation" and owners.get(a.start, claim.object) == claim.object)
    if (valuation := next(worth, None)) is not None and valuation.digits:
        yield "valuation", valuation.digits
    if claim.predicate in _SHARED and (share := stake(text)):
        yield "stake", share
    if day := first_day(text):
        yield "date", day


def _owners(frame: Frame, amounts: Sequence[Amount]) -> dict[int, str]:
    """Whose a sum is, by its place: "微软（$10B）和英伟达（$5B）一起投资…" gives each its own in a bracket."""
    names = {slot.end: slot.id for slot in frame.slots}
    owners: dict[int, str] = {}
    for amount in amounts:
        aside = frame.aside_at(amount.start)
        before = (at for at in (aside, aside - 1) if aside >= 0 and at in names)
        if (at := next(before, None)) is not None:
            owners[amount.start] = names[at]
    return owners


def _paid(claim: Claim, amounts: Sequence[Sum], owners: Mapping[int, str]) -> Sum | None:
    """The sum of a deal: the subject's own, else the nearest that is nobody's; one far from its words is another's."""
    paid = [amount for amount in amounts if amount.role == "amount"]
    own = next((amount for amount in paid if owners.get(amount.start) == claim.subject), None)
    near = [a for a in paid if a.start not in owners and _distance(claim, a) <= SUM_REACH]
    return own or min(near, key=lambda amount: max(_distance(claim, amount), 0), default=None)


def _distance(claim: Claim, amount: Amount) -> int:
    """How far a sum stands from the words of a claim; below 0 where it stands in them."""
    return max(claim.start - amount.end, amount.start - claim.end)
