"""Tables of words: each one reads, and says where it is wrong."""

from __future__ import annotations

import re

import pytest

from kg.errors import ConfigError
from kg.resources import resource
from kg.text.lexicon import Wordings, either, lexicon


@pytest.mark.parametrize("path", sorted(resource("data", "lexicon").glob("*.toml")), ids=lambda path: path.stem)
def test_every_table_reads_and_no_sense_is_empty(path):
    assert all(said.zh or said.en for said in lexicon(path.stem).values())


def test_english_stops_at_word_edges_and_chinese_does_not():
    pattern = Wordings(zh=("推迟",), en=("delay(?:s|ed)?",)).pattern
    assert pattern.search("再推迟一周") and pattern.search("was Delayed.")
    assert not pattern.search("undelayed") and not pattern.search("delaying")


def test_one_language_alone():
    assert Wordings(zh=("和解",)).pattern.search("达成和解")
    assert Wordings(en=("settles",)).pattern.search("x") is None


def test_an_unknown_table_is_named():
    with pytest.raises(ConfigError, match=r"nothing\.toml"):
        lexicon("nothing")


def test_plain_words_and_pieces_of_patterns():
    said = Wordings(zh=("发布",), en=("launch", "ship"))
    assert said.words == ("发布", "launch", "ship")
    assert re.fullmatch(rf"{either(said.words)}es", "launches") and not re.fullmatch(either(said.zh), "launch")
