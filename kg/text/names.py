"""Names in queries: every alias in any spelling, spaced in any way, and misspelt ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.text.glossary import is_common
from kg.text.words import HAN, HAN_CHARACTER, LATIN_WORD, NUMBER, fold, name_key

_TOKEN = re.compile(rf"[{HAN}]|{NUMBER}|{LATIN_WORD}")
_NUMBER = re.compile(NUMBER)
_LONGEST = 10  # tokens of a name; a Han character is a token
_SIMILAR = 82.0  # of 100: "antropic" is 94 to "anthropic", "sonet" 91 to "sonnet"
_SHORTEST_MISSPELT = 5


@dataclass(frozen=True, slots=True)
class Spotted:
    """A name in a query.

    Attributes
    ----------
    start, end
        Its place in the query.
    alias
        The spelling that is known.
    entities
        Indices of the entities that go by it.
    similarity
        0 … 1; 1 where only case, spaces and hyphens differ.
    """

    start: int
    end: int
    alias: str
    entities: tuple[int, ...]
    similarity: float = 1.0


class NameIndex:
    """All aliases of an archive, to be spotted in queries.

    Parameters
    ----------
    aliases
        (key, alias, entity index); see `kg.text.words.name_key`.
    """

    def __init__(self, aliases: Sequence[tuple[str, str, int]]) -> None:
        self._entities: dict[str, list[int]] = {}
        self._alias: dict[str, list[str]] = {}
        for key, alias, entity in aliases:
            if key:
                self._entities.setdefault(key, []).append(entity)
                self._alias.setdefault(key, []).append(alias)
        self._fuzzy = [
            key for key in self._entities if len(key) >= _SHORTEST_MISSPELT and not HAN_CHARACTER.search(key)
        ]

    def spot(self, text: str, *, known: Callable[[str], bool]) -> list[Spotted]:
        """Names in `text`, from left to right, none overlapping another; the longest reading wins.

        Parameters
        ----------
        known
            Whether a folded Latin word stands in the archive; only those that do not are taken for misspelt names.
        """
        tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
        found: list[Spotted] = []
        free = [True] * len(tokens)
        for first, last in _windows(len(tokens)):
            if all(free[first:last]) and (spotted := self._exact(text, tokens, first, last)):
                found.append(spotted)
                free[first:last] = [False] * (last - first)
        for first, last in _windows(len(tokens), longest=4):
            if all(free[first:last]) and (spotted := self._misspelt(text, tokens, first, last, known)):
                found.append(spotted)
                free[first:last] = [False] * (last - first)
        return sorted(found, key=lambda spotted: spotted.start)

    def _exact(self, text: str, tokens: list[tuple[int, int]], first: int, last: int) -> Spotted | None:
        """The alias that stands here, if one does."""
        start, end = tokens[first][0], tokens[last - 1][1]
        key = name_key(text[start:end])
        if key not in self._entities or key.isdigit() or len(key) < 2:
            return None
        aliases = self._alias[key]
        if text[start:end] not in aliases and _may_be_a_word(text[start:end], key, single=last - first == 1):
            return None
        if first and _is_letter(text[start]) and _is_letter(text[start - 1]):
            return None  # inside a word
        return self._spotted(start, end, key)

    def _misspelt(
        self, text: str, tokens: list[tuple[int, int]], first: int, last: int, known: Callable[[str], bool]
    ) -> Spotted | None:
        """The alias that was probably meant here."""
        surfaces = [text[a:b] for a, b in tokens[first:last]]
        if any(HAN_CHARACTER.match(surface) for surface in surfaces) or _NUMBER.fullmatch(surfaces[0]):
            return None
        if any(known(fold(s)) or is_common(s) for s in surfaces if not _NUMBER.fullmatch(s)):
            return None
        start, end = tokens[first][0], tokens[last - 1][1]
        key = name_key(text[start:end])
        if len(key) < _SHORTEST_MISSPELT:
            return None
        numbers = _NUMBER.findall(key)
        for close, similarity, _ in process.extract(
            key, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=5
        ):
            # A version is never misspelt: "GPT-5" is not "GPT-4".
            if _NUMBER.findall(close) == numbers:
                return self._spotted(start, end, close, similarity / 100)
        return None

    def _spotted(self, start: int, end: int, key: str, similarity: float = 1.0) -> Spotted:
        """The name with this key, seen there."""
        return Spotted(start, end, self._alias[key][0], tuple(dict.fromkeys(self._entities[key])), similarity)

    def close(self, word: str, *, limit: int = 3) -> list[str]:
        """Aliases spelt much like `word`, best first."""
        best = process.extract(name_key(word), self._fuzzy, scorer=fuzz.ratio, score_cutoff=70.0, limit=limit)
        return [self._alias[key][0] for key, _, _ in best]


def _may_be_a_word(surface: str, key: str, *, single: bool) -> bool:
    """Whether a spelling that is none of a name's own says something else: "agent" and "go" are words."""
    return (single and surface.islower() and is_common(surface)) or (len(key) < 3 and not HAN_CHARACTER.search(key))


def _is_letter(character: str) -> bool:
    """Whether it is a letter of English."""
    return character.isascii() and character.isalpha()


def _windows(count: int, *, longest: int = _LONGEST) -> Iterator[tuple[int, int]]:
    """All windows over so many tokens, long ones first."""
    for length in range(min(longest, count), 0, -1):
        for first in range(count - length + 1):
            yield first, first + length
