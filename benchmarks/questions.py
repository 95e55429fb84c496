"""Every question at growing sizes: CPU time against encoding a query, how it grows, memory; written to questions.md.

Usage: python benchmarks/questions.py SAMPLE_ARCHIVE [--sizes 10000 100000 300000] [--keep FOLDER]

Each size is asked in a process of its own. Times are CPU seconds of the process, all threads together, so that a busy
machine tells the same; the exponent is that of the median later question from the smallest made-up archive on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from benchmarks.large import make  # noqa: E402
from kg.archive import Archive  # noqa: E402
from kg.evaluate.gold import read_gold  # noqa: E402

GOLD = ROOT / "data" / "gold" / "search-sample.jsonl"
DRAFT = ROOT / "data" / "gold" / "draft-sample.md"
ROUNDS = 5  # of questions that are not searches
WHY = """
What grows with a power above 0.5 does so because its answer does, or because these archives are made up. A timeline
tells every item of its name, here 64,000 of 300,000 items. Trends test every name of every issue, in arrays. Stories
are read twenty at a time, and each has more items. A digest looks at all earlier items that lead to the addresses of
its issue: real items share an address with a few others, made-up ones with hundreds. Close names are looked for among
those that have three letters in a row in common, of which made-up names have more.
"""
MEMORY = {"own": "RssAnon", "mapped": "RssFile", "peak": "VmHWM"}


def questions(archive: Archive) -> Iterator[tuple[str, list[Callable[[], object]]]]:
    """Names of the questions with some of each kind; the first of them is the first that is asked."""
    queries = [row["query"] for row in read_gold(GOLD)]
    row = archive.manifest.items // 2
    items = archive.store.items([max(1, row + 7 * i) for i in range(ROUNDS)])
    for mode in ("keyword", "semantic", "hybrid"):
        yield f"search, {mode}", [lambda q=q, m=mode: archive.search(q, mode=m) for q in queries]  # type: ignore[misc]
    for label, query in (
        ("an entity", "entity:OpenAI model"), ("a type and a kind", "type:company kind:bullet model"),
        ("a time", "since:2000-01 model"), ("only a filter", "entity:OpenAI"), ("a phrase", '"open source" model'),
    ):  # fmt: skip
        yield f"search, {label}", [lambda q=query: archive.search(q)] * ROUNDS  # type: ignore[misc]
    yield "search with facets", [lambda q=q: archive.search(q).facets for q in queries[:20]]  # type: ignore[misc]
    yield "a misspelt name", [lambda: archive.search("antropic claud sonet", mode="keyword")] * ROUNDS
    yield "item", [lambda i=item.id: archive.item(i) for item in items]  # type: ignore[misc]
    yield "entity", [lambda: archive.entity("OpenAI")] * ROUNDS
    yield "close names", [lambda: archive.close_names("Opnai")] * ROUNDS
    yield "names by prefix", [lambda p=p: archive.suggest(p) for p in ("o", "op", "ope", "opnai", "ao", "kakako", "")]  # type: ignore[misc]
    yield "prior", [lambda: archive.prior(DRAFT.read_text(encoding="utf-8"))] * 2
    yield "related", [lambda i=item.id: archive.related(i) for item in items]  # type: ignore[misc]
    yield "timeline", [lambda: archive.timeline("OpenAI")] * 2
    yield "trends", [lambda: archive.trends()] * 2
    yield "newest stories", [lambda n=n: archive.threads()[20 * n : 20 * n + 20] for n in range(ROUNDS)]  # type: ignore[misc]
    issues = archive.issues()
    some = [issues[at].id for at in np.linspace(1, len(issues) - 1, ROUNDS).astype(int)]
    yield "digest of an issue", [lambda i=issue: archive.digest(i) for issue in some]  # type: ignore[misc]


def measure(folder: Path, only: str) -> dict[str, object]:
    """CPU milliseconds of first and later questions over one archive, and the memory of the process in the end."""
    archive = kg.open(folder)
    queries = [row["query"] for row in read_gold(GOLD)]
    for query in queries[:10]:
        archive.search(query, mode="semantic")
    alone = []
    for query in queries:  # between searches, as it happens there: by itself it finds the processor's caches to itself
        alone.append(_spent(lambda q=query: archive.encoder.encode_query(q)))  # type: ignore[misc]
        archive.search(query)
    found: dict[str, list[float]] = {}
    for name, asked in questions(archive):
        if only in name:
            first, *later = [_spent(ask) for ask in asked]
            found[name] = [first, float(np.median(later)), float(np.percentile(later, 95))]
    return {"encode": float(np.median(alone)), "questions": found, "items": archive.manifest.items} | memory()


def _spent(ask: Callable[[], object]) -> float:
    """CPU milliseconds of a question."""
    started = time.process_time()
    ask()
    return (time.process_time() - started) * 1e3


def memory() -> dict[str, float]:
    """Megabytes of this process: its own now, what it has of files that are mapped, the most that both ever were."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    told = dict(line.split(":") for line in status.splitlines())
    return {name: int(told[field].split()[0]) / 1024 for name, field in MEMORY.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", type=Path)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 300_000])
    options.add_argument("--keep", type=Path, default=ROOT / "data" / "large", help="where made-up archives are kept")
    options.add_argument("--only", default="", help="questions with this in their name")
    options.add_argument("--measure", action="store_true")
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.archive, chosen.only)))
        return
    folders = [chosen.archive]
    for size in chosen.sizes:
        folder = chosen.keep / str(size)
        if not (folder / "CURRENT").exists():
            make(kg.open(chosen.archive), folder, size)
        folders.append(folder)
    words = [sys.executable, __file__, "--measure", "--only", chosen.only]
    results = [json.loads(subprocess.run([*words, str(f)], check=True, capture_output=True, text=True).stdout)
               for f in folders]  # fmt: skip
    text = table(results)
    (ROOT / "benchmarks" / "questions.md").write_text(text, encoding="utf-8")
    print(text)


def table(results: list[dict]) -> str:  # type: ignore[type-arg]
    """The measurements as Markdown."""
    sizes = [result["items"] for result in results]
    lines = [
        "# Questions over archives of growing size", "",
        "Made by `benchmarks/questions.py`. CPU milliseconds of the median question (it and the 95th percentile as "
        "multiples of encoding a query); in square brackets those of the first.", "",
        "| | " + " | ".join(f"{size:,} items" for size in sizes) + " | grows with the power |",
        "|--|" + "--|" * (len(sizes) + 1),
        "| encoding a query | " + " | ".join(f"{result['encode']:.1f}" for result in results) + " | |",
    ]  # fmt: skip
    for name in results[0]["questions"]:
        cells = []
        for result in results:
            first, p50, p95 = result["questions"][name]
            ratios = f"{p50 / result['encode']:.1f}× {p95 / result['encode']:.1f}×"
            cells.append(f"{p50:.1f} ({ratios}) [{first:,.0f}]")
        large = [(size, result["questions"][name][1]) for size, result in zip(sizes, results, strict=True)][1:]
        power = np.polyfit(*np.log(np.array(large)).T, 1)[0] if len(large) > 1 else float("nan")
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {power:.2f} |")
    for what, name in (("memory in the end, MB", "own"), ("mapped files, MB", "mapped"), ("at its peak, both", "peak")):
        lines.append(f"| {what} | " + " | ".join(f"{result[name]:,.0f}" for result in results) + " | |")
    return "\n".join(lines) + "\n" + WHY


if __name__ == "__main__":
    main()
