"""The heads as numbers: three more layers on the lower ones of the encoder, and what reads names and deeds off them.

The layers begin as those that follow in the encoder and are tuned; they run in eight bits, as the encoder does. The
rest is a few small matrices.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.learned.evidence import WIDTH
from ingest.learned.tags import KINDS, Span, log_softmax
from kg.embed.exported import apart
from kg.embed.graph import MIDDLE, Graph, add_layer, floats, rounded
from kg.embed.runtime import open_session
from kg.errors import ArchiveError
from kg.resources import resource

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FILE = resource("data", "learned", "reader.npz")
LAYERS = 3
HIDDEN, HEADS = 384, 12
NEAR = (1, 3, 8, 20, 50)
"""Pieces between two names, in classes."""
SIDE, AROUND = 8, 24
"""Pieces beside two names, and around one."""
_STATES, _EVIDENCE = "states", "known"
_MADE = ("tuned_states", "names_logits", "works_logits")


def layer_name(layer: int) -> str:
    """What the tensors of one of the tuned layers are called, counted from 0; as in the encoder."""
    return f"encoder.layer.{MIDDLE + layer}."


def packed(tensors: Mapping[str, Floats]) -> dict[str, NDArray[Any]]:
    """Weights as a file keeps them: matrices of the layers in seven bits with a scale a row, the rest in halves."""
    kept: dict[str, NDArray[Any]] = {}
    for name, tensor in tensors.items():
        if name.startswith("encoder.") and tensor.ndim == 2:
            kept[name], scales = rounded(tensor)
            kept[f"{name}:scale"] = scales[:, None]
        else:
            kept[name] = tensor.astype(np.float16)
    return kept


def unpacked(kept: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    """Weights from what is kept of them."""
    return {
        name: tensor.astype(np.float32) * kept.get(f"{name}:scale", np.float32(1))
        for name, tensor in kept.items()
        if not name.endswith(":scale")
    }


class Network:
    """The heads, ready to run; may be shared between threads.

    Parameters
    ----------
    tensors
        Weights by name; see `ingest.learn.model` for what there is.
    """

    def __init__(self, tensors: Mapping[str, Floats]) -> None:
        self._tensors = dict(tensors)
        self._session = open_session(_model(self._tensors))

    def tagged(self, states: Floats, evidence: Floats) -> tuple[Floats, Floats, Floats]:
        """What is read off the encoder's lower states and the evidence, a row a piece.

        Returns
        -------
        tuple
            Tuned states, shape (pieces, 384), and logits of the tags of names and of works.
        """
        made = self._session.run(_MADE, {_STATES: states[None], _EVIDENCE: evidence[None]})
        tuned, names, works = (rows[0] for rows in made)
        return tuned, names, works

    def relations(self, states: Floats, pairs: Sequence[tuple[Span, Span]]) -> tuple[Floats, Floats]:
        """Probabilities of the predicates, none among them, and of the certainties, a row a pair."""
        sums = _sums(states)
        one, other = (np.array([(pair[side].first, pair[side].last) for pair in pairs]) for side in (0, 1))
        low, high = np.minimum(one[:, 1], other[:, 1]), np.maximum(one[:, 0], other[:, 0])
        high = np.maximum(low, high)
        first, last = np.minimum(one[:, 0], other[:, 0]), np.maximum(one[:, 1], other[:, 1])
        before = _mean(sums, np.maximum(first - SIDE, 0), first)
        after = _mean(sums, last, np.minimum(last + SIDE, len(states)))
        apart_ = np.searchsorted(NEAR, high - low) + np.where(one[:, 0] < other[:, 0], 0, len(NEAR) + 1)
        kinds = [[KINDS.index(pair[side].type) for pair in pairs] for side in (0, 1)]
        given = np.concatenate(
            [
                _mean(sums, *one.T), _mean(sums, *other.T), _mean(sums, low, high), (before + after) / 2,
                *(self._tensors["kind"][kind] for kind in kinds), self._tensors["near"][apart_],
            ],
            axis=1,
        )  # fmt: skip
        inner = _gelu(self._linear("pair", given))
        return _softmax(self._linear("predicate", inner)), _softmax(self._linear("certainty", inner))

    def events(self, states: Floats, spans: Sequence[Span]) -> Floats:
        """Probability of each kind of event, a row a name."""
        sums = _sums(states)
        first, last = (np.array([getattr(span, side) for span in spans]) for side in ("first", "last"))
        around = _mean(sums, np.maximum(first - AROUND, 0), np.minimum(last + AROUND, len(states)))
        kinds = self._tensors["kind"][[KINDS.index(span.type) for span in spans]]
        given = np.concatenate([_mean(sums, first, last), around, kinds], axis=1)
        shares: Floats = np.float32(1) / (np.float32(1) + np.exp(-self._two("event", given)))
        return shares

    def _linear(self, name: str, given: Floats) -> Floats:
        """A matrix and its bias."""
        made: Floats = given @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return made

    def _two(self, name: str, given: Floats) -> Floats:
        """Two of them."""
        return self._linear(f"{name}.out", _gelu(self._linear(f"{name}.in", given)))


@cache
def shipped_network() -> Network:
    """The heads that come with the program.

    Raises
    ------
    ArchiveError
        Where their file is missing or damaged.
    """
    return Network(unpacked(load(FILE)))


def load(path: Path) -> dict[str, NDArray[Any]]:
    """The kept weights of a file.

    Raises
    ------
    ArchiveError
        Where it is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError) as error:
        raise ArchiveError(f"{path}: cannot be read ({error}): install the program again.") from error


