"""Works out the stories of an archive, once for each build; `kg.related.stories` reads and `threads` tells them.

Items are compared in pairs, all at once: each with the latest earlier ones that share a trait with it, so the work is
linear in the number of items. Only who joins whom is decided one by one, and of that nothing but the choice is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.related.links import LinkIndex
from kg.related.nearness import HEADING
from kg.related.telling import Columns, columns_of, everyday, telling_of
from kg.store.arrays import Arrays
from kg.store.meaning import Meaning, dots
from kg.store.reader import Reader
from kg.store.traces import deed_rows, ids_of
from kg.text.words import name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.tables import EntityRow

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float32]
    Indices = NDArray[np.int64]

_RARE = 0.04  # share of the items that may have a name which still tells a story …
_RARE_ITEMS = 6  # … or so many, in a small archive
_MANY = 2_000  # items of an archive whose rare names are no longer a share of it
_LONGEST_SILENCE = 183  # days; what is told of again after half a year is another story
_LATEST = 12  # items of one trait that a new item is compared with
_DEEDS = ("acquired", "invested_in", "partnered_with", "ipo")
_ORGANISATIONS = frozenset({"company", "institution"})
_MAKERS = frozenset({*_ORGANISATIONS, "person", "benchmark"})  # who and what many stories are about
# Cosine from which two items tell one story, by the strongest thing that they share: an address or a statement of who
# did what, a rare product or model in both headings, any name in both headings or a rare one in the text.
_BARS = np.array([0.44, 0.52, 0.57, 0.6], np.float32)
_BY_SOURCE, _BY_THING, _BY_NAME, _BY_EVERYDAY = range(4)
_WORTH_A_LOOK = np.float32(0.5)  # share of that which the cosine of the whole items must reach
_FROM_START = np.float32(0.7)  # share of that cosine which the first item of the story must reach
_NEWS, _HINT = np.float32(0.3), np.float32(0.1)  # news of a name in two items together, and at least in either
_LINK, _DEED, _MAKER, _THING, _TEXT = range(5)
_KIND = 40  # bits of a trait's number below its kind
_NAME = (1 << _KIND) - 1


@dataclass(frozen=True, slots=True)
class _Traits:
    """What items have by which they can go on from one another: arrays of shape (traits,), by trait, then by item.

    Attributes
    ----------
    trait
        Its number, its kind in the bits from `_KIND` on.
    bar
        Place in `_BARS`.
    news
        How likely the item has news of it, 0 … 1.
    """

    trait: Indices
    item: Indices
    bar: Indices
    news: Floats


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Items with earlier ones that may be of the same story; arrays of shape (pairs,), by item, then by earlier."""

    item: Indices
    earlier: Indices
    least: Floats

    def only(self, chosen: Bools | Indices) -> _Pairs:
        """Some of them."""
        return _Pairs(self.item[chosen], self.earlier[chosen], self.least[chosen])


def work_out_stories(reader: Reader) -> Mapping[str, NDArray[Any]]:
    """Stories that run over several issues, as `kg.related.stories.Stories` reads them.

    Returns
    -------
    members, offsets
        Items of each story, rising: those of story s from ``offsets[s]`` on. Stories are in the order of their first
        items.
    story
        The story of each item, -1 where it belongs to none.
    latest_first
        The stories, those with the latest news first.
    column, heading, day
        The columns that return from issue to issue: see `kg.related.telling.Columns`.
    news, news_offsets
        Names in its heading, or rare ones, that each item has news of: those of item i from ``news_offsets[i]`` on.
    """
    arrays, meaning = reader.once(Arrays), reader.once(Meaning)
    columns = columns_of(reader)
    names, things = _names(reader, arrays)
    pairs = _candidates(reader, arrays, names, things, columns)
    wholes = meaning.wholes(np.arange(len(arrays)))
    pairs = pairs.only(dots(wholes, pairs.item, wholes, pairs.earlier) >= _WORTH_A_LOOK * pairs.least)
    near = meaning.alike(pairs.item, pairs.earlier)
    fits = near >= pairs.least
    start = _starts(meaning, pairs.only(fits), near[fits], len(arrays))
    news = _distinct(names.item[names.news >= _NEWS] << _KIND | (names.trait & _NAME)[names.news >= _NEWS])
    return {
        **_in_order(reader, arrays, start), "column": columns.whole, "heading": columns.heading, "day": columns.day,
        "news": (news & _NAME).astype(np.int32),
        "news_offsets": np.searchsorted(news >> _KIND, np.arange(len(arrays) + 1)),
    }  # fmt: skip


