"""Search as a whole: over the sample newsletter, over nothing at all, and what the searcher itself decides."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.archive import Archive
from kg.errors import KgError, UnknownName, UsageError
from kg.search.ranking import Weights
from kg.search.searcher import Searcher
from kg.store.reader import Reader
from tests.store.archives import FIRST, LUMEN, WORLD, archived


def titles(archive: Archive, query: str, **options: object) -> list[str]:
    return [hit.item.title for hit in archive.search(query, **options)]  # type: ignore[arg-type]


# What is found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Rubin CPX", "NVIDIA unveiled Rubin CPX"),  # words
        ("把机房送到天上去", "把TPU送上天"),  # meaning
        ("what seven hundred million people use a chatbot for", "七亿人用ChatGPT做什么"),  # across languages
        ("视频模型不训练也会推理", "Video models are zero-shot learners"),
        ("nanobanana pro", "Nano Banana Pro"),  # spelling
        ("第12期 论文", "Early science acceleration experiments"),  # time and kind
    ],
)
def test_finds(sample: Archive, query: str, first: str) -> None:
    assert titles(sample, query)[0].startswith(first)


def test_names_are_found_by_an_alias_that_the_item_does_not_use(sample: Archive) -> None:
    hits = sample.search("软银", limit=5)
    assert any("SoftBank" in hit.item.text and "软银" not in hit.item.text for hit in hits)
    assert all(any(entity.name == "SoftBank" for entity in hit.why.entities) for hit in hits[:2])


def test_a_time_keeps_other_times_out_and_can_be_turned_off(sample: Archive) -> None:
    results = sample.search("10月份 OpenAI", limit=50)
    assert {hit.why.date.month for hit in results if hit.why.date} <= {10, 11}
    assert all(date(2025, 10, 1) <= hit.why.date <= date(2025, 11, 6) for hit in results if hit.why.date)
    (period,) = results.understood.of("period")
    assert len(sample.search("10月份 OpenAI", off=[period.id])) > 0
    assert sample.search("10月份 OpenAI", limit=50, off=[period.id]).total > results.total


# Pages


def test_pages_follow_one_another(sample: Archive) -> None:
    whole = sample.search("OpenAI 合作", limit=40)
    pages = [hit for offset in range(0, 40, 7) for hit in sample.search("OpenAI 合作", limit=7, offset=offset)]
    assert [hit.item.id for hit in pages[:40]] == [hit.item.id for hit in whole]
    assert whole.total >= len(whole)
    assert len(sample.search("OpenAI", offset=10_000)) == 0


# Nothing


@pytest.mark.parametrize(
    "query", ["how to bake sourdough bread", "红烧肉怎么做", "考研英语作文模板", "garden roses pruning season"]
)
def test_nothing_close(sample: Archive, query: str) -> None:
    assert sample.search(query).nothing_close


@pytest.mark.parametrize("query", ["", " ", "!!!", "😀", "。。。", "\x00\x1b", "第99期", "entity:OpenAI since:2030"])
def test_nothing_at_all(sample: Archive, query: str) -> None:
    results = sample.search(query)
    assert len(results) == 0
    assert results.total == 0
    assert results.nothing_close
    assert not results.facets.issues


def test_did_you_mean(sample: Archive) -> None:
    with pytest.raises(UnknownName, match="SoftBank"):
        sample.search("entity:Zoftbonk")
    assert sample.search("entity:Sofbankk").understood.parts[0].label == "SoftBank"
    assert "SoftBank" in sample.search("zoftbonk").suggestions


ODD = [
    '" OR *',
    "NEAR(",
    "'; DROP TABLE items; --",
    "-",
    "--",
    "(((",
    "a AND",
    "*",
    '"',
    "：",
    "entity",
    "\\",
    "%",
    "_",
    "{}",
    "C++",
    "swe's",
]


@given(st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=12)), max_size=6).map(" ".join))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_is_answered_or_refused_in_words(tiny: Reader, query: str) -> None:
    try:
        results = tiny.once(Searcher).search(query, limit=3)
    except KgError as error:
        assert str(error)
        return
    assert len(results) <= 3
    assert results.total >= len(results)
    json.dumps([hit.why.passage.text for hit in results])


def test_a_very_long_query(sample: Archive) -> None:
    results = sample.search("OpenAI 数据中心 " * 10_000, limit=3)
    assert results.understood.notes
    assert len(results) == 3


# Its own: what it passes on


@pytest.fixture
def searcher(tiny: Reader) -> Searcher:
    return tiny.once(Searcher)


def test_a_mode_is_its_weights(searcher: Searcher) -> None:
    assert {name for hit in searcher.search("Kite 2", mode="keyword") for name, _ in hit.why.parts} == {
        "words",
        "names",
    }
    assert {name for hit in searcher.search("Kite 2", mode="semantic") for name, _ in hit.why.parts} == {"meaning"}
    (hit,) = searcher.search("laptop", weights=Weights(meaning=0, words=3), limit=1)
    assert hit.score == pytest.approx(3)


@pytest.mark.parametrize("options", [{"mode": "magic"}, {"limit": -1}, {"offset": -1}])
def test_options_that_mean_nothing(searcher: Searcher, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        searcher.search("x", **options)  # type: ignore[arg-type]


def test_suggestions_only_where_nothing_is_close_and_only_for_unknown_words(searcher: Searcher) -> None:
    assert searcher.search("zoltrava").suggestions == ("Ostrava",)
    assert searcher.search("lighthouse zoltrava").suggestions == ()
    assert searcher.search("").suggestions == ()


def test_facets_are_those_of_all_pages(searcher: Searcher) -> None:
    results = searcher.search("until:2025-12", limit=2)
    assert (len(results), results.total) == (2, 8)
    assert sum(count.count for count in results.facets.issues) == 8


def test_an_archive_is_read_once_for_all_searches(tmp_path: Path) -> None:
    reader = archived(tmp_path, FIRST, entities=WORLD)
    searcher = reader.once(Searcher)
    searcher.search("lighthouse")
    read: list[str] = []
    rows = reader.store.rows
    reader.store.rows = lambda sql, *rest: (read.append(sql), rows(sql, *rest))[1]  # type: ignore[method-assign,misc,return-value,assignment]
    assert searcher.search("lighthouse").total == 1
    whole = [sql for sql in read if "WHERE" not in sql and "count(" not in sql]
    assert not whole, "a second search reads no column again"
    assert LUMEN.id in {row.id for row in searcher._knowledge.entities}
