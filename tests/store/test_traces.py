"""Rows that tell what items have in common."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.store.reader import Reader
from kg.store.traces import address_at, deed_rows, entities_called, first_row_of, ids_of, link_rows
from tests.store.archives import KITE_2, LUMEN, OSTRAVA, WORLD, archived, issue, item, relation

MILL, BARN = "https://news.example/mill", "https://news.example/barn"


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    items = item("Lumen buys Kite 2.", MILL, BARN), item("Ostrava sleeps."), item("A mill.", MILL)
    relations = (
        relation("company:lumen", "acquired", "model:kite-2", "tide-1-0"),
        relation("company:ostrava", "acquired", "company:lumen", "tide-1-1", "negated"),
        relation("company:ostrava", "released", "model:kite-2", "tide-1-1"),
    )
    return archived(tmp_path, issue(1, date(2025, 1, 6), *items), entities=WORLD, relations=relations)


def test_links_row_by_row_and_an_address_by_its_first(reader: Reader) -> None:
    rows = link_rows(reader.store)
    assert [(place, address) for place, address, _ in rows] == [(0, MILL), (0, BARN), (2, MILL)]
    assert [address_at(reader.store, row) for _, _, row in rows] == [MILL, BARN, MILL]
    assert first_row_of(reader.store, MILL) == rows[0][2]
    assert first_row_of(reader.store, "https://news.example/none\ud800") is None


def test_deeds_are_those_that_are_not_denied(reader: Reader) -> None:
    lumen, kite = WORLD.index(LUMEN), WORLD.index(KITE_2)
    assert deed_rows(reader.store, ("acquired", "ipo")) == [(0, lumen, "acquired", kite)]


def test_ids_of_many_items(reader: Reader) -> None:
    assert ids_of(reader.store, [2, 0]) == {2: "tide-1-2", 0: "tide-1-0"}
    assert ids_of(reader.store, [0] * 2_000) == {0: "tide-1-0"}
    assert ids_of(reader.store, []) == {}


def test_entities_by_any_of_their_names(reader: Reader) -> None:
    assert entities_called(reader.store, ["流明", "ostrava", "nobody"]) == [WORLD.index(LUMEN), WORLD.index(OSTRAVA)]
    assert entities_called(reader.store, []) == []
