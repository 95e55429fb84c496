"""Names that have come to be named together."""

from __future__ import annotations

import numpy as np
from scipy.stats import hypergeom

from kg.trends.companions import find_companions
from kg.trends.counts import Calendar
from kg.trends.things import Thing, namings
from kg.trends.together import MOST_NAMES, Together
from tests.history_archive import issue, weekly


def _companions(issues, *, size=20):
    """Companions in issues given as the names of each item, by number; other items name nothing."""
    issue_of_item = np.repeat(np.arange(len(issues), dtype=np.int32), size)
    pairs = [
        (n * size + rank, name) for n, items in enumerate(issues) for rank, names in enumerate(items) for name in names
    ]
    items, numbers = np.array(pairs).T
    things = [Thing(f"company:{n}", f"Name{n}", "company") for n in range(max(numbers) + 1)]
    dated = [issue(n, [], day=weekly(n)) for n in range(1, len(issues) + 1)]
    calendar = Calendar.of(dated, issue_of_item, since=None, until=None)
    named = namings("entity", things, items, numbers, issue_of_item)
    return find_companions(named, Together.of(named.item, named.thing, named.issue, things=len(things)), calendar)


def test_a_pair_that_is_new():
    (pair,) = _companions([[[0], [1]]] * 12 + [[[0, 1], [0, 1]]] * 2 + [[], []])
    assert (pair.a.name, pair.b.name, pair.signal) == ("Name0", "Name1", "new")
    assert pair.counts == (0,) * 12 + (2, 2, 0, 0) and pair.total == 4
    assert "4 items since #13" in pair.reason
    assert np.isclose(pair.q, hypergeom.sf(3, 80, 4, 4))  # 4 of 80 items name each, and all of these both


def test_a_pair_that_grows():
    together = [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7]
    (pair,) = _companions([[[0, 1]] * count + [[0], [1]] for count in together])
    assert pair.signal == "growing" and pair.counts == tuple(together) and pair.q < 0.05


def test_what_is_no_news():
    assert _companions([[[0], [1]]] * 16) == ()  # never together
    assert _companions([[[0, 1]]] * 16) == ()  # always together
    assert _companions([[[0, 1]]] * 5) == ()  # too few issues
    assert _companions([[]] * 14 + [[[0, 1], [0, 1]]] * 2) == ()  # neither was known before
    many = [[list(range(MOST_NAMES + 1))] * 2]
    assert _companions([[[0], [1]]] * 12 + many * 4) == ()  # a table of names says little about two of them
