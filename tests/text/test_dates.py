"""Days as texts write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.text.dates import FARTHEST, first_day, month_number, stated_days, written_days

ISSUED = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10月22日宣布", ["2025-10-22"]),
        ("二〇二五年的事，2025年9月30日定下", ["2025-09-30"]),
        ("on 29 October it closed above", ["2025-10-29"]),
        ("October 21, 2025", ["2025-10-21"]),
        ("on the 18th", ["2025-10-18"]),
        ("2025-10-20 起", ["2025-10-20"]),
        ("沐曦17日登陆", ["2025-10-17"]),
        ("昨天", ["2025-11-02"]),
        ("周四说", ["2025-10-30"]),
        ("上周五", ["2025-10-31"]),
        ("last Friday", ["2025-10-31"]),
        ("on Wednesday", ["2025-10-29"]),
        ("12月31日以前", ["2024-12-31"][:0]),
        ("截至10月22日", []),
        ("until 22 October", []),
        ("花费100日元", []),
        ("USA Today says", []),
        ("2月30日", []),
    ],
)
def test_stated_days(text, days):
    assert [found.day.isoformat() for found in stated_days(text, ISSUED)] == days


def test_days_without_an_issue_date_need_a_year():
    assert [d.day for d in stated_days("10月2日和2025年10月3日，周五", None)] == [date(2025, 10, 3)]


@settings(deadline=None)
@given(
    st.text(alphabet="0123456789年月日号 上周一二五日-/.OctNov, thMon昨天前", max_size=40), st.dates(date(2000, 1, 1))
)
def test_stated_days_lie_before_the_issue(text, issued):
    for found in stated_days(text, issued):
        assert issued - FARTHEST <= found.day <= issued
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9月22日宣布", "--09-22"), ("on Sept. 3, 2025", "2025-09-03"), ("on 4 September", "--09-04"),
        ("2025 年 9 月 22 日", "2025-09-22"), ("（2025.10.7）", "2025-10-07"), ("十二月三十一日", "--12-31"),
        ("上周", ""), ("the market 30 years ago", ""), ("2月30日", ""), ("2025-13-01", ""), ("Rho-5 may", ""),
        ("May 3.5", ""), ("2月29日", "--02-29"), ("12025-10-07", ""),
    ],
)  # fmt: skip
def test_first_day(text, day):
    assert first_day(text) == day


def test_a_year_said_in_words_counts():
    (written,) = written_days("去年10月20日")
    assert (written.year, written.years_back, written.on(ISSUED)) == (None, 1, date(2024, 10, 20))
    assert list(stated_days("去年10月20日", ISSUED)) == []
    assert [found.day for found in stated_days("今年10月20日", ISSUED)] == [date(2025, 10, 20)]


def test_the_day_of_a_month_in_words_is_no_other_months():
    assert [found.day for found in stated_days("on the 20th of October", ISSUED)] == [date(2025, 10, 20)]


def test_a_year_without_the_day_has_none():
    (written,) = written_days("去年2月29日")
    assert written.on(ISSUED) == date(2024, 2, 29)
    assert written.on(date(2026, 3, 1)) is None


DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
WAYS = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%b} {day.year}",
    lambda day: f"{day:%Y/%m/%d}",
)


@given(
    DAYS,
    st.sampled_from(WAYS),
    st.sampled_from(["", "于", "on ", "（"]),
    st.sampled_from(["", "，", "。", " it", "）"]),
)
def test_a_formatted_day_is_read_back(day, way, before, behind):
    text = before + way(day) + behind
    assert first_day(text) == day.isoformat()
    (written,) = written_days(text)
    assert text[written.start : written.end].rstrip(".") == way(day)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.text(alphabet="0123456789年月日号-/. Octmay去今前十二三,th", max_size=40)), DAYS
)
def test_any_text_is_read(text, newest):
    last = 0
    for written in written_days(text):
        assert last <= written.start < written.end <= len(text)
        assert 1 <= written.month <= 12 and 1 <= written.day <= 31
        written.on(newest)
        last = written.end
    first_day(text)
    list(stated_days(text, None))


def test_names_of_months():
    names = ("January", "feb", "MARCH", "sept", "Dec")
    assert [month_number(name) for name in names] == [1, 2, 3, 9, 12]
    with pytest.raises(ValueError):
        month_number("x")
