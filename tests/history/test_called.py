"""What a name is called in a reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.history.called import Called, Spelling, name_in
from tests.history_archive import cast_archive, issue, item


def _written(*rows):
    return [Spelling(*row) for row in rows]


@pytest.mark.parametrize(
    ("name", "language", "written", "called"),
    [
        ("Tencent", "zh", [("腾讯", "zh", 5)], "腾讯"),
        ("Tencent", "en", [("腾讯", "zh", 5)], "Tencent"),
        ("Tencent", "zh", [("腾讯", "zh", 5), ("鹅厂", "zh", 2)], "腾讯"),
        # English issues have no vote in how Chinese ones call it.
        ("Tencent", "zh", [("腾讯", "zh", 2), ("Tencent", "en", 90)], "腾讯"),
        # Case makes no other name: "NVIDIA" and "Nvidia" are written 7 times together.
        ("NVIDIA", "zh", [("英伟达", "zh", 3), ("NVIDIA", "zh", 4), ("Nvidia", "zh", 3)], "NVIDIA"),
        ("Anthropic", "zh", [("Anthropic", "zh", 60), ("安思罗匹克", "zh", 3)], "Anthropic"),
        # No text of the language speaks of it: whatever is written.
        ("Baoyu", "zh", [("宝玉", "en", 1), ("Baoyu", "en", 30)], "宝玉"),
        ("归藏", "en", [("归藏", "zh", 11), ("Guizang", "zh", 1)], "Guizang"),
        ("归藏", "en", [("归藏", "zh", 11)], "归藏"),
        # Both scripts: only where the archive writes nothing else as often.
        ("Bilibili", "zh", [("B站", "zh", 4), ("Bilibili", "zh", 1)], "B站"),
        ("Perplexity", "zh", [("Perplexity", "zh", 2), ("Perplexity公司", "zh", 2)], "Perplexity"),
        ("Doubao", "zh", [("豆包App", "zh", 4), ("豆包", "zh", 3)], "豆包"),
        ("Apple", "zh", [("苹果", "zh", 2), ("苹果公司", "zh", 2)], "苹果公司"),
        ("Tencent", "zh", [], "Tencent"),
    ],
)
def test_by_script_and_by_how_often_it_is_written(name, language, written, called):
    assert name_in(name, language, _written(*written)) == called


SPELLINGS = st.lists(
    st.builds(
        Spelling, st.text("aB 英伟达站", min_size=1, max_size=4), st.sampled_from(["zh", "en"]), st.integers(1, 9)
    ),
    max_size=6,
)


@given(st.text("aB英伟", min_size=1, max_size=4), st.sampled_from(["zh", "en"]), SPELLINGS)
def test_it_is_the_name_or_something_that_is_written(name, language, written):
    called = name_in(name, language, written)
    assert called == name or called in {" ".join(spelling.text.split()) for spelling in written}
    if called != name:
        assert any("\u4e00" <= c <= "\u9fff" for c in called) == (language == "zh")


def test_the_names_of_an_archive(tmp_path):
    issues = [
        issue(1, [item("阿克米发布Rho-2"), item("阿克米收购Bolt")]),
        replace(issue(2, [item("Acme ships Rho-3"), item("Acme buys Bolt"), item("Acme hires")]), language="en"),
    ]
    archive = cast_archive(tmp_path / "a", issues)
    acme, called = archive.entity("Acme"), archive.once(Called)
    assert (called.name_in(acme, "zh"), called.name_in(acme, "en")) == ("阿克米", "Acme")
    assert called.name_in(archive.entity("Bolt"), "zh") == "Bolt"
    assert called.name_in(replace(acme, id="company:nobody"), "zh") == "Acme"
