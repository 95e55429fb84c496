"""What items name, by number."""

from __future__ import annotations

import numpy as np
import pytest

from kg.model import Named
from kg.trends.things import Thing, entities_named, namings, sections_named, sites_named, topics_named
from tests.history_archive import cast_archive, issue, item, weekly


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = [
        issue(1, [item("Acme发布Rho-2", "https://b.example/x", "https://a.example/y", section="产品"),
                  item("无名之作", section="")], day=weekly(1)),
        issue(2, [item("Acme与Bolt，又是Acme", "https://a.example/z", section="商业")], day=weekly(2)),
    ]  # fmt: skip
    return cast_archive(tmp_path_factory.mktemp("things") / "a", issues)


def _told(named):
    """(item, name, issue) of all namings."""
    names = [named.things[thing].name for thing in named.thing.tolist()]
    return list(zip(named.item.tolist(), names, named.issue.tolist(), strict=True))


def test_entities(archive):
    named = entities_named(archive)
    assert sorted(_told(named)) == [(0, "Acme", 0), (0, "Rho-2", 0), (2, "Acme", 1), (2, "Bolt", 1)]
    assert len(named.things) == 6  # those that nothing names have their number too
    companies = named.of_type("company")
    assert companies.things == named.things
    assert sorted(_told(companies)) == [(0, "Acme", 0), (2, "Acme", 1), (2, "Bolt", 1)]


def test_sections_and_sites(archive):
    assert _told(sections_named(archive)) == [(0, "产品", 0), (2, "商业", 1)]
    assert _told(sites_named(archive)) == [(0, "a.example", 0), (0, "b.example", 0), (2, "a.example", 1)]
    assert {thing.type for thing in sites_named(archive).things} == {""}


def test_no_topics_in_a_few_items(archive):
    named = topics_named(archive)
    assert len(named.things) == 0 and _told(named) == []


def test_pairs_in_any_order():
    issues = np.array([0, 0, 1], np.int32)
    named = namings(
        "site", [Thing("a", "A"), Thing("b", "B"), Thing("c", "C")], np.array([2, 0, 1]), np.array([0, 1, 0]), issues
    )
    assert _told(named) == [(0, "B", 0), (1, "A", 0), (2, "A", 1)]
    assert named.first_issues().tolist() == [0, 0, -1]
    assert _told(named.only(named.thing == 0)) == [(1, "A", 0), (2, "A", 1)]


def test_an_entity_in_few_words():
    assert Thing("model:rho", "Rho", "model").named == Named("model:rho", "model", "Rho")
