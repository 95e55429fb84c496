"""Results are a list of hits; their facets are counted when somebody asks."""

from __future__ import annotations

from kg.search.hits import Count, Facets, Hit, Results, Snippet, Why
from kg.search.query import Understood
from tests.store.archives import FIRST

HITS = tuple(Hit(one, 1.0, Why((), Snippet("text", 0, 1, one.title[:1]))) for one in FIRST.items)


def test_results_are_a_list_of_hits() -> None:
    results = Results(HITS, Understood("q", "q"), total=9)
    assert (len(results), results[1], results[-1], results[:2]) == (3, HITS[1], HITS[2], HITS[:2])
    assert list(results) == list(HITS)
    assert HITS[0] in results
    assert not Results((), Understood("q", "q"))


def test_facets_are_counted_only_when_asked_for() -> None:
    counted: list[int] = []

    def count() -> Facets:
        counted.append(1)
        return Facets(kinds=(Count("paper", "paper", 1),))

    results = Results(HITS, Understood("q", "q"), _count=count)
    assert not counted
    assert results.facets.kinds[0].value == "paper"
    assert counted == [1]
    assert Results((), Understood("q", "q")).facets == Facets()
