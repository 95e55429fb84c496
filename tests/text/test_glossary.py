"""Words of the trade in both languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.resources import resource
from kg.text.glossary import concepts_of, find_concepts, is_common, synonyms
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


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("投资&商业", ("funding",)), ("Robotics papers", ("paper", "robots")), ("聊天机器人", ()),
        ("机器人", ("robots",)), ("paperless newspapers", ()), ("产品与模型", ("release",)),
        ("Investors and DEALS", ("funding",)), ("", ()),
    ],
)  # fmt: skip
def test_concepts(text, concepts):
    assert concepts_of(text) == concepts


@given(st.text(max_size=30), st.sampled_from(["论文", "tools", "观点", "policy"]))
def test_each_concept_is_found_once_at_its_place(text, word):
    found = list(find_concepts(f"{text} {word}"))
    assert word in {match.group() for _, match in found} or concepts_of(text)
    assert len({concept for concept, _ in found}) == len(found)
