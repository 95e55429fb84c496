"""BERT as an ONNX graph in eight bits, written from its weights; no other library has to load the model for it.

The matrices of the layers have seven bits, since with all eight processors that lack the newer dot-product
instructions (VNNI) would saturate, and each output has a scale of its own; what goes in is scaled by the whole text
while it runs (dynamic quantisation). Rows of the word table have eight bits and a scale. ONNX Runtime's own fusion of
addition and layer normalisation is eight times slower than the two apart, so the graph is written as it shall run and
loaded without further changes.

A run takes one text: what is quantised with a text depends on no other, so vectors do not depend on how texts were put
into batches, and nothing is padded. Several texts run at once on several threads.

References
----------
.. [1] T. Dettmers et al., "LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale", NeurIPS 2022.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np

from kg.embed.weights import Shape

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray
    from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto

    Floats = NDArray[np.float32]
    Tensors = Mapping[str, Floats]

INPUT, VECTOR, STATES = "input_ids", "vector", "token_states"
"""What a run takes (int64, shape (1, tokens)) and gives: (1, hidden), of unit length; of the lower layers (1, tokens,
hidden)."""
MIDDLE = 4
"""Lower layers that are a model of their own: they tell what single words are, the last ones what whole texts mean."""
DATA = "model.data"
"""Name of the file beside the graph that holds the weights, to be mapped into memory."""
WORDS = "embeddings.word_embeddings.weight"
"""Name of the table of words among the tensors."""
_EPSILON = 1e-12
_WORD_BITS, _LAYER_BITS = 8, 7
_LARGE = 1024  # numbers of a tensor that go into the file of data
_PAGE = 4096  # tensors there begin at multiples of it
_AT_ONCE = 512  # rows of the word table; what a processor holds near it
_OPSET, _IR_VERSION = 20, 10
_MICROSOFT = "com.microsoft"


class Rows(Protocol):
    """A table that gives some of its rows, shape (rows, columns)."""

    def __getitem__(self, rows: slice, /) -> NDArray[np.float32]: ...


def write_graph(
    tensors: Tensors,
    shape: Shape,
    path: Path,
    *,
    lower: Path,
    apart: Mapping[str, int],
    words: Rows | None = None,
) -> None:
    """Write a BERT encoder as an ONNX file, with mean pooling; its lower layers as another; the weights of both beside.

    Parameters
    ----------
    tensors
        Weights by the names that ``transformers`` gives to a BertModel's, each of any shape; matrices of layers as
        (outputs, inputs). Fine-tuned ones as well.
    path, lower
        Where to, in one folder; the weights go to `DATA` there.
    apart
        Inputs that have a product of their own in 32 bits, each by the matrix that they go into (its name without
        ``.weight``): outliers, beside which one scale for a whole text leaves too little for the rest [1]_.
    words
        The table of words, where it is not to be taken from `tensors` as a whole.

    Raises
    ------
    OSError
        Where it cannot be written.
    """
    from onnx import TensorProto, helper, save

    given = helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "tokens"])
    with path.with_name(DATA).open("wb") as data:
        graph = Graph(data, apart)
        if words is None:
            words = tensors[WORDS].reshape(-1, shape.hidden)
        states = _embedded(graph, tensors, words, shape)
        for layer in range(shape.layers):
            if layer == MIDDLE:
                out = helper.make_node("Identity", [states], [STATES])
                save(graph.model([given], [floats(STATES, 1, "tokens", shape.hidden)], out), str(lower))
            states = add_layer(graph, tensors, f"encoder.layer.{layer}.", states, shape.heads)
        graph.constant("axis of tokens", np.array([1], np.int64))
        graph.add("ReduceMean", [states, "axis of tokens"], "mean", keepdims=0)
        graph.add("LpNormalization", ["mean"], VECTOR, axis=-1, p=2)
    save(graph.model([given], [floats(VECTOR, 1, shape.hidden)]), str(path))


class Graph:
    """Nodes and constants as they are added.

    Parameters
    ----------
    data
        Where large constants are written, to be mapped into memory; None to keep them in the graph.
    apart
        See `write_graph`.
    """

    def __init__(self, data: BinaryIO | None, apart: Mapping[str, int]) -> None:
        self.apart = apart
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._data = data

    def add(self, kind: str, inputs: Sequence[str], *outputs: str, domain: str = "", **options: Any) -> str:  # noqa: ANN401
        """A node; the name of its first output is returned."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **options))
        return outputs[0]

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """A constant; returns its name."""
        from onnx import numpy_helper

        array = np.ascontiguousarray(array)
        if self._data is None or array.size < _LARGE:
            self.constants.append(numpy_helper.from_array(array, name))
            return name
        return self.parts(name, array.shape, array.dtype, [array])

    def parts(self, name: str, shape: Sequence[int], kind: DTypeLike, parts: Iterable[NDArray[Any]]) -> str:
        """A large constant that is made by and by; returns its name."""
        from onnx import TensorProto, external_data_helper, helper

        assert self._data is not None
        kind = np.dtype(kind)
        self._data.write(bytes(-self._data.tell() % _PAGE))
        tensor = TensorProto(name=name, dims=shape, data_type=helper.np_dtype_to_tensor_dtype(kind), raw_data=b"")
        length = math.prod(shape) * kind.itemsize
        external_data_helper.set_external_data(tensor, DATA, offset=self._data.tell(), length=length)
        tensor.ClearField("raw_data")
        for part in parts:
            part.tofile(self._data)
        self.constants.append(tensor)
        return name

    def model(self, given: Sequence[ValueInfoProto], made: Sequence[ValueInfoProto], *more: NodeProto) -> ModelProto:
        """A model of what was added so far, and of `more`."""
        from onnx import helper

        graph = helper.make_graph([*self.nodes, *more], "bert", given, made, self.constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)


