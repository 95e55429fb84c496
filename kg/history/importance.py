"""What matters in a timeline: the events that count first, by kind, and plain mentions apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from math import log2

from kg.history.timeline import Event, Timeline
from kg.model import EVENT_KINDS, EventKind
from kg.text.words import fold

PLAIN: frozenset[EventKind] = frozenset({"mention", "comparison"})
"""Kinds in which nothing happens to the name: it is only spoken of."""
MOST_LEADING = 5


@dataclass(frozen=True, slots=True)
class Outline:
    """A timeline as it is read.

    Attributes
    ----------
    leading
        What matters most, the most important first; empty where there is not more than that.
    events
        All that happened of the kinds that were asked for, the latest first.
    plain
        Items that only speak of the name, the latest first; none where kinds were asked for.
    kinds
        (kind, number of events) of the whole timeline, but for plain mentions, in the order of `EVENT_KINDS`.
    """

    leading: tuple[Event, ...]
    events: tuple[Event, ...]
    plain: tuple[Event, ...]
    kinds: tuple[tuple[EventKind, int], ...]


def importance(line: Timeline, event: Event) -> float:
    """How much an event of a timeline matters, 0 where nothing happens in it.

    It grows with the issues that tell of it, counts double where a heading names who it is about, and as far as its
    kind is sure.
    """
    return _weight(event, _names_of(line))


def _names_of(line: Timeline) -> list[str]:
    """What the entity of a timeline is called, folded."""
    return [fold(name) for name in {line.entity.name, *line.entity.aliases}]


def _weight(event: Event, names: Collection[str]) -> float:
    """How much an event matters; `names` are those of the entity, folded."""
    if event.kind in PLAIN:
        return 0.0
    heading = fold(event.title)
    named = any(name in heading for name in (*names, *(fold(member.name) for member in event.members)))
    told = 1 + log2(len({source.issue.id for source in event.sources}))
    return told * (2 if named else 1) * (1 - event.doubt)


def by_importance(line: Timeline, events: Collection[Event]) -> tuple[Event, ...]:
    """Events, the most important first; of those that matter as much the latest."""
    names = _names_of(line)
    return tuple(sorted(reversed(tuple(events)), key=lambda event: -_weight(event, names)))


def outline(line: Timeline, kinds: Collection[EventKind] = ()) -> Outline:
    """Lay a timeline out as it is read.

    Parameters
    ----------
    kinds
        Kinds of event to show; none for all in which something happens.
    """
    counts = Counter(event.kind for event in line.events)
    wanted = frozenset(kinds) or frozenset(EVENT_KINDS) - PLAIN
    shown = tuple(event for event in reversed(line.events) if event.kind in wanted)
    plain = () if kinds else tuple(event for event in reversed(line.events) if event.kind in PLAIN)
    leading = by_importance(line, shown[::-1])[:MOST_LEADING] if len(shown) > MOST_LEADING else ()
    present = tuple((kind, counts[kind]) for kind in EVENT_KINDS if counts[kind] and kind != "mention")
    return Outline(leading, shown, plain, present)
