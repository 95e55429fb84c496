"""Verdicts that an editor has overruled, as labels that `kg eval` reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.read.draft import parse_draft
from kg.archive import Archive
from kg.evaluate import evaluate
from kg.evaluate.desk import verdict_labels
from kg.evaluate.gold import Anchors
from kg.evaluate.scores import Mean
from kg.related.desk import DeskItem, Occasion, look_over
from kg.related.prior import VERDICTS, Verdict
from tests.evaluate.memory import Memory, gold
from tests.store.archives import TIDE, WORLD, archived, issue, item

MAPS = "Kite 3 draws maps from memory."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The world of a few names, two items of which have one title, and a newsletter without numbers."""
    twins = issue(4, date(2025, 4, 14), item("Tips\nBuy flour.", "https://a.example/1"), item("Tips\nSell mills."))
    bare = issue(None, date(2025, 4, 15), item("Otters juggle 512 pebbles."), series="ebb")
    found = archived(tmp_path_factory.mktemp("desk"), *TIDE, twins, bare, entities=WORLD, of=Archive)
    assert isinstance(found, Archive)
    return found


def desk(archive: Archive, text: str) -> DeskItem:
    (found,) = look_over(archive, parse_draft(text), Occasion(date(2025, 5, 1)))
    return found


def label(archive: Archive, text: str, verdict: Verdict) -> dict[str, object]:
    return dict(json.loads(verdict_labels(archive, [desk(archive, text).decided(verdict=verdict)])))


def test_only_what_was_overruled_is_a_label(archive: Archive) -> None:
    found = desk(archive, MAPS)
    assert found.verdict == "repeat"
    assert verdict_labels(archive, [found, found.decided(verdict="repeat")]) == ""
    assert len(verdict_labels(archive, [found.decided(verdict=verdict) for verdict in VERDICTS]).splitlines()) == 3


def test_a_label_names_the_draft_and_the_earlier_item(archive: Archive) -> None:
    url = "https://lumen.example/kite-3"
    assert label(archive, f"[Kite 3]({url}) draws maps\nfrom memory.", "related") == {
        "draft": f"Kite 3 draws maps from memory. {url}", "verdict": "related", "was": "repeat",
        "prior": [{"issue": 3, "anchor": MAPS, "grade": 1}], "exact_repeat": False,
    }  # fmt: skip
    assert label(archive, MAPS, "new")["prior"] == []


@pytest.mark.parametrize(
    "draft", ["Otters juggle 512 pebbles.", "Tips: buy flour. https://a.example/1", "Tips: sell mills."]
)
def test_an_anchor_leads_back_to_the_item(archive: Archive, draft: str) -> None:
    found = desk(archive, draft)
    verdict: Verdict = "related" if found.verdict != "related" else "update"
    (prior,) = json.loads(verdict_labels(archive, [found.decided(verdict=verdict)]))["prior"][:1]
    meant = found.check.prior[0].item
    assert meant.id in found.chosen or not found.chosen
    assert Anchors(archive).find(prior["issue"], prior["anchor"]) == meant


def test_the_labels_are_read_by_eval(archive: Archive, tmp_path: Path) -> None:
    found = desk(archive, MAPS)
    path = tmp_path / "labels.jsonl"
    path.write_text(verdict_labels(archive, [found.decided(verdict=verdict) for verdict in VERDICTS]), encoding="utf-8")
    report = evaluate(path, archive)
    assert report.score("verdict as labelled") == Mean(0.0, 3)
    assert report.score("recall@5") == Mean(1, 1), "what is only related is good to see, and need not be found"
    assert report.score("new called new") == Mean(0.0, 1)


def test_eval_counts_verdicts_and_coverage_that_was_not_found(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {"draft": "update 0", "prior": [], "verdict": "update", "exact_repeat": False},
        {"draft": "new ", "prior": [], "verdict": "repeat", "exact_repeat": True},
        {"draft": "new ", "prior": [], "verdict": "new", "exact_repeat": False},
    )
    report = evaluate(path, Memory())
    assert report.score("verdict as labelled") == Mean(2.0, 3)
    assert report.score("covered not called new") == Mean(1.0, 2)
    assert report.score("new called new") == Mean(1.0, 1)
    assert report.score("repeats seen") == Mean(0.0, 1)
