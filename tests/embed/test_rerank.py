"""Cross-encoders by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.embed.rerank import Reranker, open_reranker
from kg.errors import ArchiveError
from tests.embed import tiny

TEXTS = ["robots weld car doors", "", "机器人走进工厂", "a long story " * 400, "\x00 \ud800"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.cross_encoder(tmp_path_factory.mktemp("models") / "tiny")


def test_a_text_has_its_score_whatever_stands_beside_it(folder: Path) -> None:
    reranker = Reranker(str(folder))
    scores = reranker.scores("robots", TEXTS)
    assert (scores.shape, scores.dtype) == ((len(TEXTS),), np.float32)
    assert len(set(scores[:4].tolist())) == 4
    for text, score in zip(TEXTS, scores, strict=True):
        assert reranker.scores("robots", [text])[0] == pytest.approx(score, abs=1e-5)
    assert reranker.scores("robots", []).shape == (0,)
    assert not np.allclose(reranker.scores("家庭", TEXTS), scores), "the query is read, too"


def test_a_model_is_kept(folder: Path) -> None:
    assert open_reranker(str(folder)) is open_reranker(str(folder))


def test_unknown_reranker_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    for name, reason in (
        ("nobody/no-such-model", "hub cannot be reached"),
        ("/no/such/folder", "neither such a folder"),
        (str(tmp_path), "no cross-encoder"),
    ):
        with pytest.raises(ArchiveError, match=f"The reranker {name} cannot be loaded .*{reason}") as caught:
            Reranker(name).scores("x", ["y"])
        assert "\n" not in str(caught.value)


def test_an_embedding_model_is_no_cross_encoder(tmp_path: Path) -> None:
    """The library would give it a head of random weights without a word."""
    model = tiny.bert(tmp_path / "bert")
    with pytest.raises(ArchiveError, match="kg build --model"):
        Reranker(str(model)).scores("x", ["y"])
    (tiny.cross_encoder(tmp_path / "cross") / "modules.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ArchiveError, match="no cross-encoder"):
        Reranker(str(tmp_path / "cross")).scores("x", ["y"])


def test_a_classifier_is_refused(tmp_path: Path) -> None:
    three = Reranker(str(tiny.cross_encoder(tmp_path / "three", labels=3)))
    with pytest.raises(ArchiveError, match="one figure for a pair"):
        three.scores("x", ["y", "z"])


def test_a_model_that_fails_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("CUDA out of memory.\nTried to allocate")

    monkeypatch.setattr("sentence_transformers.CrossEncoder.predict", fails)
    with pytest.raises(ArchiveError, match=r"failed \(CUDA out of memory\): search without it\.$"):
        Reranker(str(folder)).scores("x", ["y"])
