"""``kg entity`` and ``kg path``: what is known of a name, and how two names hang together."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kg.commands.common import Commands, not_found, opened, reading_command, show, show_json
from kg.errors import UnknownName
from kg.export import ItemRecorder, entity_record
from kg.model import Entity, Item, Relation

if TYPE_CHECKING:
    from kg.archive import Archive
    from kg.graph import Edge

MOST_ITEMS = 10
MOST_ALIASES = 20
MOST_NEIGHBOURS = 12


def register(commands: Commands) -> None:
    """Add these commands."""
    entity = reading_command(commands, "entity", "what is known of a company, model, person …, by any of its names")
    entity.add_argument("name", metavar="NAME", help="any of its names, or its id")
    entity.set_defaults(run=run_entity)

    path = reading_command(commands, "path", "how two names hang together, with the evidence of each step")
    path.add_argument("source", metavar="A", help="a name")
    path.add_argument("target", metavar="B", help="another name")
    path.set_defaults(run=run_path)


@dataclass(frozen=True, slots=True)
class _Known:
    """What an archive knows of an entity.

    Attributes
    ----------
    items
        Items that name it, oldest first.
    rank
        Its share of the centrality of all entities, 0 where nothing ties it to another.
    neighbours
        Names that it stands with, the strongest tie first.
    """

    archive: Archive
    entity: Entity
    items: list[Item]
    relations: Sequence[Relation]
    rank: float
    neighbours: tuple[tuple[Entity, Edge], ...]


def run_entity(options: argparse.Namespace) -> int:
    """Show an entity."""
    archive = opened(options)
    try:
        entity = archive.entity(options.name)
    except UnknownName as unknown:
        return not_found(options, unknown)
    from kg.graph import EntityGraph

    graph = EntityGraph(archive)
    known = _Known(
        archive, entity, entity_items(archive, entity), archive.relations(entity_id=entity.id),
        graph.rank(entity.id), graph.neighbours(entity.id),
    )  # fmt: skip
    if options.json:
        show_json(_record(known))
    else:
        _show(known)
    return 0


def _record(known: _Known) -> dict[str, object]:
    """What is known of an entity, as JSON."""
    recorder, items = ItemRecorder(known.archive), known.items
    return entity_record(known.entity) | {
        "count": len(items),
        "first": _coverage(known.archive, items[0]) if items else None,
        "latest": _coverage(known.archive, items[-1]) if items else None,
        "rank": known.rank,
        "relations": [recorder.relation(r) | {"item": r.evidence.item_id} for r in known.relations],
        "neighbours": [
            {"id": other.id, "name": other.name, "type": other.type, "weight": edge.weight, "kinds": edge.kinds}
            for other, edge in known.neighbours
        ],
        "items": [item.id for item in items],
    }


def _show(known: _Known) -> None:
    """Print what is known of an entity."""
    _show_names(known)
    span = f", {_span(known.archive, known.items)}" if known.items else ""
    show(f"{len(known.items)} items{span}")
    names = {found.id: found.name for found in known.archive.entities()}
    for relation in known.relations[-MOST_ITEMS:]:
        told = "" if relation.certainty == "stated" else f" ({relation.certainty})"
        told += f" ({1 - relation.doubt:.0%} sure)" if relation.doubt else ""
        show(f"  {names[relation.subject]} —{relation.predicate}→ {names[relation.object]}{told}")
        show(f"     “{relation.evidence.sentence}”")
    if known.neighbours:
        nearest = known.neighbours[:MOST_NEIGHBOURS]
        show("stands with: " + ", ".join(f"{other.name} {edge.weight:.1f}" for other, edge in nearest))
    for item in reversed(known.items[-MOST_ITEMS:]):
        show(f"  {known.archive.issue_of(item).dated_label}  {item.title}  [{item.id}]")


def _show_names(known: _Known) -> None:
    """Print the names of an entity, and the names that it belongs to."""
    entity = known.entity
    show(f"{entity.name}  ({entity.type}, {entity.id})")
    others = [alias for alias in entity.aliases if alias != entity.name]
    if others:
        show("also: " + ", ".join(others[:MOST_ALIASES]))
    for label, id_ in (("made by / part of", entity.maker), ("family", entity.family)):
        if id_ and (found := known.archive.store.entity(id_)):
            show(f"{label}: {found.name}")


def entity_items(archive: Archive, entity: Entity) -> list[Item]:
    """Items that name an entity, oldest first."""
    ids = dict.fromkeys(mention.item_id for mention in archive.mentions(entity_id=entity.id))
    rows = sorted(row for id_ in ids if (row := archive.store.row_of(id_)))
    return archive.store.items(rows)


def _coverage(archive: Archive, item: Item) -> dict[str, object]:
    """Where and when an item stood."""
    issue = archive.issue_of(item)
    return {"item": item.id, "issue": issue.number, "date": issue.date.isoformat() if issue.date else None}


def _span(archive: Archive, items: list[Item]) -> str:
    """First and latest coverage."""
    first, latest = (archive.issue_of(item).dated_label for item in (items[0], items[-1]))
    return f"in {first}" if first == latest else f"first in {first}, latest in {latest}"


def run_path(options: argparse.Namespace) -> int:
    """Show a path."""
    archive = opened(options)
    try:
        source, target = archive.entity(options.source), archive.entity(options.target)
    except UnknownName as unknown:
        return not_found(options, unknown)
    from kg.graph import EntityGraph

    steps = EntityGraph(archive).path(source.id, target.id)
    if options.json:
        show_json(
            {
                "from": entity_record(source),
                "to": entity_record(target),
                "steps": [asdict(step) | {"source": step.source.name, "target": step.target.name} for step in steps],
            }
        )
    elif not steps:
        show(f"Nothing in this archive joins {source.name} and {target.name}.")
    for step in () if options.json else steps:
        show(f"{step.source.name} —{step.kind}→ {step.target.name}")
        if step.sentence:
            show(f"     “{step.sentence}”  [{step.item_id}]")
    return 0 if steps else 1
