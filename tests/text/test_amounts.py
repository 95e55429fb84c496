"""Sums, shares and days, as they are written in news."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.amounts import parse_amounts, parse_day, parse_stake


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$10B", "10000000000", "USD"),
        ("投了50亿🔪", "5000000000", "USD"),
        ("千亿美元", "100000000000", "USD"),
        ("1千亿美元", "100000000000", "USD"),
        ("14000亿美元", "1400000000000", "USD"),
        ("97亿美元从某处购买", "9700000000", "USD"),
        ("€1.7B", "1700000000", "EUR"),
        ("£300 million", "300000000", "GBP"),
        ("$2.5bn", "2500000000", "USD"),
        ("5 billion dollars", "5000000000", "USD"),
        ("两亿元", "200000000", "CNY"),
        ("1.5万亿韩元", "1500000000000", "KRW"),
        ("1,234,567 USD", "1234567", "USD"),
        ("9万刀", "90000", "USD"),
        ("HK$40亿", "4000000000", "HKD"),
        ("数十亿美元", "", "USD"),
        ("十几亿美元", "", "USD"),
        ("几百万美元", "", "USD"),
    ],
)
def test_sums(text: str, value: str, currency: str) -> None:
    (amount,) = parse_amounts(text)
    assert (amount.value, amount.currency, amount.role) == (value, currency, "amount")


@pytest.mark.parametrize(
    "text", ["多元化", "三元组", "GPT-5", "13亿用户", "一元论", "1.3千万亿Tokens", "$变量", "第3单元测试", "12B参数"]
)
def test_what_is_no_sum(text: str) -> None:
    assert parse_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("估值达到$350B", ["valuation"]),
        ("raised $2.5 billion at a $10bn valuation", ["amount", "valuation"]),
        ("以54亿美元收购，进入价值750亿美元的市场", ["amount", "other"]),
        ("50亿美元（以23.28美元每股）", ["amount", "other"]),
        ("799美元起", ["other"]),
        ("上半年营收43亿美元", ["other"]),
    ],
)
def test_roles(text: str, roles: list[str]) -> None:
    assert [amount.role for amount in parse_amounts(text)] == roles


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "百万", "千万", "万亿"]))
def test_a_written_sum_is_read_back(number: int, scale: str) -> None:
    factor = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "万亿": 10**12}[scale]
    (amount,) = parse_amounts(f"融资{number}{scale}美元")
    assert Decimal(amount.value) == number * factor


@given(st.text(alphabet="0123456789.,$€亿万千百十元美 kmbn%股份月日年-", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for amount in parse_amounts(text):
        assert text[amount.start : amount.end] == amount.text
        assert amount.value == "" or Decimal(amount.value) >= 0
    parse_stake(text)
    parse_day(text)


@pytest.mark.parametrize("unit", ["1", "1,", "千", "$", "1,111", "月", "9月", "27"])
def test_time_is_linear(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.perf_counter()
    parse_amounts(text)
    parse_stake(text)
    parse_day(text)
    assert time.perf_counter() - start < 10


def test_shares_and_days() -> None:
    assert parse_stake("保留27%的股份") == "27"
    assert parse_stake("a 49.5% stake") == "49.5"
    assert parse_stake("增长27%") == ""
    assert parse_day("9月22日宣布", year=2025) == "2025-09-22"
    assert parse_day("on Sept. 3, 2025") == "2025-09-03"
    assert parse_day("9月22日") == "--09-22"
    assert parse_day("上周") == ""
