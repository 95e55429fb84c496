"""Deals between organisations: each rule, in sentences written for it."""

from __future__ import annotations

import pytest

from tests.ingest.relate.marked import cases, ruled, said

# All that a sentence says, and behind it, by rule, what that rule reads in it or, where nothing stands below, not.
SENTENCES = """
[Acme|company]和[Beta|company]联合推出[Foo|model]。
    acme released foo
    beta released foo
    acme partnered_with beta
[Acme|company]以54亿美元收购了[Beta|company]。
    acme acquired beta
[Beta|company]被[Acme|company]收购。
    acme acquired beta
[Beta|company] was acquired by [Acme|company] for $2B.
    acme acquired beta
[Acme|company]向[Beta|company]投资10亿美元。
    acme invested_in beta
[Beta|company]完成5亿美元融资，由[Acme|company]和[Gamma|company]领投。
    acme invested_in beta
    gamma invested_in beta
[Beta|company] raised $30M led by [Acme|company].
    acme invested_in beta
[Acme|company]与[Beta|company]达成战略合作。
    acme partnered_with beta
[Acme|company]宣布和[Beta|company]合作。
    acme partnered_with beta
[Acme|company] partnered with [Beta|company].
    acme partnered_with beta
[Acme|company]的这笔投资已经赚钱了
    nothing
[Acme|company]递交招股书。
    acme ipo acme
[Acme|company]发布[Foo|product]，[Beta|company]、[Gamma|company]等为其背书。
    acme released foo
    acme partnered_with beta
    acme partnered_with gamma
[Acme|company]完成17亿欧元C轮融资，[Beta|company]领投，[Gamma|company]等参与
    beta invested_in acme
    gamma invested_in acme
[Acme|company]融资3亿美元。领投的是[Beta|company]
    beta invested_in acme
[Acme|company]持有[Beta|company]27%的股份
    acme invested_in beta
[Acme|company] is in talks to put $10 billion into [Beta|company].
    acme invested_in beta
[Acme|company]与[Beta|company]签下174亿美元的合同
    acme partnered_with beta
[Acme|company] and [Beta|company] signed a seven-year, $38 billion agreement.
    acme partnered_with beta
[Acme|company]从[Beta|company]那里锁定五年的算力
    acme partnered_with beta
[Acme|company]联合几家芯片厂（[Beta|company]、[Gamma|company]等）建机房
    acme partnered_with beta
    acme partnered_with gamma
[Acme|company]和[Beta|company]联合起诉[Gamma|company]
    nothing
据[Acme|company]报道，[Beta|company]收购了[Gamma|company]
    beta acquired gamma
[Acme|company] made its first acquisition: [Beta|company], the maker of things.
    acme acquired beta
[Acme|company]考虑到未上市公司的难处
    nothing
[Acme|company]和[Beta|company]通过聆讯
    acme ipo acme
    beta ipo beta
"""

