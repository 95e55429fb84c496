"""Units of mixed Chinese and English text, and the finds that pass between the components.

A unit is a Latin word, a number with its dots, one Han character, or one mark; "GPT5.1-Codex" is ``GPT|5.1|-|Codex``.
So an alias begins and ends at a word's edge by construction, and a space between a name and its version is no unit at
all: "Grok 4" and "Grok4" are the same units.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ingest.gazetteer import Entry
from ingest.learned.evidence import Hit
from ingest.learned.reader import Reading
from kg.model import EntityType, Item, Link, TextField
from kg.text.urls import find_addresses
from kg.text.words import HAN, fold

NOTHING = Reading()
LONGEST = 1_000_000
"""Characters of an item that names are looked for in, as spaCy's own limit: a character costs some 200 bytes."""
LATIN, NUMBER, HAN_CHAR, HYPHEN, SPACE, MARK = "L", "D", "H", "-", " ", "."

_UNIT = re.compile(
    rf"(?P<H>[{HAN}])"
    r"|(?P<L>[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\uff21-\uff3a\uff41-\uff5a]+)"
    r"|(?P<D>[0-9\uff10-\uff19]+(?:[.\uff0e][0-9\uff10-\uff19]+)*)"
    r"|(?P<h>[-\u00b7\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u00ad])"
    r"|(?P<S>\s+)"
    r"|(?P<P>[^\W\d_]+|.)",
    re.DOTALL,
)

_HYPHEN = re.compile(r"[-\u00b7\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u00ad]")
_KINDS = {"H": HAN_CHAR, "L": LATIN, "D": NUMBER, "h": HYPHEN, "S": SPACE, "P": MARK}


@dataclass(slots=True)
class Find:
    """A stretch of one field that may name something; what the components add, change and drop.

    `start` and `end` count units; `entries` are whom the gazetteer knows by that name, `unsure` the ids of those whose
    spelling says too little alone.
    """

    start: int
    end: int
    type: EntityType
    name: str
    rule: str
    entries: tuple[Entry, ...] = ()
    unsure: frozenset[str] = frozenset()
    doubt: float = 0.0
    url: str = ""


@dataclass(slots=True)
class Units:
    """The units of one text, column by column; `glued[i]` says that nothing stands between unit i - 1 and i."""

    text: str
    words: list[str] = field(default_factory=list)
    norms: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def surface(self, start: int, end: int) -> str:
        """The text of units `start` to `end`."""
        return self.text[self.starts[start] : self.ends[end - 1]] if end > start else ""

    def at(self, offset: int) -> int:
        """Index of the first unit that ends after character `offset`."""
        return bisect_right(self.ends, offset)

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Units that cover the characters from `start` to `end`: the first, and the one behind the last."""
        first = self.at(start)
        return first, max(first, bisect_left(self.starts, end))


def split_units(text: str) -> Units:
    """Split text into units; linear in its length.

    >>> split_units("xAI发布Grok 4.1").words
    ['xAI', '发', '布', 'Grok', '4.1']
    """
    units = Units(text)
    end = 0
    for match in _UNIT.finditer(text):
        kind = _KINDS[match.lastgroup or "P"]
        word = match.group()
        if word == " ":
            continue
        units.words.append(word)
        units.norms.append(norm_of(word))
        units.kinds.append(kind)
        units.starts.append(match.start())
        units.glued.append(bool(units.ends) and match.start() == end)
        end = match.end()
        units.ends.append(end)
    return units


@lru_cache(maxsize=65_536)  # the same words and characters come again and again
def norm_of(word: str) -> str:
    """The NORM of a unit's lexeme: what `Units.norms` holds for it."""
    return "-" if _HYPHEN.fullmatch(word) else fold(word)


@dataclass(slots=True)
class Sheet:
    """What the components write on: text and opinion of an item as one run of units, its links, what was found so far.

    Attributes
    ----------
    text
        The item's text, a blank line, its opinion.
    split
        Offset of the opinion in `text`.
    links
        The item's links with offsets into `text`.
    masked
        Units of bare web addresses, where no name is looked for.
    hits
        The known names that stand there, before any of them is doubted; filled by the component of known names.
    reading
        What the reader says of the text; filled by the component that reads.
    """

    item: Item
    text: str
    split: int
    units: Units
    links: tuple[Link, ...]
    finds: list[Find] = field(default_factory=list)
    masked: frozenset[int] = frozenset()
    hits: tuple[Hit, ...] = ()
    reading: Reading = NOTHING

    def link_units(self, link: Link) -> tuple[int, int]:
        """Units of a link's label; equal numbers where it has no text."""
        return self.units.between(link.start, link.end) if link.end > link.start else (0, 0)

    def char_span(self, find: Find) -> tuple[int, int]:
        """Character offsets of a find."""
        return self.units.starts[find.start], self.units.ends[find.end - 1]

    def place(self, find: Find) -> tuple[TextField, int, int]:
        """Field and offsets of a find in the item."""
        start, end = self.char_span(find)
        return ("text", start, end) if start < self.split else ("opinion", start - self.split, end - self.split)


def sheet_of(item: Item) -> Sheet:
    """The sheet of an item, nothing found yet."""
    text = f"{item.text}\n\n{item.opinion}" if item.opinion else item.text
    split = len(item.text) + 2 if item.opinion else len(text) + 1
    links = tuple(
        link if link.field == "text" else replace(link, start=link.start + split, end=link.end + split)
        for link in item.links
    )
    units = split_units(text)
    masked: set[int] = set()
    for address in find_addresses(text):
        masked.update(range(*units.between(address.start, address.end)))
    return Sheet(item, text, split, units, links, masked=frozenset(masked))


def longest(finds: Iterable[Find], *, rank: Sequence[str] = ()) -> list[Find]:
    """Of overlapping finds the longest one, then the one whose rule stands first in `rank`, then the first; sorted.

    Finds of equal span are all kept: they are readings of one stretch.
    """
    order = {rule: number for number, rule in enumerate(rank)}
    by_length = sorted(finds, key=lambda f: (f.start - f.end, order.get(f.rule, len(order)), f.start))
    taken: dict[int, tuple[int, int]] = {}
    kept = []
    for find in by_length:
        holders = {taken[i] for i in range(find.start, find.end) if i in taken}
        if holders and holders != {(find.start, find.end)}:
            continue
        for i in range(find.start, find.end):
            taken[i] = (find.start, find.end)
        kept.append(find)
    return sorted(kept, key=lambda f: (f.start, f.end))


def one_each(finds: Iterable[Find]) -> list[Find]:
    """One find a stretch: the first, with the address of any other."""
    best: dict[tuple[int, int], Find] = {}
    for find in finds:
        first = best.setdefault((find.start, find.end), find)
        if first is not find and find.url and not first.url:
            first.url = find.url
    return list(best.values())
