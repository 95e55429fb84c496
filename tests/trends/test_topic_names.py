"""Names of groups of items, from texts made by hand."""

from __future__ import annotations

import pytest

from kg.store.columns import item_heads
from kg.trends.topic_names import WORDS, NamedItems, Namer
from tests.history_archive import cast_archive, issue, item, weekly

TEXTS = [
    "人形机器人走进工厂",
    "人形机器人学会搬箱子",
    "人形机器人开售",
    "Acme ships scraped books",
    "The scraped books again",
    "Scraped books in court",
    "Rho-2与云算力",
    "云算力降价，Rho-2",
    "云算力与Rho-2",
    *(f"杂记{n}" for n in range(20)),
]


@pytest.fixture(scope="module")
def namer(tmp_path_factory):
    archive = cast_archive(
        tmp_path_factory.mktemp("names") / "a", [issue(1, [item(text) for text in TEXTS], day=weekly(1))]
    )
    return Namer(archive, item_heads(archive.store))


def _group(*members, name="", weights=None):
    return NamedItems(members, weights or (1.0,) * len(members), name)


def test_names_are_in_the_language_of_the_items(namer):
    robots, books, clouds = namer.names([_group(0, 1, 2), _group(3, 4, 5), _group(6, 7, 8)], len(TEXTS))
    assert robots == "人形机器人"
    assert "scraped" in books.lower() and "books" in books.lower() and "ships" not in books
    assert "Rho-2" in clouds and "算力" in clouds and len(clouds.split(" · ")) <= WORDS


def test_what_has_a_name_keeps_it_and_no_other_gets_it(namer):
    kept, fresh = namer.names([_group(0, 1, 2, name="Any name"), _group(0, 1, 2)], len(TEXTS))
    assert kept == "Any name" and fresh == "人形机器人"


def test_items_without_a_word_in_common_go_by_the_first_heading(namer):
    assert namer.names([_group(0, 3, 9)], len(TEXTS)) == [TEXTS[0]]


def test_items_at_the_edge_do_not_count(namer):
    (name,) = namer.names([_group(0, 1, 2, 6, 7, weights=(1.0, 1.0, 1.0, 0.0, 0.0))], len(TEXTS))
    assert "Rho-2" not in name and "人形机器人" in name


def test_later_items_do_not_change_a_name(tmp_path):
    def name(texts):
        archive = cast_archive(tmp_path / f"a{len(texts)}", [issue(1, [item(text) for text in texts], day=weekly(1))])
        return Namer(archive, item_heads(archive.store)).names([_group(3, 4, 5)], len(TEXTS))

    assert name(TEXTS) == name([*TEXTS, *["Scraped books everywhere"] * 30])
