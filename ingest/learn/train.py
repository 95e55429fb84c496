"""Training of the heads.

What is kept is a moving mean of the weights over the steps [1]_, which reads better than where the last step ended.

References
----------
.. [1] B. T. Polyak, A. B. Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.nn.utils import clip_grad_norm_

from ingest.learn.examples import IGNORED, Example
from ingest.learn.model import Heads, running
from ingest.learned.evidence import WIDTH
from ingest.learned.network import HIDDEN
from kg.embed.runtime import processors
from kg.model import PREDICATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

EPOCHS = 8
_AT_ONCE = 4000  # pieces, what is filled up included
_LAYERS, _REST = 3e-4, 1.5e-3  # how fast they learn
_WARM, _LEAST = 0.1, 0.02
_KEPT, _YOUNG = 0.999, 10  # how much of the mean of the weights stays at each step; of a young one less
_NO_RELATION = 0.7  # what pairs weigh of which nothing is told: they are fifty times as many
_WEIGHTS = {"names": 1.0, "works": 0.5, "relations": 0.7, "certainties": 0.2, "events": 0.7}


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some examples side by side."""

    states: Tensor
    evidence: Tensor
    there: Tensor
    names: Tensor
    works: Tensor
    pairs: Tensor
    told: Tensor
    things: Tensor
    news: Tensor
    sizes: Tensor

    def to(self, device: torch.device) -> _Batch:
        """The same on a device."""
        return _Batch(*(getattr(self, each.name).to(device) for each in fields(self)))


def train(
    heads: Heads,
    examples: Sequence[Example],
    *,
    epochs: int = EPOCHS,
    pace: float = 1.0,
    seed: int = 0,
    told: Callable[[int, float], None] = lambda epoch, loss: None,
) -> None:
    """Train the heads, on a GPU where there is one.

    Parameters
    ----------
    epochs
        How often each example is looked at.
    pace
        How fast to learn: 1 for heads that know nothing, less for those that go on.
    seed
        The same seed gives the same heads, on one machine without a GPU.
    told
        Called after each epoch with its number and its loss.
    """
    torch.set_num_threads(processors())
    torch.manual_seed(seed)
    chance = Random(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    heads.to(device)
    weights: list[Tensor] = list(heads.parameters())
    means, taken = [weight.detach().clone() for weight in weights], 0
    rest = [weight for name, weight in heads.named_parameters() if not name.startswith("layers.")]
    optimizer = torch.optim.AdamW(
        [{"params": heads.layers.parameters(), "lr": pace * _LAYERS}, {"params": rest, "lr": pace * _REST}],
        weight_decay=0.01,
    )
    steps = epochs * len(_batches(examples, chance))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARM * steps)) * max(_LEAST, 1 - step / steps)
    )
    heads.train()
    for epoch in range(epochs):
        every = 0.0
        for some in _batches(examples, chance):
            loss = _loss(heads, _side_by_side([examples[at] for at in some], chance).to(device))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            clip_grad_norm_(weights, 1.0)
            optimizer.step()
            rate.step()
            taken += 1
            new = 1 - min(_KEPT, (1 + taken) / (_YOUNG + taken))
            torch._foreach_lerp_(means, [weight.detach() for weight in weights], new)
            every += loss.item()
        told(epoch + 1, every)
    with torch.no_grad():
        torch._foreach_copy_(weights, means)
    heads.cpu().eval()


def _loss(heads: Heads, batch: _Batch) -> Tensor:
    """How wrong the heads are."""
    states = heads.tuned(batch.states, batch.evidence, batch.there)
    names, works = heads.tags(states, batch.evidence)
    sums = running(states, batch.there)
    loss = _WEIGHTS["names"] * cross_entropy(names.transpose(1, 2), batch.names)
    loss = loss + _WEIGHTS["works"] * cross_entropy(works.transpose(1, 2), batch.works)
    if (batch.told[:, 0] >= 0).any():
        weights = torch.ones(len(PREDICATES) + 1, device=batch.told.device)
        weights[0] = _NO_RELATION
        told, certain = heads.relations(sums, batch.pairs, batch.sizes)
        loss = loss + _WEIGHTS["relations"] * cross_entropy(told, batch.told[:, 0], weight=weights)
        if (batch.told[:, 1] >= 0).any():
            loss = loss + _WEIGHTS["certainties"] * cross_entropy(certain, batch.told[:, 1])
    if len(batch.things):
        news = heads.events(sums, batch.things, batch.sizes)
        loss = loss + _WEIGHTS["events"] * binary_cross_entropy_with_logits(news, batch.news)
    return loss


def _batches(examples: Sequence[Example], chance: Random) -> list[list[int]]:
    """Places of examples of about one length, so that little is filled up; in any order."""
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].pieces) + chance.random() * 20)
    found: list[list[int]] = [[]]
    for at in order:
        longest = max([len(examples[other].pieces) for other in (*found[-1], at)])
        if found[-1] and (len(found[-1]) + 1) * longest > _AT_ONCE:
            found.append([])
        found[-1].append(at)
    chance.shuffle(found)
    return found


def _side_by_side(examples: Sequence[Example], chance: Random) -> _Batch:
    """Examples as tensors, filled up to the longest."""
    longest = max(len(example.pieces) for example in examples)
    states = np.zeros((len(examples), longest, HIDDEN), np.float32)
    known = np.zeros((len(examples), longest, WIDTH), np.float32)
    there = np.zeros((len(examples), longest), bool)
    names, works = np.full((2, len(examples), longest), IGNORED)
    for row, example in enumerate(examples):
        size = len(example.pieces)
        states[row, :size] = example.states
        known[row, :size] = example.evidence(chance)
        there[row, :size] = True
        names[row, :size], works[row, :size] = example.names, example.works
    pairs, things = (
        np.concatenate([_with_row(row, getattr(example, what)) for row, example in enumerate(examples)])
        for what in ("pairs", "things")
    )
    told, news = (np.concatenate([getattr(example, what) for example in examples]) for what in ("told", "news"))
    sizes = np.array([len(example.pieces) for example in examples])
    return _Batch(*map(torch.tensor, (states, known, there, names, works, pairs, told, things, news, sizes)))


def _with_row(row: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places with the number of their text before them."""
    return np.concatenate([np.full((len(places), 1), row, np.int64), places], axis=1)
