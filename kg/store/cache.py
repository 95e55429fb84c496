"""What models made before, for all archives of one user: an unchanged text is never embedded twice.

One SQLite file in the user's cache folder, by model and text. What is made is kept as it is made, so that a build that
is killed loses a second's work. Every row has a checksum; what is damaged is thrown away and made anew. Several builds
may use it at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from filelock import FileLock

from kg.errors import ArchiveError
from kg.files import remove
from kg.resources import cache_folder

FILE = "vectors-1.db"
"""Another number where rows are kept in another form."""
MOST_BYTES = 2 << 30
"""What the cache may take on the disk; beyond, what has not been asked for the longest goes."""
_SPARED = 0.9  # of the limit: what is left when room is made, so that it is not made at every write
_PATIENCE = 60.0  # seconds to wait for another build's write
_AT_ONCE = 500  # keys a question
_WAY_OUT = "free room there, remove the file, or point $KG_CACHE at another folder"

# The ordinary journal: SQLite's other one wants more than network folders give.
_SCHEMA = """
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE IF NOT EXISTS made(
    key BLOB UNIQUE NOT NULL, model TEXT NOT NULL, value BLOB NOT NULL, checksum INTEGER NOT NULL,
    used INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS made_used ON made(used);
"""
# What is wrong with the machine, not with the file: rights, room, another process. All else means damage.
_OUTER = frozenset({
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOLFS,
})  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache holds of one model: number of vectors, and their bytes without what SQLite adds."""

    model: str
    vectors: int
    bytes: int


class VectorCache:
    """The cache file; opened when first asked.

    Parameters
    ----------
    path
        Where it lies; None for the user's own.
    most_bytes
        What it may take on the disk.

    Raises
    ------
    ArchiveError
        By every member, where the file cannot be read or written, a full disk included.
    """

    def __init__(self, path: Path | None = None, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path or cache_folder() / FILE
        self.most_bytes = most_bytes
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let the file go; it is opened again when asked."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> VectorCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Values

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Values of those keys that are there and whole; they count as asked for today."""
        found: dict[bytes, bytes] = {}
        today = date.today().toordinal()
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            where = f"WHERE key IN ({','.join('?' * len(some))})"
            rows = self._rows(f"SELECT key, value, checksum, used FROM made {where}", some)
            # The checksum covers the key: a damaged index may lead to another text's vector.
            found |= {key: value for key, value, checksum, _ in rows if _checksum(key, value) == checksum}
            if any(used != today for *_, used in rows):
                self._write(f"UPDATE made SET used = ? {where}", [(today, *some)])
        return found

    def put(self, model: str, values: Mapping[bytes, bytes]) -> None:
        """Keep values; where the file grows too large, those not asked for the longest go."""
        today = date.today().toordinal()
        rows = [(key, model, value, _checksum(key, value), today) for key, value in values.items()]
        self._write("INSERT OR REPLACE INTO made VALUES (?,?,?,?,?)", rows)
        if self.size() > self.most_bytes:
            self.prune(round(self.most_bytes * _SPARED))

    # Room

    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def contents(self) -> tuple[Kept, ...]:
        """What it holds, by model."""
        if not self.path.exists():
            return ()
        rows = self._rows("SELECT model, count(*), sum(length(value)) FROM made GROUP BY model ORDER BY model")
        return tuple(Kept(*row) for row in rows)

    def prune(self, most_bytes: int) -> int:
        """Let go what has not been asked for the longest until the file is no larger; returns how many vectors went."""
        gone = 0
        while (size := self.size()) > most_bytes and (count := self._count()):
            some = max(1, min(count, round(count * (1 - most_bytes / size))))
            oldest = "SELECT rowid FROM made ORDER BY used, rowid LIMIT ?"
            self._write(f"DELETE FROM made WHERE rowid IN ({oldest})", [(some,)])
            self._tried(lambda connection: connection.executescript("PRAGMA incremental_vacuum"))
            gone += some
            if self._count() >= count:  # nothing could be removed: the file is damaged, though SQLite does not say so
                self.clear()
        return gone

    def _count(self) -> int:
        """How many vectors there are."""
        return int(self._rows("SELECT count(*) FROM made")[0][0])

    def clear(self) -> None:
        """Remove the file."""
        self.close()
        try:
            with self._alone():
                self._remove()
            if self.path.exists():
                raise OSError("is the folder read-only?")
        except OSError as error:
            raise ArchiveError(f"{self.path}: the cache of vectors cannot be removed ({error})") from error

    # The file

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question."""
        return self._tried(lambda connection: connection.execute(sql, values).fetchall())

    def _write(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Change the file, in one transaction."""

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany(sql, rows)

        self._tried(write)

    def _tried(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work with the file; where that is damaged, with a new one."""
        try:
            try:
                return work(self._open())
            except sqlite3.Error as error:
                if _is_outer(error):
                    raise
                self._discard()
                return work(self._open())
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise ArchiveError(f"{self.path}: the cache of vectors cannot be used ({error}): {_WAY_OUT}") from error

    def _open(self) -> sqlite3.Connection:
        """The connection, made now if there is none."""
        if self._connection is None:
            if self.path.exists() and not self.path.is_file():
                raise OSError("it is no ordinary file")
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_PATIENCE)
            try:
                connection.executescript(_SCHEMA)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _discard(self) -> None:
        """Remove the damaged file, unless another process has done so and made a new one."""
        self.close()
        with self._alone():
            if not _is_sound(self.path):
                self._remove()

    def _remove(self) -> None:
        """Remove the file, and what SQLite notes beside it before it changes it."""
        remove(self.path)
        remove(self.path.with_name(self.path.name + "-journal"))

    def _alone(self) -> FileLock:
        """Hold the right to remove the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=_PATIENCE)


def _checksum(key: object, value: object) -> int:
    """CRC-32 of a row; -1, which none has, where it is no row of ours."""
    return crc32(value, crc32(key)) if isinstance(key, bytes) and isinstance(value, bytes) else -1


def _is_outer(error: sqlite3.Error) -> bool:
    """Whether the file may be sound and the trouble lies elsewhere."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _OUTER


def _is_sound(path: Path) -> bool:
    """Whether SQLite finds the file to be one of its own, and whole."""
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
            connection.execute("SELECT key, model, value, checksum, used FROM made LIMIT 1")
            return bool(connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.Error:
        return False
