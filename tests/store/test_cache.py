"""The user's cache of vectors: kept at once, whole or not at all, never larger than it may be."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ArchiveError
from kg.resources import cache_folder
from kg.store import cache as module
from kg.store.cache import FILE, VectorCache


def _key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def _values(count: int, *, size: int = 100, first: int = 0) -> dict[bytes, bytes]:
    return {_key(n): n.to_bytes(4, "big") * (size // 4) for n in range(first, first + count)}


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "deep" / FILE)


def test_what_was_put_is_found_again_by_any_process(cache: VectorCache) -> None:
    values = _values(1200)
    cache.put("m", values)
    other = VectorCache(cache.path)
    assert other.get([*values, _key(9999)]) == values
    assert other.contents() == (module.Kept("m", 1200, 1200 * 100),)


def test_the_users_own_lies_in_the_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    assert VectorCache().path == cache_folder() / FILE == tmp_path / FILE
    assert (VectorCache().size(), VectorCache().contents()) == (0, ())
    assert not list(tmp_path.iterdir()), "looking makes no file"


def test_it_grows_no_larger_than_it_may(cache: VectorCache) -> None:
    cache.most_bytes = 200_000
    for first in range(0, 2500, 100):
        cache.put("m", _values(100, first=first))
        assert cache.size() <= cache.most_bytes
    newest = _values(100, first=2400)
    assert cache.get(list(newest)) == newest
    assert not cache.get([_key(0)])


def test_what_is_asked_for_stays_longest(cache: VectorCache, monkeypatch: pytest.MonkeyPatch) -> None:
    class Day:
        number = 1

        def toordinal(self) -> int:
            return Day.number

    monkeypatch.setattr(module, "date", type("D", (), {"today": staticmethod(Day)}))
    cache.put("m", _values(1000))
    cache.put("m", _values(1000, first=1000))
    Day.number = 2
    assert cache.get([_key(3)])
    gone = cache.prune(cache.size() // 2)
    assert gone >= 1000
    assert cache.get([_key(3)])
    assert not cache.get([_key(4)])
    cache.prune(0)
    assert cache.contents() == ()


def test_cleared_is_gone(cache: VectorCache) -> None:
    cache.put("m", _values(3))
    cache.clear()
    assert cache.size() == 0
    assert cache.get([_key(1)]) == {}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_damage_is_an_error_or_a_wrong_value(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("damage") / FILE
    values = _values(60)
    with VectorCache(path) as cache:
        cache.put("m", values)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 40))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content), len(content) // 2, 100, 0]))
    path.write_bytes(bytes(content[:cut]))
    with VectorCache(path) as cache:
        found = cache.get(list(values))
        assert found.items() <= values.items()
        cache.put("m", values)
        assert cache.get(list(values)) == values
        cache.prune(0)
        assert cache.contents() == ()


@pytest.mark.parametrize("content", [b"", b"no database " * 500, b"SQLite format 3\0" + bytes(4000)])
def test_another_file_is_thrown_away(cache: VectorCache, content: bytes) -> None:
    cache.path.parent.mkdir()
    cache.path.write_bytes(content)
    cache.put("m", _values(2))
    assert cache.get(list(_values(2))) == _values(2)


def test_a_table_of_another_shape_is_thrown_away(cache: VectorCache) -> None:
    cache.path.parent.mkdir()
    with sqlite3.connect(cache.path) as connection:
        connection.execute("CREATE TABLE made(x, used)")
    connection.close()
    assert cache.get([_key(1)]) == {}
    cache.put("m", _values(2))
    assert cache.get(list(_values(2))) == _values(2)


def test_a_full_disk_is_a_sentence_and_loses_nothing(cache: VectorCache) -> None:
    cache.put("m", _values(2))
    full = cache._open()
    full.execute(f"PRAGMA max_page_count = {full.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(ArchiveError, match=r"cannot be used \(database or disk is full\): free room there"):
        cache.put("m", _values(5000, first=10))
    assert cache.get(list(_values(2))) == _values(2)


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ArchiveError, match="KG_CACHE"):
        VectorCache(tmp_path / FILE).get([_key(1)])
    with pytest.raises(ArchiveError, match="no ordinary file"):
        VectorCache(tmp_path / FILE).contents()
    VectorCache(tmp_path / FILE).clear()
    assert VectorCache(tmp_path / FILE).get([_key(1)]) == {}
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="KG_CACHE"):
        VectorCache(tmp_path / "file" / FILE).put("m", _values(1))


_WRITER = """
import sys
from pathlib import Path
from kg.store.cache import VectorCache
first = int(sys.argv[2])
with VectorCache(Path(sys.argv[1])) as cache:
    for n in range(first, first + 30):
        cache.put("m", {n.to_bytes(16, "big"): bytes([n % 251]) * 800})
        assert cache.get([first.to_bytes(16, "big")])
        print(n, flush=True)
"""


def _writer(path: Path, first: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", _WRITER, str(path), str(first)], stdout=subprocess.PIPE, text=True)


def test_two_builds_at_once_lose_nothing(cache: VectorCache) -> None:
    writers = [_writer(cache.path, first) for first in (0, 1000)]
    assert [writer.wait() for writer in writers if writer.communicate()] == [0, 0]
    assert len(cache.get([_key(n) for n in (*range(30), *range(1000, 1030))])) == 60


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_kept_outlives_a_kill(cache: VectorCache) -> None:
    writer = _writer(cache.path, 0)
    assert writer.stdout is not None
    for _ in range(10):
        kept = int(writer.stdout.readline())
    os.kill(writer.pid, 9)
    writer.wait()
    writer.stdout.close()
    assert len(cache.get([_key(n) for n in range(kept + 1)])) == kept + 1
