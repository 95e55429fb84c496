"""What somebody may type who has a name in mind, for all names, sorted; worked out by the build.

Beginnings of a name, of each of its words, and of how it sounds in pinyin are all beginnings of a stretch of text that
ends with some name: so there is one text, of all keys one after another, and a sorted list of the places in it where
somebody may begin to type. All that begins alike stands side by side. `kg.search.suggest` asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kg.store.arrays import Arrays
from kg.store.lists import Lists
from kg.store.reader import Reader
from kg.text.pinyin import readings
from kg.text.strings import Strings
from kg.text.words import HAN_CHARACTER, WORD_UNIT, fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "typed"
"""What the arrays are called together."""
WHOLE, WORD, SOUND, OTHER_SOUND = range(4)
"""Kinds of beginnings, the surest first: of the name, of a word of it, of its pinyin; of a part of its pinyin, or of an
unusual one."""
END = "\0"
"""What stands behind each key, and in none."""
DEEPEST = 32
"""Code units; so far does the table know where beginnings part."""
_RECENT = 90  # days before the latest issue; an item of these counts twice
_MOST_WORDS = 24  # of a name; nobody looks for a title by a later one


def work_out_typed(reader: Reader) -> Mapping[str, NDArray[Any]]:
    """What `kg.search.suggest` reads.

    Returns
    -------
    text
        All keys, each with `END` behind it, as code units of UTF-16.
    starts
        Places in `text` where somebody may begin to type, by rising text from there on.
    scores
        For each place its kind and its alias, ``(2 * kind + 1) * aliases + alias``: the lower, the sooner offered.
    splits-offsets, splits-values
        For each length, the places in `starts` where a text begins that agrees so far, and no farther, with the one
        before it.
    aliases, aliases_ends, owners
        All spellings, and the entity of each: those of the most popular entity first, its name and then the short ones.
    firsts
        The name of each entity, in the same order.
    items
        How many items name each entity, by index.
    """
    arrays = reader.once(Arrays)
    popular = _by_popularity(arrays)
    place = np.empty(len(popular), np.int64)
    place[popular] = np.arange(len(popular))
    rows = reader.store.rows(
        "SELECT a.entity - 1, a.alias, a.key FROM aliases a JOIN entities e ON e.row = a.entity "
        "ORDER BY a.entity, a.alias != e.name, length(a.key), a.rowid"
    )
    rows.sort(key=lambda row: place[row[0]])
    owners = np.fromiter((entity for entity, _, _ in rows), np.int32, len(rows))
    return {
        **_sorted_table(rows),
        **Strings.of(alias for _, alias, _ in rows).arrays("aliases"),
        "owners": owners,
        "firsts": np.flatnonzero(np.diff(owners, prepend=-1)).astype(np.int32),
        "items": arrays.mentions.counts().astype(np.int32),
    }


def _by_popularity(arrays: Arrays) -> NDArray[np.int64]:
    """Indices of entities, those that the most items name first; where as many do, the shorter name."""
    days = arrays.issue_dates[arrays.issues]
    recent = days > int(days.max(initial=0)) - _RECENT
    owners = arrays.mentions.owners()
    weights = 1 + recent[arrays.mentions.values]
    popularity = np.bincount(owners, weights, minlength=len(arrays.entities))
    lengths = np.array([len(entity.name) for entity in arrays.entities], np.int64)
    order: NDArray[np.int64] = np.lexsort((lengths, -popularity))
    return order


def _sorted_table(rows: list[tuple[int, str, str]]) -> Mapping[str, NDArray[Any]]:
    """Text, starts, scores and splits of names: (entity, alias, key), those of an entity one after another."""
    keys, entries = _entries(rows)
    ends = list(accumulate((_length(key) + 1 for key in keys), initial=0))
    text = "".join(key + END for key in keys)
    raw = text.encode("utf-16-be")  # compares by code unit, as who looks them up does
    found = sorted(
        (raw[2 * (ends[key] + offset) : 2 * ends[key + 1] - 2], (2 * kind + 1) * len(rows) + alias, ends[key] + offset)
        for key, offset, kind, alias in entries
    )
    starts = np.fromiter((start for _, _, start in found), np.int32, len(found))
    letters = units(text)
    shared = _shared(letters, starts)
    return {
        "text": letters,
        "starts": starts,
        "scores": np.fromiter((score for _, score, _ in found), np.int32, len(found)),
        **Lists.of_pairs(shared, np.arange(len(starts), dtype=np.int32), DEEPEST + 1).named("splits"),
    }


def _entries(rows: Iterable[tuple[int, str, str]]) -> tuple[list[str], list[tuple[int, int, int, int]]]:
    """Keys of all names, and where in which key one may begin: (key, offset, kind, alias)."""
    keys: list[str] = []
    entries: dict[tuple[int, int], tuple[int, int]] = {}
    for _, group in groupby(enumerate(rows), key=lambda row: row[1][0]):
        typed = [(alias, each) for alias, (_, spelling, key) in group for each in _typed(spelling, key)]
        typed.sort(key=lambda one: one[1].begins[0][1])
        known: dict[str, int] = {}
        for alias, each in typed:
            if each.text and each.text not in known:
                known[each.text] = len(keys)
                keys.append(each.text)
            # Of two ways to type an entity that are the same the surer one is enough, and the first.
            for offset, kind in each.begins if each.text else ():
                entries.setdefault((known[each.text], offset), (kind, alias))
    return keys, [(*place, *found) for place, found in entries.items()]


class _Typed(NamedTuple):
    """What one may type for a name, and where in it one may begin: (offset, kind), the whole of it first."""

    text: str
    begins: list[tuple[int, int]]


def _typed(spelling: str, key: str) -> Iterator[_Typed]:
    """All that one may type for a name."""
    yield _Typed(key, [(0, WHOLE), *((offset, WORD) for offset in _word_starts(spelling, key))])
    for reading in readings(key):
        kind = SOUND if reading.usual else OTHER_SOUND
        inner = accumulate(map(_length, reading.parts[:-2])) if reading.usual else ()
        yield _Typed("".join(reading.parts), [(0, kind), *((offset, OTHER_SOUND) for offset in inner)])
        yield _Typed(reading.initials, [(0, kind)])


def _word_starts(spelling: str, key: str) -> list[int]:
    """Where in a key the words of its name begin, the first left out, in code units.

    A Chinese name does not say where its words begin: there each character may be the first of one, but for the last.
    """
    folded = fold(spelling)
    offsets: list[int] = []  # how much of the key stands before each character
    at = 0
    for character in folded:
        offsets.append(at)
        at += key[at : at + 1] == character
    starts: list[int] = []
    for unit in WORD_UNIT.finditer(folded):
        start, end = unit.span()
        last = max(start + 1, end - 1) if HAN_CHARACTER.match(unit.group()) else start + 1
        starts += offsets[start:last]
    return [_length(key[:offset]) for offset in starts if 0 < offset < len(key)][:_MOST_WORDS]


def _shared(letters: NDArray[np.uint16], starts: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many code units each text has in common with the one before it, at most `DEEPEST`; that for the first."""
    shared = np.full(len(starts), DEEPEST, np.int64)
    alike = np.arange(1, len(starts))
    for depth in range(DEEPEST):
        later = letters[starts[alike] + depth]
        same = (later == letters[starts[alike - 1] + depth]) & (later != ord(END))
        shared[alike[~same]] = depth
        alike = alike[same]
    return shared


def units(text: str) -> NDArray[np.uint16]:
    """A text as code units of UTF-16."""
    return np.frombuffer(text.encode("utf-16-le"), "<u2")


def _length(text: str) -> int:
    """Code units of a text."""
    return len(text.encode("utf-16-le")) // 2
