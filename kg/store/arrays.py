"""What questions over all items need of an archive, as arrays, each read when first needed and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial, reduce
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.model import Entity
from kg.store.postings import in_both
from kg.store.reader import Reader
from kg.store.tables import Tables, tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.database import Store
    from kg.store.postings import Postings
    from kg.store.tables import Column, EntityTable
    from kg.text.names import NameIndex

_LONG_AGO = date(1970, 1, 1).toordinal()
# How far an item about one thing is about another: a version, its family's head, a maker's product, a maker.
_SAME, _VERSION, _HEAD, _MADE, _MAKER = 1.0, 0.7, 0.4, 0.35, 0.15


class Arrays:
    """Arrays over all items; issues, items and entities count from 0. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        # None of them refers to this object: in a circle it would hold the archive's files long after it was let go.
        self.term = lru_cache(maxsize=512)(partial(_items_with, reader.store))
        self.holding = lru_cache(maxsize=512)(partial(_holding, self.term))
        self._whole = lru_cache(maxsize=4096)(partial(_whole_entity, reader.store))

    def __len__(self) -> int:
        return len(self.issues)

    @cached_property
    def tables(self) -> Tables:
        """The columns, as they lie on the disk."""
        return self._reader.once(tables)

    @property
    def issues(self) -> NDArray[np.int32]:
        """Index of each item's issue, shape (items,)."""
        return self.tables.issues

    @property
    def sections(self) -> Column:
        """Section of each item."""
        return self.tables.sections

    @property
    def kinds(self) -> Column:
        """Kind of each item."""
        return self.tables.kinds

    @property
    def sites(self) -> tuple[Postings, Sequence[str]]:
        """Sites that each item links to, and their names."""
        return self.tables.sites, self.tables.site_names

    @property
    def issue_dates(self) -> NDArray[np.int32]:
        """Day of each issue as an ordinal; 0 where it has none."""
        return self.tables.issue_days

    @property
    def entities(self) -> EntityTable:
        """All entities."""
        return self.tables.entities

    def full_entities(self, indices: Sequence[int]) -> tuple[Entity, ...]:
        """Entities by index with all their names, in this order."""
        return tuple(self._whole(int(index)) for index in indices)

    @property
    def mentions(self) -> Postings:
        """Items of each entity."""
        return self.tables.mentions

    @property
    def mentioned(self) -> Postings:
        """Entities of each item."""
        return self.tables.mentioned

    @property
    def index_of(self) -> Mapping[str, int]:
        """Index of each entity by its id."""
        return self.tables.index_of

    @property
    def names(self) -> NameIndex:
        """The names that entities go by, to be found in a text."""
        return self.tables.names

    @cached_property
    def newest(self) -> date:
        """Day of the latest issue; long ago where none has a date."""
        return date.fromordinal(int(self.issue_dates.max(initial=0)) or _LONG_AGO)

    def frequency(self, term: str) -> int:
        """In how many items a term stands."""
        return len(self.term(term))

    def rarity(self, count: int) -> float:
        """Inverse document frequency of what so many items hold: the fewer, the more it says."""
        return log(1 + max(1, len(self)) / (count + 0.5))

    def ranked(self, items: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.int64]:
        """Order of some items by their scores, best first; ties by date, the newest first, then by place."""
        order: NDArray[np.int64] = np.lexsort((items, -self.issue_dates[self.issues[items]], -scores))
        return order

    def reach(self, entities: Sequence[int]) -> NDArray[np.float32]:
        """How far each item is about one of these or their relatives, 0 … 1."""
        score = np.zeros(len(self), np.float32)
        for entity, strength in self._strengths(entities).items():
            items, weights = self.mentions.of(entity)
            score[items] = np.maximum(score[items], strength * (0.5 + 0.5 * weights))
        return score

    def family_of(self, entities: Sequence[int]) -> list[int]:
        """These, their versions and what they make."""
        return [entity for entity, strength in self._strengths(entities).items() if strength > _MAKER]

    def _strengths(self, entities: Sequence[int]) -> dict[int, float]:
        """These and their relatives, with how near they are."""
        found: dict[int, float] = {}

        def add(entity: int | None, strength: float) -> None:
            if entity is not None:
                found[entity] = max(found.get(entity, 0.0), strength)

        for index in entities:
            entity = self.entities[index]
            add(index, _SAME)
            for version in self.members_of(entity.id):
                add(version, _VERSION)
            for product in self.tables.made.of(index)[0].tolist():
                add(product, _MADE)
            add(self.index_of.get(entity.family), _HEAD)
            add(self.index_of.get(entity.maker), _MAKER)
        return found

    def members_of(self, head: str) -> list[int]:
        """All versions and variants beneath a family's head, itself left out, whatever is wrong with the families."""
        top = self.index_of.get(head)
        found: dict[int, None] = {}
        waiting = [] if top is None else [top]
        while waiting:
            for index in self.tables.members.of(waiting.pop())[0].tolist():
                if index != top and index not in found:
                    found[index] = None
                    waiting.append(index)
        return list(found)

    def in_sections(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Items of these sections."""
        codes = [code for code, name in enumerate(self.sections.names) if name in names]
        return np.isin(self.sections.codes, codes)

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Items of a kind; of a sort of section that goes by that word, for ``reading`` and the like."""
        codes = [code for code, name in enumerate(self.kinds.names) if name == kind]
        return np.isin(self.kinds.codes, codes)

    def overlap(self, since: date, until: date) -> NDArray[np.float32]:
        """Share of the days that each item's issue covers which lie in a period, 0 … 1; 1 where it covers all of it."""
        first, last = since.toordinal(), until.toordinal()
        days = np.minimum(self.issue_dates, last) - np.maximum(self.tables.covered_since + 1, first) + 1
        covered = np.maximum(1, np.minimum(self.issue_dates - self.tables.covered_since, last - first + 1))
        share = np.clip(days / covered, 0, 1).astype(np.float32)
        share[self.issue_dates == 0] = 0
        by_item: NDArray[np.float32] = share[self.issues]
        return by_item


def _items_with(store: Store, term: str) -> NDArray[np.int32]:
    """Items that hold an index term."""
    return store.items_with_term(term) - 1


def _holding(items_with: Callable[[str], NDArray[np.int32]], terms: tuple[str, ...]) -> NDArray[np.int32]:
    """Items that hold every one of these terms."""
    held = [items_with(term) for term in terms]
    return reduce(in_both, sorted(held, key=len)) if held else np.zeros(0, np.int32)


def _whole_entity(store: Store, index: int) -> Entity:
    """An entity with all its names."""
    return store.entities([index + 1])[0]


def highest(scores: NDArray[np.floating[Any]], among: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Indices of the highest scores above 0, at most so many, in no order."""
    positive = np.flatnonzero(scores > 0)
    positive = positive[among[positive]]
    if len(positive) <= count:
        return positive
    return positive[np.argpartition(-scores[positive], count)[:count]]
