"""What to offer to somebody who types a search: names that begin so, and sections that are called so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.search.suggest import Names
from kg.store.arrays import Arrays
from kg.store.reader import Reader
from kg.text.words import fold

MOST = 8
_SECTIONS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A search that may be meant.

    Attributes
    ----------
    query
        What to search for.
    kind
        The type of the entity, or ``section``.
    label
        The name, or the section.
    items
        How many items have it.
    """

    query: str
    kind: str
    label: str
    items: int


def find_offers(reader: Reader, typed: str) -> tuple[Offer, ...]:
    """Names (`kg.search.suggest`) and sections for what has been typed so far, the names first.

    Nothing typed offers the most popular names.

    Raises
    ------
    ArchiveError
        Where an older version has built the archive.
    """
    sections = _sections(reader, fold(typed).strip())
    names = reader.once(Names).suggest(typed, limit=MOST - len(sections))
    return (
        *(Offer(found.entity.name, found.entity.type, found.entity.name, found.items) for found in names),
        *sections,
    )


def _sections(reader: Reader, typed: str) -> tuple[Offer, ...]:
    """Sections that begin so, then those that have it in them, the larger first."""
    if not typed:
        return ()
    sections = reader.once(Arrays).sections
    # A query cannot say a section whose title has a quotation mark in it.
    found = [
        (code, at)
        for code, name in enumerate(sections.names)
        if '"' not in name and (at := fold(name).find(typed)) >= 0
    ]
    if not found:
        return ()
    counts = np.bincount(sections.codes, minlength=len(sections.names))
    best = sorted(found, key=lambda each: (each[1] > 0, -counts[each[0]], each[0]))[:_SECTIONS]
    return tuple(
        Offer(f'section:"{sections.names[code]}"', "section", sections.names[code], int(counts[code]))
        for code, _ in best
    )
