"""Labelled items: what stands in ``data/labels``, and the texts that belong to it.

Labels of other people's newsletters are facts about them, without their sentences: where the item stands, and which
stretches of it name what. The texts come from the newsletters themselves, read as a build reads them; an item whose
text is another today is left out and counted. ``written-*.jsonl`` hold items of our own with their texts.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.learned.evidence import Label
from ingest.learned.reader import Certainty
from ingest.learned.tags import WORKS
from ingest.read import collect
from kg.errors import UsageError
from kg.model import EntityType, Item, Predicate
from kg.text.words import language_of

FOLDER = Path(__file__).parents[2] / "data" / "labels"
WRITTEN, TRAIN = "written", "train"
_MARK = re.compile(r"\[\[([^\[\]|]+)\|([a-z]+)\]\]")
Named = tuple[int, int, EntityType]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its labels.

    Attributes
    ----------
    newsletter
        Where it is from; ``written`` for our own.
    part
        What it is for: ``train``, ``dev`` or ``test``.
    names, works
        (start, end, type) of each; names do not overlap each other, nor works.
    relations
        (subject, predicate, object, certainty), by spelling.
    events
        (name, kind), by spelling.
    links
        Of the item, as far as they stand in the text.
    """

    newsletter: str
    part: str
    id: str
    text: str
    names: tuple[Named, ...]
    works: tuple[Named, ...] = ()
    relations: tuple[tuple[str, Predicate, str, Certainty], ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    links: tuple[Label, ...] = ()

    @property
    def language(self) -> str:
        """``zh`` or ``en``."""
        return language_of(self.text)


@dataclass(slots=True)
class Labels:
    """All labelled texts that could be read.

    Attributes
    ----------
    missing
        How many items of each newsletter are not in the archives, or not as they were.
    """

    texts: list[Labelled] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)


def load_labels(archives: Path, *, folder: Path = FOLDER) -> Labels:
    """Read all labels, and the items that they are about.

    Parameters
    ----------
    archives
        The folder that the newsletters' texts lie below.
    folder
        Where the labels lie.

    Raises
    ------
    UsageError
        Where a file of labels is malformed, or the texts of a newsletter are not there.
    """
    found = Labels()
    for path in sorted(folder.glob(f"{WRITTEN}*.jsonl")):
        found.texts += [_written(row, f"{path.stem}:{number}") for number, row in enumerate(_rows(path), 1)]
    for newsletter, about in tomllib.loads((folder / "newsletters.toml").read_text(encoding="utf-8")).items():
        items = _items_of([archives / each for each in about["folders"]])
        for row in _rows(folder / f"{newsletter}.jsonl"):
            item = items.get(row["item"])
            labelled = _of_item(newsletter, about["part"], row, item) if item is not None else None
            if labelled is None:
                found.missing[newsletter] = found.missing.get(newsletter, 0) + 1
            else:
                found.texts.append(labelled)
    return found


def _rows(path: Path) -> Iterator[Any]:
    """The lines of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number}: not a line of JSON ({error}); mend it.") from error


def _items_of(folders: Sequence[Path]) -> Mapping[str, Item]:
    """Items of a newsletter by id; each folder holds a series of issues."""
    return {item.id: item for folder in folders for issue in collect([folder]).issues for item in issue.items}


def excerpt(item: Item, length: int) -> str:
    """The text of an item that was labelled: text and opinion, as far as they were looked at."""
    return (f"{item.text}\n{item.opinion}" if item.opinion else item.text)[:length]


def sign(text: str) -> str:
    """What tells whether a text is still the one that was labelled."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _of_item(newsletter: str, part: str, row: Any, item: Item) -> Labelled | None:  # noqa: ANN401
    """An item with its labels; None where its text has changed."""
    text = excerpt(item, row["length"])
    if sign(text) != row["sign"]:
        return None
    links = [Label(link.start, link.end, link.url) for link in item.links if link.field == "text"]
    names = tuple((start, end, kind) for start, end, kind, _ in row.get("names", ()))
    works = tuple((start, end, kind) for start, end, kind in row.get("works", ()))
    spelt = [text[start:end] for start, end, _ in (*names, *works)]
    return Labelled(
        newsletter, part, row["item"], text, names, works,
        tuple((spelt[one], told, spelt[other], certain) for one, told, other, certain in row.get("relations", ())),
        tuple((spelt[one], kind) for one, kind in row.get("events", ())),
        tuple(link for link in links if link.end <= len(text)),
    )  # fmt: skip


def _written(row: Any, id_: str) -> Labelled:  # noqa: ANN401
    """A text of our own, whose names are marked in it: ``[[OpenAI|company]]``."""
    text, last = "", 0
    names: list[Named] = []
    works: list[Named] = []
    for mark in _MARK.finditer(row["text"]):
        text += row["text"][last : mark.start()]
        kind: Any = mark[2]
        (works if kind in WORKS else names).append((len(text), len(text) + len(mark[1]), kind))
        text += mark[1]
        last = mark.end()
    text += row["text"][last:]
    return Labelled(
        WRITTEN, TRAIN, id_, text, tuple(names), tuple(works),
        tuple((one, predicate, other, (*more, "stated")[0]) for one, predicate, other, *more in row.get("rel", ())),
        tuple((name, kind) for name, kind in row.get("ev", ())),
    )  # fmt: skip
