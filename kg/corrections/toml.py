"""The text of a file of corrections: its entries out of it, one more at its end, the last one taken off it.

Everything else that stands in a text keeps its words, its comments and its line ends.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.corrections.contradictions import ContradictionError, refuse_contradictions
from kg.corrections.correction import (
    KINDS,
    NEEDED,
    Correction,
    Corrections,
    fault_of_form,
    fault_of_sense,
    fields_of,
    shortened,
)
from kg.errors import ConfigError

HEADER = "# Corrections to entities, replayed on every build; their order means nothing. See kg/corrections/file.py.\n"
_BOM = "\ufeff"
_SPACE = " \t\r\n"  # to TOML; the other spaces of Unicode belong to what they stand in
_TABLE = re.compile(r"^[ \t]*\[\[[^\[\]\n]+\]\]", re.MULTILINE)
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
# tomllib needs the square of a key's parts; no decision has a line of this length.
_LONGEST_LINE = 10_000
_MOST_TRIED = 20


def parse(text: str, path: Path) -> Corrections:
    """Corrections of a text, each once, sorted.

    Raises
    ------
    ConfigError
        Where the text is no TOML, an entry is malformed, or two contradict one another; with the line where it is
        known.
    """
    entries = sorted(set(_entries(text, path)))
    try:
        refuse_contradictions(entries)
    except ContradictionError as error:
        raise ConfigError(path, str(error)) from error
    return Corrections(tuple(entries))


def appended(text: str, entry: Correction, path: Path) -> str:
    """The text with one more entry at its end.

    Raises
    ------
    ConfigError
        Where the text is malformed, or the entry contradicts one of it.
    """
    before = parse(text, path)
    end = _line_end(text)
    body = text.rstrip("\r\n")
    table = "".join(line + end for line in _table(entry))
    whole = f"{body}{end}{end}{table}" if body.strip(_BOM) else f"{body}{table}"
    if parse(whole, path).entries != tuple(sorted({*before.entries, entry})):
        raise ConfigError(path, f"{entry} cannot be written at its end; write it there by hand")
    return whole


def without_last(text: str, path: Path) -> tuple[str, Correction] | None:
    """The text without its last entry, and that entry; None where there is none. What stands behind it stays.

    Raises
    ------
    ConfigError
        Where the text is malformed, or its last entry cannot be told.
    """
    rows = Counter(_entries(text, path))
    if not rows:
        return None
    bom, body = text[: text.startswith(_BOM)], text.removeprefix(_BOM)
    for table in list(_TABLE.finditer(body))[: -_MOST_TRIED - 1 : -1]:
        before = body[: table.start()].rstrip(_SPACE)
        kept = bom + before + (_line_end(body) if before else "") + _behind(body[table.start() :])
        try:
            left = Counter(_entries(kept, path))
        except ConfigError:
            continue  # that stood inside a text of several lines
        if left <= rows and left.total() == rows.total() - 1:
            (last,) = rows - left
            if rows[last] > 1:
                raise ConfigError(path, f"holds {last} twice; remove one by hand")
            return kept, last
    raise ConfigError(path, "its last entry stands in another form than [[kind]] and lines beneath; remove it by hand")


def _behind(table: str) -> str:
    """Comments behind the last field of a table, with the space before them."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", table)
    fields = [number for number, line in enumerate(lines) if line.strip(_SPACE) and line.lstrip(_SPACE)[0] != "#"]
    rest = "".join(lines[fields[-1] + 1 :])
    return rest if rest.strip(_SPACE) else ""


def _line_end(text: str) -> str:
    """How the lines of a text end."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def _table(entry: Correction) -> Iterator[str]:
    """Lines of an entry's TOML table."""
    yield f"[[{entry.kind}]]"
    for key, attribute in fields_of(entry.kind).items():
        if value := getattr(entry, attribute):
            yield f"{key} = {_quoted(value)}"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c for c in escaped) + '"'


def _entries(text: str, path: Path) -> list[Correction]:
    """Entries of a text as they stand there, equal ones too."""
    # Editors end lines in three ways; TOML knows two of them.
    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ConfigError(path, f"is no file of corrections: a line has {len(line):,} characters", number)
    try:
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(path, "is no file of corrections: its values are nested too deeply") from error
    except ValueError as error:  # also where a number has too many digits
        raise _no_toml(str(error), text, path) from error
    return [entry for kind, table in tables.items() for entry in _rows(kind, table, text, path)]


def _no_toml(said: str, text: str, path: Path) -> ConfigError:
    """What the TOML parser said, as a sentence with the line."""
    at = _AT_LINE.search(said)
    line = int(at[1]) if at else text.count("\n") + 1 if said.endswith("(at end of document)") else None
    what = f"{said[: at.start()]}, at column {at[2]}" if at else said.partition(";")[0]
    return ConfigError(path, f"is no TOML: {what}; correct it, or move the file away to begin a new one", line)


def _rows(kind: str, table: object, text: str, path: Path) -> Iterator[Correction]:
    """Entries of one kind; a malformed one is an error."""
    if kind not in NEEDED:
        said = f"“{shortened(kind)}” is no kind of correction; there are {', '.join(KINDS)}"
        raise ConfigError(path, said)
    if not isinstance(table, list):
        raise ConfigError(path, f"write [[{kind}]] with two brackets, one table an entry")
    for number, row in enumerate(table, 1):
        wrong = _fault_of_row(kind, row)
        entry = None if wrong else Correction(kind, **_values(kind, row)).tidied()  # type: ignore[arg-type]
        wrong = wrong or (entry and (fault_of_form(entry) or fault_of_sense(entry))) or ""
        if wrong or entry is None:
            raise ConfigError(path, f"[[{kind}]] number {number}: {wrong}", _line_of(kind, number, len(table), text))
        yield entry


def _fault_of_row(kind: str, row: object) -> str:
    """What is wrong with the fields of an entry, "" where nothing is."""
    if not isinstance(row, dict):
        return "it is no table"
    known = fields_of(kind)
    missing = [key for key in NEEDED[kind] if key not in row]
    unknown = sorted(set(row) - set(known))
    if missing or unknown:
        wrong = f"it has no field {missing[0]}" if missing else f"it has an unknown field {shortened(unknown[0])}"
        return f"{wrong}; it takes {', '.join(known)}"
    empty = [key for key, value in row.items() if not isinstance(value, str) or not value.strip()]
    return f"its {empty[0]} must be a text that is not empty" if empty else ""


def _values(kind: str, row: dict[str, str]) -> dict[str, str]:
    """Attributes of an entry."""
    known = fields_of(kind)
    return {known[key]: value for key, value in row.items()}


def _line_of(kind: str, number: int, rows: int, text: str) -> int | None:
    """Line of a kind's table, None where its tables cannot be told from what a text of several lines says."""
    places = [match.start() for match in re.finditer(rf"^[ \t]*\[\[[ \t]*{kind}[ \t]*\]\]", text, re.MULTILINE)]
    return text.count("\n", 0, places[number - 1]) + 1 if len(places) == rows else None
