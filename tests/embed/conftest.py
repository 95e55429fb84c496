"""The bundled model, shared by all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.embed.bundled import BundledEncoder
from tests.embed.texts import WEIGHTS


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of our own: the model is really made in these tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    assert WEIGHTS is not None
    return BundledEncoder(WEIGHTS)


@pytest.fixture(scope="session")
def large(cache: Path) -> BundledEncoder:
    """The bundled model after a large job: documents go through sentence-transformers."""
    assert WEIGHTS is not None
    encoder = BundledEncoder(WEIGHTS)
    _ = encoder._model
    return encoder
