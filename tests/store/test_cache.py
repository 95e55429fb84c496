"""No text is embedded twice, and none that left the archive is remembered."""

from __future__ import annotations

import numpy as np

from kg.embed.encoder import SparseVector
from kg.store.cache import FEATURES, VECTORS, embed_with_cache, sparse_with_cache


class Embedder:
    """Counts what it is asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, texts):
        self.asked.append(list(texts))
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


def _embed(tmp_path, texts, model="m"):
    embedder = Embedder()
    vectors, count = embed_with_cache(texts, embedder, archive=tmp_path, model=model, dimension=2)
    return vectors.tolist(), count, embedder.asked


def test_only_new_texts_are_embedded(tmp_path):
    first, count, _ = _embed(tmp_path, ["ab", "c", "ab"])
    assert count == 2 and first == [[2, 97], [1, 99], [2, 97]]
    again, count, asked = _embed(tmp_path, ["c", "ab"])
    assert (again, count, asked) == ([[1, 99], [2, 97]], 0, [])
    _, _, asked = _embed(tmp_path, ["c", "dd"])
    assert asked == [["dd"]]


def test_removed_texts_leave_no_vector(tmp_path):
    _embed(tmp_path, ["ab", "c"])
    _embed(tmp_path, ["c"])
    _, count, _ = _embed(tmp_path, ["ab"])
    assert count == 1


def test_another_model_or_a_damaged_cache_starts_anew(tmp_path):
    _embed(tmp_path, ["ab"])
    assert _embed(tmp_path, ["ab"], model="n")[1] == 1
    (tmp_path / VECTORS).write_bytes(b"PK broken")
    assert _embed(tmp_path, ["ab"], model="n")[1] == 1


def test_fresh_and_cached_vectors_are_the_same(tmp_path):
    third = np.float32(1 / 3)
    fresh, _ = embed_with_cache(["a"], lambda t: np.full((1, 2), third), archive=tmp_path, model="m", dimension=2)
    cached, _ = embed_with_cache(["a"], lambda t: np.full((1, 2), third), archive=tmp_path, model="m", dimension=2)
    assert fresh.tobytes() == cached.tobytes()


def test_sparse_vectors_are_made_once(tmp_path):
    asked = []

    def encode(texts):
        asked.extend(texts)
        return [SparseVector(np.array([0, 1], np.int32), np.array([len(text), 0.1], np.float32)) for text in texts]

    def made(texts, model="m"):
        return sparse_with_cache(texts, encode, archive=tmp_path, model=model)

    first, count = made(["a", "bb", "a"])
    assert (count, asked) == (2, ["a", "bb"])
    again, count = made(["bb", "ccc", "a"])
    assert (count, asked) == (1, ["a", "bb", "ccc"])
    assert [v.weights.tolist() for v in again[::2]] == [v.weights.tolist() for v in (first[1], first[0])]
    assert again[2].features.dtype == np.int32
    assert made(["a"], model="other")[1] == 1
    (tmp_path / FEATURES).write_bytes(b"damaged")
    assert made(["a"], model="other")[1] == 1
    assert made([], model="other") == ([], 0)


def test_texts_without_features_are_remembered_too(tmp_path):
    nothing = SparseVector(np.zeros(0, np.int32), np.zeros(0, np.float32))
    some = SparseVector(np.array([4], np.int32), np.array([2], np.float32))
    by_text = {"": nothing, "a": some, "b": nothing}
    sparse_with_cache(list(by_text), lambda texts: [by_text[t] for t in texts], archive=tmp_path, model="m")
    found, count = sparse_with_cache(["b", "a", ""], lambda texts: [], archive=tmp_path, model="m")
    assert count == 0
    assert [vector.features.tolist() for vector in found] == [[], [4], []]
