"""What an item says, before it is known whom its names mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.extract.units import NOTHING, Find, Sheet
from ingest.learned.reader import Certainty
from kg.model import Mention, Predicate


@dataclass(frozen=True, slots=True)
class Told:
    """That one name does something to another: both by their places in `Said.mentions`; `doubt` 0 … 1."""

    subject: int
    predicate: Predicate
    object: int
    certainty: Certainty
    doubt: float


@dataclass(frozen=True, slots=True)
class Said:
    """All that an item says: its names in order, with what is news of each, and what is told of two of them."""

    mentions: tuple[Mention, ...] = ()
    told: tuple[Told, ...] = ()


def said(sheet: Sheet) -> Said:
    """What a sheet says once all components have written on it."""
    reading = sheet.reading
    places = [_find_of(sheet, span.start, span.end) for span in reading.spans]

    def told() -> Iterator[Told]:
        for claim in reading.claims:
            subject, other = places[claim.subject], places[claim.object]
            if subject is not None and other is not None and (subject != other) != (claim.predicate == "ipo"):
                yield Told(subject, claim.predicate, other, claim.certainty, round(1 - claim.sure, 3))

    news: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for each in reading.news:
        if (at := places[each.span]) is not None:
            news[at].append((each.kind, each.sure))
    mentions = (_mention(sheet, find, tuple(news[place])) for place, find in enumerate(sheet.finds))
    return Said(tuple(mentions), tuple(told()))


def read_news(told: list[list[Any]] | None) -> tuple[tuple[str, float], ...] | None:
    """What is news of a name, from JSON."""
    return None if told is None else tuple((kind, likely) for kind, likely in told)


def _find_of(sheet: Sheet, start: int, end: int) -> int | None:
    """The place of the find that a read name became: the one that has most of it."""
    first, last = sheet.units.between(start, end)
    best: tuple[int, int, int] | None = None
    for place, find in enumerate(sheet.finds):
        common = min(last, find.end) - max(first, find.start)
        if common > 0:
            best = max(best or (0, 0, 0), (common, -(find.end - find.start), place))
    return best[2] if best is not None else None


def _mention(sheet: Sheet, find: Find, news: tuple[tuple[str, float], ...]) -> Mention:
    """A find as a mention of its item."""
    field, start, end = sheet.place(find)
    surface = sheet.item.field(field)[start:end]
    return Mention(
        sheet.item.id, field, start, end, surface, find.type, find.name, find.rule,
        doubt=find.doubt, url=find.url, news=None if sheet.reading is NOTHING else news,
    )  # fmt: skip
