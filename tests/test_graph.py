"""The graph of entities: ties, neighbourhoods, paths with their evidence, and where to draw what."""

from __future__ import annotations

from itertools import combinations

import pytest

from kg.errors import UnknownName
from kg.graph import MOST_NAMES_AN_ITEM, Corner, EntityGraph, GraphNode, places
from kg.model import Entity, Evidence, Mention, Relation
from tests.history_archive import CAST, cast_mentions, issue, item, weekly, write_archive


def _archive(folder, texts_by_issue, relations=()):
    issues = [issue(n, [item(text) for text in texts], day=weekly(n)) for n, texts in enumerate(texts_by_issue, 1)]

    def said(subject, predicate, other, number, certainty="stated"):
        one = issues[number - 1].items[0]
        return Relation(subject, predicate, other, Evidence(one.id, "text", 0, 1, one.text, "test"), certainty)

    return write_archive(
        folder,
        issues,
        mentions=cast_mentions(issues),
        entities=sorted(CAST.values(), key=lambda each: each.id),
        relations=[said(*each) for each in relations],
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return _archive(
        tmp_path_factory.mktemp("graph") / "a",
        [["Acme收购Bolt", "别的事。Acme与Bolt、Crux同台。散场。"], ["Crux发布新品"]],
        [("company:acme", "acquired", "company:bolt", 1), ("company:bolt", "acquired", "company:bolt", 1)],
    )


def _edges(corner):
    return {(edge.source, edge.target): edge for edge in corner.edges}


def test_what_ties_two_names(archive):
    edges = _edges(EntityGraph(archive).overview())
    bolt = edges["company:acme", "company:bolt"]
    assert bolt.kinds == ("mentioned with", "acquired")
    assert bolt.weight == 1 + 1 / 2 + 1  # alone with it in one item, one of two in another, and a relation
    assert list(bolt.items) == ["s-1-000", "s-1-001"] and bolt.items[-1] == "s-1-001"
    assert edges["company:bolt", "company:crux"].weight == 0.5


def test_what_an_entity_is_ties_too(archive):
    assert CAST["model:rho-2"].belongs_to == (("part_of", "model:rho"), ("made_by", "company:acme"))
    assert Entity("company:x", "company", "X", maker="company:y").belongs_to == (("part_of", "company:y"),)
    graph = EntityGraph(archive)
    (edge,) = [edge for _, edge in graph.neighbours("model:rho-2") if edge.target == "model:rho"]
    assert (edge.kinds, edge.weight, list(edge.items)) == (("part_of",), 0.5, [])


def test_a_corner_has_the_strongest_neighbours(archive):
    graph = EntityGraph(archive)
    near = graph.corner("company:crux")
    assert near.nodes[0].id == "company:crux"
    assert {node.id for node in near.nodes} == {"company:acme", "company:bolt", "company:crux"}
    assert {node.id: node.weight for node in near.nodes}["company:acme"] == 2
    assert len(graph.corner("company:acme", limit=1).nodes) == 2
    assert {node.type for node in graph.corner("company:acme", types=["model"]).nodes} == {"company", "model"}
    far = graph.corner("company:crux", radius=2)
    assert {"model:rho", "model:rho-2", "model:rho-3"} <= {node.id for node in far.nodes}
    assert graph.corner("company:crux", least_weight=0.6).edges == ()
    with pytest.raises(UnknownName):
        graph.corner("company:nobody")


def test_neighbours_come_by_strength(archive):
    found = EntityGraph(archive).neighbours("company:bolt")
    assert [entity.name for entity, _ in found] == ["Acme", "Crux"]
    assert len(EntityGraph(archive).neighbours("company:bolt", limit=1)) == 1


def test_a_path_explains_each_step(archive):
    graph = EntityGraph(archive)
    back, forth = graph.path("company:bolt", "company:acme"), graph.path("company:acme", "company:bolt")
    assert [(step.kind, step.sentence, step.item_id) for step in forth] == [("acquired", "Acme收购Bolt", "s-1-000")]
    assert [(step.source.name, step.target.name, step.kind) for step in back] == [("Bolt", "Acme", "acquired (by)")]
    first, second = graph.path("company:crux", "model:rho")
    assert (first.kind, first.sentence) == ("mentioned with", "Acme与Bolt、Crux同台。")
    assert (second.kind, second.sentence, second.item_id) == ("made_by", "", "")
    with pytest.raises(UnknownName):
        graph.path("company:acme", "company:nobody")


def test_no_path(tmp_path):
    archive = _archive(tmp_path / "a", [["Acme与Rho"], ["Crux"]])
    assert EntityGraph(archive).path("company:acme", "company:crux") == ()


def test_names_that_share_no_sentence_are_joined_by_the_heading(tmp_path):
    archive = _archive(tmp_path / "a", [["新闻两则\nAcme上市。\nBolt退市。"]])
    (step,) = EntityGraph(archive).path("company:acme", "company:bolt")
    assert step.sentence == "新闻两则"


def test_only_a_period(archive):
    late = EntityGraph(archive, since=weekly(2))
    assert [late.count(id_) for id_ in ("company:acme", "company:crux")] == [0, 1]
    assert ("company:acme", "company:bolt") not in _edges(late.overview())
    assert EntityGraph(archive, until=weekly(1)).count("company:crux") == 1


def test_a_table_of_names_ties_nobody(tmp_path):
    names = [f"Name{n:02}" for n in range(MOST_NAMES_AN_ITEM + 1)]
    made = issue(1, [item("、".join(names))], day=weekly(1))
    entities = [Entity(f"company:{name.lower()}", "company", name, (name,)) for name in names]
    mentions = [
        Mention("s-1-000", "text", n * 7, n * 7 + 6, name, "company", name, "test", f"company:{name.lower()}")
        for n, name in enumerate(names)
    ]
    archive = write_archive(tmp_path / "a", [made], mentions=mentions, entities=entities)
    graph = EntityGraph(archive)
    assert graph.overview().edges == () and graph.rank("company:name00") == 0 and graph.count("company:name00") == 1


def test_ranks_sum_to_one_and_the_middle_ranks_first(archive):
    graph = EntityGraph(archive)
    assert sum(graph.rank(id_) for id_ in CAST) == pytest.approx(1)
    assert graph.overview(limit=1).nodes[0].id == "company:acme"
    assert {node.type for node in graph.overview(types=["model"]).nodes} <= {"model"}


def test_drawing(archive):
    corner = EntityGraph(archive).overview()
    found = places(corner)
    assert found == places(corner) and set(found) == {node.id for node in corner.nodes}
    assert all(abs(x) <= 1.001 and abs(y) <= 1.001 for x, y in found.values())
    assert len({(round(x, 3), round(y, 3)) for x, y in found.values()}) == len(found)
    assert places(Corner((), ())) == {}
    alone = places(Corner((GraphNode("company:a", "A", "company", 1),), ()))
    assert list(combinations(alone, 2)) == [] and set(alone) == {"company:a"}
