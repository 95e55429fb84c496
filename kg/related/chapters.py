"""What each next item of a story adds to it: names, numbers and kinds of event that no item before had."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Entity, Item
from kg.related.nearness import Nearness
from kg.store.reader import Reader
from kg.store.rows import place_rows
from kg.text.numbers import Amount, amounts
from kg.text.words import name_key

_NO_EVENT = frozenset({"mention", "comparison"})
_LIKELY = 0.35  # how likely it must be that a place tells news of that kind
_MOST = 5  # names, and numbers, that are told


@dataclass(frozen=True, slots=True)
class Chapter:
    """What an item of a story has that the items before it lack.

    Attributes
    ----------
    names
        The best known by the heading first, then the rarest; at most five.
    numbers
        As written, at most five.
    kinds
        Kinds of event (`kg.history.EVENT_KINDS`) that the reader sees in it.
    """

    names: tuple[Entity, ...] = ()
    numbers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All of it for a reader: kinds, names, numbers."""
        return (*self.kinds, *(name.name for name in self.names), *self.numbers)

    def __bool__(self) -> bool:
        """Whether it adds anything that can be said."""
        return bool(self.names or self.numbers or self.kinds)


def chapters(reader: Reader, members: Sequence[int], items: Sequence[Item]) -> tuple[Chapter, ...]:
    """What each item of a story adds, in order; the first adds nothing, for all of it is new.

    Parameters
    ----------
    members, items
        The items by index and as they are, oldest first.
    """
    nearness = reader.once(Nearness)
    known: set[int] = set()
    texts, told, counted = "", set[str](), list[Amount]()
    found: list[Chapter] = []
    for index, item in zip(members, items, strict=True):
        names, weights = nearness.arrays.mentioned.of(index)
        order = sorted(zip(-weights, -nearness.rarity[names], names.tolist(), strict=True))
        kinds = _kinds(reader, index)
        numbers = amounts(item.text)
        if found:
            fresh = [name for *_, name in order if name not in known and not _stands(nearness, name, texts)]
            found.append(
                Chapter(
                    nearness.arrays.full_entities(fresh[:_MOST]),
                    tuple(n.text for n in numbers if not any(n.same(other) for other in counted))[:_MOST],
                    tuple(kind for kind in kinds if kind not in told),
                )
            )
        else:
            found.append(Chapter())
        known.update(names.tolist())
        texts += name_key(item.text) + "\n"
        told.update(kinds)
        counted += numbers
    return tuple(found)


def _stands(nearness: Nearness, name: int, texts: str) -> bool:
    """Whether a name stands in texts, folded as `kg.text.words.name_key` does."""
    return name_key(nearness.arrays.entities[name].name) in texts


def _kinds(reader: Reader, index: int) -> tuple[str, ...]:
    """Kinds of event that an item tells, the likeliest first."""
    likely: dict[str, float] = {}
    for kind, how in _news(place.news for place in place_rows(reader.store, index, index + 1)):
        likely[kind] = max(likely.get(kind, 0.0), how)
    told = [kind for kind, how in likely.items() if how >= _LIKELY and kind not in _NO_EVENT]
    return tuple(sorted(told, key=lambda kind: (-likely[kind], kind)))


def _news(kept: Iterable[str | None]) -> Iterable[tuple[str, float]]:
    """Kinds with how likely they are, of all places."""
    for news in kept:
        if news:
            yield from ((str(kind), float(how)) for kind, how in json.loads(news))
