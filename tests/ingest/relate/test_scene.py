"""What is known of an item as a whole."""

from __future__ import annotations

import pytest

from ingest.relate.scene import Scene
from kg.model import Entity, Link
from tests.ingest.relate.marked import marked

HOUSE = {
    entity.id: entity
    for entity in (
        Entity("company:acme", "company", "Acme", ("Acme", "ACM")),
        Entity("company:lab", "company", "Acme Lab", maker="company:acme"),
        Entity("model:foo", "model", "Foo", maker="company:acme"),
        Entity("model:foo-2", "model", "Foo 2", maker="company:acme", family="model:foo"),
        Entity("model:bar", "model", "Bar", maker="company:beta"),
        Entity("model:free", "model", "Free"),
        Entity("model:free-2", "model", "Free 2", family="model:free"),
        Entity("model:free-3", "model", "Free 3", family="model:free"),
        Entity("company:beta", "company", "Beta"),
    )
}


def house() -> Scene:
    empty = marked("x").scene
    return Scene(empty.item, HOUSE, frozenset(), (), (), (), {}, {}, {})


def test_the_title_says_who_and_what() -> None:
    scene = marked("[Acme|company]的[Foo|model]与[Acme|company]\n[Beta|company]").scene
    assert [slot.id for slot in scene.title_slots] == ["company:acme", "model:foo", "company:acme"]
    assert scene.title_organisations == ("company:acme",)
    assert scene.present == {"company:acme", "model:foo", "company:beta"}


def test_the_opinion_is_no_title() -> None:
    assert marked("标题", opinion="[Acme|company]好").scene.title_slots == ()


def test_an_organisation_inside_another_name_is_a_host() -> None:
    outer, inner = marked("[Acme DevDay|event]开幕"), marked("[Acme|company]")
    both = type(outer)(outer.item, (*outer.mentions, *inner.mentions), {**outer.entities, **inner.entities})
    assert both.scene.title_hosts == ("company:acme",)
    assert both.scene.title_organisations == ()


def test_the_model_that_a_longer_name_begins_with() -> None:
    outer, inner = marked("[Foo: A Study|paper]"), marked("[Foo|model]")
    both = type(outer)(outer.item, (*outer.mentions, *inner.mentions), {**outer.entities, **inner.entities})
    assert both.scene.heads == {("text", 0): "model:foo"}


@pytest.mark.parametrize(
    ("owner", "thing", "owns"),
    [
        ("company:acme", "model:foo", True),
        ("company:beta", "model:foo", False),
        ("company:lab", "model:foo", True),
        ("company:beta", "model:free", True),
        ("company:acme", "company:lab", True),
        ("company:unknown", "model:foo", False),
    ],
)
def test_what_is_known_to_be_anothers_is_not_owned(owner: str, thing: str, owns: bool) -> None:
    assert house().owns(owner, HOUSE[thing]) is owns


@pytest.mark.parametrize(
    ("first", "second", "kin"),
    [
        ("model:foo", "model:foo", True),
        ("model:foo", "model:foo-2", True),
        ("company:acme", "model:foo", True),
        ("model:free", "model:free-2", True),
        ("model:free-2", "model:free-3", True),
        ("model:foo", "model:bar", False),
        ("model:free", "model:bar", False),
    ],
)
def test_two_of_one_house_are_kin(first: str, second: str, kin: bool) -> None:
    assert house().kin(first, second) is kin
    assert house().kin(second, first) is kin


def test_all_names_of_an_entity() -> None:
    assert set(house().names_of("company:acme")) == {"Acme", "ACM"}


def link(start: int, end: int, url: str) -> Link:
    return Link(url, url, "", "text", start, end)


@pytest.mark.parametrize(
    ("links", "owner"),
    [
        ([link(0, 12, "https://acme.org/report")], "company:acme"),
        ([link(0, 12, "https://a.b.acme.org/report")], "company:acme"),
        ([link(0, 12, "https://notacme.org/report")], ""),
        ([link(0, 12, "https://beta.org/report")], ""),
        ([link(14, 18, "https://acme.org/report")], ""),
        ([link(14, 18, "https://acme.org/x"), link(3, 5, "https://beta.org/x")], ""),
        ([], ""),
    ],
)
def test_whose_site_a_mention_links_to(links: list[Link], owner: str) -> None:
    item = marked("[State of Foo|report]，[Acme|company]、[Beta|company]", links=tuple(links))
    assert item.scene.site_owner(item.mentions[0]) == owner
