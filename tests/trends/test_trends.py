"""Trends of whole archives: clear where something changes, honest where nothing does or little is known."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from kg.commands.main import main
from kg.errors import UsageError
from kg.trends.judgements import SIGNALS
from tests.history_archive import cast_archive, weekly
from tests.trends.plans import FALL, FLAT, RISE, planned_issues


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    issues = planned_issues({"Acme": RISE, "Bolt": FALL, "Crux": FLAT, "Rho-3": [0] * 10 + [2, 1]})
    return cast_archive(tmp_path_factory.mktemp("trends") / "a", issues)


def by_name(found):
    return {row.name: row for row in found.entities}


def test_planted_changes_are_found(archive):
    rows = by_name(archive.trends())
    assert rows["Acme"].signal == "rising" and rows["Bolt"].signal == "falling"
    assert rows["Crux"].signal == "steady" and "chance explains" in rows["Crux"].reason
    assert rows["Rho-3"].signal == "new" and "#11" in rows["Rho-3"].reason
    assert rows["Acme"].q < 0.05 and "second" in rows["Acme"].reason
    assert {row.signal for row in rows.values()} <= set(SIGNALS)


def test_months_pool_issues_but_the_test_does_not_change(archive):
    by_issue, by_month = archive.trends(), archive.trends(by="month")
    assert [period.label for period in by_month.periods] == ["2025-01", "2025-02", "2025-03"]
    assert sum(period.items for period in by_month.periods) == 120
    assert by_name(by_month)["Acme"].p == by_name(by_issue)["Acme"].p
    assert sum(by_name(by_month)["Acme"].counts) == sum(RISE)


def test_periods_and_types(archive):
    found = archive.trends(type="model", since=weekly(11))
    assert {row.type for row in found.entities} == {"model"}
    assert [period.label for period in found.periods] == ["#11", "#12"]
    assert by_name(found)["Rho-3"].signal == "too few to say"
    assert archive.trends(since=date(2031, 1, 1)).periods == ()
    with pytest.raises(UsageError, match="month"):
        archive.trends(by="year")
    with pytest.raises(UsageError, match="company"):
        archive.trends(type="planet")


def test_gone_quiet(tmp_path):
    plan = {"Acme": [2] * 10 + [0] * 30, "Bolt": [1] * 40}
    row = by_name(cast_archive(tmp_path / "a", planned_issues(plan)).trends())["Acme"]
    assert row.signal == "gone quiet" and "30 issues" in row.reason


@pytest.mark.parametrize("issues", [1, 2, 5])
def test_a_few_issues_tell_nothing(tmp_path, issues):
    found = cast_archive(tmp_path / "a", planned_issues({"Acme": [5] * issues})).trends()
    assert {row.signal for row in found.entities} == {"too few to say"}
    assert len(found.periods) == issues and found.pairs == ()


def test_issues_without_dates(tmp_path):
    issues = planned_issues({"Acme": RISE, "Crux": FLAT}, days=lambda number: None)
    archive = cast_archive(tmp_path / "a", issues)
    assert by_name(archive.trends())["Acme"].signal == "rising"
    assert [period.label for period in archive.trends(by="month").periods] == ["undated"]
    assert archive.trends(since=date(2025, 1, 1)).periods == ()


def test_a_gap_of_a_year(tmp_path):
    issues = planned_issues({"Acme": [3, 2] * 6}, days=lambda n: weekly(n if n <= 6 else n + 52))
    found = cast_archive(tmp_path / "a", issues).trends(by="month")
    assert by_name(found)["Acme"].signal == "steady"
    assert [each.entity.name for each in found.comebacks] == []


def test_two_newsletters_of_different_rhythms(tmp_path):
    # The daily never names Acme and only comes up late: pooled, Acme's share would fall from 30 % to 4 %.
    weeks = planned_issues({"Acme": [3] * 14}, series="weekly")
    days = planned_issues({"Bolt": [2] * 50}, days=lambda n: weekly(8) + timedelta(days=n), series="daily")
    archive = cast_archive(tmp_path / "a", sorted([*weeks, *days], key=lambda each: each.date))
    found = archive.trends(by="month")
    rows = by_name(found)
    assert rows["Acme"].signal == "steady" and rows["Acme"].p == 1.0
    assert {period.series for period in found.periods} == {"weekly", "daily"}
    assert all(period.label.startswith(period.series) for period in found.periods)
    assert sum(rows["Acme"].counts) == 42


def test_the_command(archive, capsys):
    where = ["--archive", str(archive.path)]
    assert main(["trends", "--json", *where]) == 0
    record = json.loads(capsys.readouterr().out)
    first = record["entities"][0]
    assert {"entity", "counts", "share", "signal", "reason", "interval", "movement"} <= set(first)
    moving = {row["id"]: row["movement"] for row in record["entities"]}
    assert moving[record["movers"]["entity"]["new"][0]]["kind"] == "new"
    assert len(record["windows"]["recent"]) == 4 and len(record["windows"]["before"]) == 8
    assert len(record["periods"]) == 12 and first["signal"] in SIGNALS
    assert main(["trends", "--by", "month", *where]) == 0
    shown = capsys.readouterr().out
    assert "rising     Acme" in shown and "likely  rising     Acme" in shown
    assert main(["trends", "--by", "quarter", "--section", "nowhere", *where]) == 2
    assert main(["trends", "Acme", "Bolt", *where]) == 0
    assert main(["trends", "Acme", "Bolt", "--json", *where]) == 0
    assert main(["trends", "--since", "2031-01-01", *where]) == 1
    assert main(["trends", "--since", "soon", *where]) == 2
    assert main(["trends", "Acme", *where]) == 2
    assert main(["trends", "Acme", "Nobody", *where]) == 1
    capsys.readouterr()
    assert main(["trends", "--until", "2025-02-10", "--versus", "2025-02-11", "2025-12-31", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["entities"]
