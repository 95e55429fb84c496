"""Names in queries: every alias in any spelling, spaced in any way, and misspelt ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from unicodedata import is_normalized
from zlib import crc32

import numpy as np
from rapidfuzz import fuzz, process

from kg.text.glossary import is_common
from kg.text.strings import Strings
from kg.text.words import HAN, HAN_CHARACTER, LATIN_WORD, NUMBER, fold, name_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOKEN = re.compile(rf"[{HAN}]|{NUMBER}|{LATIN_WORD}")
_NUMBER = re.compile(NUMBER)
_LONGEST = 10  # tokens of a name; a Han character is a token
_SIMILAR = 82.0  # of 100: "antropic" is 94 to "anthropic", "sonet" 91 to "sonnet"
_SHORTEST_MISSPELT = 5
_PAIRS = 8192  # numbers of pairs of characters; two that share one only cost a comparison more


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
    """All aliases of an archive, to be spotted in queries: arrays, which may lie in files and are not read whole.

    Parameters
    ----------
    arrays
        As `name_arrays` gives them.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._keys, self._aliases = Strings.read(arrays, "keys"), Strings.read(arrays, "aliases")
        self._alias_ends, self._entity_ends = arrays["alias_ends"], arrays["entity_ends"]
        self._entities = arrays["entities"]
        self._hashes, self._hashed = arrays["hashes"], arrays["hashed"]
        self._pair_ends, self._pairs, self._lengths = arrays["pair_ends"], arrays["pairs"], arrays["lengths"]

    @classmethod
    def of(cls, aliases: Iterable[tuple[str, str, int]]) -> NameIndex:
        """Index aliases: (key, alias, entity index); see `kg.text.words.name_key`."""
        return cls(name_arrays(aliases))

    def spot(self, text: str, *, known: Callable[[str], bool]) -> list[Spotted]:
        """Names in `text`, from left to right, none overlapping another; the longest reading wins.

        Parameters
        ----------
        known
            Whether a folded Latin word stands in the archive; only those that do not are taken for misspelt names.
        """
        tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
        key_of = _window_keys(text, tokens)
        found: list[Spotted] = []
        free = [True] * len(tokens)
        windows = [(first, last, key_of(first, last)) for first, last in _windows(len(tokens))]
        for (first, last, key), at in zip(windows, self._find([key for _, _, key in windows]), strict=True):
            if at < 0 or not all(free[first:last]):
                continue
            if spotted := self._exact(text, tokens[first][0], tokens[last - 1][1], key, at, single=last - first == 1):
                found.append(spotted)
                free[first:last] = [False] * (last - first)
        odd = [is_free and _is_odd(text[a:b], known) for is_free, (a, b) in zip(free, tokens, strict=True)]
        for first, last in _windows(len(tokens), longest=4) if any(odd) else ():
            if all(odd[first:last]) and not _NUMBER.fullmatch(text[slice(*tokens[first])]):
                spotted = self._misspelt(tokens[first][0], tokens[last - 1][1], key_of(first, last))
                if spotted:
                    found.append(spotted)
                    odd[first:last] = [False] * (last - first)
        return sorted(found, key=lambda spotted: spotted.start)

    def _find(self, keys: Sequence[str]) -> list[int]:
        """Index of each key, -1 where there is none."""
        raw = [key.encode("utf-8", "replace") for key in keys]
        hashes = np.fromiter(map(crc32, raw), np.uint32, len(raw))
        low = np.searchsorted(self._hashes, hashes).tolist()
        high = np.searchsorted(self._hashes, hashes, side="right").tolist()
        return [
            next((at for at in self._hashed[a:b].tolist() if self._keys.raw(at) == key), -1) if a < b else -1
            for key, a, b in zip(raw, low, high, strict=True)
        ]

    def _exact(self, text: str, start: int, end: int, key: str, at: int, *, single: bool) -> Spotted | None:
        """The alias that stands here, if its key does not stand here by chance."""
        if key.isdigit() or len(key) < 2:
            return None
        if text[start:end] not in self._aliases_of(at) and _may_be_a_word(text[start:end], key, single=single):
            return None
        if start and _is_letter(text[start]) and _is_letter(text[start - 1]):
            return None  # inside a word
        return self._spotted(start, end, at)

    def _misspelt(self, start: int, end: int, key: str) -> Spotted | None:
        """The alias that was probably meant here."""
        if len(key) < _SHORTEST_MISSPELT:
            return None
        numbers = _NUMBER.findall(key)
        for close, similarity, at in self._alike(key, _SIMILAR, limit=5):
            # A version is never misspelt: "GPT-5" is not "GPT-4".
            if _NUMBER.findall(close) == numbers:
                return self._spotted(start, end, at, similarity / 100)
        return None

    def _alike(self, key: str, least: float, *, limit: int) -> list[tuple[str, float, int]]:
        """Keys spelt much like one, best first: (key, similarity of 100, index).

        Only those are compared that share as many pairs of characters as so similar ones must: each letter more takes
        one pair of a word away, each letter less two.
        """
        pairs = np.unique(_pair_codes(key))
        parts = [self._pairs[self._pair_ends[pair] : self._pair_ends[pair + 1]] for pair in pairs.tolist()]
        shared = np.bincount(np.concatenate([np.zeros(0, np.int32), *parts]), minlength=len(self._keys))
        candidates = np.flatnonzero(shared)
        longer = self._lengths[candidates] - len(key)
        edits = (1 - least / 100) * (2 * len(key) + longer)
        lost = (3 * edits - longer) / 2  # pairs, where `edits` letters go or come and so many more come than go
        candidates = candidates[shared[candidates] >= len(pairs) - lost - 1e-6]
        close = process.extract(
            key, {at: self._keys[at] for at in candidates.tolist()}, scorer=fuzz.ratio, score_cutoff=least, limit=limit
        )
        return [(word, similarity, int(at)) for word, similarity, at in close]

    def _aliases_of(self, at: int) -> list[str]:
        """All spellings under a key."""
        return self._aliases[int(self._alias_ends[at]) : int(self._alias_ends[at + 1])]

    def _spotted(self, start: int, end: int, at: int, similarity: float = 1.0) -> Spotted:
        """The name with this key, seen there."""
        entities = self._entities[self._entity_ends[at] : self._entity_ends[at + 1]]
        return Spotted(start, end, self._aliases_of(at)[0], tuple(entities.tolist()), similarity)

    def close(self, word: str, *, limit: int = 3) -> list[str]:
        """Aliases spelt much like `word`, best first."""
        return [self._aliases_of(at)[0] for _, _, at in self._alike(name_key(word), 70.0, limit=limit)]


