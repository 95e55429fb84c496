"""Which vector index for which size: recall against exact search, latency, build time, bytes.

Takes the vectors of an archive, makes more of their kind by going part of the way from one to another at random, and
asks with vectors that were held back. Run:

    python benchmarks/ann.py ARCHIVE [--sizes 10000 100000 400000] [--probed 0.02 0.06]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.store import vectors as module
from kg.store.generations import VECTORS, live_generation
from kg.store.vectors import VectorIndex

QUERIES, K = 200, 10


def grown(real: NDArray[np.float32], count: int, seed: int = 0) -> NDArray[np.float32]:
    """`count` unit vectors: the real ones, then mixtures of two of them, one nearer, with noise."""
    random = np.random.default_rng(seed)
    made = real[:count]
    while len(made) < count:
        size = min(50_000, count - len(made))
        share = random.uniform(0.5, 0.9, (size, 1)).astype(np.float32)
        mixed = share * real[random.integers(len(real), size=size)]
        mixed += (1 - share) * real[random.integers(len(real), size=size)]
        mixed += random.normal(0, 0.25 / real.shape[1] ** 0.5, mixed.shape).astype(np.float32)
        made = np.concatenate([made, mixed / np.linalg.norm(mixed, axis=1, keepdims=True)])
    return made


def latencies(index: VectorIndex, queries: NDArray[np.float32], **options: NDArray[np.int64]) -> tuple[float, float]:
    """Median and 95th percentile of single searches, in milliseconds."""
    taken = []
    for query in queries:
        start = time.perf_counter()
        index.search(query[None], K, **options)
        taken.append((time.perf_counter() - start) * 1000)
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 95))


def recall(found: NDArray[np.int64], wanted: NDArray[np.int64]) -> float:
    return float(np.mean([len(set(a) & set(b)) / K for a, b in zip(found.tolist(), wanted.tolist(), strict=True)]))


def measure(vectors: NDArray[np.float32], queries: NDArray[np.float32], probed: list[float], flat: VectorIndex) -> None:
    ids = np.arange(len(vectors))
    start = time.perf_counter()
    index = VectorIndex.build(vectors, ids)
    built = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index.save(path)
        size = path.stat().st_size / 1e6
        start = time.perf_counter()
        index = VectorIndex.load(path)
        loaded = (time.perf_counter() - start) * 1000
        _, wanted = flat.search(queries, K)
        tenth = np.flatnonzero(np.random.default_rng(1).random(len(vectors)) < 0.1)
        few = tenth[:100]
        for share in probed if index.kind == "clusters" else [1.0]:
            module.PROBED = share
            _, found = index.search(queries, K)
            p50, p95 = latencies(index, queries)
            filtered = [recall(index.search(queries, K, within=w)[1], flat.search(queries, K, within=w)[1])
                        for w in (tenth, few)]  # fmt: skip
            f50, _ = latencies(index, queries[:50], within=tenth)
            print(
                f"{len(vectors):>8} {index.kind:>8} {share:>6.3f} {recall(found, wanted):>7.3f} {filtered[0]:>7.3f}"
                f" {filtered[1]:>7.3f} {p50:>7.2f} {p95:>7.2f} {f50:>9.2f} {built:>7.1f} {loaded:>7.1f} {size:>8.1f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--probed", type=float, nargs="+", default=[module.PROBED])
    options = parser.parse_args()
    stored = VectorIndex.load(live_generation(options.archive) / VECTORS)
    real = stored.reconstruct(np.random.default_rng(2).permutation(stored.ids))
    queries, real = real[:QUERIES], real[QUERIES:]
    print("      n     kind  probed  recall  in 10%  in 100  p50 ms  p95 ms 10% p50 ms build s load ms       MB")
    limit = module.FLAT_LIMIT
    for size in options.sizes:
        vectors = grown(real, size)
        module.FLAT_LIMIT = size
        flat = VectorIndex.build(vectors, np.arange(size))
        measure(vectors, queries, options.probed, flat)
        module.FLAT_LIMIT = limit
        if size > limit:
            measure(vectors, queries, options.probed, flat)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
