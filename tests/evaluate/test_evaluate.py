"""A gold file is known by its fields; one that is malformed is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ConfigError
from kg.evaluate import evaluate
from tests.evaluate.memory import Memory, gold


def test_a_query_without_a_kind_counts_as_other(tmp_path: Path) -> None:
    row = {"query": "2", "relevant": [{"issue": 1, "anchor": "Acme", "grade": 2}]}
    report = evaluate(gold(tmp_path, row), Memory())
    assert report.kind == "search"
    assert report.figures() == {"nDCG@10": {"value": 0.0, "n": 1}, "other": {"value": 0.0, "n": 1}}
    assert "worst errors (1 of 1)" in report.table()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing known"),
        ("{}\n", "nothing known"),
        ("[1]\n", "no JSON object"),
        ('{"query": "x", "relevant": []}\n{"query"\n', ":2: is no JSON"),
        ('{"query": "x", "relevant": [{"issue": 1}]}\n', "lacks a field"),
        ('{"issue": 1, "sections": 3, "file": "one.md"}\n', "wrong one"),
    ],
)
def test_a_malformed_gold_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        evaluate(path, Memory())
