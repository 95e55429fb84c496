"""What a name is called in a reader's language: 腾讯 for who reads Chinese, Tencent for who reads English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

from kg.store.arrays import Arrays
from kg.store.database import Store
from kg.store.reader import Reader
from kg.store.traces import spellings_by_language
from kg.text.words import HAN_CHARACTER, LATIN_LETTER, name_key

_MOST_PLACES = 300
# A spelling is in use where it is written more than so often beside the most usual one: a rarer one is a joke.
_IN_USE = 1 / 2


@dataclass(frozen=True, slots=True)
class Spelling:
    """How items write a name: the spelling, the language of the issues, and in how many items."""

    text: str
    language: str
    items: int


class _Bearer(Protocol):
    """What bears a name."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What the archive calls it."""


def name_in(name: str, language: str, written: Sequence[Spelling]) -> str:
    """What to call somebody in a language, by the script of the spellings and by how often each is written.

    A name in the script of the language stays. Otherwise it is the spelling of that script which is written most,
    where texts of the language use it beside the most usual one; where no text of the language speaks of it, any that
    is written. A spelling of both scripts ("B站") must be more usual than the name itself.

    Parameters
    ----------
    language
        ``zh`` or ``en``.

    Examples
    --------
    >>> name_in("Tencent", "zh", [Spelling("腾讯", "zh", 5), Spelling("Tencent", "zh", 4)])
    '腾讯'
    >>> name_in("Anthropic", "zh", [Spelling("Anthropic", "zh", 60), Spelling("安思罗匹克", "zh", 2)])
    'Anthropic'
    """
    if _in_script(name, language):
        return name
    own = _counts(spelling for spelling in written if spelling.language == language)
    counts = own or _counts(written)
    in_use = _IN_USE * max(own.values(), default=0)
    best, best_rank = name, (False, 0, 0)
    for text in dict.fromkeys(spelling.text for spelling in written if _in_script(spelling.text, language)):
        count, mixed = counts.get(name_key(text), 0), _is_mixed(text)
        least = max(in_use, counts.get(name_key(name), 0) if mixed else 0)
        rank = (not mixed, count, len(text))
        if count > least and rank > best_rank:
            best, best_rank = text, rank
    return " ".join(best.split())


def _in_script(text: str, language: str) -> bool:
    """Whether a reader of the language reads its script: Han in Chinese, anything else in English."""
    return (HAN_CHARACTER.search(text) is not None) == (language == "zh")


def _is_mixed(text: str) -> bool:
    """Whether it is written in Han and Latin."""
    return HAN_CHARACTER.search(text) is not None and LATIN_LETTER.search(text) is not None


def _counts(written: Iterable[Spelling]) -> Mapping[str, int]:
    """Items by the key of a spelling: case and hyphens make no other name."""
    counts: dict[str, int] = {}
    for spelling in written:
        key = name_key(spelling.text)
        counts[key] = counts.get(key, 0) + spelling.items
    return counts


class Called:
    """The same for the names of an archive; safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._index_of = reader.once(Arrays).index_of
        self._written = lru_cache(maxsize=8192)(partial(_spellings, reader.store))

    def name_in(self, entity: _Bearer, language: str) -> str:
        """What an entity is called in a language, see `name_in`; its id and its address stay what they are."""
        if entity.id not in self._index_of or _in_script(entity.name, language):
            return entity.name
        return name_in(entity.name, language, self._written(self._index_of[entity.id]))


def _spellings(store: Store, entity: int) -> tuple[Spelling, ...]:
    """How items write the names of an entity."""
    return tuple(Spelling(*row) for row in spellings_by_language(store, entity, most=_MOST_PLACES))
