"""Ties between entities, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.store.arrays import Arrays
from kg.store.ties import Ties
from tests.history_archive import sample_archive


@pytest.fixture(scope="module")
def ties():
    return Ties.of(sample_archive())


def _graph(ties):
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ties.counts)))
    for a, b, weight, cost in zip(ties.a.tolist(), ties.b.tolist(), ties.weight, ties.cost, strict=True):
        graph.add_edge(a, b, weight=float(weight), cost=float(cost))
    return graph


def test_ranks_are_those_of_networkx(ties):
    ranks = nx.pagerank(_graph(ties), weight="weight")
    assert np.allclose(ties.ranks, [ranks[node] for node in range(len(ties.counts))], atol=1e-9)


def test_paths_are_as_short_as_those_of_networkx(ties):
    graph, chance = _graph(ties), np.random.default_rng(3)
    for source, target in chance.integers(0, len(ties.counts), (40, 2)).tolist():
        found = ties.path(source, target)
        assert bool(found) == nx.has_path(graph, source, target)
        if found:
            shortest = nx.dijkstra_path_length(graph, source, target, weight="cost")
            assert (found[0], found[-1]) == (source, target)
            assert nx.path_weight(graph, found, "cost") == pytest.approx(shortest)


def test_a_period_of_all_issues_is_the_whole(ties):
    again = Ties.of(sample_archive(), np.ones(len(sample_archive().issues()), bool))
    assert all(np.array_equal(getattr(ties, name), getattr(again, name)) for name in ("a", "b", "weight", "ranks"))
    none = Ties.of(sample_archive(), np.zeros(len(sample_archive().issues()), bool))
    assert not none.counts.any() and not none.named.any()  # what is made by whom ties still


def test_ties_of_an_entity(ties):
    for entity in range(0, len(ties.counts), 50):
        tied, others = ties.with_others(entity)
        assert sorted(others.tolist()) == sorted(_graph(ties)[entity])
        assert {frozenset(pair) for pair in zip(ties.a[tied].tolist(), ties.b[tied].tolist(), strict=True)} == {
            frozenset((entity, other)) for other in others.tolist()
        }
    assert ties.counts.tolist() == sample_archive().once(Arrays).mentions.counts().tolist()
