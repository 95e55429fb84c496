"""No text is embedded twice, and what was made is kept even where the rest fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kg.store.cache import FILE, VectorCache
from kg.store.embedded import embed_with_cache
from tests.store.archives import WordEncoder
from tests.support import HashEncoder


class Counting(WordEncoder):
    """Says what it was asked, and hands over its work text by text."""

    def __init__(self, *, fails_after: int = 10**9) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.fails_after = fails_after

    def encode_documents(self, texts: Sequence[str], *, made=None):  # type: ignore[no-untyped-def, override]
        for place, text in reversed(list(enumerate(texts))):
            if len(self.asked) >= self.fails_after:
                raise RuntimeError("the machine is off")
            self.asked.append(text)
            made([place], [self.encode_query(text)])
        return np.stack([self.encode_query(text) for text in texts])


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / FILE)


def test_only_new_texts_are_embedded(cache: VectorCache) -> None:
    encoder = Counting()
    first, count = embed_with_cache(["one", "two", "one"], encoder, cache=cache)
    assert (count, sorted(encoder.asked)) == (2, ["one", "two"])
    assert np.array_equal(first[0], first[2])
    again, count = embed_with_cache(["two", "one"], encoder, cache=cache)
    assert (count, again.tobytes()) == (0, first[[1, 0]].tobytes())
    assert embed_with_cache(["two", "three"], encoder, cache=cache)[1] == 1
    assert embed_with_cache([], encoder, cache=cache)[0].shape == (0, encoder.dimension)


def test_what_was_made_before_a_failure_is_kept(cache: VectorCache) -> None:
    texts = [f"text {n}" for n in range(10)]
    with pytest.raises(RuntimeError):
        embed_with_cache(texts, Counting(fails_after=6), cache=cache)
    rest = Counting()
    found, count = embed_with_cache(texts, rest, cache=cache)
    assert (count, len(rest.asked)) == (4, 4)
    assert np.allclose(found, np.stack([rest.encode_query(text) for text in texts]), atol=1e-3)


def test_progress_counts_what_is_missing(cache: VectorCache) -> None:
    embed_with_cache(["one"], Counting(), cache=cache)
    seen: list[tuple[int, int]] = []
    embed_with_cache(["one", "two", "three"], Counting(), cache=cache, progress=lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]


def test_another_model_asks_anew(cache: VectorCache) -> None:
    assert embed_with_cache(["one"], HashEncoder("a"), cache=cache)[1] == 1
    assert embed_with_cache(["one"], HashEncoder("b"), cache=cache)[1] == 1
    assert embed_with_cache(["one"], HashEncoder("a"), cache=cache)[1] == 0


def test_a_value_of_another_length_is_made_again(cache: VectorCache) -> None:
    encoder = Counting()
    embed_with_cache(["one"], encoder, cache=cache)
    (key,) = [key for (key,) in cache._rows("SELECT key FROM made")]
    cache.put(encoder.fingerprint, {key: b"short"})
    assert embed_with_cache(["one"], encoder, cache=cache)[1] == 1
