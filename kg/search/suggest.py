"""Names for what somebody has begun to type: by their beginning, by one of their words, by pinyin, and misspelt.

Everything is looked up in what the build has sorted (`kg.store.typed`): what begins as it was typed is found by
halving, what nearly does by going down from letter to letter, all that begin alike at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.errors import UsageError
from kg.model import Named
from kg.store.arrays import Arrays
from kg.store.derived import read_derived
from kg.store.lists import Lists, stretches
from kg.store.reader import Reader
from kg.store.typed import DEEPEST, END, NAME, OTHER_SOUND, WHOLE, units
from kg.text.strings import Strings
from kg.text.words import HAN_CHARACTER, name_key, readable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Integers = NDArray[np.int64]
    Places = NDArray[np.int32]

Match = Literal["name", "word", "pinyin", "misspelt"]

_MATCHES: tuple[Match, ...] = ("name", "word", "pinyin", "pinyin")
"""How a beginning of each kind is called (`kg.store.typed`)."""
_LONGEST = 200  # characters; enough to know any name by
# Letters from which on one may be wrong, or two; Chinese names are shorter.
_ONE_WRONG, _ONE_WRONG_HAN, _TWO_WRONG = 4, 3, 8
_LONGEST_MISSPELT = DEEPEST - 2
_SURE = 4  # letters in the beginning, of which at most one is wrong
_NEVER = 99  # edits
_LAST_LETTER = 0x2E7F  # code unit; Chinese and its neighbours stand behind it


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may be meant.

    Attributes
    ----------
    entity
        Whom it names.
    alias
        The spelling of it that matches what was typed.
    items
        How many items name the entity.
    match
        ``name`` where the spelling begins as it was typed, ``word`` where one of its words does, ``pinyin`` where it
        sounds so, ``misspelt`` where it nearly does one of these.
    """

    entity: Named
    alias: str
    items: int
    match: Match


