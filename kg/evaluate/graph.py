"""Entities, relations and tags against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from kg.evaluate.evaluate import Anchors, ArchiveLike, Gold, Mean, Report, Row, Score, absent_note
from kg.model import Entity
from kg.text.words import name_key

SCORED = ("company", "model", "product", "paper", "person")
_TAG_TYPES = {"companies": "company", "models": "model"}


def _keys(names: Iterable[str]) -> frozenset[str]:
    """Normalised names."""
    return frozenset(name_key(name) for name in names) - {""}


class _Named:
    """Entities of an archive with the names they go by in an item."""

    def __init__(self, archive: ArchiveLike) -> None:
        self.archive = archive
        self.entities = {entity.id: entity for entity in archive.entities()}

    def in_item(self, item_id: str) -> dict[str, tuple[Entity, frozenset[str]]]:
        """Entities mentioned in an item, each with the keys of its name and of its surfaces there."""
        surfaces: dict[str, list[str]] = {}
        for mention in self.archive.mentions(item_id):
            if mention.entity in self.entities:
                surfaces.setdefault(mention.entity, []).append(mention.surface)
        return {id_: (self.entities[id_], _keys((self.entities[id_].name, *found))) for id_, found in surfaces.items()}


def score_graph(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """F1 of entities by type and of relations by predicate, over the items that the gold labels.

    An entity counts when its name or one of its surfaces in the item agrees with the gold's name or surfaces and the
    type is the same; a relation when both ends agree so, whatever their types. Relations that the text denies are
    not counted.
    """
    anchors, named = Anchors(archive), _Named(archive)
    by_type: dict[str, Score] = {kind: Score() for kind in SCORED}
    by_predicate: dict[str, Score] = {}
    errors: list[str] = []
    absent: list[str] = []
    for row in rows:
        item = anchors.find(row["issue"], row["anchor"])
        if item is None:
            absent.append(f"{row['issue']} “{row['anchor']}”")
        here = named.in_item(item.id) if item is not None else {}
        where = f"{row['issue']} “{row['anchor']}”"
        for kind in SCORED:
            wanted = [label for label in row.get("entities", ()) if label["type"] == kind]
            got = [(entity, keys) for entity, keys in here.values() if entity.type == kind]
            score, wrong = _entities(wanted, got)
            by_type[kind] += score
            errors += [f"{where}: {kind} {text}" for text in wrong]
        stated = [r for r in archive.relations(item.id) if r.certainty != "negated"] if item is not None else []
        triples = [(_names(r.subject, here, named), r.predicate, _names(r.object, here, named)) for r in stated]
        for predicate, score in _relations(row, triples, errors, where).items():
            by_predicate[predicate] = by_predicate.get(predicate, Score()) + score
    shown = [Row(kind, by_type[kind]) for kind in SCORED] if any("entities" in row for row in rows) else []
    if any("relations" in row for row in rows):
        shown.append(Row("all relations", sum(by_predicate.values(), Score())))
        shown += [Row(f"· {predicate}", by_predicate[predicate]) for predicate in sorted(by_predicate)]
    counted = Counter(errors)
    ordered = sorted(errors, key=lambda text: (-counted[text], "relation" not in text))
    return Report("entities", gold, tuple(shown), tuple(dict.fromkeys(ordered)), absent_note(absent))


def _names(entity_id: str, here: dict[str, tuple[Entity, frozenset[str]]], named: _Named) -> tuple[str, frozenset[str]]:
    """Name and keys of one end of a relation."""
    if entity_id in here:
        entity, keys = here[entity_id]
        return entity.name, keys
    known = named.entities.get(entity_id)
    name = known.name if known is not None else entity_id
    return name, _keys((name,))


def _entities(wanted: Sequence[Gold], got: Sequence[tuple[Entity, frozenset[str]]]) -> tuple[Score, list[str]]:
    """Pairs each gold entity with one that was found; says what is left over."""
    left = list(got)
    missed: list[str] = []
    for label in wanted:
        keys = _keys((label["name"], *label["surfaces"]))
        partner = next((pair for pair in left if pair[1] & keys), None)
        if partner is None:
            missed.append(label["name"])
        else:
            left.remove(partner)
    score = Score(len(wanted) - len(missed), len(left), len(missed))
    return score, [f"missed: {name}" for name in missed] + [f"not there: {entity.name}" for entity, _ in left]


def _relations(
    row: Gold,
    got: Sequence[tuple[tuple[str, frozenset[str]], str, tuple[str, frozenset[str]]]],
    errors: list[str],
    where: str,
) -> dict[str, Score]:
    """Scores by predicate; errors are appended."""
    surfaces = {label["name"]: _keys((label["name"], *label["surfaces"])) for label in row.get("entities", ())}
    left = list(got)
    scores: dict[str, Score] = {}
    for subject, predicate, target in row.get("relations", ()):
        ends = (surfaces.get(subject, _keys((subject,))), surfaces.get(target, _keys((target,))))
        partner = next((r for r in left if r[1] == predicate and r[0][1] & ends[0] and r[2][1] & ends[1]), None)
        if partner is None:
            errors.append(f"{where}: relation missed: {subject} {predicate} {target}")
            scores[predicate] = scores.get(predicate, Score()) + Score(fn=1)
        else:
            left.remove(partner)
            scores[predicate] = scores.get(predicate, Score()) + Score(tp=1)
    for (subject, _), predicate, (target, _) in left:
        errors.append(f"{where}: relation not there: {subject} {predicate} {target}")
        scores[predicate] = scores.get(predicate, Score()) + Score(fp=1)
    return scores


def score_tags(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """Recall of a site's own company and model tags, and how many entities are named for each tag.

    A tag counts when an entity that is mentioned in the issue goes by it: with its type, and (second figure) with any.
    """
    named = _Named(archive)
    sources = {PurePosixPath(issue.source).name: issue.id for issue in archive.issues()}
    items: dict[str, list[str]] = {}
    for item in archive.items():
        items.setdefault(item.issue_id, []).append(item.id)
    typed = {field: Mean() for field in _TAG_TYPES}
    loose = {field: Mean() for field in _TAG_TYPES}
    ratio = {field: Mean() for field in _TAG_TYPES}
    missed: Counter[str] = Counter()
    absent = 0
    for row in rows:
        issue_id = sources.get(PurePosixPath(row["file"]).name)
        if issue_id is None:
            absent += 1
            continue
        here: dict[str, Entity] = {}
        for item_id in items.get(issue_id, ()):
            here.update({id_: entity for id_, (entity, _) in named.in_item(item_id).items()})
        for field, kind in _TAG_TYPES.items():
            own = [entity for entity in here.values() if entity.type == kind]
            names = frozenset[str]().union(*(_keys((entity.name, *entity.aliases)) for entity in own))
            every = frozenset[str]().union(*(_keys((entity.name, *entity.aliases)) for entity in here.values()))
            tags = [name_key(tag) for tag in row[field]]
            typed[field] += Mean(sum(tag in names for tag in tags), len(tags))
            loose[field] += Mean(sum(tag in every for tag in tags), len(tags))
            ratio[field] += Mean(len(own), len(tags))
            missed.update(f"{kind} tag missed: {tag}" for tag in row[field] if name_key(tag) not in names)
    shown = [Row(f"{field} recall", typed[field]) for field in _TAG_TYPES]
    shown += [Row(f"{field} recall, any type", loose[field]) for field in _TAG_TYPES]
    shown += [Row(f"{field} named for each tag", ratio[field]) for field in _TAG_TYPES]
    errors = tuple(f"{text} ({count}×)" for text, count in missed.most_common())
    notes = (f"{absent} of {len(rows)} files are not in this archive",) if absent else ()
    return Report("tags", gold, tuple(shown), errors, notes)
