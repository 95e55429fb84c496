"""Learn the linear adapter of the bundled model from questions of our own, and say what it gains.

Usage: python benchmarks/adapter.py ARCHIVE...

ARCHIVE: archives, built with the bundled model, that hold the items of data/pairs. Prints nDCG@10 by vectors alone for
each archive, without an adapter and with one that was learned from the other archives. The adapter that is bundled goes
on from one that was learned so, together with the encoder (benchmarks/encoder.py).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from benchmarks.ablation import raw_vectors  # noqa: E402
from kg.embed.passages import passages_of  # noqa: E402
from kg.embed.space import centre  # noqa: E402
from kg.text.words import language_of  # noqa: E402

PAIRS = ROOT / "data" / "pairs"
TEMPERATURE = 0.05  # what the model was trained with is 0.01, which learns these few pairs by heart
NOISE = 0.3  # length of the noise on a query while learning
RATE, ROUNDS, BATCH = 3e-4, 8, 128
MOST_ITEMS = 1500  # that a batch of queries has to tell apart
PULL = 1e-3  # towards the identity
SEEDS = 4  # adapters are averaged


@dataclass(frozen=True)
class Lesson:
    """The pairs of one archive.

    Attributes
    ----------
    passages, queries
        Centred vectors, shapes (p, dimension) and (q, dimension).
    owners, wholes
        Item index of each passage, shape (p,); passage index of each whole item, shape (items,).
    wanted
        Item index that each query asks for, shape (q,).
    kinds
        "para" or "cross" for each query.
    """

    name: str
    passages: Tensor
    queries: Tensor
    owners: Tensor
    wholes: Tensor
    wanted: Tensor
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Lesson | None:
        """Pairs whose items an archive holds; None where there are none."""
        archive = kg.open(folder)
        indices = {item.id: index for index, item in enumerate(archive.items())}
        pairs = [json.loads(line) for file in sorted(PAIRS.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
        pairs = [pair for pair in pairs if pair["id"] in indices]
        if not pairs:
            return None
        found = [(index, n, p) for index, item in enumerate(archive.items()) for n, p in enumerate(passages_of(item))]
        means, texts = archive.space.means, [pair["query"] for pair in pairs]
        vectors = raw_vectors(archive, [p.text for _, _, p in found])
        return cls(
            folder.name,
            torch.from_numpy(centre(vectors, [p.language for _, _, p in found], means.passages)),
            torch.from_numpy(
                centre(archive.encoder.encode_queries(texts), [language_of(text) for text in texts], means.queries)
            ),
            torch.tensor([index for index, _, _ in found]),
            torch.tensor([at for at, (_, n, _) in enumerate(found) if n == 0]),
            torch.tensor([indices[pair["id"]] for pair in pairs]),
            tuple(pair["kind"] for pair in pairs),
        )

    def part(self, queries: Tensor, generator: torch.Generator) -> Lesson:
        """Some of the queries, with all that they ask for and a sample of the other items."""
        kept = torch.zeros(len(self.wholes), dtype=torch.bool)
        kept[torch.randperm(len(kept), generator=generator)[:MOST_ITEMS]] = True
        kept[self.wanted[queries]] = True
        rows, place = kept[self.owners], kept.cumsum(0) - 1
        return replace(
            self,
            passages=self.passages[rows],
            queries=self.queries[queries],
            owners=place[self.owners[rows]],
            wholes=(rows.cumsum(0) - 1)[self.wholes[kept]],
            wanted=place[self.wanted[queries]],
            kinds=tuple(self.kinds[i] for i in queries.tolist()),
        )

    def scores(self, queries: Tensor, matrix: Tensor) -> Tensor:
        """What search ranks by: the middle of the whole item's and its best passage's cosine, shape (q, items)."""
        cosines = unit(queries @ matrix) @ unit(self.passages @ matrix).T
        best = torch.full((len(queries), len(self.wholes)), -1.0)
        best = best.scatter_reduce(1, self.owners.expand(len(queries), -1), cosines, "amax")
        return (best + cosines[:, self.wholes]) / 2

    @torch.no_grad()
    def ndcg(self, matrix: Tensor) -> dict[str, float]:
        """nDCG@10 by kind of query, with the one item that each asks for."""
        scores = torch.cat([self.scores(part, matrix) for part in self.queries.split(BATCH)])
        ranks = (scores > scores.gather(1, self.wanted[:, None])).sum(dim=1) + 1
        gains = torch.where(ranks <= 10, 1 / torch.log2(ranks + 1.0), 0.0).numpy()
        kinds = np.array(self.kinds)
        return {kind: float(gains[kinds == kind].mean()) for kind in sorted(set(self.kinds))}


def unit(vectors: Tensor) -> Tensor:
    """Rows of length one."""
    return vectors / vectors.norm(dim=1, keepdim=True).clamp_min(1e-6)


def learn(lessons: Sequence[Lesson]) -> Tensor:
    """One matrix for all archives: the mean of those of several seeds."""
    return torch.stack([learn_once(lessons, seed) for seed in range(SEEDS)]).mean(dim=0)


def learn_once(lessons: Sequence[Lesson], seed: int) -> Tensor:
    """Gradient descent from the identity."""
    generator = torch.Generator().manual_seed(seed)
    dimension = lessons[0].passages.shape[1]
    change = torch.zeros(dimension, dimension, requires_grad=True)
    optimiser = torch.optim.Adam([change], lr=RATE)
    for _ in range(ROUNDS):
        batches = [
            (lesson, chosen)
            for lesson in lessons
            for chosen in torch.randperm(len(lesson.queries), generator=generator).split(BATCH)
        ]
        for at in torch.randperm(len(batches), generator=generator).tolist():
            lesson, chosen = batches[at]
            part = lesson.part(chosen, generator)
            noise = torch.randn(part.queries.shape, generator=generator) * NOISE / dimension**0.5
            scores = part.scores(part.queries + noise, torch.eye(dimension) + change)
            loss = torch.nn.functional.cross_entropy(scores / TEMPERATURE, part.wanted)
            loss = loss + PULL * change.square().sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return torch.eye(dimension) + change.detach()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archives", nargs="+", type=Path)
    options = parser.parse_args()
    lessons = [lesson for folder in options.archives if (lesson := Lesson.of(folder))]
    print("| archive | items | queries | without | with, learned from the others |\n|--|--|--|--|--|")
    for lesson in lessons:
        others = [other for other in lessons if other is not lesson]
        before = lesson.ndcg(torch.eye(lesson.passages.shape[1]))
        after = lesson.ndcg(learn(others)) if others else {}
        shown = [", ".join(f"{kind} {value:.3f}" for kind, value in found.items()) for found in (before, after)]
        print(f"| {lesson.name} | {len(lesson.wholes)} | {len(lesson.queries)} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
