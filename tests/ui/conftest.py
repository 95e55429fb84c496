"""The archive behind the pages that are run without a browser: built once."""

from __future__ import annotations

import shutil
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

import kg
from ingest.build import build
from tests.conftest import SAMPLE
from tests.support import HashEncoder


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once():
    """Each page that is run looks through all installed packages for components, which takes longer than the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def six_issues(tmp_path_factory):
    """Folder of an archive of six issues with their figures, enough for trends to be tested."""
    folder = tmp_path_factory.mktemp("pages")
    issues = folder / "issues"
    issues.mkdir()
    for path in [*sorted(SAMPLE.glob("*.md"))[:6], SAMPLE / "kg.toml"]:
        shutil.copy(path, issues)
    shutil.copytree(SAMPLE / "assets", issues / "assets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build.open_encoder", lambda name=None: HashEncoder())
        patch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("cache")))
        build([issues], folder / "archive")
    return folder / "archive"


@pytest.fixture(scope="session")
def opened(six_issues):
    """That archive, opened once."""
    return kg.open(six_issues)


@pytest.fixture
def archive(six_issues, opened, hash_model, tmp_path, monkeypatch):
    """That archive, as the app's own; decisions go to a file of the test, and none are allowed."""
    monkeypatch.setenv("KG_ARCHIVE", str(six_issues))
    monkeypatch.setenv("KG_CORRECTIONS", str(tmp_path / "corrections.toml"))
    monkeypatch.delenv("KG_ALLOW_EDITS", raising=False)
    return opened
