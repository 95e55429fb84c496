"""The day of an issue: every form that is one, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.frontmatter import read_front_matter
from ingest.read.issue_dates import (
    day_of_folders,
    day_of_front,
    day_of_lines,
    day_of_name,
    day_of_value,
    days_in,
    doubt_of_date,
    short_day_of_name,
)
from ingest.read.parse import parse_document
from tests.ingest.read.issues_read import issue_of

NINTH = date(2026, 3, 9)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-09", "2026-03-09T23:59:00-08:00", "2026-03-09 08:00", "2026-3-9", "2026/03/09", "2026.03.09",
        "2026_03_09", "20260309", "202603090815", "20260309T081500Z", "20260309081500",
        "Mon, 09 Mar 2026 23:00:00 -0800",
        "Mon, 9 Mar 2026", "March 9, 2026", "March 9th, 2026", "Mar. 9 2026", "9 March 2026", "9th of March 2026",
        "09 Mar, 2026", "2026-Mar-09", "2026 Mar 9", "9-Mar-2026", "09.03.2026", "9.3.2026", "2026年3月9日",
        "2026 年 3 月 9 日", "2026年03月09日 星期一", "二〇二六年三月九日", "2026年3月9", "２０２６－０３－０９",
        "1773014400", "1773014400000", "Monday, March 9, 2026 at 8:00 AM",
    ],
)  # fmt: skip
def test_values_that_are_a_day(value: str) -> None:
    assert day_of_value(value) == NINTH


@pytest.mark.parametrize(
    "value",
    [
        "20266-03-02", "2026-13-09", "2026-02-30", "2026", "2026-03", "March 2026", "3/4/2026", "04-03-2026", "12:30",
        "soon", "", "1889-03-09", "2101-01-01", "0000-00-00", "9" * 40, "20261309", "2026-W11", "true", "9 March",
        "03-09", "2026-03-095",
    ],
)  # fmt: skip
def test_values_that_are_none(value: str) -> None:
    assert day_of_value(value) is None


@pytest.mark.parametrize(("value", "day"), [("13/3/2026", 13), ("3/13/2026", 13), ("3/3/2026", 3), ("13-03-2026", 13)])
def test_a_day_and_a_month_that_cannot_be_mistaken(value: str, day: int) -> None:
    assert day_of_value(value) == date(2026, 3, day)


@pytest.mark.parametrize(
    "title",
    [
        "2025年123款工具盘点", "CVE-2025-1122 patched", "CVE-2025-11223 and more", "PyTool 2025.1.2 released",
        "Leaf Weekly 2025-06", "Leaf Weekly 2024-W43", "Leaf Weekly 2018-35", "Build 2025.1.2.3", "10.12.2025.7 beta",
        "Call 555-2025-11-22", "Order 120251122", "x20251122y", "The 2025 review: 12 of 31", "Flight 20251301",
    ],
)  # fmt: skip
def test_titles_without_a_day(title: str) -> None:
    assert not list(days_in(title))


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("早报 2026-03-12", date(2026, 3, 12)), ("晨间快讯 2026/3/10", date(2026, 3, 10)),
        ("Bell News | 2026-03-13", date(2026, 3, 13)), ("周报2026.3.9：春", NINTH), ("Leaf 12 (Mar 9, 2026)", NINTH),
        ("日报20260309", NINTH), ("2026-02-30 or 2026-03-09", NINTH), ("2026-03-09-2", NINTH),
    ],
)  # fmt: skip
def test_titles_with_a_day(title: str, day: date) -> None:
    assert next(days_in(title)) == day


KEYS = [
    "date", "Date", "pubDate", "pubDatetime", "publishDate", "publish_date", "publish-date", "published", "publishedAt",
    "published_at", "publishedOn", "datePublished", "created", "created_at", "createdAt", "sent_at", "sentAt",
    "issue_date", "postedAt", "release_date", "timestamp", "updated", "updatedAt", "lastmod",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("front", ["---\n{}: 2026-03-09T10:00:00Z\n---", "+++\n{} = 2026-03-09T10:00:00Z\n+++"])
def test_keys(key: str, front: str) -> None:
    assert issue_of(f"{front.format(key)}\n# T\n\n- a").date == NINTH


@pytest.mark.parametrize(
    "front",
    ["Title: Leaf Weekly 7\nDate: 2026-03-09 18:46\nTags: a, b", ":title: Leaf\n:date: 2026-03-09", "Date: 9 Mar 2026"],
)
def test_lines_without_fences(front: str) -> None:
    issue = issue_of(f"{front}\n\n## News\n\n- [a](https://leaf.example/a)")
    assert issue.date == NINTH and len(issue.items) == 1


def test_a_key_that_cannot_be_read_gives_way_to_the_next() -> None:
    parsed = parse_document("---\ndate: 3/4/2026\npublished: true\nsentAt: 2026-03-09\n---\n# T\n\n- a", source="x.md")
    assert (parsed.issue.date, parsed.problem) == (NINTH, "")


@pytest.mark.parametrize("value", ["20266-03-02", "3/4/2026", "next Monday", "x" * 5_000])
def test_a_date_that_cannot_be_read_is_told(value: str) -> None:
    parsed = parse_document(f"---\ntitle: T\ndate: {value}\n---\n- a", source="x.md")
    assert parsed.issue.date is None
    assert value[:50] in parsed.problem and "cannot be read as a day" in parsed.problem and len(parsed.problem) < 200


@pytest.mark.parametrize("front", ["published: true", "date:", "title: T", "created: 2026-03-09", "time: 08:00"])
def test_nothing_is_told_where_nothing_is_wrong(front: str) -> None:
    assert doubt_of_date(read_front_matter(f"---\n{front}\n---\n")[0], PurePosixPath("2026-03-01-leaf.md")) == ""


def test_a_day_far_from_that_of_the_file_name_is_told() -> None:
    parsed = parse_document("---\ndate: 2025-03-02\n---\n# T\n\n- a", source="2026-03-02-leaf.md")
    assert parsed.problem == "its front matter says 2025-03-02, its file name 2026-03-02; 2025-03-02 is used"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2026-03/09.md", 9), ("2026/03/09/leaf.md", 9), ("cn/2026-03/2026-03-09.md", 9), ("2026/03-09.md", 9),
        ("2026/0309.md", 9), ("2026/3/9.md", 9), ("2026/03/09-leaf.md", 9), ("2026-03-09-leaf.md", 9),
        ("2026_03_09.markdown", 9), ("2026.03.09.md", 9), ("leaf-20260309.md", 9), ("26-03-09-leaf.md", 9),
        ("2026年/3月/9日.md", 9), ("2026/3月9日.md", 9), ("2026-03-09-leaf/index.md", 9),
        ("leaf/26-03-09/index.en.md", 9),
        ("2026-03/03-09.md", 9), ("2026/03/0309-leaf.md", 9),
        ("Mar 9, 2026.md", 9), ("9-mar-2026-leaf.md", 9), ("2026-03-09-12.md", 9),
        ("2026-03-09.2.md", None), ("2026/issue-3-9.md", None), ("2026/13/40.md", None), ("26-13-09-leaf.md", None),
        ("2026-03/leaf.md", None), ("2026/03.md", None), ("issue-20.md", None), ("12026-03/09.md", None),
    ],
)  # fmt: skip
def test_paths(path: str, day: int | None) -> None:
    assert issue_of("# T\n\n- a", source=path).date == (None if day is None else NINTH)


@pytest.mark.parametrize(
    "body",
    [
        "# Leaf\n\n## 晨间快讯 2026/3/9\n\n- a", "# Leaf\n\nRelease Date: 2026-03-09\n\n- a",
        "# Leaf\n# 2026年3月9日\n\n- a",
        "## March 9, 2026\n\n- a", "# Leaf\n\n*Mar 9, 2026*\n\n## News\n\n- a",
    ],
)  # fmt: skip
def test_first_lines(body: str) -> None:
    assert issue_of(body).date == NINTH


def test_a_day_deep_in_a_text_is_none() -> None:
    long = "On 2025-01-01 the old mill by the river burned down, and it took years until another was built there."
    assert issue_of(f"# Leaf\n\n{long}\n\n## News\n\n- a\n- b 2025-01-01\n\n## 2025-01-02\n\n- c").date is None


def test_a_change_is_the_last_resort() -> None:
    assert issue_of("---\nlastmod: 2026-05-05\n---\n# T\n\n- a", source="2026-03-09.md").date == NINTH


FORMS: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y_%m_%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y-%b-%d}",
    lambda day: f"{day:%d-%b-%Y}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%b} {day.year}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.isoformat()}T23:59:59-11:00",
    lambda day: format_datetime(datetime(day.year, day.month, day.day, 23, tzinfo=UTC)),
    lambda day: str(int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)),
)


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_in_any_form_is_read_back(day: date, form: Callable[[date], str]) -> None:
    front, _ = read_front_matter(f"---\ndate: '{form(day)}'\n---\n")
    assert day_of_front(front) == day


@given(st.text(st.sampled_from("0123456789-/._年月日号: TZ,MarchJan第期#"), max_size=40))
def test_nothing_is_read_out_of_bounds(text: str) -> None:
    path = PurePosixPath("a", text.replace("/", "_") or "x")
    days = [*days_in(text), day_of_value(text), day_of_folders(path), day_of_name(text), short_day_of_name(text)]
    assert all(date(1990, 1, 1) <= day <= date(2099, 12, 31) for day in days if day)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("March 6, 2023", "2023-03-06"),
        ("Published on May 1, 2021", "2021-05-01"),
        ("2026年3月1日发布", "2026-03-01"),
        ("Join us on May 1, 2031 for the fair!", None),
        ("报名截止 2026年3月1日", None),
    ],
)
def test_a_first_line_that_tells_of_a_day_to_come_dates_no_issue(line: str, day: str | None) -> None:
    found = day_of_lines([line])
    assert (str(found) if found else None) == day
