"""What the newest issue brought for a name, or that it brought nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kg.history.belonging import things_of
from kg.history.importance import PLAIN, by_importance
from kg.history.timeline import Event, Timeline
from kg.model import Issue, Named
from kg.store.arrays import Arrays
from kg.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Brought:
    """What changed for a name with the newest issue.

    Attributes
    ----------
    issue
        The newest issue.
    before
        The latest issue before it that names it, None where there is none.
    items
        How many items of the newest issue name it; where it is 0, all below is empty.
    events
        What happened that no issue had told before, the most important first.
    goes_on
        Events of earlier issues that the newest issue tells again.
    plain
        How many items only speak of it.
    debuts
        What it makes, or its versions, that the newest issue names for the first time.
    beside
        Others that stand for the first time with it, in what happened.
    """

    issue: Issue
    before: Issue | None
    items: int
    events: tuple[Event, ...]
    goes_on: tuple[Event, ...]
    plain: int
    debuts: tuple[Named, ...]
    beside: tuple[Named, ...]


def brought(reader: Reader, line: Timeline) -> Brought | None:
    """Tell what the newest issue brought for the name of a timeline; None where the archive has no issues."""
    issues = reader.issues()
    if not issues:
        return None
    order = {issue.id: index for index, issue in enumerate(issues)}
    newest = issues[-1]
    covered = [order[source.issue.id] for event in line.events for source in event.sources]
    before = max((index for index in covered if index < len(issues) - 1), default=None)
    here = [event for event in line.events if any(source.issue.id == newest.id for source in event.sources)]
    new = [event for event in here if all(source.issue.id == newest.id for source in event.sources)]
    told = [event for event in new if event.kind not in PLAIN]
    debuts = _debuts(reader, line) if here else ()
    return Brought(
        newest,
        None if before is None else issues[before],
        covered.count(len(issues) - 1),
        by_importance(line, told),
        by_importance(line, [event for event in here if event not in new and event.kind not in PLAIN]),
        len([event for event in here if event.kind in PLAIN]),
        debuts,
        tuple(other for other in _first_beside(line.events, told, newest) if other not in debuts),
    )


def _debuts(reader: Reader, line: Timeline) -> tuple[Named, ...]:
    """What belongs to the name and stands in the newest issue alone."""
    arrays = reader.once(Arrays)
    first = int(np.searchsorted(arrays.issues, len(reader.issues()) - 1))
    known = dict.fromkeys([*things_of(reader, line.entity), *(arrays.index_of[member.id] for member in line.members)])
    return tuple(
        arrays.entities[thing].named
        for thing in known
        if arrays.entities[thing].id != line.entity.id and _debuted(arrays, thing, first)
    )


def _debuted(arrays: Arrays, thing: int, first: int) -> bool:
    """Whether a thing stands in items from `first` on, and neither it nor a version of it before."""
    earliest = [
        naming[0]
        for each in (thing, *arrays.members_of(arrays.entities[thing].id))
        if len(naming := arrays.mentions.of(each)[0])
    ]
    return len(arrays.mentions.of(thing)[0]) > 0 and min(earliest) >= first


def _first_beside(events: Iterable[Event], new: Iterable[Event], newest: Issue) -> dict[Named, None]:
    """Names that stand with it in what is new, and in nothing before."""
    earlier = {
        other.id
        for event in events
        if any(source.issue.id != newest.id for source in event.sources)
        for other in event.others
    }
    return dict.fromkeys(other for event in new for other in event.others if other.id not in earlier)
