"""Columns of an archive, all counted from 0."""

from __future__ import annotations

import pytest

from kg.model import Evidence, Named, Relation
from kg.store import columns
from kg.store.arrays import Arrays
from kg.store.columns import SharedAddress
from tests.history_archive import CAST, cast_mentions, issue, item, weekly, write_archive

LINK = "https://acme.example/rho"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = [
        issue(1, [item("Acme发布Rho-2", LINK), item("Bolt开张", "https://b.example/x", "https://a.example/y")],
              day=weekly(1)),
        issue(2, [item("Crux"), item("再谈Rho-2", LINK), item("阿克米与Bolt", opinion="Acme？")], day=weekly(2)),
    ]  # fmt: skip
    one = issues[0].items[0]
    said = Evidence(one.id, "text", 0, 4, one.text, "test")
    return write_archive(
        tmp_path_factory.mktemp("columns") / "a",
        issues,
        mentions=cast_mentions(issues),
        entities=sorted(CAST.values(), key=lambda each: each.id),
        relations=[Relation("company:acme", "released", "model:rho-2", said)],
    )


def test_items_and_their_heads(archive):
    assert archive.once(Arrays).issues.tolist() == [0, 0, 1, 1, 1]
    heads = columns.item_heads(archive.store)
    assert [head.id for head in heads] == [one.id for one in archive.items()]
    assert heads[3].title == "再谈Rho-2"


def test_items_that_name_one_of_some(archive):
    assert columns.items_naming(archive.store, ["model:rho-2"]) == [0, 3]
    assert columns.items_naming(archive.store, ["model:rho-2", "company:acme"]) == [0, 3, 4]
    assert columns.items_naming(archive.store, []) == []


def test_addresses_of_earlier_issues(archive):
    assert columns.addresses_seen_before(archive.store, 1) == [SharedAddress(3, LINK, 0)]
    assert columns.addresses_seen_before(archive.store, 0) == []


def test_sites_come_by_item_and_name(archive):
    lists, names = archive.once(Arrays).sites
    assert tuple(names) == ("acme.example", "a.example", "b.example")
    assert [lists.of(item)[0].tolist() for item in range(5)] == [[0], [1, 2], [], [0], []]


def test_entities_in_few_words(archive):
    rows = archive.once(Arrays).entities
    assert [row.id for row in rows] == sorted(CAST)
    assert rows[-1].named == Named("model:rho-3", "model", "Rho-3") and rows[-1].family == "model:rho"


def test_members_of_a_family(archive):
    arrays = archive.once(Arrays)
    assert [arrays.entities[member].name for member in arrays.members_of("model:rho")] == ["Rho-2", "Rho-3"]
    assert arrays.members_of("model:rho-3") == arrays.members_of("company:nobody") == []
