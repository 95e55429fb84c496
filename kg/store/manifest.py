"""What a generation of an archive holds, written down with checksums, and the check that it still does.

Reading all of a large archive at every start would take longer than a search. So whoever has compared the checksums
writes down the *stamp* of each file (size, times of change, inode), and who finds the same stamps need not compare
again: a file that was written to since has another.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from kg.errors import ArchiveError, KgError
from kg.files import open_ordinary, read_ordinary, replace_own

MANIFEST, STAMPS = "manifest.json", "stamps.json"
FORMAT = 6
_DIGEST = "digest"

Stamps = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, and how to know that it is whole.

    Attributes
    ----------
    model, fingerprint, dimension
        The embedding model that made the vectors.
    checksums
        BLAKE2 digests and sizes in bytes of the other files: (file name, digest, size).
    """

    format: int
    model: str
    fingerprint: str
    dimension: int
    issues: int
    items: int
    entities: int
    relations: int
    vectors: int
    checksums: tuple[tuple[str, str, int], ...]


def checksum(path: Path) -> str:
    """BLAKE2 digest of a file."""
    digest = blake2b(digest_size=16)
    with open_ordinary(path) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, with a digest of its own, into a generation's folder, and the stamps of the other files."""
    values = asdict(manifest)
    text = json.dumps({**values, _DIGEST: _digest_of(values)}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (folder / STAMPS).write_text(json.dumps(_stamps(folder, manifest)) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest and check that its files are those that were written.

    Raises
    ------
    ArchiveError
        Where the manifest is missing, malformed, of another format, or a file is missing or has changed.
    """
    manifest = _parsed(folder)
    try:
        stamps = _stamps(folder, manifest)
    except OSError as error:
        raise ArchiveError(f"{error.filename}: missing or unreadable; run `kg build` again") from error
    for name, _, size in manifest.checksums:
        if stamps[name][0] != size:
            raise ArchiveError(f"{folder / name}: cut short or changed since the build; run `kg build` again")
    if stamps != _known_stamps(folder):
        for damaged in damaged_files(folder, manifest):
            raise ArchiveError(f"{folder / damaged}: content has changed since the build; run `kg build` again")
        with suppress(KgError):  # a read-only folder is compared every time
            replace_own(folder / STAMPS, json.dumps(stamps) + "\n")
    return manifest


def damaged_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Names of the files whose content is not what was written; all of it is read.

    Raises
    ------
    ArchiveError
        Where one cannot be read.
    """
    for name, digest, _ in manifest.checksums:
        try:
            if checksum(folder / name) != digest:
                yield name
        except OSError as error:
            raise ArchiveError(f"{folder / name}: missing or unreadable; run `kg build` again") from error


def _parsed(folder: Path) -> Manifest:
    """The manifest as it was written."""
    try:
        values = json.loads(read_ordinary(folder / MANIFEST))
        digest = values.pop(_DIGEST, None)  # older versions wrote none
        if digest not in (None, _digest_of(values)):
            raise ValueError("changed since it was written")
        values["checksums"] = tuple((str(a), str(b), int(c)) for a, b, c in values["checksums"])
        if not all(_is_plain(name) for name, *_ in values["checksums"]):
            raise ValueError("names what lies elsewhere")
        manifest = Manifest(**values)
        if not (isinstance(manifest.model, str) and isinstance(manifest.fingerprint, str)):
            raise TypeError("the model is no name")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ArchiveError(f"{folder}: the manifest is missing or damaged; run `kg build` again") from error
    if manifest.format != FORMAT:
        raise ArchiveError(
            f"{folder}: this archive has format {manifest.format}, this version reads {FORMAT}; run `kg build` again"
        )
    return manifest


def _is_plain(name: str) -> bool:
    """Whether a name can be that of a file in the folder, and leads nowhere else."""
    return os.path.basename(name) == name and name not in ("", ".", "..") and "\0" not in name


def _digest_of(values: object) -> str:
    """BLAKE2 digest of the manifest's values."""
    return blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=16).hexdigest()


def _stamps(folder: Path, manifest: Manifest) -> Stamps:
    """What tells whether a file was written to, by name."""
    found: Stamps = {}
    for name, _, _ in manifest.checksums:
        status = os.stat(folder / name)
        found[name] = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
    return found


def _known_stamps(folder: Path) -> Stamps | None:
    """The stamps that the files had when their checksums were last found to agree."""
    try:
        stamps: Stamps = json.loads(read_ordinary(folder / STAMPS))
    except (OSError, ValueError, RecursionError):
        return None
    return stamps
