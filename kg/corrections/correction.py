"""One decision of a person on an entity: its kind, its fields, and what is wrong with one that cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from kg.model import ENTITY_TYPES, EVENT_KINDS, PREDICATES
from kg.text.words import name_key, plain

CorrectionKind = Literal[
    "merge", "split", "not_same", "rename", "retype", "ignore", "alias", "confirm", "name", "said", "unsaid", "event",
]  # fmt: skip
KINDS: tuple[CorrectionKind, ...] = get_args(CorrectionKind)

# TOML keys of each kind and the attribute they fill; the second table may be left out.
NEEDED: dict[str, dict[str, str]] = {
    "merge": {"from": "entity", "into": "into"},
    "split": {"entity": "entity", "surface": "surface", "into": "into"},
    "not_same": {"a": "entity", "b": "into"},
    "rename": {"entity": "entity", "name": "name"},
    "retype": {"entity": "entity", "type": "type"},
    "ignore": {"entity": "entity"},
    "alias": {"entity": "entity", "alias": "surface"},
    "confirm": {"entity": "entity"},
    "name": {"entity": "entity", "surface": "surface", "item": "item"},
    "said": {"subject": "entity", "predicate": "predicate", "object": "into"},
    "unsaid": {"subject": "entity", "predicate": "predicate", "object": "into"},
    "event": {"entity": "entity", "event": "event", "item": "item"},
}
_OPTIONAL: dict[str, dict[str, str]] = {
    "split": {"item": "item", "name": "name"},
    "ignore": {"surface": "surface", "item": "item"},
    "confirm": {"surface": "surface", "item": "item"},
    "said": {"item": "item"},
    "unsaid": {"item": "item"},
}
OF_RELATIONS: frozenset[str] = frozenset({"said", "unsaid"})
"""Kinds that decide what is told of two names."""
MAKING: frozenset[str] = frozenset({"split", "name"})
"""Kinds that may speak of an entity which they make."""
_LONGEST = {"why": 4_000}
_LONGEST_FIELD = 1_000
_ID = re.compile(rf"(?:{'|'.join(ENTITY_TYPES)}):\S+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def fields_of(kind: str) -> dict[str, str]:
    """TOML keys that a kind takes, and the attributes that they fill, in the order in which they are written."""
    return {**NEEDED[kind], **_OPTIONAL.get(kind, {}), "why": "why"}


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One decision of a person.

    Attributes
    ----------
    kind
        What is done; which attributes it needs stands in the text of `kg.corrections.file`.
    entity
        Id of the entity in question (``from`` of a merge, ``a`` of a not_same, ``subject`` of a said or unsaid).
    into
        Id of the other entity (``into`` of a merge or split, ``b`` of a not_same, ``object`` of a said or unsaid).
    surface
        Spelling that a split, ignore or confirm is limited to, the new alias, or what a name is written like.
    name
        New name (rename), or the name of the entity that a split makes.
    type
        New type (retype).
    item
        Item that the decision is limited to, "" for all.
    why
        Reason, for people.
    predicate
        What is told of subject and object (said, unsaid).
    event
        The kind of event that an item tells of the entity (event); ``mention`` for none.
    """

    kind: CorrectionKind
    entity: str
    into: str = ""
    surface: str = ""
    name: str = ""
    type: str = ""
    item: str = ""
    why: str = ""
    predicate: str = ""
    event: str = ""

    def __str__(self) -> str:
        shown = ", ".join(
            f"{key} {shortened(value)}"
            for key, attribute in fields_of(self.kind).items()
            if attribute != "why" and (value := getattr(self, attribute))
        )
        return f"{self.kind} ({shown})"

    @property
    def moves(self) -> bool:
        """True where the entity goes by another id afterwards."""
        return self.kind in {"merge", "retype"}

    @property
    def target(self) -> str:
        """Id that the entity goes by afterwards: of a merge or retype another one."""
        if self.kind == "merge":
            return self.into
        if self.kind == "retype":
            return f"{self.type}:{self.entity.partition(':')[2]}"
        return self.entity

    @property
    def decision(self) -> Correction:
        """What is decided, whatever the reason."""
        return replace(self, why="")

    def tidied(self) -> Correction:
        """Without space at the ends of its fields; inside them a line end, a tab or several spaces become one space.

        Only a reason keeps its lines.
        """
        values = {field.name: " ".join(getattr(self, field.name).split()) for field in fields(self)[1:]}
        return replace(self, **{**values, "why": self.why.strip()})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of one file, sorted, each once, and free of contradictions where `load_corrections` made it."""

    entries: tuple[Correction, ...] = ()

    def of(self, kind: CorrectionKind) -> tuple[Correction, ...]:
        """Entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def aliases(self) -> tuple[tuple[str, str], ...]:
        """(entity id, alias) of every added alias, for the extractor to look for."""
        return tuple((entry.entity, entry.surface) for entry in self.of("alias"))


def shortened(text: str) -> str:
    """A value as it is shown in a sentence."""
    return text if len(text) <= 120 else f"{text[:119]}…"


def fault_of_form(entry: Correction) -> str:
    """What keeps a tidied entry from being written down at all, "" where nothing does."""
    if entry.kind not in NEEDED:
        return f"“{shortened(entry.kind)}” is no kind of correction; there are {', '.join(KINDS)}"
    taken = fields_of(entry.kind)
    values = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name != "kind"}
    if missing := [key for key, attribute in NEEDED[entry.kind].items() if not values[attribute]]:
        return f"the {missing[0]} of a {entry.kind} must be a text that is not empty"
    if idle := [attribute for attribute, value in values.items() if value and attribute not in taken.values()]:
        return f"a {entry.kind} takes no {idle[0]}; it takes {', '.join(taken)}"
    faults = (_fault_of_text(key, values[attribute]) for key, attribute in taken.items())
    return next((fault for fault in faults if fault), "")


def _fault_of_text(key: str, value: str) -> str:
    """What is wrong with the text of one field, "" where nothing is."""
    if len(value) > (longest := _LONGEST.get(key, _LONGEST_FIELD)):
        return f"its {key} has {len(value):,} characters; it may have {longest:,}"
    if _LONE_SURROGATE.search(value):
        return f"its {key} holds bytes that are no text; write it in UTF-8"
    if key != "why" and plain(value) != value:
        return f"its {key} holds characters that cannot be seen and rule a terminal or turn a line; leave them out"
    if value and key in {"surface", "alias", "name"} and not name_key(value):
        return f"its {key} “{value}” holds nothing but spaces and marks, which names are compared without"
    return ""


def fault_of_sense(entry: Correction) -> str:
    """What keeps an entry of good form from meaning anything, "" where nothing does."""
    for value in (entry.entity, entry.into):
        if value and not _ID.fullmatch(value):
            return f"“{shortened(value)}” is no entity id; an id is a type and a name, as company:openai"
    if entry.type and entry.type not in ENTITY_TYPES:
        return f"“{shortened(entry.type)}” is no type; there are {', '.join(ENTITY_TYPES)}"
    if entry.predicate and entry.predicate not in PREDICATES:
        return f"“{shortened(entry.predicate)}” is nothing that is told of two names; there are {', '.join(PREDICATES)}"
    if entry.event and entry.event not in EVENT_KINDS:
        return f"“{shortened(entry.event)}” is no kind of event; there are {', '.join(EVENT_KINDS)}"
    if entry.predicate == "ipo":
        return "" if entry.entity == entry.into else f"{entry} names two entities: who goes public does so alone"
    if entry.entity in (entry.into, entry.target if entry.moves else ""):
        return f"{entry} names one entity twice"
    return ""
