"""Which items tell one story, as the build has worked it out (`kg.related.grouping`); `threads` tells them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.store.derived import read_derived
from kg.store.reader import Reader
from kg.store.traces import ids_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.related.telling import Columns

    Integers = NDArray[np.int32]

NAME = "stories"


class Stories:
    """Which items tell one story, as the build has worked it out. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.
    """

    def __init__(self, reader: Reader) -> None:
        self._store = reader.store
        self._arrays = read_derived(reader.generation, NAME)

    def __len__(self) -> int:
        """How many stories run over several issues."""
        return len(self._arrays["offsets"]) - 1

    @property
    def latest_first(self) -> Integers:
        """Numbers of the stories, those with the latest news first."""
        return self._arrays["latest_first"]

    @cached_property
    def columns(self) -> Columns:
        """What the newsletters print anew from issue to issue."""
        from kg.related.telling import Columns  # a search asks for keys only, and is not to wait for it

        return Columns(self._arrays["column"], self._arrays["heading"], self._arrays["day"])

    def have_news(self, item: int, names: Sequence[int]) -> bool:
        """Whether an item has news of one of some names, by entity index."""
        start, end = self._arrays["news_offsets"][item : item + 2].tolist()
        return bool(np.isin(self._arrays["news"][start:end], names).any())

    def members(self, story: int) -> Integers:
        """Indices of the items of a story, rising."""
        start, end = self._arrays["offsets"][story : story + 2].tolist()
        part: Integers = self._arrays["members"][start:end]
        return part

    def of(self, item: int) -> Integers:
        """Items that tell the story of an item, itself among them, rising; none where it has no story."""
        story = int(self._arrays["story"][item])
        return self.members(story) if story >= 0 else self._arrays["members"][:0]

    def keys(self, items: Sequence[int]) -> dict[int, str]:
        """Key of the story of each of some items that belongs to one: the id of the story's first item."""
        first = {item: int(members[0]) for item in items if len(members := self.of(item))}
        ids = ids_of(self._store, sorted(set(first.values())))
        return {item: ids[start] for item, start in first.items()}
