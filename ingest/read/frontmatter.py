"""Front matter: the lines above a document that say what it is. The only module that knows YAML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kg.text.words import storable

_LONGEST = 64 * 1024  # characters that are read as YAML or TOML; more of it is no front matter
_FENCE = re.compile(r"(?:---|\+\+\+)[ \t]*")
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.+)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a document.

    Attributes
    ----------
    values
        Single values as written, keys in lower case; lists and tables are left out.
    last
        Its last line, 0 where there is none.
    problem
        Why not all of it could be read, "" where it could.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    last: int = 0
    problem: str = ""


def read_front_matter(text: str) -> tuple[FrontMatter, str]:
    r"""Split a document into its front matter (YAML between ``---``, TOML between ``+++``) and the rest.

    Broken front matter loses no document: its ``key: value`` lines still count, and `problem` says what is wrong.

    Examples
    --------
    >>> front, body = read_front_matter("---\ntitle: 'A: B'\n---\nText")
    >>> front.values["title"], front.last, body
    ('A: B', 3, 'Text')
    """
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return FrontMatter(), text
    mark = lines[0].strip()
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip() == mark), None)
    if end is None:
        return _unclosed(lines)
    inside, body = "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])
    if not any(_PAIR.match(line) for line in lines[1:end]) and inside.strip():
        return FrontMatter(), text  # two rules with prose between them
    values, problem = _values(inside, mark)
    return FrontMatter(values, end + 1, problem), body


def _unclosed(lines: list[str]) -> tuple[FrontMatter, str]:
    """Front matter whose closing line is missing: the pairs right below the opening line."""
    end = 1
    while end < len(lines) and (_PAIR.match(lines[end]) or re.match(r"[ \t]+\S|-[ \t]", lines[end])):
        end += 1
    pairs = _pairs("\n".join(lines[1:end]))
    if not pairs:
        return FrontMatter(), "\n".join(lines)
    problem = "its front matter has no closing line; what could be read of it is used"
    return FrontMatter(pairs, end, problem), "\n".join(lines[end:])


def _values(inside: str, mark: str) -> tuple[dict[str, str], str]:
    """Single values of YAML or TOML, and what is wrong with it."""
    if len(inside) > _LONGEST:
        return _pairs(inside), "its front matter is longer than 64 KB; only lines of the form “key: value” are used"
    try:
        # Every value as text: a date keeps the day that its author wrote, whatever the time zone.
        loaded = tomllib.loads(inside) if mark == "+++" else yaml.load(inside, Loader=yaml.BaseLoader)
        values = _single(loaded) if isinstance(loaded, dict) else _pairs(inside)
    except (
        Exception
    ):  # both libraries let their own slips through: RecursionError, TypeError, ValueError, AttributeError
        return _pairs(inside), "its front matter is broken; the lines of it that could be read are used"
    return values, ""


def _single(loaded: dict[Any, Any]) -> dict[str, str]:
    """Single values as text; an escape may have made half a character of one."""
    return {
        storable(str(key)).lower(): storable(str(value)).strip()
        for key, value in loaded.items()
        if not isinstance(value, list | dict | tuple) and value is not None
    }


def _pairs(inside: str) -> dict[str, str]:
    """Lines of the form ``key: value``."""
    pairs = {}
    for line in inside.split("\n"):
        found = _PAIR.match(line)
        if found:
            pairs[found[1].lower()] = found[2].strip().strip("\"'")
    return pairs
