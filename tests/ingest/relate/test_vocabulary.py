"""Words that relations are read by."""

from __future__ import annotations

import pytest

from ingest.relate.vocabulary import words_for
from kg.resources import resource
from kg.text.lexicon import lexicon

TABLES = sorted(path.stem for path in resource("data", "lexicon").glob("relate_*.toml"))


@pytest.mark.parametrize("name", TABLES)
def test_every_sense_of_a_table_can_be_told_from_the_others(name: str) -> None:
    table = lexicon(name)
    assert all(said.zh or said.en for said in table.values())
    assert all(said.pattern.groups == 0 for said in table.values())
    assert len(words_for(name, *table).groupindex) == len(table)


@pytest.mark.parametrize(
    ("table", "senses", "text", "sense"),
    [
        ("relate_deals", ("invests", "led"), "Acme led a round", "led"),
        ("relate_deals", ("invests", "led"), "Acme put money into Beta", "invests"),
        ("relate_deals", ("together", "hand_in_hand"), "联合造芯", "hand_in_hand"),
        ("relate_links", ("rivals", "resembles", "exceeds"), "A类似于B", "resembles"),
        ("relate_links", ("rivals", "resembles", "exceeds"), "A BEATS B", "rivals"),
    ],
)
def test_a_match_says_in_which_sense_it_was_read(table: str, senses: tuple[str, ...], text: str, sense: str) -> None:
    match = words_for(table, *senses).search(text)
    assert match is not None
    assert match.lastgroup == sense


@pytest.mark.parametrize("text", ["联合国", "Acme put the phone down", "overleads", "bedrock"])
def test_what_only_looks_alike_is_not_read(text: str) -> None:
    assert not words_for("relate_deals", "invests", "led", "together", "hand_in_hand").search(text)


def test_grammar_stands_beside_the_words() -> None:
    pattern = words_for("relate_deals", "acquired", besides=r"\bacquisition:")
    match = pattern.search("its acquisition: Beta")
    assert match is not None
    assert (match.group(), match.lastgroup) == ("acquisition:", None)
