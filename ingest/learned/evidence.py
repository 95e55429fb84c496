"""What is known of a piece besides its text: known names that it belongs to, how it is written, where a link leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest.learned.tags import NAMES, pieces_of
from kg.embed.states import Pieces
from kg.text.sites import site

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SITES = ("github.com", "arxiv.org", "huggingface.co", "x.com")
_TYPES, _SHAPES, _LINKS = len(NAMES), 6, 3 + len(_SITES)
WIDTH = 2 * _TYPES + 2 + _SHAPES + _LINKS
"""Numbers that tell of one piece."""
KNOWN = slice(0, 2 * _TYPES + 2)
"""Those of them that tell of known names."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A spelling of the gazetteer that stands in a text.

    Attributes
    ----------
    sure, unsure
        Types of what it may name: by a spelling that says enough alone, and by one that does not.
    """

    start: int
    end: int
    sure: frozenset[str]
    unsure: frozenset[str]


@dataclass(frozen=True, slots=True)
class Label:
    """The visible text of a link."""

    start: int
    end: int
    url: str


def evidence(text: str, pieces: Pieces, hits: Sequence[Hit], labels: Sequence[Label]) -> NDArray[np.float32]:
    """What is known of each piece, shape (len(pieces), `WIDTH`); 0 or 1 each."""
    found = np.zeros((len(pieces), WIDTH), np.float32)
    for hit in hits:
        first, last = pieces_of(hit.start, hit.end, pieces)
        if first < last:
            for types, offset in ((hit.sure, 0), (hit.unsure, _TYPES)):
                found[first:last, [offset + NAMES.index(kind) for kind in NAMES if kind in types]] = 1
            found[first, 2 * _TYPES] = 1
            found[first:last, 2 * _TYPES + 1] = 1
    at = 2 * _TYPES + 2
    for place, (start, end) in enumerate(zip(pieces.starts, pieces.ends, strict=True)):
        if start < end:
            found[place, at : at + _SHAPES] = _shape(text, start, end)
    at += _SHAPES
    for label in labels:
        first, last = pieces_of(label.start, label.end, pieces)
        if first < last:
            found[first:last, at] = found[first, at + 1] = found[last - 1, at + 2] = 1
            host = site(label.url)
            if host in _SITES:
                found[first:last, at + 3 + _SITES.index(host)] = 1
    return found


def _shape(text: str, start: int, end: int) -> tuple[bool, ...]:
    """How a piece is written, and what stands before it."""
    piece = text[start:end]
    return (
        piece[0].isupper(),
        len(piece) > 1 and piece.isupper(),
        any(letter.isdigit() for letter in piece),
        start == 0 or text[start - 1] == "\n",
        start > 0 and text[start - 1].isspace(),
        any(letter.isupper() for letter in piece[1:]),
    )
