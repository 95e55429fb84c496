"""An archive folder on disk: generations, the CURRENT file that names the live one, the build lock, readers' leases.

A build writes into a hidden folder, renames it to ``g-<hash>`` and then swaps CURRENT by rename. Killed at any moment
it leaves the old generation live and whole; what it left behind is swept away by the next build. A reader holds its
generation by a lease, and no build removes one that is held.

Which items the live generation has that the one before it had not is noted beside them (`Brought`): a generation is a
function of what was read, and must not know what stood there before.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex

from kg.errors import ArchiveError, BuildInProgress, KgError
from kg.files import NO_WAITING, read_ordinary, remove, replace_own
from kg.files import sweep as sweep_half_written
from kg.store.manifest import MANIFEST

DATABASE, VECTORS, SPACE, CURRENT, LOCK = "archive.db", "vectors.faiss", "space.npz", "CURRENT", "lock"
NEW = "new.json"
_NAME = re.compile(r"g-\w+")
_BUILDING, _REMOVING = ".building-", ".removing-"
_FORMER = ("vectors.cache.npz", "sparse.cache.npz")  # where earlier versions kept what the user's cache now holds


def live_generation(archive: Path) -> Path:
    """Folder of the live generation.

    Raises
    ------
    ArchiveError
        Where there is no archive yet, or CURRENT names nothing.
    """
    try:
        name = read_ordinary(archive / CURRENT).strip()
    except FileNotFoundError as error:
        raise ArchiveError(
            f"{archive}: there is no archive here; make one with `kg build SOURCE... --archive {archive}`"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ArchiveError(f"{archive / CURRENT}: cannot be read ({reason}); run `kg build` again") from error
    folder = archive / name
    try:
        stands = name.startswith("g-") and "/" not in name and "\\" not in name and folder.is_dir()
    except OSError:  # a name that is too long for a file
        stands = False
    if not stands:
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
    from filelock import FileLock, Timeout  # readers, who are many, need no import of it

    lock = FileLock(archive / LOCK)
    try:
        archive.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BuildInProgress(f"{archive}: another build is at work here; wait until it ends") from error
    except OSError as error:
        reason = error.strerror or error
        where = error.filename or archive
        raise ArchiveError(f"{where}: cannot be written ({reason}); choose another --archive") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def new_generation(archive: Path, name: str) -> Iterator[Path]:
    """Give a folder to write a generation into; make it live when the block ends well, remove it otherwise.

    Where a generation of that name stands already (damaged, or there would be no need of another), the new one takes
    the name with a number: nothing that stands is removed before CURRENT leads elsewhere.

    Raises
    ------
    ArchiveError
        Where the disk is full or the folder cannot be written; the old generation stays live.
    """
    workspace = archive / f"{_BUILDING}{name}"
    try:
        workspace.mkdir()
        yield workspace
        for file in workspace.iterdir():
            _sync(file)
        target = _free_name(archive, name)
        os.replace(workspace, target)
        try:
            make_live(archive, target.name)
        except KgError:
            shutil.rmtree(target, ignore_errors=True)
            raise
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise ArchiveError(f"{archive}: the disk is full; the archive is as it was before") from error
        raise ArchiveError(f"{archive}: cannot be written ({error}); the archive is as it was before") from error
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def generations_named(archive: Path, name: str) -> list[Path]:
    """Folders of the generation of that name, the youngest first: more than one where it was damaged and made again."""
    found = [folder for folder in archive.glob(f"{name}*") if folder.name == name or _number(folder, name)]
    return sorted(found, key=lambda folder: _number(folder, name), reverse=True)


def _number(folder: Path, name: str) -> int:
    """The number behind a generation's name, 0 where there is none."""
    number = folder.name.removeprefix(f"{name}.")
    return int(number) if number.isdecimal() else 0


def _free_name(archive: Path, name: str) -> Path:
    """Where a generation of that name can be put."""
    standing = generations_named(archive, name)
    return archive / (f"{name}.{_number(standing[0], name) + 1}" if standing else name)


