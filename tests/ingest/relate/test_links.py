"""What is built on what, and what competes with what: each rule, in sentences written for it."""

from __future__ import annotations

import pytest

from tests.ingest.relate.marked import cases, ruled, said

# All that a sentence says, and behind it, by rule, what that rule reads in it or, where nothing stands below, not.
SENTENCES = """
[Acme|company]推出了基于[Bar|model]的[Foo|product]。
    acme released foo
    foo based_on bar
[Foo|model]基于[Bar|model]微调而来。
    foo based_on bar
[Foo|product]是[Bar 1|model]的一个增强版，更稳定。
    foo based_on bar1
[Foo|model] is fine-tuned from [Bar|model].
    foo based_on bar
[Acme|company]推出[Foo|product]，基于类似[Bar|product]的流程
    acme released foo
    foo competes_with bar
[Acme|company]发布[Foo|product]，对标[Beta|company]的[Bar|product]。
    acme released foo
    beta released bar
    foo competes_with bar
[Foo|product]更像是和[Beta|company]的[Bar|product]竞争。
    beta released bar
    foo competes_with bar
[Foo|model]比[Bar|model]更便宜。
    foo competes_with bar
[Foo|model] beats [Bar|model] and matches [Baz|model].
    foo competes_with bar
    foo competes_with baz
[Foo|model] rivals [Acme|company]'s [Bar|model] and [Beta|company]'s [Baz|model].
    foo competes_with bar
    foo competes_with baz
    acme released bar
    beta released baz
[GPT-6|model]比[ChatGPT|product]更快。
    nothing
[Foo|product]可以连接[Bar|product]、[Baz|product]之类的应用。
    nothing
[Foo|product]支持[Bar|product]，基于[Baz|model]开发
    foo based_on baz
以[Bar|model]为底座训练出来的是[Foo|model]
    nothing
[Foo|model]以[Bar|model]为底座
    foo based_on bar
一个 [Foo|product] 语言写的服务器，类似 [Bar|product]
    nothing
[Acme|company]超过[Beta|company]成为估值最高的公司
    nothing
[Foo|product]的用户少了，而[Bar|product]的多了
    foo competes_with bar
"""

RULES = {
    "based:on": """
[Foo|model]采用了[Bar|model]
    foo based_on bar
采用[Bar|model]之后更快
    nothing
[Foo|product]由[Bar|model]驱动
    foo based_on bar
[Foo|product]由[Bar|model]提出
    nothing
基于[Bar|model]的轻量工具[Foo|product]
    foo based_on bar
[Foo|product]基于[Acme|company]的[Bar|model]
    foo based_on bar
[Foo|product] is powered by [Bar|model] and [Baz|model].
    foo based_on bar
    foo based_on baz
[Foo|product]基于类似[Bar|model]的东西
    nothing
[Foo|product]基于开源社区，[Bar|model]
    nothing
""",
    "based:variant": """
[Foo|model]是[Bar|model]的蒸馏版
    foo based_on bar
[Foo|model]以[Bar|model]为底座
    foo based_on bar
[Foo|product]像[Bar|model]的变体
    nothing
[Foo|model]是[Acme|company]的变体
    nothing
""",
    "based:used-by": """
[Acme|company]推出[Foo|model]。应用了：[Bar|product]、[Baz|product]
    bar based_on foo
    baz based_on foo
[Acme|company]推出[Foo|model]。应用了：[Foo|model]
    nothing
正在使用：[Bar|product]
    nothing
""",
    "rival:verb": """
[Foo|model] versus [Bar|model]
    foo competes_with bar
[Acme|company] challenges [Beta|company]
    acme competes_with beta
[Foo|product]挑战[Acme|company]的[Bar|product]
    foo competes_with bar
[Foo|product]超越领域的[Bar|product]
    foo competes_with bar
[Foo|product]类似领域的[Bar|product]
    nothing
[Foo|product]类似[Acme|company]的流程
    nothing
[Foo|product]（对标[Bar|product]）
    foo competes_with bar
[Foo|product]很贵（[Bar|model]对标[Baz|model]）
    bar competes_with baz
[Foo|product]+[Bar|model]击败[Baz|product]
    foo competes_with baz
在[Foo|product]上，[Bar|model]优于[Baz|model]
    bar competes_with baz
[GPT-6|model]击败[Sora|model]
    nothing
[Foo|model] beats for [Bar|model]
    nothing
[Foo|model]基于[Bar|model]，超越[Bar|model]
    nothing
""",
    "rival:with": """
[Foo|model]与[Bar|model]不相上下
    foo competes_with bar
[Foo|model]与[Acme|company]的[Bar|model]不相上下
    foo competes_with bar
[Foo|model]与[Bar|model]一起上线
    nothing
""",
    "rival:than": """
[Foo|model]比[Bar|model]还好
    foo competes_with bar
[Foo|model]比[Bar|model]有名
    nothing
""",
    "rival:lost": """
[Foo|model]被[Bar|model]反超
    foo competes_with bar
[Foo|model]被[Bar|model]收录
    nothing
""",
    "rival:market": """
[Acme|company]推出[Foo|product]。市面上已有[Bar|product]、[Baz|product]之类的工具
    foo competes_with bar
    foo competes_with baz
[Acme|company]推出[Foo|product]。可以连接[Bar|product]之类的工具
    nothing
""",
    "rival:contrast": """
[Acme|company]推出[Foo|product]。反观[Bar|product]，没有动静
    foo competes_with bar
[Acme|company]少了，而[Beta|company]的多了
    acme competes_with beta
[Acme|company]少了，而[Bar|product]的多了
    nothing
""",
    "release:prefix": """
[Foo|product]击败[OpenAI ChatGPT|product|ChatGPT]，[OpenAI|company]
    openai released chatgpt
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


def test_the_opinion_knows_what_the_item_is_about() -> None:
    opinion = "市面上已经有[Bar|product]、[Baz|product]之类的浏览器。"
    found = said("[Acme|company]推出[Foo|product]", opinion=opinion)
    assert found == {"acme released foo", "foo competes_with bar", "foo competes_with baz"}


def test_what_a_line_opens_with_is_what_it_compares() -> None:
    text = "[Acme|company]推出[Foo|product]\n[Bar|product]：对标[Baz|product]\n对标[Qux|product]"
    assert ruled("rival:verb", text) == {"bar competes_with baz", "foo competes_with qux"}


def test_two_of_one_house_do_not_compete() -> None:
    assert ruled("rival:than", "[GPT-6|model]比[Opus 9|model]更快") == {"gpt6 competes_with opus9"}
    assert ruled("rival:than", "[GPT-6|model]比[Sora|product]更快") == set()
