"""A zip: its members are read in memory, each as the file that it is. Nothing is ever unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.read.importers.importer import Importer, Order, settle
from ingest.read.importers.material import LARGEST, LARGEST_EXPORT, MEGABYTE, Material
from ingest.read.importers.page import Page, Pages
from ingest.read.report import Skipped
from kg.errors import UsageError

_MOST_MEMBERS = 50_000


@dataclass(frozen=True, slots=True)
class _Zip:
    """A zip as a place where files lie."""

    file: zipfile.ZipFile
    members: tuple[str, ...]

    def names(self, folder: str) -> Sequence[str]:
        """Names of the members right in a folder, sorted."""
        return [posixpath.basename(name) for name in self.members if posixpath.dirname(name) == folder]

    def read(self, name: str) -> bytes:
        """Content of a member."""
        if name not in self.members:
            raise UsageError(f"“{name}” is not in the zip")
        try:
            with self.file.open(name) as member:
                raw = member.read(LARGEST + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            why = "it is locked with a password" if "password" in str(error) else "it is damaged"
            raise UsageError(f"“{name}” in the zip cannot be read: {why}") from error
        if len(raw) > LARGEST:
            raise UsageError(
                f"“{name}” in the zip is larger than {LARGEST // MEGABYTE} MB, the most that is read of one"
            )
        return raw


def read_zip(
    material: Material,
    find: Callable[[Material], Importer | None],
    suffixes: Collection[str],
    order: Order,
) -> Pages:
    """Read the members of a zip that hold issues.

    Parameters
    ----------
    find, suffixes, order
        What reads a file; suffixes of the files that may be read; which of several that say the same.

    Raises
    ------
    UsageError
        It is damaged, or what it holds is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(material.raw)) as file:
            return _Reading(material, *_opened(file, material), suffixes).pages(find, order)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UsageError("the zip is damaged or not complete; download it again") from error


@dataclass(slots=True)
class _Reading:
    """A zip while it is read: what it holds, and what of it is no issue."""

    material: Material
    shelf: _Zip
    passed: list[Skipped]
    suffixes: Collection[str]

    def pages(self, find: Callable[[Material], Importer | None], order: Order) -> Pages:
        """Pages of all members."""
        members = self._members()
        found = {name: find(member) for name, member in members.items()}
        kept, beside = settle(list(members), (), found.get, order)
        for name, reason in beside:
            self._pass(name, reason)
        self._count(name for name in kept if found[name] is None)
        pages = [page for name in kept for page in self._read(members[name], found[name])]
        return Pages(tuple(pages), tuple(self.passed))

    def _pass(self, name: str, reason: str) -> None:
        self.passed.append(self.material.passed(name, reason))

    def _members(self) -> dict[str, Material]:
        """Members that may be read."""
        members: dict[str, Material] = {}
        for name in self.shelf.members:
            member = Material(f"{self.material.source}#{name}", b"", self.shelf, name)
            if self._may_be_read(name):
                try:
                    members[name] = replace(member, raw=self.shelf.read(name))
                except UsageError as error:
                    self._pass(name, str(error))
        return members

    def _may_be_read(self, name: str) -> bool:
        """Whether a member's suffix is of a kind that is read; a zip in a zip is not."""
        suffix = posixpath.splitext(name)[1].lower()
        return suffix in self.suffixes and suffix != self.material.suffix

    def _count(self, unread: Iterable[str]) -> None:
        """Count what is of no kind that is read, by suffix."""
        names = [*unread, *(name for name in self.shelf.members if not self._may_be_read(name))]
        counts = Counter(posixpath.splitext(name)[1].lower() or "without a suffix" for name in names)
        if counts:
            counted = ", ".join(f"{count} {suffix}" for suffix, count in sorted(counts.items()))
            self._pass("", f"passed over in the zip: {counted}")

    def _read(self, member: Material, importer: Importer | None) -> list[Page]:
        """Pages of a member; one that cannot be read stops no other."""
        try:
            inner = importer.read(member) if importer is not None else Pages()
        except UsageError as error:
            self._pass(member.place, str(error))
            return []
        self.passed += inner.passed
        return [replace(page, part=_part(member.place, page.part)) for page in inner.pages]


def _part(name: str, part: str) -> str:
    """Name of a page in a zip: the member, and the part of it."""
    return f"{name}#{part}" if part else name


def _opened(file: zipfile.ZipFile, material: Material) -> tuple[_Zip, list[Skipped]]:
    """The members that are files and lie inside the zip, sorted; those whose names lead out of it."""
    infos = [info for info in file.infolist() if not info.is_dir()]
    if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > LARGEST_EXPORT:
        size = f"{LARGEST_EXPORT // MEGABYTE} MB or {_MOST_MEMBERS} files"
        raise UsageError(f"the zip holds more than {size} unpacked, the most that is read; take the pictures out of it")
    inside, passed = [], []
    for info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            passed.append(material.passed(info.filename, "its name leads out of the zip"))
        elif not any(part.startswith(".") or part == "__MACOSX" for part in parts):
            inside.append(info.filename)
    return _Zip(file, tuple(sorted(set(inside)))), passed
