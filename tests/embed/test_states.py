"""Pieces of a text know where they stand in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.embed.states import PieceStates, open_states
from tests.embed.texts import TEXTS, needs_wheel

pytestmark = needs_wheel
MIXED = "美团开源LongCat-Flash，超GPT‑5.1；o4-mini—citing Drive, Gmail"


@pytest.fixture(scope="module")
def states() -> PieceStates:
    found = open_states()
    assert found is not None
    return found


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.text("饕餮龘🦎 ①ﷺ～é\u0301가ｶﾞ<s>/\x00\x85\u200d\u2581", max_size=30)
    | st.lists(st.sampled_from([*TEXTS, MIXED, "人工智能", "GPT-5.1", " ", "，", "\n"]), max_size=8).map("".join)
)
def test_pieces_stand_in_order_and_leave_no_letter_out(states: PieceStates, text: str) -> None:
    pieces = states.pieces(text)
    last = 0
    for start, end in zip(pieces.starts, pieces.ends, strict=True):
        assert last <= start <= end <= len(text) or start < last == end  # a sign that became two letters has two pieces
        last = max(last, end)
    covered = {at for start, end in zip(pieces.starts, pieces.ends, strict=True) for at in range(start, end)}
    assert {at for at, letter in enumerate(text) if letter.isascii() and letter.isalnum()} <= covered


@pytest.mark.parametrize("name", ["美团", "LongCat-Flash", "GPT‑5.1", "o4-mini", "Drive", "Gmail"])
def test_a_name_has_its_own_pieces_in_mixed_text(states: PieceStates, name: str) -> None:
    pieces, at = states.pieces(MIXED), MIXED.index(name)
    assert at in pieces.starts and at + len(name) in pieces.ends


def test_there_is_a_state_for_each_piece(states: PieceStates) -> None:
    pieces = states.pieces(MIXED)
    assert states.states(pieces).shape == (len(pieces), 384)
    assert unicodedata.normalize("NFKC", MIXED[pieces.starts[-1] : pieces.ends[-1]]) in "Gmail"
