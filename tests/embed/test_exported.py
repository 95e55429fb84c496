"""The bundled weights as ONNX Runtime loads them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.embed import exported
from kg.embed.bundled import BundledEncoder
from kg.embed.exported import exported_model, exported_models
from kg.errors import ArchiveError
from tests.embed.texts import WEIGHTS, needs_wheel


@needs_wheel
def test_damaged_model_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert WEIGHTS is not None
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    (tmp_path / "former").mkdir()
    (tmp_path / "former" / "model.safetensors").touch()
    folder = exported_model(WEIGHTS)
    assert folder.parent == tmp_path
    assert [made.folder for made in exported_models()] == [folder]
    data = (folder / "model.data").read_bytes()
    with (folder / "model.data").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damage")
    assert not exported._is_whole(folder)
    (tmp_path / ".making-killed").mkdir()
    assert exported_model(WEIGHTS) == folder
    assert (folder / "model.data").read_bytes() == data, "the same weights give the same bytes"
    left = {path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")}
    assert left == {folder.name}, "something was left behind"
    os.utime(folder / "model.onnx")
    assert exported._is_whole(folder), "a copied folder has other times and the same content"


@needs_wheel
def test_no_room_for_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert WEIGHTS is not None
    (tmp_path / "file").touch()
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file"))
    with pytest.raises(ArchiveError, match="KG_CACHE"):
        exported_model(WEIGHTS)


@needs_wheel
def test_a_model_that_does_not_start_is_one_sentence(
    tmp_path: Path, bundled: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert WEIGHTS is not None
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    monkeypatch.setattr(exported, "exported_model", lambda weights: tmp_path)
    with pytest.raises(ArchiveError, match="does not start") as caught:
        BundledEncoder(WEIGHTS).encode_query("x")
    assert "\n" not in str(caught.value)


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert exported.cache_folder() == Path("/x/backissue")
    monkeypatch.setenv("KG_CACHE", "/y")
    assert exported.cache_folder() == Path("/y")
