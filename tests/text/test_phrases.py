"""Quoted words are found however the text spells, spaces and breaks them, and nowhere else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.chinese import written_as
from kg.text.phrases import Phrase
from kg.text.words import HAN_CHARACTER, fold, words


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("QRT-2071", "The ticket QRT\u20112071 stays open"),
        ("QRT\u20132071", "QRT-2071"),
        ("it's true", "it\u2019s true"),
        ("Göteborg", unicodedata.normalize("NFD", "in Göteborg.")),
        ("NeedlePort 3.5", "ＮｅｅｄｌｅＰｏｒｔ ３．５ 发布"),
        ("123元", "价格１２３元。"),
        ("soft hyphen", "so\u00adft hy\u00adphen"),
        ("zero width", "zero\u200b width"),
        ("two words", "two\u00a0words"),
        ("copper bell", "a copper\n  bell"),
        ("断行的句子", "这是一个断\n行的句子。"),
        ("壶", "小茶壺的做法"),
        ("用AI画", "教孩子用AI画画"),
        ("gpt4o", "Teachers let GPT-4o draw"),
        ("GPT-4o", "gpt 4o"),
        ("C++", "c++ is"),
        ("カメラ", "新しいカメラの"),
        ("→", "a → b"),
    ],
)
def test_found(said: str, text: str) -> None:
    assert Phrase(said).stands_in(text)
    assert set(Phrase(said).terms) <= set(words(text))
    assert not Phrase(said).character or any(spelling in text for spelling in Phrase(said).character)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("art", "a party"), ("AI", "said"), ("3.5", "version 3.5.1"), ("3.5", "13.5"), ("open source", "open, source"),
        ("gpt4", "gpt4o"), ("GPT-4", "GPT-41"), ("模型开源", "开源模型"), ("a b", "ab"),
    ],
)  # fmt: skip
def test_not_found(said: str, text: str) -> None:
    assert not Phrase(said).stands_in(text)


@given(
    st.text(alphabet="ab1. -\n\u00ad\u2011\u00a0Ａ壶茶壺画’'é…", min_size=1, max_size=12),
    st.text(max_size=6),
    st.text(max_size=6),
)
def test_what_is_cut_from_a_text_is_found_there_by_all_that_is_looked_for(said: str, before: str, behind: str) -> None:
    phrase = Phrase(said)
    text = f"{before} {said} {behind}"
    if fold(said).strip():
        assert phrase.stands_in(text)
        assert set(phrase.terms) <= set(words(text))
        assert not phrase.character or any(spelling in text for spelling in phrase.character)


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
def test_spellings_of_a_character_fold_to_it(character: str) -> None:
    one = fold(character)
    assert {fold(spelling) for spelling in written_as(one)} == {one}
    assert not HAN_CHARACTER.match(character) or character in written_as(one)