def floats(name: str, *sizes: str | int) -> ValueInfoProto:
    """What a model takes or gives: numbers of that shape."""
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes)


def _embedded(graph: Graph, tensors: Tensors, words: Rows, shape: Shape) -> str:
    """What the first layer sees of words and places."""
    from onnx import TensorProto

    most = 2 ** (_WORD_BITS - 1) - 1
    scales = np.empty((shape.vocabulary, 1), np.float32)

    def small() -> Iterator[NDArray[np.int8]]:
        for start in range(0, shape.vocabulary, _AT_ONCE):
            rows, scale = words[start : start + _AT_ONCE], scales[start : start + _AT_ONCE]
            np.abs(rows).max(axis=1, keepdims=True, out=scale)
            np.maximum(scale / most, np.float32(1e-12), out=scale)
            yield np.rint(rows / scale).astype(np.int8)

    graph.parts("words", (shape.vocabulary, shape.hidden), np.int8, small())
    graph.add("Gather", ["words", INPUT], "words in bytes")
    graph.add("Gather", [graph.constant("word scales", scales), INPUT], "their scales")
    graph.add("Cast", ["words in bytes"], "words unscaled", to=TensorProto.FLOAT)
    graph.add("Mul", ["words unscaled", "their scales"], "of words")
    places = tensors["embeddings.position_embeddings.weight"].reshape(-1, shape.hidden)
    kinds = tensors["embeddings.token_type_embeddings.weight"].reshape(-1, shape.hidden)
    graph.add("Shape", [INPUT], "tokens", start=1, end=2)
    from_first = graph.constant("first place", np.zeros(1, np.int64))
    graph.add("Slice", [graph.constant("places", places + kinds[0]), from_first, "tokens", from_first], "of places")
    graph.add("Add", ["of words", "of places"], "embedded")
    return _normed(graph, tensors, "embeddings.LayerNorm", "embedded")


