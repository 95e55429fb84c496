"""The model that comes with the installation: both of its sides agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.embed.bundled import BundledEncoder
from kg.embed.unpacked import tokenizer
from kg.embed.weights import read_packed
from tests.embed.texts import TEXTS, WEIGHTS, cosines, needs_wheel


@needs_wheel
def test_languages_meet(bundled: BundledEncoder) -> None:
    passages = ["太空数据中心：在轨道上用太阳能训练模型", "这家公司发布了新的扫地机器人", "音乐平台限制合成歌曲"]
    vectors = bundled.encode_documents(passages)
    queries = ["data centres in space", "a robot vacuum cleaner", "AI-generated songs on streaming services"]
    assert (vectors @ bundled.encode_queries(queries).T).argmax(axis=0).tolist() == [0, 1, 2]


@needs_wheel
def test_vectors_have_unit_length(bundled: BundledEncoder) -> None:
    for vectors in (bundled.encode_documents(TEXTS[:9]), bundled.encode_queries(TEXTS[:9])):
        assert vectors.dtype == np.float32
        assert vectors.shape == (9, 384)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert bundled.encode_documents([]).shape == bundled.encode_queries([]).shape == (0, 384)


@needs_wheel
def test_a_long_query_is_cut_not_laboured_over(bundled: BundledEncoder) -> None:
    text = "机器人与数据中心 " * 12_000
    long = bundled.encode_query(text)
    assert len(bundled._cut(bundled.clean(text))) < 3_000, "the engine would read all of it in windows"
    assert long @ bundled.encode_query("机器人与数据中心 " * 60) > 0.98


@needs_wheel
@pytest.mark.slow
def test_both_sides_give_the_same_vectors(bundled: BundledEncoder, large: BundledEncoder) -> None:
    by_engine = bundled._engine.passage([bundled._cut(bundled.clean(text)) for text in TEXTS])
    kept: dict[int, np.ndarray] = {}
    vectors = large.encode_documents(TEXTS, made=lambda at, rows: kept.update(zip(at, rows, strict=True)))
    assert np.array_equal(np.stack([kept[i] for i in range(len(TEXTS))]), vectors)
    agreement = cosines(vectors, by_engine)
    assert agreement.min() >= 0.98, TEXTS[int(agreement.argmin())][:40]
    assert agreement.mean() >= 0.999
    assert np.array_equal(large.encode_documents(TEXTS[::-1]), vectors[::-1]), "vectors depend on the texts' order"


@needs_wheel
@pytest.mark.slow
def test_both_sides_give_the_same_sparse_features(bundled: BundledEncoder, large: BundledEncoder) -> None:
    texts = [text for text in TEXTS if text][:5]
    for engine, batch in zip(
        map(bundled._sparse, map(bundled.clean, texts)), large.sparse_documents(texts), strict=True
    ):
        assert len(batch.features) <= 256
        assert (np.diff(batch.weights) <= 0).all()
        a, b = np.zeros((2, bundled.sparse_features))
        a[engine.features], b[batch.features] = engine.weights, batch.weights
        assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) > 0.9


@needs_wheel
def test_sparse_query_meets_its_passage(bundled: BundledEncoder) -> None:
    passages = ["软银清仓英伟达股票", "Booster Robotics ships a small humanoid", "a report on music rights"]
    rows = np.zeros((3, bundled.sparse_features))
    for row, vector in zip(rows, bundled.sparse_documents(passages), strict=True):
        row[vector.features] = vector.weights
    query = bundled.sparse_query("humanoid from Booster")
    scores = rows[:, query.features] @ query.weights / np.linalg.norm(rows, axis=1)
    assert scores.argmax() == 1
    assert len(bundled.sparse_query("").features) == 0


@pytest.fixture(scope="module")
def pieces() -> object:
    assert WEIGHTS is not None
    packed = read_packed(WEIGHTS)
    return tokenizer(packed.pieces, packed.scores, packed.unknown)


@needs_wheel
@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60) | st.text("饕餮龘🦎🪲 ①ﷺ～é\u0301а́가ｶﾞ<s>/\x00\x85\u200d", max_size=30))
def test_both_tokenizers_see_the_same_pieces(bundled: BundledEncoder, pieces: object, text: str) -> None:
    cleaned = bundled.clean(text)
    found = pieces.encode("passage: " + cleaned)  # type: ignore[attr-defined]
    assert len(found.ids) == bundled._engine.token_count(cleaned), found.tokens
    assert bundled.clean(cleaned) == cleaned
