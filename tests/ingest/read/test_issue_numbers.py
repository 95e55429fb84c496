"""The number of an issue: what marks one, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.frontmatter import read_front_matter
from ingest.read.issue_numbers import number_in, number_of_front
from tests.ingest.read.issues_read import issue_of


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Leaf Weekly – 12", 12), ("Leaf Weekly (12)", 12), ("叶子周刊（12）", 12), ("周刊012期", 12),
        ("12期：树", 12),
        ("Leaf Vol. 2 No. 7", 7), ("Issue 42", 42), ("Issue #42: oaks", 42), ("ISSUE-042", 42),
        ("The Leaf, issue no. 42", 42), ("#42", 42),
        ("Leaf #42 - oaks", 42), ("(#42) oaks", 42), ("＃42", 42), ("Vol. 3", 3), ("Vol.31", 31),
        ("Volume 3 · oaks", 3),
        ("Vol 2, Issue 7", 7), ("No. 7", 7), ("Leaf No. 7", 7), ("No 7", 7), ("№ 324", 324), ("Nr. 5", 5),
        ("N° 12", 12),
        ("Episode 9", 9), ("Ep. 9: oaks", 9), ("第 07 期", 7), ("第十二期：春", 12), ("第一百零三期", 103),
        ("叶子周刊（第 88 期）", 88),
        ("2025年第3期（总第123期）", 123), ("叶子周刊第7期", 7), ("第3刊", 3), ("第二十回", 20),
        ("叶子周报 12", 12), ("叶子周刊12：树", 12),
        ("早报 312 | 树", 312), ("Leaf Weekly 12", 12), ("Leaf Letter 8 - oaks", 8), ("Gear Weekly 599", 599),
        ("Leaf News 5: oaks", 5), ("LeafWeekly 4 (spring)", 4), ("Leaf Digest, 2026", None), ("42", 42),
        ("42: oaks", 42),
        ("42 | oaks", 42), ("042 – oaks", 42), ("Leaf Weekly 2026 #12", 12), ("Leaf Newsletter 12, 9 March 2026", 12),
        ("Issue 5 - May 2026", 5), ("Issue 0", 0),
    ],
)  # fmt: skip
def test_titles_with_a_number(title: str, number: int | None) -> None:
    assert number_in(title) == number


@pytest.mark.parametrize(
    "title",
    [
        "Leaf Weekly 2025", "Leaf Weekly 2025-06", "Leaf Weekly 2024-W43", "Leaf Weekly 2018-35",
        "Leaf Weekly 2025/6",
        "Leaf Weekly 2026 Week 7", "Leaf Weekly, week 12", "第 12 周", "2026年第12周", "2026年第3期",
        "CVE-2025-1122 patched",
        "Leaf Digest 12/52", "2 期间的树", "Leaf Daily 4/3", "Leaf Daily 4/3/26", "Issue 5/2026", "GHC 8.0",
        "Rust 1.70 is here",
        "15 个有用的方法", "5 种 Observer", "10 tools", "Top 10 tools",
        "Leaf News 5 things",
        "Weekly 10 tips", "Weekly 10-minute read", "周刊 15 个有用的方法", "C# 12", "F# 8 and more",
        "#100DaysOfCode", "$5 a month",
        "Save 50%", "2025年123款工具盘点", "Leaf Weekly 2026-03-09", "Leaf Weekly 20260309", "Leaf Weekly (March 9)",
        "Leaf Weekly 9 March", "叶子周报 3月9日", "06-26-日刊-树", "07-05-Daily", "Issue 2025",
        "3.5 million trees", "volcano 7",
        "Leaf Weekly: oaks", "No oaks", "1,000 issues", "Weekly 1,000", "Windows 11", "3:10 to the mill", "",
    ],
)  # fmt: skip
def test_titles_without_a_number(title: str) -> None:
    assert number_in(title) is None


@pytest.mark.parametrize(
    ("front", "number"),
    [
        ("issue: 42", 42), ("number: '042'", 42), ("issueNumber: 42", 42), ("issue_number: '#42'", 42),
        ("No: 42", 42),
        ("episode: 42", 42), ("volume: 42", 42), ("issue-no: Issue 42", 42), ("期数: 第四十二期", 42),
        ("edition: 42", 42),
        ("volume: 2025\nissue: 42", 42), ("number: eight\nissue: 42", 42), ("volume: 2025", None),
        ("issue: 2025-06", None),
        ("weight: 42", None), ("issue: 'true'", None), ("number: 1.5", None), ("issue: -4", None),
        ("number: 123456", None),
    ],
)  # fmt: skip
def test_keys(front: str, number: int | None) -> None:
    assert number_of_front(read_front_matter(f"---\n{front}\n---\n")[0]) == number


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("# Leaf\n\nIssue 12 — March 9, 2026\n\n- a", 12), ("# 叶子\n\n## 第 12 期\n\n- a", 12),
        ("# Leaf\n# No. 12\n\n- a", 12), ("# Leaf\n\n**Vol. 12**\n\n- a", 12),
        ("# Leaf\n\n## News\n\n- Issue 12 is fixed", None), ("# Leaf\n\n## 1 - oaks\n\n- a", None),
        ("# Leaf\n\n## #1 oak\n\n- a", None), ("# Leaf #7\n\nIssue 12\n\n- a", 7),
        ("# Leaf\n\nIn the long years before issue 12 came out there was no mill here.\n\n- a", None),
    ],
)  # fmt: skip
def test_lines_under_the_title(body: str, number: int | None) -> None:
    assert issue_of(body).number == number


@given(
    st.integers(0, 1989), st.sampled_from(["Issue {}", "#{}", "Leaf Weekly {}", "第{}期", "Vol. {}: oaks", "No. {}"])
)
def test_a_marked_number_is_read_back(number: int, form: str) -> None:
    assert number_in(form.format(number)) == number


@given(st.text(st.sampled_from("0123456789-/._年月第期#:｜ oakIssueNo.周刊"), max_size=40))
def test_no_number_is_longer_than_five_digits(text: str) -> None:
    number = number_in(text)
    assert number is None or 0 <= number < 10**9
