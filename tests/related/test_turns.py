"""Turns in a story, in both languages."""

from __future__ import annotations

import pytest

from kg.related.turns import turns_of


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("灯塔的开放推迟到秋天", {"late"}),
        ("The lighthouse was pushed back", {"late"}),
        ("合并被叫停", {"stopped"}),
        ("The merger was halted", {"stopped"}),
        ("服务恢复了", {"back"}),
        ("The ferry resumed", {"back"}),
        ("申请获批", {"allowed"}),
        ("The deal was approved", {"allowed"}),
        ("法院判决", {"decided"}),
        ("双方和解", {"settled"}),
        ("They settled", {"settled"}),
        ("the second generation", {"again"}),
        ("正式版来了", {"wider"}),
        ("POSTPONED, then cancelled", {"late", "stopped"}),
        ("", set()),
        ("approvals of a delayer", set()),  # whole words alone
    ],
)
def test_turns(text: str, turns: set[str]) -> None:
    assert turns_of(text) == turns
