"""Known names: every spelling, at word edges, all readings of a stretch."""

from __future__ import annotations

import pytest

from ingest.extract.spelled import humps
from tests.entities import bullet, extractor
from tests.ingest.extract.small import after, surfaces


@pytest.mark.parametrize(
    "text",
    ["QuillPad", "Quill Pad", "Quill-Pad", "ＱＵＩＬＬＰＡＤ", "quillpad", "用QuillPad写", "(QuillPad)"],
)
def test_one_name_in_all_its_spellings(text: str) -> None:
    assert "QuillPad" in {find.name for find in after("known", text).finds}


@pytest.mark.parametrize("text", ["xQuillPad", "@Zorblax", "my_QuillPad", "Newt++", "Newts"])
def test_a_piece_of_a_longer_word_is_no_name(text: str) -> None:
    assert surfaces(after("known", text)) == []


def test_the_longest_name_wins() -> None:
    assert surfaces(after("known", "Quill 2 Scout")) == ["Quill 2 Scout"]


def test_all_readings_are_kept() -> None:
    (find,) = after("known", "Bramble来了").finds
    assert {entry.type for entry in find.entries} == {"company", "model", "product"} and not find.unsure


def test_weak_spellings_are_unsure() -> None:
    (find,) = after("known", "Arden来了").finds
    assert find.unsure == {"company:arden"}
    (find,) = after("known", "a newt swims").finds  # a capitalised word, written small
    assert find.unsure == {"product:newt"}


def test_short_forms_that_say_too_little_are_another_word_in_other_capitals() -> None:
    assert surfaces(after("known", "Ard来了")) == ["Ard"]
    assert surfaces(after("known", "ARD来了")) == surfaces(after("known", "ard来了")) == []


def test_a_gap_with_other_capitals_tears_a_name() -> None:
    assert surfaces(after("known", "Quill pad")) == surfaces(after("known", "quill pad")) == []


def test_everyday_words_hide_the_names_in_them() -> None:
    known = extractor().known
    assert [hit.sure | hit.unsure for hit in known(bullet("这让人联想到旧事"))] == []
    assert [hit.sure | hit.unsure for hit in known(bullet("联想发布新机"))] == [{"company"}]


def test_nothing_is_looked_for_in_bare_addresses() -> None:
    assert surfaces(after("known", "https://a.b/QuillPad")) == []


@pytest.mark.parametrize(
    ("word", "parts"),
    [("DeepSeek", ["Deep", "Seek"]), ("LMArena", ["LM", "Arena"]), ("iPhone", ["iPhone"]), ("vLLM", ["vLLM"]),
     ("Quill", ["Quill"]), ("QuillPadMax", ["Quill", "Pad", "Max"]), ("A", ["A"])],
)  # fmt: skip
def test_humps(word: str, parts: list[str]) -> None:
    assert humps(word) == parts
