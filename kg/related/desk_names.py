"""What a draft names and how it writes that: names with a page in the archive, and spellings that the archive shuns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from kg.model import Entity, Item
from kg.related.draft import spotted_in
from kg.related.nearness import Nearness
from kg.store.reader import Reader
from kg.store.traces import spellings_of
from kg.text.words import UNSEEN, name_key

_LEAST, _TIMES = 2, 4  # items that write a name in the usual way: so many, and so many times as many as in the other
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name that a draft writes as the archive hardly does.

    Attributes
    ----------
    written, usual
        As the draft writes it, and as the archive does.
    items, usual_items
        How many items of the archive write it in each way.
    """

    written: str
    usual: str
    items: int
    usual_items: int


@dataclass(frozen=True, slots=True)
class Named:
    """What a draft item names.

    Attributes
    ----------
    entities
        In the order of the text, each once, with all their names.
    spellings
        Unusual ones, each once.
    """

    entities: tuple[Entity, ...] = ()
    spellings: tuple[Spelling, ...] = ()


class Namer:
    """Finds names in drafts, and looks up once how the archive writes each.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._arrays = reader.once(Nearness).arrays
        self._written = lru_cache(maxsize=None)(partial(_by_key, reader))

    def of(self, item: Item) -> Named:
        """Names of a draft item; where several entities go by one, the one that the most items name."""
        found: dict[int, None] = {}
        spellings: dict[str, Spelling] = {}
        text, spotted = spotted_in(item, self._arrays.names)
        for name in spotted:
            entity = max(name.entities, key=lambda index: (len(self._arrays.mentions.of(index)[0]), -index))
            found[entity] = None
            written = _seen(text[name.start : name.end])
            if written not in spellings and (odd := _unusual(written, self._known(written, name.entities))):
                spellings[written] = odd
        return Named(self._arrays.full_entities(list(found)), tuple(spellings.values()))

    def _known(self, written: str, entities: Sequence[int]) -> dict[str, int]:
        """All spellings in the archive that differ from one in case, spaces and hyphens only, by their items."""
        known: dict[str, int] = {}
        for entity in entities:
            for spelling, items in self._written(entity).get(name_key(written), {}).items():
                known[spelling] = known.get(spelling, 0) + items
        return known


def _by_key(reader: Reader, entity: int) -> Mapping[str, Mapping[str, int]]:
    """How many items write an entity in which way, by the key that spellings share."""
    found: dict[str, dict[str, int]] = {}
    for surface, items in spellings_of(reader.store, entity):
        spelling = _seen(surface)
        same = found.setdefault(name_key(spelling), {})
        same[spelling] = same.get(spelling, 0) + items
    return found


def _unusual(written: str, known: Mapping[str, int]) -> Spelling | None:
    """What is odd about a spelling, given how many items write it in which way."""
    if not known:
        return None
    usual = max(known, key=lambda spelling: known[spelling])
    rare, often = known.get(written, 0), known[usual]
    return Spelling(written, usual, rare, often) if often >= max(_LEAST, _TIMES * rare) and usual != written else None


def _seen(surface: str) -> str:
    """A spelling as one sees it: no two that look the same differ."""
    return " ".join(_DASHES.sub("-", UNSEEN.sub("", surface)).split())
