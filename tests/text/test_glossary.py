"""Words of the trade in both languages."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.resources import resource
from kg.text.glossary import is_common, synonyms
from kg.text.words import words

LINES = [
    line
    for line in resource("data", "lexicon", "glossary.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_synonyms_join_both_languages():
    text = "群聊和自动驾驶 open source models"
    found = {text[known.start : known.end]: known.others for known in synonyms(text)}
    assert found["群聊"] == ("group chat",)
    assert "self-driving" in found["自动驾驶"]
    assert "开源" in found["open source"]


def test_the_longest_wording_wins():
    text = "large language models"
    (known,) = synonyms(text)
    assert (known.start, known.end) == (0, len(text))
    assert "大模型" in known.others


@given(st.text(max_size=40) | st.lists(st.sampled_from([*"群聊数据中心 -&", "data", "center", "open "])).map("".join))
def test_synonyms_do_not_overlap(text):
    found = synonyms(text)
    assert all(known.start < known.end <= len(text) and known.others for known in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.sampled_from(LINES))
def test_every_entry_leads_from_each_language_to_the_other(line):
    chinese, english = (side.split("/") for side in line.split(" = "))
    for wording in chinese:
        assert set(english) <= {other for known in synonyms(wording) for other in known.others}, wording
    for wording in english:
        assert is_common(wording)


def test_entries_are_well_formed():
    for line in LINES:
        left, separator, right = line.partition(" = ")
        assert separator and all(left.split("/")) and all(words(wording) for wording in right.split("/")), line


def test_common_words():
    assert is_common("Agents") and is_common("open source")
    assert not is_common("Anthropic") and not is_common("")
