"""What one item tells, as numbers that can be kept: under a hash over all that they come from."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np

from kg.history.asked import Asked, Group
from kg.history.events import Place, Said, Scene, read_event
from kg.history.leading import leading_addresses
from kg.history.readings import FIELDS
from kg.model import EVENT_KINDS, EntityType, EventKind, Predicate, TextField
from kg.resources import PACKAGE, resource
from kg.text.words import fingerprint, words

COUNTS, COLUMNS = 5, 8
"""Numbers that a value begins with, and those of each reading."""
_THINGS = frozenset({"model", "product", "paper", "report", "benchmark", "event"})
_ORGANISATIONS = frozenset({"company", "institution"})
_NO_DEEDS = frozenset({"competes_with", "based_on", "works_at"})


def key_of(asked: Asked, types: Sequence[str], ids: Sequence[str], day: str) -> bytes:
    """Hash over all that an item's readings come from."""
    row = asked.row
    said = (
        row.section, row.kind, row.title, row.text, row.opinion, day, asked.named, asked.places, asked.relations,
        asked.links, asked.groups, asked.news,
        [(types[entity], ids[entity].partition(":")[0]) for entity in asked.entities],
    )  # fmt: skip
    return hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), key=_program(), digest_size=20).digest()


@cache
def _program() -> bytes:
    """Fingerprint of the code and the words that readings are made with."""
    here = Path(__file__).parent
    code = [here / f"{name}.py" for name in ("asked", "cues", "events", "leading", "telling")]
    code += [PACKAGE / "text" / f"{name}.py" for name in ("dates", "lexicon", "numbers", "words")]
    facts = [resource("data", "lexicon", f"{name}.toml") for name in ("events", "event_sections", "comparison")]
    return fingerprint(*(file.read_bytes() for file in (*code, *facts))).encode()


def told_by(asked: Asked, scene: Scene, types: Sequence[EntityType], ids: Sequence[str]) -> bytes:
    """What an item tells: its leading addresses, the words of its heading, and each reading, as int32.

    The form: how many readings, addresses, words, things and relations there are; of each reading kind, field, start,
    end, day, doubt in thousandths, number of things and number of relations that it can be recognised by; then the
    addresses, the words, the things and the relations, all by their numbers in the item.
    """
    item = scene.item
    leading = leading_addresses(item)
    links = [number for number, link in enumerate(asked.links) if link[1] == "text" and link[0] in leading]
    terms = sorted({crc32(term.encode()) - 2**31 for term in words(item.title)})
    acting = {own for own, field, start, _ in asked.places if field == "text" and start < scene.lead_end}
    organisations = sum(types[asked.entities[own]] in _ORGANISATIONS for own in acting)
    rows: list[int] = []
    things: list[int] = []
    deeds: list[int] = []
    for group in asked.groups:
        row, its_things, its_deeds = _reading(asked, scene, group, organisations, types, ids)
        rows += [*row, len(its_things), len(its_deeds)]
        things += its_things
        deeds += its_deeds
    counts = [len(asked.groups), len(links), len(terms), len(things), len(deeds)]
    return array("i", [*counts, *rows, *links, *terms, *things, *deeds]).tobytes()


def _reading(
    asked: Asked, scene: Scene, group: Group, organisations: int, types: Sequence[EntityType], ids: Sequence[str]
) -> tuple[list[int], list[int], list[int]]:
    """One reading of an item: what it tells, and the things and relations that it can be recognised by."""
    type_, inside = group[0], frozenset(group[1])
    stated = [n for n, relation in enumerate(asked.relations) if relation[0] in inside or relation[2] in inside]
    told = read_event(
        scene,
        [Place(field, start, end) for own, field, start, end in asked.places if own in inside],
        [_said(asked, asked.relations[n], inside, ids) for n in stated],
        type=type_,
        organisations=organisations,
        news=_news(asked, inside),
    )
    evidence = scene.item.field(told.field)[told.start : told.end]
    things = {
        own
        for own, field, start, end in asked.places
        if field == "text" and own not in inside and types[asked.entities[own]] in _THINGS
        and (start < scene.title_end or scene.text[start:end] in evidence)
    }  # fmt: skip
    deeds = [n for n in stated if asked.relations[n][1] not in _NO_DEEDS]
    day = told.day.toordinal() if told.day else 0
    row = [EVENT_KINDS.index(told.kind), FIELDS.index(told.field), told.start, told.end, day, round(1000 * told.doubt)]
    return row, sorted(things), deeds


def _news(asked: Asked, inside: frozenset[int]) -> dict[EventKind, float] | None:
    """What the item tells as news of some entities, and how likely; None where no reader looked for any."""
    told = [news for own, news in asked.news if own in inside and news is not None]
    if not told:
        return None
    likely: dict[EventKind, float] = {}
    for kind, sure in (pair for news in told for pair in json.loads(news)):
        likely[kind] = max(likely.get(kind, 0.0), sure)
    return likely


def _said(
    asked: Asked,
    relation: tuple[int, Predicate, int, TextField, int, str, str],
    inside: frozenset[int],
    ids: Sequence[str],
) -> Said:
    """A relation as seen from some entities."""
    subject, predicate, object_, field, start, sentence, certainty = relation
    acts = subject in inside
    other = ids[asked.entities[object_ if acts else subject]]
    return Said(predicate, other, acts, field, start, sentence, certainty)


def fits(value: bytes) -> bool:
    """Whether a value that was kept has the form that `told_by` gives."""
    numbers = np.frombuffer(value, np.int32) if len(value) % 4 == 0 else np.zeros(0, np.int32)
    if len(numbers) < COUNTS:
        return False
    readings, *others = numbers[:COUNTS].tolist()
    return bool(len(numbers) == COUNTS + readings * COLUMNS + sum(others))
