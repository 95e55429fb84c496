"""What the order of the issues tells: dates, questions, gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.order import longest_rise
from ingest.read.sources import Harvest, collect
from tests.ingest.read.issues_read import leotalk, write


def harvest(folder: Path, days: Mapping[int, str]) -> Harvest:
    """Issues with these numbers and days, each with a reading of its own."""
    body = "# 其他阅读\n\n- [读物{0}](https://example.com/{0})\n"
    return collect([write(folder, **{f"{n}_md": leotalk(n, body.format(n), day) for n, day in days.items()})])


WEEKS = {n: f"2024-{(n - 1) // 4 + 1:02}-{(n - 1) % 4 * 7 + 1:02}" for n in range(1, 21)}


def test_missing_dates_come_from_the_neighbours_and_are_marked(tmp_path: Path) -> None:
    found = harvest(tmp_path, {1: "2025-01-06", 2: "", 3: "2025-01-20", 5: ""})
    assert [(issue.date, issue.date_inferred) for issue in found.issues] == [
        (date(2025, 1, 6), False), (date(2025, 1, 13), True), (date(2025, 1, 20), False), (date(2025, 2, 3), True),
    ]  # fmt: skip
    assert [inferred.issue for inferred in found.report.inferred] == ["leotalk-2", "leotalk-5"]


def test_no_date_is_made_up_without_neighbours(tmp_path: Path) -> None:
    found = harvest(tmp_path, {1: ""})
    assert found.issues[0].date is None and not found.issues[0].date_inferred
    assert "dates    none for 1 of 1 issues" in found.report.short()


def test_no_date_is_told_from_far_away(tmp_path: Path) -> None:
    assert [issue.date for issue in harvest(tmp_path, {1: "2025-01-06", 40: ""}).issues] == [date(2025, 1, 6), None]


def test_the_rhythm_is_the_median_of_what_is_known(tmp_path: Path) -> None:
    (inferred,) = harvest(tmp_path, {1: "2025-01-01", 2: "2025-01-04", 3: "2025-01-07", 5: ""}).report.inferred
    assert (inferred.date, "3 days between issues" in inferred.why) == ("2025-01-13", True)


@pytest.mark.parametrize(
    "days", [{1: "2013-06-07", 2: "2017-06-07", 3: "2021-06-07", 4: ""}, {1: "2000-01-01", 2: "2009-01-01", 3: ""}]
)
def test_no_date_is_told_from_years_between_issues(tmp_path: Path, days: dict[int, str]) -> None:
    assert not harvest(tmp_path, days).report.inferred


def test_a_date_that_would_pass_the_next_issue_is_not_told(tmp_path: Path) -> None:
    days = {1: "2025-01-01", 2: "2025-01-31", 3: "2025-03-02", 4: "", 5: "2025-03-05", 6: "2025-04-04", 7: "2025-05-04"}
    assert not harvest(tmp_path, days).report.inferred


def test_a_date_out_of_order_is_asked_about(tmp_path: Path) -> None:
    found = harvest(tmp_path, WEEKS | {9: "2025-03-02"})
    (question,) = found.report.questions
    assert str(question) == "9.md: 2025-03-02 stands between issues of 2024 as issue 9: check its date and its number"
    assert f"check    {question}" in found.report.short()


def test_nothing_is_asked_where_all_is_in_order_or_nothing_is(tmp_path: Path) -> None:
    assert not harvest(tmp_path / "a", WEEKS).report.questions
    assert not harvest(tmp_path / "b", {21 - n: day for n, day in WEEKS.items()}).report.questions


def test_a_number_that_two_issues_have_is_asked_about(tmp_path: Path) -> None:
    one, two = (leotalk(7, f"# 其他阅读\n\n- [读物](https://example.com/{n})\n", f"2025-0{n}-01") for n in (1, 2))
    (question,) = collect([write(tmp_path, a_md=one, b_md=two)]).report.questions
    assert str(question) == "b.md: has number 7 as a.md has, and other contents; both are kept"


def test_gaps_are_named(tmp_path: Path) -> None:
    days = {n: day for n, day in WEEKS.items() if n not in (3, 7, 8, 9)}
    found = harvest(tmp_path, days)
    assert [str(gap) for gap in found.report.gaps] == ["leotalk: no issue 3, 7–9"]
    assert "gap      leotalk: no issue 3, 7–9" in found.report.short()


def test_an_archive_that_holds_few_issues_has_no_list_of_gaps(tmp_path: Path) -> None:
    (gap,) = harvest(tmp_path, {1: "", 100: "", 200: ""}).report.gaps
    assert "197 numbers between the first and the last issue are missing" in str(gap)


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_the_longest_rise_never_falls(values: list[int]) -> None:
    places = sorted(longest_rise(values))
    rise = [values[place] for place in places]
    assert rise == sorted(rise) and (bool(rise) or not values)
    if values == sorted(values):
        assert len(rise) == len(values)
