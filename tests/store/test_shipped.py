"""The vectors that come with the program are those that the model gives for the sample newsletter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.build import build
from ingest.read.sources import collect
from kg.embed import open_encoder
from kg.embed.passages import passages_of
from kg.store import shipped
from kg.store.shipped import shipped_values
from kg.text.words import fingerprint
from tests.conftest import SAMPLE
from tests.sample_vectors import write_shipped


@pytest.fixture
def other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(shipped, "FILE", tmp_path / "vectors" / "some.npz")
    shipped._all.cache_clear()
    yield shipped.FILE
    shipped._all.cache_clear()


def test_the_sample_is_built_without_asking_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    asked: list[str] = []
    for side in ("encode_documents", "encode_queries"):
        monkeypatch.setattr(f"kg.embed.bundled.BundledEncoder.{side}", lambda self, texts, **_: asked.extend(texts))
    made = build([SAMPLE], tmp_path / "archive")
    assert (made.embedded, asked) == (0, []), "run `python -m tests.sample_vectors`"


def test_they_are_what_the_model_gives() -> None:
    encoder = open_encoder()
    texts = sorted({passage.text for issue in collect([SAMPLE]).issues for item in issue.items
                    for passage in passages_of(item)})  # fmt: skip
    some = random.Random(7).sample(texts, 12)
    keys = [bytes.fromhex(fingerprint("dense", encoder.fingerprint, text)) for text in some]
    found = shipped_values(keys)
    kept = np.stack([np.frombuffer(found[key], "<f2") for key in keys]).astype(np.float32)
    # Processors round otherwise, and what is rounded to eight bits then may jump by one step.
    assert (np.vecdot(kept, encoder.encode_documents(some)) > 0.999).all()


def test_what_is_written_is_read(other_file: Path) -> None:
    values = {bytes([number] * 16): bytes([number]) * (4 if number % 2 else 8) for number in range(1, 9)}
    write_shipped(values, other_file)
    assert shipped_values([*values, b"?" * 16]) == values
    first = other_file.read_bytes()
    write_shipped(dict(reversed(values.items())), other_file)
    assert other_file.read_bytes() == first


@pytest.mark.parametrize("content", [None, b"", b"no such thing"])
def test_without_the_file_the_model_is_asked(other_file: Path, content: bytes | None) -> None:
    if content is not None:
        other_file.parent.mkdir()
        other_file.write_bytes(content)
    assert shipped_values([b"?" * 16]) == {}
