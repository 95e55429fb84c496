"""Whatever is written into a file of corrections, or stands there: it holds, or it is refused and nothing changes."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from kg.corrections.correction import Correction
from tests.corrections.strategies import (
    ANY_CORRECTION,
    ANY_FILE,
    WELL_FORMED,
    check_file,
    check_replayed,
    check_written,
)


@given(st.lists(ANY_CORRECTION, min_size=1, max_size=4))
def test_any_correction_is_written_and_read_back_or_refused(corrections: list[Correction]) -> None:
    event(f"written: {check_written(corrections)}")


@given(ANY_FILE)
def test_any_file_is_read_or_refused_and_keeps_its_bytes(raw: bytes) -> None:
    event(f"read: {check_file(raw)}")


@given(st.lists(WELL_FORMED, max_size=8))
def test_what_can_be_written_can_be_replayed(corrections: list[Correction]) -> None:
    event(f"replayed: {check_replayed(corrections)}")
