"""The bundled model, shared by all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.embed.bundled import BundledEncoder
from tests.embed.texts import WEIGHTS


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder of our own, for whoever sets KG_CACHE to it: the model is really made in these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    assert WEIGHTS is not None
    return BundledEncoder(WEIGHTS)


@pytest.fixture(scope="session")
def large(cache: Path) -> BundledEncoder:
    """The bundled model after a large job: documents go through sentence-transformers."""
    assert WEIGHTS is not None
    encoder = BundledEncoder(WEIGHTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(cache))
        _ = encoder._model
    return encoder