def _in_order(reader: Reader, arrays: Arrays, start: Indices) -> Mapping[str, NDArray[Any]]:
    """What is written down of stories, given the item that each item's story starts with."""
    members = np.flatnonzero(np.bincount(start, minlength=len(start))[start] > 1)
    members = members[np.lexsort((members, start[members]))]
    of, counts = np.unique(start[members], return_inverse=True)[1], np.unique(start[members], return_counts=True)[1]
    ends = np.cumsum(counts)
    issues = arrays.issues[members]
    several = issues[ends - counts] != issues[ends - 1] if len(ends) else np.zeros(0, bool)
    members, counts = members[several[of]], counts[several]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    story = np.full(len(start), -1, np.int32)
    story[members] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    first, last = members[offsets[:-1]], members[offsets[1:] - 1]
    ids = ids_of(reader.store, first.tolist())
    names = np.argsort(np.array([ids[index] for index in first.tolist()], np.str_), kind="stable")
    place = np.empty(len(names), np.int64)
    place[names] = np.arange(len(names))
    latest = np.lexsort((-place, -arrays.issue_dates[arrays.issues[last]]))
    return {
        "members": members.astype(np.int32), "offsets": offsets, "story": story,
        "latest_first": latest.astype(np.int32),
    }  # fmt: skip


# Traits


def _candidates(reader: Reader, arrays: Arrays, names: _Traits, things: _Things, columns: Columns) -> _Pairs:
    """Each item with the latest earlier ones that share a trait, and the least cosine that makes them one story."""
    traits = _in_turn([names, _links(reader), _deeds(reader)], told=~(arrays.of_kind("editorial") | columns.whole))
    count = len(arrays)
    keys = [np.zeros(0, np.int64)]
    for back in range(1, _LATEST + 1):
        later, earlier = traits.item[back:], traits.item[:-back]
        same = (
            (traits.trait[back:] == traits.trait[:-back])
            & (later != earlier)
            & ~_apart_in_time(arrays, columns, later, earlier)
        )
        same &= (traits.news[back:] + traits.news[:-back] >= _NEWS) & (
            np.minimum(traits.news[back:], traits.news[:-back]) >= _HINT
        )
        by_name = same & (traits.trait[back:] >> _KIND >= _MAKER)
        same[by_name] = ~things.apart(later[by_name], earlier[by_name])
        keys.append((later[same] * count + earlier[same]) * len(_BARS) + traits.bar[back:][same])
    pair, bar = np.divmod(np.sort(np.concatenate(keys)), len(_BARS))  # a pair's lowest bar comes first
    first = np.concatenate([[True], np.diff(pair) != 0])[: len(pair)]
    item, earlier = np.divmod(pair[first], max(1, count))
    return _Pairs(item, earlier, _BARS[bar[first]])


def _apart_in_time(arrays: Arrays, columns: Columns, later: Indices, earlier: Indices) -> Bools:
    """Whether a long silence lies between items, or they announce two days; not where a day is unknown."""
    days = arrays.issue_dates[arrays.issues]
    silent = (days[later] - days[earlier] > _LONGEST_SILENCE) & (days[earlier] > 0)
    announced = columns.day
    two: Bools = (announced[later] >= 0) & (announced[earlier] >= 0) & (announced[later] != announced[earlier])
    return silent | two


def _in_turn(traits: Sequence[_Traits], *, told: Bools) -> _Traits:
    """Traits of all kinds together, of the items that may tell a story."""
    item = np.concatenate([each.item for each in traits])
    trait, bar = np.concatenate([each.trait for each in traits]), np.concatenate([each.bar for each in traits])
    news = np.concatenate([each.news for each in traits])
    order = np.lexsort((item, trait))
    order = order[told[item[order]]]
    return _Traits(trait[order], item[order], bar[order], news[order])


@dataclass(frozen=True, slots=True)
class _Things:
    """Models, products and works that headings of items are about, with the families that they belong to.

    Attributes
    ----------
    keys
        ``item * names + thing``, rising.
    """

    keys: Indices
    offsets: Indices
    names: int

    @classmethod
    def of(cls, item: Indices, name: Indices, heads: Indices, items: int) -> _Things:
        """Things of items, each with its family's head."""
        names = len(heads)
        of_family = heads[name] >= 0
        pairs = np.concatenate([item * names + name, (item * names + heads[name])[of_family]])
        keys = _distinct(pairs)
        return cls(keys, np.searchsorted(keys, np.arange(items + 1) * names), names)

    def apart(self, a: Indices, b: Indices) -> Bools:
        """Whether the headings of pairs of items speak of things that have nothing to do with each other."""
        counts = np.diff(self.offsets)
        both = np.flatnonzero((counts[a] > 0) & (counts[b] > 0))
        starts, many = self.offsets[a[both]], counts[a[both]]
        owners = np.repeat(np.arange(len(both)), many)
        places = np.repeat(starts - np.cumsum(many) + many, many) + np.arange(len(owners))
        wanted = b[both][owners] * self.names + self.keys[places] % max(1, self.names)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found = np.zeros(len(a), bool)
        found[both] = True
        found[both[owners[self.keys[at] == wanted]]] = False
        return found


