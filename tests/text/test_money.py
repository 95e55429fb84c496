"""Amounts as people write them, and read again as they were meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kg.text.money import amount_in
from kg.text.numbers import amounts, sums

CURRENCIES = ["USD", "EUR", "GBP", "JPY", "HKD", "KRW", "INR", "CNY"]
VALUES = st.integers(100, 10**15).map(Decimal)


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        ("10000000000", "USD", "$10B", "100亿美元"),
        ("1500000", "USD", "$1.5M", "150万美元"),
        ("1200000000000", "USD", "$1.2T", "1.2万亿美元"),
        ("999999999", "USD", "$1B", "10亿美元"),
        ("99999999", "USD", "$100M", "1亿美元"),
        ("5000", "USD", "$5,000", "5000美元"),
        ("19.99", "USD", "$19.99", "19.99美元"),
        ("12345678", "EUR", "€12.35M", "1235万欧元"),
        ("300000000", "CNY", "¥300M", "3亿元"),
        ("780000000", "HKD", "HK$780M", "7.8亿港元"),
        ("250000000000", "JPY", "250 billion yen", "2500亿日元"),
        ("1000000000", "KRW", "1 billion won", "10亿韩元"),
        ("10000000", "SEK", "10M SEK", "1000万 SEK"),
        ("49.5", "%", "49.5%", "49.5%"),
        ("100", "%", "100%", "100%"),
        ("0", "USD", "$0", "0美元"),
        ("20000", "", "20,000", "2万"),
    ],
)
def test_as_people_write_it(value, unit, english, chinese):
    assert amount_in(Decimal(value), unit, "en") == english
    assert amount_in(Decimal(value), unit, "zh") == chinese


@given(VALUES, st.sampled_from(CURRENCIES), st.sampled_from(["zh", "en"]))
@example(Decimal(99_995), "USD", "zh")
@example(Decimal(999_950_000), "KRW", "en")
def test_what_is_written_is_read_as_the_same_sum(value, unit, language):
    assume(unit != "KRW" or value >= 10**6)  # "101 won" may as well be a verb, and is not read as money
    (read,) = sums(f"以{amount_in(value, unit, language)}收购。")
    assert read.unit == unit
    assert abs(read.value - value) <= value / 1000


@given(VALUES, st.sampled_from(CURRENCIES), st.sampled_from(["zh", "en"]))
def test_the_number_is_short_and_its_scale_the_right_one(value, unit, language):
    digits = "".join(c for c in amount_in(value, unit, language) if c.isdigit() or c == ".")
    step = 10**4 if language == "zh" else 10**3
    # Below the least scale, and above the greatest, there is nothing to shorten with.
    least = 10**4 if language == "zh" else 10**6
    if least <= value < 10**12 * step * Decimal("0.999"):
        assert 1 <= Decimal(digits) < step


@given(st.decimals(0, 1000, places=2))
def test_a_share_is_read_as_the_same(value):
    written = amount_in(value, "%", "en")
    assert written == amount_in(value, "%", "zh")
    assert [amount.value for amount in amounts(written)] == [value]


@given(VALUES, VALUES, st.sampled_from(CURRENCIES), st.sampled_from(["zh", "en"]))
def test_of_two_sums_the_greater_is_never_written_as_less(one, other, unit, language):
    assume(unit != "KRW" or min(one, other) >= 10**6)
    low, high = sorted((one, other))
    (read_low,), (read_high,) = (sums(f"{amount_in(value, unit, language)}。") for value in (low, high))
    assert read_low.value <= read_high.value
