"""Vocabulary: the tables of plain words that the grammars share agree with each other."""

from __future__ import annotations

import pytest

from ingest.extract.vocabulary import GENERIC, LAST_WORDS, NOUNS, VARIANTS, words_of
from kg.text.lexicon import lexicon
from kg.text.words import fold


def test_words_are_folded_because_folded_words_are_looked_up() -> None:
    for sense, said in lexicon("names").items():
        assert [word for word in said.words if word != fold(word)] == [], sense


def test_smaller_tables_are_parts_of_larger_ones() -> None:
    assert words_of("small_variants") <= VARIANTS
    assert words_of("bare") <= GENERIC and words_of("named_generic") <= GENERIC


def test_each_table_has_its_language() -> None:
    for name in ("names", "nouns", "endings"):
        for said in lexicon(name).values():
            assert all(word.isascii() for word in said.en) and not any(word.isascii() for word in said.zh)


@pytest.mark.parametrize(("noun", "kind"), [("模型", "model"), ("平台", "product"), ("leaderboard", "benchmark")])
def test_nouns_say_a_type(noun: str, kind: str) -> None:
    assert [one for one, nouns in NOUNS.items() if noun in nouns] == [kind]


def test_last_words() -> None:
    assert LAST_WORDS["arena"] == "benchmark" and LAST_WORDS["studio"] == "product" and "quill" not in LAST_WORDS
