"""What one issue brought against all before it: names that are new or back, stories that go on, links seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.history.leading import leading_addresses
from kg.model import Issue, Item, Named
from kg.related.chapters import Chapter, chapters
from kg.related.stories import Stories
from kg.store.arrays import Arrays
from kg.store.columns import SharedAddress, addresses_seen_before
from kg.store.postings import in_both
from kg.store.reader import Reader
from kg.store.traces import entities_called
from kg.text.words import name_key
from kg.trends.debuts import Comeback, Debut, find_arrivals
from kg.trends.things import Namings, Thing, namings


@dataclass(frozen=True, slots=True)
class Update:
    """A story (`kg.related.stories`) that goes on: an item, and the latest item of earlier issues that tells of it.

    Attributes
    ----------
    names
        Names that both share, the rarest first.
    url
        Canonical link by which the item points back to the earlier one, "" where it does not.
    adds
        What it has that the earlier one lacks.
    """

    item: Item
    earlier: Item
    earlier_issue: Issue
    names: tuple[Named, ...]
    url: str
    adds: Chapter


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
    first, end = np.searchsorted(arrays.issues, [index, index + 1]).tolist()
    arrivals = find_arrivals(_names_of(reader, first, end), issues, index)
    new = range(first, end)
    items = _items(reader, new)
    shared = addresses_seen_before(reader.store, index)
    leading = {item: leading_addresses(items[item]) for item in new}
    items |= _items(reader, {each.earlier for each in shared if each.address in leading[each.item]})
    repeats = _repeats(reader, items, shared)
    repeated = {repeat.item.id for repeat in repeats}
    updates = _updates(reader, {i: items[i] for i in new if items[i].id not in repeated}, shared)
    return Digest(found, len(new), arrivals.debuts, arrivals.comebacks, updates, repeats)


def _names_of(reader: Reader, first: int, end: int) -> Namings:
    """What the items of an issue name, and where each name, or a namesake, stood the last time before.

    Parameters
    ----------
    first, end
        Items of the issue.
    """
    arrays = reader.once(Arrays)
    here = np.unique(arrays.mentioned.of_all(np.arange(first, end, dtype=np.int32))[0]).tolist()
    keys = {name_key(arrays.entities[entity].name) for entity in here}
    called = entities_called(reader.store, sorted(keys))
    alike = {entity for entity in called if name_key(arrays.entities[entity].name) in keys}
    entities = [arrays.entities[entity] for entity in sorted(alike)]
    things = [Thing(entity.id, entity.name, entity.type) for entity in entities]
    named = [arrays.mentions.of(entity)[0] for entity in sorted(alike)]
    # Items are in the order of their issues: the last before the first of the issue's is of the latest issue before.
    since = [max(0, int(np.searchsorted(items, first)) - 1) for items in named]
    lists = [items[start : np.searchsorted(items, end)] for items, start in zip(named, since, strict=True)]
    thing = np.repeat(np.arange(len(lists)), [len(items) for items in lists])
    item = np.concatenate([np.zeros(0, np.int32), *lists])
    return namings("entity", things, item, thing, arrays.issues)


def _items(reader: Reader, indices: Iterable[int]) -> dict[int, Item]:
    """Items by index."""
    order = sorted(indices)
    return dict(zip(order, reader.store.items([index + 1 for index in order]), strict=True))


def _repeats(reader: Reader, items: Mapping[int, Item], shared: Sequence[SharedAddress]) -> tuple[Repeat, ...]:
    """Items that lead to what earlier items led to."""
    leading = {index: leading_addresses(item) for index, item in items.items()}
    earlier: dict[tuple[int, str], list[Item]] = {}
    for each in shared:
        if each.address in leading[each.item] and each.address in leading[each.earlier]:
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
        Update(
            items[index], earlier[old], reader.issue_of(earlier[old]), _shared_names(reader, index, old), address,
            chapters(reader, (old, index), (earlier[old], items[index]))[1],
        )
        for index, (old, address) in chosen.items()
    )  # fmt: skip


def _latest_of_story(reader: Reader, items: Iterable[int]) -> dict[int, int]:
    """For each item that goes on with a story of earlier issues, the latest of their items."""
    issues = reader.once(Arrays).issues
    stories = reader.once(Stories)
    found = {}
    for index in items:
        members = stories.of(index)
        earlier = members[issues[members] < issues[index]]
        if len(earlier):
            found[index] = int(earlier[-1])
    return found


def _shared_names(reader: Reader, a: int, b: int) -> tuple[Named, ...]:
    """What two items both name, the rarest first."""
    arrays = reader.once(Arrays)
    common = in_both(arrays.mentioned.of(a)[0], arrays.mentioned.of(b)[0])
    order = np.argsort(arrays.mentions.counts()[common], kind="stable")
    return tuple(arrays.entities[entity].named for entity in common[order].tolist())
