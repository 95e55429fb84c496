"""Reads every item for every name in it, and puts that together as arrays: what a build does and `Readings` reads.

What an item's readings come from (text, names, relations, section, addresses, date, program) is hashed, and under that
hash they are kept in the user's cache: a build reads only what is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.history.asked import Asked, asked_of
from kg.history.events import Scene
from kg.history.kin import Kin
from kg.history.telling import COLUMNS, COUNTS, fits, key_of, told_by
from kg.model import PREDICATES
from kg.store.arrays import Arrays
from kg.store.cache import VectorCache
from kg.store.kept import Keep, kept_values
from kg.store.lists import Lists, stretches
from kg.store.reader import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 2000  # items
_MAKER = "readings of events"
_IN_ORDER = sorted(PREDICATES)


def work_out_readings(reader: Reader) -> dict[str, NDArray[Any]]:
    """Read all items of an archive; what the user's cache has is not read again.

    Returns
    -------
    dict of arrays
        What `Readings` is made of.
    """
    kin = Kin(reader)
    types = [entity.type for entity in reader.once(Arrays).entities]
    ids = [entity.id for entity in reader.once(Arrays).entities]
    days = [issue.date.isoformat() if issue.date else "" for issue in reader.issues()]
    told: list[_Stretch] = []
    count = reader.store.item_count()
    with VectorCache() as kept:
        for first in range(0, count, _AT_ONCE):
            asked = list(asked_of(reader, kin, types, first, min(first + _AT_ONCE, count)))
            keys = [key_of(each, types, ids, days[each.row.issue]) for each in asked]

            def make(places: Sequence[int], keep: Keep, asked: list[Asked] = asked) -> None:
                items = reader.store.items([asked[place].row.item + 1 for place in places])
                for number, (place, item) in enumerate(zip(places, items, strict=True)):
                    scene = Scene(item, reader.issue_of(item).date)
                    keep([number], [told_by(asked[place], scene, types, ids)])

            values, _ = kept_values(keys, _MAKER, cache=kept, make=make, fits=fits)
            told.append(_stretch(asked, values, len(types)))
    return _arrays(told, len(types))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What the items of a stretch tell.

    Attributes
    ----------
    rows
        Item, kind, field, start, end, day, doubt of each reading, shape (readings, 7).
    things, deeds
        Of each reading.
    links, words, names
        Of each item.
    own, kin
        (name, reading in the stretch) of the timelines that have it, shape (pairs, 2).
    """

    rows: NDArray[np.int32]
    things: Lists
    deeds: Lists
    links: list[str]
    link_sizes: NDArray[np.int32]
    words: Lists
    names: Lists
    own: NDArray[np.int32]
    kin: NDArray[np.int32]


