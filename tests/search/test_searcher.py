"""Search over the sample newsletter, and over nothing at all."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.archive import Archive
from kg.commands.main import main
from kg.errors import KgError, UnknownName, UsageError
from kg.search.explain import cut, marks


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


def test_a_time_in_which_nothing_is_close_is_waived(sample: Archive) -> None:
    assert titles(sample, "Rubin CPX 2023年5月")[0].startswith("NVIDIA unveiled Rubin CPX")


def test_filters(sample: Archive) -> None:
    hits = sample.search("OpenAI", issue=7, limit=50)
    assert {sample.issue_of(hit.item).number for hit in hits} == {7}
    assert {hit.item.kind for hit in sample.search("强化学习 kind:paper", limit=50)} == {"paper"}
    assert {hit.item.section for hit in sample.search("", section="机器人", limit=50)} == {"机器人"}
    days = [hit.why.date for hit in sample.search("", since="2025-11", until="2025-11-10", limit=200)]
    assert days and all(day and date(2025, 11, 1) <= day <= date(2025, 11, 10) for day in days)
    assert all("arxiv.org" in " ".join(hit.item.urls) for hit in sample.search("site:arxiv.org agents", limit=50))
    named = sample.search("entity:软银", limit=50)
    assert named and all({"company:softbank"} <= {m.entity for m in sample.mentions(h.item.id)} for h in named)


def test_phrases_and_excluded_words(sample: Archive) -> None:
    found = sample.search('"Agent Skills"', limit=50)
    assert found and all("agent skills" in (hit.item.text + hit.item.opinion).lower() for hit in found)
    without = sample.search("OpenAI -NVIDIA", limit=100)
    assert without and not any("nvidia" in (hit.item.text + hit.item.opinion).lower() for hit in without)


def test_modes(sample: Archive) -> None:
    words = sample.search("Rubin CPX", mode="keyword")
    assert words and {name for hit in words for name, _ in hit.why.parts} <= {"words", "topic"}
    vectors = sample.search("把机房送到天上去", mode="semantic")
    assert vectors and not {name for hit in vectors for name, _ in hit.why.parts} & {"words", "topic"}
    with pytest.raises(UsageError, match="hybrid"):
        sample.search("x", mode="magic")


def test_accounts(sample: Archive) -> None:
    assert all("karpathy" in " ".join((h.item.text, *h.item.urls)).lower() for h in sample.search("@karpathy", limit=2))


# Why


def test_a_score_is_the_sum_of_its_parts_and_marks_lie_on_words(sample: Archive) -> None:
    hits = sample.search("antropic funding round 融资", limit=10)
    for hit in hits:
        assert sum(value for _, value in hit.why.parts) == pytest.approx(hit.score, abs=2e-3)
        found = hit.why.passage
        assert hit.item.field(found.field)[found.start : found.end] == found.text
        last = -1
        for start, end in found.marks:
            assert last < start < end <= len(found.text)
            last = end
    assert any(
        found.text[a:b].lower() == "anthropic" for h in hits for found in [h.why.passage] for a, b in found.marks
    )
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_pages_follow_one_another(sample: Archive) -> None:
    whole = sample.search("OpenAI 合作", limit=40)
    pages = [hit for offset in range(0, 40, 7) for hit in sample.search("OpenAI 合作", limit=7, offset=offset)]
    assert [hit.item.id for hit in pages[:40]] == [hit.item.id for hit in whole]
    assert whole.total >= len(whole)
    assert len(sample.search("OpenAI", offset=10_000)) == 0


def test_facets_count_all_pages(sample: Archive) -> None:
    results = sample.search("Anthropic", limit=1)
    facets = results.facets
    assert sum(count.count for count in facets.issues) == results.total
    assert sum(count.count for count in facets.months) == results.total
    assert sum(count.count for count in facets.kinds) == results.total
    everything = sample.search("Anthropic", limit=1000)
    linking = sum("anthropic.com" in " ".join(hit.item.urls) for hit in everything)
    assert {count.value: count.count for count in facets.sites}["anthropic.com"] == linking
    assert facets.entities[0].label == "Anthropic"


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
def test_any_query_is_answered_or_refused_in_words(sample: Archive, query: str) -> None:
    try:
        results = sample.search(query, limit=3)
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


# The command


@pytest.fixture
def run(sample_folder: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["search", "--archive", str(sample_folder), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_command_json(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("--json", "--facets", "-n", "2", "9月份 Mistral 融资")
    record = json.loads(out)
    assert code == 0
    assert set(record) >= {"query", "understood", "took_ms", "hits", "total", "facets"}
    assert [part["kind"] for part in record["understood"]["parts"]][:2] == ["period", "entity"]
    assert [hit["rank"] for hit in record["hits"]] == [1, 2]
    assert set(record["hits"][0]) == {"rank", "score", "why", "story", "item"}
    assert record["hits"][0]["item"]["title"].startswith("Mistral")


def test_command_batch(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "queries.txt"
    file.write_text("软银\n\nTitans\nentity:Foobarbaz\n", encoding="utf-8")
    code, out, _ = run("--json", "--batch", str(file))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["query"] for line in lines] == ["软银", "Titans", "entity:Foobarbaz"]
    assert lines[2]["hits"] == [] and "Foobarbaz" in lines[2]["error"]


def test_command_exit_codes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("软银")[0] == 0
    assert run("红烧肉怎么做")[0] == 1
    assert run("section:天文 x")[0] == 1
    code, _, err = run("since:昨天吧 x")
    assert code == 2
    assert "昨天吧" in err and "Traceback" not in err
    assert run()[0] == 2
    assert run("--batch", str(tmp_path / "missing"))[0] == 2


def test_command_explains(run) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = run("--explain", "-n", "1", "软银 清仓")
    assert "[SoftBank]" in out.splitlines()[0]
    assert "meaning" in out and "words" in out
    assert "\x1b[" not in out  # colours are for terminals


def test_a_cold_search_imports_nothing_heavy(sample_folder: Path) -> None:
    program = (
        "import sys; from kg.commands.main import main; main(['search', '软银', '--archive', sys.argv[1]]); "
        "heavy = {'torch', 'spacy', 'networkx', 'streamlit', 'pandas', 'sklearn', 'scipy', 'sentence_transformers'}; "
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sample_folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# Small pieces


def test_an_archive_without_a_sparse_head_is_searched_by_the_rest(hash_model: object, tmp_path: Path) -> None:
    from ingest.build import build

    source = tmp_path / "1.md"
    source.write_text(
        "# Digest 1\n\n2025-10-06\n\n## Models\n\n- [Zephyr 2 is out](https://example.org/z): a small model\n"
        "- [Borealis raises money](https://example.org/b): twenty million\n",
        encoding="utf-8",
    )
    build([source], tmp_path / "archive")
    archive = kg.open(tmp_path / "archive")
    assert titles(archive, "Borealis")[0].startswith("Borealis")


@given(st.text(max_size=300), st.text(min_size=1, max_size=10))
def test_marks_lie_inside_and_apart(text: str, name: str) -> None:
    spans = marks(text, {"模型", "model"}, [name])
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    start, end = cut(text, spans, longest=40)
    assert 0 <= start <= end <= len(text)
    assert end - start <= 40
