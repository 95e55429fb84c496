"""Items and links against structure, worked out by hand."""

from __future__ import annotations

from pathlib import Path

from kg.evaluate import evaluate
from kg.evaluate.scores import Mean, Score
from tests.evaluate.memory import Memory, gold


def test_structure(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {
            "issue": 1, "file": "other/one.md",
            "sections": [
                {"title": "x", "items": [
                    {
                        "title": "Acme ships", "kind": "story", "urls": ["https://a.org/1", "https://a.org/3"],
                        "n_images": 0, "has_opinion": False,
                    },
                    {
                        "title": "Beta buys Gamma", "kind": "story", "urls": ["https://b.org"],
                        "n_images": 1, "has_opinion": True,
                    },
                    {"title": "Never written", "kind": "bullet", "urls": ["https://c.org"]},
                ]},
                {"title": "y", "kind": "sponsor", "items": [{"title": "Something else", "urls": []}]},
            ],
        },
        {"issue": 9, "file": "nine.md", "sections": []},
    )  # fmt: skip
    report = evaluate(path, Memory())
    assert report.score("items") == Score(2, 0, 1)
    assert report.score("URLs") == Score(2, 1, 2)
    assert report.score("kind") == Mean(1.0, 2)
    assert report.score("opinion") == Mean(2.0, 2)
    assert report.score("figures") == Mean(1.0, 2)
    assert "nine.md" in report.notes[0]
    assert any("Never written" in error for error in report.errors)
