"""The tiny archive, opened once for all tests of this folder."""

from __future__ import annotations

import pytest

from kg.store.reader import Reader
from tests.store.archives import tiny_archive


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Eight invented items in three issues."""
    return tiny_archive(tmp_path_factory.mktemp("tiny") / "archive")
