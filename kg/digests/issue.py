"""What one issue brought against all before it: names that are new or back, stories that go on, links seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.history.events import leading_addresses
from kg.model import Issue, Item, Named
from kg.related.stories import group_stories
from kg.store.arrays import Arrays
from kg.store.columns import SharedAddress, addresses_seen_before
from kg.store.reader import Reader
from kg.trends.debuts import Comeback, Debut, find_arrivals
from kg.trends.things import entities_named


@dataclass(frozen=True, slots=True)
class Update:
    """A story (`kg.related.stories`) that goes on: an item, and the latest item of earlier issues that tells of it.

    Attributes
    ----------
    names
        Names that both share, the rarest first.
    url
        Canonical link by which the item points back to the earlier one, "" where it does not.
    """

    item: Item
    earlier: Item
    earlier_issue: Issue
    names: tuple[Named, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """An item whose own source stood in an issue before: the canonical link, and who had it, oldest first."""

    item: Item
    url: str
    earlier: tuple[tuple[Item, Issue], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What an issue brought.

    Attributes
    ----------
    issue
        Without its items.
    items
        Number of its items.
    debuts, comebacks
        Names, those in the most items first.
    updates, repeats
        In the order of the issue; an item that is a repeat is no update.
    """

    issue: Issue
    items: int
    debuts: tuple[Debut, ...]
    comebacks: tuple[Comeback, ...]
    updates: tuple[Update, ...]
    repeats: tuple[Repeat, ...]


def digest(reader: Reader, issue: str) -> Digest:
    """Tell what an issue brought against all before it.

    Parameters
    ----------
    issue
        Number or id.

    Raises
    ------
    UnknownName
        Where there is no such issue.
    """
    found = reader.find_issue(issue)
    issues, arrays = reader.issues(), reader.once(Arrays)
    index = next(index for index, each in enumerate(issues) if each.id == found.id)
    arrivals = find_arrivals(entities_named(reader), issues, index)
    new = np.flatnonzero(arrays.issues == index).tolist()
    shared = addresses_seen_before(reader.store, index)
    items = _items(reader, {*new, *(each.earlier for each in shared)})
    repeats = _repeats(reader, items, shared)
    repeated = {repeat.item.id for repeat in repeats}
    updates = _updates(reader, {i: items[i] for i in new if items[i].id not in repeated}, shared)
    return Digest(found, len(new), arrivals.debuts, arrivals.comebacks, updates, repeats)


def _items(reader: Reader, indices: Iterable[int]) -> dict[int, Item]:
    """Items by index."""
    order = sorted(indices)
    return dict(zip(order, reader.store.items([index + 1 for index in order]), strict=True))


def _repeats(reader: Reader, items: Mapping[int, Item], shared: Sequence[SharedAddress]) -> tuple[Repeat, ...]:
    """Items that lead to what earlier items led to."""
    leading = {index: leading_addresses(item) for index, item in items.items()}
    earlier: dict[tuple[int, str], list[Item]] = {}
    for each in shared:
        if each.address in leading[each.item] & leading[each.earlier]:
            earlier.setdefault((each.item, each.address), []).append(items[each.earlier])
    return tuple(
        Repeat(items[new], address, tuple((old, reader.issue_of(old)) for old in olds))
        for (new, address), olds in earlier.items()
    )


def _updates(reader: Reader, items: Mapping[int, Item], shared: Sequence[SharedAddress]) -> tuple[Update, ...]:
    """Items that go on from earlier ones: they lead to an address of theirs, or tell the same story."""
    going_on = {index: (old, "") for index, old in _latest_of_story(reader, items).items()}
    going_on |= {each.item: (each.earlier, each.address) for each in shared}  # sorted, so the latest earlier item stays
    chosen = {index: going_on[index] for index, item in items.items() if index in going_on and item.kind != "editorial"}
    earlier = _items(reader, {old for old, _ in chosen.values()})
    return tuple(
        Update(items[index], earlier[old], reader.issue_of(earlier[old]), _shared_names(reader, index, old), address)
        for index, (old, address) in chosen.items()
    )


def _latest_of_story(reader: Reader, items: Iterable[int]) -> dict[int, int]:
    """For each item that goes on with a story of earlier issues, the latest of their items."""
    issues = reader.once(Arrays).issues
    story_of = {index: members for members in reader.once(group_stories) for index in members}
    found = {}
    for index in items:
        earlier = [other for other in story_of.get(index, ()) if issues[other] < issues[index]]
        if earlier:
            found[index] = earlier[-1]
    return found


def _shared_names(reader: Reader, a: int, b: int) -> tuple[Named, ...]:
    """What two items both name, the rarest first."""
    arrays = reader.once(Arrays)
    common = np.intersect1d(arrays.mentioned.of(a)[0], arrays.mentioned.of(b)[0])
    order = np.argsort(arrays.mentions.counts()[common], kind="stable")
    return tuple(arrays.entities[entity].named for entity in common[order].tolist())
