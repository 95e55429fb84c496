"""The heads say without torch what they say with it."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.learned.evidence import WIDTH, Hit, Label, evidence
from ingest.learned.network import FILE, HIDDEN, Network, digest, load, packed, save, shipped_network, unpacked
from ingest.learned.tags import NAMES, Span
from kg.embed.states import Pieces
from kg.errors import ArchiveError
from tests.embed.texts import WEIGHTS, needs_wheel


@pytest.mark.slow
@needs_wheel
def test_the_heads_are_those_that_torch_trained():
    torch = pytest.importorskip("torch")
    from ingest.learn.model import Heads, running
    from kg.embed.exported import Tensors
    from kg.embed.weights import read_packed

    torch.manual_seed(5)
    heads = Heads(Tensors(read_packed(WEIGHTS))).eval()
    network = Network(unpacked(packed(heads.tensors())))
    chance = np.random.default_rng(5)
    # States as the encoder has them, near enough: its own norm and spread.
    states = chance.normal(scale=0.6, size=(30, HIDDEN)).astype(np.float32)
    known = (chance.random((30, WIDTH)) < 0.2).astype(np.float32)
    there = torch.ones(1, 30, dtype=bool)
    with torch.inference_mode():
        tuned = heads.tuned(torch.tensor(states[None]), torch.tensor(known[None]), there)
        ours, *tags = network.tagged(states, known)
        alike = (ours * tuned[0].numpy()).sum(axis=1) / np.linalg.norm(ours, axis=1) / tuned[0].norm(dim=1).numpy()
        assert alike.mean() > 0.99
        assert alike.min() > 0.96
        given = tuned[0].numpy()
        for one, other in zip(tags, heads.tags(tuned, torch.tensor(known[None])), strict=True):
            assert np.corrcoef(one.ravel(), other[0].numpy().ravel())[0, 1] > 0.98
        spans = [Span(0, 0, 2, 4, "company"), Span(0, 0, 9, 10, "model"), Span(0, 0, 27, 30, "paper")]
        places = [(span.first, span.last, [*NAMES, "paper"].index(span.type)) for span in spans]
        pairs = [(0, 1), (1, 0), (2, 0), (1, 1)]
        sums, sizes = running(tuned, there), torch.tensor([30])
        told, certain = heads.relations(sums, torch.tensor([(0, *places[a], *places[b]) for a, b in pairs]), sizes)
        for one, other in zip(
            network.relations(given, [(spans[a], spans[b]) for a, b in pairs]), (told, certain), strict=True
        ):
            np.testing.assert_allclose(one, other.softmax(-1).numpy(), atol=0.02)
        news = heads.events(sums, torch.tensor([(0, *place) for place in places]), sizes).sigmoid().numpy()
        np.testing.assert_allclose(network.events(given, spans), news, atol=0.02)


def test_weights_come_back_from_their_file(tmp_path):
    tensors = {
        "encoder.layer.6.x.weight": np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4),
        "b": np.ones(3, np.float32),
    }
    kept = packed(tensors)
    save(tmp_path / "w.npz", kept)
    again = load(tmp_path / "w.npz")
    assert digest(again) == digest(kept) != digest(packed({**tensors, "b": np.zeros(3, np.float32)}))
    back = unpacked(again)
    assert set(back) == set(tensors)
    np.testing.assert_allclose(back["encoder.layer.6.x.weight"], tensors["encoder.layer.6.x.weight"], atol=0.01)


def test_a_damaged_file_is_told(tmp_path):
    (tmp_path / "w.npz").write_bytes(b"PK nothing")
    with pytest.raises(ArchiveError, match=r"w\.npz: cannot be read"):
        load(tmp_path / "w.npz")


def test_the_shipped_heads_are_small():
    assert FILE.stat().st_size < 8_000_000
    assert shipped_network() is shipped_network()


def test_evidence_is_where_it_belongs():
    text = "See Acme now"
    pieces = Pieces([1, 2, 3, 4], [0, 3, 4, 8], [3, 4, 8, 12])
    bare = evidence(text, pieces, [], [])
    known = evidence(text, pieces, [Hit(4, 8, frozenset({"company"}), frozenset({"product", "paper"}))], [])
    assert bare.shape == (4, WIDTH)
    assert [row for row in range(4) if (known[row] != bare[row]).any()] == [2]
    assert (known - bare).sum() == 4  # two types, its begin, and that it is within one
    linked = evidence(text, pieces, [], [Label(4, 12, "https://github.com/acme/now"), Label(0, 3, "http://[bad")])
    assert [row for row in range(4) if (linked[row] != bare[row]).any()] == [0, 2, 3]
