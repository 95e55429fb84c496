"""How good and how quick prior coverage is, and how far apart what was covered and what is new are.

    python benchmarks/prior.py ARCHIVE GOLD [--draft DRAFT.md]

Prints the figures of `kg eval`, the ablation of each part of the score, the lowest best score of a draft with prior
coverage and the highest of one without (`kg.related.nearness.CLOSE` lies between them), and the time that checking a
draft of 30 items takes beside embedding it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import kg
from ingest.read.draft import parse_draft
from kg.evaluate import evaluate
from kg.evaluate.gold import Anchors
from kg.evaluate.search import ndcg
from kg.related import nearness as measure
from kg.related.draft import names_of
from kg.related.nearness import Nearness
from kg.related.prior import check

VARIANTS: dict[str, dict[str, float]] = {
    "as it is": {},
    "without names": {"NAMES": 0.0},
    "without words": {"WORDS": 0.0},
    "without links": {"LINK": 0.0},
    "meaning only": {"NAMES": 0.0, "WORDS": 0.0, "LINK": 0.0},
    "names half": {"NAMES": 0.5 * measure.NAMES},
    "names double": {"NAMES": 2 * measure.NAMES},
    "words half": {"WORDS": 0.5 * measure.WORDS},
    "words double": {"WORDS": 2 * measure.WORDS},
    "every name weighs alike": {"_COMMON": 0.0},
}


def ablation(archive: kg.archive.Archive, gold: Path) -> None:
    """Print rank quality and the gap between covered and new for each variant."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    anchors, nearness = Anchors(archive), archive.once(Nearness)
    items = [parse_draft(row["draft"]).items[0] for row in rows]
    traits = nearness.of_texts(items, [names_of(item, nearness).weights for item in items])
    everything = np.ones(len(nearness), bool)
    print(f"{'':<26}{'recall@5':>9}{'nDCG@10':>9}{'covered >=':>12}{'new <=':>9}")
    for name, values in VARIANTS.items():
        before = {key: getattr(measure, key) for key in values}
        for key, value in values.items():
            setattr(measure, key, value)
        found, wanted, quality, covered, new = 0, 0, [], [], []
        for row, trait in zip(rows, traits, strict=True):
            grades = {}
            for label in row["prior"]:
                item = anchors.find(label["issue"], label["anchor"])
                if item is not None and (position := archive.store.row_of(item.id)) is not None:
                    grades[position - 1] = label["grade"]
            near = nearness.near(trait, among=everything, limit=10)
            best = float(near.scores[0])
            if not grades:
                new.append(best)
                continue
            covered.append(best)
            ranked = near.items.tolist()
            found += sum(grades.get(i, 0) == 2 for i in ranked[:5])
            wanted += sum(grade == 2 for grade in grades.values())
            quality.append(ndcg([grades.get(i, 0) for i in ranked], list(grades.values())))
        for key, value in before.items():
            setattr(measure, key, value)
        mean = statistics.mean(quality)
        print(f"{name:<26}{found / wanted:>9.3f}{mean:>9.3f}{min(covered):>12.3f}{max(new):>9.3f}")


def timing(archive: kg.archive.Archive, draft: Path | None) -> None:
    """Print how long a warm check of 30 items takes, and embedding them alone."""
    if draft is not None:
        items = parse_draft(draft.read_text(encoding="utf-8"), draft.name).items
    else:
        items = tuple(archive.items())[-30:]
    texts = [item.text[:1500] for item in items]
    check(archive, items)
    embed = middle(lambda: archive.encoder.encode_documents(texts))
    whole = middle(lambda: check(archive, items))
    print(f"{len(items)} items: embedding {embed:.2f} s, whole check {whole:.2f} s, ratio {whole / embed:.2f}")


def middle(job: Callable[[], object], *, times: int = 5) -> float:
    """Median seconds of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--draft", type=Path, help="a draft to time; default: the newest 30 items of the archive")
    options = parser.parse_args()
    archive = kg.open(options.archive)
    print(evaluate(options.gold, archive).table(worst=20), end="\n\n")
    ablation(archive, options.gold)
    print()
    timing(archive, options.draft)


if __name__ == "__main__":
    main()