RULES = {
    "acquired:verb": """
[Acme|company]买下[Beta|company]
    acme acquired beta
[Acme|company]和[Gamma|company]收购[Beta|company]
    acme acquired beta
    gamma acquired beta
[Acme|company]这次收购[Beta|company]
    nothing
[Acme|company]谈收购，[Beta|company]没有回应
    nothing
""",
    "acquired:passive": """
[Beta|company]被[Acme|company]并购
    acme acquired beta
[Beta|company] was bought by [Acme|company]
    acme acquired beta
[Beta|company]被[Acme|company]起诉
    nothing
""",
    "invested:verb": """
[Acme|company] invested in [Beta|company].
    acme invested_in beta
[Acme|company]向[Beta|company]注资
    acme invested_in beta
[Acme|company]认购了[Beta|company]的新股
    acme invested_in beta
[Acme|company]买入[Beta|company]的芯片
    nothing
[Acme|company] led [Beta|company]'s funding round.
    acme invested_in beta
[Acme|company] led the day for [Beta|company]
    nothing
[Acme|company]的投资人是[Beta|company]
    nothing
""",
    "invested:led": """
[Acme|company]参与[Beta|company]的B轮
    acme invested_in beta
[Acme|company]参与[Beta|company]的活动
    nothing
[Beta|company]融资，领投方是[Acme|company]和[Gamma|company]
    nothing
[Beta|company]获投，[Acme|company]跟投
    acme invested_in beta
""",
    "invested:title": """
[Acme|company]与[Beta|company]。[Acme|company]陆续投资1千亿美元
    acme invested_in beta
[Acme|company]与[Beta|company]、[Gamma|company]。[Acme|company]陆续投资1千亿美元
    nothing
[Acme|company]与[Beta|company]。[Acme|company]陆续投资研发
    nothing
""",
    "invested:stake": """
[Acme|company] holds a 27% stake in [Beta|company]
    acme invested_in beta
[Acme|company]与[Beta|company]。[Acme|company]保留10%股权
    acme invested_in beta
[Acme|company]占有27%的市场，[Beta|company]
    nothing
""",
    "invested:raised": """
[Beta|company] raised $30M from [Acme|company] and [Gamma|company].
    acme invested_in beta
    gamma invested_in beta
[Beta|company]完成融资，由[Acme|company]投资
    acme invested_in beta
[Beta|company]融资3亿元，来自[Acme|company]的报道
    nothing
""",
    "partner:pair": """
[Acme|company] and [Beta|company] team up.
    acme partnered_with beta
[Acme|company]、[Beta|company]结盟
    acme partnered_with beta
[Acme|company]和[Beta|company]的共同点
    nothing
""",
    "partner:with": """
[Gamma|company]说，与[Beta|company]合作
    gamma partnered_with beta
[Gamma|company]说，[Beta|company]合作
    nothing
""",
    "partner:verb": """
[Acme|company]牵手[Beta|company]
    acme partnered_with beta
[Acme|company]推出[Foo|product]。携手[Beta|company]。
    acme partnered_with beta
[Acme|company] teams up with [Beta|company].
    acme partnered_with beta
[Acme|company] announced partnerships in [Beta|company] land.
    nothing
[Acme|company]合作的[Beta|company]
    nothing
""",
    "partner:aside": """
[Acme|company]联合几家工厂（[Beta|company]、[Gamma|company]等）造芯
    acme partnered_with beta
    acme partnered_with gamma
[Acme|company]的几家工厂（[Beta|company]、[Gamma|company]等）合作
    nothing
""",
    "partner:both": """
[Acme|company]与[Beta|company]。双方达成合作
    acme partnered_with beta
[Acme|company]、[Beta|company]与[Gamma|company]。双方达成合作
    nothing
""",
    "partner:support": """
[Acme|company]发布[Foo|product]，[Beta|company]等成为首批客户
    acme partnered_with beta
[Acme|company]发布[Foo|product]，[Beta|company]等成为看客
    nothing
""",
    "partner:noun": """
[Acme|company]推出[Foo|product]，合作伙伴：[Beta|company]、[Gamma|company]
    acme partnered_with beta
    acme partnered_with gamma
""",
    "partner:trade": """
[Acme|company]向[Beta|company]采购芯片
    acme partnered_with beta
[Acme|company]给[Beta|company]供货
    nothing
""",
    "ipo:verb": """
[Acme|company]在港股上市
    acme ipo acme
[Acme|company] went public.
    acme ipo acme
[Acme|company]上市后
    nothing
[Acme|company]的[Foo|product]上市
    nothing
在[Acme|company]上市
    nothing
""",
}


@pytest.mark.parametrize(("text", "wanted"), cases(SENTENCES))
def test_a_sentence_says_so_much_and_no_more(text: str, wanted: set[str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [(rule, text, wanted) for rule, block in RULES.items() for text, wanted in cases(block)],
)
def test_a_rule_reads(rule: str, text: str, wanted: set[str]) -> None:
    assert ruled(rule, text) == wanted


def test_a_partner_of_a_thing_is_one_of_who_acts() -> None:
    text = "[Acme|company]推出[Foo|product]。[Foo|product]的合作伙伴：[Beta|company]"
    assert ruled("partner:noun", text) == {"acme partnered_with beta"}
