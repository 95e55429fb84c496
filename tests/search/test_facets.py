"""Facets count what a loop over the items counts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.search.facets import count_facets
from kg.search.hits import Count, Facets
from kg.store.reader import Reader
from kg.text.sites import site
from tests.store.archives import TIDE, archived, issue, item

ITEMS = [(one, whole) for whole in TIDE for one in whole.items]


def counts(facet: tuple[Count, ...]) -> dict[str, int]:
    found = {count.value: count.count for count in facet}
    assert len(found) == len(facet), "each value once"
    return found


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(0, len(ITEMS) - 1), min_size=1))
def test_counts_of_any_items(tiny: Reader, chosen: set[int]) -> None:
    facets = count_facets(tiny, np.array(sorted(chosen), np.int64))
    items = [ITEMS[i] for i in sorted(chosen)]
    mentioned = [{m.entity for m in tiny.mentions(one.id)} for one, _ in items]
    types = {entity.id: entity.type for entity in tiny.entities()}
    assert counts(facets.issues) == Counter(whole.id for _, whole in items)
    assert counts(facets.months) == Counter(f"{whole.date:%Y-%m}" for _, whole in items)
    assert counts(facets.sections) == Counter(one.section for one, _ in items if one.section)
    assert counts(facets.kinds) == Counter(one.kind for one, _ in items)
    assert counts(facets.entities) == Counter(name for names in mentioned for name in names)
    assert counts(facets.types) == Counter(t for names in mentioned for t in {types[name] for name in names})
    assert counts(facets.sites) == Counter(host for one, _ in items for host in {site(url) for url in one.urls})


def test_order_and_labels(tiny: Reader) -> None:
    facets = count_facets(tiny, np.arange(len(ITEMS)))
    assert [count.label for count in facets.issues] == ["3", "2", "1"]  # the newest first
    assert [count.label for count in facets.months] == ["2025-04", "2025-03"]
    for facet in (facets.sections, facets.kinds, facets.types, facets.entities, facets.sites):
        assert [count.count for count in facet] == sorted((count.count for count in facet), reverse=True)
    assert {count.label for count in facets.entities} >= {"Lumen", "Kite 2"}
    assert {count.value for count in facets.entities} >= {"company:lumen", "model:kite-2"}


def test_no_items_no_facets(tiny: Reader) -> None:
    assert count_facets(tiny, np.zeros(0, np.int64)) == Facets()


@pytest.fixture
def plain(tmp_path: Path) -> Reader:
    """Forty items that name nothing and link to a site each, one of them in an issue without number and day."""
    many = [item(f"Note {n}.", f"https://host{n}.example/a", section=f"Section {n}") for n in range(39)]
    return archived(tmp_path, issue(None, None, item("Loose.", section="")), issue(1, date(2025, 1, 6), *many))


def test_an_issue_without_number_or_day_is_counted_by_its_title_and_in_no_month(plain: Reader) -> None:
    facets = count_facets(plain, np.arange(40))
    assert [(count.label, count.count) for count in facets.issues] == [("1", 39), ("Tide special", 1)]
    assert counts(facets.months) == {"2025-01": 39}


def test_only_the_thirty_most_frequent_values_of_a_facet(plain: Reader) -> None:
    facets = count_facets(plain, np.arange(40))
    assert (len(facets.sites), len(facets.sections)) == (30, 30)
    assert (facets.entities, facets.types) == ((), ())
