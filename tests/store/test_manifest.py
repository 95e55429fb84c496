"""Whatever happened to a file of a generation is noticed when it is opened."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ArchiveError
from kg.store import manifest as module
from kg.store.generations import lease
from kg.store.manifest import (
    FORMAT,
    MANIFEST,
    STAMPS,
    Manifest,
    checksum,
    damaged_files,
    read_manifest,
    write_manifest,
)

_FILES = {"a.db": b"rows " * 40, "b.faiss": bytes(range(200))}


def _generation(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in _FILES.items():
        (folder / name).write_bytes(content)
    sums = tuple((name, checksum(folder / name), len(content)) for name, content in _FILES.items())
    write_manifest(folder, Manifest(FORMAT, "模型", "f", 3, 1, 2, 3, 4, 5, sums))
    return folder


def _count_checksums(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []

    def counted(path: Path) -> str:
        read.append(path.name)
        return checksum(path)

    monkeypatch.setattr(module, "checksum", counted)
    return read


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*_FILES, MANIFEST, STAMPS]), st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: int, change: int
) -> None:
    folder = _generation(tmp_path_factory.mktemp("g"))
    before = read_manifest(folder)
    content = bytearray((folder / name).read_bytes())
    content[place % len(content)] ^= change
    (folder / name).write_bytes(content)
    try:
        manifest = read_manifest(folder)
    except ArchiveError as error:
        assert "kg build" in str(error)
    else:
        assert manifest == before
        assert name not in _FILES
    if name in _FILES:
        assert list(damaged_files(folder, before)) == [name]


def test_what_was_compared_is_not_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _generation(tmp_path / "g")
    read = _count_checksums(monkeypatch)
    read_manifest(folder)
    assert read == [], "who wrote the files knows them"
    moved = folder.rename(tmp_path / "moved")
    read_manifest(moved)
    assert read == [], "the files are the same under another folder's name"
    (moved / "a.db").touch()
    read_manifest(moved)
    assert sorted(read) == sorted(_FILES)
    read_manifest(moved)
    assert len(read) == len(_FILES)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_archive_can_be_read(tmp_path: Path) -> None:
    folder = _generation(tmp_path / "g")
    (folder / STAMPS).unlink()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert read_manifest(folder).items == 2
    folder.chmod(stat.S_IRWXU)


@pytest.mark.parametrize("name", list(_FILES))
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = _generation(tmp_path / "g")
    (folder / name).unlink()
    with pytest.raises(ArchiveError, match=rf"{name}: missing or unreadable; run `kg build` again"):
        read_manifest(folder)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"checksums": 3}', "[" * 100_000, '{"format": 3}', "\ufeff{"]
)
def test_no_manifest_is_a_sentence(tmp_path: Path, text: str) -> None:
    folder = _generation(tmp_path / "g")
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ArchiveError, match="manifest is missing or damaged; run `kg build` again"):
        read_manifest(folder)


def test_another_format_is_named(tmp_path: Path) -> None:
    folder = _generation(tmp_path / "g")
    write_manifest(folder, Manifest(FORMAT + 1, "m", "f", 3, 1, 2, 3, 4, 5, ()))
    with pytest.raises(ArchiveError, match=f"has format {FORMAT + 1}"):
        read_manifest(folder)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize("put", [_pipe, _endless, Path.mkdir])
@pytest.mark.parametrize("name", [*_FILES, MANIFEST, STAMPS])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, name: str, put: Callable[[Path], None]) -> None:
    folder = _generation(tmp_path / "g-1")
    manifest = read_manifest(folder)
    (folder / name).unlink()
    put(folder / name)
    held = lease(folder)
    if held is not None:
        os.close(held)
    if name == STAMPS:  # they are a shortcut that one can do without
        assert read_manifest(folder) == manifest
        return
    with pytest.raises(ArchiveError, match="kg build"):
        read_manifest(folder)
    if name != MANIFEST:
        with pytest.raises(ArchiveError, match="kg build"):
            list(damaged_files(folder, manifest))


def test_a_model_that_is_no_name_is_a_sentence(tmp_path: Path) -> None:
    folder = _generation(tmp_path / "g-1")
    values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**values, "digest": None, "model": ["x"]}), encoding="utf-8")
    with pytest.raises(ArchiveError, match="kg build"):
        read_manifest(folder)


@pytest.mark.parametrize(
    "row",
    ['["../g-2/a.db", "", 1]', '["a\\u0000", "", 1]', '["", "", 1]', '["a.db", "", 1e999]', '["a.db", "", NaN]', "1"],
)
def test_a_manifest_that_somebody_made_up_is_a_sentence(tmp_path: Path, row: str) -> None:
    folder = _generation(tmp_path / "g-1")
    values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    made_up = json.dumps({**values, "digest": None, "checksums": ["ROW"]}).replace('"ROW"', row)
    (folder / MANIFEST).write_text(made_up, encoding="utf-8")
    with pytest.raises(ArchiveError, match="kg build"):
        read_manifest(folder)
