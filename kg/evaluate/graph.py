"""Entities, relations and tags against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.evaluate.gold import Anchors, ArchiveLike, Gold, absent_note
from kg.evaluate.scores import Mean, Report, Row, Score, add_up
from kg.model import Entity
from kg.text.words import name_key

SCORED = ("company", "model", "product", "paper", "person")
_TAG_TYPES = {"companies": "company", "models": "model"}


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A name with the keys of its spellings."""

    name: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A relation by the names of its ends."""

    subject: _Spelt
    predicate: str
    object: _Spelt

    def __str__(self) -> str:
        return f"{self.subject.name} {self.predicate} {self.object.name}"

    def agrees(self, other: _Statement) -> bool:
        """True where the predicates are the same and both ends share a spelling."""
        return (
            self.predicate == other.predicate
            and bool(self.subject.keys & other.subject.keys)
            and bool(self.object.keys & other.object.keys)
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was found in one item: scores by type or by predicate, and the errors in words."""

    scores: Mapping[str, Score]
    errors: tuple[str, ...]


def score_graph(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """F1 of entities by type and of relations by predicate, over the items that the gold labels.

    An entity counts when its name or one of its surfaces in the item agrees with the gold's name or surfaces and the
    type is the same; a relation when both ends agree so, whatever their types. Relations that the text denies are
    not counted.
    """
    anchors, spellings = Anchors(archive), _Spellings(archive)
    by_type, by_predicate = dict.fromkeys(SCORED, Score()), dict[str, Score]()
    errors: list[str] = []
    absent: list[str] = []
    for row in rows:
        where = f"{row['issue']} “{row['anchor']}”"
        item = anchors.find(row["issue"], row["anchor"])
        if item is None:
            absent.append(where)
        found = _entities(row, spellings.entities(item.id) if item is not None else {})
        said = _relations(row, spellings.statements(item.id) if item is not None else [])
        add_up(by_type, found.scores)
        add_up(by_predicate, said.scores)
        errors += [f"{where}: {error}" for error in (*found.errors, *said.errors)]
    shown: list[Row] = []
    if any("entities" in row for row in rows):
        shown += [Row(kind, score) for kind, score in by_type.items()]
    if any("relations" in row for row in rows):
        shown.append(Row("all relations", sum(by_predicate.values(), Score())))
        shown += [Row(f"· {predicate}", by_predicate[predicate]) for predicate in sorted(by_predicate)]
    return Report("entities", gold, tuple(shown), _worst_first(errors), absent_note(absent))


class _Spellings:
    """The names that entities and the ends of relations go by in an item of an archive."""

    def __init__(self, archive: ArchiveLike) -> None:
        self._archive = archive
        self._known = {entity.id: entity for entity in archive.entities()}

    def entities(self, item_id: str) -> dict[Entity, _Spelt]:
        """Entities that an item mentions, each with its own name and its surfaces there."""
        surfaces: dict[str, list[str]] = {}
        for mention in self._archive.mentions(item_id):
            if mention.entity in self._known:
                surfaces.setdefault(mention.entity, []).append(mention.surface)
        named = ((self._known[id_], found) for id_, found in surfaces.items())
        return {entity: _Spelt(entity.name, _keys((entity.name, *found))) for entity, found in named}

    def statements(self, item_id: str) -> list[_Statement]:
        """Relations that an item states or rumours."""
        here = {entity.id: spelt for entity, spelt in self.entities(item_id).items()}
        return [
            _Statement(self._end(relation.subject, here), relation.predicate, self._end(relation.object, here))
            for relation in self._archive.relations(item_id)
            if relation.certainty != "negated"
        ]

    def _end(self, entity_id: str, here: Mapping[str, _Spelt]) -> _Spelt:
        """One end of a relation: as the item spells it, else by its name."""
        if entity_id in here:
            return here[entity_id]
        name = self._known[entity_id].name if entity_id in self._known else entity_id
        return _Spelt(name, _keys((name,)))


def _keys(names: Iterable[str]) -> frozenset[str]:
    """Normalised names."""
    return frozenset(name_key(name) for name in names) - {""}


def _label_keys(label: Gold) -> frozenset[str]:
    """Spellings of an entity that a gold row labels."""
    return _keys((label["name"], *label["surfaces"]))


def _entities(row: Gold, here: Mapping[Entity, _Spelt]) -> _Outcome:
    """Pairs each entity of a gold row with one of the same type that was found."""
    scores: dict[str, Score] = {}
    errors: list[str] = []
    for kind in SCORED:
        wanted = [label for label in row.get("entities", ()) if label["type"] == kind]
        left = [spelt for entity, spelt in here.items() if entity.type == kind]
        missed: list[str] = []
        for label in wanted:
            keys = _label_keys(label)
            partner = next((spelt for spelt in left if spelt.keys & keys), None)
            if partner is None:
                missed.append(label["name"])
            else:
                left.remove(partner)
        scores[kind] = Score(len(wanted) - len(missed), len(left), len(missed))
        errors += [f"{kind} missed: {name}" for name in missed]
        errors += [f"{kind} not there: {spelt.name}" for spelt in left]
    return _Outcome(scores, tuple(errors))


def _relations(row: Gold, said: Sequence[_Statement]) -> _Outcome:
    """Pairs each relation of a gold row with one that was found."""
    surfaces = {label["name"]: _label_keys(label) for label in row.get("entities", ())}
    left = list(said)
    scores: dict[str, Score] = {}
    errors: list[str] = []
    for subject, predicate, target in row.get("relations", ()):
        ends = [_Spelt(name, surfaces.get(name, _keys((name,)))) for name in (subject, target)]
        wanted = _Statement(ends[0], predicate, ends[1])
        partner = next((statement for statement in left if statement.agrees(wanted)), None)
        if partner is None:
            errors.append(f"relation missed: {wanted}")
        else:
            left.remove(partner)
        add_up(scores, {predicate: Score(fn=1) if partner is None else Score(tp=1)})
    for statement in left:
        errors.append(f"relation not there: {statement}")
        add_up(scores, {statement.predicate: Score(fp=1)})
    return _Outcome(scores, tuple(errors))


def _worst_first(errors: Sequence[str]) -> tuple[str, ...]:
    """Each error once: those said most often first, of relations before those of entities."""
    counted = Counter(errors)
    return tuple(dict.fromkeys(sorted(errors, key=lambda text: (-counted[text], "relation" not in text))))


def score_tags(rows: Sequence[Gold], archive: ArchiveLike, *, gold: str = "") -> Report:
    """Recall of a site's own company and model tags, and how many entities are named for each tag.

    A tag counts when an entity that is mentioned in the issue goes by it: with its type, and (second figure) with any.
    """
    by_file = _items_by_file(archive)
    spellings = _Spellings(archive)
    typed, loose, ratio = (dict.fromkeys(_TAG_TYPES, Mean()) for _ in range(3))
    missed: Counter[str] = Counter()
    absent = 0
    for row in rows:
        item_ids = by_file.get(PurePosixPath(row["file"]).name)
        if item_ids is None:
            absent += 1
            continue
        here = {entity for item_id in item_ids for entity in spellings.entities(item_id)}
        every = _keys_of_all_names(here)
        for field, kind in _TAG_TYPES.items():
            own = [entity for entity in here if entity.type == kind]
            names, tags = _keys_of_all_names(own), row[field]
            unnamed = [tag for tag in tags if name_key(tag) not in names]
            typed[field] += Mean(len(tags) - len(unnamed), len(tags))
            loose[field] += Mean(sum(name_key(tag) in every for tag in tags), len(tags))
            ratio[field] += Mean(len(own), len(tags))
            missed.update(f"{kind} tag missed: {tag}" for tag in unnamed)
    figures = {"recall": typed, "recall, any type": loose, "named for each tag": ratio}
    shown = tuple(Row(f"{field} {what}", mean) for what, means in figures.items() for field, mean in means.items())
    errors = tuple(f"{text} ({count}×)" for text, count in missed.most_common())
    notes = (f"{absent} of {len(rows)} files are not in this archive",) if absent else ()
    return Report("tags", gold, shown, errors, notes)


def _items_by_file(archive: ArchiveLike) -> dict[str, list[str]]:
    """Ids of the items of each issue, by the name of the file that it was read from."""
    by_issue: dict[str, list[str]] = {}
    for item in archive.items():
        by_issue.setdefault(item.issue_id, []).append(item.id)
    return {PurePosixPath(issue.source).name: by_issue.get(issue.id, []) for issue in archive.issues()}


def _keys_of_all_names(entities: Iterable[Entity]) -> frozenset[str]:
    """Keys of the names and aliases of entities."""
    return _keys(name for entity in entities for name in (entity.name, *entity.aliases))