def _stretch(asked: Sequence[Asked], values: Sequence[bytes], entities: int) -> _Stretch:
    """Put together what some items tell, all at once."""
    numbers = np.frombuffer(b"".join(values), np.int32)
    starts = np.cumsum([0, *(len(value) // 4 for value in values[:-1])])
    counts = numbers[starts[:, None] + np.arange(COUNTS)]
    begin = starts + COUNTS
    parts = []
    for part, width in enumerate((COLUMNS, 1, 1, 1, 1)):
        sizes = counts[:, part] * width
        parts.append(numbers[stretches(begin, sizes)])
        begin = begin + sizes
    rows = parts[0].reshape(-1, COLUMNS)
    item_of = np.repeat(np.array([each.row.item for each in asked], np.int32), counts[:, 0])
    names = Lists.of_sizes([len(each.entities) for each in asked], _joined(each.entities for each in asked))
    relations = Lists.of_sizes(
        [len(each.relations) for each in asked], _joined(_deeds(each, entities) for each in asked)
    )
    place = np.arange(len(asked))
    addresses = [
        asked[number].links[link][0]
        for number, link in zip(np.repeat(place, counts[:, 1]).tolist(), parts[1].tolist(), strict=True)
    ]
    things = names.values[names.offsets[np.repeat(place, counts[:, 3])] + parts[3]]
    deeds = relations.values[relations.offsets[np.repeat(place, counts[:, 4])] + parts[4]]
    owned = ((reading, owners) for reading, owners in enumerate(owners for each in asked for owners in each.owners))
    pairs = [[(name, reading) for name in owners[which]] for reading, owners in owned for which in (0, 1)]
    own, kin = (
        np.array([pair for some in pairs[which::2] for pair in some], np.int32).reshape(-1, 2) for which in (0, 1)
    )
    named = np.repeat([each.named for each in asked], np.diff(names.offsets))
    first = np.arange(len(names.values)) - np.repeat(names.offsets[:-1], np.diff(names.offsets)) < named
    return _Stretch(
        np.column_stack([item_of, rows[:, :6]]),
        _sorted_lists(rows[:, 6], things), _sorted_lists(rows[:, 7], deeds),
        addresses, counts[:, 1], Lists.of_sizes(counts[:, 2].tolist(), parts[2]),
        Lists.of_sizes([each.named for each in asked], names.values[first].astype(np.int32)), own, kin,
    )  # fmt: skip


def _joined(lists: Iterable[Sequence[int]]) -> NDArray[np.int64]:
    """All numbers of some lists."""
    return np.fromiter((number for each in lists for number in each), np.int64)


def _sorted_lists(sizes: NDArray[np.int32], values: NDArray[np.int64]) -> Lists:
    """Lists with each value once, rising."""
    owners = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((values, owners))
    owners, values = owners[order], values[order]
    fresh = np.ones(len(values), bool)
    fresh[1:] = (np.diff(owners) != 0) | (np.diff(values) != 0)
    return Lists.of_sizes(np.bincount(owners[fresh], minlength=len(sizes)).tolist(), values[fresh])


def _deeds(asked: Asked, entities: int) -> list[int]:
    """Numbers of who did what, of all that there could be, in order."""
    return [
        (asked.entities[subject] * len(_IN_ORDER) + _IN_ORDER.index(predicate)) * entities + asked.entities[object_]
        for subject, predicate, object_, *_ in asked.relations
    ]


def _arrays(told: Sequence[_Stretch], entities: int) -> dict[str, NDArray[Any]]:
    """All stretches as arrays."""
    rows = np.concatenate([np.zeros((0, 7), np.int32), *(each.rows for each in told)])
    found = [link for each in told for link in each.links]
    address = {link: number for number, link in enumerate(sorted(set(found)))}
    links = np.fromiter((address[link] for link in found), np.int32, len(found))
    sizes = np.concatenate([np.zeros(0, np.int32), *(each.link_sizes for each in told)])
    first = np.cumsum([0, *(len(each.rows) for each in told[:-1])])
    owners = {
        name: np.concatenate([np.zeros((0, 2), np.int64), *(
            getattr(each, name) + np.array([0, begin]) for each, begin in zip(told, first, strict=False)
        )])
        for name in ("own", "kin")
    }  # fmt: skip
    lists = {
        "things": _one([each.things for each in told], np.int32),
        "deeds": _one([each.deeds for each in told], np.int64),
        "links": Lists.of_sizes(sizes.tolist(), links),
        "words": _one([each.words for each in told], np.int32),
        "names": _one([each.names for each in told], np.int32),
        **{
            name: Lists.of_pairs(pairs[:, 0], pairs[:, 1].astype(np.int32), entities)
            for name, pairs in owners.items()
        },
    }  # fmt: skip
    arrays = {key: array_ for name, each in lists.items() for key, array_ in each.named(name).items()}
    return arrays | {
        "item": rows[:, 0], "kind": rows[:, 1].astype(np.uint8), "field": rows[:, 2].astype(np.uint8),
        "span": rows[:, 3:5], "day": rows[:, 5], "doubt": rows[:, 6].astype(np.uint16),
    }  # fmt: skip


def _one(lists: Sequence[Lists], kind: type[np.int32] | type[np.int64]) -> Lists:
    """Lists of several stretches, one after another."""
    sizes = np.concatenate([np.zeros(0, np.int64), *(np.diff(each.offsets) for each in lists)])
    values = np.concatenate([np.zeros(0, np.int64), *(each.values for each in lists)])
    return Lists.of_sizes(sizes.tolist(), values.astype(kind))
