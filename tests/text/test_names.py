"""Names in queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.names import NameIndex
from kg.text.words import name_key

ALIASES = ["Acme Labs", "Acme", "Rhodium", "Rho-5", "Rho-4", "DS", "Agent", "智行", "Zephyr 7.5"]
INDEX = NameIndex.of((name_key(alias), alias, number) for number, alias in enumerate(ALIASES))


def _spot(text, *, known=False):
    return [(text[name.start : name.end], name.alias) for name in INDEX.spot(text, known=lambda word: known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("acme labs发布", [("acme labs", "Acme Labs")]),  # the longest
        ("rho5 和 RHO 4", [("rho5", "Rho-5"), ("RHO 4", "Rho-4")]),
        ("ds and DS", [("DS", "DS")]),  # two letters only as written
        ("agent, Agent", [("Agent", "Agent")]),  # an everyday word
        ("用智行开车", [("智行", "智行")]),
        ("macmet", []),
        ("Rhodiun", [("Rhodiun", "Rhodium")]),
        ("zephyr 7.4", []),  # a version is never misspelt
        ("5", []),
    ],
)
def test_names(text, found):
    assert _spot(text) == found


def test_a_word_that_the_archive_knows_is_not_misspelt():
    assert _spot("Rhodiun", known=True) == []
    (name,) = INDEX.spot("Rhodiun", known=lambda word: False)
    assert 0.8 < name.similarity < 1


def test_close_names():
    assert INDEX.close("rhodum") == ["Rhodium"]
    assert INDEX.close("整个") == []


def test_entities_that_share_a_name_are_all_given():
    index = NameIndex.of([("mira", "Mira", 3), ("mira", "MIRA", 1), ("mira", "Mira", 3)])
    (name,) = index.spot("Mira", known=lambda word: True)
    assert (name.entities, name.alias, name.similarity) == ((3, 1), "Mira", 1.0)


@given(st.lists(st.sampled_from([*ALIASES, "acme", "，", " ", "的", "rho", "-", "x", "7.5"]), max_size=8).map("".join))
def test_names_do_not_overlap(text):
    last = 0
    for name in INDEX.spot(text, known=lambda word: False):
        assert last <= name.start < name.end <= len(text)
        assert name.entities and 0 < name.similarity <= 1
        last = name.end
