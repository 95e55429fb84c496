"""Sentences with their names marked as [surface|type] or [surface|type|name], and what is read in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.relate.frame import Frame, frames
from ingest.relate.relate import relate
from ingest.relate.scene import Scene, scene_of
from kg.model import Entity, Item, ItemKind, Link, Mention, Relation
from kg.text.words import name_key

MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)(?:\|([^\[\]|]+))?\]")
MAKERS = {"Claude Code": "Anthropic", "ChatGPT": "OpenAI", "GPT-6": "OpenAI", "Opus 9": "Anthropic", "Sora": "OpenAI"}
SITES = {"Acme": ("https://acme.org",)}


@dataclass(frozen=True, slots=True)
class Marked:
    """An item, its mentions, and the entities that they name."""

    item: Item
    mentions: tuple[Mention, ...]
    entities: dict[str, Entity]

    @property
    def frames(self) -> tuple[Frame, ...]:
        return tuple(frames(self.item, self.mentions, self.entities))

    @property
    def scene(self) -> Scene:
        return scene_of(self.item, self.frames, self.entities)

    @property
    def relations(self) -> tuple[Relation, ...]:
        return relate([self.item], self.mentions, list(self.entities.values()))


def entity_id(kind: str, name: str) -> str:
    return f"{kind}:{name_key(name)}"


def marked(
    text: str, *, kind: ItemKind = "story", title: str | None = None, opinion: str = "", links: tuple[Link, ...] = ()
) -> Marked:
    """The item of a marked text; its first line is the title unless one is given."""
    mentions: list[Mention] = []
    entities: dict[str, Entity] = {}
    fields = {}
    for field, source in (("text", text), ("opinion", opinion)):
        plain, at = "", 0
        for match in MARK.finditer(source):
            plain += source[at : match.start()]
            surface, type_, name = match[1], match[2], match[3] or match[1]
            id_ = entity_id(type_, name)
            maker = entity_id("company", MAKERS[name]) if name in MAKERS else ""
            entities[id_] = Entity(id_, type_, name, (name,), maker=maker, urls=SITES.get(name, ()))
            span = (len(plain), len(plain) + len(surface))
            mentions.append(Mention("i", field, *span, surface, type_, name, "test", entity=id_))
            plain += surface
            at = match.end()
        fields[field] = plain + source[at:]
    plain = fields["text"]
    item = Item("i", "1", 0, "", kind, title or plain.split("\n")[0], plain, fields["opinion"], links)
    return Marked(item, tuple(mentions), entities)


def read(text: str, **options: object) -> tuple[Relation, ...]:
    """Relations of a marked text."""
    return marked(text, **options).relations  # type: ignore[arg-type]


def said(text: str, **options: object) -> set[str]:
    """What a marked text says, as "acme released foo", with types left out."""
    return {shown(relation) for relation in read(text, **options)}


def ruled(rule: str, text: str, **options: object) -> set[str]:
    """The same, of one rule."""
    return {shown(relation) for relation in read(text, **options) if relation.evidence.rule == rule}


def shown(relation: Relation) -> str:
    """ "acme released foo"."""
    subject, target = relation.subject.partition(":")[2], relation.object.partition(":")[2]
    return f"{subject} {relation.predicate} {target}"


def cases(block: str) -> list[tuple[str, set[str]]]:
    """A sentence on a line of its own, and under it, indented, all that it says or "nothing"."""
    found: list[tuple[str, set[str]]] = []
    for line in block.strip().splitlines():
        if not line.startswith(" "):
            found.append((line, set()))
        elif line.strip() != "nothing":
            found[-1][1].add(line.strip())
    return found
