"""Texts in two arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.names import NameIndex
from kg.text.strings import Places, Strings, rising
from kg.text.words import name_key

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=12)


@given(TEXTS)
def test_texts_come_back_as_they_were(texts):
    packed = Strings.of(texts)
    assert list(packed) == packed[:] == [packed[i] for i in range(len(texts))] == texts
    again = Strings.read(packed.arrays("some"), "some")
    assert list(again) == texts


@given(TEXTS.map(lambda texts: list(dict.fromkeys(texts))), st.text(max_size=3))
def test_places_are_those_of_the_texts(texts, other):
    packed = Strings.of(texts)
    places = Places(packed, rising(packed))
    assert dict(places) == {text: place for place, text in enumerate(texts)}
    assert (other in places) == (other in texts)


def test_an_index_outside_is_refused():
    with pytest.raises(IndexError):
        Strings.of(["a"])[1]


@given(st.lists(st.text("abcdeß灯-5. ", min_size=1, max_size=9), max_size=9), st.text("abcdeß灯-5. ", max_size=14))
def test_a_name_is_spotted_by_the_key_of_what_stands_there(names, text):
    index = NameIndex.of((name_key(name), name, place) for place, name in enumerate(names))
    for found in index.spot(text, known=lambda _: True):
        assert name_key(text[found.start : found.end]) == name_key(found.alias)
        assert found.entities == tuple(i for i, name in enumerate(names) if name_key(name) == name_key(found.alias))
    assert np.all([found.similarity == 1 for found in index.spot(text, known=lambda _: True)])
