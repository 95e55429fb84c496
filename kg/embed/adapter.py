"""The linear adapter of the bundled model: a matrix that turns its vectors towards what readers ask.

multilingual-e5-small was trained on the web at large. Some thousands of questions of our own (``data/pairs``: a
paraphrase and a question in the other language for items of three newsletters) teach one matrix for both sides, queries
and passages, by cross entropy over all items of the newsletter (Yoon et al. 2024, Search-Adaptor, learn such an adapter
for closed models). It stays near the identity, costs a multiplication, and no gold query was among what it saw.
Made and measured by ``benchmarks/adapter.py``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("adapter.npy")


@cache
def e5_adapter() -> NDArray[np.float32]:
    """What vectors of multilingual-e5-small, centred by language, are multiplied with; shape (384, 384)."""
    matrix: NDArray[np.float32] = np.load(FILE, allow_pickle=False).astype(np.float32)
    return matrix
