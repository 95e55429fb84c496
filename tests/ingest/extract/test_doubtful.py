"""Doubtful names: a spelling that says too little alone counts only where the item supports it."""

from __future__ import annotations

import pytest

from kg.model import Link
from tests.ingest.extract.small import after, names, surfaces


@pytest.mark.parametrize(
    "text",
    [
        "Arden的芯片很快",  # a word of its context
        "A chip by Arden is fast",
        "Arden宣布裁员",  # a company acts
        "Arden launches a thing",
        "we met Arden's people",  # only names are capitalised there
        "佐布、Arden都来了",  # a list with a sure name of its type
        "Quimby发布Tern",  # its maker is spoken of
    ],
)
def test_supported(text: str) -> None:
    weak = "Tern" if "Tern" in text else "Arden"
    assert weak in surfaces(after("doubtful", text))


@pytest.mark.parametrize(
    "text",
    [
        "看Arden吧",
        "Really Arden Woods",
        "arden的芯片很快吗arden",
        "the arden chip",
        "用Tern写",
        "QuillPad、Arden都来了",  # a list, but of another type
        "芯片" + "很" * 200 + "看Arden吧",  # too far away
        "a microchip, 看Arden吧",  # a piece of a longer word
    ],
)
def test_unsupported(text: str) -> None:
    assert not {"arden", "Arden", "Tern"} & set(surfaces(after("doubtful", text))) or text.startswith("arden")


def test_a_link_to_its_owner_supports_a_name() -> None:
    text = "看Tern吧，见这里"
    address = Link("https://x.com/Zorblaxhq/status/1", "https://x.com/zorblaxhq/status/1", "这里", start=9, end=11)
    assert "company:zorblax" in after("doubtful", text, address).known
    assert "company:zorblax" not in after("doubtful", text).known


def test_sure_names_are_never_dropped_and_make_their_makers_known() -> None:
    written = after("doubtful", "看QuillPad吧")
    assert surfaces(written) == ["QuillPad"] and written.known >= {"product:quillpad", "company:zorblax"}


def test_a_models_name_tied_to_a_word_before_it_is_a_piece_of_another_name() -> None:
    assert surfaces(after("doubtful", "用E-Ovo 7写")) == []
    assert surfaces(after("doubtful", "用Open-Ovo 7写")) == ["Ovo 7"]


def test_a_weak_name_stays_a_little_doubtful() -> None:
    finds = {find.name: find.doubt for find in after("doubtful", "Quimby发布Tern").finds}
    assert finds["Tern"] > finds["Quimby"] == 0


def test_readings_without_support_go() -> None:
    written = after("doubtful", "Arden宣布裁员，Zorblax也是")
    assert names(written) == {"Arden": "company", "Zorblax": "company"}
