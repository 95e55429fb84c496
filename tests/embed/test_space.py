"""The space in which vectors are compared, and the adapter that turns it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kg.archive import Archive
from kg.embed.adapter import e5_adapter
from kg.embed.space import LanguageMeans, Space
from kg.errors import ArchiveError
from kg.evaluate.gold import Anchors, read_gold
from kg.evaluate.search import graded, ndcg
from kg.store.database import PASSAGE_BITS
from kg.text.words import language_of
from tests.conftest import ROOT, shared
from tests.support import HashEncoder

PAIRS = sorted((ROOT / "data" / "pairs").glob("*.jsonl"))


@pytest.mark.parametrize("adapter", [None, np.array([[2, 0, 0], [0, 1, 1], [0, 0, 1]], np.float32)])
def test_saved_and_loaded(tmp_path: Path, adapter: np.ndarray | None) -> None:
    random = np.random.default_rng(1)
    means = {name: random.normal(size=3).astype(np.float32) for name in ("zh", "en")}
    space = Space(LanguageMeans(means, {"en": means["zh"]}), adapter)
    space.save(tmp_path / "space.npz")
    loaded = Space.load(tmp_path / "space.npz")
    vectors, languages = random.normal(size=(4, 3)).astype(np.float32), ["zh", "en", "en", "zh"]
    for of, again in ((space.passages, loaded.passages), (space.queries, loaded.queries)):
        found = of(vectors, languages)
        assert np.array_equal(found, again(vectors, languages))
        assert np.allclose(np.linalg.norm(found, axis=1), 1)
    expected = vectors[1] - means["en"]
    expected = expected if adapter is None else expected @ adapter
    assert np.allclose(space.passages(vectors, languages)[1], expected / np.linalg.norm(expected), atol=1e-6)


def test_items_are_compared_in_a_way_of_their_own(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    likeness = random.normal(size=(3, 3)).astype(np.float32)
    Space(LanguageMeans({}, {}), None, likeness).save(tmp_path / "space.npz")
    space = Space.load(tmp_path / "space.npz")
    vectors = random.normal(size=(4, 3)).astype(np.float32)
    between, towards = space.between(vectors), space.towards(vectors)
    assert np.allclose(between, vectors @ likeness, atol=1e-6)
    assert np.allclose(towards @ vectors.T, between @ between.T, atol=1e-5), "the one side raw, the other turned twice"
    plain = Space(LanguageMeans({}, {}))
    assert plain.between(vectors) is vectors and plain.towards(vectors) is vectors


def test_an_owners_adapter_leaves_items_as_near_each_other_as_they_were() -> None:
    random = np.random.default_rng(3)
    model = HashEncoder()
    matrices = (np.eye(8) + random.normal(size=(3, 8, 8)) / 30).astype(np.float32)
    model.adapter, model.likeness, own = matrices
    means = LanguageMeans({}, {})
    standing, owned = Space.of(means, model), Space.of(means, model, own)
    assert owned.adapter is own and standing.adapter is model.adapter and standing.likeness is model.likeness
    raw = random.normal(size=(20, 8)).astype(np.float32)
    kinds = ["en"] * len(raw)
    tables = [(v := space.between(space.passages(raw, kinds))) @ v.T for space in (standing, owned)]
    assert not np.allclose(*tables, atol=1e-2), "lengths are not those of the model's own adapter"
    cosines = [table / np.sqrt(np.outer(table.diagonal(), table.diagonal())) for table in tables]
    assert np.allclose(*cosines, atol=1e-4)
    model.likeness = None
    assert Space.of(means, model, own).likeness is None


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "space.npz").write_bytes(b"no archive")
    with pytest.raises(ArchiveError, match=r"space\.npz is missing or damaged"):
        Space.load(tmp_path / "space.npz")


@pytest.mark.slow
def test_the_adapter_finds_what_is_asked_in_other_words(leotalk: Archive) -> None:
    """Items are ranked by vectors alone, with the adapter and without, for queries that it was not learned from."""
    rows = [row for row in read_gold(shared("gold", "search.jsonl")) if row["kind"] in ("semantic", "crosslingual")]
    anchors, texts = Anchors(leotalk), [row["query"] for row in rows]
    raw = leotalk.encoder.encode_queries(texts)
    queries = leotalk.space.queries(raw, [language_of(text) for text in texts])
    keys = np.array(leotalk.vectors.ids)
    passages, owners = leotalk.vectors.reconstruct(keys), (keys >> PASSAGE_BITS) - 1
    ids = [item.id for item in leotalk.items()]

    def quality(queries: np.ndarray, passages: np.ndarray) -> float:
        passages = passages / np.linalg.norm(passages, axis=1, keepdims=True)
        found = []
        for row, scores in zip(rows, queries @ passages.T, strict=True):
            wanted, relevant = graded(row["relevant"], anchors)
            best = np.full(len(ids), -np.inf)
            np.maximum.at(best, owners, scores)
            best += scores[keys & ((1 << PASSAGE_BITS) - 1) == 0]
            found.append(ndcg([wanted.get(ids[i], 0) for i in np.argsort(-best)], relevant))
        return float(np.mean(found))

    back = np.linalg.inv(e5_adapter())
    centred = queries @ back
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert quality(queries, passages) > quality(centred, passages @ back) + 0.05


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.stem)
def test_pairs_are_whole(file: Path) -> None:
    pairs = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({(pair["id"], pair["query"]) for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert set(pair) == {"id", "kind", "query"}
        assert pair["kind"] in ("para", "cross", "half", "short", "who")
        assert pair["query"].strip() == pair["query"] != ""


def test_pairs_ask_for_items_that_exist(leotalk: Archive) -> None:
    ids = {item.id for item in leotalk.items()}
    pairs = [json.loads(line) for line in (ROOT / "data" / "pairs" / "leotalk.jsonl").open(encoding="utf-8")]
    assert {pair["id"] for pair in pairs} <= ids
