"""The heads as torch trains them; `ingest.learned.network` runs the same numbers without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from ingest.learned.evidence import WIDTH
from ingest.learned.network import AROUND, HEADS, HIDDEN, LAYERS, NEAR, SIDE, layer_name
from ingest.learned.reader import CERTAINTIES, EVENTS, NAME_TAGS, WORK_TAGS
from ingest.learned.tags import KINDS
from kg.model import PREDICATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_INNER, _DROPOUT = 1536, 0.1
_EPSILON = 1e-12
_SMALL = 32  # numbers that stand for a type, or for how near
_TABLES = ("kind.weight", "near.weight")
_PARTS = ("query", "key", "value")
# Names of a layer in torch, and in the encoder.
_LAYER = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}


class Heads(nn.Module):
    """Three layers of the encoder, to be tuned, and what reads names, deeds and news off them.

    Parameters
    ----------
    encoder
        The weights of its layers by name, to begin anew; or those of `tensors`, to go on from what was learned.
    """

    def __init__(self, encoder: Mapping[str, Floats]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_layer(encoder, layer_name(layer)) for layer in range(LAYERS))
        self.evidence = nn.Linear(WIDTH, HIDDEN)
        nn.init.zeros_(self.evidence.weight)
        nn.init.zeros_(self.evidence.bias)
        self.shape = nn.Linear(WIDTH, 64)
        self.names = _two(HIDDEN + 64, 256, len(NAME_TAGS.names))
        self.works = _two(HIDDEN + 64, 128, len(WORK_TAGS.names))
        self.kind = nn.Embedding(len(KINDS), _SMALL)
        self.near = nn.Embedding(2 * (len(NEAR) + 1), _SMALL)
        self.pair = nn.Linear(4 * HIDDEN + 3 * _SMALL, 256)
        self.predicate = nn.Linear(256, len(PREDICATES) + 1)
        self.certainty = nn.Linear(256, len(CERTAINTIES))
        self.event = _two(2 * HIDDEN + _SMALL, 192, len(EVENTS))
        self.active = nn.GELU(approximate="tanh")
        self.drop = nn.Dropout(_DROPOUT)
        learned = {name: encoder[_kept_name(name)] for name in self._plain() if _kept_name(name) in encoder}
        self.load_state_dict({name: torch.tensor(tensor) for name, tensor in learned.items()}, strict=False)

    def tuned(self, states: Tensor, evidence: Tensor, there: Tensor) -> Tensor:
        """What the layers make of states (texts, pieces, 384); `there` says which pieces are none."""
        states = states + self.evidence(evidence)
        for layer in self.layers:
            states = layer(states, src_key_padding_mask=~there)
        return states

    def tags(self, states: Tensor, evidence: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the tags of names and of works."""
        given = torch.cat([self.drop(states), self.active(self.shape(evidence))], -1)
        return self.names(given), self.works(given)

    def relations(self, sums: Tensor, pairs: Tensor, sizes: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of predicates and certainties.

        Parameters
        ----------
        sums
            Running sums of the states; see `running`.
        pairs
            Text, and piece, piece behind and kind of two names, shape (pairs, 7).
        sizes
            Pieces of each text.
        """
        text, one, one_end, kind, other, other_end, other_kind = pairs.unbind(1)
        low, high = torch.minimum(one_end, other_end), torch.maximum(one, other)
        high = torch.maximum(low, high)
        first, last = torch.minimum(one, other), torch.maximum(one_end, other_end)
        before = _mean(sums, text, (first - SIDE).clamp(min=0), first)
        after = _mean(sums, text, last, torch.minimum(last + SIDE, sizes[text]))
        classes = torch.tensor(NEAR, device=low.device)
        near = torch.bucketize(high - low, classes) + torch.where(one < other, 0, len(NEAR) + 1)
        given = torch.cat(
            [
                _mean(sums, text, one, one_end), _mean(sums, text, other, other_end), _mean(sums, text, low, high),
                (before + after) / 2, self.kind(kind), self.kind(other_kind), self.near(near),
            ],
            -1,
        )  # fmt: skip
        inner = self.drop(self.active(self.pair(self.drop(given))))
        return self.predicate(inner), self.certainty(inner)

    def events(self, sums: Tensor, things: Tensor, sizes: Tensor) -> Tensor:
        """Logits of kinds of events; `things` has text, piece, piece behind and kind of names, shape (names, 4)."""
        text, first, last, kind = things.unbind(1)
        around = _mean(sums, text, (first - AROUND).clamp(min=0), torch.minimum(last + AROUND, sizes[text]))
        given = torch.cat([_mean(sums, text, first, last), around, self.kind(kind)], -1)
        logits: Tensor = self.event(self.drop(given))
        return logits

    def tensors(self) -> dict[str, Floats]:
        """The weights as `ingest.learned.network.Network` takes them."""
        found: dict[str, Floats] = {}
        for layer, each in enumerate(self.layers):
            own = {name: tensor.detach().cpu().numpy() for name, tensor in each.state_dict().items()}
            name = layer_name(layer)
            for kind in ("weight", "bias"):
                for part, tensor in zip(_PARTS, np.split(own[f"self_attn.in_proj_{kind}"], 3), strict=True):
                    found[f"{name}attention.self.{part}.{kind}"] = tensor
                for ours, theirs in _LAYER.items():
                    found[f"{name}{theirs}.{kind}"] = own[f"{ours}.{kind}"]
        return found | {_kept_name(name): tensor.cpu().numpy() for name, tensor in self._plain().items()}

    def _plain(self) -> dict[str, Tensor]:
        """What is no layer of the encoder."""
        return {name: tensor for name, tensor in self.state_dict().items() if not name.startswith("layers.")}


def _kept_name(name: str) -> str:
    """What a tensor of torch's is called where it is kept."""
    plain = name.replace(".0.", ".in.").replace(".3.", ".out.")
    return plain.removesuffix(".weight") if plain in _TABLES else plain


def running(states: Tensor, there: Tensor) -> Tensor:
    """Running sums of states, from none on, shape (texts, pieces + 1, 384)."""
    kept = states * there[..., None]
    return torch.cat([torch.zeros_like(kept[:, :1]), kept.cumsum(1)], 1)


def _mean(sums: Tensor, text: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Mean states of stretches."""
    return (sums[text, last] - sums[text, first]) / (last - first).clamp(min=1)[:, None]


def _two(given: int, inner: int, made: int) -> nn.Sequential:
    """Two matrices."""
    return nn.Sequential(
        nn.Linear(given, inner), nn.GELU(approximate="tanh"), nn.Dropout(_DROPOUT), nn.Linear(inner, made)
    )


def _layer(encoder: Mapping[str, Floats], name: str) -> nn.Module:
    """A layer of the encoder as torch has them."""
    made = nn.TransformerEncoderLayer(
        HIDDEN, HEADS, _INNER, _DROPOUT, activation="gelu", batch_first=True, layer_norm_eps=_EPSILON
    )
    state = made.state_dict()

    def tensor(part: str, shape: torch.Size) -> Tensor:
        return torch.tensor(np.array(encoder[name + part], np.float32)).reshape(shape)

    for kind in ("weight", "bias"):
        shape = state[f"self_attn.in_proj_{kind}"].shape
        third = torch.Size([shape[0] // 3, *shape[1:]])
        state[f"self_attn.in_proj_{kind}"] = torch.cat([tensor(f"attention.self.{p}.{kind}", third) for p in _PARTS])
        for ours, theirs in _LAYER.items():
            state[f"{ours}.{kind}"] = tensor(f"{theirs}.{kind}", state[f"{ours}.{kind}"].shape)
    made.load_state_dict(state)
    return made
