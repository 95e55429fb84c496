"""Our tokenizer finds the pieces that the library ``tokenizers`` finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from kg.embed import tokens
from kg.embed.bundled import BundledEncoder
from kg.embed.tokens import LONGEST, write_pieces
from kg.embed.weights import DROPPED, SPACES, TILDE, read_packed
from tests.embed.texts import TEXTS, WEIGHTS, needs_wheel

_ASIDE = "\ue0ff"  # a private character that stands in for the tilde while NFKC passes


def reference(pieces: list[str], scores: list[float], unknown: int) -> Any:
    """XLM-R's tokenizer in the library."""
    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unknown, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{DROPPED}]"), ""),
            normalizers.Replace(Regex(f"[{SPACES}]"), " "),
            normalizers.Replace(TILDE, _ASIDE),
            normalizers.NFKC(),
            normalizers.Replace(_ASIDE, TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.enable_truncation(LONGEST)
    return made


@pytest.fixture(scope="module")
def library() -> Any:
    assert WEIGHTS is not None
    packed = read_packed(WEIGHTS)
    return reference(list(packed.pieces), list(packed.scores), packed.unknown)


@needs_wheel
@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.text("饕餮龘🦎🪲 ①ﷺ～é\u0301а́가ｶﾞ<s>/\x00\x85\u200d\u2581", max_size=30)
    | st.lists(
        st.sampled_from([*TEXTS, "人工智能", "GPT-5.1", "re", "in", "for", "ce", "ment", " ", "，"]), max_size=12
    ).map("".join)
)
def test_the_pieces_are_those_of_the_library(bundled: BundledEncoder, library: Any, text: str) -> None:
    cleaned = bundled.clean(text)
    _, tokenizer = bundled._model
    for asked in (cleaned, "query: " + cleaned):
        assert tokenizer.encode(asked) == library.encode(asked).ids
    assert bundled.clean(cleaned) == cleaned


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.dictionaries(st.text("ab▁c", min_size=1, max_size=4), st.integers(-9, -1), min_size=1, max_size=20),
    text=st.text("abcd ", max_size=20),
)
def test_ties_and_unknown_characters_are_resolved_as_the_library_does(
    tmp_path_factory: pytest.TempPathFactory, pieces: dict[str, int], text: str
) -> None:
    names = ["<s>", "<pad>", "</s>", "<unk>", *pieces]
    scores = [0.0, 0.0, 0.0, 0.0, *map(float, pieces.values())]
    folder = tmp_path_factory.mktemp("pieces")
    write_pieces(folder, names, scores, 3)
    text = " ".join(text.split())
    assert tokens.Tokenizer(folder).encode(text) == reference(names, scores, 3).encode(text).ids


def test_a_damaged_vocabulary_is_refused(tmp_path: Path) -> None:
    write_pieces(tmp_path, ["<s>", "<pad>", "</s>", "<unk>", "▁a"], [0, 0, 0, 0, -1], 3)
    (tmp_path / "pieces.scores.npy").write_bytes(b"x")
    with pytest.raises((OSError, ValueError)):
        tokens.Tokenizer(tmp_path)
