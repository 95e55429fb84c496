"""Measuring: figures worked out by hand on a small archive, and a real one against its own gold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from ingest.build import build
from kg.errors import ConfigError
from kg.evaluate.evaluate import Anchors, Mean, Score, evaluate, kind_of, read_gold
from kg.evaluate.search import ndcg
from kg.model import Entity, Evidence, Issue, Item, Link, Mention, Relation
from tests.conftest import ROOT, shared
from tests.support import HashEncoder

GOLD = ROOT / "data" / "gold"
SAMPLE = ROOT / "data" / "sample"


@dataclass(frozen=True)
class Hit:
    item: Item


@dataclass(frozen=True)
class Check:
    verdict: str
    prior: tuple[Hit, ...]


def item(number: int, text: str, *, kind: str = "story", urls: Sequence[str] = (), opinion: str = "") -> Item:
    links = tuple(Link(url, url, url) for url in urls)
    return Item(f"n-1-{number}", "n-1", number, "", kind, text.split("\n")[0], text, opinion, links)  # type: ignore[arg-type]


ITEMS = (
    item(0, "Acme ships Foo\nIt is quick.", urls=["https://a.org/1", "https://a.org/2"]),
    item(1, "Beta buys Gamma", kind="bullet", urls=["https://b.org"], opinion="Why?"),
    item(2, "Something else", kind="bullet"),
)
ENTITIES = tuple(
    Entity(f"{kind}:{name.lower()}", kind, name, aliases)  # type: ignore[arg-type]
    for kind, name, aliases in [
        ("company", "Acme", ("Acme", "Acme Inc")),
        ("model", "Foo", ("Foo",)),
        ("company", "Beta", ("Beta",)),
        ("company", "Gamma", ("Gamma",)),
    ]
)


def mention(item_id: str, entity: Entity, surface: str = "") -> Mention:
    return Mention(item_id, "text", 0, 1, surface or entity.name, entity.type, entity.name, "test", entity=entity.id)


def relation(item_id: str, subject: str, predicate: str, target: str, certainty: str = "stated") -> Relation:
    return Relation(subject, predicate, target, Evidence(item_id, "text", 0, 1, "…", "test"), certainty)  # type: ignore[arg-type]


class Memory:
    """An archive of three items."""

    def issues(self) -> Sequence[Issue]:
        return (Issue("n-1", "n", 1, "One", None, "folder/one.md"),)

    def items(self) -> Sequence[Item]:
        return ITEMS

    def entities(self) -> Sequence[Entity]:
        return ENTITIES

    def mentions(self, item_id: str | None = None) -> Sequence[Mention]:
        acme, foo, beta, gamma = ENTITIES
        return {
            "n-1-0": (mention("n-1-0", acme, "ACME Inc."), mention("n-1-0", foo)),
            "n-1-1": (mention("n-1-1", beta), mention("n-1-1", gamma)),
        }.get(item_id or "", ())

    def relations(self, item_id: str | None = None) -> Sequence[Relation]:
        return {
            "n-1-0": (relation("n-1-0", "company:acme", "released", "model:foo"),),
            "n-1-1": (
                relation("n-1-1", "company:beta", "invested_in", "company:gamma"),
                relation("n-1-1", "company:gamma", "acquired", "company:beta", "negated"),
            ),
        }.get(item_id or "", ())

    def search(self, query: str, *, limit: int = 10) -> Sequence[Hit]:
        return [Hit(ITEMS[int(digit)]) for digit in query if digit.isdigit()][:limit]

    def prior(self, text: str) -> Sequence[Check]:
        verdict, _, digits = text.partition(" ")
        return [Check(verdict, tuple(Hit(ITEMS[int(digit)]) for digit in digits))]


def gold(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def score(report: Any, label: str) -> Any:
    return report.score(label)


scores = st.builds(Score, *[st.integers(0, 50)] * 3)


@given(scores, scores)
def test_scores_add_and_stay_in_range(one: Score, other: Score) -> None:
    both = one + other
    assert (both.tp, both.fp, both.fn) == (one.tp + other.tp, one.fp + other.fp, one.fn + other.fn)
    assert 0 <= both.f1 <= 1
    low, high = sorted((both.precision, both.recall))
    assert low - 1e-9 <= both.f1 <= high + 1e-9


def test_scores_of_nothing() -> None:
    assert Score().f1 == 1
    assert Score(fp=1).f1 == 0
    assert Mean().value == 0


@given(st.lists(st.integers(0, 2), max_size=12))
def test_ndcg_is_one_for_the_best_order_only(grades: list[int]) -> None:
    best = sorted(grades, reverse=True)
    value = ndcg(grades, grades)
    assert 0 <= value <= 1 + 1e-9
    if any(grades):
        assert ndcg(best, grades) == pytest.approx(1)
        assert (value > 1 - 1e-9) == (grades[:10] == best[:10])


def test_ndcg_worked_by_hand() -> None:
    assert ndcg([0, 2, 1], [2, 1, 1]) == pytest.approx((3 / log2(3) + 1 / 2) / (3 + 1 / log2(3) + 1 / 2))
    assert ndcg([2] * 20, [2] * 20) == pytest.approx(1)


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
    assert score(report, "items") == Score(2, 0, 1)
    assert score(report, "URLs") == Score(2, 1, 2)
    assert score(report, "kind") == Mean(1.0, 2)
    assert score(report, "opinion") == Mean(2.0, 2)
    assert score(report, "figures") == Mean(1.0, 2)
    assert "nine.md" in report.notes[0]
    assert any("Never written" in error for error in report.errors)


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
    assert score(report, "company") == Score(2, 1, 0)
    assert score(report, "model") == Score(1, 0, 1)
    assert score(report, "person") == Score(0, 0, 1)
    assert score(report, "all relations") == Score(1, 1, 2)
    assert score(report, "· released") == Score(1, 0, 0)
    assert "Nowhere" in report.notes[0]
    assert any("Beta invested_in Gamma" in error and "not there" in error for error in report.errors)
    assert not any("Gamma acquired Beta" in error for error in report.errors)


def test_search(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {"query": "01", "kind": "semantic", "relevant": [{"issue": 1, "anchor": "Acmeships", "grade": 2}]},
        {"query": "201", "kind": "keyword", "relevant": [{"issue": 1, "anchor": "https://b.org", "grade": 1}]},
        {"query": "2", "kind": "keyword", "relevant": [{"issue": 7, "anchor": "not here", "grade": 2}]},
    )
    report = evaluate(path, Memory())
    assert score(report, "semantic") == Mean(1.0, 1)
    assert score(report, "nDCG@10").value == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert len(report.errors) == 2
    assert report.errors[0].startswith("0.00 keyword “2”")


def test_prior(tmp_path: Path) -> None:
    covered = [{"issue": 1, "anchor": "Acme ships", "grade": 2}, {"issue": 1, "anchor": "Beta", "grade": 2}]
    path = gold(
        tmp_path,
        {"id": "a", "draft": "update 0", "prior": covered, "exact_repeat": False},
        {"id": "b", "draft": "new ", "prior": covered[:1], "exact_repeat": True},
        {"id": "c", "draft": "new ", "prior": [], "exact_repeat": False},
        {"id": "d", "draft": "related 2", "prior": [], "exact_repeat": False},
    )
    report = evaluate(path, Memory())
    assert score(report, "recall@5") == Mean(1, 3)
    assert score(report, "repeats seen") == Mean(0, 1)
    assert score(report, "new called new") == Mean(1, 2)
    assert score(report, "covered not called new") == Mean(1, 2)
    assert any("called new, but was covered" in error for error in report.errors)


def test_tags(tmp_path: Path) -> None:
    path = gold(
        tmp_path,
        {"file": "one.md", "companies": ["acme-inc", "beta", "foo"], "models": ["foo", "gamma"]},
        {"file": "two.md", "companies": ["x"], "models": []},
    )
    report = evaluate(path, Memory())
    assert score(report, "companies recall") == Mean(2, 3)
    assert score(report, "companies recall, any type") == Mean(3, 3)
    assert score(report, "models recall") == Mean(1, 2)
    assert score(report, "companies named for each tag") == Mean(3, 3)
    assert report.notes == ("1 of 2 files are not in this archive",)


def test_anchors_take_the_shortest_of_several() -> None:
    anchors = Anchors(Memory())
    assert anchors.find(1, "It is  quick") == ITEMS[0]
    assert anchors.find(1, "e") == ITEMS[2]
    assert anchors.find(2, "Acme") is None


def test_a_table_for_people(tmp_path: Path) -> None:
    report = evaluate(
        gold(tmp_path, {"query": "2", "relevant": [{"issue": 1, "anchor": "Acme", "grade": 2}]}), Memory()
    )
    table = report.table()
    assert "nDCG@10" in table
    assert "worst errors (1 of 1)" in table
    assert "worst" not in report.table(worst=0)
    assert report.figures() == {"nDCG@10": {"value": 0.0, "n": 1}, "other": {"value": 0.0, "n": 1}}
    with pytest.raises(KeyError):
        report.score("speed")


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


def test_a_gold_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        evaluate(tmp_path / "none.jsonl", Memory())


@pytest.mark.slow
def test_the_labelled_newsletter(tmp_path: Path, hash_model: HashEncoder) -> None:
    path = shared("gold", "entities.jsonl")
    build([shared("archives", "leotalk", "_posts")], tmp_path / "archive")
    report = evaluate(path, kg.open(tmp_path / "archive"))
    assert not report.notes
    assert score(report, "all relations").f1 >= 0.80, report.table()
    assert score(report, "· released").f1 >= 0.85, report.table()


@pytest.mark.slow
def test_our_own_gold_is_well_formed_and_reached(tmp_path: Path, hash_model: HashEncoder) -> None:
    build([SAMPLE], tmp_path / "archive")
    path = GOLD / "sample-relations.jsonl"
    rows = read_gold(path)
    assert kind_of(rows, path) == "entities"
    assert len(rows) >= 40
    for row in rows:
        names = {label["name"] for label in row["entities"]}
        assert {end for s, _, o in row["relations"] for end in (s, o)} <= names, row["anchor"]
    report = evaluate(path, kg.open(tmp_path / "archive"))
    assert not report.notes
    overall = score(report, "all relations")
    assert overall.f1 >= 0.75, report.table()
    assert score(report, "· released").f1 >= 0.75, report.table()
