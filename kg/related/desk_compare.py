"""A draft beside an earlier text, word by word: what stands in both, and what the draft alone has.

Words may stand in another order, so this compares what stands side by side (pairs of words, pairs of Han characters)
and not one text from end to end; it takes as long as the texts are, whatever is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.related.draft import LONGEST_READ
from kg.text.grammar import says_something
from kg.text.urls import without_addresses
from kg.text.words import HAN_CHARACTER, WORD_UNIT, fold, language_of, words

Span = tuple[int, int]
_TOUCHES = re.compile(r"[\s\-‐-―−·/&]*")  # what may stand inside a stretch, between its words
_HAN_TOUCHES = re.compile(r"\s?")


@dataclass(frozen=True, slots=True)
class Compared:
    """Stretches of two texts, half open, rising, none overlapping another.

    Attributes
    ----------
    draft, earlier
        What both have, in each of them.
    new
        What of the draft the earlier text lacks. Of two languages only names and numbers can be told apart.
    """

    draft: tuple[Span, ...]
    earlier: tuple[Span, ...]
    new: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, a number or one Han character; `joined` where it goes on from the unit before it."""

    start: int
    end: int
    key: str
    han: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class _Shared:
    """Which units of one text stand in the other too: all that do, and those of them that say something."""

    known: frozenset[int]
    common: frozenset[int]


def compare(draft: str, earlier: str) -> Compared:
    """Compare two texts, of each the first 6,000 characters.

    >>> text = "The old mill grinds 4100 bags."
    >>> found = compare(text, "An old mill grinds 3712 bags of flour.")
    >>> [text[a:b] for a, b in found.draft], [text[a:b] for a, b in found.new]
    (['old mill grinds', 'bags'], ['4100'])
    """
    draft, earlier = draft[:LONGEST_READ], earlier[:LONGEST_READ]
    mine, its = list(_units(draft)), list(_units(earlier))
    shared, there = _shared(mine, its), _shared(its, mine)
    one_language = language_of(draft) == language_of(earlier)
    new = tuple(_new(draft, mine, shared, one_language=one_language))
    return Compared(_joined(draft, mine, shared.common), _joined(earlier, its, there.common), new)


def _units(text: str) -> Iterator[_Unit]:
    """What a text is made of, from left to right; addresses are left out."""
    last: _Unit | None = None
    for match in WORD_UNIT.finditer(without_addresses(text)):
        han = bool(HAN_CHARACTER.match(match.group()))
        for start, end in [(at, at + 1) for at in range(*match.span())] if han else [match.span()]:
            key = fold(text[start:end]) if han else "".join(words(text[start:end])[:1])
            between = _HAN_TOUCHES if han else _TOUCHES
            joined = last is not None and last.han == han and bool(between.fullmatch(text, last.end, start))
            last = _Unit(start, end, key, han, joined)
            yield last


def _shared(units: Sequence[_Unit], others: Sequence[_Unit]) -> _Shared:
    """Which units stand in the other text too: words by themselves, all units beside such a one."""
    there = {(unit.key, unit.han) for unit in others}
    pairs_there = {(one.key, two.key) for one, two in pairwise(others) if two.joined}
    pairs = [place for place, (one, two) in enumerate(pairwise(units)) if two.joined]
    in_pairs = {at for place in pairs for at in (place, place + 1)}
    known = {
        place
        for place, unit in enumerate(units)
        if (unit.key, unit.han) in there and not (unit.han and place in in_pairs)
    }
    common = {place for place in known if _tells(units[place])}
    for place in pairs:
        one, two = units[place : place + 2]
        if (one.key, two.key) in pairs_there:
            known.update((place, place + 1))
            told = says_something(one.key + two.key) if one.han else _tells(one) or _tells(two)
            common.update((place, place + 1) if told else ())
    return _Shared(frozenset(known), frozenset(common))


def _tells(unit: _Unit) -> bool:
    """Whether a word says something by itself; a lone character or digit does not."""
    return len(unit.key) > 1 and says_something(unit.key)


def _joined(text: str, units: Sequence[_Unit], chosen: frozenset[int]) -> tuple[Span, ...]:
    """Places of units as stretches: those that touch are one."""
    spans: list[Span] = []
    for place in sorted(chosen):
        start, end = units[place].start, units[place].end
        if spans and "\n" not in text[spans[-1][1] : start] and _TOUCHES.fullmatch(text, spans[-1][1], start):
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)


def _new(text: str, units: Sequence[_Unit], shared: _Shared, *, one_language: bool) -> Iterator[Span]:
    """Stretches of units that the other text lacks; what says nothing at their ends is left out."""
    run: list[int] = []
    for place, unit in enumerate(units):
        lacks = place not in shared.common and (one_language or _is_name(text[unit.start : unit.end]))
        if run and (not lacks or not _TOUCHES.fullmatch(text, units[run[-1]].end, unit.start)):
            yield from _trimmed(units, run, shared.known)
            run = []
        if lacks:
            run.append(place)
    yield from _trimmed(units, run, shared.known)


def _is_name(surface: str) -> bool:
    """Whether a text in another language would write this alike: names and numbers."""
    return not HAN_CHARACTER.match(surface) and (surface != surface.lower() or surface[0].isdigit())


def _trimmed(units: Sequence[_Unit], run: Sequence[int], known: frozenset[int]) -> Iterator[Span]:
    """The stretch of a run from the first unit to the last that says something new, if any does."""
    telling = [place for place in run if place not in known and says_something(units[place].key)]
    if len(telling) > 1 or (telling and not units[telling[0]].han):
        yield units[telling[0]].start, units[telling[-1]].end
