"""Names of groups of items, from texts made by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.columns import item_heads
from kg.trends.han_words import Ties, han_words
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
    "Acme 开放，阿克米的新模型",
    "阿克米开放，Acme 的新模型",
    "Model weights of Acme, 阿克米",
    "The model weights came",
    "New model weights",
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
    assert "scraped books" in books.lower(), "what stands side by side is one"
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


def test_another_name_of_an_entity_says_nothing_more(namer):
    first = len(TEXTS) - 5
    (name,) = namer.names([_group(first, first + 1, first + 2)], len(TEXTS))
    assert "Acme" in name and "阿克米" not in name


def test_words_side_by_side_are_one_only_where_most_items_have_them_so(namer):
    first = len(TEXTS) - 3
    (name,) = namer.names([_group(first, first + 1, first + 2)], len(TEXTS))
    assert name.lower() == "model weights"
    (loose,) = namer.names([_group(3, 4, 9, 10)], len(TEXTS))
    assert "scraped books" in loose.lower()


def test_a_stretch_within_longer_words_is_none():
    texts = ["视频编辑工具上线", "音频编辑工具更新", "视频编辑门槛降低", "音频编辑很难"]
    more = [
        "视频网站",
        "音频节目",
        "视频号",
        "音频流",
        "视频",
        "音频",
        "编辑部",
        "编辑工作",
        "工具箱",
        "工具书",
        "门槛高",
    ]
    found = han_words(texts, 2, Ties([*texts, *more]))
    assert "频编辑" not in found and "频编" not in found
    assert found["编辑工具"] == [0, 1]
    assert all(word[0] != "频" for word in found)


@given(st.lists(st.text("视音频编辑工具的a", max_size=12), max_size=6), st.integers(1, 3))
def test_words_stand_where_they_are_said_to(texts, least):
    for word, places in han_words(texts, least, Ties(texts)).items():
        assert places == [place for place, text in enumerate(texts) if word in text] and len(places) >= least
        assert 2 <= len(word) <= 5 and "的" not in {word[0], word[-1]}