def make_live(archive: Path, name: str) -> None:
    """Let CURRENT name this generation.

    Raises
    ------
    UsageError
        Where it cannot be written; it names what it named before.
    """
    replace_own(archive / CURRENT, name + "\n")


@dataclass(frozen=True, slots=True)
class Brought:
    """What the last build that brought anything brought.

    Attributes
    ----------
    generation
        The live one, without the number that one made again has: it holds the same.
    before
        The one that was live before that build, None where there was none.
    items
        Ids of the items that were not in that one, in the archive's order; None for all.
    """

    generation: str
    before: str | None
    items: tuple[str, ...] | None


def plain_name(name: str) -> str:
    """The name of a generation without the number that one made again has."""
    return name.partition(".")[0]


def read_brought(archive: Path) -> Brought | None:
    """What is noted of the last build that brought anything; None where nothing is, or nothing that can be read."""
    try:
        noted = json.loads(read_ordinary(archive / NEW))
        generation, before, items = noted["generation"], noted["before"], noted["items"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    named = all(_NAME.fullmatch(str(name)) for name in (generation, before) if name is not None)
    listed = items is None or (isinstance(items, list) and all(isinstance(item, str) for item in items))
    if generation is None or not named or not listed:
        return None
    return Brought(generation, before, None if items is None else tuple(items))


def write_brought(archive: Path, brought: Brought) -> None:
    """Note what a build brought.

    Raises
    ------
    UsageError
        Where it cannot be written; what was noted before stands.
    """
    replace_own(archive / NEW, json.dumps(asdict(brought), ensure_ascii=False) + "\n")


def sweep(archive: Path) -> None:
    """Remove what killed builds left behind; for those who hold the lock."""
    for leftover in (*archive.glob(f"{_BUILDING}*"), *archive.glob(f"{_REMOVING}*")):
        remove(leftover)
    for former in _FORMER:
        remove(archive / former)
    sweep_half_written(archive)


def forget_old(archive: Path) -> None:
    """Remove all generations that no reader holds, but the live one and the youngest before it."""
    live = live_generation(archive)
    others = [folder for folder in archive.glob("g-*") if folder.is_dir() and folder != live]
    others.sort(key=_age, reverse=True)
    for folder in others[1:]:
        with _exclusive(folder) as free:
            if free:
                gone = archive / f"{_REMOVING}{folder.name}-{token_hex(4)}"
                with suppress(OSError):  # one that is open on Windows cannot be renamed
                    os.rename(folder, gone)
                    shutil.rmtree(gone, ignore_errors=True)


def _age(folder: Path) -> int:
    """When a generation was built; 0 where that cannot be told."""
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


def _sync(path: Path) -> None:
    """Bring a file's content to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


# Leases

if sys.platform == "win32":

    @contextmanager
    def _exclusive(folder: Path) -> Iterator[bool]:
        """Always free: a folder with a file that is open cannot be renamed there."""
        yield True

    def _share(descriptor: int) -> bool:
        """An open file is a lease there."""
        return True

else:
    import fcntl

    @contextmanager
    def _exclusive(folder: Path) -> Iterator[bool]:
        """Whether no reader holds a generation; while the block runs, none can take it."""
        try:
            descriptor = os.open(folder / MANIFEST, os.O_RDONLY | NO_WAITING)
        except OSError:
            yield True  # without a manifest no reader can have opened it
            return
        try:
            yield _locked(descriptor, fcntl.LOCK_EX)
        finally:
            os.close(descriptor)

    def _share(descriptor: int) -> bool:
        """Take a lease, unless the generation is being removed."""
        return _locked(descriptor, fcntl.LOCK_SH)

    def _locked(descriptor: int, how: int) -> bool:
        """Lock without waiting."""
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system that knows no locks; then there are no leases
            return True
        return True


def lease(folder: Path) -> int | None:
    """Hold a generation so that no build removes it: a descriptor to close in the end, None where it is gone."""
    try:
        descriptor = os.open(folder / MANIFEST, os.O_RDONLY | NO_WAITING)
    except OSError:
        return None
    try:
        # It may have been renamed away between the opening and the lock.
        if _share(descriptor) and os.path.samestat(os.fstat(descriptor), os.stat(folder / MANIFEST)):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None
