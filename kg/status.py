"""The state of an archive: what is in it, what was left out of it and why, whether it is whole and up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from kg.corrections.file import default_corrections, load_corrections
from kg.corrections.pending import Pending, pending
from kg.doctor import check_model
from kg.errors import KgError
from kg.model import ENTITY_TYPES, ITEM_KINDS, EntityType, Issue, ItemKind
from kg.numbering import Missing, missing_numbers
from kg.store.generations import plain_name
from kg.store.intake import INTAKE, Intake, read_intake
from kg.store.manifest import MANIFEST, Manifest, read_manifest
from kg.store.reader import Reader
from kg.version import VERSION

Check = Literal["files", "counts", "model", "corrections"]
CHECKS: tuple[Check, ...] = ("files", "counts", "model", "corrections")


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One newsletter of an archive.

    Attributes
    ----------
    first, last
        Days of its first and last issue; None where no issue has one.
    undated, unnumbered
        Issues without a day, and without a number.
    missing
        Numbers that its issues leap over; None where they leap over none.
    """

    series: str
    title: str
    issues: int
    items: int
    first: date | None
    last: date | None
    undated: int
    unnumbered: int
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Status:
    """The state of one generation of an archive.

    Attributes
    ----------
    generation
        Its name.
    made, built
        When the generation was made, and when the last build ended, which may have found it standing; as the file
        system tells it. None where it tells nothing.
    version
        Of the program that reads; that which built stands in `intake`.
    manifest
        The embedding model, and how many of each the archive holds.
    kinds, types
        Items by kind, and names by type, in their fixed order; none left out.
    newsletters
        In the order of their names.
    items_of
        Number of items of each issue, in the archive's order.
    undated, inferred, empty
        Issues without a day, with one that the neighbours tell, and without items.
    intake
        What the last build found and left out; None where the archive does not keep it.
    stale
        What the build said of corrections that no longer apply.
    pending
        Corrections that the next build will replay; None where that cannot be told.
    bytes, bytes_in_all
        Size on disk of what is read from, and of the whole folder, with the generation before.
    problems
        What is wrong, by what was looked at, each in a sentence; empty where all is well.
    """

    path: Path
    generation: str
    made: datetime | None
    built: datetime | None
    version: str
    manifest: Manifest
    kinds: tuple[tuple[ItemKind, int], ...]
    types: tuple[tuple[EntityType, int], ...]
    newsletters: tuple[Newsletter, ...]
    items_of: tuple[int, ...]
    undated: tuple[Issue, ...]
    inferred: tuple[Issue, ...]
    empty: tuple[Issue, ...]
    intake: Intake | None
    stale: tuple[str, ...]
    pending: Pending | None
    bytes: int
    bytes_in_all: int
    problems: Mapping[Check, str]


def status(reader: Reader, *, corrections: Path | None = None) -> Status:
    """The state of an archive. Its rows are counted and its files looked at, not read: see `kg.doctor` for that.

    Parameters
    ----------
    corrections
        File of corrections; None for `kg.corrections.file.default_corrections`.

    Raises
    ------
    ArchiveError
        Where the database cannot be read.
    """
    store, issues = reader.store, reader.issues()
    counted = store.items_of_issues()
    items_of = tuple(counted.get(row, 0) for row in range(1, len(issues) + 1))
    kinds, types = store.items_by_kind(), store.entities_by_type()
    intake = read_intake(reader.path, plain_name(reader.generation.name))
    waiting, unread = _pending(corrections or default_corrections(reader.path), intake)
    looked_at = {
        "files": _wrong_files(reader),
        "counts": _wrong_counts(reader.manifest, len(issues), sum(kinds.values()), sum(types.values())),
        "model": _wrong_model(reader),
        "corrections": unread,
    }
    made = _changed(reader.generation / MANIFEST)
    return Status(
        path=reader.path,
        generation=reader.generation.name,
        made=made,
        built=_changed(reader.path / INTAKE) if intake else made,
        version=VERSION,
        manifest=reader.manifest,
        kinds=tuple((kind, kinds.get(kind, 0)) for kind in ITEM_KINDS),
        types=tuple((type_, types.get(type_, 0)) for type_ in ENTITY_TYPES),
        newsletters=tuple(_newsletters(issues, items_of)),
        items_of=items_of,
        undated=tuple(issue for issue in issues if issue.date is None),
        inferred=tuple(issue for issue in issues if issue.date_inferred),
        empty=tuple(issue for issue, items in zip(issues, items_of, strict=True) if not items),
        intake=intake,
        stale=store.stale_corrections(),
        pending=waiting,
        bytes=_size(reader.generation),
        bytes_in_all=_size(reader.path),
        problems={check: looked_at[check] for check in CHECKS if looked_at[check]},
    )


def _newsletters(issues: Sequence[Issue], items_of: Sequence[int]) -> Iterator[Newsletter]:
    """What is counted of each newsletter."""
    by_series: dict[str, list[tuple[Issue, int]]] = {}
    for issue, items in zip(issues, items_of, strict=True):
        by_series.setdefault(issue.series, []).append((issue, items))
    for series, found in sorted(by_series.items()):
        own = [issue for issue, _ in found]
        days = [issue.date for issue in own if issue.date]
        numbers = [issue.number for issue in own if issue.number is not None]
        yield Newsletter(
            series=series,
            title=next((issue.series_title for issue in own if issue.series_title), ""),
            issues=len(own),
            items=sum(items for _, items in found),
            first=min(days, default=None),
            last=max(days, default=None),
            undated=len(own) - len(days),
            unnumbered=len(own) - len(numbers),
            missing=missing_numbers(numbers),
        )


def _pending(path: Path, intake: Intake | None) -> tuple[Pending | None, str]:
    """Corrections that are not built yet, and why the file cannot be read, "" where it can."""
    try:
        on_file = load_corrections(path, missing_ok=True)
    except KgError as error:
        return None, str(error)
    return (pending(on_file, intake.corrections) if intake else None), ""


def _wrong_files(reader: Reader) -> str:
    """What is wrong with the files, "" where they have not changed since their checksums were last found to agree."""
    try:
        read_manifest(reader.generation)
    except KgError as error:
        return str(error)
    return ""


def _wrong_counts(manifest: Manifest, issues: int, items: int, entities: int) -> str:
    """Whether the database holds as many of each as the manifest says."""
    found = {
        "issues": (issues, manifest.issues),
        "items": (items, manifest.items),
        "names": (entities, manifest.entities),
    }
    wrong = [f"{here} {what}, where the manifest says {said}" for what, (here, said) in found.items() if here != said]
    return f"{', '.join(wrong)}; run `kg build` again" if wrong else ""


def _wrong_model(reader: Reader) -> str:
    """Whether the model answers, with vectors like those of the archive."""
    found = check_model(reader)
    return "" if found.sound else found.text


def _changed(path: Path) -> datetime | None:
    """When a file was written."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _size(folder: Path) -> int:
    """Bytes of all files beneath a folder; one that goes meanwhile counts nothing."""
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(here, name)).st_size
    return total
