"""The same labelled text with other names in it: what shall be learned is where names stand, not which there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from ingest.learn.labels import Labelled, Named
from kg.model import EntityType
from kg.text.words import HAN_CHARACTER

_SHARE = 0.6  # of the names of a text are exchanged
_INVENTED = 0.4  # of those in Latin letters for one that nobody has
_SYLLABLES = tuple(
    "ka lo mi ra ven tor ix sol ne dra qui par fen lum os ta bel cor zan ple thi gro vi na er on al ys cro dex".split()  # noqa: SIM905
)
_FIRMS = ("", " Labs", " AI", " Systems", " Robotics", ".ai", " Capital", " Health", " & Co", "works")
_THINGS = ("", " Studio", " Cloud", " Desk", " for Teams", "-cli", "-kit", ".js", "Hub")
_SIZES = ("", " Pro", "-mini", " 7B", " 14B", "-70B", "-Instruct", " Flash")
_INVENTABLE: frozenset[EntityType] = frozenset({"company", "model", "product", "person"})

Pool = dict[tuple[EntityType, bool], list[str]]
"""Spellings by type, and whether they have Chinese characters."""


def pool_of(texts: Iterable[Labelled]) -> Pool:
    """All names that texts have."""
    found: dict[tuple[EntityType, bool], set[str]] = {}
    for text in texts:
        for start, end, kind in text.names:
            name = text.text[start:end]
            found.setdefault((kind, _is_han(name)), set()).add(name)
    return {key: sorted(names) for key, names in found.items()}


def exchanged(text: Labelled, pool: Pool, chance: Random) -> Labelled:
    """The text with some of its names exchanged, each wherever it stands, for others of their type and writing."""
    other: dict[str, str] = {}
    for start, end, kind in text.names:
        name = text.text[start:end]
        if name not in other:
            other[name] = _other(name, kind, pool, chance) if chance.random() < _SHARE else name
    made, last = "", 0
    moved: dict[int, int] = {}  # where what began or ended there does now
    names: list[Named] = []
    for start, end, kind in text.names:
        made += text.text[last:start]
        moved[start] = len(made)
        made += other[text.text[start:end]]
        moved[end] = len(made)
        names.append((moved[start], moved[end], kind))
        last = end
    made += text.text[last:]
    works = _moved(text.works, text.names, moved)
    if len(works) < len(text.works):
        return text
    for (start, end, _), (begin, behind, _) in zip(text.works, works, strict=True):
        other[text.text[start:end]] = made[begin:behind]
    return replace(
        text, text=made, names=tuple(names), works=works, links=(),
        relations=tuple((other[one], told, other[two], certain) for one, told, two, certain in text.relations),
        events=tuple((other[name], kind) for name, kind in text.events),
    )  # fmt: skip


def _moved(works: Sequence[Named], names: Sequence[Named], moved: dict[int, int]) -> tuple[Named, ...]:
    """Where titles stand after the names in and before them have changed; without those that a name reaches out of."""

    def place(at: int) -> int:
        before = max((edge for edge in moved if edge <= at), default=None)
        return at if before is None else moved[before] + at - before

    whole = (
        (start, end, kind)
        for start, end, kind in works
        if not any(first < edge < last for first, last, _ in names for edge in (start, end))
    )
    return tuple((place(start), place(end), kind) for start, end, kind in whole)


def _other(name: str, kind: EntityType, pool: Pool, chance: Random) -> str:
    """Another name of that type and writing."""
    if kind in _INVENTABLE and not _is_han(name) and chance.random() < _INVENTED:
        return invented(kind, chance)
    return chance.choice(pool[kind, _is_han(name)])


def invented(kind: EntityType, chance: Random) -> str:
    """A name that nobody has, as such things are called."""
    word, second = _word(chance), _word(chance)
    if kind == "person":
        return f"{word.capitalize()} {second.capitalize()}"
    if kind == "company":
        return chance.choice(
            [word.capitalize() + chance.choice(_FIRMS), f"{word.capitalize()} {second.capitalize()}", word[:4].upper()]
        )
    if kind == "model":
        stem = chance.choice([word.capitalize(), word[:3].upper(), word.capitalize() + second[:2].upper()])
        version = chance.choice(["", f"-{chance.randint(1, 6)}", f" {chance.randint(1, 5)}.{chance.randint(0, 9)}"])
        return stem + version + chance.choice(_SIZES)
    stem = chance.choice([word, word.capitalize(), word.capitalize() + second.capitalize(), f"{word}-{second}"])
    return stem + chance.choice([*_THINGS, f" {chance.randint(2, 9)}"])


def _word(chance: Random) -> str:
    """Two or three syllables."""
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 3)))


def _is_han(name: str) -> bool:
    """Whether a name has Chinese characters."""
    return HAN_CHARACTER.search(name) is not None
