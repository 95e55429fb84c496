"""What an importer reads from: a file's bytes, and the files beside it, on disk or inside a zip."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ingest.read.encodings import Decoded, decode
from ingest.read.report import Skipped
from kg.errors import UsageError
from kg.files import open_ordinary

MEGABYTE = 1024 * 1024
LARGEST = 16 * MEGABYTE
"""Bytes of one issue: finding the names of that much prose takes some minutes and gigabytes."""
LARGEST_EXPORT = 200 * MEGABYTE
"""Bytes of a file that holds many issues."""
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z][\w.:-]{1,30})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096


class Shelf(Protocol):
    """Where files lie beside each other; names have forward slashes."""

    def names(self, folder: str) -> Sequence[str]:
        """Names of the files right in a folder, sorted; none where there is no such folder."""

    def read(self, name: str) -> bytes:
        """Content of a file; UsageError where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on disk; what leads out of `border` is not read."""

    path: Path
    border: Path

    def names(self, folder: str) -> Sequence[str]:
        """Names of the files right in a folder beneath it, sorted."""
        try:
            with os.scandir(self.path / folder) as entries:
                return sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except OSError:
            return ()

    def read(self, name: str) -> bytes:
        """Content of a file beneath it."""
        path = self.path / name
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.border)):
            raise UsageError(f"“{name}” leads out of the source")
        return read_bytes(path, LARGEST)


@dataclass(frozen=True, slots=True)
class Material:
    """A file as importers see it.

    Attributes
    ----------
    source
        Its name in reports.
    raw
        Its content.
    shelf, place
        Where it lies, and its name there.
    memo
        What was found in it, so that each importer need not look again.
    """

    source: str
    raw: bytes
    shelf: Shelf
    place: str
    memo: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def suffix(self) -> str:
        """Suffix of its name, in lower case."""
        return posixpath.splitext(self.place)[1].lower()

    @property
    def stem(self) -> str:
        """Its name without folder and suffix."""
        return posixpath.splitext(posixpath.basename(self.place))[0]

    @property
    def folder(self) -> str:
        """The folder that it lies in."""
        return posixpath.dirname(self.place)

    def decoded(self) -> Decoded:
        """Its text, whatever its encoding."""
        return decode(self.raw)

    def beside(self, folder: str) -> list[str]:
        """Names of the files in a folder beside it, with that folder."""
        return [posixpath.join(folder, name) for name in self.shelf.names(posixpath.join(self.folder, folder))]

    def read_beside(self, name: str) -> bytes:
        """Content of a file beside it."""
        return self.shelf.read(posixpath.join(self.folder, name))

    def passed(self, part: str, reason: str) -> Skipped:
        """A part of it that is no issue, for the report."""
        return Skipped(f"{self.source}#{part}" if part else self.source, None, None, reason)


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """Read a file whole.

    Looked at only once it is open: it may vanish, grow or become a pipe since it was listed.

    Raises
    ------
    UsageError
        It cannot be read, or is larger than `largest`; the message says why, without the path.
    """
    try:
        with open_ordinary(path) as file:
            raw = file.read(min(os.fstat(file.fileno()).st_size, largest) + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(raw) > largest:
        size = f"{largest // MEGABYTE} MB"
        raise UsageError(f"it is larger than {size}, the most that is read of one document; split it")
    return raw


def decode_markup(raw: bytes) -> Decoded:
    """Text of a page of HTML: the encoding that it declares, or the one that its bytes tell."""
    declared = _DECLARED.search(raw[:_DECLARED_WITHIN])
    if declared and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return Decoded(raw.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw)
