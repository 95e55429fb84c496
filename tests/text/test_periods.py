"""Times and issue numbers in queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.periods import days_of, find_issues, find_periods

NEWEST = date(2025, 11, 24)  # a Monday


@pytest.mark.parametrize(
    ("query", "words", "since", "until"),
    [
        ("10月份 OpenAI 的发布", "10月份", "2025-10-01", "2025-10-31"),
        ("10月底的论文", "10月底", "2025-10-01", "2025-10-31"),
        ("去年9月下旬", "去年9月下旬", "2024-09-01", "2024-09-30"),
        ("十月的论文", "十月", "2025-10-01", "2025-10-31"),
        ("12月发生了什么", "12月", "2024-12-01", "2024-12-31"),
        ("去年12月", "去年12月", "2024-12-01", "2024-12-31"),
        ("2025年9月的融资", "2025年9月", "2025-09-01", "2025-09-30"),
        ("2025年10月7日", "2025年10月7日", "2025-10-07", "2025-10-07"),
        ("10月7号", "10月7号", "2025-10-07", "2025-10-07"),
        ("2024年的论文", "2024年", "2024-01-01", "2024-12-31"),
        ("2025年第三季度", "2025年第三季度", "2025-07-01", "2025-09-30"),
        ("上个月的机器人", "上个月", "2025-10-01", "2025-10-31"),
        ("本月", "本月", "2025-11-01", "2025-11-30"),
        ("上周发布", "上周", "2025-11-17", "2025-11-23"),
        ("两周前", "两周前", "2025-11-07", "2025-11-13"),
        ("三个月前", "三个月前", "2025-08-01", "2025-08-31"),
        ("最近两周", "最近两周", "2025-11-10", "2025-11-24"),
        ("昨天", "昨天", "2025-11-23", "2025-11-23"),
        ("今年上半年", "今年上半年", "2025-01-01", "2025-06-30"),
        ("papers in October 2025", "in October 2025", "2025-10-01", "2025-10-31"),
        ("November funding", "November", "2025-11-01", "2025-11-30"),
        ("released in May", "in May", "2025-05-01", "2025-05-31"),
        ("Oct. 20 launch", "Oct. 20", "2025-10-20", "2025-10-20"),
        ("20th of October, 2025", "20th of October, 2025", "2025-10-20", "2025-10-20"),
        ("Q4 2025", "Q4 2025", "2025-10-01", "2025-12-31"),
        ("2025-10 robots", "2025-10", "2025-10-01", "2025-10-31"),
        ("last month", "last month", "2025-10-01", "2025-10-31"),
        ("last quarter", "last quarter", "2025-07-01", "2025-09-30"),
        ("two weeks ago", "two weeks ago", "2025-11-07", "2025-11-13"),
        ("the past three weeks", "the past three weeks", "2025-11-03", "2025-11-24"),
        ("last year", "last year", "2024-01-01", "2024-12-31"),
        ("yesterday", "yesterday", "2025-11-23", "2025-11-23"),
        ("Q4 results of chips", "Q4", "2025-10-01", "2025-12-31"),
        ("三季度", "三季度", "2025-07-01", "2025-09-30"),
        ("上半年", "上半年", "2025-01-01", "2025-06-30"),
        ("first half of 2025", "first half of 2025", "2025-01-01", "2025-06-30"),
        ("H2 2024", "H2 2024", "2024-07-01", "2024-12-31"),
        ("news of last spring", "last spring", "2025-03-01", "2025-05-31"),
        ("last autumn", "last autumn", "2024-09-01", "2024-11-30"),
        ("winter 2024", "winter 2024", "2024-12-01", "2025-02-28"),
        ("去年春天", "去年春天", "2024-03-01", "2024-05-31"),
        ("今夏季", "今夏季", "2025-06-01", "2025-08-31"),
        ("early 2025", "early 2025", "2025-01-01", "2025-04-30"),
        ("2024年底", "2024年底", "2024-10-01", "2024-12-31"),
        ("上周五", "上周五", "2025-11-21", "2025-11-21"),
        ("上周天", "上周天", "2025-11-23", "2025-11-23"),
        ("last Monday", "last Monday", "2025-11-17", "2025-11-17"),
        ("papers from 2024", "from 2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_period(query: str, words: str, since: str, until: str) -> None:
    (period,) = find_periods(query, NEWEST)
    assert query[period.start : period.end] == words
    assert (str(period.since), str(period.until)) == (since, until)


@pytest.mark.parametrize(
    ("query", "words", "since", "until"),
    [
        ("AI between October and December 2025", "between October and December 2025", "2025-10-01", "2025-12-31"),
        ("10月到12月", "10月到12月", "2025-10-01", "2025-12-31"),
        ("10-12月的论文", "10-12月", "2025-10-01", "2025-12-31"),
        ("2025年9月至10月", "2025年9月至10月", "2025-09-01", "2025-10-31"),
        ("去年10月到今年3月", "去年10月到今年3月", "2024-10-01", "2025-03-31"),
        ("from November to February 2025", "from November to February 2025", "2024-11-01", "2025-02-28"),
        ("11月到2月", "11月到2月", "2025-11-01", "2026-02-28"),
        ("Oct 1-15", "Oct 1-15", "2025-10-01", "2025-10-15"),
        ("10月1日到15日", "10月1日到15日", "2025-10-01", "2025-10-15"),
        ("Q1-Q3 2025", "Q1-Q3 2025", "2025-01-01", "2025-09-30"),
        ("2023-2025", "2023-2025", "2023-01-01", "2025-12-31"),
        ("between 2023 and 2024", "between 2023 and 2024", "2023-01-01", "2024-12-31"),
        ("2025-08到2025-10", "2025-08到2025-10", "2025-08-01", "2025-10-31"),
        ("8月和9月之间", "8月和9月之间", "2025-08-01", "2025-09-30"),
        ("from last week to yesterday", "from last week to yesterday", "2025-11-17", "2025-11-23"),
        ("since October", "since October", "2025-10-01", "2025-11-24"),
        ("OpenAI since last month", "since last month", "2025-10-01", "2025-11-24"),
        ("from May onwards", "from May onwards", "2025-05-01", "2025-11-24"),
        ("自5月以来", "自5月以来", "2025-05-01", "2025-11-24"),
        ("去年以来", "去年以来", "2024-01-01", "2025-11-24"),
        ("after 2024", "after 2024", "2025-01-01", "2025-11-24"),
        ("2024年以后", "2024年以后", "2025-01-01", "2025-11-24"),
        ("before March 2025", "before March 2025", "0001-01-01", "2025-02-28"),
        ("2025年之前", "2025年之前", "0001-01-01", "2024-12-31"),
        ("until September", "until September", "0001-01-01", "2025-09-30"),
        ("截至10月底", "截至10月底", "0001-01-01", "2025-10-31"),
    ],
)
def test_stretch(query: str, words: str, since: str, until: str) -> None:
    test_period(query, words, since, until)


def test_two_times_beside_each_other_are_no_stretch() -> None:
    assert [str(p.since) for p in find_periods("2023年和2024年 对比", NEWEST)] == ["2023-01-01", "2024-01-01"]
    assert len(find_periods("October and November", NEWEST)) == 2


@given(st.dates(date(2020, 1, 1), date(2025, 11, 1)), st.dates(date(2020, 1, 1), date(2025, 11, 1)))
def test_a_stretch_reaches_from_its_first_to_its_last_day(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    for text in (
        f"{first:%Y-%m-%d}到{last:%Y-%m-%d}",
        f"between {first:%B} {first.day}, {first.year} and {last:%B} {last.day}, {last.year}",
        f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日",
    ):  # fmt: skip
        (period,) = find_periods(text, NEWEST)
        assert (period.since, period.until) == (first, last), text


@pytest.mark.parametrize(
    "query",
    [
        "may the force",
        "Q4 量化",
        "llama Q4 quantization",
        "Google summer of code",
        "in Spring Boot",
        "GPT-4 to GPT-5",
        "from 3 to 5",
        "march on",
        "3个月训练完",
        "GPT-5.1",
        "State of AI Report 2025",
        "10.5月",
        "2025年13月",
        "Claude 4.5",
        "第10名",
    ],
)
def test_no_period(query: str) -> None:
    found = [query[p.start : p.end] for p in find_periods(query, NEWEST)]
    assert found in ([], ["2025年"])


def test_a_month_that_has_not_begun_is_that_of_last_year() -> None:
    (period,) = find_periods("December", date(2025, 11, 30))
    assert period.since == date(2024, 12, 1)
    (period,) = find_periods("December", date(2025, 12, 1))
    assert period.since == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("第7期 云计算", 7, 7), ("第十二期", 12, 12), ("第 3 期到第 5 期", 3, 5), ("第3-5期", 3, 5), ("issue 7", 7, 7),
        ("issue #12 robots", 12, 12), ("issues 5-3", 3, 5), ("#7", 7, 7), ("latest issue", 0, 0), ("最新一期", 0, 0),
        ("上期", -1, -1), ("past three issues", -2, 0), ("the last 5 issues", -4, 0), ("最近三期", -2, 0),
        ("近10期", -9, 0),
    ],
)  # fmt: skip
def test_issue_numbers(query: str, first: int, last: int) -> None:
    (numbers,) = find_issues(query)
    assert (numbers.first, numbers.last) == (first, last)


@pytest.mark.parametrize("query", ["二期临床", "C#7", "GPT-5", "issue with training", "&#39;", "学期"])
def test_no_issue_number(query: str) -> None:
    assert find_issues(query) == []


@pytest.mark.parametrize(
    ("value", "days"),
    [("2025", ("2025-01-01", "2025-12-31")), ("2024-02", ("2024-02-01", "2024-02-29")), ("2025/10/31", ("2025-10-31",)),
     ("2025年10月", ("2025-10-01", "2025-10-31")), ("昨天吧", ()), ("2025-02-30", ()), ("20251031", ())],
)  # fmt: skip
def test_days_of_a_field(value: str, days: tuple[str, ...]) -> None:
    assert tuple(map(str, days_of(value))) == days


@given(st.text(max_size=60), st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_any_text_gives_ordered_periods_inside_it(text: str, newest: date) -> None:
    found = find_periods(text, newest)
    last = 0
    for period in found:
        assert last <= period.start < period.end <= len(text)
        assert period.since <= period.until
        last = period.end
    for issue in find_issues(text):
        assert issue.first <= issue.last


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_written_day_is_read_back(day: date) -> None:
    for text in (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%B} {day.day}, {day.year}"):
        (period,) = find_periods(text, day + timedelta(40))
        assert (period.since, period.until) == (day, day), text
