"""Who released what: each rule, in sentences written for it."""

from __future__ import annotations

import pytest

from kg.model import ItemKind, Link
from tests.ingest.relate.marked import cases, ruled, said

# All that a sentence says, and behind it, by rule, what that rule reads in it or, where nothing stands below, not.
SENTENCES = """
[Acme|company]今天发布了[Foo 2|model]。
    acme released foo2
[Acme|company]发布三款新品：[Foo|product]（99美元起）、[Bar|product]和[Baz|product]。
    acme released foo
    acme released bar
    acme released baz
[Acme|company]宣布推出面向开发者的[Foo|product]，运行在[Bar|product]上。
    acme released foo
[Foo|model]由[Acme|company]开源。
    acme released foo
[Acme|company]发布[Foo|model]。同时推出[Bar|product]，免费可用。
    acme released foo
    acme released bar
[Acme|company]发布了年度报告[State of Foo|report]
    acme released stateoffoo
[Acme|company] launched [Foo 2|model] and [Bar|product] on Tuesday.
    acme released foo2
    acme released bar
[Foo|model] was released by [Acme|company].
    acme released foo
[Acme|company]’s [Foo|model] is out.
    acme released foo
用户都在等[Acme|company]的[Foo|model]。
    acme released foo
[Acme|company]发布会推迟，[Foo|model]的用户很失望
    nothing
[Foo|model]在[Acme|company]的[Foo|model]发布会之后降价
    acme released foo
[Acme|company]更像在看[Foo|model]的笑话
    nothing
[Acme|company] announced its first product, [Foo|product]: an API for everyone.
    acme released foo
[Acme|company]蒙特利尔实验室的[Foo|model]很小
    acme released foo
[Acme|company]宣布扩大使用[Foo|product]
    nothing
[Acme|company]上线文件创建：[Foo|product]现在能直接生成表格
    nothing
[Acme|company]推出[Foo|model]和轻量模型[Bar|model]
    acme released foo
    acme released bar
"""

