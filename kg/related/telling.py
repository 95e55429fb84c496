"""What items tell of which names, and what their headings are about, for all items at once: what stories go by.

A name that two items share says little by itself: one may be measured against it, run on it, explain how to use it.
The reader that a build has (`ingest.learned`) says of every name how likely the item has news of it; and of the names
in a heading the first things are what it is about, those behind them only take part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.related.nearness import HEADING
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.store.rows import PlaceRow, place_rows, text_rows
from kg.text.words import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float32]
    Indices = NDArray[np.int64]

_AT_ONCE = 2000  # items
_NO_LETTERS = re.compile(r"[\W\d_]+")
_NO_NEWS = frozenset({"mention", "comparison"})  # what is only named, or only measured against …
_NAMED = frozenset({"mention"})  # … and how what the heading is about does is news of it
# What stands between names of a list.
_LISTED = re.compile(r"[\s,，、&/+()（）*\"'“”]*(?:and|or|和|与|及|以及|或)?[\s*\"'“”]*")
_APPOINTMENT = re.compile(r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")  # as calendars write a day
_OPENING = 40  # columns on a screen that two items hardly begin with alike by chance
_RETURNS = 3  # issues in which an opening is that of a column
_OFTEN, _OFTEN_ISSUES = 1 / 4, 8  # a name in the headings of more issues than this share, and so many, is everyday


@dataclass(frozen=True, slots=True)
class Telling:
    """Pairs of an item and a name in it, each once, by item and then by name; arrays of shape (pairs,).

    Attributes
    ----------
    item, name
        The pair.
    news
        How likely the item has news of the name, 0 … 1; 1 where nobody has looked.
    leads
        Whether the name is what the heading is about. Organisations never are: they do what is told of other things.
    """

    item: Indices
    name: Indices
    news: Floats
    leads: Bools

    def news_of(self, item: Indices, name: Indices, names: int) -> Floats:
        """How likely items have news of names; 0 for pairs that there are none of."""
        if not len(self.item):
            return np.zeros(len(item), np.float32)
        keys, wanted = self.item * names + self.name, item * names + name
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, self.news[at], np.float32(0))


def telling_of(reader: Reader, things: Bools) -> Telling:
    """What all items tell of their names.

    Parameters
    ----------
    things
        Which names can be what a heading is about, shape (names,).
    """
    count, is_thing = len(reader.once(Arrays)), things.tolist()
    found: dict[tuple[int, int], float] = {}
    leading: set[tuple[int, int]] = set()
    for first in range(0, count, _AT_ONCE):
        titles = {row.item: row.title for row in text_rows(reader.store, first, min(first + _AT_ONCE, count))}
        places = place_rows(reader.store, first, min(first + _AT_ONCE, count))
        leading |= set(_leading(places, titles, is_thing))
        for place in places:
            pair = (place.item, place.entity)
            found[pair] = max(found.get(pair, 0.0), _likely(place.news, _NAMED if pair in leading else _NO_NEWS))
    pairs = sorted(found)
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Telling(
        table[:, 0], table[:, 1], np.array([found[pair] for pair in pairs], np.float32),
        np.array([pair in leading for pair in pairs], bool),
    )  # fmt: skip


def _likely(news: str | None, none: frozenset[str]) -> float:
    """How likely a place tells news of its name; `none` are kinds that are no news."""
    if news is None:
        return 1.0
    if news == "[]":
        return 0.0
    return max((likely for kind, likely in json.loads(news) if kind not in none), default=0.0)


def _leading(places: Iterable[PlaceRow], titles: dict[int, str], is_thing: list[bool]) -> Iterable[tuple[int, int]]:
    """Of each heading the first thing, those listed with it, and those within its name; `places` in their order."""
    ends: dict[int, int] = {}
    for place in places:
        title = titles[place.item]
        if place.field == "text" and place.start < len(title) and is_thing[place.entity]:
            end = ends.get(place.item)
            if end is None or _LISTED.fullmatch(title, end, max(end, place.start)):
                ends[place.item] = max(place.end, end or 0)
                yield place.item, place.entity


@dataclass(frozen=True, slots=True)
class Columns:
    """What a newsletter prints anew from issue to issue; all of shape (items,).

    Attributes
    ----------
    whole
        Items that begin, or are, word for word like items of two other issues: a sponsor, a greeting, a list of jobs.
        They go on with no story, and to have printed them before is no prior coverage.
    heading
        A number for a heading without names that returns in three issues, the same in all its items; -1 where it does
        not. The items may tell something, but being headed alike says nothing of them.
    day
        A number for the day for which a heading announces something, -1 where it bears none. Two evenings of one club
        are no story.
    """

    whole: Bools
    heading: Indices
    day: Indices


def columns_of(reader: Reader) -> Columns:
    """Columns among the items of an archive."""
    arrays = reader.once(Arrays)
    openings: list[str] = []
    headings: list[str] = []
    days: list[str] = []
    for first in range(0, len(arrays), _AT_ONCE):
        for row in text_rows(reader.store, first, min(first + _AT_ONCE, len(arrays))):
            openings.append(_opening(row.text))
            headings.append(heading_key(row.title))
            days.append(min(days_of(row.title), default=""))
    issues = arrays.issues.tolist()
    opening, heading = _numbers(openings), _numbers(headings)
    named = np.zeros(len(arrays), bool)
    named[arrays.mentioned.owners()[arrays.mentioned.weights >= HEADING]] = True
    returns = _returning(heading, issues) & ~named
    dated = np.array([bool(day) for day in days], bool)
    return Columns(
        _returning(opening, issues),
        np.where(returns, heading, -1),
        np.where(dated, _numbers(days), -1).astype(np.int64),
    )


def _numbers(texts: Sequence[str]) -> Indices:
    """A number for each text, the same for the same."""
    codes: dict[str, int] = {}
    return np.fromiter((codes.setdefault(text, len(codes)) for text in texts), np.int64, len(texts))


def _returning(code: Indices, issues: Sequence[int]) -> Bools:
    """Whether what each item has stands in three issues or more."""
    pairs = np.unique(code * (max(issues, default=0) + 1) + np.array(issues, np.int64))
    counts = np.bincount(pairs // (max(issues, default=0) + 1), minlength=int(code.max(initial=0)) + 1)
    returning: Bools = counts[code] >= _RETURNS
    return returning


def days_of(title: str) -> frozenset[str]:
    """Days for which a heading announces something, as calendars write them.

    >>> sorted(days_of("2025-05-28 | Ostrava | Evening of the lamp makers"))
    ['2025-05-28']
    """
    return frozenset(_APPOINTMENT.findall(title))


def heading_key(title: str) -> str:
    """What headings are known by, whatever number or date they bear.

    >>> heading_key("Jobs, week 12") == heading_key("jobs — Week 13")
    True
    """
    return _NO_LETTERS.sub("", fold(title))


def _opening(text: str) -> str:
    """How a text begins, as far as is enough to know it by; Han characters count twice.

    >>> _opening("Jobs:  none") == _opening("jobs: none"), len(_opening("一" * 99))
    (True, 20)
    """
    folded = " ".join(fold(text[: 4 * _OPENING]).split())
    widths = np.cumsum([2 if ord(character) >= 0x2E80 else 1 for character in folded])
    return folded[: int(np.searchsorted(widths, _OPENING, side="right"))]


def everyday(issue: Indices, name: Indices, issues: int, names: int) -> Bools:
    """Which names stand in so many issues that sharing one tells no story; shape (names,).

    Parameters
    ----------
    issue, name
        Index of the issue and of the name for each heading that has one, shape (headings,).
    """
    pairs = np.unique(name * max(1, issues) + issue)
    counts = np.bincount(pairs // max(1, issues), minlength=names)
    return counts >= max(_OFTEN_ISSUES, issues * _OFTEN)
