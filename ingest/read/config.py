"""kg.toml: what the owner of a newsletter says about it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from ingest.read.dialects import DIALECTS, FALLBACK, Dialect
from ingest.read.grid.marks import Marks
from ingest.read.grid.shapes import SHAPES, Shape
from ingest.read.patterns import OwnersPattern, owners_pattern
from kg.errors import ConfigError

CONFIG_NAME = "kg.toml"
_LARGEST = 1024 * 1024
_LONGEST_VALUE = 10_000
_LONGEST_SHOWN = 60
_LONGEST_SAID = 200
_TABLE = re.compile(r"\s*\[\[\s*[\"']?newsletter[\"']?\s*\]\]")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_KEYS = frozenset({
    "series", "title", "dialect", "files", "issue_title", "language", "rhythm", "images", "permalink", "papers",
    "readings", "opinions", "sections", "items", "ignore", "issue_number", "issue_date", "translations",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One newsletter of a kg.toml.

    Attributes
    ----------
    dialect
        How its issues are read: a row of `ingest.read.dialects` with the owner's changes.
    files
        Globs of its documents, relative to the kg.toml; empty takes every document.
    strict
        Whether the owner says what titles its issues have: then nothing else is one.
    """

    dialect: Dialect
    files: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """A kg.toml, and the folder that it stands in."""

    newsletters: tuple[Newsletter, ...] = ()
    folder: Path | None = None

    def newsletters_of(self, path: Path) -> list[Newsletter]:
        """The newsletters that a document may belong to: those whose globs name it, and those without globs."""
        inside = path
        if self.folder is not None:
            inside = path.relative_to(self.folder) if path.is_relative_to(self.folder) else Path(path.name)
        return [each for each in self.newsletters if not each.files or any(inside.match(glob) for glob in each.files)]


def load_config(path: str | Path) -> Config:
    """Read a kg.toml.

    Raises
    ------
    ConfigError
        It is missing or malformed; says where and what to do.

    Examples
    --------
    A file with one newsletter::

        [[newsletter]]
        series = "leotalk"
        title = "LeoTalk AI周知"
        dialect = "leotalk"
        rhythm = 7
        permalink = "https://example.org/{date}-{number}.html"
    """
    path = Path(path)
    return parse_config(_read(path), path)


