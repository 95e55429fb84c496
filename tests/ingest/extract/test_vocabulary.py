"""Vocabulary: tables of plain words."""

from __future__ import annotations

import pytest

from ingest.extract.vocabulary import GENERIC, NOUNS, words_of
from kg.text.lexicon import lexicon
from kg.text.words import fold


def test_words_are_folded_because_folded_words_are_looked_up() -> None:
    for sense, said in lexicon("names").items():
        assert [word for word in said.words if word != fold(word)] == [], sense


def test_words_of_a_sense() -> None:
    assert words_of("generic") == GENERIC and "agent" in GENERIC and "quill" not in GENERIC
    assert "联想到" in words_of("everyday")


def test_each_table_has_its_language() -> None:
    for name in ("names", "nouns"):
        for said in lexicon(name).values():
            assert all(word.isascii() for word in said.en) and not any(word.isascii() for word in said.zh)


@pytest.mark.parametrize(("noun", "kind"), [("模型", "model"), ("数据集", "benchmark"), ("leaderboard", "benchmark")])
def test_nouns_say_a_type(noun: str, kind: str) -> None:
    assert [one for one, nouns in NOUNS.items() if noun in nouns] == [kind]
