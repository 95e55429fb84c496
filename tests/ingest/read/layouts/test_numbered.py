"""Sections of numbered entries, and sections that are one item."""

from __future__ import annotations

import pytest

from ingest.read.dialects import DIALECTS
from ingest.read.items import Node, to_node
from ingest.read.layouts.numbered import is_numbered, lay_out_numbered
from ingest.read.markdown.blocks import read_blocks
from tests.ingest.read.issues_read import check, issue_of

RUANYF = next(row for row in DIALECTS if row.layout == "numbered")


def nodes(text: str) -> list[Node]:
    return [to_node(block, {}) for block in read_blocks(text).blocks]


def titles(body: str) -> list[str]:
    issue = issue_of(f"# 科技爱好者周刊（第 9 期）：题\n\n{body}")
    check(issue)
    return [item.title for item in issue.items]


def test_entries_in_brackets_count_in_regular_sections_only() -> None:
    body = "（1）第一条。\n\n说明。\n\n（2）第二条。\n"
    text = f"# 科技爱好者周刊（第 9 期）：题\n\n## 某人谈某事\n\n{body}\n## 科技动态\n\n{body}"
    items = issue_of(text, source="x.md").items
    assert [item.title for item in items] == ["某人谈某事", "第一条。", "第二条。"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 工具\n\n1、[甲](https://e.com/a)（英文）\n\n说明。\n\n2、乙\n\n说明。", ["甲", "乙"]),
        ("## 工具\n\n1、甲\n\n3、[乙](https://e.com/b)\n\n说明。", ["甲", "乙"]),
        ("## 工具\n\n1、甲\n\n5、这里不过是正文里的一句话。", ["甲"]),
        ("## 封面\n\n一段话。\n\n又一段。", ["封面"]),
        ("开头的话。\n\n## 工具\n\n1、甲", ["开头的话", "甲"]),
        ("## 工具\n\n（完）\n\n1、甲", ["甲"]),
    ],
)
def test_entries(body: str, expected: list[str]) -> None:
    assert titles(body) == expected


def test_what_a_section_says_first_is_an_item_where_it_says_something() -> None:
    assert titles("## 工具\n\n欢迎。\n\n1、甲") == ["甲"]
    assert titles("## 工具\n\n见[此处](https://e.com/x)。\n\n1、甲") == ["工具", "甲"]


def test_issues_of_earlier_years_are_readings() -> None:
    body = "## 往年回顾\n\n[一篇旧文](https://e.com/1)（第 1 期）\n\n简介。\n\n见[又一篇](https://e.com/2)"
    issue = issue_of(f"# 科技爱好者周刊（第 9 期）：题\n\n{body}")
    assert [(item.kind, item.title) for item in issue.items] == [("reading", "一篇旧文"), ("reading", "又一篇")]


@pytest.mark.parametrize("title", ["订阅", "投稿"])
def test_what_a_newsletter_says_of_itself_is_editorial(title: str) -> None:
    (item,) = issue_of(f"# 科技爱好者周刊（第 9 期）：题\n\n## {title}\n\n每周五。").items
    assert item.kind == "editorial"


@pytest.mark.parametrize("text", ["# <b></b>\n\n正文。", "##", "# <b></b>", ""])
def test_headings_without_text_stop_nothing(text: str) -> None:
    laid = lay_out_numbered(nodes(text), RUANYF)
    assert len(laid.items) == ("正文" in text)


@pytest.mark.parametrize(
    ("text", "numbered"),
    [
        ("## 工具\n\n1、甲\n\n说明。\n\n2、乙", True),
        ("## 工具\n\n1、甲\n\n## 文章\n\n1、乙", False),
        ("1、甲\n\n2、乙", False),
        ("## 工具\n\n- 甲\n- 乙", False),
    ],
)
def test_the_layout_shows(text: str, numbered: bool) -> None:
    assert is_numbered(nodes(text)) == numbered
