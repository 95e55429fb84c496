"""Archives that tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

import kg
from tests.support import HashEncoder

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
SHARED = ROOT.parent / "shared"

# The same examples in every run, so that a change is judged by what it changes; to look for more with chance on one's
# side: pytest --hypothesis-profile=search.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2_000, deadline=None)
settings.load_profile("same")

# A test never asks a hub for a model; the archive of whoever runs the tests is not theirs to see.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.pop("KG_ARCHIVE", None)
os.environ.pop("KG_CORRECTIONS", None)
os.environ.pop("KG_SEARCHES", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests, the longest file, begin first, so that nobody waits for them in the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def shared(*parts: str) -> Path:
    """A path in the labelled collection; the test is skipped where it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {path.name} of the labelled collection, which is not part of the project")
    return path


@pytest.fixture(scope="session", autouse=True)
def _widths() -> None:
    """Help texts wrap alike everywhere."""
    os.environ["COLUMNS"] = "100"


@pytest.fixture
def hash_model(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> HashEncoder:
    """Let builds and archives use an encoder without a model, and a cache of the test's own; returns the encoder."""
    encoder = HashEncoder()
    monkeypatch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setattr("ingest.build.open_encoder", lambda name=None: encoder)
    monkeypatch.setattr("kg.store.reader.open_encoder", lambda name=None: encoder)
    return encoder


def _built(source: Path, folder: Path, request: pytest.FixtureRequest) -> Path:
    """Build with the bundled model; what a former run of the tests embedded is in the user's cache."""
    from ingest.build import build

    with FileLock(Path(request.config.cache.mkdir("vectors")) / "lock"):  # two at once would embed everything twice
        build([source], folder)
    return folder


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Folder of the sample newsletter's archive, built with the bundled model."""
    return _built(SAMPLE, tmp_path_factory.mktemp("sample") / "archive", request)


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> kg.archive.Archive:
    """The sample newsletter's archive."""
    return kg.open(sample_folder)


@pytest.fixture(scope="session")
def leotalk(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> kg.archive.Archive:
    """The archive of the labelled newsletter, built with the bundled model."""
    source = shared("archives", "leotalk", "_posts")
    return kg.open(_built(source, tmp_path_factory.mktemp("leotalk") / "archive", request))
