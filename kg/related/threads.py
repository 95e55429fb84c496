"""Stories: items over weeks that tell of one thing as it goes on.

Better two stories than a wrong one: an item joins a story only where it shares something rare with one of the story's
items (an address, a name that both lead with and have news of, a statement of who did what), is near to it in meaning,
follows within half a year, and is not far from how the story began, so that no story drifts from one subject to the
next. `kg.related.grouping` finds them when an archive is built; here they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from kg.model import Entity, Issue, Item
from kg.related.chapters import Chapter, chapters
from kg.related.nearness import Nearness
from kg.related.stories import Stories
from kg.store.reader import Reader

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Thread:
    """A story that runs over at least two issues.

    Attributes
    ----------
    key
        Id of its first item: the same in every build while that item is there.
    title
        Title of the first item.
    items
        Oldest first: the start, the developments, the latest state.
    issues
        The issue of each item.
    entities
        Names that most of its items have, the rarest first, at most five.
    chapters
        What each item adds to those before it.
    """

    key: str
    title: str
    items: tuple[Item, ...]
    issues: tuple[Issue, ...]
    entities: tuple[Entity, ...]
    chapters: tuple[Chapter, ...] = ()

    @property
    def start(self) -> Item:
        """The first item."""
        return self.items[0]

    @property
    def developments(self) -> tuple[Item, ...]:
        """What came between the first and the latest item."""
        return self.items[1:-1]

    @property
    def latest(self) -> Item:
        """The latest item."""
        return self.items[-1]

    @property
    def span(self) -> tuple[date | None, date | None]:
        """Days of the first and the latest issue."""
        return self.issues[0].date, self.issues[-1].date


class Threads(Sequence[Thread]):
    """Stories of an archive, those with the latest news first; each is read when it is looked at."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._stories = reader, reader.once(Stories)

    def __len__(self) -> int:
        return len(self._stories)

    @overload
    def __getitem__(self, place: int) -> Thread: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Thread, ...]: ...
    def __getitem__(self, place: int | slice) -> Thread | tuple[Thread, ...]:
        if isinstance(place, slice):
            return tuple(self._thread(story) for story in self._stories.latest_first[place].tolist())
        return self._thread(int(self._stories.latest_first[place]))

    def _thread(self, story: int) -> Thread:
        """A story with its items."""
        reader, members = self._reader, self._stories.members(story).tolist()
        items = tuple(reader.store.items([index + 1 for index in members]))
        names = _common_names(reader.once(Nearness), members)
        issues = tuple(reader.issue_of(item) for item in items)
        return Thread(items[0].id, items[0].title, items, issues, names, chapters(reader, members, items))


def find_threads(reader: Reader) -> Threads:
    """Stories of an archive, those with the latest news first.

    Examples
    --------
    >>> import kg
    >>> for thread in kg.open("data/archive").threads():  # doctest: +SKIP
    ...     print(thread.title, "→", thread.latest.title)
    """
    return reader.once(Threads)


def _common_names(nearness: Nearness, members: Sequence[int]) -> tuple[Entity, ...]:
    """Names that at least half of some items have, the rarest first."""
    counts: dict[int, int] = {}
    for index in members:
        for entity in nearness.arrays.mentioned.of(index)[0].tolist():
            counts[entity] = counts.get(entity, 0) + 1
    common = [entity for entity, count in counts.items() if 2 * count >= len(members) and count > 1]
    common.sort(key=lambda entity: (-counts[entity], -float(nearness.rarity[entity]), entity))
    return nearness.arrays.full_entities(common[:_MOST_NAMES])
