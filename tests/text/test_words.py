"""One way to look at text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.text.words import WORD_UNIT, fingerprint, fold, language_of, name_key, plain, sentence_spans, words

TEXTS = st.text(max_size=80) | st.text(alphabet="GPT五模型 -‑.5’'s+#。.!\n12abc，", max_size=60)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Rho2.5 Flash模型发布", ["rho", "2.5", "rho2.5", "flash", "模型", "型发", "发布"]),
        ("Rho-5 rho 5 rho5", ["rho", "5", "rho5"] * 3),
        ("rho, 5", ["rho", "5"]),
        ("C++ and F#", ["c++", "and", "f#"]),
        ("the agents’ bus is Acme's", ["the", "agent", "bus", "is", "acme"]),
        ("模", ["模"]),
        ("模 型", ["模", "型"]),
        ("_ - .", []),
    ],
)
def test_words(text, terms):
    assert words(text) == terms


@given(TEXTS)
def test_an_index_and_a_query_meet_however_a_text_is_spelt(text):
    assert words(fold(text)) == words(text)
    assert words(f"  {text}\n") == words(text)


@given(TEXTS, TEXTS)
def test_a_sentence_break_joins_nothing(left, right):
    assert words(f"{left}。{right}") == words(left) + words(right)


@given(TEXTS)
def test_every_term_comes_from_units(text):
    folded = fold(text)
    letters = "".join(match.group() for match in WORD_UNIT.finditer(folded))
    assert all(set(term) <= set(letters) for term in words(text))


@given(TEXTS, st.integers(10, 60))
@example("a" * 200, 50)
def test_sentences_cover_all_but_white_space_in_order(text, limit):
    spans = list(sentence_spans(text, limit=limit))
    at = 0
    for start, end in spans:
        assert text[at:start].strip() == "" and start < end <= len(text)
        assert end - start <= limit and text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@given(st.text(max_size=40))
def test_folding_keys_and_printing_settle(text):
    assert plain(plain(text)) == plain(text)
    assert name_key(text) == name_key(f" {text}- ")


def test_keys_keep_versions_apart():
    assert name_key("Rho 2.5-flash") == name_key("rho2.5 Flash")
    assert name_key("Rho 3.5") != name_key("Rho 35")


def test_languages():
    assert language_of("Acme 发布 Rho-5-Codex 模型") == "zh"
    assert language_of("Acme ships a model 模") == "en"
    assert language_of("") == "en"


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_fingerprints_tell_parts_apart(left, right):
    assert (fingerprint(*left) == fingerprint(*right)) == (left == right)
