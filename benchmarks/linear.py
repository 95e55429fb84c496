"""How time grows with the length of what is read: ``python benchmarks/linear.py``.

For texts of one repeated piece, each nasty to some rule, the processor time at several lengths and the exponent that
fits them: 1 is linear, 2 quadratic. Tests count calls; patterns that backtrack show here alone.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.read.markdown.blocks import read_blocks
from ingest.read.markdown.inline import read_inline
from kg.model import Item

PIECES = (
    "*a",
    "[a](",
    "[a",
    "![",
    "_a",
    "`a",
    "<a ",
    "<!--",
    "{% ",
    "> ",
    "&a",
    "发布 A",
    "、A",
    "GPT-",
    "“",
    "《",
    "7B、",
    "- ",
)
LENGTHS = (10_000, 20_000, 40_000)


def read_markdown(text: str) -> None:
    """Blocks and what stands in them."""
    for block in read_blocks(text).blocks:
        read_inline(block.text)


def exponent(job: Callable[[str], None], piece: str) -> tuple[float, float]:
    """Growth between the shortest and the longest text, and the seconds of the longest."""
    taken = []
    for length in LENGTHS:
        text = piece * (length // len(piece))
        runs = []
        for _ in range(3):
            start = time.process_time()
            job(text)
            runs.append(time.process_time() - start)
        taken.append(max(min(runs), 1e-4))
    return math.log(taken[-1] / taken[0]) / math.log(LENGTHS[-1] / LENGTHS[0]), taken[-1]


def main() -> None:
    extractor = Extractor(load_gazetteer())

    def find_names(text: str) -> None:
        extractor.extract([Item("i", "issue", 0, "", "bullet", text[:20], text)])

    print(f"{'piece':<10}{'Markdown':>20}{'names':>20}")
    for piece in PIECES:
        figures = [exponent(job, piece) for job in (read_markdown, find_names)]
        print(f"{piece!r:<10}" + "".join(f"{power:>10.2f} {seconds:>7.2f} s" for power, seconds in figures))


if __name__ == "__main__":
    main()
