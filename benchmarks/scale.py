"""Search over a large archive made of the sample newsletter's sentences, put together anew; written to scale.md.

Usage: python benchmarks/scale.py [ARCHIVE] [--items 100000] [--keep FOLDER]

ARCHIVE is that of the sample newsletter (default data/archive). Every made-up item is one to four of its sentences; its
vectors and features are those of the sentences, mixed and blurred, because embedding 100,000 items takes hours.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import kg
from ingest.derive import derive
from kg.archive import Archive
from kg.embed.encoder import SparseVector
from kg.evaluate.gold import read_gold
from kg.model import Issue, Item, Mention, Passage
from kg.store.database import PASSAGE_BITS
from kg.store.generations import DATABASE, FEATURES, SPACE, VECTORS, make_live
from kg.store.manifest import FORMAT, MANIFEST, STAMPS, Manifest, checksum, write_manifest
from kg.store.sparse import SparseIndex
from kg.store.vectors import VectorIndex
from kg.store.writer import Contents, write_store
from kg.text.words import language_of

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "data" / "gold" / "search-sample.jsonl"
PER_ISSUE = 40
BLUR = 0.6  # length of the noise beside a unit vector
KEPT_FEATURES = 128


def make(source: Archive, folder: Path, count: int) -> None:
    """Write an archive of `count` items."""
    random = np.random.default_rng(7)
    rows, texts, vectors = sentences(source)
    items = source.store.items()
    mentions: dict[int, list[Mention]] = {}
    for row, item in enumerate(items):
        mentions[row] = list(source.store.mentions(row + 1))
        assert all(m.item_id == item.id for m in mentions[row])
    assert source.features is not None
    sparse = source.encoder.sparse_documents([item.text[:1500] for item in items])
    made: list[Item] = []
    named: list[Mention] = []
    features: list[SparseVector] = []
    passages: list[tuple[int, Passage]] = []
    keys: list[int] = []
    kept = np.zeros((count * 5, vectors.shape[1]), np.float32)
    filled = 0
    for number in range(count):
        chosen = random.choice(len(texts), size=int(random.integers(1, 5)), replace=False)
        text = "\n".join(texts[i] for i in chosen)
        first = items[rows[chosen[0]]]
        item = Item(
            f"made-{number}", f"made-{number // PER_ISSUE + 1}", number % PER_ISSUE, first.section, first.kind,
            texts[chosen[0]], text, links=first.links,
        )  # fmt: skip
        made.append(item)
        own = vectors[chosen] + blur(random, len(chosen), vectors.shape[1])
        whole = own.mean(axis=0)
        stack = [whole, *own] if len(chosen) > 1 else [whole]
        at = 0
        spans = [(0, len(text))]
        for i in chosen if len(chosen) > 1 else ():
            spans.append((at, at + len(texts[i])))
            at += len(texts[i]) + 1
        for ordinal, (vector, (start, end)) in enumerate(zip(stack, spans, strict=True)):
            key = (number + 1) << PASSAGE_BITS | ordinal
            keys.append(key)
            kept[filled] = vector / np.linalg.norm(vector)
            filled += 1
            grain = "sentence" if ordinal else "item"
            passages.append((key, Passage(item.id, grain, "text", start, end, "", language_of(text))))
        wanted = {rows[i] for i in chosen}
        names = {m.entity: m for row in wanted for m in mentions[row] if m.surface and m.surface in text}
        named += [replace(m, item_id=item.id, field="text", start=text.index(m.surface)) for m in names.values()]
        features.append(merged([sparse[row] for row in wanted]))
    issues = [
        Issue(f"made-{n + 1}", "made", n + 1, f"Made {n + 1}", date(1990, 1, 1) + timedelta(5 * n), "made.md",
              tuple(made[n * PER_ISSUE : (n + 1) * PER_ISSUE]))
        for n in range((count + PER_ISSUE - 1) // PER_ISSUE)
    ]  # fmt: skip
    target = folder / "g-made"
    target.mkdir(parents=True)
    entities = tuple(source.entities())
    contents = Contents(tuple(issues), tuple(named), entities, (), (), tuple(passages), (("stale", ""),))
    write_store(target / DATABASE, contents)
    VectorIndex.build(kept[:filled], np.array(keys, np.int64)).save(target / VECTORS)
    source.space.save(target / SPACE)
    SparseIndex.build(features, np.arange(1, count + 1), features=source.encoder.sparse_features).save(
        target / FEATURES
    )
    old = source.manifest
    manifest = Manifest(
        FORMAT, old.model, old.fingerprint, old.dimension, len(issues), count, len(entities), 0, filled, ()
    )
    write_manifest(target, manifest)
    derive(target)
    files = sorted(file for file in target.iterdir() if file.name not in (MANIFEST, STAMPS))
    sums = tuple((file.name, checksum(file), file.stat().st_size) for file in files)
    write_manifest(target, replace(manifest, checksums=sums))
    make_live(folder, "g-made")


def sentences(source: Archive) -> tuple[list[int], list[str], NDArray[np.float32]]:
    """Sentences of an archive: item index, text, vector in the archive's space."""
    index = source.vectors
    found = [(key, p) for start in range(0, len(index), 500)
             for key, p in source.store.passages(index.ids[start : start + 500].tolist())
             if p.field == "text" and (p.grain == "sentence" or (p.grain == "item" and len(p.text) < 180))]  # fmt: skip
    rows = [(key >> PASSAGE_BITS) - 1 for key, _ in found]
    return rows, [p.text for _, p in found], index.reconstruct(np.array([key for key, _ in found], np.int64))


def blur(random: np.random.Generator, count: int, dimension: int) -> NDArray[np.float32]:
    """Noise of length `BLUR`."""
    noise = random.standard_normal((count, dimension)).astype(np.float32)
    return noise * np.float32(BLUR / np.sqrt(dimension))


def merged(vectors: list[SparseVector]) -> SparseVector:
    """The heaviest features of several texts."""
    weights: dict[int, float] = {}
    for vector in vectors:
        for feature, weight in zip(vector.features.tolist(), vector.weights.tolist(), strict=True):
            weights[feature] = max(weight, weights.get(feature, 0.0))
    heaviest = sorted(weights.items(), key=lambda pair: -pair[1])[:KEPT_FEATURES]
    return SparseVector(np.array([f for f, _ in heaviest], np.int32), np.array([w for _, w in heaviest], np.float32))


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
