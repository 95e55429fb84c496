"""An owner's own queries with the items that answer them, from a table (CSV) or a gold file of searches."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kg.errors import ConfigError, UnknownName
from kg.evaluate.evaluate import kind_of
from kg.evaluate.gold import Anchors, ItemsLike, gold_lines, read_text
from kg.model import Item

_DELIMITERS = (",", ";", "\t")
_NEEDED = ("query", "item")
_GRADES = {"": 2, "1": 1, "2": 2}
_HEAD = "the first line must name the columns query and item (and grade, where there is one), between , or ; or tabs"


class Items(ItemsLike, Protocol):
    """An archive whose items can be asked for by their ids."""

    def item(self, item_id: str, /) -> Item:
        """An item by id; `UnknownName` where there is none."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what answers it.

    Attributes
    ----------
    query
        As somebody would type it.
    answers
        Ids of the items that answer it, each with its grade: 2 = answers it, 1 = glad to see it.
    """

    query: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a table."""

    line: int
    query: str
    items: tuple[str, ...]
    grade: int


def read_questions(path: Path | str, archive: Items) -> tuple[Question, ...]:
    """Queries of a file, each once, in the order in which they come first.

    Parameters
    ----------
    path
        A table with the columns ``query``, ``item`` (an id, or several with spaces between) and, where wanted,
        ``grade``; or a gold file of searches (`kg.evaluate.evaluate`). ``-`` for standard input.

    Raises
    ------
    ConfigError
        Where it is neither, holds no query, or names an item that the archive does not have.
    """
    path = Path(path)
    text = read_text(path, "a table of queries")
    read = _of_gold if text.lstrip().startswith("{") else _of_table
    questions: dict[str, dict[str, int]] = {}
    for row in read(path, text, archive):
        answers = questions.setdefault(row.query, {})
        for item in row.items:
            answers[item] = max(row.grade, answers.get(item, 0))
    if not questions:
        raise ConfigError(path, f"holds no query; {_HEAD}")
    return tuple(Question(query, answers) for query, answers in questions.items())


def _of_gold(path: Path, text: str, archive: Items) -> Iterator[_Row]:
    """What a gold file of searches says."""
    rows = tuple(gold_lines(path, text))
    if kind_of(rows, path) != "search":
        raise ConfigError(path, "labels no searches; a line needs query and relevant")
    anchors = Anchors(archive)
    try:
        wanted = [
            (r["query"], label["issue"], label["anchor"], label["grade"]) for r in rows for label in r["relevant"]
        ]
    except (KeyError, TypeError) as error:
        raise ConfigError(path, f"a line lacks a field or has a wrong one ({error!r})") from error
    for query, issue, anchor, grade in wanted:
        item = anchors.find(issue, str(anchor))
        if item is None:
            raise ConfigError(path, f"“{query}”: no item of issue {issue} holds “{anchor}”")
        yield _Row(0, str(query), (item.id,), _grade(str(grade), lambda said: ConfigError(path, said)))


def _of_table(path: Path, text: str, archive: Items) -> Iterator[_Row]:
    """What a table says, its items looked up."""
    for row in _rows(path, text):
        for item in row.items:
            try:
                archive.item(item)
            except UnknownName as unknown:
                raise ConfigError(path, str(unknown), row.line) from unknown
        yield row


def _rows(path: Path, text: str) -> Iterator[_Row]:
    """The lines of a table; empty ones are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    head: list[str] | None = None
    line = 1
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise ConfigError(path, f"is no table ({error})", line) from error
        if any(cells) and head is None:
            head = _columns(path, line, cells)
        elif any(cells) and head is not None:
            yield _row(path, line, head, cells)
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """What stands between the cells: what the first line has most of."""
    first = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _columns(path: Path, line: int, cells: list[str]) -> list[str]:
    """The names of the columns."""
    head = [cell.casefold() for cell in cells]
    missing = [name for name in _NEEDED if name not in head]
    if missing:
        raise ConfigError(path, f"there is no column {' and no column '.join(missing)}; {_HEAD}", line)
    return head


def _row(path: Path, line: int, head: list[str], cells: list[str]) -> _Row:
    """One line of a table."""
    if len(cells) > len(head) and any(cells[len(head) :]):
        said = f"has {len(cells)} cells, but there are {len(head)} columns; a query with a delimiter in it needs quotes"
        raise ConfigError(path, said, line)
    named = dict(zip(head, cells, strict=False))
    query, items = named.get("query", ""), tuple(named.get("item", "").split())
    if not query or not items:
        raise ConfigError(path, f"there is no {'item' if query else 'query'}", line)
    return _Row(line, query, items, _grade(named.get("grade", ""), lambda said: ConfigError(path, said, line)))


def _grade(text: str, refusal: Callable[[str], ConfigError]) -> int:
    """A grade, 2 where none is given."""
    if text not in _GRADES:
        raise refusal(f"“{text}” is no grade; 2 says that the item answers the query, 1 that one is glad to see it")
    return _GRADES[text]
