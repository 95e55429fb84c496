"""What the README says of quality holds on the sample newsletter too, whoever runs the tests.

The figures of the README are those of the newsletter that the labels were made for, which is not part of the project;
these are our own labels over our own sixteen issues, so that a change that costs quality is seen anywhere.
"""

from __future__ import annotations

import pytest

from kg.archive import Archive
from kg.evaluate import evaluate
from kg.evaluate.scores import Score
from tests.conftest import ROOT

# (gold file, row, figure): what it must reach. Measured when this was written: structure 1.00; company 0.947, model
# 0.886, product 0.867, paper 1.00, all relations 0.830; search 0.884; prior recall 0.90. Rules that were written with
# these very labels in sight, before the learned reader decided, reached 0.914 for models and 0.905 for relations; with
# prior coverage that showed what only sounds alike, recall was 0.96, and half of the repeats elsewhere were none.
BARS = {
    ("sample-structure", "items"): 1.0,
    ("sample-structure", "URLs"): 1.0,
    ("sample-structure", "kind"): 1.0,
    ("sample-relations", "company"): 0.94,
    ("sample-relations", "model"): 0.88,
    ("sample-relations", "product"): 0.86,
    ("sample-relations", "paper"): 1.0,
    ("sample-relations", "all relations"): 0.82,
    ("search-sample", "nDCG@10"): 0.88,
    ("prior-sample", "recall@5"): 0.9,
    ("prior-sample", "new called new"): 1.0,
    ("prior-sample", "covered not called new"): 1.0,
}


@pytest.mark.parametrize("gold", sorted({gold for gold, _ in BARS}))
def test_figures_on_the_sample(sample: Archive, gold: str) -> None:
    report = evaluate(ROOT / "data" / "gold" / f"{gold}.jsonl", sample)
    rows = {row.label: row.score for row in report.rows}
    reached = {row: rows[row].f1 if isinstance(rows[row], Score) else rows[row].value for of, row in BARS if of == gold}
    short = {row: value for row, value in reached.items() if value < BARS[gold, row]}
    assert not short, report.table()
