"""Decisions of a person on what is told of two names, replayed on the relations that were read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kg.corrections.contradictions import told_ends
from kg.corrections.correction import Correction, Corrections
from kg.model import PREDICATES, Evidence, Item, Mention, Relation
from kg.text.words import sentence_spans

RULE = "correction"
_Key = tuple[str, str, str, str]
"""Predicate, ends and item ("" for all)."""


def apply_to_relations(
    relations: Sequence[Relation],
    corrections: Corrections,
    *,
    mentions: Sequence[Mention],
    redirects: Mapping[str, str],
    item_of: Callable[[str], Item | None],
) -> tuple[tuple[Relation, ...], tuple[str, ...]]:
    """Replay what a person said of relations; what is said of one item goes before what is said of all.

    Parameters
    ----------
    relations
        As they were read, by item.
    mentions
        Resolved and corrected: a relation is added only to an item that names both.
    redirects
        Old ids of entities and those that they go by now.
    item_of
        Gives an item by its id, None where there is none.

    Returns
    -------
    tuple
        The relations, and a sentence for each correction that no longer applies.
    """
    decided: dict[_Key, Correction] = {}
    now: dict[Correction, Correction] = {}
    for entry in (*corrections.of("said"), *corrections.of("unsaid")):
        subject, other = (redirects.get(each, each) for each in (entry.entity, entry.into))
        now[entry] = replace(entry, entity=subject, into=other)
        decided[*told_ends(now[entry]), entry.item] = entry
    if not decided:
        return tuple(relations), ()
    used: set[Correction] = set()
    kept = []
    for relation in relations:
        ends = told_ends(Correction("said", relation.subject, relation.object, predicate=relation.predicate))
        one, every = (decided.get((*ends, item)) for item in (relation.evidence.item_id, ""))
        used |= {entry for entry in (one, every) if entry is not None}
        entry_ = one or every
        if entry_ is None or entry_.kind == "said":
            kept.append(relation if entry_ is None else replace(relation, doubt=0.0))
    missing = [entry for entry in decided.values() if entry not in used]
    named: dict[str, list[Mention]] = {entry.item: [] for entry in missing if entry.kind == "said" and entry.item}
    for mention in mentions if named else ():
        if mention.item_id in named:
            named[mention.item_id].append(mention)
    tried = {
        entry: _added(now[entry], named[entry.item], item_of(entry.item)) for entry in missing if entry.item in named
    }
    added = [relation for entry, relation in tried.items() if entry.kind == "said" and relation is not None]
    # What is not said and not read either does no harm: the reader may have learned it.
    known = {mention.entity for mention in mentions}
    gone = {e for e in missing if not {now[e].entity, now[e].into} <= known or (e.item and item_of(e.item) is None)}
    stale = sorted(_idle(e) for e in missing if e in gone or (e.kind == "said" and tried.get(e) is None))
    return _in_order([*kept, *added], relations, mentions), tuple(stale)


def _idle(entry: Correction) -> str:
    """That a correction does not apply."""
    why = "one of the two, or the item, is gone" if entry.kind == "unsaid" else "nothing of that kind is read"
    if entry.kind == "said" and entry.item:
        why = "that item does not name both in one field, or is gone"
    return f"The correction {entry} no longer applies: {why}."


def _added(entry: Correction, here: Sequence[Mention], item: Item | None) -> Relation | None:
    """The relation that an item tells, by its names that stand closest; None where it does not name both."""
    predicate = next(each for each in PREDICATES if each == entry.predicate)
    pairs = [
        (abs(a.start - b.start), a.field, max(a.start, b.start), max(a.end, b.end), min(a.start, b.start))
        for a in here
        for b in here
        if a.entity == entry.entity and b.entity == entry.into and a.field == b.field
    ]
    if item is None or not pairs:
        return None
    _, field, last, end, first = min(pairs)
    text = item.field(field)
    begin, behind = next(((a, b) for a, b in sentence_spans(text) if a <= last < b), (0, len(text)))
    sentence = text[begin : max(behind, end)]
    evidence = Evidence(item.id, field, first if first >= begin else last, end, sentence, RULE)
    return Relation(entry.entity, predicate, entry.into, evidence)


def _in_order(
    found: list[Relation], relations: Sequence[Relation], mentions: Iterable[Mention]
) -> tuple[Relation, ...]:
    """Relations by item, those that were added behind those that were read."""
    place: dict[str, int] = {}
    for id_ in (*(m.item_id for m in mentions), *(r.evidence.item_id for r in relations)):
        place.setdefault(id_, len(place))
    return tuple(sorted(found, key=lambda relation: place[relation.evidence.item_id]))
