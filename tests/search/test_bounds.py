"""What is pasted into a search is bounded, and what was left out is said."""

from __future__ import annotations

import pytest

from benchmarks.pasted import pasted
from kg.errors import KgError, UnknownName, UsageError
from kg.search.fields import LONGEST_VALUE
from kg.search.query import LONGEST_MEANING, LONGEST_QUERY, Understood


class Listening:
    """An encoder that keeps what it is asked for, and answers with another's help."""

    def __init__(self, encoder):
        self._encoder, self.asked = encoder, []

    def __getattr__(self, name):
        return getattr(self._encoder, name)

    def encode_query(self, text):
        self.asked.append(text)
        return self._encoder.encode_query("short")


@pytest.fixture
def listening(sample, monkeypatch):
    listening = Listening(sample.encoder)
    monkeypatch.setitem(sample.__dict__, "encoder", listening)
    return listening


def test_the_model_is_given_little_of_anything_pasted(sample, listening):
    for what, text in pasted(3 * LONGEST_QUERY, "models and chips").items():
        try:
            notes = sample.search(text, limit=1).understood.notes
        except KgError:
            continue
        assert all(len(asked) <= LONGEST_MEANING for asked in listening.asked), what
        assert f"Only the first {LONGEST_QUERY:,} characters of the query were read." in notes, what
    assert len(listening.asked) > 20


def test_what_was_left_out_is_said_only_by_modes_that_leave_it_out(sample, listening):
    text = "word " * 100
    for mode in ("hybrid", "semantic"):
        assert any("meaning" in note for note in sample.search(text, mode=mode).understood.notes)
    assert not sample.search(text, mode="keyword").understood.notes
    assert not sample.search("a short question").understood.notes


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("short", "short"),
        ("ab " * 100, ("ab " * 80).strip()),
        ("字" * 300, "字" * LONGEST_MEANING),
        ("ﷺ" * 20, None),  # one character that the model reads as eighteen
    ],
)
def test_lead(text, lead):
    found = Understood(text, text.strip()).lead
    assert found == lead if lead else len(found) <= LONGEST_MEANING


@pytest.mark.parametrize("name", ["since", "until", "issue", "section", "entity", "type", "kind", "site"])
def test_no_filter_is_that_long(sample, name):
    with pytest.raises(UsageError, match=f"takes up to {LONGEST_VALUE}") as refused:
        sample.search("x", **{name: "a" * 60_000})
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("question", ["entity", "timeline", "item", "related"])
def test_endless_names_are_unknown_in_one_sentence(sample, question):
    with pytest.raises(UnknownName) as unknown:
        getattr(sample, question)("company:" + "ab \ud800" * 200_000)
    assert len(str(unknown.value)) < 1000


def test_names_with_half_a_character_are_unknown(sample):
    assert sample.close_names("\ud800") == ()
    for question in (sample.entity, sample.item, sample.digest):
        with pytest.raises(UnknownName):
            question("company:\ud800")
