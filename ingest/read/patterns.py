"""Regular expressions of a kg.toml: whatever their owner wrote, they compile or are refused, and end in time."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import regex

from kg.errors import ConfigError

_LONGEST = 1_000  # characters of a pattern
_MOST_REPEATS = 10_000  # of all counts in braces together: `regex` makes room for each of them
_SEEN = 2_000  # characters of a title or of a section's name that are looked at
_SECONDS = 1.0
_COUNT = re.compile(r"\{\s*(\d*)\s*,?\s*(\d*)\s*\}")


class Match(Protocol):
    """What is asked of a match."""

    def __getitem__(self, group: str, /) -> str | None: ...

    def groupdict(self) -> dict[str, str | None]:
        """All groups that have names."""


class Pattern(Protocol):
    """What is asked of a pattern, be it one of ours or an owner's."""

    def match(self, text: str, /) -> Match | None:
        """The match at the beginning of a text, None where there is none."""

    def search(self, text: str, /) -> Match | None:
        """The first match in a text, None where there is none."""


@dataclass(frozen=True, slots=True)
class OwnersPattern:
    """A pattern of a kg.toml.

    Attributes
    ----------
    path, key
        The file, and what it is there.
    text
        The regular expression; it is tried whatever the case of letters.
    """

    path: Path
    key: str
    text: str

    def match(self, text: str, /) -> Match | None:
        """The match at the beginning of a text; ConfigError where finding it takes too long."""
        return self._in_time(_compiled(self.text).match, text)

    def search(self, text: str, /) -> Match | None:
        """The first match in a text; ConfigError where finding it takes too long."""
        return self._in_time(_compiled(self.text).search, text)

    def _in_time(self, find: Callable[..., Match | None], text: str) -> Match | None:
        try:
            return find(text[:_SEEN], timeout=_SECONDS)
        except TimeoutError as error:
            raise ConfigError(
                self.path,
                f"`{self.key}` takes more than a second on “{text[:40]}”; a simpler pattern is needed, without a "
                "repetition inside a repetition.",
            ) from error


def owners_pattern(path: Path, key: str, text: str) -> OwnersPattern:
    """A pattern of a kg.toml, checked.

    Raises
    ------
    ConfigError
        It is no regular expression, or larger than any that is needed.
    """
    counts = (max(int(each or 1) for each in found.groups()) for found in _COUNT.finditer(text[:_LONGEST]))
    if len(text) > _LONGEST or math.prod(max(1, count) for count in counts) > _MOST_REPEATS:
        raise ConfigError(path, f"`{key}` is too large a pattern; at most {_LONGEST} characters, repeated few times.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text, re.IGNORECASE)  # the dialect that everybody knows: `regex` takes more than that
            _compiled(text)
    except (re.error, regex.error, ValueError, OverflowError, RecursionError) as error:
        raise ConfigError(path, f"`{key}` is not a regular expression ({error}).") from error
    return OwnersPattern(path, key, text)


@lru_cache(maxsize=64)
def _compiled(text: str) -> regex.Pattern[str]:
    """The pattern, made once."""
    return regex.compile(text, regex.IGNORECASE)
