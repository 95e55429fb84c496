"""One engine in a process of its own, for `benchmarks/peers.py`: makes its index, or answers and tells its times.

Usage: python benchmarks/peers_child.py build|serve ENGINE FOLDER KIND

Imports as little as it can, since its memory is measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from benchmarks.peers_engines import PEERS, Documents, write_again  # noqa: E402
from kg.embed import Encoder, open_encoder  # noqa: E402
from kg.text.words import language_of  # noqa: E402

OURS = "backissue"
PLAIN, CENTRED = "plain", "centred"  # vectors as the model gives them; as our archive keeps them


class Remembering:
    """An encoder that can answer from memory, so that an engine's time is seen without the model's."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}
        self.live = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._encoder, name)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a query, made or remembered."""
        if self.live or text not in self._known:
            self._known[text] = self._encoder.encode_query(text)
        return self._known[text]


def documents_of(folder: Path, kind: str) -> tuple[Documents, list[str]]:
    """What `Collection.prepare` wrote, and the queries."""
    rows = json.loads((folder / "items.json").read_text(encoding="utf-8"))
    return Documents(rows["ids"], rows["texts"], np.load(folder / f"{kind}.npy")), rows["queries"]


def size_of(folder: Path) -> float:
    """MB of all files under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def build_index(name: str, folder: Path, kind: str) -> dict[str, float]:
    """Make one engine's index in a new folder: CPU seconds, memory and size."""
    target = folder / kind / name
    target.mkdir(parents=True)
    if name == OURS:
        cpu, derived = write_again(folder / "archive", target)
        return {"cpu": cpu, "derived": derived, "peak": peak_memory(), "disk": size_of(target)}
    for module in PEERS[name].modules:
        __import__(module)
    documents, _ = documents_of(folder, kind)
    started = time.process_time()
    PEERS[name].build(documents, target)
    return {"cpu": time.process_time() - started, "peak": peak_memory(), "disk": size_of(target)}


def opened(name: str, folder: Path, kind: str) -> tuple[Callable[[str], list[str]], Remembering, list[str]]:
    """An engine that answers, the encoder that it asks, and the queries."""
    encoder = Remembering(open_encoder())
    encoder.encode_query("ready")  # before any engine: ONNX Runtime does not start behind usearch's libraries
    if name == OURS:
        archive = kg.open(folder / "archive")
        archive.__dict__["encoder"] = encoder
        queries = json.loads((folder / "items.json").read_text(encoding="utf-8"))["queries"]
        return lambda query: [hit.item.id for hit in archive.search(query)], encoder, queries
    documents, queries = documents_of(folder, kind)
    space = kg.open(folder / "archive").space if kind == CENTRED else None

    def encode(query: str) -> NDArray[np.float32]:
        vector = encoder.encode_query(query)
        return vector if space is None else space.queries(vector[None, :], [language_of(query)])[0]

    return PEERS[name].open(folder / kind / name, documents, encode), encoder, queries


def serve(name: str, folder: Path, kind: str) -> None:
    """Answer all queries once, then tell times as often as a line of standard input asks."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever an engine prints is no answer
    search, encoder, queries = opened(name, folder, kind)
    print(json.dumps({query: search(query) for query in queries}), file=out, flush=True)
    for line in sys.stdin:
        encoder.live = line.strip() == "live"
        wall, cpu = [], []
        for query in queries:
            started, used = time.perf_counter(), time.process_time()
            search(query)
            wall.append((time.perf_counter() - started) * 1e3)
            cpu.append((time.process_time() - used) * 1e3)
        print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak_memory()}), file=out, flush=True)


def peak_memory() -> float:
    """Of this process, in MB, where the system tells it; what `resource` tells includes the parent's."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), float("nan"))


def main() -> None:
    task, name, folder, kind = sys.argv[1:]
    if task == "serve":
        serve(name, Path(folder), kind)
    else:
        print(json.dumps(build_index(name, Path(folder), kind)))


if __name__ == "__main__":
    main()