class Names:
    """The names of an archive by what one may type for them. Safe to share between threads.

    Parameters
    ----------
    reader
        The archive, opened.

    Raises
    ------
    ArchiveError
        Where an older version has built it.
    """

    def __init__(self, reader: Reader) -> None:
        found = read_derived(reader.generation, NAME)
        arrays = {name: np.asarray(array) for name, array in found.items()}
        self._entities = reader.once(Arrays).entities
        self._text, self._starts, self._scores = arrays["text"], arrays["starts"], arrays["scores"]
        self._splits = Lists.read(arrays, "splits")
        self._aliases, self._owners = Strings.read(arrays, "aliases"), arrays["owners"]
        self._firsts, self._items = arrays["firsts"], arrays["items"]

    def suggest(self, prefix: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """Names that begin so; see `kg.archive.Archive.suggest`."""
        if limit < 0:
            raise UsageError("limit must not be negative")
        key = name_key(readable(prefix[:_LONGEST]))
        if not key:
            return tuple(self._suggestion(alias, "name") for alias in self._firsts[:limit].tolist())
        found: dict[int, Suggestion] = {}
        for turn, scores in enumerate(chain([self._beginning(key)], self._misspelt(key))):
            for score in self._best(scores, limit):
                kind, alias = score // (2 * len(self._owners)), score % len(self._owners)
                match = "misspelt" if turn else _MATCHES[kind]
                found.setdefault(int(self._owners[alias]), self._suggestion(alias, match))
            if len(found) >= limit:
                break
        return tuple(found.values())[:limit]

    def _suggestion(self, alias: int, match: Match) -> Suggestion:
        """The entity of a spelling."""
        entity = int(self._owners[alias])
        return Suggestion(self._entities[entity].named, self._aliases[alias], int(self._items[entity]), match)

    def _best(self, scores: NDArray[np.int32], limit: int) -> list[int]:
        """The lowest scores, rising, one of each entity; enough for so many entities if there are as many."""
        size = 4 * limit  # an entity may be there by several names
        while True:
            best = np.sort(np.partition(scores, size)[:size] if size < len(scores) else scores)
            firsts = np.sort(np.unique(self._owners[best % len(self._owners)], return_index=True)[1])
            if len(firsts) >= limit or size >= len(scores):
                return best[firsts[:limit]].tolist()  # type: ignore[no-any-return]
            size *= 4

    def _beginning(self, key: str) -> NDArray[np.int32]:
        """Scores of all that begins with a key; an entity whose name is typed whole comes before all others."""
        text, starts, wanted = self._text.data, self._starts.data, units(key).tolist()
        size = len(wanted)
        low = bisect_left(starts, wanted, key=lambda start: text[start : start + size].tolist())
        high = bisect_right(starts, wanted, low, key=lambda start: text[start : start + size].tolist())
        whole = bisect_right(starts, [*wanted, 0], low, high, key=lambda s: text[s : s + size + 1].tolist()) - low
        scores = self._scores[low:high].copy()
        scores[:whole] -= len(self._owners) * self._are_names(scores[:whole])
        return scores

    def _are_names(self, scores: NDArray[np.int32]) -> Bools:
        """Which scores are of the name that an entity goes by, and of all of it."""
        aliases = scores % len(self._owners)
        firsts: Bools = (aliases == 0) | (self._owners[aliases] != self._owners[aliases - 1])
        return firsts & (scores < 2 * (WHOLE + 1) * len(self._owners))

    def _misspelt(self, key: str) -> Iterator[NDArray[np.int32]]:
        """Scores of all that has a beginning which one edit makes of a key, then two; see `_Typed`."""
        most, typed = _edits(key) if len(self._starts) else 0, _Typed(key)
        found: list[list[NDArray[np.int32]]] = [[] for _ in range(most + 1)]
        nodes = typed.root(len(self._starts))
        for depth in range(DEEPEST if most else 0):
            bound = most if depth >= _SURE else 1
            below = self._below(nodes, depth)
            nodes = typed.after(nodes, below.only(typed.may_follow(nodes, below, bound)))
            meant, least = nodes.edits[:, -1], nodes.least
            for edits in set(meant.tolist()) & set(range(1, most + 1)):
                here = meant == edits
                found[edits].append(self._scores[stretches(nodes.lows[here], (nodes.highs - nodes.lows)[here])])
            nodes = nodes.only((least <= bound) & (least < meant))
            if not len(nodes.lows):
                break
        for scores in map(np.concatenate, filter(None, found)):
            yield scores[scores < 2 * OTHER_SOUND * len(self._owners)]  # what sounds a little like a part is nothing

    def _below(self, nodes: _Nodes, depth: int) -> _Below:
        """Beginnings that are a letter longer."""
        splits = self._splits.of(depth)
        first, last = np.searchsorted(splits, nodes.lows), np.searchsorted(splits, nodes.highs)
        more = last - first
        numbers = np.arange(len(more))
        parents = np.repeat(numbers, more + 1)
        heads = np.cumsum(more) - more + numbers  # the first part of each begins where it does, others at splits
        inner = np.ones(len(parents), bool)
        inner[heads] = False
        lows, highs = np.empty((2, len(parents)), np.int32)
        lows[heads], lows[inner] = nodes.lows, splits[stretches(first, more)]
        highs[:-1], highs[heads + more] = lows[1:], nodes.highs
        return _Below(lows, highs, parents, self._text[self._starts[lows] + depth])


@dataclass(frozen=True, slots=True)
class _Below:
    """Beginnings of names, all of one length, with what they are one letter shorter.

    Attributes
    ----------
    lows, highs
        Which places in the sorted list begin so.
    parents
        The number of each in the shorter ones.
    letters
        The last letter of each; `END` where there is no such beginning.
    """

    lows: Places
    highs: Places
    parents: Integers
    letters: NDArray[np.uint16]

    def only(self, chosen: Bools) -> _Below:
        """Some of them."""
        return _Below(self.lows[chosen], self.highs[chosen], self.parents[chosen], self.letters[chosen])


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Beginnings of names, all of one length, with what makes them of what was typed.

    Attributes
    ----------
    lows, highs
        Which places in the sorted list begin so.
    last
        The last letter of each.
    edits
        How many make each so many first letters of what was typed into it, shape (nodes, letters + 1).
    before
        The same of each one letter shorter.
    """

    lows: Places
    highs: Places
    last: NDArray[np.uint16]
    edits: NDArray[np.int16]
    before: NDArray[np.int16]

    @property
    def least(self) -> NDArray[np.int16]:
        """How many edits each has cost so far, at least."""
        least: NDArray[np.int16] = self.edits.min(axis=1)
        return least

    def only(self, chosen: Bools) -> _Nodes:
        """Some of them."""
        return _Nodes(self.lows[chosen], self.highs[chosen], self.last[chosen], self.edits[chosen], self.before[chosen])


class _Typed:
    """What was typed, to be compared with the beginnings of many names at once, letter by letter.

    An edit adds, drops or changes a letter, or swaps two. Figures stay as they are, for GPT-5 is not GPT-4, and so do
    Chinese characters where none was typed; of the first four letters only one may be wrong.
    """

    def __init__(self, key: str) -> None:
        self._letters = units(key)
        self._costs = _costs(bool(HAN_CHARACTER.search(key)))
        self._more = self._costs.copy()
        self._more[self._letters] = 0
        self._drop = self._costs[self._letters]
        self._dropped = np.cumsum(np.append(0, self._drop), dtype=np.int16)

    def root(self, size: int) -> _Nodes:
        """The empty beginning of so many names."""
        edits = self._dropped[None]
        low, high, last = np.zeros(1, np.int32), np.array([size], np.int32), np.zeros(1, np.uint16)
        return _Nodes(low, high, last, edits, np.full_like(edits, _NEVER))

    def may_follow(self, nodes: _Nodes, below: _Below, bound: int) -> Bools:
        """Which longer beginnings so many edits may make: a letter that nobody typed is one more."""
        may: Bools = (below.letters != ord(END)) & (nodes.least[below.parents] + self._more[below.letters] <= bound)
        return may

    def after(self, nodes: _Nodes, below: _Below) -> _Nodes:
        """Longer beginnings with what makes them."""
        above, before, last = nodes.edits[below.parents], nodes.before[below.parents], nodes.last[below.parents, None]
        add, here = self._costs[below.letters, None], below.letters[:, None]
        edits = above + add
        change = np.where(here == self._letters, 0, np.maximum(add, self._drop))
        edits[:, 1:] = np.minimum(edits[:, 1:], above[:, :-1] + change)
        swapped = (here == self._letters[:-1]) & (last == self._letters[1:])
        swap = np.where(swapped, np.maximum(self._drop[:-1], self._drop[1:]), _NEVER)
        edits[:, 2:] = np.minimum(edits[:, 2:], before[:, :-2] + swap)
        # What was typed may have letters too many anywhere: the least of all that stand before, and those dropped.
        edits = np.minimum.accumulate(edits - self._dropped, axis=1) + self._dropped
        return _Nodes(below.lows, below.highs, below.letters, edits, above)


@cache
def _costs(han: bool) -> NDArray[np.int16]:
    """What it costs to add, drop or change each letter, by its code unit; `han`: whether Chinese ones may be."""
    costs = np.ones(0x10000, np.int16)
    costs[ord("0") : ord("9") + 1] = _NEVER
    if not han:
        costs[_LAST_LETTER + 1 :] = _NEVER
    return costs


def _edits(key: str) -> int:
    """How many letters may be wrong."""
    if len(key) > _LONGEST_MISSPELT:
        return 0
    least = _ONE_WRONG_HAN if HAN_CHARACTER.search(key) else _ONE_WRONG
    return 2 if len(key) >= _TWO_WRONG else int(len(key) >= least)
