"""JSON and CSV as records, whatever is in them: what is broken is said in one sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.read.importers.material import Material
from kg.errors import UsageError
from kg.text.words import storable

Record = Mapping[str, Any]
_OPENING = 65536  # bytes within which a table has its head
_LONGEST_FIELD = 16 * 1024 * 1024


def read_json(material: Material) -> object:
    """Load JSON.

    Raises
    ------
    UsageError
        It is broken.
    """
    try:
        return json.loads(material.decoded().text)
    except json.JSONDecodeError as error:
        raise UsageError(f"its JSON is broken at line {error.lineno} ({error.msg}); export it again") from error
    except (RecursionError, ValueError) as error:
        raise UsageError("its JSON is nested too deep or holds a number too long to be read") from error


def try_json(material: Material) -> object:
    """Load JSON, None where it is broken."""
    if "json" not in material.memo:
        try:
            material.memo["json"] = read_json(material)
        except UsageError:
            material.memo["json"] = None
    return material.memo["json"]


def records_of(loaded: object, *path: str) -> list[Record]:
    """Get the records of a list that lies somewhere in JSON; none where it is not there.

    Examples
    --------
    >>> records_of({"a": {"b": [{"c": 1}, 2]}}, "a", "b")
    [{'c': 1}]
    """
    for key in path:
        loaded = loaded.get(key) if isinstance(loaded, dict) else None
    return [each for each in loaded if isinstance(each, dict)] if isinstance(loaded, list) else []


def text_of(value: object) -> str:
    """Write a value of JSON as text; a list, an object, a truth or nothing is "" .

    Examples
    --------
    >>> text_of(12), text_of(" a "), text_of(None), text_of([1])
    ('12', ' a ', '', '')
    """
    if isinstance(value, str):
        return storable(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def columns(material: Material) -> tuple[str, ...]:
    """Names of the columns of a CSV, in lower case; none where it is no such table."""
    text = material.raw[:_OPENING].decode("utf-8-sig", "replace")
    if "\0" in text:
        return ()
    try:
        head = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return ()
    return tuple(name.strip().lower() for name in head)


def read_rows(material: Material) -> Iterator[dict[str, str]]:
    """Rows of a CSV by the names of its columns, in lower case.

    Raises
    ------
    UsageError
        It is broken.
    """
    before = csv.field_size_limit(_LONGEST_FIELD)  # set for all of Python: put back at once
    try:
        rows = list(csv.reader(io.StringIO(material.decoded().text.removeprefix("\ufeff"), newline="")))
    except csv.Error as error:
        raise UsageError(f"its table is broken ({error}); export it again") from error
    finally:
        csv.field_size_limit(before)
    head: Sequence[str] = [name.strip().lower() for name in rows[0]] if rows else []
    for row in rows[1:]:
        if any(cell.strip() for cell in row):
            yield {name: "" for name in head} | dict(zip(head, row, strict=False))


def first_of(record: Mapping[str, Any], *keys: str) -> str:
    """Get the first of several fields that a record has a text in, trimmed."""
    return next((found for key in keys if (found := text_of(record.get(key)).strip())), "")
