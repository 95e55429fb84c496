"""Stand-ins for tests."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from kg.embed.encoder import Made

PATIENCE = 120  # seconds that a page may take on a busy machine


class HashEncoder:
    """An encoder without a model: hashed character n-grams, so that texts that share words are near each other.

    Implements `kg.embed.encoder.Encoder`. `encoded` counts the documents that were encoded, for tests of caching.
    """

    adapter: NDArray[np.float32] | None = None
    likeness: NDArray[np.float32] | None = None

    def __init__(self, name: str = "hash", dimension: int = 256) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dimension}"
        self.dimension = dimension
        self.encoded = 0

    def encode_documents(self, texts: Sequence[str], *, made: Made | None = None) -> NDArray[np.float32]:
        self.encoded += len(texts)
        found = self.encode_queries(texts)
        if made:
            made(range(len(texts)), found)
        return found

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.encode_query(text) for text in texts]) if texts else np.zeros((0, self.dimension), "f4")

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, np.float32)
        for gram in self._grams(text):
            number = int.from_bytes(blake2b(gram.encode("utf-8", "replace"), digest_size=8).digest(), "big")
            vector[number % self.dimension] += 1.0 if number >> 63 else -1.0
        length = float(np.linalg.norm(vector))
        if length == 0.0:
            vector[0], length = 1.0, 1.0
        return vector / np.float32(length)

    def _grams(self, text: str) -> list[str]:
        folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()
        return [folded[i : i + size] for size in (1, 2, 3, 4) for i in range(len(folded) - size + 1)]


def calls_of(job: Callable[[], object]) -> int:
    """How many functions are called while a job is done: a measure of work that no busy machine disturbs."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        job()
    finally:
        sys.setprofile(before)
    return count


def page_app(page: str, **query: str) -> AppTest:
    """A page as `st.navigation` shows it, with its address; not run yet."""
    script = (
        "from kg.ui import shell\nfrom kg.ui.links import register_pages\nfrom kg.ui.strings import choose_language\n"
        "choose_language()\nregister_pages(shell.pages())\n"
        f"from kg.ui import {page}\n{page}.page(shell.open_archive())\n"
    )
    app = AppTest.from_string(script, default_timeout=PATIENCE)
    for key, value in query.items():
        app.query_params[key] = value
    return app
