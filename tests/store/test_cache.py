"""No text is embedded twice, and none that left the archive is remembered."""

from __future__ import annotations

import numpy as np

from kg.store.cache import VECTORS, embed_with_cache


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
