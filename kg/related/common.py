"""Names that a draft and an earlier item have in common, and what these say of the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.related.draft import Names
from kg.related.nearness import KNOWN, MAKERS, RARE, Nearness
from kg.related.stories import Stories
from kg.text.words import name_key

_TOLD_ALIKE = 0.6  # meaning that makes a story of a rare name


@dataclass(frozen=True)
class Common:
    """A draft beside an item.

    Attributes
    ----------
    names, said
        What the draft names, and all of its text, folded by `kg.text.words.name_key`.
    item, told
        Index of the item, and all of its text, folded.
    """

    nearness: Nearness
    stories: Stories
    names: Names
    said: str
    item: int
    told: str

    @cached_property
    def _mentioned(self) -> set[int]:
        """What the item names."""
        return set(self.nearness.arrays.mentioned.of(self.item)[0].tolist())

    @cached_property
    def both(self) -> list[int]:
        """Names that stand in both, and families of which both name a member and the name: "Kite" of Kite 2 and 3.

        Two things of one name are told once.
        """
        entities = self.nearness.arrays.entities
        named = dict.fromkeys(entity for reading in self.names.readings for entity in reading)
        found = {name_key(entities[entity].name): entity for entity in reversed(named) if entity in self._mentioned}
        both = list(reversed(found.values()))
        told_of = {self._head(entity) for entity in both}
        heads = {self._head(entity) for entity in named} & {self._head(entity) for entity in self._mentioned}
        for head in sorted(heads - told_of):
            key = name_key(entities[head].name)
            if key in self.said and key in self.told:
                both.append(head)
        return both

    def new(self) -> tuple[list[int], bool]:
        """Names of the draft that the item has in no form, and whether one of them stands in the draft's title.

        No form: neither itself, nor what else goes by that name, nor a version of it, nor what it makes.
        """
        new: dict[int, None] = {}
        in_title = False
        for place, reading in enumerate(self.names.readings):
            known = self._mentioned.intersection(self.nearness.arrays.family_of(reading))
            if not known and not self._stands(reading):
                new[reading[0]] = None
                in_title = in_title or place < self.names.in_title
        return list(new), in_title

    def strange(self) -> bool:
        """Whether the draft names anything that the item does not, be it only another version of what it does."""
        return any(
            not self._mentioned.intersection(reading) and not self._stands(reading) for reading in self.names.readings
        )

    def next_version(self) -> bool:
        """Whether the heading of the draft names a thing of which the item names another version."""
        entities = self.nearness.arrays.entities
        heads = {self._head(entity) for entity in self._mentioned if entities[entity].type not in MAKERS}
        headed = self.names.readings[: self.names.in_title]
        other = (reading for reading in headed if not self._mentioned.intersection(reading))
        return any(self._head(entity) in heads for reading in other for entity in reading)

    def one_story(self, meaning: float) -> bool:
        """Whether the names in common make one story: a thing that the item has news of, or a rare name told of alike.

        Of makers, and of what many items name, too much is told.
        """
        entities = self.nearness.arrays.entities
        things = [name for name in self._in_few(KNOWN) if entities[name].type not in MAKERS]
        return self.stories.have_news(self.item, things) or (meaning >= _TOLD_ALIKE and self.rare > 0)

    @cached_property
    def rare(self) -> int:
        """How many names in common stand in few items: makers, and things that the item has news of."""
        entities = self.nearness.arrays.entities
        return sum(
            entities[name].type in MAKERS or self.stories.have_news(self.item, [name]) for name in self._in_few(RARE)
        )

    def _in_few(self, share: float) -> list[int]:
        """Names in common that no more than a share of all items have."""
        return [name for name in self.both if self.nearness.in_few(name, share)]

    def _head(self, entity: int) -> int:
        """Head of a name's family, itself where it is none's member."""
        arrays = self.nearness.arrays
        return arrays.index_of.get(arrays.entities[entity].family, entity)

    def _stands(self, reading: Sequence[int]) -> bool:
        """Whether one of these names stands in the item, whoever is meant by it."""
        return any(name_key(self.nearness.arrays.entities[entity].name) in self.told for entity in reading)
