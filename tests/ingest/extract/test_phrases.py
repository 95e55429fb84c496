"""Phrases: where an unknown name ends, and what the nouns around it say it is."""

from __future__ import annotations

import pytest
from hypothesis import given

from ingest.extract.phrases import final_noun, name_phrase, single_spaced, type_of_name
from ingest.extract.units import Find, split_units
from tests.ingest.extract.small import MIXED, sheet


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Wobble发布", "Wobble"),
        ("Wobble Works Studio是", "Wobble Works Studio"),
        ("Wobble for Life Sciences今天", "Wobble for Life Sciences"),
        ("Wobble for 今天", "Wobble"),  # a link word does not end a name
        ("Wobble-Works 2.5。", "Wobble-Works 2.5"),
        ("Wobble 300 points", "Wobble"),
        ("Wobble works", "Wobble"),
        ("Wobble-based agent", ""),
        ("AI Agent", ""),
        ("Web Search API", "Web Search API"),
        ("web search", ""),
        ("Q7的", "Q7"),
        ("W", ""),
        ("72 Wobble", ""),
        ("羽笔", ""),
        ("wobblechat很小", ""),
        ("", ""),
        ("Aa Bb Cc Dd Ee Ff Gg Hh", "Aa Bb Cc Dd Ee Ff Gg"),
    ],
)
def test_where_a_name_ends(text: str, phrase: str) -> None:
    units = split_units(text)
    assert units.surface(0, name_phrase(units, 0, {}, lone=False)) == phrase


@pytest.mark.parametrize(("text", "phrase"), [("wobblechat很小", "wobblechat"), ("wob很小", ""), ("agent很小", "")])
def test_a_word_in_small_letters_where_one_is_expected(text: str, phrase: str) -> None:
    units = split_units(text)
    assert units.surface(0, name_phrase(units, 0, {}, lone=True)) == phrase


def test_a_name_stops_before_a_known_one() -> None:
    units = split_units("Wobble Works-Quill")
    known = {3: Find(3, 4, "model", "Quill", "gazetteer")}
    assert name_phrase(units, 0, known, lone=False) == 2
    assert name_phrase(units, 3, known, lone=False) == 3


@given(MIXED)
def test_a_phrase_never_leaves_the_text(text: str) -> None:
    units = split_units(text)
    for start in range(len(units) + 1):
        end = name_phrase(units, start, {}, lone=True)
        assert start <= end <= len(units)
        assert end == start or len(units.surface(start, end)) > 1


@pytest.mark.parametrize(
    ("text", "modifiers", "kind"),
    [
        ("Wobble模型很快", "", "model"),
        ("Wobble开源框架", "", "product"),
        ("Wobble榜单", "", "benchmark"),
        ("Wobble白皮书", "", "report"),
        ("Wobble公司", "", "company"),
        ("Wobble models are", "", "model"),
        ("Wobble modelling", "", "product"),  # "model" is a piece of a longer word
        ("Wobble Arena很热", "", "benchmark"),
        ("Wobble-72B很快", "", "model"),
        ("Wobble很快", "了一个多模态模型", "model"),
        ("Wobble很快", "了一个模型评测平台", "product"),  # the last noun says it
        ("Wobble很快", " a supermodel ", "product"),
        ("Wobble，一个讲故事的大模型", "", "model"),
        ("Wobble，用于训练的大模型", "", "product"),  # what it is for, not what it is
        ("WobbleVL很快", "", "model"),
        ("Wobble拥有很多，7B参数", "", "model"),
        ("Wobble很快", "", "product"),
    ],
)
def test_what_a_name_names(text: str, modifiers: str, kind: str) -> None:
    written = sheet(text)
    stop = name_phrase(written.units, 0, {}, lone=False)
    assert type_of_name(written, 0, stop, modifiers=modifiers).type == kind


def test_a_noun_beside_the_name_is_less_of_a_guess_than_none() -> None:
    sure, guess = (type_of_name(sheet(text), 0, 1) for text in ("Wobble模型", "Wobble很快"))
    assert 0 < sure.doubt < guess.doubt < 1


@pytest.mark.parametrize(
    ("clause", "kind"), [("一个微调模型的平台", "product"), ("很好的模型 ", "model"), ("很好", None), ("", None)]
)
def test_the_last_noun_of_a_clause(clause: str, kind: str | None) -> None:
    assert final_noun(clause) == kind


def test_a_surface_with_single_spaces() -> None:
    assert single_spaced(split_units("A  b\tC"), 0, 5) == "A b C"
