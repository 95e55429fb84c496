"""Searches that are saved: a file for people to read and edit, a table a search.

``searches.toml``, beside the archive's folder::

    ["AI browsers"]                 # any name
    query = "AI browsers"           # as it is typed
    since = "2025-10"               # and the filters of `kg search`, each of which may be left out
    kind = "story"

What stands there keeps its words and comments. Whoever changes the file holds a lock on it from reading to writing, so
that of two who save at once both are kept; those who only read need none, for the file is replaced whole.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kg.errors import ConfigError, UsageError
from kg.files import cause, held, open_ordinary, replace_text

MODES = ("hybrid", "semantic", "keyword")
HEADER = "# Saved searches, a table each: `kg search --saved NAME` runs one, `kg watch` says what is new.\n"
_MOST_BYTES, _LONGEST_LINE = 1_000_000, 10_000
_LONGEST_NAME, _LONGEST_VALUE, _LONGEST_SHOWN = 200, 2_000, 60  # characters
_BOM = "\ufeff"
# What could rule a terminal, end a line or turn its direction; halves of characters, which no file can hold.
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Saved:
    """A search: what is asked, and the filters and other options that say what is found; "" where not given."""

    query: str = ""
    since: str = ""
    until: str = ""
    issue: str = ""
    section: str = ""
    entity: str = ""
    type: str = ""
    kind: str = ""
    site: str = ""
    order: str = ""
    mode: str = ""
    off: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, Any]:
        """What is given, by name."""
        return {name: list(value) if name == "off" else value for name, value in asdict(self).items() if value}

    @property
    def arguments(self) -> dict[str, Any]:
        """What `kg.archive.Archive.search` takes beside the query."""
        return {name: value for name, value in self.given.items() if name != "query"}

    def __str__(self) -> str:
        options = [f"{name} {value}" for name, value in self.arguments.items() if name != "off"]
        return " · ".join([*([self.query] if self.query else []), *options, *(f"off {part}" for part in self.off)])


KEYS = tuple(field.name for field in fields(Saved))


def default_searches(archive: Path) -> Path:
    """File of saved searches where none is named: ``$KG_SEARCHES``, else ``searches.toml`` beside the archive."""
    named = os.environ.get("KG_SEARCHES")
    return Path(named) if named else Path(os.path.realpath(archive)).parent / "searches.toml"


def load_searches(path: Path) -> dict[str, Saved]:
    """Saved searches by name, in the order of the file; none where there is no file.

    Raises
    ------
    ConfigError
        Where the file cannot be read or is malformed.
    """
    return parse(_read(path) or "", path)


def saved_search(path: Path, name: str) -> Saved:
    """One saved search.

    Raises
    ------
    ConfigError, UsageError
        Where the file cannot be read or is malformed; where it has no such search.
    """
    searches = load_searches(path)
    if name not in searches:
        there = ", ".join(map(_shortened, searches)) or "none yet; save one with `kg search --save NAME QUERY`"
        raise UsageError(f"{path}: there is no saved search “{_shortened(name)}”; there are: {there}")
    return searches[name]


def save_search(path: Path, name: str, search: Saved, *, force: bool = False) -> bool:
    """Write a search into a file, made where it does not exist.

    Parameters
    ----------
    force
        Whether it may take the place of another one of that name.

    Returns
    -------
    bool
        False where just this stood in the file already.

    Raises
    ------
    ConfigError, UsageError
        Where the file is malformed or cannot be changed, the name or the search cannot be written, or another search
        has that name; the file is left as it was.
    """
    if wrong := _fault_of_name(name) or _fault_of_table(search.given)[0]:
        raise UsageError(f"This search cannot be saved: {wrong}")
    with held(path) as target:
        text = _read(path) or ""
        standing = parse(text, path)
        if standing.get(name) == search:
            return False
        if name in standing and not force:
            raise UsageError(
                f"{path}: “{_shortened(name)}” is saved already, as: {standing[name]}; "
                "take another name, or --force to put this one in its place"
            )
        written = _replaced(text, name, search) if name in standing else _appended(text or HEADER, name, search)
        if _parsed_or_none(written, path) != {**standing, name: search}:
            said = f"“{_shortened(name)}” cannot be written there, for the tables have another form; do it by hand"
            raise ConfigError(path, said)
        replace_text(target, written)
    return True


# The text


def parse(text: str, path: Path) -> dict[str, Saved]:
    """Saved searches of a text, by name.

    Raises
    ------
    ConfigError
        Where it is malformed; with the line where it is known.
    """
    import tomllib

    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:  # tomllib would need minutes
            raise ConfigError(path, f"is no file of saved searches: a line has {len(line):,} characters", number)
    try:
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(path, "is no file of saved searches: its values are nested too deeply") from error
    except ValueError as error:  # also where a number has too many digits
        at = _AT_LINE.search(str(error))
        said = str(error)[: at.start()] if at else str(error).partition("; use ")[0]
        raise ConfigError(path, f"is no TOML: {said}; correct it", int(at[1]) if at else None) from error
    return {name: _search(name, table, text, path) for name, table in tables.items()}


def _parsed_or_none(text: str, path: Path) -> dict[str, Saved] | None:
    """Saved searches of a text, None where it is malformed."""
    try:
        return parse(text, path)
    except ConfigError:
        return None


def _search(name: str, table: object, text: str, path: Path) -> Saved:
    """One search; a malformed one is an error."""
    shown = _shortened(name)
    if not isinstance(table, dict):
        said = f"“{shown}” stands in no table; begin each search with its name in brackets, as [{shown}]"
        raise ConfigError(path, said, _line_of(text, None, name))
    wrong, key = _fault_of_table(table)
    if wrong := _fault_of_name(name) or wrong:
        raise ConfigError(path, f"[{shown}]: {wrong}", _line_of(text, name, key))
    values: dict[str, Any] = {key: tuple(value) if key == "off" else str(value) for key, value in table.items()}
    return Saved(**values)


def _fault_of_name(name: str) -> str:
    """What is wrong with a name, "" where nothing is."""
    if not name.strip() or name != name.strip():
        return "a name must not be empty, nor begin or end with a space"
    if len(name) > _LONGEST_NAME:
        return f"a name may have {_LONGEST_NAME} characters; this one has {len(name):,}"
    return "a name must not hold control characters" if _NO_NAME.search(name) else ""


def _fault_of_table(table: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with a search, and with which key of it; "" where nothing is, or with the whole."""
    for key, value in table.items():
        if wrong := _fault_of_value(key, value):
            return wrong, key
    return ("" if table.keys() - {"mode", "off"} else "it asks for nothing: give it a query or a filter"), ""


