"""Files: written so that a kill, a full disk or an error leaves the old one or the new one; read or refused."""

from __future__ import annotations

import errno
import glob
import io
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import ArchiveError, ConfigError, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALF_WRITTEN = ".kg-new"
NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""How to open what may be a pipe that nobody writes to: opening it would wait for ever."""
_LONGEST_NAME, _RANDOM_BYTES = 50, 6  # characters, of up to four bytes each: a name may have 255


@contextmanager
def replacing(path: Path | str, *, binary: bool = False) -> Iterator[IO[Any]]:
    """A stream to write a file's new content to; the file is replaced when the block ends well, and untouched else.

    The folder is made where it is missing; a link keeps leading to the file that is replaced; its permissions stay.
    A device or a pipe, which cannot be replaced, is written to as it is.

    Parameters
    ----------
    binary
        Bytes are written, not text; text is written in UTF-8 and keeps the line ends that it has.

    Raises
    ------
    UsageError
        Where the disk is full or the file cannot be written; what stood there stands.
    """
    mode = "b" if binary else ""
    options: dict[str, Any] = {} if binary else {"encoding": "utf-8", "newline": ""}
    half: Path | None = None
    try:
        target = Path(os.path.realpath(path))
        # Where standard output is a pipe, the real path of /dev/stdout leads nowhere.
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w" + mode, **options) as stream:
                yield stream
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(_RANDOM_BYTES)}{_HALF_WRITTEN}")
        with open(half, "x" + mode, **options) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            os.chmod(half, target.stat().st_mode & 0o777)
        os.replace(half, target)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror or error}); what stood there before stands"
        ) from error
    finally:
        if half is not None:
            with suppress(OSError):
                half.unlink()


def replace_text(path: Path | str, text: str) -> None:
    """Put a text in place of a file's content; see `replacing`."""
    with replacing(path) as stream:
        stream.write(text)


def replace_own(path: Path, text: str) -> None:
    """Put a text in place of a file that is the program's alone, as `replace_text`, whatever took that file's place.

    A pipe would be waited for, a link would lead to what belongs to others, and a folder cannot be replaced.
    """
    with suppress(OSError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            remove(path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(f"{path}: is no ordinary file and cannot be removed; remove it")
    replace_text(path, text)


def remove(path: Path) -> None:
    """Remove whatever stands there, as far as that can be done; `shutil.rmtree` alone waits for a pipe."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def sweep(folder: Path, name: str = "") -> None:
    """Remove what killed writers left half written in a folder, or of one file in it; for those who hold its lock."""
    of_file = f"{glob.escape(name[:_LONGEST_NAME])}.{'[0-9a-f]' * 2 * _RANDOM_BYTES}" if name else "*"
    for half in folder.glob(f".{of_file}{_HALF_WRITTEN}"):
        with suppress(OSError):
            half.unlink()


PATIENCE = 10.0
"""Seconds to wait for another who changes a file; a write takes some milliseconds."""


@contextmanager
def held(path: Path) -> Iterator[Path]:
    """The real file that people keep, held against all others who change it.

    What a killed one of them left half written goes. The system frees the lock of a process that dies. Its file stays,
    for whoever waits for it has it open.

    Raises
    ------
    ConfigError
        Where it cannot be held.
    """
    from filelock import FileLock, Timeout

    try:
        target = Path(os.path.realpath(path))  # two ways to one file share a lock
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_name(f".{target.name[:80]}.lock"), timeout=PATIENCE, mode=0o666, poll_interval=0.01)
        lock.acquire()
    except Timeout as error:
        said = f"others have been writing to it for {PATIENCE:.0f} seconds; nothing was changed, try again later"
        raise ConfigError(path, said) from error
    except (OSError, ValueError) as error:
        raise ConfigError(path, f"cannot be changed: {cause(error)}; nothing was changed") from error
    try:
        sweep(target.parent, target.name)
        yield target
    finally:
        lock.release()


def cause(error: Exception) -> str:
    """What the system says is wrong, with the path where it names one."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.strerror} ({error.filename})" if error.filename else error.strerror


def open_ordinary(path: Path | str) -> BufferedReader:
    """Open a file to read its bytes; a pipe, a device or a folder in its place is refused, not waited for.

    Raises
    ------
    OSError
        Where it is missing, unreadable, or no ordinary file.
    """
    stream = open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_WAITING))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    return stream


def read_ordinary(path: Path | str) -> str:
    """The text in UTF-8 of a file as `open_ordinary` opens it.

    Raises
    ------
    OSError, UnicodeDecodeError
        Where it cannot be read, or is no text.
    """
    with open_ordinary(path) as stream:
        return stream.read().decode("utf-8")


def read_learned(path: Path, *, longest: int) -> dict[str, NDArray[Any]] | None:
    """Arrays that an owner's decisions have taught, by name; None where there is no such file.

    Parameters
    ----------
    longest
        Bytes that are read at most; a longer file is cut, and so none.

    Raises
    ------
    OSError, ValueError, EOFError, zipfile.BadZipFile
        Where it cannot be read, or is no such file.
    """
    import numpy as np

    try:
        with open_ordinary(path) as stream:
            raw = stream.read(longest + 1)
    except FileNotFoundError:
        return None
    with np.load(io.BytesIO(raw), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def write_learned(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays as `read_learned` reads them; the same give the same file.

    Raises
    ------
    UsageError
        Where it cannot be written; what stood there stands.
    """
    import numpy as np

    file = io.BytesIO()
    given: Any = arrays
    np.savez_compressed(file, **given)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, binary=True) as stream:
        stream.write(file.getvalue())


def load_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """All arrays of an ``.npz`` file of an archive, by name.

    Raises
    ------
    ArchiveError
        Where the file is missing or damaged.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    # zipfile, zlib and numpy's own header have a dozen ways to say that a file is damaged.
    except Exception as error:
        raise ArchiveError(f"{path} is missing or damaged: build the archive again with `kg build`.") from error
