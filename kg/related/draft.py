"""What a draft names: entities by the archive's aliases, and versions that are not yet known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.model import Item
from kg.text.urls import without_addresses
from kg.text.words import name_key

if TYPE_CHECKING:
    from kg.related.nearness import Nearness
    from kg.text.names import NameIndex, Spotted

LONGEST_READ = 6000  # characters of a draft item that are looked at for names and numbers
_VERSION = re.compile(
    r"(?<![A-Za-z0-9.])(?P<stem>(?:[A-Za-z]{1,20}[ -]){0,3}[A-Za-z]{1,20}[ -]?)(?P<version>\d{1,4}\.\d{1,4})(?![\w.%])"
)
# A letter and a digit that touch, or a capitalised word and a version with a dot: "K2.5", "GPT-5", "Sonnet 4.5".
_CODE = re.compile(
    r"(?<![A-Za-z0-9.])"
    r"(?:(?=[A-Za-z-‑]*[A-Z])[A-Za-z]{1,20}[-‑]?\d{1,4}(?:\.\d+)*|[A-Z][A-Za-z]{1,20} \d{1,3}\.\d{1,3})"
    r"(?:[-‑][A-Za-z][A-Za-z0-9]*)*(?![\w%]|\.\d)"
)
_IN_TITLE, _IN_TEXT = 1.0, 0.75  # as `kg.store.columns.entity_mentions` weighs an archive's own
_EMPLOYER = 0.5  # a person leads to the company


@dataclass(frozen=True, slots=True)
class Names:
    """What a draft names.

    Attributes
    ----------
    weights
        By entity index: names of the title most, employers of people least.
    readings
        For each name in the text the entities that go by it, those of the title first.
    in_title
        How many of `readings` stand in the title.
    """

    weights: Mapping[int, float]
    readings: tuple[tuple[int, ...], ...]
    in_title: int


def names_of(item: Item, nearness: Nearness) -> Names:
    """Find the archive's entities in a draft.

    A version that the archive does not know leads to what it does know of the family ("Kimi K2.5" to Kimi K2), and a
    person to the company.
    """
    text, known = spotted_in(item, nearness.arrays.names)
    older = _older_versions(text, nearness)
    spotted = sorted([*known, *_named(text, older)], key=lambda name: name.start)
    in_title = sum(name.start < len(item.title) for name in spotted)
    weights: dict[int, float] = {}
    for place, name in enumerate(spotted):
        for entity in name.entities:
            weights.setdefault(entity, _IN_TITLE if place < in_title else _IN_TEXT)
    for entity, weight in list(weights.items()):
        if nearness.arrays.entities[entity].type == "person":
            for employer in nearness.employers(entity):
                weights.setdefault(employer, weight * _EMPLOYER)
    return Names(weights, tuple(name.entities for name in spotted), in_title)


def spotted_in(item: Item, names: NameIndex) -> tuple[str, list[Spotted]]:
    """The text of a draft as it is searched for names, without its addresses, and the known names in it."""
    text = without_addresses(item.text[:LONGEST_READ])
    return text, _named(text, names.spot(text, known=lambda _: True))


def _named(text: str, spotted: Iterable[Spotted]) -> list[Spotted]:
    """Those that are no everyday words."""
    return [name for name in spotted if not _is_word(text[name.start : name.end], name.alias)]


def _is_word(surface: str, alias: str) -> bool:
    """Whether what stands in the text is an everyday word and not the name: "flow" is no Google Flow."""
    return surface.isascii() and surface.isalpha() and surface.islower() and not alias.islower()


def _older_versions(text: str, nearness: Nearness) -> list[Spotted]:
    """Known names that an unknown version is a newer one of."""
    names = nearness.arrays.names
    found: list[Spotted] = []
    for match in _VERSION.finditer(text):
        whole = match["stem"] + match["version"]
        older = whole.rpartition(".")[0]
        for start in _word_starts(older):
            exact = names.spot(whole[start:], known=lambda _: True)
            spotted = [s for s in names.spot(older[start:], known=lambda _: True) if s.end == len(older) - start]
            if spotted and not any(s.end == len(whole) - start for s in exact):
                moved = match.start() + start
                found += [replace(s, start=s.start + moved, end=s.end + moved) for s in spotted]
                break
    return found


def _word_starts(text: str) -> list[int]:
    """Where the words of a name begin."""
    return [match.start() for match in re.finditer(r"[A-Za-z]+|\d+", text)]


def codes_of(text: str) -> dict[str, str]:
    """Names with a version (models, chips) as written, by their key: what tells an update from a repeat.

    >>> codes_of("GPT-5.3-Codex 用 H100 训练，at 42 hours")
    {'gpt5.3codex': 'GPT-5.3-Codex', 'h100': 'H100'}
    """
    return {name_key(match.group()): match.group() for match in _CODE.finditer(text[:LONGEST_READ])}
