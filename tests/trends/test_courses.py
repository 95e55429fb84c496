"""Any things through the periods, and periods and sections of every kind."""

from __future__ import annotations

from datetime import date

import pytest

from kg.errors import UsageError
from kg.trends.courses import find_courses
from kg.trends.things import KINDS
from tests.history_archive import cast_archive, sample_archive, weekly
from tests.trends.plans import FLAT, RISE, planned_issues


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return cast_archive(tmp_path_factory.mktemp("courses") / "a", planned_issues({"Acme": RISE, "Crux": FLAT}))


def test_courses_are_those_of_trends_in_the_order_that_is_asked_for():
    sample = sample_archive()
    found = sample.trends(by="month")
    for kind, rows in zip(KINDS, (found.entities, found.sections, found.sites, found.topics), strict=True):
        wanted = [row.id for row in rows[5::-2]]
        courses = find_courses(sample, kind, [*wanted, "nobody", *wanted], by="month")
        assert courses.periods == found.periods and [row.id for row in courses.rows] == wanted
        by_id = {row.id: row for row in rows}
        for row in courses.rows:
            same = by_id[row.id]
            assert (row.counts, row.shares, row.intervals) == (same.counts, same.shares, same.intervals)
            assert (row.kind, row.name, row.type) == (same.kind, same.name, same.type)


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("week", [f"2025-W{week:02}" for week in range(2, 14)]),
        ("month", ["2025-01", "2025-02", "2025-03"]),
        ("quarter", ["2025-Q1"]),
    ],
)
def test_periods(archive, by, labels):
    found = find_courses(archive, "entity", ["company:acme"], by=by)
    assert [period.label for period in found.periods] == labels
    assert sum(found.rows[0].counts) == sum(RISE) and sum(found.rows[0].sizes) == 120


def test_a_quarter_ends_with_its_third_month(tmp_path):
    days = [date(2025, 3, 31), date(2025, 4, 1), date(2025, 12, 29), date(2026, 1, 1)]
    plan = planned_issues({"Acme": [1] * 4}, days=lambda number: days[number - 1])
    archive = cast_archive(tmp_path / "a", plan)
    labels = [[period.label for period in archive.trends(by=by).periods] for by in ("quarter", "week")]
    assert labels[0] == ["2025-Q1", "2025-Q2", "2025-Q4", "2026-Q1"]
    assert labels[1] == ["2025-W14", "2026-W01"]  # weeks are those of ISO 8601


def test_only_what_is_named_in_the_period(archive):
    found = find_courses(archive, "entity", ["company:acme", "company:crux", "company:bolt"], until=weekly(3))
    assert [row.id for row in found.rows] == ["company:crux"] and len(found.periods) == 3


def test_a_section_has_shares_of_its_own():
    sample = sample_archive()
    whole = {row.id: row.total for row in sample.trends().entities}
    section = sample.trends().sections[0]
    inside = sample.trends(section=section.id)
    assert sum(period.items for period in inside.periods) == section.total
    assert 0 < sum(row.total for row in inside.entities) < sum(whole.values())
    assert all(row.total <= whole[row.id] for row in inside.entities)
    assert [row.id for row in inside.sections] == [section.id] and inside.pairs == ()
    row = inside.entities[0]
    (course,) = find_courses(sample, "entity", [row.id], section=section.id).rows
    assert course.counts == row.counts and course.shares == row.shares
    for ask in (sample.trends, lambda **more: find_courses(sample, "entity", [], **more)):
        with pytest.raises(UsageError, match="no section"):
            ask(section="nowhere")
