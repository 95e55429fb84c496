"""Entities, relations and tags, worked out by hand, and real archives against their gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.archive import Archive
from kg.evaluate import evaluate
from kg.evaluate.evaluate import kind_of
from kg.evaluate.gold import read_gold
from kg.evaluate.scores import Mean, Score
from tests.conftest import ROOT, shared
from tests.evaluate.memory import Memory, gold

ACME = {"type": "company", "name": "Acme Incorporated", "surfaces": ["acme inc"]}
ADA = {"type": "person", "name": "Ada", "surfaces": ["Ada"]}
FOO = {"type": "model", "name": "Foo 1", "surfaces": ["foo"]}


def test_entities_and_relations(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {
            "issue": 1, "anchor": "Acme ships", "entities": [ACME, FOO, ADA],
            "relations": [["Acme Incorporated", "released", "Foo 1"], ["Ada", "works_at", "Acme Incorporated"]],
        },
        {
            "issue": 1, "anchor": "Beta buys", "entities": [{"type": "company", "name": "Beta", "surfaces": []}],
            "relations": [["Beta", "acquired", "Gamma"]],
        },
        {"issue": 2, "anchor": "Nowhere", "entities": [FOO], "relations": []},
    )  # fmt: skip
    report = evaluate(path, Memory())
    assert report.score("company") == Score(2, 1, 0)
    assert report.score("model") == Score(1, 0, 1)
    assert report.score("person") == Score(0, 0, 1)
    assert report.score("all relations") == Score(1, 1, 2)
    assert report.score("· released") == Score(1, 0, 0)
    assert "Nowhere" in report.notes[0]
    assert any("Beta invested_in Gamma" in error and "not there" in error for error in report.errors)
    assert not any("Gamma acquired Beta" in error for error in report.errors)


def test_tags(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {"file": "one.md", "companies": ["acme-inc", "beta", "foo"], "models": ["foo", "gamma"]},
        {"file": "two.md", "companies": ["x"], "models": []},
    )
    report = evaluate(path, Memory())
    assert report.score("companies recall") == Mean(2, 3)
    assert report.score("companies recall, any type") == Mean(3, 3)
    assert report.score("models recall") == Mean(1, 2)
    assert report.score("companies named for each tag") == Mean(3, 3)
    assert report.notes == ("1 of 2 files are not in this archive",)


@pytest.mark.slow
def test_the_labelled_newsletter(leotalk: Archive) -> None:
    report = evaluate(shared("gold", "entities.jsonl"), leotalk)
    assert not report.notes
    assert report.score("all relations").f1 >= 0.71, report.table()
    assert report.score("· released").f1 >= 0.82, report.table()


@pytest.mark.slow
def test_our_own_gold_is_well_formed_and_reached(sample: Archive) -> None:
    path = ROOT / "data" / "gold" / "sample-relations.jsonl"
    rows = read_gold(path)
    assert kind_of(rows, path) == "entities"
    assert len(rows) >= 40
    for row in rows:
        names = {label["name"] for label in row["entities"]}
        assert {end for s, _, o in row["relations"] for end in (s, o)} <= names, row["anchor"]
    report = evaluate(path, sample)
    assert not report.notes
    overall = report.score("all relations")
    assert overall.f1 >= 0.75, report.table()
    assert report.score("· released").f1 >= 0.75, report.table()
