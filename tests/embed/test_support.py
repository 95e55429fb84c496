"""The encoder without a model that other tests use."""

from __future__ import annotations

from tests.support import HashEncoder


def test_hash_encoder_finds_similar_text() -> None:
    encoder = HashEncoder()
    passages = ["OpenAI 发布浏览器 Atlas", "软银清仓英伟达", "a paper on sparse attention"]
    queries = encoder.encode_queries(["浏览器 Atlas", "英伟达 软银", "sparse attention paper"])
    assert (encoder.encode_documents(passages) @ queries.T).argmax(axis=0).tolist() == [0, 1, 2]
    assert encoder.encoded == 3
