"""Releases: unknown names by where they stand around a verb, an owner, a deal or a heading."""

from __future__ import annotations

import pytest

from kg.model import Item
from tests.ingest.extract.small import after, link, names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wobble发布了多模态模型Fribble-2", {"Wobble": "company", "Fribble-2": "model"}),
        ("Wobble（小摇）今天正式推出Fribble平台", {"Wobble": "company", "Fribble": "product"}),
        ("Fribble上线", {"Fribble": "product"}),  # it is released, nothing stands behind the verb
        ("佐布推出“羽毛笔记本”", {"羽毛笔记本": "product"}),
        ("佐布推出“羽毛大模型”", {"羽毛大模型": "model"}),
        ("佐布发布Fribble和Grommet", {"Fribble": "product", "Grommet": "product"}),
        ("Wobble launches Fribble", {"Fribble": "product"}),  # a lone plain word acts too often
        ("Wobble Works launches Fribble", {"Wobble Works": "company", "Fribble": "product"}),
        ("in the end Wobble Works launches Fribble", {"Fribble": "product"}),  # not where a sentence begins
        ("诺维克大学Wobble发布Fribble", {"Wobble": "institution", "Fribble": "product"}),
        ("佐布推出QuillPad Deluxe Home", {"QuillPad Deluxe Home": "product"}),  # more capitals behind a known name
        ("佐布推出QuillPad，很好", {}),
        ("待发布的新东西", {}),
        ("佐布提供商Fribble", {}),
        ("AI Agent发布了", {}),
        ("佐布发布更新", {}),
    ],
)
def test_around_a_verb(text: str, found: dict[str, str]) -> None:
    assert names(after("releases", text), rule="release") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("佐布的Fribble Builder很好", {"Fribble Builder": "product"}),
        ("佐布里的Fribble模型", {"Fribble": "model"}),
        ("佐布的CEO很好", {}),
        ("佐布的Senior Engineer很好", {}),
        ("佐布的产品很好", {}),
    ],
)
def test_what_a_known_maker_owns(text: str, found: dict[str, str]) -> None:
    assert names(after("releases", text), rule="release:owned") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("佐布收购了初创公司Wobble", {"Wobble": "company"}),
     ("Zorblax acquired Wobble Works", {"Wobble Works": "company"}),
     ("佐布收购了它", {}), ("佐布收购Quimby", {}), ("Zorblax acquired something", {})],
)  # fmt: skip
def test_what_is_bought(text: str, found: dict[str, str]) -> None:
    assert names(after("releases", text), rule="release:bought") == found


@pytest.mark.parametrize(("section", "found"), [("产品发布", {"Fribble": "model"}), ("读书", {})])
def test_a_linked_name_heads_an_item_of_releases(section: str, found: dict[str, str]) -> None:
    text = "Fribble，一个7B的开源模型"
    item = Item("i", "x", 0, section, "bullet", text, text, links=(link(text, "Fribble", "https://a.b/c"),))
    assert names(after("releases", "", item=item), rule="release:headed") == found


def test_guesses_are_doubtful_and_stay_out_of_addresses() -> None:
    assert all(0 < find.doubt < 1 for find in after("releases", "Wobble发布了Fribble").finds)
    assert after("releases", "https://a.b/?q=Wobble:releases:Fribble").finds == []