def parse_config(text: str, path: Path) -> Config:
    """Read the text of a kg.toml that stands, or is to stand, at a path.

    Raises
    ------
    ConfigError
        It is malformed; says where and what to do.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of a thousand digits is a plain ValueError
        line = re.search(r"\(at line (\d+)", str(error))
        why = " ".join(str(error).split())[:_LONGEST_SAID]
        what = f"this is not valid TOML ({why}); correct it or write a new one with `kg init`."
        raise ConfigError(path, what, int(line[1]) if line else None) from error
    if not table:  # all of it commented out: nothing is said
        return Config((), path.resolve().parent)
    entries = table.get("newsletter", [])
    if not _are_tables(entries) or set(table) - {"newsletter"}:
        raise ConfigError(path, "a kg.toml holds [[newsletter]] tables and nothing else; `kg init` writes an example.")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _TABLE.match(line)]
    return Config(
        tuple(
            _newsletter(path, entry, lines[index] if len(lines) == len(entries) else None)
            for index, entry in enumerate(entries)
        ),
        path.resolve().parent,
    )


def _read(path: Path) -> str:
    """Text of a kg.toml."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(path, f"this configuration cannot be read ({why}).") from error
    if len(raw) > _LARGEST:
        raise ConfigError(path, "this configuration is larger than a megabyte; it cannot be one.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, "this configuration is not in UTF-8; save it as UTF-8.", line) from error


def _are_tables(entries: object) -> bool:
    """Whether this is what [[newsletter]] makes: a list of tables, not an empty one."""
    return isinstance(entries, list) and bool(entries) and all(isinstance(entry, dict) for entry in entries)


def _newsletter(path: Path, entry: Mapping[str, Any], line: int | None) -> Newsletter:
    """One [[newsletter]] table; what is wrong with it is told with the line where it begins."""
    try:
        return _checked(path, entry)
    except ConfigError as error:
        raise ConfigError(path, error.message, line) from error


def _checked(path: Path, entry: Mapping[str, Any]) -> Newsletter:
    """One [[newsletter]] table."""
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        keys = ", ".join(sorted(_KEYS))
        raise ConfigError(path, f"unknown key {_shown(unknown[0])}; the keys are {keys}.")
    rows = {row.name: row for row in (*DIALECTS, FALLBACK)}
    name = _text(path, entry, "dialect") or FALLBACK.name
    if name not in rows:
        raise ConfigError(path, f"there is no dialect {_shown(name)}; the dialects are {', '.join(rows)}.")
    series = _text(path, entry, "series")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", series):
        raise ConfigError(path, "every newsletter needs a `series`: a short name of small letters, digits and hyphens.")
    base = rows[name]
    rhythm = entry.get("rhythm", base.rhythm)
    if not isinstance(rhythm, int) or isinstance(rhythm, bool) or not 0 < rhythm < 1000:
        raise ConfigError(path, "`rhythm` is the number of days between two issues, for example 7.")
    language = _text(path, entry, "language")
    if language not in ("", "zh", "en"):
        raise ConfigError(path, '`language` is "zh" or "en"; leave it out where issues differ.')
    dialect = replace(
        base,
        series=series,
        series_title=_text(path, entry, "title") or series,
        titles=_pattern(path, entry, "issue_title"),
        names=None,
        body=None,
        rhythm=rhythm,
        language=language,
        images=_text(path, entry, "images"),
        permalink=_text(path, entry, "permalink"),
        papers=_pattern(path, entry, "papers") or base.papers,
        readings=_pattern(path, entry, "readings") or base.readings,
        opinions=_texts(path, entry, "opinions") or base.opinions,
        dated_images=None if series != base.series else base.dated_images,
        marks=_marks(path, entry),
        own_number=_grouped(path, entry, "issue_number", ("number",)),
        own_date=_grouped(path, entry, "issue_date", ("year", "month", "day")),
        translations=_flag(path, entry, "translations"),
    )
    strict = dialect.titles is not None
    if dialect.titles is None and series == base.series:
        dialect = replace(dialect, titles=base.titles, names=base.names, body=base.body)
    _check_permalink(path, dialect.permalink)
    return Newsletter(dialect, _globs(path, entry), strict)


def _shown(text: str) -> str:
    """What an owner wrote, in a message: on one line, and never very long."""
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def _text(path: Path, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(path, f"`{key}` must be a string.")
    return _clean(path, key, value).strip()


def _texts(path: Path, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ConfigError(path, f"`{key}` must be a list of strings.")
    return tuple(_clean(path, key, each) for each in value)


def _clean(path: Path, key: str, value: str) -> str:
    """A string of a kg.toml; no name, pattern or path of it holds a line end or another control character."""
    if _CONTROL.search(value):
        raise ConfigError(path, f"`{key}` holds a control character; write it on one line.")
    if len(value) > _LONGEST_VALUE:
        raise ConfigError(path, f"`{key}` is longer than {_LONGEST_VALUE} characters.")
    return value


def _globs(path: Path, entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Patterns of file names."""
    globs = _texts(path, entry, "files")
    for each in globs:
        try:
            PurePath("a.md").match(each)
        except (ValueError, RecursionError, re.error) as error:
            raise ConfigError(path, f"{_shown(each)} in `files` is no pattern of file names ({error}).") from error
    return globs


def _pattern(path: Path, entry: Mapping[str, Any], key: str) -> OwnersPattern | None:
    text = _text(path, entry, key)
    return owners_pattern(path, key, text) if text else None


def _grouped(path: Path, entry: Mapping[str, Any], key: str, groups: Sequence[str]) -> OwnersPattern | None:
    """A pattern with named groups."""
    pattern = _pattern(path, entry, key)
    missing = [group for group in groups if pattern and f"(?P<{group}>" not in pattern.text]
    if missing:
        raise ConfigError(path, f"`{key}` needs the group (?P<{missing[0]}>…): it holds the {missing[0]}.")
    return pattern


def _flag(path: Path, entry: Mapping[str, Any], key: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise ConfigError(path, f"`{key}` is true or false.")
    return value


def _marks(path: Path, entry: Mapping[str, Any]) -> Marks:
    """What is said of sections, items and template."""
    levels = entry.get("sections", [])
    if not isinstance(levels, list) or not all(type(each) is int and 1 <= each <= 6 for each in levels):
        raise ConfigError(path, "`sections` is a list of heading levels, for example [2, 3].")
    stories: set[int] = set()
    shapes: set[Shape] = set()
    for mark in _texts(path, entry, "items"):
        shape = next((each for each in SHAPES if each == mark), None)
        heading = re.fullmatch(r"heading-([1-6])", mark)
        if shape:
            shapes.add(shape)
        elif heading:
            stories.add(int(heading[1]))
        else:
            raise ConfigError(path, f"`items` knows no {_shown(mark)}; it knows heading-1 to 6, {', '.join(SHAPES)}.")
    return Marks(frozenset(levels), frozenset(stories), frozenset(shapes), _pattern(path, entry, "ignore"))


def _check_permalink(path: Path, template: str) -> None:
    fields = set(re.findall(r"\{([^{}]*)\}", template))
    unknown = sorted(fields - {"number", "date", "year", "month", "day", "stem"})
    if unknown:
        what = _shown("{" + unknown[0] + "}")[1:-1]
        raise ConfigError(path, f"`permalink` knows no {what}; use number, date, year, month, day or stem.")