def add_layer(graph: Graph, tensors: Tensors, name: str, states: str, heads: int) -> str:
    """Add one layer: attention, then the two matrices in between.

    Parameters
    ----------
    tensors
        The layer's weights, each named `name` and its own name.
    states
        What it takes, of shape (1, tokens, hidden).

    Returns
    -------
    str
        What it makes of them, of the same shape.
    """
    asked = _linear(graph, tensors, [f"{name}attention.self.{part}" for part in ("query", "key", "value")], states)
    parts = [f"{name}{part}" for part in ("asked", "offered", "told")]
    graph.add("Split", [asked], *parts, axis=-1, num_outputs=3)
    graph.add("MultiHeadAttention", parts, f"{name}attended", domain=_MICROSOFT, num_heads=heads)
    out = _linear(graph, tensors, [f"{name}attention.output.dense"], f"{name}attended")
    graph.add("Add", [out, states], f"{name}with attention")
    states = _normed(graph, tensors, f"{name}attention.output.LayerNorm", f"{name}with attention")
    inner = _linear(graph, tensors, [f"{name}intermediate.dense"], states)
    graph.add("Gelu", [inner], f"{name}active", domain=_MICROSOFT)
    out = _linear(graph, tensors, [f"{name}output.dense"], f"{name}active")
    graph.add("Add", [out, states], f"{name}with inner")
    return _normed(graph, tensors, f"{name}output.LayerNorm", f"{name}with inner")


def _linear(graph: Graph, tensors: Tensors, names: Sequence[str], states: str) -> str:
    """One or more matrices with their biases, side by side, in bytes; an input that stands apart in full."""
    rows = [tensors[f"{name}.bias"] for name in names]
    weights = [tensors[f"{name}.weight"].reshape(len(bias), -1) for name, bias in zip(names, rows, strict=True)]
    matrix, bias = np.concatenate(weights), np.concatenate(rows)
    if names[0] not in graph.apart:
        return _in_bytes(graph, names[0], matrix, bias, states)
    one = graph.apart[names[0]]
    weights_of_one, others = matrix[:, one].copy(), np.ones(matrix.shape[1], np.float32)
    matrix[:, one] = others[one] = 0
    graph.add("Mul", [states, graph.constant(f"{names[0]}.others", others)], f"{names[0]}.rest")
    made = _in_bytes(graph, names[0], matrix, bias, f"{names[0]}.rest")
    graph.add("Gather", [states, graph.constant(f"{names[0]}.one", np.array([one]))], f"{names[0]}.apart", axis=-1)
    column = graph.constant(f"{names[0]}.column", weights_of_one)
    graph.add("Mul", [f"{names[0]}.apart", column], f"{names[0]}.of one")
    return graph.add("Add", [made, f"{names[0]}.of one"], f"{names[0]}.whole")


def rounded(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A matrix of a layer in whole numbers of seven bits, and the scale of each row."""
    most = 2 ** (_LAYER_BITS - 1) - 1
    scales = np.maximum(np.abs(matrix).max(axis=1) / most, 1e-12).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def _in_bytes(graph: Graph, name: str, matrix: Floats, bias: Floats, states: str) -> str:
    """A matrix in bytes with its bias."""
    small, scales = rounded(matrix)
    inputs = [
        states,
        graph.constant(f"{name}.weight", small.T),
        graph.constant(f"{name}.scale", scales),
        graph.constant(f"{name}.zero", np.zeros(len(scales), np.int8)),
        graph.constant(f"{name}.bias", bias.astype(np.float32)),
    ]
    return graph.add("DynamicQuantizeMatMul", inputs, f"{name}.made", domain=_MICROSOFT)


def _normed(graph: Graph, tensors: Tensors, name: str, states: str) -> str:
    """Layer normalisation."""
    weight, bias = (graph.constant(f"{name}.{part}", tensors[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.add("LayerNormalization", [states, weight, bias], f"{name}.made", axis=-1, epsilon=_EPSILON)
