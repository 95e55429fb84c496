"""Stories: items over weeks that tell of one thing as it goes on.

Better two stories than a wrong one: an item joins a story only where it shares something rare with one of the story's
items (an address, a name that few items have, a statement of who did what), is near to it in meaning, and is not far
from how the story began, so that no story drifts from one subject to the next.

The work is linear in the number of items: each is compared only with the latest items that share a rare trait with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Entity, Issue, Item
from kg.related.nearness import Nearness
from kg.store.reader import Reader
from kg.text.words import name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

Deed = tuple[str, str, str]
Trait = tuple[str, Hashable]

_RARE = 0.04  # share of the items that may have a name which still tells a story …
_RARE_ITEMS = 6  # … or so many, in a small archive
_LATEST = 12  # items of one trait that a new item is compared with
_MANY = 2_000  # items of an archive whose rare names are no longer a share of it
_MOST_NAMES = 5
_MOST_FOR_KEYS = 1500  # items; some tenths of a second, once
_DEEDS = frozenset({"acquired", "invested_in", "partnered_with", "ipo"})
_MAKERS = frozenset({"company", "institution", "person", "benchmark"})  # who and what many stories are about
# Cosine from which two items tell one story, by the strongest thing that they share: an address, a statement of who did
# what, a rare product or model in both headings, any name in both headings or a rare one in the text.
_BY_LINK, _BY_DEED, _BY_THING, _BY_NAME = 0.44, 0.44, 0.52, 0.57
_WORTH_A_LOOK = 0.5  # share of that which the cosine of the whole items must reach
_FROM_START = 0.7  # share of that cosine which the first item of the story must reach
_HEADING = 1.0  # weight of a name that stands in the title


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
    """

    key: str
    title: str
    items: tuple[Item, ...]
    issues: tuple[Issue, ...]
    entities: tuple[Entity, ...]

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


def find_threads(reader: Reader) -> tuple[Thread, ...]:
    """Stories of an archive, those with the latest news first.

    Examples
    --------
    >>> import kg
    >>> for thread in kg.open("data/archive").threads():  # doctest: +SKIP
    ...     print(thread.title, "→", thread.latest.title)
    """
    nearness = reader.once(Nearness)
    found = []
    for members in reader.once(group_stories):
        items = tuple(reader.store.items([index + 1 for index in members]))
        issues = tuple(reader.issue_of(item) for item in items)
        found.append(Thread(items[0].id, items[0].title, items, issues, _common_names(reader, nearness, members)))
    return tuple(sorted(found, key=lambda thread: (thread.span[1] or date.min, thread.key), reverse=True))


def group_stories(reader: Reader) -> tuple[tuple[int, ...], ...]:
    """Item indices of each story that runs over several issues, rising, by first item."""
    nearness = reader.once(Nearness)
    editorial = nearness.arrays.of_kind("editorial")
    rare, deeds = _rare_names(nearness), _deeds(reader)
    latest: dict[Trait, list[int]] = {}
    home: dict[int, int] = {}
    groups: list[list[int]] = []
    things: dict[int, frozenset[int]] = {}
    for index in np.flatnonzero(~editorial).tolist():
        traits = list(_traits(nearness, index, rare, deeds.get(index, ())))
        things[index] = frozenset(_things(nearness, index))
        bars: dict[int, float] = {}
        for trait, bar in traits:
            for other in latest.get(trait, ()):
                if trait[0] != "maker" or not _apart(things[other], things[index]):
                    bars[other] = min(bar, bars.get(other, 1.0))
        parent = _parent(nearness, index, bars, groups, home)
        if parent is not None:
            if parent not in home:
                home[parent] = len(groups)
                groups.append([parent])
            home[index] = home[parent]
            groups[home[index]].append(index)
        for trait, _ in traits:
            held = latest.setdefault(trait, [])
            held.append(index)
            del held[:-_LATEST]
    issues = nearness.arrays.issues
    return tuple(sorted(tuple(group) for group in groups if len(set(issues[group].tolist())) > 1))


def story_keys(reader: Reader) -> dict[int, str]:
    """Key of the story of each item that belongs to one, by item index: the id of the story's first item.

    Empty for large archives, where finding stories takes long.
    """
    if reader.manifest.items > _MOST_FOR_KEYS:
        return {}
    stories = reader.once(group_stories)
    firsts = reader.store.items([members[0] + 1 for members in stories])
    return {index: first.id for members, first in zip(stories, firsts, strict=True) for index in members}


