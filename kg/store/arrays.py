"""What questions over all items need of an archive, as arrays, each read when first needed and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.model import Entity
from kg.store import columns
from kg.store.reader import Reader
from kg.text.names import NameIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.columns import Column, EntityRow
    from kg.store.sparse import Postings

_LONGEST_WEEK = 10  # days; a newsletter that paused did not cover the pause day by day
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
        self._store = reader.store
        self.term = lru_cache(maxsize=4096)(self._term)

    def __len__(self) -> int:
        return len(self.issues)

    @cached_property
    def issues(self) -> NDArray[np.int32]:
        """Index of each item's issue, shape (items,)."""
        return columns.item_issues(self._store)

    @cached_property
    def _sections_and_kinds(self) -> tuple[Column, Column]:
        return columns.item_names(self._store)

    @property
    def sections(self) -> Column:
        """Section of each item."""
        return self._sections_and_kinds[0]

    @property
    def kinds(self) -> Column:
        """Kind of each item."""
        return self._sections_and_kinds[1]

    @cached_property
    def sites(self) -> tuple[Postings, tuple[str, ...]]:
        """Sites that each item links to, and their names."""
        return columns.item_sites(self._store)

    @cached_property
    def issue_dates(self) -> NDArray[np.int32]:
        """Day of each issue as an ordinal; 0 where it has none."""
        return np.array([issue.date.toordinal() if issue.date else 0 for issue in self._store.issues], np.int32)

    @cached_property
    def _covered_since(self) -> NDArray[np.int32]:
        """Day after which what each issue covers begins: that of the issue before it, or a week before its own."""
        last: dict[str, int] = {}
        since = self.issue_dates - 7
        for index, issue in enumerate(self._store.issues):
            day = int(self.issue_dates[index])
            before = last.get(issue.series, day - 7)
            if day:
                # A second issue of one day covers that day as the first does.
                since[index] = max(before, day - _LONGEST_WEEK) if before < day else day - 1
                last[issue.series] = day
        return since

    @cached_property
    def entities(self) -> list[EntityRow]:
        """All entities."""
        return columns.entity_rows(self._store)

    def full_entities(self, indices: Sequence[int]) -> tuple[Entity, ...]:
        """Entities by index with all their names, in this order."""
        by_id = {entity.id: entity for entity in self._store.entities([index + 1 for index in indices])}
        return tuple(by_id[self.entities[index].id] for index in indices)

    @cached_property
    def mentions(self) -> Postings:
        """Items of each entity."""
        return columns.entity_mentions(self._store)

    @cached_property
    def mentioned(self) -> Postings:
        """Entities of each item."""
        return self.mentions.turned(len(self))

    @cached_property
    def _relatives(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Entities by their family's id, and by their maker's."""
        members: dict[str, list[int]] = {}
        made: dict[str, list[int]] = {}
        for index, entity in enumerate(self.entities):
            if entity.family:
                members.setdefault(entity.family, []).append(index)
            if entity.maker:
                made.setdefault(entity.maker, []).append(index)
        return members, made

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Index of each entity by its id."""
        return {entity.id: index for index, entity in enumerate(self.entities)}

    @cached_property
    def names(self) -> NameIndex:
        """The names that entities go by, to be found in a text."""
        return NameIndex(columns.alias_table(self._store))

    @cached_property
    def newest(self) -> date:
        """Day of the latest issue; long ago where none has a date."""
        return max((issue.date for issue in self._store.issues if issue.date), default=date(1970, 1, 1))

    def _term(self, term: str) -> NDArray[np.int32]:
        """Items that hold an index term."""
        return self._store.items_with_term(term) - 1

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
        by_id, (_, made) = self.index_of, self._relatives
        found: dict[int, float] = {}

        def add(entity: int, strength: float) -> None:
            found[entity] = max(found.get(entity, 0.0), strength)

        for index in entities:
            entity = self.entities[index]
            add(index, _SAME)
            for version in self.members_of(entity.id):
                add(version, _VERSION)
            for product in made.get(entity.id, ()):
                add(product, _MADE)
            if entity.family in by_id:
                add(by_id[entity.family], _HEAD)
            if entity.maker in by_id:
                add(by_id[entity.maker], _MAKER)
        return found

    def members_of(self, head: str) -> list[int]:
        """All versions and variants beneath a family's head, itself left out, whatever is wrong with the families."""
        members, _ = self._relatives
        found: dict[str, int] = {}
        waiting = [head]
        while waiting:
            for index in members.get(waiting.pop(), ()):
                id_ = self.entities[index].id
                if id_ != head and id_ not in found:
                    found[id_] = index
                    waiting.append(id_)
        return list(found.values())

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
        days = np.minimum(self.issue_dates, last) - np.maximum(self._covered_since + 1, first) + 1
        covered = np.maximum(1, np.minimum(self.issue_dates - self._covered_since, last - first + 1))
        share = np.clip(days / covered, 0, 1).astype(np.float32)
        share[self.issue_dates == 0] = 0
        by_item: NDArray[np.float32] = share[self.issues]
        return by_item


def highest(scores: NDArray[np.floating[Any]], among: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Indices of the highest scores above 0, at most so many, in no order."""
    positive = np.flatnonzero(among & (scores > 0))
    if len(positive) <= count:
        return positive
    return positive[np.argpartition(-scores[positive], count)[:count]]
