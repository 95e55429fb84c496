"""When a draft tells again what was told, and what makes it differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.related.again import Likeness, numerals_of, stages_of
from kg.text.numbers import amounts


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("Kite 发布 28。", {"28"}),
        ("Kite 5.0.0-rc.10", {"5.0.0", "10"}),
        ("kite v0.17.4", {"0.17.4"}),
        ("On 5月3日 of 2025", set()),
        ("88 tokens of Kite 3", {"3"}),  # what counts something is compared as a number
        ("Ｋｉｔｅ ２", {"2"}),
        ("", set()),
    ],
)
def test_numerals(text: str, numerals: set[str]) -> None:
    assert numerals_of(text, amounts(text)) == numerals


@given(st.text())
def test_any_text_has_numerals(text: str) -> None:
    assert all(numeral[0].isdecimal() for numeral in numerals_of(text, amounts(text)))


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("Kite 3 Beta", {"beta"}),
        ("kite-3.0-rc.1", {"candidate"}),
        ("Kite 3 候选版", {"candidate"}),
        ("Kite 3 内测中", {"beta"}),
        ("Kite 3 in early access", {"preview"}),
        ("Kite 3 nightly", {"alpha"}),
        ("Kite arcs over the bay", set()),
    ],
)
def test_stages(text: str, stages: set[str]) -> None:
    assert stages_of(text) == stages


def like(
    score: float = 1.0, meaning: float = 0.6, words: float = 0.5, *,
    numbers: int = 0, telling: int = 0, names: int = 1, rare: int = 1, one_language: bool = True,
) -> bool:  # fmt: skip
    """Whether that is a retelling."""
    return Likeness(score, meaning, words, numbers, telling, names, rare, one_language).told_again


def test_what_makes_a_retelling() -> None:
    assert like()
    assert not like(score=0.8), "too far"
    assert like(score=0.8, numbers=1), "a round number in common"
    assert like(score=0.62, meaning=0.1, words=0.0, telling=1, numbers=1), "a telling number in common"
    assert not like(rare=0), "a name that is everywhere, and half the words"
    assert like(rare=0, words=0.8), "nearly all the words"
    assert not like(words=0.4), "one rare name, and other words"
    assert not like(meaning=0.4, words=1.0), "the same words of something else"
    assert like(meaning=0.4, words=1.0, names=2, numbers=1), "a line out of a long item"


def test_in_two_languages_names_stand_for_words() -> None:
    assert like(words=0.0, rare=2, one_language=False)
    assert like(words=0.0, names=3, rare=0, one_language=False)
    assert not like(words=0.0, names=2, rare=1, one_language=False)
    assert like(words=0.0, names=2, rare=1, numbers=1, one_language=False)