def name_arrays(aliases: Iterable[tuple[str, str, int]]) -> dict[str, NDArray[Any]]:
    """What a `NameIndex` looks names up in.

    Parameters
    ----------
    aliases
        (key, alias, entity index); see `kg.text.words.name_key`.
    """
    spellings: dict[str, list[str]] = {}
    entities: dict[str, dict[int, None]] = {}
    for key, alias, entity in aliases:
        if key:
            spellings.setdefault(key, []).append(alias)
            entities.setdefault(key, {})[entity] = None
    keys = list(spellings)
    hashes = np.fromiter((crc32(key.encode()) for key in keys), np.uint32, len(keys))
    order = np.argsort(hashes, kind="stable")
    held: list[list[int]] = [[] for _ in range(_PAIRS)]
    for at, key in enumerate(keys):
        if len(key) >= _SHORTEST_MISSPELT and not HAN_CHARACTER.search(key):
            for pair in np.unique(_pair_codes(key)).tolist():
                held[pair].append(at)
    return {
        **Strings.of(keys).arrays("keys"),
        **Strings.of(alias for group in spellings.values() for alias in group).arrays("aliases"),
        "alias_ends": _ends(spellings.values()),
        "entities": np.array([entity for group in entities.values() for entity in group], np.int32),
        "entity_ends": _ends(entities.values()),
        "hashes": hashes[order],
        "hashed": order.astype(np.int32),
        "pairs": np.array([at for group in held for at in group], np.int32),
        "pair_ends": _ends(held),
        "lengths": np.array([len(key) for key in keys], np.int32),
    }


def _ends(groups: Iterable[Sized]) -> NDArray[np.int64]:
    """Where each of several groups ends that stand one after another, 0 before them."""
    return np.fromiter(accumulate(map(len, groups), initial=0), np.int64)


def _pair_codes(key: str) -> NDArray[np.int64]:
    """Numbers of the pairs of characters that stand side by side in a key, its edges among them."""
    points = np.frombuffer(f" {key} ".encode("utf-32-le", "replace"), "<u4").astype(np.int64)
    return (points[:-1] * 31 + points[1:]) % _PAIRS


def _window_keys(text: str, tokens: Sequence[tuple[int, int]]) -> Callable[[int, int], str]:
    """What gives the key of the tokens from one to another."""
    if not is_normalized("NFKC", text):  # characters that touch may become one
        return lambda first, last: name_key(text[tokens[first][0] : tokens[last - 1][1]])
    spans: list[tuple[int, int]] = []
    whole, last_end = "", 0
    for start, end in tokens:
        whole += name_key(text[last_end:start])
        begins = len(whole)
        whole += name_key(text[start:end])
        spans.append((begins, len(whole)))
        last_end = end
    return lambda first, last: whole[spans[first][0] : spans[last - 1][1]]


def _is_odd(token: str, known: Callable[[str], bool]) -> bool:
    """Whether a token may be part of a misspelt name: a number, or a word that is neither known nor common."""
    if HAN_CHARACTER.match(token):
        return False
    return bool(_NUMBER.fullmatch(token)) or not (known(fold(token)) or is_common(token))


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
