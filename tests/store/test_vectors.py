"""The vector index, flat and in clusters: against exact search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.errors import ArchiveError
from kg.store import vectors as module
from kg.store.vectors import VectorIndex

DIMENSION = 32


def clouds(count: int, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors in clouds, as those of real texts are."""
    random = np.random.default_rng(seed)
    middles = np.random.default_rng(9).normal(size=(40, DIMENSION))
    vectors = middles[random.integers(0, 40, count)] + 0.7 * random.normal(size=(count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(params=["flat", "clusters"])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> VectorIndex:
    if request.param == "clusters":
        monkeypatch.setattr(module, "FLAT_LIMIT", 100)
    made = VectorIndex.build(clouds(3000), np.arange(3000) * 7 + 5)
    assert made.kind == request.param
    return made


def exact(queries: NDArray[np.float32], k: int, allowed: NDArray[np.int64]) -> list[list[int]]:
    scores = queries @ clouds(3000)[allowed].T
    return (allowed[np.argsort(-scores, axis=1)[:, :k]] * 7 + 5).tolist()


def recall(found: NDArray[np.int64], wanted: list[list[int]]) -> float:
    return float(np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(found.tolist(), wanted, strict=True)]))


def test_search_finds_the_nearest(index: VectorIndex) -> None:
    queries = clouds(50, seed=1)
    scores, ids = index.search(queries, 10)
    assert scores.shape == ids.shape == (50, 10)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert recall(ids, exact(queries, 10, np.arange(3000))) >= (1.0 if index.kind == "flat" else 0.9)
    best = index.reconstruct(ids[:, 0])
    assert np.allclose((best * queries).sum(axis=1), scores[:, 0], atol=2e-3)


@pytest.mark.parametrize("share", [0.5, 0.05, 0.003])
def test_filters_keep_recall(index: VectorIndex, share: float) -> None:
    allowed = np.flatnonzero(np.random.default_rng(2).random(3000) < share)
    queries = clouds(50, seed=3)
    k = min(10, len(allowed))
    _, ids = index.search(queries, k, within=np.append(allowed * 7 + 5, [2, 10**12]))
    assert set(ids.ravel().tolist()) <= set((allowed * 7 + 5).tolist())
    assert recall(ids, exact(queries, k, allowed)) >= (1.0 if index.kind == "flat" else 0.9)


def test_short_results_are_padded(index: VectorIndex) -> None:
    scores, ids = index.search(clouds(2), 4, within=np.array([5, 12]))
    assert [set(row) for row in ids[:, :2].tolist()] == [{5, 12}, {5, 12}]
    assert ids[:, 2:].tolist() == [[-1, -1]] * 2
    assert scores[:, 2:].tolist() == [[-1, -1]] * 2
    for none in (np.zeros(0, np.int64), np.array([6])):
        assert index.search(clouds(2), 3, within=none)[1].tolist() == [[-1] * 3] * 2


def test_reconstruct_knows_its_ids(index: VectorIndex) -> None:
    chosen = np.array([2999, 0, 17, 17])
    assert np.allclose(index.reconstruct(chosen * 7 + 5), clouds(3000)[chosen], atol=2e-3)
    assert index.reconstruct(np.zeros(0, np.int64)).shape == (0, DIMENSION)
    with pytest.raises(ArchiveError, match="kg build"):
        index.reconstruct(np.array([6]))


def test_saved_index_is_the_same(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "a")
    loaded = VectorIndex.load(tmp_path / "a")
    assert (len(loaded), loaded.dimension, loaded.kind) == (3000, DIMENSION, index.kind)
    for within in (None, np.arange(100) * 7 + 5):
        one, other = (each.search(clouds(5), 5, within=within) for each in (index, loaded))
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])
    assert np.array_equal(loaded.reconstruct(loaded.ids[:50]), index.reconstruct(index.ids[:50]))


def test_same_vectors_same_bytes_in_any_order(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "a")
    order = np.random.default_rng(4).permutation(3000)
    VectorIndex.build(clouds(3000)[order], (np.arange(3000) * 7 + 5)[order]).save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_empty_index(tmp_path: Path) -> None:
    empty = VectorIndex.build(np.zeros((0, DIMENSION), np.float32), np.zeros(0, np.int64))
    empty.save(tmp_path / "a")
    for index in (empty, VectorIndex.load(tmp_path / "a")):
        assert len(index) == 0
        assert index.search(clouds(2), 3)[1].tolist() == [[-1] * 3] * 2
        assert index.search(clouds(2), 3, within=np.array([1]))[1].tolist() == [[-1] * 3] * 2


@pytest.mark.parametrize("ids", [[1, 1], [-1, 2], [1], [1, 2, 3]])
def test_bad_ids(ids: list[int]) -> None:
    with pytest.raises(ValueError, match="ids"):
        VectorIndex.build(clouds(2), np.array(ids))


def test_bad_files(tmp_path: Path) -> None:
    VectorIndex.build(clouds(200), np.arange(200)).save(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for content in (b"", b"nonsense" * 100, whole[:60], whole[: len(whole) // 2]):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(ArchiveError, match="missing or damaged"):
            VectorIndex.load(tmp_path / "file")
    with pytest.raises(ArchiveError, match="missing or damaged"):
        VectorIndex.load(tmp_path / "none")
    with pytest.raises(ArchiveError, match="cannot be written"):
        VectorIndex.build(clouds(2), np.arange(2)).save(tmp_path / "no" / "folder")


def test_cosines_with_all_are_those_of_each(index: VectorIndex) -> None:
    (query,) = clouds(1, seed=4)
    near = index.cosines(query)
    if index.kind == "clusters":
        assert near is None
        return
    assert near is not None
    assert np.allclose(near, index.reconstruct(index.ids) @ query, atol=1e-6)


def test_a_mapped_index_gives_back_each_vector(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "index")
    loaded = VectorIndex.load(tmp_path / "index")
    order = np.random.default_rng(5).permutation(3000)
    one_by_one = np.stack([loaded._index.reconstruct(int(position)) for position in order])
    assert np.array_equal(loaded.reconstruct(loaded.ids[order]), one_by_one)
