"""Title, subtitle, number and day of an issue."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ingest.read.issues_read import issue_of


@pytest.mark.parametrize(
    ("text", "title", "subtitle", "items"),
    [
        ("# My Weekly 5\n\n## News\n\n- a", "My Weekly 5", "", 1),
        ("---\ntitle: My Weekly 5\n---\n# My Weekly 5!\n\n## News\n\n- a", "My Weekly 5", "", 1),
        ("---\ntitle: My Weekly 5\n---\n# 大事件\n\n正文。", "My Weekly 5", "", 1),
        ("# 我的周报 5：题\n# My Weekly 5: Theme\n\n## News\n\n- a", "我的周报 5：题", "My Weekly 5: Theme", 1),
        ("# 只有中文的题\n# An English title below\n\n- a", "只有中文的题", "An English title below", 1),
        ("## News\n\n- a", "x", "", 1),
        ("---\nsubject: S\nsubtitle: U\n---\n- a", "S", "U", 1),
    ],
)
def test_titles(text: str, title: str, subtitle: str, items: int) -> None:
    issue = issue_of(text)
    assert (issue.title, issue.subtitle, len(issue.items)) == (title, subtitle, items)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("# Weekly #7\n\n- a", 7),
        ("---\ntitle: T\nissue: '8'\n---\n- a", 8),
        ("---\ntitle: Weekly 7\nissue: 8\n---\n- a", 7),
        ("---\ntitle: T\nissue: eight\n---\n- a", None),
        ("# 周报的题\n# Weekly 9\n\n- a", 9),
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert issue_of(text, source="issue-3.md").number == number


@pytest.mark.parametrize(
    ("text", "source", "day"),
    [
        ("---\ntitle: T\ndate: 2025-01-06T23:00:00-08:00\n---\n- a", "2025-02-02.md", date(2025, 1, 6)),
        ("# T\n\n- a", "2025-02-02-t.md", date(2025, 2, 2)),
        ("# 2025年3月4日的周报\n\n- a", "x.md", date(2025, 3, 4)),
        ("# T\n\n- a", "25-05-06-t.md", date(2025, 5, 6)),
        ("# T\n\n- a", "2025-13-45.md", None),
        ("# T\n\n- a", "x.md", None),
    ],
)
def test_days(text: str, source: str, day: date | None) -> None:
    assert issue_of(text, source=source).date == day


def test_a_daily_goes_by_the_day_of_its_file_name() -> None:
    text = "---\ntitle: day\ndate: 2025-01-03T05:00:00Z\n---\n# Recap\n\n- a"
    assert issue_of(text, source="25-01-02-ainews-day.md").date == date(2025, 1, 2)


def test_the_day_that_the_addresses_of_figures_tell() -> None:
    text = "# 科技爱好者周刊（第 9 期）：题\n\n## 图片\n\n1、甲\n\n![](https://e.com/blog/bg2025010{}01.png)"
    assert (issue_of(text.format(7)).date, issue_of(text.format(7)).date_inferred) == (date(2025, 1, 10), True)
    assert issue_of(text.format("x")).date is None
