"""All figures of quality, from every gold file that is at hand: ``python benchmarks/quality.py``.

Our own gold over the sample newsletter is always measured; the labelled collection (`--shared`, by default the folder
`shared` next to the project) where it is there. Archives are built into a folder of their own and kept between runs,
so that a second run embeds only what changed. The figures are also written to benchmarks/results/quality.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from ingest.build import build  # noqa: E402
from kg.errors import KgError  # noqa: E402
from kg.evaluate import evaluate  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "quality.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """An archive and the gold files that are about it."""

    name: str
    source: Path
    gold: tuple[Path, ...]


def plan(shared: Path) -> Iterator[Measured]:
    """What there is to measure."""
    gold, archives = shared / "gold", shared / "archives"
    own = ("sample-structure", "sample-relations", "search-sample", "prior-sample")
    yield Measured("sample", ROOT / "data" / "sample", tuple(ROOT / "data" / "gold" / f"{name}.jsonl" for name in own))
    leotalk = ("structure-leotalk", "entities", "search", "prior")
    yield Measured("leotalk", archives / "leotalk" / "_posts", tuple(gold / f"{name}.jsonl" for name in leotalk))
    yield Measured("leotalk-plain", archives / "leotalk-plain", (gold / "structure-leotalk.jsonl",))
    yield Measured("ruanyf", archives / "ruanyf", (gold / "structure-ruanyf.jsonl",))
    yield Measured("ainews", archives / "ainews" / "stubs", (gold / "ainews-tags.jsonl",))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the labelled collection")
    parser.add_argument("--archives", type=Path, default=ROOT / "data" / "archive" / "quality", help="where to build")
    parser.add_argument("--only", nargs="*", default=(), metavar="NAME", help="sample, leotalk, ruanyf, ainews …")
    parser.add_argument("--worst", type=int, default=5, metavar="N", help="errors to show for each gold file")
    options = parser.parse_args()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for measured in plan(options.shared):
        golds = [path for path in measured.gold if path.is_file()]
        if not golds or not measured.source.exists() or (options.only and measured.name not in options.only):
            continue
        start = time.perf_counter()
        build([measured.source], options.archives / measured.name)
        print(f"{measured.name}: built in {time.perf_counter() - start:.1f} s")
        archive = kg.open(options.archives / measured.name)
        for path in golds:
            try:
                report = evaluate(path, archive)
            except KgError as error:
                print(f"{measured.name}: {error}", file=sys.stderr)
                continue
            print(report.table(worst=options.worst), end="\n\n")
            results[f"{measured.name}/{path.stem}"] = report.figures()
    if not options.only:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if results else 1


if __name__ == "__main__":
    raise SystemExit(main())
