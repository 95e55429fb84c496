"""The bundled weights as sentence-transformers loads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.embed import unpacked as encoder_unpacked
from kg.embed.bundled import BundledEncoder
from kg.embed.unpacked import unpacked_model
from kg.errors import ArchiveError
from tests.embed.texts import WEIGHTS, needs_wheel


@needs_wheel
@pytest.mark.slow
def test_damaged_model_is_made_again(cache: Path, large: BundledEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert WEIGHTS is not None
    monkeypatch.setenv("KG_CACHE", str(cache))
    folder = unpacked_model(WEIGHTS)
    assert folder.parent == cache
    before = (folder / "manifest.json").read_bytes()
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damage")
    assert unpacked_model(WEIGHTS) == folder
    assert encoder_unpacked._is_whole(folder)
    assert (folder / "manifest.json").read_bytes() == before
    (cache / ".making-killed").mkdir()
    unpacked_model(WEIGHTS)
    left = {path.name for path in cache.iterdir() if not path.name.endswith(".lock")}
    assert left == {folder.name}, "something was left behind"


@needs_wheel
def test_no_room_for_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert WEIGHTS is not None
    (tmp_path / "file").touch()
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file"))
    with pytest.raises(ArchiveError, match="KG_CACHE"):
        unpacked_model(WEIGHTS)


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert encoder_unpacked.cache_folder() == Path("/x/backissue")
    monkeypatch.setenv("KG_CACHE", "/y")
    assert encoder_unpacked.cache_folder() == Path("/y")