def _parent(
    nearness: Nearness, index: int, bars: dict[int, float], groups: list[list[int]], home: dict[int, int]
) -> int | None:
    """The earlier item that an item goes on from: the nearest that is near enough, as is the start of its story."""
    if not bars:
        return None
    others, least = np.array(list(bars), np.int64), np.array(list(bars.values()), np.float32)
    look = nearness.meaning.wholes(others) @ nearness.meaning.wholes(np.array([index]))[0] >= _WORTH_A_LOOK * least
    others, least = others[look], least[look]
    if not len(others):
        return None
    starts = np.array([groups[home[other]][0] if other in home else other for other in others.tolist()], np.int64)
    near = nearness.meaning.alike(index, others)
    fits = (near >= least) & (nearness.meaning.alike(index, starts) >= _FROM_START * least)
    if not fits.any():
        return None
    return int(others[np.lexsort((others, np.where(fits, -near, 1.0)))[0]])


def _traits(
    nearness: Nearness, index: int, rare: NDArray[np.bool_], deeds: Iterable[Deed]
) -> Iterator[tuple[Trait, float]]:
    """What later items of a story might share with an item, and how near in meaning they must be then."""
    for link in sorted(nearness.links.of(index)):
        yield ("link", link), _BY_LINK
    for deed in deeds:
        yield ("deed", deed), _BY_DEED
    entities, weights = nearness.arrays.mentioned.of(index)
    of_paper = nearness.arrays.kinds.names[nearness.arrays.kinds.codes[index]] == "paper"
    for entity, weight in zip(entities.tolist(), weights.tolist(), strict=True):
        for name in nearness.with_head(entity):
            kind = nearness.arrays.entities[name].type
            if of_paper and kind != "paper":
                continue  # two papers about one model are two stories
            maker = kind in _MAKERS or name_key(nearness.arrays.entities[name].name) in nearness.makers
            if weight >= _HEADING and maker:
                yield ("maker", name), _BY_NAME
            elif weight >= _HEADING:
                yield ("thing", name), _BY_THING if rare[name] else _BY_NAME
            elif rare[name] and not maker:
                yield ("text", name), _BY_NAME


def _things(nearness: Nearness, index: int) -> Iterator[int]:
    """Models, products and works in the heading of an item, with the families that they belong to."""
    entities, weights = nearness.arrays.mentioned.of(index)
    for entity in entities[weights >= _HEADING].tolist():
        if nearness.arrays.entities[entity].type not in _MAKERS:
            yield from nearness.with_head(entity)


def _apart(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two headings speak of things that have nothing to do with each other."""
    return bool(a) and bool(b) and not a & b


def _rare_names(nearness: Nearness) -> NDArray[np.bool_]:
    """Which entities are named, with their versions, by so few items that they tell a story."""
    items: dict[int, set[int]] = {}
    for entity in range(len(nearness.arrays.entities)):
        held = nearness.arrays.mentions.of(entity)[0].tolist()
        for name in nearness.with_head(entity):
            items.setdefault(name, set()).update(held)
    most = max(_RARE_ITEMS, _RARE * len(nearness)) if len(nearness) < _MANY else _RARE * _MANY
    return np.array(
        [2 <= len(items.get(entity, ())) <= most for entity in range(len(nearness.arrays.entities))],
        bool,
    )


def _deeds(reader: Reader) -> dict[int, list[Deed]]:
    """Who did what to whom, by item index."""
    rows = reader.store.issue_rows_of_items()
    index = {item_id: place for place, item_id in enumerate(rows)}
    found: dict[int, list[Deed]] = {}
    for relation in reader.relations():
        if relation.predicate in _DEEDS and relation.certainty != "negated":
            deed = (relation.subject, relation.predicate, relation.object)
            found.setdefault(index[relation.evidence.item_id], []).append(deed)
    return found


def _common_names(reader: Reader, nearness: Nearness, members: Sequence[int]) -> tuple[Entity, ...]:
    """Names that at least half of some items have, the rarest first."""
    counts: dict[int, int] = {}
    for index in members:
        for entity in nearness.arrays.mentioned.of(index)[0].tolist():
            counts[entity] = counts.get(entity, 0) + 1
    common = [entity for entity, count in counts.items() if 2 * count >= len(members) and count > 1]
    common.sort(key=lambda entity: (-counts[entity], -float(nearness.rarity[entity]), entity))
    return nearness.arrays.full_entities(common[:_MOST_NAMES])