def _names(reader: Reader, arrays: Arrays) -> tuple[_Traits, _Things]:
    """What items name that may tell a story, and the things that their headings are about."""
    rows = list(arrays.entities)
    entities, items = len(rows), len(arrays)
    item, named = arrays.mentioned.owners().astype(np.int64), arrays.mentioned.values.astype(np.int64)
    heading = arrays.mentioned.weights >= HEADING
    keys = [name_key(entity.name) for entity in rows]
    types = np.array([entity.type for entity in rows], np.str_)
    organisations = {key for key, entity in zip(keys, rows, strict=True) if entity.type in _ORGANISATIONS}
    makes = np.isin(types, sorted(_MAKERS))
    maker = makes | np.array([key in organisations for key in keys], bool)
    telling = telling_of(reader, ~makes)
    news = telling.news_of(item, named, entities)
    # A name stands for its family's head too.
    heads = _heads(rows)
    of_family = np.flatnonzero(heads[named] >= 0)
    name = np.concatenate([named, heads[named[of_family]]])
    named, item, heading, news = (np.concatenate([part, part[of_family]]) for part in (named, item, heading, news))
    rare = _rare(name, item, entities, items)

    of_items = _Things.of(telling.item[telling.leads], telling.name[telling.leads], heads, items)
    # Two papers about one model are two stories; what every other issue leads with is none.
    chosen = (heading | (rare[name] & ~maker[name])) & (~arrays.of_kind("paper")[item] | (types[name] == "paper"))
    daily = everyday(arrays.issues[item[heading]].astype(np.int64), name[heading], len(reader.store.issues), entities)
    item, name, heading, news = item[chosen], name[chosen], heading[chosen], news[chosen]
    kind = np.where(heading, np.where(maker[name], _MAKER, _THING), _TEXT)
    bar = np.where((kind == _THING) & rare[name], _BY_THING, _BY_NAME)
    bar = np.where(daily[name], _BY_EVERYDAY, bar)
    return _Traits(kind << _KIND | name, item, bar, news), of_items


def _rare(name: Indices, item: Indices, names: int, items: int) -> Bools:
    """Which names have, with their versions, so few items that they tell a story."""
    counts = np.bincount(_distinct(name * max(1, items) + item) // max(1, items), minlength=names)
    most = max(_RARE_ITEMS, _RARE * items) if items < _MANY else _RARE * _MANY
    return (counts >= 2) & (counts <= most)


def _distinct(numbers: Indices) -> Indices:
    """Each number once, rising; where there are many, a tenth of the time of `numpy.unique`, which hashes them."""
    rising = np.sort(numbers)
    once: Indices = rising[np.concatenate([[True], np.diff(rising) != 0])[: len(rising)]]
    return once


def _heads(entities: Sequence[EntityRow]) -> Indices:
    """Head of each entity's family, -1 where it is none's member."""
    index_of = {entity.id: index for index, entity in enumerate(entities)}
    heads = np.array([index_of.get(entity.family, -1) for entity in entities], np.int64)
    return np.where(heads == np.arange(len(heads)), -1, heads)


def _links(reader: Reader) -> _Traits:
    """Addresses that items link to."""
    item, link = reader.once(LinkIndex).telling()
    return _sure(_LINK << _KIND | link.astype(np.int64), item.astype(np.int64))


def _deeds(reader: Reader) -> _Traits:
    """Who did what to whom."""
    codes: dict[tuple[int, str, int], int] = {}
    rows = deed_rows(reader.store, _DEEDS)
    deed = np.array([codes.setdefault((who, what, whom), len(codes)) for _, who, what, whom in rows], np.int64)
    item = np.array([item for item, *_ in rows], np.int64)
    return _sure(_DEED << _KIND | deed, item)


def _sure(trait: Indices, item: Indices) -> _Traits:
    """Traits that are news by themselves."""
    return _Traits(trait, item, np.full(len(item), _BY_SOURCE), np.ones(len(item), np.float32))


# Who goes on from whom


def _starts(meaning: Meaning, pairs: _Pairs, near: Floats, count: int) -> Indices:
    """The item that each item's story starts with; itself where it goes on from none.

    An item goes on from the nearest that fits, if the start of its story is near enough too. Which start that is, is
    known only when all before are decided; so whoever is not known to be far from it is taken to be near, all starts
    that were met for the first time are compared at once, and it is decided again until there is none of these.

    Parameters
    ----------
    pairs, near
        Items that fit, and how near they are.
    """
    order = np.lexsort((pairs.earlier, -near, pairs.item))
    pairs = pairs.only(order)
    edges = np.flatnonzero(np.concatenate([[True], np.diff(pairs.item) != 0, [True]])).tolist() if len(order) else []
    least = (_FROM_START * pairs.least).tolist()
    whole = (pairs.item.tolist(), pairs.earlier.tolist(), least)
    known: dict[tuple[int, int], float] = {}
    while True:
        start = list(range(count))
        unknown: list[tuple[int, int]] = []
        for low, high in pairwise(edges):
            item = whole[0][low]
            for other, bar in zip(whole[1][low:high], whole[2][low:high], strict=True):
                first = start[other]
                if first == other or (likeness := known.get((item, first))) is None or likeness >= bar:
                    start[item] = first
                    if first != other and likeness is None:
                        unknown.append((item, first))
                    break
        if not unknown:
            return np.array(start, np.int64)
        asked = np.array(unknown, np.int64)
        known |= dict(zip(unknown, meaning.alike(asked[:, 0], asked[:, 1]).tolist(), strict=True))