def _fault_of_value(key: str, value: object) -> str:
    """What is wrong with a key and its value, "" where nothing is."""
    if key not in KEYS:
        return f"it has an unknown key {_shortened(key)}; it takes {', '.join(KEYS)}"
    if key in ("since", "until") and isinstance(value, date) and not isinstance(value, datetime):
        return ""  # as TOML writes a day
    if key == "issue" and isinstance(value, int) and not isinstance(value, bool):
        return ""
    if key == "off":
        fine = isinstance(value, list) and all(map(_is_text, value))
        return "" if fine else "its off must be a list of texts, each in quotes"
    if not _is_text(value):
        return f"its {key} must be a text in quotes, not empty, of {_LONGEST_VALUE:,} characters at most"
    return "" if key != "mode" or value in MODES else f"its mode must be one of {', '.join(MODES)}"


def _is_text(value: object) -> bool:
    """Whether a value is a text that says something, and that a file can hold."""
    if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
        return False
    return bool(value.strip()) and not re.search("[\ud800-\udfff]", value)


def _line_of(text: str, name: str | None, key: str) -> int | None:
    """Line of a key in a table (None: before all tables), or of the table; None where texts may have several lines."""
    if '"""' in text or "'''" in text:
        return None
    here, at = None, None
    for number, line in enumerate(text.split("\n"), 1):
        header = _header(line)
        here = header if header is not None else here
        if header is not None and header == name:
            at = number
        if here == name and key and re.match(rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", line):
            return number
    return at


def _header(line: str) -> str | None:
    """Name of the table that begins on a line, None where none does."""
    import tomllib

    if not re.match(r"[ \t]*\[[^\[]", line):
        return None
    try:
        ((name, inside),) = tomllib.loads(line.rstrip("\r\n")).items()
    except ValueError:  # a line within a list, for one
        return None
    return name if inside == {} else None


def _appended(text: str, name: str, search: Saved) -> str:
    """The text with one more search at its end."""
    end = _line_end(text)
    body = text.rstrip("\r\n")
    title = name if _BARE.fullmatch(name) else _quoted(name)
    return f"{body}{end}{end}[{title}]{end}" + "".join(line + end for line in _lines(search))


def _replaced(text: str, name: str, search: Saved) -> str:
    """The text with another search in place of the one of that name; comments in and behind its table stay."""
    end = _line_end(text)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    headers = [_header(line.removeprefix(_BOM)) for line in lines]
    if name not in headers:
        return text
    first = headers.index(name) + 1
    last = next((at for at in range(first, len(lines)) if headers[at] is not None), len(lines))
    told = [at for at in range(first, last) if not re.match(r"\s*(#|$)", lines[at])]
    behind = told[-1] + 1 if told else first
    comments = [line for line in lines[first:behind] if re.match(r"\s*#", line)]
    return "".join([*lines[:first], *comments, *(line + end for line in _lines(search)), *lines[behind:]])


def _lines(search: Saved) -> Iterator[str]:
    """Lines of a search's table."""
    for key, value in search.given.items():
        yield f"{key} = " + (f"[{', '.join(map(_quoted, value))}]" if isinstance(value, list) else _quoted(value))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, in which one more character must be escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line_end(text: str) -> str:
    """How the lines of a text end."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def _shortened(text: str) -> str:
    """A name as a sentence can show it."""
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


# The file


def _read(path: Path) -> str | None:
    """The text of a file with its line ends, None where there is none."""
    try:
        with open_ordinary(path) as stream:
            raw = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # ValueError: a path with NUL in it
        raise ConfigError(path, f"cannot be read as a file of saved searches: {cause(error)}") from error
    if len(raw) > _MOST_BYTES:
        raise ConfigError(path, "is no file of saved searches: it has more than a megabyte; name the right one")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        said = "is no text in UTF-8; save it as UTF-8, or move it away to begin a new one"
        raise ConfigError(path, said, raw.count(b"\n", 0, error.start) + 1) from error
