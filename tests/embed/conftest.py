"""The bundled model, shared by all tests of this folder."""

from __future__ import annotations

import pytest

from kg.embed.bundled import BundledEncoder
from tests.embed.texts import WEIGHTS


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    assert WEIGHTS is not None
    return BundledEncoder(WEIGHTS)