RULES = {
    "release:verb": """
[Acme|company]昨晚放出了[Foo|model]的权重。
    acme released foo
[Acme|company]首发[Foo|product]
    acme released foo
[Acme|company]发[Foo|product]
    acme released foo
[Acme|company]推出[Foo|product]的[Bar|product]
    acme released bar
[OpenAI|company]增加了[GPT-6|model]
    openai released gpt6
[Acme|company]增加了[GPT-6|model]
    nothing
[Acme|company] updated [Sora|model] on Friday
    nothing
[Acme|company]发布了公告，没有提到[Foo|model]
    nothing
[Acme|company]宣布投资[Foo|product]
    nothing
[Acme|company] announces a partnership around [Foo|product]
    nothing
[Acme|company]在[Foo|model]发布前降价
    nothing
""",
    "release:thing": """
[GPT-6|model]已经发布，[OpenAI|company]说。
    openai released gpt6
[OpenAI|company]很高兴，[GPT-6|model]发布了。
    openai released gpt6
[GPT-6|model]发布了。
    nothing
[Foo|model]下周面世，[Acme|company]说。
    nothing
[OpenAI|company]说，在[GPT-6|model]上线
    nothing
""",
    "release:noun": """
[OpenAI|company]为[GPT-6|model]糟糕的发布道歉
    openai released gpt6
[Acme|company]为[GPT-6|model]糟糕的发布道歉
    nothing
[OpenAI|company]道歉，[GPT-6|model]糟糕的发布
    nothing
""",
    "release:possession": """
[OpenAI|company]的[GPT-6|model]
    openai released gpt6
[Acme|company]旗下的[Foo|product]和[Bar|product]
    acme released foo
    acme released bar
[Acme|company]’s new model [Foo|model]
    acme released foo
[Acme|company]的[GPT-6|model]账号
    nothing
[Acme|company]的用户，[Foo|product]
    nothing
""",
    "release:prefix": """
[OpenAI|company] [GPT-6|model]很快
    openai released gpt6
[Acme|company] [GPT-6|model]很快
    nothing
[Acme|company]  [Foo|product]
    nothing
""",
    "release:report": """
[Acme|company]年度白皮书：《[State of Foo|report]》
    acme released stateoffoo
[Acme|company] survey: [State of Foo|report]
    acme released stateoffoo
[Acme|company]年度白皮书：《[Foo|product]》
    nothing
""",
    "release:agent": """
[Foo|model] by [Acme|company] and [Beta|company]
    acme released foo
    beta released foo
[Foo|model]由[Acme|company]训练并开源
    nothing
[Foo|model]由[Acme|company]推出
    acme released foo
[Foo|model] built by [Acme|company]'s rivals
    nothing
[A Study of Foo|paper] from [Acme|company]
    nothing
""",
    "release:site": """
[State of Foo|report]，[Acme|company]
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


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("paper", "[A Study of Foo|paper]\n[Acme|company]提出一种新方法", "release:author"),
        ("paper", "[A Study of Foo|paper]：[Acme|company]把两步并成一步，快了四倍", "release:author"),
        ("bullet", "[A Study of Foo|paper]\n[Acme|company]研究者发现省了一半", "release:author"),
        ("reading", "[A Study of Foo|paper] from the [Acme|company]", "release:agent"),
    ],
)
def test_a_work_is_its_authors(kind: ItemKind, text: str, rule: str) -> None:
    assert ruled(rule, text, kind=kind) == {"acme released astudyoffoo"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("story", "[A Study of Foo|paper]\n[Acme|company]研究者发现省了一半"),
        ("bullet", "[A Study of Foo|paper]\n[Acme|company]股价下跌"),
        ("paper", "[Foo|model]\n[Acme|company]提出一种新方法"),
        ("paper", "[A Study of Foo|paper]：[Acme|company]发布[Foo|model]，快了四倍"),
    ],
)
def test_who_tells_of_something_else_is_no_author(kind: ItemKind, text: str) -> None:
    assert ruled("release:author", text, kind=kind) == set()


def test_launch_events_list_what_was_shown() -> None:
    text = "[Acme|company]开发者大会\n- [Foo|product]：包括[Bar|product]和[Baz|product]。\n- 增加了[Qux|model]"
    assert said(text) == {
        "acme released foo", "acme released bar", "acme released baz", "acme released qux"
    }  # fmt: skip
    assert ruled("release:event", text) == {"acme released foo"}
    assert ruled("release:event", text.replace("开发者大会", "新闻")) == set()


def test_what_another_made_was_not_shown_by_the_host() -> None:
    assert ruled("release:event", "[Acme|company]开发者大会\n- [GPT-6|model]：能用了") == set()


def test_who_acts_in_one_sentence_acts_in_the_next() -> None:
    text = (
        "[Acme|company]发布[Foo|model]。同时推出[Bar|product]。[Beta|company]开源[Baz|model]。还上线了[Qux|product]。"
    )
    assert said(text) == {
        "acme released foo", "acme released bar", "beta released baz", "beta released qux"
    }  # fmt: skip


@pytest.mark.parametrize(("url", "wanted"), [("https://docs.acme.org/x.pdf", 1), ("https://acme.org.example/x", 0)])
def test_a_report_on_the_site_of_an_organisation_is_hers(url: str, wanted: int) -> None:
    link = Link(url, url, "State of Foo", "text", 6, 18)
    text = "两家的报告\n[State of Foo|report]，[Acme|company]"
    assert len(ruled("release:site", text, links=(link,))) == wanted


def test_a_verb_inside_a_title_is_no_verb() -> None:
    assert said("[Acme|company]点评[Foo releases Bar|article]：[Baz|product]") == set()


def test_a_full_stop_inside_a_name_ends_no_sentence() -> None:
    assert said("[Acme|company]发布[Is It. Real|report]。") == {"acme released isitreal"}
