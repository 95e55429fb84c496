"""Gold files, the archive that is measured against them, and how an item of the one is found in the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from kg.errors import ConfigError
from kg.model import Entity, Issue, Item, Mention, Relation

Gold = Mapping[str, Any]


class HitLike(Protocol):
    """A search hit or an earlier item: anything that leads to an item."""

    @property
    def item(self) -> Item:
        """The item it leads to."""


class CheckLike(Protocol):
    """What the archive says of one item of a draft."""

    @property
    def verdict(self) -> str:
        """``repeat``, ``update``, ``related`` or ``new``."""

    @property
    def prior(self) -> Sequence[HitLike]:
        """Earlier items, best first."""


class ItemsLike(Protocol):
    """What holds issues and items."""

    def issues(self) -> Sequence[Issue]:
        """All issues."""

    def items(self) -> Iterable[Item]:
        """All items."""


class ArchiveLike(ItemsLike, Protocol):
    """The part of `kg.archive.Archive` that evaluation asks."""

    def entities(self) -> Sequence[Entity]:
        """All entities."""

    def mentions(self, item_id: str | None = None, /) -> Sequence[Mention]:
        """Mentions in one item."""

    def relations(self, item_id: str | None = None, /) -> Sequence[Relation]:
        """Relations said in one item."""

    def search(self, query: str, /, *, limit: int = 10) -> Sequence[HitLike]:
        """Best hits first."""

    def prior(self, text: str, /) -> Sequence[CheckLike]:
        """Earlier coverage of each item of a draft."""


class Anchors:
    """Finds gold items in an archive by the number or id of their issue and an anchor, white space aside.

    Parameters
    ----------
    archive
        An opened archive.
    """

    def __init__(self, archive: ItemsLike) -> None:
        numbers = {issue.id: issue.number for issue in archive.issues()}
        self._items: dict[int | str, list[tuple[str, Item]]] = {}
        for item in archive.items():
            folded = searched(item)
            for issue in (item.issue_id, numbers.get(item.issue_id)):
                if issue is not None:
                    self._items.setdefault(issue, []).append((folded, item))

    def find(self, issue: int | str, anchor: str) -> Item | None:
        """The item of that issue that holds `anchor`, the shortest where several do; None where none does."""
        wanted = squeeze(anchor)
        holding = [(len(text), item) for text, item in self._items.get(issue, ()) if wanted in text]
        return min(holding, key=lambda pair: pair[0])[1] if holding else None


def searched(item: Item) -> str:
    """What an anchor is looked for in: all that an item says, without white space."""
    return squeeze("\n".join((item.title, item.text, item.opinion, *item.urls)))


def absent_note(absent: Sequence[str]) -> tuple[str, ...]:
    """The note on what a gold labels and the archive does not hold; nothing where it holds all.

    >>> absent_note(["1 “a”", "2 “b”"])
    ('2 not in this archive: 1 “a”, 2 “b”',)
    """
    if not absent:
        return ()
    shown = ", ".join(absent[:5]) + (", …" if len(absent) > 5 else "")
    return (f"{len(absent)} not in this archive: {shown}",)


def squeeze(text: str) -> str:
    r"""`text` without white space.

    >>> squeeze("Grok 4\n Fast")
    'Grok4Fast'
    """
    return "".join(text.split())


def read_gold(path: Path | str) -> tuple[Gold, ...]:
    """Lines of a gold file; of standard input where it is called ``-``.

    Raises
    ------
    ConfigError
        Where the file cannot be read or a line is no JSON object.
    """
    return tuple(gold_lines(Path(path), read_text(Path(path), "a gold file", "JSON Lines file")))


def read_text(path: Path, what: str, form: str = "file") -> str:
    """The text of a file that somebody has labelled; of standard input where it is called ``-``.

    Raises
    ------
    ConfigError
        Where the file cannot be read as `what`.
    """
    try:
        return (sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, f"cannot be read as {what} ({error}); give a {form} in UTF-8") from error


def gold_lines(path: Path, text: str) -> Iterator[Gold]:
    """Parsed lines of a gold file's text, blank ones left out.

    Raises
    ------
    ConfigError
        Where a line is no JSON object.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ConfigError(path, f"is no JSON ({error}); a gold file has one object a line", number) from error
            if not isinstance(row, dict):
                raise ConfigError(path, "is no JSON object; a gold file has one object a line", number)
            yield row
