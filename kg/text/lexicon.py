"""Tables of words that steer behaviour: ``data/lexicon/*.toml``, each sense with its wordings in both languages.

A table is facts about a language, not code: whoever knows a better word adds it there. Wordings are regular
expressions, tried case-insensitively; English ones match at word edges, Chinese ones wherever they stand. A table may
also hold plain words, which code compares with words, or pieces for a larger pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from types import MappingProxyType

from kg.errors import ConfigError
from kg.resources import resource


class Wordings:
    """How one sense is said: regular expressions by language."""

    def __init__(self, zh: tuple[str, ...] = (), en: tuple[str, ...] = ()) -> None:
        self.zh, self.en = zh, en

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One pattern for all of them."""
        english = [rf"\b(?:{'|'.join(self.en)})\b"] if self.en else []
        return re.compile("|".join([*self.zh, *english]), re.IGNORECASE)

    @property
    def words(self) -> tuple[str, ...]:
        """All of them, the Chinese ones first: for tables of plain words."""
        return (*self.zh, *self.en)


def either(wordings: Iterable[str]) -> str:
    """A group that matches any of the wordings, no edges added: a piece for a larger pattern.

    >>> either(("发布", "launch"))
    '(?:发布|launch)'
    """
    return f"(?:{'|'.join(wordings)})"


@cache
def lexicon(name: str) -> Mapping[str, Wordings]:
    """The table of that name, senses in the order of the file.

    Raises
    ------
    ConfigError
        Where there is no such table, or a sense is not lists of patterns under ``zh`` and ``en``.

    Examples
    --------
    >>> [sense for sense, said in lexicon("turns").items() if said.pattern.search("发布会推迟")]
    ['late']
    """
    import tomllib  # a search that needs no table is quicker without

    path = resource("data", "lexicon", f"{name}.toml")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found = {
            sense: Wordings(**{tongue: tuple(said) for tongue, said in row.items()}) for sense, row in table.items()
        }
        for said in found.values():
            _ = said.pattern
    except (OSError, ValueError, TypeError, AttributeError, re.error) as error:
        raise ConfigError(path, f"is no table of words ({error})") from error
    return MappingProxyType(found)
