"""Trends: honest where nothing changes, clear where something does, sensible where little is known."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kg.store.history import issues_of_items
from kg.trends.bursts import bursts
from kg.trends.rows import trend_rows
from kg.trends.signals import SIGNALS
from scipy.stats import binomtest

from kg.commands.main import main
from kg.errors import UnknownName, UsageError
from kg.trends.comparisons import compare_names, compare_periods
from kg.trends.counts import Calendar, Coverage
from kg.trends.debuts import debuts_and_comebacks
from kg.trends.statistics import ALPHA, adjusted, examine, wilson
from kg.trends.things import entity_table, section_table, site_table
from tests.history_archive import cast_archive, issue, item, sample_archive, weekly


def _issues(plan, *, size=10, days=weekly, series="s"):
    """Issues of `size` items, of which `plan[name][n]` name each name in issue n."""
    length = max(len(counts) for counts in plan.values())
    found = []
    for place in range(length):
        texts = [f"第{rank}条消息" for rank in range(size)]
        for name, counts in plan.items():
            for rank in range(counts[place]):
                texts[(rank + hash_of(name)) % size] += f"，{name}发布新品"
        found.append(issue(place + 1, [item(text) for text in texts], day=days(place + 1), series=series))
    return found


def hash_of(name):
    return sum(map(ord, name))


RISE, FALL, FLAT = [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1, 1, 0, 1, 0], [3, 2, 3, 3, 2, 3] * 2


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = _issues({"Acme": RISE, "Bolt": FALL, "Crux": FLAT, "Rho-3": [0] * 10 + [2, 1]})
    return cast_archive(tmp_path_factory.mktemp("trends") / "a", issues)


def _by_name(found):
    return {row.name: row for row in found.entities}


def test_planted_changes_are_found(archive):
    rows = _by_name(archive.trends())
    assert rows["Acme"].signal == "rising" and rows["Bolt"].signal == "falling"
    assert rows["Crux"].signal == "steady" and "chance explains" in rows["Crux"].reason
    assert rows["Rho-3"].signal == "new" and "#11" in rows["Rho-3"].reason
    assert rows["Acme"].q < 0.05 and "second" in rows["Acme"].reason
    assert {row.signal for row in rows.values()} <= set(SIGNALS)


def test_shares_and_intervals(archive):
    found = archive.trends()
    row = _by_name(found)["Acme"]
    assert row.counts == tuple(RISE) and row.total == sum(RISE)
    assert row.shares[-1] == 0.8 and math.isclose(row.share, sum(RISE) / 120)
    for count, share, (low, high) in zip(row.counts, row.shares, row.intervals, strict=True):
        exact = binomtest(count, 10).proportion_ci(method="wilson")
        assert low <= share <= high
        assert math.isclose(low, exact.low, abs_tol=1e-9) and math.isclose(high, exact.high, abs_tol=1e-9)


def test_months_pool_issues_but_the_test_does_not_change(archive):
    by_issue, by_month = archive.trends(), archive.trends(by="month")
    assert [period.label for period in by_month.periods] == ["2025-01", "2025-02", "2025-03"]
    assert sum(period.items for period in by_month.periods) == 120
    assert _by_name(by_month)["Acme"].p == _by_name(by_issue)["Acme"].p
    assert sum(_by_name(by_month)["Acme"].counts) == sum(RISE)


def test_periods_and_types(archive):
    found = archive.trends(type="model", since=weekly(11))
    assert {row.type for row in found.entities} == {"model"}
    assert [period.label for period in found.periods] == ["#11", "#12"]
    assert _by_name(found)["Rho-3"].signal == "too few to say"
    assert archive.trends(since=date(2031, 1, 1)).periods == ()
    with pytest.raises(UsageError, match="month"):
        archive.trends(by="week")
    with pytest.raises(UsageError, match="company"):
        archive.trends(type="planet")


def test_gone_quiet(tmp_path):
    plan = {"Acme": [2] * 10 + [0] * 30, "Bolt": [1] * 40}
    row = _by_name(cast_archive(tmp_path / "a", _issues(plan)).trends())["Acme"]
    assert row.signal == "gone quiet" and "30 issues" in row.reason


@pytest.mark.parametrize("issues", [1, 2, 5])
def test_a_few_issues_tell_nothing(tmp_path, issues):
    found = cast_archive(tmp_path / "a", _issues({"Acme": [5] * issues})).trends()
    assert {row.signal for row in found.entities} == {"too few to say"}
    assert len(found.periods) == issues and found.pairs == ()


def test_issues_without_dates(tmp_path):
    issues = _issues({"Acme": RISE, "Crux": FLAT}, days=lambda number: None)
    archive = cast_archive(tmp_path / "a", issues)
    assert _by_name(archive.trends())["Acme"].signal == "rising"
    assert [period.label for period in archive.trends(by="month").periods] == ["undated"]
    assert archive.trends(since=date(2025, 1, 1)).periods == ()


def test_a_gap_of_a_year(tmp_path):
    issues = _issues({"Acme": [3, 2] * 6}, days=lambda n: weekly(n if n <= 6 else n + 52))
    found = cast_archive(tmp_path / "a", issues).trends(by="month")
    assert _by_name(found)["Acme"].signal == "steady"
    assert [each.entity.name for each in found.comebacks] == []


def test_two_newsletters_of_different_rhythms(tmp_path):
    # The daily never names Acme and only comes up late: pooled, Acme's share would fall from 30 % to 4 %.
    weeks = _issues({"Acme": [3] * 14}, series="weekly")
    days = _issues({"Bolt": [2] * 50}, days=lambda n: weekly(8) + timedelta(days=n), series="daily")
    archive = cast_archive(tmp_path / "a", sorted([*weeks, *days], key=lambda each: each.date))
    found = archive.trends(by="month")
    rows = _by_name(found)
    assert rows["Acme"].signal == "steady" and rows["Acme"].p == 1.0
    assert {period.series for period in found.periods} == {"weekly", "daily"}
    assert all(period.label.startswith(period.series) for period in found.periods)
    assert sum(rows["Acme"].counts) == 42


def test_shuffled_weeks_show_no_trend():
    """Honesty: where the order of the weeks is chance, at most 5 % of 200 archives may show a rise or a fall."""
    archive = sample_archive()
    store = archive.store
    issue_of_item = issues_of_items(store)
    calendar = Calendar.of(archive.issues(), issue_of_item, since=None, until=None)
    tables = [entity_table(archive), section_table(archive), site_table(archive)]
    wrong = 0
    for seed in range(200):
        shuffled = calendar.shuffled(seed)
        findings = [
            examine(Coverage.of(shuffled, issue_of_item, t.item, t.thing, things=len(t.named)), shuffled)
            for t in tables
        ]
        corrected = adjusted(*(f.trend for f in findings), *(f.silence for f in findings))
        found = any((p[~np.isnan(p)] < ALPHA).any() for p in corrected[: len(tables)])
        wrong += found
        if seed < 5:  # the signals that readers see are these tests
            rows = trend_rows(tables, shuffled, issue_of_item, by="month").tables
            assert found == any(row.signal in {"rising", "falling"} for table in rows for row in table)
    assert wrong <= 10


def test_clustered_weeks_show_no_trend_either():
    """Names that come in bunches (a week about one subject) must not pass for trends."""
    chance = np.random.default_rng(5)
    issues, things = 24, 60
    bunch = chance.random((things, issues)) < 0.25
    counts = chance.binomial(12, np.where(bunch, 0.4, 0.02))
    thing, place = np.nonzero(counts)
    coverage = Coverage(things, thing, place, counts[thing, place])
    dummy = _issues({"Acme": [1] * issues}, size=2)
    calendar = Calendar(tuple(dummy), np.arange(1, issues + 1), np.full(issues, 30), np.zeros(issues, np.int64))
    wrong = 0
    for seed in range(200):
        order = np.random.default_rng(seed).permutation(issues)
        mixed = order[coverage.issue]
        sort = np.lexsort((mixed, coverage.thing))
        shuffled = Coverage(things, coverage.thing[sort], mixed[sort], coverage.count[sort])
        p = np.sort(examine(shuffled, calendar).trend)
        wrong += bool((p * len(p) / np.arange(1, len(p) + 1) < 0.05).any())
    assert wrong <= 10


def test_debuts_and_comebacks(tmp_path):
    plan = {"Acme": [1, 1] + [0] * 9 + [1], "Bolt": [1] * 12, "Crux": [0] * 11 + [2]}
    archive = cast_archive(tmp_path / "a", _issues(plan))
    found = archive.trends()
    assert [(each.entity.name, each.items) for each in found.debuts] == [("Crux", 2)]
    (back,) = found.comebacks
    assert (back.entity.name, back.before.number, back.issues, back.days) == ("Acme", 2, 9, 70)
    undated = cast_archive(tmp_path / "b", _issues(plan, days=lambda number: None))
    _, comebacks = debuts_and_comebacks(entity_table(undated), issues_of_items(undated.store), undated.issues(), 12)
    assert [(each.entity.name, each.days) for each in comebacks] == [("Acme", None)]


def test_bursts():
    calm, high = [1] * 20, [1] * 8 + [7, 8, 6] + [1] * 9
    found = bursts(np.array([calm, high]), np.full(20, 10))
    assert found[0] == ()
    (burst,) = found[1]
    assert (burst.first, burst.last, burst.items) == (8, 10, 21) and burst.weight > 0
    assert bursts(np.zeros((0, 0), np.int64), np.zeros(0, np.int64)) == []


def test_pairs_that_are_new_and_that_grow(tmp_path):
    others = [f"无关{rank}" for rank in range(18)]
    together = [f"{'Acme与Bolt合作' if n > 12 else 'Acme单独行动'}" for n in range(1, 17)]
    issues = [
        issue(n, [item(text), item("Bolt另有安排" if n <= 12 else "别的"), *map(item, others)], day=weekly(n))
        for n, text in enumerate(together, 1)
    ]
    (pair,) = cast_archive(tmp_path / "a", issues).trends().pairs
    assert {pair.a.name, pair.b.name} == {"Acme", "Bolt"}
    assert pair.signal in {"new", "growing"} and pair.q < 0.05 and pair.counts[-1] == 1
    apart = [issue(n, [item("Acme"), item("Bolt"), item("无关")], day=weekly(n)) for n in range(1, 17)]
    assert cast_archive(tmp_path / "b", apart).trends().pairs == ()


def test_two_names_side_by_side(archive):
    found = compare_names(archive, "Acme", "Crux")
    assert [row.name for row in found.rows] == ["Acme", "Crux"]
    assert found.p is not None and found.reason
    with pytest.raises(UnknownName):
        compare_names(archive, "Acme", "Nobody at All")


def test_two_periods_side_by_side(archive):
    rows = {row.entity.name: row for row in compare_periods(archive, (weekly(1), weekly(6)), (weekly(7), None))}
    assert rows["Acme"].signal == "less" and rows["Bolt"].signal == "more" and rows["Crux"].signal == "no telling"
    assert rows["Acme"].counts == (sum(RISE[:6]), sum(RISE[6:]))
    assert compare_periods(archive, (date(2031, 1, 1), None), (None, None)) == ()


def test_the_command(archive, capsys):
    where = ["--archive", str(archive.path)]
    assert main(["trends", "--json", *where]) == 0
    record = json.loads(capsys.readouterr().out)
    first = record["entities"][0]
    assert {"entity", "counts", "share", "signal", "reason", "interval"} <= set(first)
    assert len(record["periods"]) == 12 and first["signal"] in SIGNALS
    assert main(["trends", "--by", "month", *where]) == 0
    assert "rising     Acme" in capsys.readouterr().out
    assert main(["trends", "Acme", "Bolt", *where]) == 0
    assert main(["trends", "Acme", "Bolt", "--json", *where]) == 0
    assert main(["trends", "--since", "2031-01-01", *where]) == 1
    assert main(["trends", "--since", "soon", *where]) == 2
    assert main(["trends", "Acme", *where]) == 2
    assert main(["trends", "Acme", "Nobody", *where]) == 1
    capsys.readouterr()
    assert main(["trends", "--until", "2025-02-10", "--versus", "2025-02-11", "2025-12-31", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["entities"]


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_wilson_agrees_with_scipy(count, more):
    total = count + more
    low, high = wilson(np.array([count]), np.array([total]))
    if not total:
        assert np.isnan(low[0])
        return
    exact = binomtest(count, total).proportion_ci(method="wilson")
    assert math.isclose(low[0], exact.low, abs_tol=1e-9) and math.isclose(high[0], exact.high, abs_tol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_any_counts_give_p_values(counts):
    place = np.flatnonzero(counts)
    coverage = Coverage(1, np.zeros(len(place), np.int64), place, np.array(counts)[place])
    calendar = Calendar((), np.arange(1, len(counts) + 1), np.full(len(counts), 6), np.zeros(len(counts), np.int64))
    findings = examine(coverage, calendar)
    for p in (findings.trend[0], findings.silence[0]):
        assert np.isnan(p) or 0 <= p <= 1
    assert np.isfinite(findings.score[0])
