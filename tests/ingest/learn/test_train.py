"""A few steps of training go the right way, and the figures say what is right."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.learn.labels import Labelled
from ingest.learn.measure import commonest_errors, figures
from ingest.learned.network import FILE, load, unpacked
from ingest.learned.reader import Claim, News, Reading
from ingest.learned.tags import Span
from kg.evaluate.scores import Score
from tests.embed.texts import WEIGHTS, needs_wheel
from tests.entities import extractor

TEXT = "Acme has bought Pell, said Ann Lee."
GOLD = Labelled(
    "x", "test", "1", TEXT, ((0, 4, "company"), (16, 20, "company"), (27, 34, "person")),
    relations=(("Acme", "acquired", "Pell", "stated"),), events=(("Acme", "acquisition"),),
)  # fmt: skip
SPANS = (Span(0, 4, 0, 1, "company"), Span(16, 20, 3, 4, "product"), Span(27, 30, 6, 7, "person"))


def test_figures():
    reading = Reading(SPANS, (Claim(0, "acquired", 1, "stated", 0.9),), (News(0, "acquisition", 0.4),))
    found = figures([GOLD], [reading], known={"acme"})
    assert found["names"] == Score(1, 2, 2)
    assert found["new names"] == Score(0, 2, 2)
    assert found["new names, any type"] == Score(1, 1, 1)
    assert found["· company"] == Score(1, 0, 1)
    assert found["relations"] == found["· acquired"] == Score(1, 0, 0)
    assert found["events"] == Score(0, 0, 1)
    assert str(found["names"]) == "F1 0.333  P 0.333  R 0.333  (1 right, 2 wrong, 2 missed)"
    assert dict(commonest_errors([GOLD], [reading])) == {"company taken for product": 1, "person with other edges": 1}


@pytest.mark.slow
@needs_wheel
def test_training_learns():
    torch = pytest.importorskip("torch")
    from ingest.learn.examples import Examples
    from ingest.learn.model import Heads
    from ingest.learn.train import train
    from kg.embed.exported import Tensors
    from kg.embed.states import open_states
    from kg.embed.weights import read_packed

    torch.manual_seed(0)
    examples = list(Examples(open_states(), extractor()).of([GOLD] * 8))
    assert (examples[0].names > 0).sum() >= 4
    assert examples[0].told.tolist().count([2, 0]) == 1  # acquired, stated
    losses: list[float] = []
    heads = Heads(Tensors(read_packed(WEIGHTS)))
    train(heads, examples, epochs=12, told=lambda epoch, loss: losses.append(loss))
    assert losses[-1] < losses[0] / 3


@pytest.mark.slow
def test_heads_go_on_from_what_they_learned():
    pytest.importorskip("torch")
    from ingest.learn.model import Heads

    shipped = unpacked(load(FILE))
    again = Heads(shipped).tensors()
    assert again.keys() == shipped.keys()
    assert all(np.array_equal(again[name], shipped[name]) for name in shipped)
