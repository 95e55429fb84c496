"""Search over a large archive made of the sample newsletter's sentences, put together anew; written to scale.md.

Usage: python benchmarks/scale.py [ARCHIVE] [--items 100000] [--keep FOLDER]

ARCHIVE is that of the sample newsletter (default data/archive); `large.py` makes the other.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from benchmarks.large import make  # noqa: E402
from kg.evaluate.gold import read_gold  # noqa: E402
from kg.store.vectors import VectorIndex  # noqa: E402

GOLD = ROOT / "data" / "gold" / "search-sample.jsonl"


def peak_memory() -> float:
    """Of this process, in MB; what `resource` tells includes the parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def measure(folder: Path, exact: bool) -> dict[str, float]:
    """Times and memory of searches over one archive; recall against exact search where asked for."""
    queries = [row["query"] for row in read_gold(GOLD)]
    archive = kg.open(folder)
    started = time.perf_counter()
    archive.search(queries[0])
    first = time.perf_counter() - started
    for query in queries:
        archive.search(query)
    whole, alone = [], []
    for query in queries * 3:
        started = time.perf_counter()
        archive.encoder.encode_query(query)
        alone.append(time.perf_counter() - started)
        started = time.perf_counter()
        archive.search(query)
        whole.append(time.perf_counter() - started)
    found = {
        "items": archive.manifest.items, "vectors": archive.manifest.vectors, "first_ms": first * 1e3,
        "encode_p50_ms": float(np.median(alone)) * 1e3, "p50_ms": float(np.median(whole)) * 1e3,
        "p95_ms": float(np.percentile(whole, 95)) * 1e3,
        "peak_mb": peak_memory(),
    }  # fmt: skip
    if exact:
        near = [[hit.item.id for hit in archive.search(query)] for query in queries]
        index = archive.vectors
        vectors = np.concatenate([index.reconstruct(index.ids[i : i + 50_000]) for i in range(0, len(index), 50_000)])
        kg.store.vectors.FLAT_LIMIT = len(index)  # type: ignore[attr-defined]
        archive.__dict__["vectors"] = VectorIndex.build(vectors, index.ids)
        sure = [[hit.item.id for hit in archive.search(query)] for query in queries]
        shares = [len(set(a) & set(b)) / len(b) for a, b in zip(near, sure, strict=True) if b]
        found["recall"] = float(np.mean(shares))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", nargs="?", type=Path, default=ROOT / "data" / "archive")
    options.add_argument("--items", type=int, default=100_000)
    options.add_argument("--keep", type=Path)
    options.add_argument("--measure", action="store_true")
    options.add_argument("--exact", action="store_true")
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.archive, chosen.exact)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary) / "large"
        if not (folder / "CURRENT").exists():
            make(kg.open(chosen.archive), folder, chosen.items)
        small, large = (
            json.loads(subprocess.run([sys.executable, __file__, str(path), "--measure", *more], check=True,
                                      capture_output=True, text=True).stdout)
            for path, more in ((chosen.archive, []), (folder, []))
        )  # fmt: skip
        recall = json.loads(subprocess.run([sys.executable, __file__, str(folder), "--measure", "--exact"], check=True,
                                           capture_output=True, text=True).stdout)["recall"]  # fmt: skip
    rows = [
        ("items", "items", "{:,.0f}"),
        ("vectors", "vectors", "{:,.0f}"),
        ("first search, ms", "first_ms", "{:.0f}"),
        ("embedding the query alone, p50, ms", "encode_p50_ms", "{:.1f}"),
        ("warm search, p50, ms", "p50_ms", "{:.1f}"),
        ("warm search, p95, ms", "p95_ms", "{:.1f}"),
        ("peak memory, MB", "peak_mb", "{:,.0f}"),
    ]
    lines = [
        "# Search over a large archive",
        "",
        "Made by `benchmarks/scale.py`.",
        "",
        "| | sample | made up |",
        "|--|--|--|",
    ]
    lines += [f"| {label} | {form.format(small[key])} | {form.format(large[key])} |" for label, key, form in rows]
    lines += [f"| recall@10 against exact search | | {recall:.3f} |"]
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "scale.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
