"""Tiny models of random weights, written as the libraries write them: no network, and no trained one, is needed.

The libraries are imported when a model is made: collecting tests does not wait for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,:?机器人走进工厂和家庭"
_PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_LETTERS, *(f"##{letter}" for letter in _LETTERS)]
_SIZE = {
    "vocab_size": len(_PIECES), "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
    "intermediate_size": 32, "initializer_range": 0.5,
}  # fmt: skip


def bert(folder: Path) -> Path:
    """A model without a word on pooling or prompts; returns its folder."""
    from transformers import BertConfig, BertModel

    return _written(folder, BertModel, BertConfig(**_SIZE))


def xlm_roberta(folder: Path) -> Path:
    """A model with 64 positions, of which the first is for padding; its tokenizer knows no end."""
    from transformers import XLMRobertaConfig, XLMRobertaModel

    return _written(folder, XLMRobertaModel, XLMRobertaConfig(**_SIZE, max_position_embeddings=64, pad_token_id=0))


def cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """A model that gives so many figures for a pair of texts."""
    from transformers import BertConfig, BertForSequenceClassification

    return _written(folder, BertForSequenceClassification, BertConfig(**_SIZE, num_labels=labels))


def _written(folder: Path, kind: Any, config: Any) -> Path:
    """Weights, and a tokenizer of single letters."""
    import torch
    from transformers import BertTokenizerFast

    folder.mkdir(parents=True)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        kind(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(_PIECES), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder
