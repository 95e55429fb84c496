"""Sums, shares and days of deals, in sentences written for them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.relate.deals import REACH, deal_attributes
from kg.model import PREDICATES, Predicate

MARK = re.compile(r"\[(\w+)\]")


def read(text: str, predicate: Predicate = "acquired", subject: str = "acme", target: str = "beta") -> dict[str, str]:
    """What a sentence, its names in square brackets, gives of a deal between two of them."""
    named, plain, at = {}, "", 0
    for match in MARK.finditer(text):
        plain += text[at : match.start()]
        named[match[1].lower()] = (len(plain), len(plain) + len(match[1]))
        plain, at = plain + match[1], match.end()
    return dict(deal_attributes(predicate, plain + text[at:], named, subject, target))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Acme]以54亿美元收购[Beta]", {"amount": "5400000000", "currency": "USD"}),
        ("[Beta] was acquired by [Acme] for $2B.", {"amount": "2000000000", "currency": "USD"}),
        ("[Acme]以17亿欧元收购[Beta]", {"amount": "1700000000", "currency": "EUR"}),
        ("[Acme]以数亿美元收购[Beta]", {"amount_text": "数亿美元", "currency": "USD"}),
        ("[Acme]收购[Beta]27%的股份", {"stake": "27"}),
        ("[Acme] holds a 27% stake in [Beta]", {"stake": "27"}),
        ("[Acme]占有27%的市场，收购[Beta]", {}),
        ("9月22日，[Acme]收购[Beta]", {"date": "--09-22"}),
        ("[Acme]收购[Beta]（估值达到$350B）", {"valuation": "350000000000"}),
        ("[Acme]以3亿美元收购[Beta]，[Beta]去年营收9亿美元", {"amount": "300000000", "currency": "USD"}),
        ("[Acme]收购[Beta]", {}),
    ],
)
@pytest.mark.parametrize("predicate", ["acquired", "invested_in"])
def test_a_deal_has_its_sums_shares_and_days(text: str, wanted: dict[str, str], predicate: Predicate) -> None:
    assert read(text, predicate) == wanted


def test_a_contract_has_a_sum_and_no_share() -> None:
    text = "[Acme] and [Beta] signed a seven-year, $38 billion agreement."
    assert read(text, "partnered_with") == {"amount": "38000000000", "currency": "USD"}
    assert read("[Acme]与[Beta]签下27%的股份合同", "partnered_with") == {}


def test_what_a_listing_raises_is_no_price() -> None:
    text = "9月22日，[Acme]上市，募得3亿美元，估值20亿美元"
    assert read(text, "ipo", target="acme") == {"valuation": "2000000000", "date": "--09-22"}


@pytest.mark.parametrize("predicate", sorted(set(PREDICATES) - {"acquired", "invested_in", "partnered_with", "ipo"}))
def test_only_deals_have_sums(predicate: Predicate) -> None:
    assert read("9月22日，[Acme]以3亿美元发布[Beta]", predicate) == {}


def test_a_sum_in_a_bracket_belongs_to_whom_it_stands_with() -> None:
    text = "[Acme]（$10B）和[Beta] ($5B) 一起投资[Gamma]（估值达到$350B）"
    acme = read(text, "invested_in", "acme", "gamma")
    assert acme == {"amount": "10000000000", "currency": "USD", "valuation": "350000000000"}
    assert read(text, "invested_in", "beta", "gamma")["amount"] == "5000000000"


def test_a_sum_in_a_bracket_behind_another_name_is_nobodys() -> None:
    assert read("[Acme]投资[Beta]，Delta（$5B）不投", "invested_in") == {}
    assert read("[Acme]（估值20亿美元）投资[Beta]", "invested_in") == {}


def test_the_subjects_own_sum_goes_before_a_nearer_one() -> None:
    text = "[Acme]（$10B）和[Beta]各自投资，共计3亿美元"
    assert read(text, "invested_in")["amount"] == "10000000000"


def test_a_bracket_that_is_closed_holds_nothing_more() -> None:
    assert read("[Beta]（美国）被[Acme]以3亿美元收购")["amount"] == "300000000"


def test_a_sum_too_far_away_is_anothers() -> None:
    near, far = ("[Acme]收购[Beta]" + "很" * gap + "3亿美元" for gap in (REACH, REACH + 1))
    assert read(near)["amount"] == "300000000" and read(far) == {}
    near, far = ("3亿美元" + "很" * gap + "[Acme]收购[Beta]" for gap in (REACH, REACH + 1))
    assert read(near)["amount"] == "300000000" and read(far) == {}


def test_of_several_sums_the_nearest_is_meant() -> None:
    text = "[Acme]收购[Beta]，作价3亿美元，此前有人出5亿美元"
    assert read(text)["amount"] == "300000000"
    assert read("此前有人出5亿美元，[Acme]以3亿美元收购[Beta]")["amount"] == "300000000"


def test_where_no_name_stands_in_the_sentence_there_is_no_sum() -> None:
    assert dict(deal_attributes("acquired", "9月22日以3亿美元成交", {}, "acme", "beta")) == {"date": "--09-22"}


PIECES = [
    "3亿美元",
    "$5B",
    "数亿元",
    "27%的股份",
    "（",
    "）",
    "(",
    ")",
    "估值",
    "9月22日",
    "，",
    "收购",
    "🔪",
    " ",
    "2025年",
]


@given(st.lists(st.sampled_from(["[Acme]", "[Beta]", *PIECES]), max_size=20), st.sampled_from(PREDICATES))
def test_each_attribute_once_and_a_sum_with_its_currency(words: list[str], predicate: Predicate) -> None:
    text = "".join(words)
    plain = MARK.sub(lambda match: match[1], text)
    named = {
        match[1].lower(): (at, at + len(match[1]))
        for match in re.finditer("(Acme|Beta)", plain)
        if (at := match.start()) >= 0
    }
    found = deal_attributes(predicate, plain, named, "acme", "beta")
    names = [name for name, _ in found]
    assert len(names) == len(set(names)) and all(value for _, value in found)
    assert set(names) <= {"amount", "amount_text", "currency", "valuation", "stake", "date"}
    assert ("currency" in names) == (not {"amount", "amount_text"}.isdisjoint(names))
