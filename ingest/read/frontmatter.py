"""Front matter: the lines above a document that say what it is. The only module that knows YAML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kg.text.words import storable

_LONGEST = 64 * 1024  # characters that are read as YAML or TOML; more of it is no front matter
_FENCE = re.compile(r"(?:---|\+\+\+)[ \t]*")
_PAIR = re.compile(r"([^\W\d][\w-]*)[ \t]*[:=][ \t]*(.+)")
_BARE = re.compile(r"(?P<key>[^\W\d][\w -]{0,30}?):(?:[ \t]+(?P<value>\S.*))?")
_FIELD = re.compile(r":(?P<key>[^\W\d][\w -]{0,30}?):(?:[ \t]+(?P<value>\S.*))?")  # of reStructuredText
_SURE = frozenset({
    "title", "date", "slug", "number", "issue", "issuenumber", "pubdate", "pubdatetime", "published", "publishdate",
    "publishedat", "created", "createdat", "modified", "updated",
})  # fmt: skip
_USUAL = _SURE | frozenset({
    "tags", "tag", "keywords", "category", "categories", "author", "authors", "editor", "summary", "description",
    "subtitle", "subject", "status", "lang", "language", "layout", "template", "permalink", "url", "image", "cover",
    "draft", "series", "volume", "no", "email", "copyright", "affiliation", "saveas", "excerpt", "标题", "日期", "作者",
})  # fmt: skip
_MOST_BARE = 40  # lines


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

    def each(self, keys: Iterable[str]) -> Iterator[str]:
        """Values of those of several keys that it has, in their order; `keys` have neither capitals nor ``-``, ``_``.

        >>> list(FrontMatter({"pub_date": "2026-01-02", "publishedat": ""}).each(["publishedat", "pubdate"]))
        ['2026-01-02']
        """
        plain = {_plain(key): value for key, value in self.values.items() if value}
        return (plain[key] for key in keys if key in plain)


def _plain(key: str) -> str:
    """A key as it is compared."""
    return re.sub(r"[-_ ]", "", key).lower()


def read_front_matter(text: str) -> tuple[FrontMatter, str]:
    r"""Split a document into its front matter and the rest.

    YAML between ``---``, TOML between ``+++``, or lines ``Title: …`` and ``:title: …`` without fences.

    Broken front matter loses no document: its ``key: value`` lines still count, and `problem` says what is wrong.

    Examples
    --------
    >>> front, body = read_front_matter("---\ntitle: 'A: B'\n---\nText")
    >>> front.values["title"], front.last, body
    ('A: B', 3, 'Text')
    >>> front, body = read_front_matter("Title: Leaf Weekly 7\nDate: 2026-01-02\n\nText")
    >>> front.values["date"], front.last, body
    ('2026-01-02', 2, '\nText')
    """
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return _without_fences(lines)
    mark = lines[0].strip()
    ends = (mark, "...") if mark == "---" else (mark,)  # YAML has a second closing line
    end = next(
        (index for index, line in enumerate(lines[1:], 1) if line.rstrip() in ends or line.strip() == mark), None
    )
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


def _without_fences(lines: list[str]) -> tuple[FrontMatter, str]:
    """Metadata lines that open a document (of Pelican, MultiMarkdown, reStructuredText), down to a blank line.

    A paragraph that begins "Note: …" is none: keys that only metadata has, or several of which most are usual ones.
    """
    pattern = _FIELD if lines[0].startswith(":") else _BARE
    values: dict[str, str] = {}
    end, last = 0, ""
    while end < len(lines) and lines[end].strip():
        found = pattern.fullmatch(lines[end].rstrip())
        if found:
            last = found["key"].strip().lower()
            values.setdefault(last, (found["value"] or "").strip())
        elif last and re.match(r"[ \t]+\S", lines[end]):
            values[last] = f"{values[last]} {lines[end].strip()}".strip()
        else:
            break
        end += 1
    whole = end == len(lines) or not lines[end].strip()
    if not whole or end > _MOST_BARE or not _is_metadata({_plain(key) for key in values}):
        return FrontMatter(), "\n".join(lines)
    return FrontMatter(values, end), "\n".join(lines[end:])


def _is_metadata(keys: set[str]) -> bool:
    """Whether these are keys of metadata and not the first words of a paragraph."""
    return bool(keys & _SURE) and len(keys & _USUAL) * 2 >= len(keys)


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
