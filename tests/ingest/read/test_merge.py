"""What documents know of each other: duplicates, ids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

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


def issue(title: str, *stories: str, front: str = "") -> str:
    lines = "".join(f"- [Story {name}](https://leaf.example/{name})\n" for name in stories)
    return f"---\ntitle: {title}\n{front}---\n\n## News\n\n{lines}"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (issue("Weekly", *"abc"), issue("Weekly", *"def")),
        (issue("Weekly", *"abc", front="date: 2026-01-05\n"), issue("Weekly", *"def", front="date: 2026-01-05\n")),
        (issue("Issue 7", *"abc"), issue("Issue 7", *"def")),
        (issue("Issue 7", *"abc"), issue("Issue 8", *"abc")),
        (issue("A", *"abcd", front="date: 2026-01-05\n"), issue("B", *"abcx", front="date: 2026-01-12\n")),
        (issue("A", *"abcdef", front="date: 2026-01-05\n"), issue("A", *"abcdef", front="date: 2026-05-05\n")),
        (issue("A", *"abcde"), issue("B", *"abxyz")),
        (issue("A", "a", "b"), issue("B", "a", "b", "c")),
    ],
)  # fmt: skip
def test_different_issues(tmp_path: Path, left: str, right: str) -> None:
    harvest = collect([write(tmp_path, a_md=left, b_md=right)])
    assert len(harvest.issues) == 2 and not harvest.report.merged


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (issue("Issue 7", *"abc"), issue("Leaf 7 again", *"abcd", front="number: 7\n")),
        (issue("A", *"abcde"), issue("B", *"abcxy")),
        (issue("A", *"abcdef", front="date: 2026-01-05\n"), issue("B", *"abcdef", front="date: 2026-01-06\n")),
        (issue("A", *"ab", front="date: 2026-01-05\n"), issue("B", *"abc", front="date: 2026-01-05\n")),
        (issue("Issue 7", *"abcd"), issue("An oak", *"abcdx")),
    ],
)  # fmt: skip
def test_the_same_issue(tmp_path: Path, left: str, right: str) -> None:
    harvest = collect([write(tmp_path, a_md=left, b_md=right)])
    assert len(harvest.issues) == len(harvest.report.merged) == 1


def test_what_stands_in_every_issue_proves_nothing(tmp_path: Path) -> None:
    footer = ("subscribe", "sponsor", "feedback", "archive")
    write(tmp_path, **{f"{name}_md": issue("Weekly", name, f"{name}2", *footer) for name in "abcdefgh"})
    assert len(collect([tmp_path]).issues) == 8


def test_a_copy_tells_the_number_that_the_better_document_lacks(tmp_path: Path) -> None:
    write(tmp_path, a_md=issue("An oak", *"abcdx"), b_md=issue("Issue 7", *"abcd", front="date: 2026-01-05\n"))
    (found,) = collect([tmp_path]).issues
    assert (found.source, found.number, found.date) == ("a.md", 7, date(2026, 1, 5)) and found.id.endswith("-7")
    assert all(item.id.startswith(found.id) for item in found.items)
