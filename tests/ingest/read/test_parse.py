"""Documents of every dialect become the issues that stand beside them in tests/issues."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read.dialects import DIALECTS, FALLBACK
from ingest.read.items import content_id, headline
from ingest.read.layouts.outline import is_section_name
from ingest.read.parse import parse_draft, parse_issue, read_document
from kg.errors import KgError
from kg.model import ITEM_KINDS, Issue

ISSUES = Path(__file__).parent / "issues"
FIXTURES = sorted(ISSUES.glob("*.md"))
REGENERATE = False  # True writes the .json files anew: read them before you commit them


def as_json(issue: Issue) -> str:
    return json.dumps(asdict(issue), ensure_ascii=False, indent=1, default=str) + "\n"


def check(issue: Issue) -> None:
    """What is true of every issue."""
    assert [item.position for item in issue.items] == list(range(len(issue.items)))
    assert len({item.id for item in issue.items}) == len(issue.items)
    for item in issue.items:
        assert item.id.startswith(f"{issue.id}-") and item.issue_id == issue.id
        assert item.kind in ITEM_KINDS
        assert item.title and item.title == item.title.strip() and item.text.startswith(item.title)
        assert len(set(item.urls)) == len(item.links)
        assert 0 < item.lines[0] <= item.lines[1]
        for link in item.links:
            assert item.field(link.field)[link.start : link.end] == link.label


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    issue = parse_issue(path.read_text("utf-8"), source=path.name)
    check(issue)
    expected = path.with_suffix(".json")
    if REGENERATE:
        expected.write_text(as_json(issue), "utf-8")
    assert as_json(issue) == expected.read_text("utf-8")


def test_fixtures_are_not_regenerated() -> None:
    assert REGENERATE is False


def test_every_dialect_has_a_fixture() -> None:
    seen = {read_document(path.read_text("utf-8"), source=path.name).dialect.name for path in FIXTURES}
    assert seen == {row.name for row in (*DIALECTS, FALLBACK)}


def test_windows_line_ends_change_nothing() -> None:
    for path in FIXTURES:
        text = path.read_text("utf-8")
        assert parse_issue(text.replace("\n", "\r\n"), source=path.name) == parse_issue(text, source=path.name)


def test_number_comes_from_the_title_not_from_the_file_name() -> None:
    text = "---\ntitle: 'LeoTalk AI周知 12: x'\ndate: 2025-12-08\n---\n# 其他阅读\n- a"
    issue = parse_issue(text, source="2025-12-09-leotalk-ai-weekly-1-x.md")
    assert (issue.id, issue.number, str(issue.date)) == ("leotalk-12", 12, "2025-12-08")


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("My Weekly #17", 17), ("Example Newsletter 3: T", 3), ("某某周报 12", 12), ("第 8 期：题", 8), ("Vol. 5", 5),
        ("42: The Answer", 42), ("What is new in Llama 4", None), ("GPT-5: a review", None), ("The year 2025", None),
        ("Issue 2025", None),
    ],
)  # fmt: skip
def test_number_that_a_title_tells(title: str, number: int | None) -> None:
    assert FALLBACK.number(title) == number


def test_issue_id_without_number_and_without_date() -> None:
    assert parse_issue("# Day\n\n- a", source="mine/2025-01-02-x.md").id == "mine-2025-01-02"
    assert parse_issue("# Day\n\n- a", source="mine/x.md").id == f"mine-{content_id('Day')}"


def test_second_item_of_the_same_title_gets_a_suffix() -> None:
    issue = parse_issue("# T 1\n\n## News\n\n- same\n- same", source="a.md")
    assert issue.items[1].id == f"{issue.items[0].id}-2"


def test_item_ids_do_not_depend_on_other_items() -> None:
    one = parse_issue("# T 1\n\n## News\n\n- a\n- b", source="a.md")
    two = parse_issue("# T 1\n\n## News\n\n- new\n- b", source="a.md")
    assert one.items[1].id == two.items[1].id


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("第一条消息。还有后半句。\n\nSecond note, with https://example.com/x.", ["第一条消息", "Second note, with https://example.com/x"]),
        ("- [甲](https://example.com/a)发布模型：很快\n- 乙融资", ["甲发布模型", "乙融资"]),
        ("# 甲发布模型\n\n正文。\n\n# 乙融资\n\n正文。", ["甲发布模型", "乙融资"]),
        ("## 甲发布模型\n\n- 要点一\n- 要点二", ["甲发布模型"]),
        ("# 产品&模型发布\n\n- 一\n- 二", ["一", "二"]),
        ("# OpenAI发布GPT-6", ["OpenAI发布GPT-6"]),
        ("# Meta releases Llama 5\n\nIt is open.", ["Meta releases Llama 5"]),
        ("# 其他阅读\n\n## 甲\n## 乙", ["甲", "乙"]),
        ("1、[甲](https://example.com/a)\n\n说明。", ["1、甲", "说明"]),
        ("# LeoTalk AI周知 99: 草稿\n\n# 热点论文\n\n- 一", ["一"]),
    ],
)  # fmt: skip
def test_drafts(text: str, titles: list[str]) -> None:
    issue = parse_draft(text, "draft.md")
    check(issue)
    assert [item.title for item in issue.items] == titles


def test_opinion_on_the_line_below_is_kept_apart() -> None:
    (item,) = parse_draft("## A story here\n\nText.\n*Opinion：好。*", "d").items
    assert (item.text, item.opinion) == ("A story here\nText.", "好。")


def test_subheadings_stay_in_their_story() -> None:
    issue = parse_issue("# LeoTalk AI周知 1: x\n\n# 其他\n\n## S\n\na\n\n### sub\n\n- b\n\n## T\n\nc", source="x.md")
    assert [item.text for item in issue.items] == ["S\na\nsub\n- b", "T\nc"]


def test_link_of_a_section_heading_is_not_lost() -> None:
    issue = parse_issue("# T 1\n\n## [News](https://example.com/s)\n\n- a\n- b", source="x.md")
    assert [item.urls for item in issue.items] == [("https://example.com/s",), ()]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("GPT-5.1发布", "GPT-5.1发布"),
        ("Version 1.5 is out. It is fast.", "Version 1.5 is out"),
        (
            "T. Rowe Price and Acme Inc. met Martin Jr. yesterday. More.",
            "T. Rowe Price and Acme Inc. met Martin Jr. yesterday",
        ),
        ("第一期。每周一见！", "第一期。每周一见！"),
        ("甲" * 100, "甲" * 60),
        ("甲" * 30 + "，" + "乙" * 40, "甲" * 30),
        ("OpenAI: a story", "OpenAI"),
        ("word " * 40, ("word " * 24).strip()),
    ],
)
def test_headline(text: str, title: str) -> None:
    assert headline(text) == title


def test_a_long_label_is_the_title() -> None:
    label = "A Paper with a Long Title: And a Subtitle That Goes On and On for More Than Eighty Characters"
    assert headline(f"{label} by Someone", [(0, len(label))]) == label


@pytest.mark.parametrize("name", ["技术研究/技术突破", "其他阅读", "Top Papers of the Week", "AI News", "机器人相关"])
def test_section_names(name: str) -> None:
    assert is_section_name(name)


@pytest.mark.parametrize("title", ["Meta发布新眼镜", "微软推出Office Agent", "OpenAI raises money", "GPT-5"])
def test_story_titles(title: str) -> None:
    assert not is_section_name(title)


URLS = st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9_/%-]{0,12}[a-zA-Z0-9/]", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00`{}<>"), max_size=12)
NOISE = st.sampled_from([
    "**", "*", "_", "[", "]", "(", ")", "- ", "1. ", "1、", "# ", "## ", "### ", "> ", "|", "~~~", "***\n", "---\n",
    "\n", "\n\n", "    ", "\t", "！[", "![", "</div>", "<div>", "<li>", "<b>", "Opinion：", "：", "\\", "&amp;",
    "（完）",
])  # fmt: skip
LINKS = st.one_of(
    URLS.map(lambda url: (url, f" {url} ")),
    URLS.map(lambda url: (url, f"[label]({url})")),
    URLS.map(lambda url: (url, f"[**粗体**]({url})：")),
    URLS.map(lambda url: (url, f"\n\n<a href=\"{url}\">x</a>\n")),
    URLS.map(lambda url: (url, f"\n- <{url}>\n")),
    URLS.map(lambda url: (url, f"\n# 标题 [x]({url} \"t\")\n\n")),
    URLS.map(lambda url: (url, f"\n> [x [y] z]({url})\n")),
)  # fmt: skip
PIECES = st.lists(st.one_of(WORDS.map(lambda text: ("", text)), NOISE.map(lambda text: ("", text)), LINKS), max_size=30)


@settings(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from([FALLBACK, *DIALECTS]))
def test_random_markdown_loses_no_url(pieces: list[tuple[str, str]], dialect: object) -> None:
    text = "".join(piece for _, piece in pieces)
    issue = parse_issue(text, source="x.md", dialect=dialect)  # type: ignore[arg-type]
    check(issue)
    texts = [part for item in issue.items for part in (*item.urls, item.text, item.opinion)]
    figures = [image.source for item in issue.items for image in item.images]  # "!" before a link makes it one
    seen = "\n".join([*texts, *figures, issue.title, issue.subtitle])
    for url, _ in pieces:
        assert url in seen


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        check(parse_issue(text, source="x.md"))
        check(parse_draft(text, "x"))
    except KgError as error:
        assert str(error)


def test_entries_in_brackets_count_in_regular_sections_only() -> None:
    body = "（1）第一条。\n\n说明。\n\n（2）第二条。\n"
    text = f"# 科技爱好者周刊（第 9 期）：题\n\n## 某人谈某事\n\n{body}\n## 科技动态\n\n{body}"
    items = parse_issue(text, source="x.md").items
    assert [item.title for item in items] == ["某人谈某事", "第一条。", "第二条。"]


def test_opinion_as_a_list_entry_and_names_of_groups() -> None:
    text = "# LeoTalk AI周知 1: x\n\n# 产品\n\n**海外**\n\n- 甲\n- *Opinion：好。*\n\n**国内**\n\n- 乙"
    items = parse_issue(text, source="x.md").items
    assert [(item.text, item.opinion) for item in items] == [("甲", "好。"), ("乙", "")]
