"""Sums, shares and days, as they are written in news."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.counting import chinese_number
from kg.text.numbers import amounts, changes, stake, sums


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
    (amount,) = sums(text)
    assert (amount.digits, amount.unit, amount.role) == (value, currency, "amount")


@pytest.mark.parametrize(
    "text", ["多元化", "三元组", "GPT-5", "13亿用户", "一元论", "1.3千万亿Tokens", "$变量", "第3单元测试", "12B参数"]
)
def test_what_is_no_sum(text: str) -> None:
    assert sums(text) == ()


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
    assert [amount.role for amount in sums(text)] == roles


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "百万", "千万", "万亿"]))
def test_a_written_sum_is_read_back(number: int, scale: str) -> None:
    factor = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "万亿": 10**12}[scale]
    (amount,) = sums(f"融资{number}{scale}美元")
    assert amount.value == number * factor


ALPHABET = "0123456789.,$€￥亿万千百十半两三几数上余多兆元人个 kmbnT%股份持的年-\n🔪美"


@given(st.one_of(st.text(max_size=60), st.text(alphabet=ALPHABET, max_size=80)))
def test_any_text_is_read_and_spans_give_back_what_is_written(text: str) -> None:
    for amount in (*amounts(text), *sums(text)):
        assert text[amount.start : amount.end] == amount.text == amount.text.strip()
        assert amount.value is None or amount.value >= 0
        assert amount.digits == "" or Decimal(amount.digits) == amount.value
    assert all(amount.value is not None for amount in amounts(text))
    assert stake(text) == "" or Decimal(stake(text)) >= 0


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_a_text_changes_nothing_against_itself(text: str) -> None:
    assert changes(amounts(text), amounts(text)) == ()


def test_long_runs_are_read() -> None:
    for unit in ("1", "1,", "千", "$", "1,111", "27%", "(", "十几"):
        amounts(unit * 4000)
        sums(unit * 4000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10多亿美元", [("1000000000", "USD")]),
        ("910-930亿美元", [("93000000000", "USD")]),
        ("三十余亿美元", [("", "USD")]),
        ("一百二十亿元", [("12000000000", "CNY")]),
        ("￥1,234", [("1234", "CNY")]),
        ("HK$2 million", [("2000000", "HKD")]),
        ("Rho 4.1 won the cup", []),
        ("5 billion won", [("5000000000", "KRW")]),
        ("$20mm", [("20000000", "USD")]),
    ],
)
def test_sums_in_all_wordings(text: str, found: list[tuple[str, str]]) -> None:
    assert [(amount.digits, amount.unit) for amount in sums(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20多万家客户", [(200000, "")]),
        ("兆瓦级，5兆瓦电站", [(5_000_000, "W")]),
        ("12B参数，1.3千万亿tokens", [(12_000_000_000, "parameter"), (1_300_000_000_000_000, "token")]),
        ("799🔪起", [(799, "USD")]),
        ("数百万颗GPU，上百人", []),  # an order of size is no number
        ("Rho-5 2025年11月3日 1/3 第7期", []),
        ("版本 5.0\n百川", []),
        ("4 千问", []),
        ("30人，30 people", [(30, "person")]),
    ],
)
def test_what_counts_something(text: str, found: list[tuple[int, str]]) -> None:
    assert [(amount.value, amount.unit) for amount in amounts(text)] == found


def test_a_sum_in_two_languages_is_one() -> None:
    (chinese,), (english,) = amounts("58亿美元"), amounts("$5.83 billion")
    assert chinese.same(english) and chinese.telling
    assert not amounts("50亿美元")[0].telling


def test_shares_of_a_company() -> None:
    assert stake("保留27%的股份") == "27"
    assert stake("a 49.5% stake") == "49.5"
    assert stake("持股约30%") == "30"
    assert stake("增长27%，持有 12.5%") == "12.5"
    assert stake("增长27%") == ""


def test_chinese_numbers() -> None:
    texts = ("七", "十", "十三", "二十", "四十二", "一百", "一百零三", "7", "x", "", "几", "9" * 5000)
    assert [chinese_number(text) for text in texts] == [7, 10, 13, 20, 42, 100, 103, 7, None, None, None, None]
    larger = ("八千", "一万二千", "三万五千亿", "一亿二千万", "两百万", "千亿", "百萬億")
    assert [chinese_number(text) for text in larger] == [
        8000, 12_000, 3_500_000_000_000, 120_000_000, 2_000_000, 10**11, 10**14,
    ]  # fmt: skip


def _written(number: int) -> str:
    """A number below 10^8 in Chinese characters, in full."""
    if number >= 10_000:
        rest = number % 10_000
        return _written(number // 10_000) + "万" + (("零" if rest < 1000 else "") + _written(rest) if rest else "")
    text = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        text += "零一二三四五六七八九"[digit] + name if digit else "零" if text and not text.endswith("零") else ""
    return text.rstrip("零")


@given(st.integers(1, 99_999_999))
def test_a_number_in_characters_is_read_back(number: int) -> None:
    assert chinese_number(_written(number)) == number
