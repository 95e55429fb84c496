"""What the last build found in its sources and what it left out, kept for whoever asks later.

It lies beside the generations, as `kg.store.generations.Brought` does: a document that is no issue changes none of
them, so a build that finds its generation standing has still something to say here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from kg.files import read_ordinary, replace_own

INTAKE = "report.json"
MOST_KEPT = 1_000
"""Omissions of one sort that are kept; how many there were is kept of all."""

OmissionSort = Literal["skipped", "unreadable", "warning", "question", "merged", "translated"]
OMISSION_SORTS: tuple[OmissionSort, ...] = get_args(OmissionSort)


@dataclass(frozen=True, slots=True)
class Omission:
    """A document, or lines of one, that a build left out or read with a doubt.

    Attributes
    ----------
    sort
        ``skipped``: no issue; ``unreadable``; ``warning``: read, though something is wrong; ``question``: its date or
        number does not fit; ``merged``: the same issue as another; ``translated``: another stands for it.
    path
        The document, as the sources name it.
    line, last
        First and last line; None for all of it.
    reason
        Why, in the words of the build.
    """

    sort: OmissionSort
    path: str
    line: int | None
    last: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a build found.

    Attributes
    ----------
    generation
        The one that it left live, without the number that one made again has.
    version
        Of the program that built.
    documents
        Files that were looked at.
    lines, item_lines, metadata_lines
        Lines of issues that are not blank; those in items; those used as titles, dates and names of sections.
    left_lines
        Lines in no item, by reason, the most first.
    addresses
        Addresses that are in no item.
    passed
        Files of kinds that are not read: suffix and how many.
    counts
        How many omissions of each sort there were.
    omissions
        At most `MOST_KEPT` of each sort.
    corrections
        What stands for each correction that was replayed (`kg.corrections.pending.marks_of`).
    """

    generation: str
    version: str
    documents: int
    lines: int
    item_lines: int
    metadata_lines: int
    left_lines: tuple[tuple[str, int], ...] = ()
    addresses: int = 0
    passed: tuple[tuple[str, int], ...] = ()
    counts: tuple[tuple[OmissionSort, int], ...] = ()
    omissions: tuple[Omission, ...] = ()
    corrections: tuple[str, ...] = ()


def write_intake(archive: Path, intake: Intake) -> None:
    """Keep what a build found.

    Raises
    ------
    UsageError
        Where it cannot be written; what was kept before stands.
    """
    replace_own(archive / INTAKE, json.dumps(asdict(intake), indent=1) + "\n")


def read_intake(archive: Path, generation: str) -> Intake | None:
    """What is kept of the build that left this generation live; None where nothing is, or nothing that can be read.

    Archives of older versions keep none, and a build that was killed in its last moment has not written it yet.
    """
    try:
        kept = json.loads(read_ordinary(archive / INTAKE))
        found = Intake(
            generation=_text(kept["generation"]),
            version=_text(kept["version"]),
            documents=_number(kept["documents"]),
            lines=_number(kept["lines"]),
            item_lines=_number(kept["item_lines"]),
            metadata_lines=_number(kept["metadata_lines"]),
            left_lines=_counted(kept["left_lines"]),
            addresses=_number(kept["addresses"]),
            passed=_counted(kept["passed"]),
            counts=tuple((_sort(name), count) for name, count in _counted(kept["counts"])),
            omissions=tuple(map(_omission, _listed(kept["omissions"]))),
            corrections=tuple(map(_text, _listed(kept["corrections"]))),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if found.generation == generation else None


def _omission(kept: Any) -> Omission:  # noqa: ANN401 - whatever stands in the file
    """An omission from its JSON."""
    line, last = (None if kept[name] is None else _number(kept[name]) for name in ("line", "last"))
    return Omission(_sort(kept["sort"]), _text(kept["path"]), line, last, _text(kept["reason"]))


def _counted(kept: Any) -> tuple[tuple[str, int], ...]:  # noqa: ANN401
    """Names with numbers."""
    return tuple((_text(name), _number(count)) for name, count in _listed(kept))


def _listed(kept: Any) -> list[Any]:  # noqa: ANN401
    """A list."""
    if not isinstance(kept, list):
        raise TypeError(kept)
    return kept


def _sort(kept: object) -> OmissionSort:
    """The sort of an omission."""
    found: OmissionSort | None = next((sort for sort in OMISSION_SORTS if sort == kept), None)
    if found is None:
        raise ValueError(kept)
    return found


def _text(kept: object) -> str:
    """A text that any file takes: JSON may hold half a character."""
    if not isinstance(kept, str):
        raise TypeError(kept)
    kept.encode()
    return kept


def _number(kept: object) -> int:
    """A whole number."""
    if not isinstance(kept, int) or kept < 0:
        raise TypeError(kept)
    return kept