def save(path: Path, kept: Mapping[str, NDArray[Any]]) -> None:
    """Write weights; the same ones give the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: Any = {name: kept[name] for name in sorted(kept)}
    np.savez_compressed(path, **arrays)


def digest(kept: Mapping[str, NDArray[Any]]) -> str:
    """A hash of weights, whatever file they lie in."""
    made = hashlib.sha256()
    for name in sorted(kept):
        made.update(name.encode())
        made.update(np.ascontiguousarray(kept[name]).tobytes())
    return made.hexdigest()


def _model(tensors: Mapping[str, Floats]) -> bytes:
    """The tuned layers and what tags pieces as an ONNX model."""
    graph = Graph(None, apart())

    def linear(name: str, given: str) -> str:
        matrix = graph.constant(f"{name}.matrix", tensors[f"{name}.weight"].T)
        graph.add("MatMul", [given, matrix], f"{name}.product")
        return graph.add("Add", [f"{name}.product", graph.constant(f"{name}.bias", tensors[f"{name}.bias"])], name)

    def active(name: str) -> str:
        return graph.add("Gelu", [name], f"{name}.active", approximate="tanh")

    states = graph.add("Add", [_STATES, linear("evidence", _EVIDENCE)], "with evidence")
    for layer in range(LAYERS):
        states = add_layer(graph, tensors, layer_name(layer), states, HEADS)
    graph.add("Identity", [states], _MADE[0])
    graph.add("Concat", [states, active(linear("shape", _EVIDENCE))], "seen", axis=-1)
    for name, logits in zip(("names", "works"), _MADE[1:], strict=True):
        graph.add("Identity", [linear(f"{name}.out", active(linear(f"{name}.in", "seen")))], logits)
    given = [floats(_STATES, 1, "pieces", HIDDEN), floats(_EVIDENCE, 1, "pieces", WIDTH)]
    sizes = (HIDDEN, len(tensors["names.out.bias"]), len(tensors["works.out.bias"]))
    made = [floats(name, 1, "pieces", size) for name, size in zip(_MADE, sizes, strict=True)]
    model: bytes = graph.model(given, made).SerializeToString()
    return model


def _sums(states: Floats) -> Floats:
    """Running sums, from none on."""
    return np.concatenate([np.zeros((1, states.shape[1]), np.float32), states.cumsum(axis=0)])


def _mean(sums: Floats, first: NDArray[np.int64], last: NDArray[np.int64]) -> Floats:
    """Mean states of stretches; zeros for an empty one."""
    made: Floats = (sums[last] - sums[first]) / np.maximum(last - first, 1)[:, None].astype(np.float32)
    return made


def _gelu(x: Floats) -> Floats:
    """Hendrycks & Gimpel's unit, by its usual approximation."""
    made: Floats = 0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x**3)))
    return made


def _softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    shares: Floats = np.exp(log_softmax(logits))
    return shares
