"""kg.toml: what the owner of a newsletter says about it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.read.dialects import DIALECTS, FALLBACK, Dialect
from kg.errors import ConfigError

CONFIG_NAME = "kg.toml"
_KEYS = frozenset({
    "series", "title", "dialect", "files", "issue_title", "language", "rhythm", "images", "permalink", "papers",
    "readings", "opinions",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One newsletter of a kg.toml.

    Attributes
    ----------
    dialect
        How its issues are read: a row of `ingest.read.dialects` with the owner's changes.
    files
        Globs of its documents, relative to the kg.toml; empty takes every Markdown file.
    """

    dialect: Dialect
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """A kg.toml, and the folder that it stands in."""

    newsletters: tuple[Newsletter, ...] = ()
    folder: Path | None = None

    def newsletter_of(self, path: Path) -> Newsletter | None:
        """The newsletter that a document belongs to, None where no glob names it."""
        for newsletter in self.newsletters:
            if not newsletter.files:
                return newsletter
            if self.folder is not None:
                inside = path.relative_to(self.folder) if path.is_relative_to(self.folder) else Path(path.name)
                if any(inside.match(glob) for glob in newsletter.files):
                    return newsletter
        return None


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
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(path, f"this configuration cannot be read ({error.strerror or error}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            path, f"this is not valid TOML ({error}); correct it or write a new one with `kg init`."
        ) from error
    entries = table.get("newsletter", [])
    if not isinstance(entries, list) or not entries or set(table) - {"newsletter"}:
        raise ConfigError(path, "a kg.toml holds [[newsletter]] tables and nothing else; `kg init` writes an example.")
    return Config(tuple(_newsletter(path, entry) for entry in entries), path.resolve().parent)


def _newsletter(path: Path, entry: Mapping[str, Any]) -> Newsletter:
    """One [[newsletter]] table."""
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise ConfigError(path, f"unknown key {unknown[0]!r}; the keys are {', '.join(sorted(_KEYS))}.")
    rows = {row.name: row for row in (*DIALECTS, FALLBACK)}
    name = _text(path, entry, "dialect") or FALLBACK.name
    if name not in rows:
        raise ConfigError(path, f"there is no dialect {name!r}; the dialects are {', '.join(rows)}.")
    series = _text(path, entry, "series")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", series):
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
    )
    if dialect.titles is None and series == base.series:
        dialect = replace(dialect, titles=base.titles, names=base.names, body=base.body)
    _check_permalink(path, dialect.permalink)
    return Newsletter(dialect, _texts(path, entry, "files"))


def _text(path: Path, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(path, f"`{key}` must be a string.")
    return value.strip()


def _texts(path: Path, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ConfigError(path, f"`{key}` must be a list of strings.")
    return tuple(value)


def _pattern(path: Path, entry: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    text = _text(path, entry, key)
    try:
        return re.compile(text, re.IGNORECASE) if text else None
    except re.error as error:
        raise ConfigError(path, f"`{key}` is not a regular expression ({error}).") from error


def _check_permalink(path: Path, template: str) -> None:
    fields = set(re.findall(r"\{([^{}]*)\}", template))
    unknown = sorted(fields - {"number", "date", "year", "month", "day", "stem"})
    if unknown:
        raise ConfigError(path, f"`permalink` knows no {{{unknown[0]}}}; use number, date, year, month, day or stem.")
