"""Two names, and two periods, side by side."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from kg.errors import UnknownName
from kg.trends.comparisons import _fisher, compare_names, compare_periods
from tests.history_archive import cast_archive, issue, item, weekly
from tests.trends.plans import FALL, FLAT, RISE, planned_issues


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = planned_issues({"Acme": RISE, "Bolt": FALL, "Crux": FLAT, "Rho-3": [0] * 10 + [2, 1]})
    return cast_archive(tmp_path_factory.mktemp("trends") / "a", issues)


def test_two_names_side_by_side(archive):
    found = compare_names(archive, "Acme", "Crux")
    first, second = found.rows
    assert [row.name for row in found.rows] == ["Acme", "Crux"] and first.counts == tuple(RISE)
    only = (first.total - found.both, second.total - found.both)
    assert found.p == binomtest(only[0], sum(only), 0.5).pvalue
    assert f"{only[0]} items name only Acme, {only[1]} only Crux, {found.both} both" in found.reason
    with pytest.raises(UnknownName):
        compare_names(archive, "Acme", "Nobody at All")


def test_who_is_named_more(tmp_path):
    issues = [
        issue(n, [item("Acme发布新品"), item("Acme与Bolt"), item("Acme再发新品")], day=weekly(n)) for n in range(1, 7)
    ]
    archive = cast_archive(tmp_path / "a", issues)
    found = compare_names(archive, "Bolt", "Acme")
    assert found.both == 6 and found.reason.endswith(f"Acme is named more (p = {found.p:.2g})")
    same = compare_names(archive, "Acme", "Acme")
    assert same.p is None and same.reason.endswith("too close to call")
    with pytest.raises(UnknownName):
        compare_names(archive, "Acme", "Crux")  # known, but no item names it


def test_a_family_counts_with_its_members(archive):
    found = compare_names(archive, "Rho", "Acme", by="month")
    assert found.rows[0].total == 3 and found.periods[0].label == "2025-01"


def test_two_periods_side_by_side(archive):
    rows = {row.entity.name: row for row in compare_periods(archive, (weekly(1), weekly(6)), (weekly(7), None))}
    assert rows["Acme"].signal == "less" and rows["Bolt"].signal == "more" and rows["Crux"].signal == "no telling"
    assert rows["Acme"].counts == (sum(RISE[:6]), sum(RISE[6:]))
    assert rows["Acme"].shares == (sum(RISE[:6]) / 60, sum(RISE[6:]) / 60)
    assert rows["Rho-3"].p is None and "too few to test" in rows["Rho-3"].reason
    assert all(low <= share <= high for row in rows.values()
               for share, (low, high) in zip(row.shares, row.intervals, strict=True))  # fmt: skip
    assert compare_periods(archive, (date(2031, 1, 1), None), (None, None)) == ()
    assert {
        row.entity.type for row in compare_periods(archive, (None, weekly(6)), (weekly(7), None), type="model")
    } == {"model"}


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_fisher_doubles_the_smaller_tail(first, second, data):
    a, b = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    (p,) = _fisher(np.array([[a], [b]]), np.array([first, second]))
    if a + b < 5:
        assert np.isnan(p)
        return
    ways = hypergeom(first + second, a + b, first).pmf(np.arange(first + 1))
    assert np.isclose(p, min(1.0, 2 * min(ways[: a + 1].sum(), ways[a:].sum())))
