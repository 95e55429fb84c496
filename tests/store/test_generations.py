"""An archive folder keeps its promise: the old generation lives until the new one stands whole."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kg.errors import ArchiveError, BuildInProgress
from kg.store.generations import (
    DATABASE,
    build_lock,
    forget_old,
    generations_named,
    lease,
    live_generation,
    make_live,
    new_generation,
    sweep,
)
from kg.store.manifest import FORMAT, MANIFEST, Manifest, checksum, read_manifest, write_manifest


def _make(archive, name, content=b"one"):
    with new_generation(archive, name) as folder:
        (folder / DATABASE).write_bytes(content)
        sums = ((DATABASE, checksum(folder / DATABASE), len(content)),)
        write_manifest(folder, Manifest(FORMAT, "m", "f", 3, 1, 2, 3, 4, 5, sums))


def test_a_new_generation_goes_live(tmp_path):
    _make(tmp_path, "g-1")
    assert live_generation(tmp_path).name == "g-1"
    assert read_manifest(tmp_path / "g-1").items == 2
    _make(tmp_path, "g-2", b"two")
    assert live_generation(tmp_path).name == "g-2"
    _make(tmp_path, "g-3", b"three")
    forget_old(tmp_path)
    assert sorted(folder.name for folder in tmp_path.glob("g-*")) == ["g-2", "g-3"]


def test_a_failed_build_leaves_the_old_one(tmp_path):
    _make(tmp_path, "g-1")
    with pytest.raises(RuntimeError), new_generation(tmp_path, "g-2") as folder:
        (folder / DATABASE).write_bytes(b"half")
        raise RuntimeError
    assert live_generation(tmp_path).name == "g-1"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".building")] == []


def test_full_disk_is_one_sentence(tmp_path):
    _make(tmp_path, "g-1")
    with pytest.raises(ArchiveError, match="disk is full"), new_generation(tmp_path, "g-2"):
        raise OSError(28, "No space left on device")
    assert live_generation(tmp_path).name == "g-1"


def test_what_a_killed_build_left_is_swept(tmp_path):
    _make(tmp_path, "g-1")
    (tmp_path / ".building-g-9").mkdir()
    (tmp_path / ".building-g-9" / DATABASE).write_bytes(b"half")
    (tmp_path / ".removing-g-8").mkdir()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "g-1"]


def test_a_generation_of_a_name_that_stands_takes_a_number(tmp_path):
    """So that at every moment a whole one is there: the damaged one cannot be removed first."""
    _make(tmp_path, "g-1")
    _make(tmp_path, "g-1", b"again")
    _make(tmp_path, "g-10", b"another")
    assert live_generation(tmp_path).name == "g-10"
    _make(tmp_path, "g-1", b"and again")
    assert [folder.name for folder in generations_named(tmp_path, "g-1")] == ["g-1.2", "g-1.1", "g-1"]
    assert live_generation(tmp_path).name == "g-1.2"


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is a lease there")
def test_a_generation_that_is_held_stays(tmp_path):
    _make(tmp_path, "g-1")
    held = lease(tmp_path / "g-1")
    for name in ("g-2", "g-3", "g-4"):
        _make(tmp_path, name)
        forget_old(tmp_path)
    assert sorted(folder.name for folder in tmp_path.glob("g-*")) == ["g-1", "g-3", "g-4"]
    os.close(held)
    forget_old(tmp_path)
    assert sorted(folder.name for folder in tmp_path.glob("g-*")) == ["g-3", "g-4"]
    assert lease(tmp_path / "g-1") is None


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is a lease there")
def test_the_lease_of_a_reader_that_was_killed_is_free(tmp_path):
    _make(tmp_path, "g-1")
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from kg.store.generations import lease\n"
            "held = lease(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()",
            str(tmp_path / "g-1"),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline().strip() == "held"
    for name in ("g-2", "g-3"):
        _make(tmp_path, name)
    forget_old(tmp_path)
    assert (tmp_path / "g-1").exists()
    holder.kill()
    holder.wait()
    forget_old(tmp_path)
    assert not (tmp_path / "g-1").exists()


@pytest.mark.parametrize("damage", ["cut", "gone", "manifest"])
def test_damage_is_refused(tmp_path, damage):
    _make(tmp_path, "g-1")
    file = tmp_path / "g-1" / DATABASE
    if damage == "cut":
        file.write_bytes(b"o")
    elif damage == "gone":
        file.unlink()
    else:
        (tmp_path / "g-1" / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveError, match="kg build"):
        read_manifest(tmp_path / "g-1")


@pytest.mark.parametrize(
    "pointer", ["", "g-7", "../elsewhere", "g-1/..", "g-" + "x" * 5000, "g-\0", "g-1\\..", "\udc80"]
)
def test_current_may_not_point_anywhere(tmp_path, pointer):
    _make(tmp_path, "g-1")
    (tmp_path / "CURRENT").write_text(pointer, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ArchiveError, match="kg build"):
        live_generation(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pointer_that_is_a_pipe_is_not_waited_for(tmp_path):
    _make(tmp_path, "g-1")
    (tmp_path / "CURRENT").unlink()
    os.mkfifo(tmp_path / "CURRENT")
    with pytest.raises(ArchiveError, match=r"no ordinary file.*kg build"):
        live_generation(tmp_path)
    make_live(tmp_path, "g-1")
    assert live_generation(tmp_path) == tmp_path / "g-1"


@pytest.mark.parametrize("stands", ["folder", "link"])
def test_what_took_the_place_of_the_pointer_gives_way(tmp_path, stands):
    archive, other = tmp_path / "archive", tmp_path / "other" / "CURRENT"
    archive.mkdir()
    _make(archive, "g-1")
    (archive / "CURRENT").unlink()
    other.parent.mkdir()
    other.write_text("g-9\n")
    if stands == "folder":
        (archive / "CURRENT").mkdir()
        (archive / "CURRENT" / "x").write_text("x")
    else:
        (archive / "CURRENT").symlink_to(other)
    make_live(archive, "g-1")
    assert live_generation(archive) == archive / "g-1"
    assert other.read_text() == "g-9\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_leftovers_of_any_kind_are_swept(tmp_path):
    os.mkfifo(tmp_path / ".removing-g-1")
    (tmp_path / ".building-g-1").write_text("x")
    (tmp_path / ".building-g-2").symlink_to(tmp_path / "nowhere")
    (tmp_path / "vectors.cache.npz").mkdir()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_builds_at_once(tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from kg.store.generations import build_lock\n"
            "with build_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()",
            str(tmp_path),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline().strip() == "held"
    with pytest.raises(BuildInProgress, match="another build"), build_lock(tmp_path):
        pass
    holder.kill()
    holder.wait()
    with build_lock(tmp_path):
        pass  # the lock of a killed build is free
