"""Search beside its peers: the same items, the same queries, the same vectors, in one run; written to peers.md.

Make an environment of its own, since the peers are no dependencies of ours:

    python -m venv peers-venv
    peers-venv/bin/pip install -c constraints.txt -r benchmarks/peers.txt -e .
    peers-venv/bin/python benchmarks/peers.py [--shared FOLDER] [--items 18000] [--keep FOLDER] [--only NAME ...]

Quality is nDCG@10 over our own labels (`data/gold/search-sample.jsonl`), and over those of the labelled collection
where `--shared` has it. Speed is measured there and over a larger archive made of the sample (`benchmarks/scale.py`).
Every engine answers in a process of its own, all take turns, and a peer that is not installed is told and skipped.
Times of an engine are CPU time of its process, so that what else the machine does counts little.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from benchmarks.large import make  # noqa: E402
from benchmarks.peers_child import CENTRED, OURS, PLAIN  # noqa: E402
from benchmarks.peers_engines import PEERS  # noqa: E402
from ingest.build import build  # noqa: E402
from kg.archive import Archive  # noqa: E402
from kg.evaluate.gold import Gold, read_gold  # noqa: E402
from kg.evaluate.search import score_search  # noqa: E402
from kg.model import Issue, Item  # noqa: E402
from kg.store.cache import VectorCache  # noqa: E402
from kg.store.database import PASSAGE_BITS  # noqa: E402
from kg.store.embedded import embed_with_cache  # noqa: E402
from kg.text.words import language_of  # noqa: E402

CHILD = (sys.executable, str(Path(__file__).with_name("peers_child.py")))
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder with all that the engines are given; our archive of it lies in `archive`."""

    name: str
    folder: Path
    gold: tuple[Gold, ...]
    kinds: tuple[str, ...]

    @property
    def archive(self) -> Path:
        """Our archive of it."""
        return self.folder / "archive"

    def prepare(self) -> None:
        """Write the items' texts and vectors, and the queries."""
        archive = kg.open(self.archive)
        items = list(archive.items())
        texts = ["\n".join(filter(None, (item.text, item.opinion))) for item in items]
        rows = {"ids": [item.id for item in items], "texts": texts, "queries": [row["query"] for row in self.gold]}
        (self.folder / "items.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        if PLAIN in self.kinds:
            with VectorCache() as cache:
                plain, _ = embed_with_cache(texts, archive.encoder, cache=cache)
            np.save(self.folder / f"{PLAIN}.npy", plain)
            centred = archive.space.passages(plain, [language_of(text) for text in texts])
        else:  # the vectors of whole items that our archive has
            centred = archive.vectors.reconstruct(np.arange(1, len(items) + 1, dtype=np.int64) << PASSAGE_BITS)
        np.save(self.folder / f"{CENTRED}.npy", centred)


@dataclass(frozen=True, slots=True)
class Answers:
    """An archive's items, found by somebody else: what `score_search` asks of an archive."""

    archive: Archive
    found: dict[str, list[str]]

    def issues(self) -> Sequence[Issue]:
        """All issues."""
        return self.archive.issues()

    def items(self) -> Iterator[Item]:
        """All items."""
        return self.archive.items()

    def search(self, query: str, *, limit: int = 10) -> list[Answer]:
        """Best hits first."""
        return [Answer(self.archive.item(id_)) for id_ in self.found[query][:limit]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A hit."""

    item: Item


class Served:
    """An engine in a process of its own."""

    def __init__(self, name: str, folder: Path, kind: str) -> None:
        command = [*CHILD, "serve", name, str(folder), kind]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.found: dict[str, list[str]] = self._answer()
        self._rounds: dict[str, list[dict[str, Any]]] = {"live": [], "known": []}

    def _answer(self) -> Any:  # noqa: ANN401
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def ask(self, mode: str) -> None:
        """Let it answer all queries once more."""
        assert self._process.stdin is not None
        self._process.stdin.write(mode + "\n")
        self._process.stdin.flush()
        self._rounds[mode].append(self._answer())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def figures(self) -> dict[str, float]:
        """Percentiles over the queries, of each the median of all rounds, in ms; memory in MB."""
        found = {"peak": max(told["peak"] for rounds in self._rounds.values() for told in rounds)}
        for mode, rounds in self._rounds.items():
            for clock in ("wall", "cpu"):
                each = np.median([told[clock] for told in rounds], axis=0)
                found |= {f"{mode} {clock} {share}": float(np.percentile(each, share)) for share in (50, 95)}
        return found


def quality(collection: Collection, found: dict[str, list[str]]) -> float:
    """nDCG@10 of what was found."""
    report = score_search(collection.gold, Answers(kg.open(collection.archive), found))  # type: ignore[arg-type]
    return report.figures()["nDCG@10"]["value"]


def compare(collection: Collection, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """All figures of all engines over one collection."""
    figures: dict[str, dict[str, float]] = {}
    served: dict[str, Served] = {}
    for name in names:
        kinds = collection.kinds if name != OURS and PEERS[name].dense else collection.kinds[:1]
        figures[name] = {}
        for kind in kinds:
            command = [*CHILD, "build", name, str(collection.folder), kind]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            running = Served(name, collection.folder, kind)
            if len(collection.kinds) > 1:
                figures[name][kind] = quality(collection, running.found)
            if kind == kinds[0]:
                figures[name] |= {f"index {key}": value for key, value in json.loads(told).items()}
                served[name] = running
            else:
                running.close()
        print(f"{collection.name}: {name}", figures[name], flush=True)
    for _ in range(ROUNDS):
        for mode in ("live", "known"):
            for running in served.values():
                running.ask(mode)
    for name, running in served.items():
        figures[name] |= running.figures()
        running.close()
    return figures


def table(figures: dict[str, dict[str, float]]) -> list[str]:
    """One collection's figures."""

    def cell(row: dict[str, float], form: str, *keys: str) -> str:
        return " / ".join(format(row[key], form) for key in keys if key in row)

    lines = [
        "| | nDCG@10 | with our vectors | index, CPU s | memory, MB | on disk, MB | query, CPU ms, p50 / p95 "
        "| without the model | by the clock | memory, MB |",
        "|--|--|--|--|--|--|--|--|--|--|",
    ]
    for name, row in figures.items():
        label = "**Backissue**" if name == OURS else PEERS[name].label
        parts = [
            label, cell(row, ".3f", PLAIN), cell(row, ".3f", CENTRED), cell(row, ".2f", "index cpu"),
            cell(row, ",.0f", "index peak"), cell(row, ",.1f", "index disk"),
            cell(row, ",.1f", "live cpu 50", "live cpu 95"), cell(row, ",.1f", "known cpu 50", "known cpu 95"),
            cell(row, ",.1f", "live wall 50", "live wall 95"), cell(row, ",.0f", "peak"),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(parts)} |")
    return lines


def collections(work: Path, shared: Path, count: int) -> Iterator[Collection]:
    """What there is to measure, built and prepared."""
    gold = read_gold(ROOT / "data" / "gold" / "search-sample.jsonl")
    sources = [("sample", ROOT / "data" / "sample", gold)]
    labelled = shared / "gold" / "search.jsonl"
    if labelled.is_file():
        sources.append(("leotalk", shared / "archives" / "leotalk" / "_posts", read_gold(labelled)))
    for name, source, rows in sources:
        collection = Collection(name, work / name, rows, (PLAIN, CENTRED))
        build([source], collection.archive)
        collection.prepare()
        yield collection
    if count:
        large = Collection("large", work / "large", gold, (CENTRED,))
        if not (large.archive / "CURRENT").exists():
            make(kg.open(work / "sample" / "archive"), large.archive, count)
        large.prepare()
        yield large


def processor() -> str:
    """The processor's name and how many cores there are."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{name or platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def measure(work: Path, shared: Path, count: int, only: Sequence[str]) -> str:
    """All tables."""
    chosen = [name for name in PEERS if not only or name in only]
    missing = [name for name in chosen if not all(map(find_spec, PEERS[name].modules))]
    for name in missing:
        print(f"{PEERS[name].label}: not installed, left out (benchmarks/peers.txt)", file=sys.stderr)
    names = [OURS, *(name for name in chosen if name not in missing)]
    versions = ", ".join(f"{PEERS[name].version} {version(PEERS[name].version)}" for name in names[1:])
    lines = ["# Search beside its peers", "", f"Made by `benchmarks/peers.py` on {processor()}; {versions}.", ""]
    for collection in collections(work, shared, count):
        items = kg.open(collection.archive).manifest.items
        lines += [f"## {collection.name}: {items:,} items, {len(collection.gold)} queries", ""]
        figures = compare(collection, names)
        lines += [*table(figures), ""]
        derived = figures[OURS]["index derived"]
        lines += [f"What ours works out beyond the index: {derived:.2f} CPU s.", ""] if derived > 0.01 else []
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the labelled collection")
    options.add_argument("--items", type=int, default=18_000, help="of the larger archive; 0 for none")
    options.add_argument("--keep", type=Path, help="folder for what is made")
    options.add_argument("--only", nargs="*", default=(), metavar="NAME", choices=tuple(PEERS))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        text = measure(chosen.keep or Path(temporary), chosen.shared, chosen.items, chosen.only)
    notes = ROOT / "benchmarks" / "peers.md"
    kept = notes.read_text(encoding="utf-8").partition("\n## What it says") if notes.exists() else ("", "", "")
    notes.write_text(text + "".join(kept[1:]), encoding="utf-8")  # what was written by hand stays
    print(text)


if __name__ == "__main__":
    main()
