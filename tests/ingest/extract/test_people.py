"""People: names beside titles and verbs of writing; short and misspelt names of known staff."""

from __future__ import annotations

import pytest

from tests.ingest.extract.small import after, names


@pytest.mark.parametrize(
    ("text", "rule", "name"),
    [
        ("Mira Quimbleton（佐布公司）说", "person:title", "Mira Quimbleton"),
        ("Mira Quimbleton分享了一文", "person:wrote", "Mira Quimbleton"),
        ("Mira Quimbleton的新博客", "person:wrote", "Mira Quimbleton"),
        ("作者：Mira de Quimbleton", "person:author", "Mira de Quimbleton"),
        ("首席技术官Mira Quimbleton说", "person:title", "Mira Quimbleton"),
        ("the founder Mira Quimbleton said", "person:title", "Mira Quimbleton"),
        ("\nMira写的文章", "person:wrote", "Mira"),
        ("创始人王小羽说", "person:title", "王小羽"),
    ],
)
def test_names_beside_what_people_are_and_do(text: str, rule: str, name: str) -> None:
    assert [(find.name, find.rule) for find in after("people", text).finds if find.type == "person"] == [(name, rule)]


@pytest.mark.parametrize(
    "text",
    [
        "Mira Quimbleton来了",  # a name alone
        "Wobble Labs分享了一文",  # an organisation
        "Deep Learning的新博客",
        "创始人的公司，",  # no surname
        "创始人羽小王说",
        "founder mira said",
    ],
)
def test_what_is_no_person(text: str) -> None:
    assert names(after("people", text), rule="person") == {}


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("佐布来了，Ottilie说好", "person:given", {"Ottilie Brandt": "person"}),
        ("佐布来了，Brendt说好", "person:misspelt", {"Ottilie Brandt": "person"}),
        ("佐布来了，Max说好", "person:given", {}),  # an ordinary word
        ("佐布来了，Ottilie Smith说好", "person:given", {}),  # somebody else
        ("佐布来了，OTTILIE说好", "person:given", {}),
        ("Ottilie说好", "person:given", {}),  # her organisation is not spoken of
        ("Zorblax is here, Ottilie said", "person:given", {}),  # in English a given name alone says too little
        ("佐布来了，Bent说好", "person:misspelt", {}),
    ],
)
def test_short_names_of_known_staff(text: str, rule: str, found: dict[str, str]) -> None:
    assert names(after("people", text), rule=rule) == found
