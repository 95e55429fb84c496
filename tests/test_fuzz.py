"""Whatever is asked, only our own errors come of it; `python -m benchmarks.fuzz` tries the same for hours."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from benchmarks.fuzz import TARGETS, allow_ours
from ingest.build import build
from tests.conftest import SAMPLE
from tests.support import HashEncoder


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Three issues, asked with an encoder that costs nothing."""
    folder = tmp_path_factory.mktemp("fuzz")
    encoder = HashEncoder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build.open_encoder", lambda name=None: encoder)
        patch.setattr("kg.store.reader.open_encoder", lambda name=None: encoder)
        patch.setenv("KG_CACHE", str(folder / "cache"))
        build(sorted(SAMPLE.glob("*.md"))[:3], folder / "a")
        yield kg.open(folder / "a")


@pytest.mark.parametrize("name", TARGETS)
def test_only_our_own_errors(archive, name):
    @settings(max_examples=settings.default.max_examples, suppress_health_check=[HealthCheck.too_slow])
    @given(TARGETS[name].inputs)
    def ask(asked):
        allow_ours(TARGETS[name], archive, asked)

    ask()


@settings(max_examples=5)
@given(st.just(None))
def test_a_target_that_fails_is_seen(archive, nothing):
    with pytest.raises(ZeroDivisionError):
        allow_ours(type(TARGETS["names"])(st.none(), lambda archive, asked: 1 / 0), archive, None)
