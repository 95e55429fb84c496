"""What documents know of each other: duplicates, dates, ids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.read.sources import collect
from tests.ingest.read.issues_read import leotalk, write


def test_the_more_complete_of_two_documents_wins(tmp_path: Path) -> None:
    more = "# 其他阅读\n\n- [读物](https://example.com/a)\n- [又一篇](https://example.com/b)\n"
    write(tmp_path, blog__a_md=leotalk(1, day="2025-01-06"), plain__b_md=leotalk(1, more))
    (issue,) = collect([tmp_path]).issues
    assert (issue.source, issue.date, len(issue.items)) == ("plain/b.md", date(2025, 1, 6), 2)
    (merged,) = collect([tmp_path]).report.merged
    assert (merged.kept, merged.left) == ("plain/b.md", "blog/a.md") and "2 items" in merged.why


def test_different_issues_with_one_number_are_both_kept(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(7), b_md="# LeoTalk AI周知 7: 另一题\n\n# 其他阅读\n\n- 完全不同\n")
    assert {issue.id for issue in collect([tmp_path]).issues} == {"leotalk-7", "leotalk-7-2"}


def test_stub_and_full_body_of_a_daily_are_one_issue(tmp_path: Path) -> None:
    front = "---\ntitle: day\ndate: '2025-01-02T03:04:05Z'\ndescription: Sum.\n---\n"
    name = "25-01-02-ainews-day.md"
    write(tmp_path / "full", **{name: front + "\n> AI News for 1/1/2025-1/2/2025.\n\n# Recap\n\n- **A**: b\n"})
    write(tmp_path / "stubs", **{name: front + "\nArchived full issue body is served from static HTML.\n"})
    (issue,) = collect([tmp_path]).issues
    assert (issue.id, issue.source, len(issue.items)) == ("ainews-2025-01-02", f"full/{name}", 3)


def test_missing_dates_come_from_the_neighbours_and_are_marked(tmp_path: Path) -> None:
    write(
        tmp_path, a_md=leotalk(1, day="2025-01-06"), b_md=leotalk(2), c_md=leotalk(3, day="2025-01-20"), d_md=leotalk(5)
    )
    harvest = collect([tmp_path])
    assert [(issue.date, issue.date_inferred) for issue in harvest.issues] == [
        (date(2025, 1, 6), False), (date(2025, 1, 13), True), (date(2025, 1, 20), False), (date(2025, 2, 3), True),
    ]  # fmt: skip
    assert [inferred.issue for inferred in harvest.report.inferred] == ["leotalk-2", "leotalk-5"]


def test_no_date_is_made_up_without_neighbours(tmp_path: Path) -> None:
    (issue,) = collect([write(tmp_path, a_md=leotalk(1))]).issues
    assert issue.date is None and not issue.date_inferred


def test_no_date_is_told_from_far_away(tmp_path: Path) -> None:
    harvest = collect([write(tmp_path, a_md=leotalk(1, day="2025-01-06"), b_md=leotalk(40))])
    assert [issue.date for issue in harvest.issues] == [date(2025, 1, 6), None]


def test_the_rhythm_is_the_median_of_what_is_known(tmp_path: Path) -> None:
    days = {1: "2025-01-01", 2: "2025-01-04", 3: "2025-01-07", 5: ""}
    write(tmp_path, **{f"{number}_md": leotalk(number, day=day) for number, day in days.items()})
    (inferred,) = collect([tmp_path]).report.inferred
    assert (inferred.date, "3 days between issues" in inferred.why) == ("2025-01-13", True)
