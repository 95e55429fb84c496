"""Wordings of events: what tells quickly that one cannot stand in a text never passes over one that does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.history.cues import CUES, cue_weights, cues_about, seed_of
from kg.text.lexicon import lexicon

WORDINGS = [wording for said in lexicon("events").values() for wording in said.words]


@pytest.mark.parametrize(
    ("wording", "seed"),
    [("a|b", ""), ("ab?c", "a"), ("(?:go|goes) public", " public"), (r"infring\w+", "infring"), ("[ab]", ""),
     ("过{2}去", "去"), ("S-1", "s-1"), (r"a\.bc", "bc"), ("x+yz", "yz"), ("[]]q", "q")],
)  # fmt: skip
def test_seeds(wording, seed):
    assert seed_of(wording) == seed


@given(st.data())
def test_whatever_a_wording_matches_holds_its_seed(data):
    wording = data.draw(st.sampled_from(WORDINGS))
    text = data.draw(st.from_regex(re.compile(wording, re.IGNORECASE)))
    assert seed_of(wording) in text.casefold().replace("ı", "i")


@given(st.lists(st.sampled_from([*WORDINGS, "Acme", "，", " ", "的", "s", "-", "x"]), max_size=9).map("".join))
def test_weights_are_those_of_all_wordings(text):
    slow = {}
    for cue in CUES:
        if cue.pattern.search(text):
            slow[cue.kind] = max(slow.get(cue.kind, 0.0), cue.weight)
    assert list(cue_weights(text).items()) == list(slow.items())
    assert cue_weights(text[1:], cues_about(text)) == cue_weights(text[1:])


def test_every_sense_has_its_wordings():
    assert len(CUES) == len(WORDINGS)
