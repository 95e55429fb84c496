"""What each stage of search is worth: nDCG@10 with the stage left out, written to benchmarks/ablation.md.

Usage: python benchmarks/ablation.py [ARCHIVE GOLD]...

Without arguments the archive of the sample newsletter in data/archive is scored with data/gold/search-sample.jsonl.
Every pair of an archive's folder and a gold file adds a block of columns.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

import kg
from kg.archive import Archive
from kg.embed.passages import passages_of
from kg.embed.space import LanguageMeans, Space
from kg.evaluate.gold import Anchors, Gold, read_gold
from kg.evaluate.search import graded, ndcg
from kg.search import ranking
from kg.search.explain import Explainer
from kg.search.parts import Part
from kg.search.ranking import HYBRID
from kg.search.searcher import Searcher
from kg.store.cache import VectorCache
from kg.store.database import PASSAGE_BITS
from kg.store.embedded import embed_with_cache
from kg.store.meaning import Meaning
from kg.store.vectors import VectorIndex

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path(__file__).with_suffix(".md")
HEAD = "# What each stage of search is worth\n\nnDCG@10 with one stage left out; made by `benchmarks/ablation.py`.\n\n"
DECIDED = "\n## What was decided"
KINDS = ("keyword", "semantic", "crosslingual", "entity", "temporal", "typo", "story")


@dataclass(frozen=True)
class Stage:
    """A variant of search: other weights, understood parts that are turned off, or a patch while it runs."""

    label: str
    weights: ranking.Weights = HYBRID
    off: Callable[[Part], bool] = lambda part: False
    change: Callable[[Archive], object] | None = None


@contextmanager
def without_synonyms(archive: Archive) -> Iterator[None]:
    with patch.object(ranking, "synonyms", lambda text: ()):
        yield


@contextmanager
def without_stop_words(archive: Archive) -> Iterator[None]:
    with patch.object(ranking, "_says", lambda term: True):
        yield


@contextmanager
def other_space(
    archive: Archive, *, centred: bool = True, adapted: bool = True, without: Collection[str] = ()
) -> Iterator[None]:
    """The same archive with its vectors in another space, or without passages of some grains."""
    pairs = [(row << PASSAGE_BITS | n, p) for row, item in enumerate(archive.items(), 1)
             for n, p in enumerate(passages_of(item)) if p.grain not in without]  # fmt: skip
    raw, languages = raw_vectors(archive, [p.text for _, p in pairs]), [p.language for _, p in pairs]
    means = archive.space.means if centred else LanguageMeans({}, {})
    space = Space(means, archive.space.adapter if adapted else None)
    index = VectorIndex.build(space.passages(raw, languages), np.array([key for key, _ in pairs], np.int64))
    kept = archive.space, archive.vectors
    _put(archive, space, index)
    try:
        # Which passage is shown has no say in the figures, and is looked for among all that the database has.
        with patch.object(Explainer, "_near", lambda *_: {}):
            yield
    finally:
        _put(archive, *kept)


def _put(archive: Archive, space: Space, vectors: VectorIndex) -> None:
    """Give an archive other vectors, and forget where those of an item begin."""
    archive.__dict__.update(space=space, vectors=vectors)
    archive.once(Meaning).__dict__.pop("_begins", None)


def raw_vectors(archive: Archive, texts: Sequence[str]) -> np.ndarray:
    """Vectors as the model gives them, from the cache of the build."""
    encoder = archive.encoder
    whole = [p.text for item in archive.items() for p in passages_of(item)]
    with VectorCache() as cache:
        vectors, _ = embed_with_cache(whole, encoder, cache=cache)
    by_text = dict(zip(whole, vectors, strict=True))
    return np.stack([by_text[text] for text in texts])


STAGES = (
    Stage("everything"),
    Stage("no vectors", replace(HYBRID, meaning=0)),
    Stage("no words and names", replace(HYBRID, words=0)),
    Stage("no kinds and sections", replace(HYBRID, topic=0)),
    Stage("no share of the time covered", replace(HYBRID, period=0)),
    Stage("no centring by language", change=lambda a: other_space(a, centred=False, adapted=True)),
    Stage("no adapter", change=lambda a: other_space(a, centred=True, adapted=False)),
    Stage("neither of the two", change=lambda a: other_space(a, centred=False, adapted=False)),
    Stage("no titles", change=lambda a: other_space(a, without=["title"])),
    Stage("no sentences", change=lambda a: other_space(a, without=["sentence"])),
    Stage("no chunks", change=lambda a: other_space(a, without=["chunk"])),
    Stage("no sentences, no titles", change=lambda a: other_space(a, without=["sentence", "title"])),
    Stage(
        "items only, no passages", change=lambda a: other_space(a, without=["title", "chunk", "sentence", "opinion"])
    ),
    Stage("no synonyms", change=without_synonyms),
    Stage("no stop words", change=without_stop_words),
    Stage("no names understood", off=lambda part: part.kind == "entity"),
    Stage("no misspelt names", off=lambda part: part.kind == "entity" and part.similarity < 1),
    Stage("no times understood", off=lambda part: part.kind in ("period", "issue")),
)


def score(stage: Stage, archive: Archive, rows: Sequence[Gold]) -> dict[str, float]:
    """Mean nDCG@10 by kind, and over all."""
    anchors, values = Anchors(archive), dict[str, list[float]]()
    search = archive.once(Searcher).search
    for row in rows:
        by_id, relevant = graded(row["relevant"], anchors)
        parts = search(row["query"], limit=0).understood.parts
        hits = search(row["query"], weights=stage.weights, off=[part.id for part in parts if stage.off(part)])
        value = ndcg([by_id.get(hit.item.id, 0) for hit in hits], relevant)
        for kind in ("all", row["kind"]):
            values.setdefault(kind, []).append(value)
    return {kind: float(np.mean(found)) for kind, found in values.items()}


def table(archive: Archive, gold: Path) -> str:
    """One block of the report."""
    rows = read_gold(gold)
    kinds = ["all", *(kind for kind in KINDS if any(row["kind"] == kind for row in rows))]
    lines = [f"| | {' | '.join(kinds)} |", "|--|" + "--|" * len(kinds)]
    for stage in STAGES:
        if stage.change is None:
            found = score(stage, archive, rows)
        else:
            with stage.change(archive):  # type: ignore[attr-defined]
                found = score(stage, archive, rows)
        lines.append(f"| {stage.label} | " + " | ".join(f"{found[kind]:.3f}" for kind in kinds) + " |")
        print(lines[-1], flush=True)
    counts = ", ".join(f"{sum(row['kind'] == kind for row in rows)} {kind}" for kind in kinds[1:])
    held = f"{archive.manifest.items} items of {archive.manifest.issues} issues"
    head = f"## {gold.name}: {len(rows)} queries ({counts}), {held}"
    return "\n".join([head, "", *lines])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pairs", nargs="*", type=Path, metavar="ARCHIVE GOLD", help="an archive and its labels")
    given = options.parse_args().pairs or [ROOT / "data" / "archive", ROOT / "data" / "gold" / "search-sample.jsonl"]
    if len(given) % 2:
        options.error("each archive needs a file of labels")
    blocks = [table(kg.open(folder), gold) for folder, gold in zip(given[::2], given[1::2], strict=True)]
    by_hand = "".join(REPORT.read_text(encoding="utf-8").partition(DECIDED)[1:])  # stays
    REPORT.write_text(HEAD + "\n\n".join(blocks) + "\n" + by_hand, encoding="utf-8")


if __name__ == "__main__":
    main()
