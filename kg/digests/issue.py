"""What one issue brought against all before it: names that are new or back, stories that go on, links seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.history.events import leading_addresses
from kg.model import Issue, Item, Named
from kg.store.arrays import Arrays
from kg.store.columns import SharedAddress, addresses_seen_before
from kg.store.reader import Reader
from kg.trends.debuts import Comeback, Debut, find_arrivals
from kg.trends.things import entities_named

LEAST_TIE = 7.0
"""How much the names that two items share must tell (sum of ln(items / items that name it)) to be one running story."""
LEAST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Update:
    """A story that goes on: an item, the latest earlier item of the story, and what ties the two together.

    Attributes
    ----------
    names
        Names that both share, the rarest first.
    url
        Canonical link by which the item points back to the earlier story, "" where it does not.
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
    """Items that go on from earlier ones: they lead to an address of theirs, or share telling names with them."""
    back = {each.item: each for each in shared}  # sorted, so the latest earlier item stays
    ties = _ties(reader, list(items))
    going_on = {
        index: (back[index].earlier, back[index].address) if index in back else (ties[index], "")
        for index, item in items.items()
        if item.kind != "editorial" and (index in back or index in ties)
    }
    earlier = _items(reader, {old for old, _ in going_on.values()})
    return tuple(
        Update(items[index], earlier[old], reader.issue_of(earlier[old]), _shared_names(reader, index, old), address)
        for index, (old, address) in going_on.items()
    )


def _ties(reader: Reader, items: Sequence[int]) -> dict[int, int]:
    """For each item the earlier item that shares the most telling names with it, if they tell enough."""
    arrays = reader.once(Arrays)
    if not items:
        return {}
    weight = np.log(len(arrays) / np.maximum(arrays.mentions.counts(), 1))
    ties = {}
    for item in items:
        score, names = np.zeros(len(arrays)), np.zeros(len(arrays), np.int64)
        for entity in arrays.mentioned.of(item)[0].tolist():
            others = arrays.mentions.of(entity)[0]
            score[others] += weight[entity]
            names[others] += 1
        score[(names < LEAST_NAMES) | (arrays.issues >= arrays.issues[item])] = 0.0
        if score.max(initial=0.0) >= LEAST_TIE:
            ties[item] = len(score) - 1 - int(score[::-1].argmax())  # the latest of equals
    return ties


def _shared_names(reader: Reader, a: int, b: int) -> tuple[Named, ...]:
    """What two items both name, the rarest first."""
    arrays = reader.once(Arrays)
    common = np.intersect1d(arrays.mentioned.of(a)[0], arrays.mentioned.of(b)[0])
    order = np.argsort(arrays.mentions.counts()[common], kind="stable")
    return tuple(arrays.entities[entity].named for entity in common[order].tolist())
