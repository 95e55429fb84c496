"""An archive folder on disk: generations, the CURRENT file that names the live one, manifests, the build lock.

A build writes into a hidden folder, renames it to ``g-<hash>`` and then swaps CURRENT by rename. Killed at any moment
it leaves the old generation live and whole; what it left behind is swept away by the next build.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from kg.errors import ArchiveError, BuildInProgress

DATABASE, VECTORS, MANIFEST, CURRENT, LOCK = "archive.db", "vectors.faiss", "manifest.json", "CURRENT", "lock"
SPACE, FEATURES = "space.npz", "features.npz"
FORMAT = 3


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
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into a generation's folder."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest and check that its files are there with their sizes.

    Raises
    ------
    ArchiveError
        Where the manifest is missing, malformed, of another format, or a file is missing or cut short.
    """
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        values["checksums"] = tuple((str(a), str(b), int(c)) for a, b, c in values["checksums"])
        manifest = Manifest(**values)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ArchiveError(f"{folder}: the manifest is missing or damaged; run `kg build` again") from error
    if manifest.format != FORMAT:
        raise ArchiveError(
            f"{folder}: this archive has format {manifest.format}, this version reads {FORMAT}; run `kg build` again"
        )
    for name, _, size in manifest.checksums:
        file = folder / name
        if not file.is_file() or file.stat().st_size != size:
            raise ArchiveError(f"{file}: missing or cut short; run `kg build` again")
    return manifest


def live_generation(archive: Path) -> Path:
    """Folder of the live generation.

    Raises
    ------
    ArchiveError
        Where there is no archive yet, or CURRENT names nothing.
    """
    try:
        name = (archive / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(
            f"{archive}: there is no archive here; make one with `kg build SOURCE... --archive {archive}`"
        ) from error
    folder = archive / name
    if not name.startswith("g-") or "/" in name or not folder.is_dir():
        raise ArchiveError(f"{archive}: CURRENT names a generation that is not there; run `kg build` again")
    return folder


@contextmanager
def build_lock(archive: Path) -> Iterator[None]:
    """Hold the archive for one build; the operating system frees it when the process dies.

    Raises
    ------
    BuildInProgress
        Where another build holds it.
    ArchiveError
        Where the folder cannot be written.
    """
    try:
        archive.mkdir(parents=True, exist_ok=True)
        stream = (archive / LOCK).open("a+b")
    except OSError as error:
        raise ArchiveError(f"{archive}: cannot be written ({error.strerror}); choose another --archive") from error
    with stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            raise BuildInProgress(f"{archive}: another build is at work here; wait until it ends") from error
        yield


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        """Lock without waiting."""
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        """Lock without waiting."""
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def new_generation(archive: Path, name: str) -> Iterator[Path]:
    """Give a folder to write a generation into; make it live when the block ends well, remove it otherwise.

    Raises
    ------
    ArchiveError
        Where the disk is full or the folder cannot be written; the old generation stays live.
    """
    sweep(archive)
    workspace = archive / f".building-{name}"
    try:
        workspace.mkdir()
        yield workspace
        for file in workspace.iterdir():
            _sync(file)
        target = archive / name
        if target.exists():
            shutil.rmtree(target)
        os.replace(workspace, target)
        make_live(archive, name)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise ArchiveError(f"{archive}: the disk is full; the archive is as it was before") from error
        raise ArchiveError(f"{archive}: cannot be written ({error}); the archive is as it was before") from error
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
    _forget_old(archive, name)


def make_live(archive: Path, name: str) -> None:
    """Let CURRENT name this generation."""
    pointer = archive / f".{CURRENT}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync(pointer)
    os.replace(pointer, archive / CURRENT)


def sweep(archive: Path) -> None:
    """Remove what killed builds left behind."""
    for leftover in archive.glob(".building-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _sync(path: Path) -> None:
    """Bring a file's content to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _forget_old(archive: Path, live: str) -> None:
    """Remove all generations but the live one and the youngest before it, which a reader may just be opening."""
    others = [folder for folder in archive.glob("g-*") if folder.is_dir() and folder.name != live]
    others.sort(key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in others[1:]:
        with suppress(OSError):
            shutil.rmtree(folder)
