"""The graph computes what BERT computes, whatever weights it is given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.embed.graph import MIDDLE, write_graph
from kg.embed.runtime import LOWER, MODEL, LowerLayers, Runtime
from kg.embed.weights import Shape
from tests.embed.texts import cosines

TOKENS = [0, 17, 5, 99, 42, 3, 60, 2]


@pytest.mark.slow
@pytest.mark.parametrize("outliers", [(), (3,), (3, 7, 11)])
def test_vectors_and_states_are_those_of_transformers(tmp_path: Path, outliers: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel

    torch.manual_seed(3)
    shape = Shape(hidden=64, layers=MIDDLE + 1, heads=4, inner=128, vocabulary=100, positions=32, types=2)
    model = BertModel(
        BertConfig(
            vocab_size=100, hidden_size=64, num_hidden_layers=MIDDLE + 1, num_attention_heads=4, intermediate_size=128,
            max_position_embeddings=32,
        ),
        add_pooling_layer=False,
    ).eval()  # fmt: skip
    with torch.inference_mode():
        for parameter in model.parameters():  # as after training: norms and biases are not those one starts with
            parameter += 0.02 * torch.randn_like(parameter)
        for each in model.encoder.layer:
            each.output.dense.weight *= 15  # so that what the inner layer says is heard
        for layer, one in enumerate(outliers):
            model.encoder.layer[layer].intermediate.dense.weight[one] *= 1000
            model.encoder.layer[layer].output.dense.weight[:, one] /= 1000
        every = model(torch.tensor([TOKENS]), output_hidden_states=True).hidden_states
        middle, wanted = every[MIDDLE][0].numpy(), every[-1][0].numpy()
    tensors = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    apart = {f"encoder.layer.{layer}.output.dense": one for layer, one in enumerate(outliers)}
    write_graph(tensors, shape, tmp_path / MODEL, lower=tmp_path / LOWER, apart=apart)
    runtime = Runtime(tmp_path)
    states, vector = LowerLayers(tmp_path).states(TOKENS), runtime.vector(TOKENS)
    assert states.shape == middle.shape and runtime.dimension == 64
    one, other = (rows / np.linalg.norm(rows, axis=1)[:, None] for rows in (states, middle))
    assert cosines(one, other).min() > 0.995
    mean = wanted.mean(axis=0)
    assert vector @ mean / np.linalg.norm(mean) > 0.998
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
