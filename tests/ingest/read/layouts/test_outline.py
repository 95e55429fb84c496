"""Sections, stories and the entries of sections."""

from __future__ import annotations

import pytest

from ingest.read.layouts.outline import is_section_name
from tests.ingest.read.issues_read import check, issue_of


@pytest.mark.parametrize("name", ["技术研究/技术突破", "其他阅读", "Top Papers of the Week", "AI News", "机器人相关"])
def test_section_names(name: str) -> None:
    assert is_section_name(name)


@pytest.mark.parametrize("title", ["Meta发布新眼镜", "微软推出Office Agent", "OpenAI raises money", "GPT-5"])
def test_story_titles(title: str) -> None:
    assert not is_section_name(title)


def test_opinion_as_a_list_entry_and_names_of_groups() -> None:
    text = "# LeoTalk AI周知 1: x\n\n# 产品\n\n**海外**\n\n- 甲\n- *Opinion：好。*\n\n**国内**\n\n- 乙"
    items = issue_of(text, source="x.md").items
    assert [(item.text, item.opinion) for item in items] == [("甲", "好。"), ("乙", "")]


def test_subheadings_stay_in_their_story() -> None:
    issue = issue_of("# LeoTalk AI周知 1: x\n\n# 其他\n\n## S\n\na\n\n### sub\n\n- b\n\n## T\n\nc", source="x.md")
    assert [item.text for item in issue.items] == ["S\na\nsub\n- b", "T\nc"]


def test_link_of_a_section_heading_is_not_lost() -> None:
    issue = issue_of("# T 1\n\n## [News](https://example.com/s)\n\n- a\n- b", source="x.md")
    assert [item.urls for item in issue.items] == [("https://example.com/s",), ()]


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("## News\n\n- a\n- b", ["a", "b"]),
        ("## Acme ships a rocket\n\nText.", ["Acme ships a rocket"]),
        ("## Acme ships a rocket\n\n- point\n- point two", ["Acme ships a rocket"]),
        ("## Around the house\n\n- [a](https://e.com/a)\n- [b](https://e.com/b)", ["a", "b"]),
        ("## Acme ships a rocket\n## Emca lands one", ["Acme ships a rocket", "Emca lands one"]),
        ("## Field notes\n\n### Acme ships\n\nText.\n\n### Emca lands\n\nText.", ["Acme ships", "Emca lands"]),
        ("Hello.\n\n## News\n\n- a", ["Hello", "a"]),
        (
            "## Pages of interest\n\nSome that I liked.\n\n- [a](https://e.com/a)\n- [b](https://e.com/b)\n- [c](https://e.com/c)",
            ["a", "b", "c"],
        ),
    ],
)
def test_sections_and_stories(body: str, titles: list[str]) -> None:
    issue = issue_of(f"# My Weekly 1\n\n{body}")
    check(issue)
    assert [item.title for item in issue.items] == titles


@pytest.mark.parametrize(
    ("section", "kind"), [("热点论文", "paper"), ("其他阅读", "reading"), ("News", "bullet"), ("Top papers", "paper")]
)
def test_kinds_of_entries(section: str, kind: str) -> None:
    assert [item.kind for item in issue_of(f"# W 1\n\n## {section}\n\n- a").items] == [kind]


def test_a_line_that_introduces_a_section_is_left_out() -> None:
    assert [item.text for item in issue_of("# W 1\n\n## News\n\n本周的几条：\n\n- a").items] == ["a"]


def test_figures_wait_for_the_first_item_of_their_section() -> None:
    (first, second) = issue_of("# W 1\n\n## News\n\n![](a.png)\n\n- a\n- b").items
    assert [image.source for image in first.images] == ["a.png"] and not second.images


def test_a_section_of_figures_alone_is_an_item() -> None:
    (item,) = issue_of("# W 1\n\n## News\n\n![](a.png)\n\n![](b.png)").items
    assert item.title == "News" and len(item.images) == 2


def test_points_stand_in_the_text_with_their_marks() -> None:
    (item,) = issue_of("# W 1\n\n## Acme ships\n\nText.\n\n- a\n    1. b").items
    assert item.text == "Acme ships\nText.\n- a\n  1. b"


def test_an_opinion_goes_on_while_it_is_in_italics() -> None:
    (item,) = issue_of("# W 1\n\n## Acme ships\n\nText.\n\n*My take: good.*\n\n*Very good.*\n\nMore text.").items
    assert (item.text, item.opinion) == ("Acme ships\nText.\nMore text.", "good.\nVery good.")
