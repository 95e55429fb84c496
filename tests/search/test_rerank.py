"""A second look at the first hits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.archive import Archive
from kg.commands.main import main
from kg.errors import ArchiveError
from kg.search.parts import Filters
from kg.search.rerank import DEPTH
from kg.search.searcher import Searcher
from tests.embed import tiny

QUERY = "OpenAI"  # with more than DEPTH hits in the sample


class Lengths:
    """Says that the shortest text answers best; counts how many it was asked about."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        assert query == QUERY
        self.asked.append(len(texts))
        return np.array([-len(text) for text in texts], np.float32)


class Same:
    """Finds all texts equal."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros(len(texts), np.float32)


@pytest.fixture(scope="module")
def searcher(sample: Archive) -> Searcher:
    return sample.once(Searcher)


def ids(hits: Sequence[Any]) -> list[str]:
    return [hit.item.id for hit in hits]


def test_the_first_hits_are_in_the_order_of_the_reranker(searcher: Searcher) -> None:
    plain, new = searcher.search(QUERY, limit=80), searcher.search(QUERY, limit=80, reranker=Lengths())
    assert plain.total == new.total > DEPTH
    by_length = sorted(plain[:DEPTH], key=lambda hit: len(f"{hit.item.text}\n{hit.item.opinion}".strip()[:1500]))
    assert ids(new[:DEPTH]) == ids(by_length) != ids(plain[:DEPTH])
    assert new[DEPTH:] == plain[DEPTH:]
    assert {hit.item.id: hit.close for hit in new} == {hit.item.id: hit.close for hit in plain}
    assert new.facets == plain.facets


def test_a_place_keeps_its_score_and_the_hit_says_why(searcher: Searcher) -> None:
    plain, new = searcher.search(QUERY, limit=80), searcher.search(QUERY, limit=80, reranker=Lengths())
    assert [hit.score for hit in new] == [hit.score for hit in plain]
    own = {hit.item.id: hit for hit in plain}
    for hit in new:
        parts = dict(hit.why.parts)
        assert sum(parts.values()) == pytest.approx(hit.score, abs=1e-3)
        assert parts.pop("reranker", 0.0) == pytest.approx(hit.score - own[hit.item.id].score, abs=1e-4)
        assert parts == dict(own[hit.item.id].why.parts)
        assert hit.why.passage == own[hit.item.id].why.passage


def test_pages_are_slices_of_one_list(searcher: Searcher) -> None:
    lengths = Lengths()
    whole = searcher.search(QUERY, limit=80, reranker=lengths)
    pages = [
        hit for offset in range(0, 80, 12) for hit in searcher.search(QUERY, limit=12, offset=offset, reranker=lengths)
    ]
    assert ids(pages[: len(whole)]) == ids(whole)
    assert set(lengths.asked) == {DEPTH}
    assert len(lengths.asked) == 6, "whoever is behind the first fifty is not asked about"
    searcher.search(QUERY, limit=0, reranker=lengths)
    assert len(lengths.asked) == 6


@pytest.mark.parametrize("query", [QUERY, f"{QUERY} since:2025-11", "entity:OpenAI", "第12期", "", "红烧肉怎么做"])
@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
def test_a_reranker_without_an_opinion_changes_nothing(searcher: Searcher, query: str, mode: str) -> None:
    assert searcher.search(query, mode=mode, limit=30, reranker=Same())[:] == searcher.search(
        query, mode=mode, limit=30
    )[:]  # fmt: skip


def test_what_is_asked_for_by_date_stays_so(searcher: Searcher) -> None:
    lengths = Lengths()
    for order in ("new", "old"):
        wanted = searcher.search(QUERY, filters=Filters(order=order))
        assert searcher.search(QUERY, filters=Filters(order=order), reranker=lengths)[:] == wanted[:]
        assert searcher.search(f"{QUERY} order:{order}", reranker=lengths)[:] == wanted[:]
    assert searcher.search("entity:OpenAI", reranker=lengths)[:] == searcher.search("entity:OpenAI")[:]
    assert not lengths.asked


def test_filters_hold(searcher: Searcher) -> None:
    plain = searcher.search(QUERY, filters=Filters(issue="3-5"), limit=50)
    new = searcher.search(QUERY, filters=Filters(issue="3-5"), limit=50, reranker=Lengths())
    assert sorted(ids(new)) == sorted(ids(plain)) and ids(new) != ids(plain)


# By name


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.cross_encoder(tmp_path_factory.mktemp("models") / "tiny")


def test_an_archive_takes_a_name(sample: Archive, model: Path) -> None:
    plain, new = sample.search(QUERY, limit=DEPTH), sample.search(QUERY, limit=DEPTH, reranker=model)
    assert ids(new) != ids(plain) and sorted(ids(new)) == sorted(ids(plain))
    assert ids(sample.search(QUERY, limit=5, offset=5, reranker=str(model))) == ids(new[5:10])


def test_an_unknown_one_is_one_sentence(sample: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ArchiveError, match="The reranker /no/such/model cannot be loaded"):
        sample.search(QUERY, reranker="/no/such/model")
    assert main(["search", QUERY, "--archive", str(sample.path), "--reranker", "/no/such/model"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "/no/such/model" in said


def test_the_command_line(sample: Archive, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["search", "--archive", str(sample.path), "--reranker", str(model)]
    assert main([*call, "--json", "-n", "60", QUERY]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert any("reranker" in hit["why"]["parts"] for hit in hits[:DEPTH])
    assert not any("reranker" in hit["why"]["parts"] for hit in hits[DEPTH:])
    queries = tmp_path / "queries.txt"
    queries.write_text(f"{QUERY}\n软银\n", encoding="utf-8")
    assert main([*call, "--explain", "--batch", str(queries)]) == 0
    said = capsys.readouterr().out
    assert " + reranker 0." in said or " - reranker 0." in said
    assert main([*call, "红烧肉怎么做"]) == 1


def test_a_search_without_one_imports_nothing_for_it() -> None:
    code = """
import sys
import kg.commands.main, kg.archive
print(sorted({"kg.embed.rerank", "sentence_transformers", "torch", "transformers"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
