"""An archive of three items, whose figures can be worked out by hand, and gold files for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import Entity, Evidence, Issue, Item, Link, Mention, Relation


@dataclass(frozen=True)
class Hit:
    item: Item


@dataclass(frozen=True)
class Check:
    verdict: str
    prior: tuple[Hit, ...]


def item(number: int, text: str, *, kind: str = "story", urls: Sequence[str] = (), opinion: str = "") -> Item:
    links = tuple(Link(url, url, url) for url in urls)
    return Item(f"n-1-{number}", "n-1", number, "", kind, text.split("\n")[0], text, opinion, links)  # type: ignore[arg-type]


ITEMS = (
    item(0, "Acme ships Foo\nIt is quick.", urls=["https://a.org/1", "https://a.org/2"]),
    item(1, "Beta buys Gamma", kind="bullet", urls=["https://b.org"], opinion="Why?"),
    item(2, "Something else", kind="bullet"),
)
ENTITIES = tuple(
    Entity(f"{kind}:{name.lower()}", kind, name, aliases)  # type: ignore[arg-type]
    for kind, name, aliases in [
        ("company", "Acme", ("Acme", "Acme Inc")),
        ("model", "Foo", ("Foo",)),
        ("company", "Beta", ("Beta",)),
        ("company", "Gamma", ("Gamma",)),
    ]
)


def mention(item_id: str, entity: Entity, surface: str = "") -> Mention:
    return Mention(item_id, "text", 0, 1, surface or entity.name, entity.type, entity.name, "test", entity=entity.id)


def relation(item_id: str, subject: str, predicate: str, target: str, certainty: str = "stated") -> Relation:
    return Relation(subject, predicate, target, Evidence(item_id, "text", 0, 1, "…", "test"), certainty)  # type: ignore[arg-type]


class Memory:
    """An archive of three items."""

    def issues(self) -> Sequence[Issue]:
        return (Issue("n-1", "n", 1, "One", None, "folder/one.md"),)

    def items(self) -> Sequence[Item]:
        return ITEMS

    def entities(self) -> Sequence[Entity]:
        return ENTITIES

    def mentions(self, item_id: str | None = None) -> Sequence[Mention]:
        acme, foo, beta, gamma = ENTITIES
        return {
            "n-1-0": (mention("n-1-0", acme, "ACME Inc."), mention("n-1-0", foo)),
            "n-1-1": (mention("n-1-1", beta), mention("n-1-1", gamma)),
        }.get(item_id or "", ())

    def relations(self, item_id: str | None = None) -> Sequence[Relation]:
        return {
            "n-1-0": (relation("n-1-0", "company:acme", "released", "model:foo"),),
            "n-1-1": (
                relation("n-1-1", "company:beta", "invested_in", "company:gamma"),
                relation("n-1-1", "company:gamma", "acquired", "company:beta", "negated"),
            ),
        }.get(item_id or "", ())

    def search(self, query: str, *, limit: int = 10) -> Sequence[Hit]:
        return [Hit(ITEMS[int(digit)]) for digit in query if digit.isdigit()][:limit]

    def prior(self, text: str) -> Sequence[Check]:
        verdict, _, digits = text.partition(" ")
        return [Check(verdict, tuple(Hit(ITEMS[int(digit)]) for digit in digits))]


def gold(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
