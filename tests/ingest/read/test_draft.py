"""Drafts: what a person would count as an item is one, however the draft is written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read.draft import parse_draft
from kg.model import Item
from tests.conftest import ROOT, SAMPLE, shared
from tests.ingest.read.issues_read import check, issue_of
from tests.ingest.read.test_parse import FIXTURES, PIECES


def items(text: str) -> tuple[Item, ...]:
    issue = parse_draft(text)
    check(issue)
    return issue.items


def titles(text: str) -> list[str]:
    return [item.title for item in items(text)]


@pytest.mark.parametrize("mark", ["#", "##", "###"])
@pytest.mark.parametrize(
    "points", ["- 其一\n- 其二", "- [其一](https://e.com/1)\n- [其二](https://e.com/2)", "1. 其一\n2. 其二"]
)
@pytest.mark.parametrize("end", ["", "\n\n说明一句。", "\n\n说明一句。\n\n![](a.png)\n\n再说一句。"])
def test_a_heading_with_its_points_and_text_is_one_item(mark: str, points: str, end: str) -> None:
    names = ["甲公司发了火箭", "乙公司收了丙公司", "Acme ships a rocket"]
    found = items("\n\n".join(f"{mark} {name}\n\n{points}{end}" for name in names))
    assert [item.title for item in found] == names
    assert all("其一" in item.text and "其二" in item.text and item.text.endswith(end[-5:].strip()) for item in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 产品&模型发布\n\n- 甲\n- 乙", ["甲", "乙"]),
        ("# 产品发布\n\n## 甲公司发了火箭\n\n- 要点\n\n# 其他阅读\n\n- 丙\n- 丁", ["甲公司发了火箭", "丙", "丁"]),
        ("# 其他阅读\n\n## 甲\n## 乙", ["甲", "乙"]),
        ("## Top Papers\n\n**Vision**\n\n- One paper\n- Another", ["One paper", "Another"]),
        ("## Pages I liked\n\n- [a](https://e.com/a)\n- [b](https://e.com/b)\n- [c](https://e.com/c)", ["a", "b", "c"]),
        (
            "## Pages I liked\n\nAll of them short.\n\n- [a](https://e.com/a)\n- [b](https://e.com/b)\n- [c](https://e.com/c)",
            ["All of them short", "a", "b", "c"],
        ),
        ("## 工具\n\n1、[甲](https://e.com/a)\n\n说明。\n\n2、[乙](https://e.com/b)\n\n说明。", ["甲", "乙"]),
    ],
)
def test_a_draft_laid_out_as_a_newsletter_is_cut_as_one(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# OpenAI发布GPT-6", ["OpenAI发布GPT-6"]),
        ("# Notes for Friday\n\n## Acme ships\n\nText.\n\n## Emca lands\n\n- point", ["Acme ships", "Emca lands"]),
        ("# Notes for Friday\n\nHello.\n\n## Acme ships\n\n## Emca lands", ["Hello.", "Acme ships", "Emca lands"]),
        ("# Acme ships\n\nText.\n\n# Emca lands\n\nText.", ["Acme ships", "Emca lands"]),
        ("- one\n- two\n\n# Acme ships\n\nText.", ["one", "two", "Acme ships"]),
        ("一句话。\n\n又一句。\n\n# 甲公司发了火箭", ["一句话。", "又一句。", "甲公司发了火箭"]),
        ("## Acme ships\n\nText.\n\n### In detail\n\n- point", ["Acme ships", "In detail"]),
        (
            "# Field notes\n\n## Acme ships\n\n### In detail\n\nText.\n\n## Emca lands\n\nText.",
            ["In detail", "Emca lands"],
        ),
    ],
)
def test_titles_and_what_stands_above_headings(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲公司发了火箭。很快。\n\n乙公司也发了。", ["甲公司发了火箭。", "乙公司也发了。"]),
        ("Acme ships a rocket. Fast.\n\nEmca lands one.", ["Acme ships a rocket.", "Emca lands one."]),
        ("Acme ships a rocket\nand lands it.\n\n甲也是。", ["Acme ships a rocket and lands it.", "甲也是。"]),
        ("First news.\n---\nSecond news.", ["First news.", "Second news."]),
        ("First news.\n\n***\n\nSecond news.", ["First news.", "Second news."]),
        ("　　甲公司发了火箭。\n\n　　乙公司也发了。", ["甲公司发了火箭。", "乙公司也发了。"]),
    ],
)
def test_each_loose_paragraph_is_an_item_named_by_its_first_sentence(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 甲：很快\n- 乙", ["甲：很快", "乙"]),
        ("* a\n* b\n\n* c", ["a", "b", "c"]),
        ("1. a\n2. b", ["a", "b"]),
        ("1、甲公司发了火箭\n2、乙公司\n说明\n3、丙公司", ["甲公司发了火箭", "乙公司", "丙公司"]),
        ("• 甲\n• 乙", ["甲", "乙"]),
        ("本周：\n\n- 甲\n- 乙", ["甲", "乙"]),
        ("- a\n    - point\n- b", ["a", "b"]),
    ],
)
def test_each_entry_of_a_bare_list_is_an_item(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


@pytest.mark.parametrize(
    "text", ["Acme ships a rocket.", "甲公司发了火箭，很快", "见 https://e.com/a，很快。", "https://e.com/a"]
)
def test_a_line_is_an_item_with_or_without_a_dash(text: str) -> None:
    (loose,), (entry,) = items(text), items(f"- {text}")
    assert loose.text == entry.text == text and loose.title == entry.title and loose.links == entry.links


def test_bare_addresses_are_links_and_their_own_labels() -> None:
    (first, second) = items("见 https://e.com/a?utm_source=x，和（https://e.com/b）。\n\nhttps://e.com/c_(d)")
    assert first.urls == ("https://e.com/a?utm_source=x", "https://e.com/b")
    assert [link.label for link in first.links] == list(first.urls)
    assert first.links[0].canonical == "https://e.com/a"
    assert second.urls == ("https://e.com/c_(d)",)


def test_a_labelled_link_names_its_entry() -> None:
    (item,) = items("- [甲公司发了火箭](https://e.com/a)：很快，也很便宜。")
    assert (item.title, item.urls) == ("甲公司发了火箭", ("https://e.com/a",))


def test_links_of_references_are_found_in_counted_lines() -> None:
    (first, second) = items("1、[甲][a]\n2、[乙][b]\n\n[a]: https://e.com/a\n[b]: https://e.com/b")
    assert (first.urls, second.urls) == (("https://e.com/a",), ("https://e.com/b",))
    assert (first.lines, second.lines) == ((1, 1), (2, 5))


def test_an_opinion_is_kept_apart() -> None:
    for text in ("## A story here\n\nText.\n*Opinion：好。*", "A story here  \nText.\n\n*Opinion：好。*"):
        (item,) = items(text)
        assert (item.text, item.opinion) == ("A story here\nText.", "好。")


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "***", "……", "\x00\x07"])
def test_an_empty_draft_has_no_items(text: str) -> None:
    assert items(text) == ()


def test_a_whole_issue_in_a_dialect_is_cut_as_its_newsletter_is() -> None:
    text = "# LeoTalk AI周知 99: 草稿\n\n# 热点论文\n\n- 一\n- 二\n\n# 技术研究\n\n## 甲公司发了火箭\n\n- 要点\n"
    issue = parse_draft(text)
    assert (issue.id, issue.number) == ("leotalk-99", 99)
    assert [(item.kind, item.title) for item in issue.items] == [
        ("paper", "一"), ("paper", "二"), ("story", "甲公司发了火箭"),
    ]  # fmt: skip


def test_loose_paragraphs_below_the_title_of_a_dialect() -> None:
    assert titles("# LeoTalk AI周知 99: 草稿\n\n甲公司发了火箭。\n\n乙公司也发了。") == [
        "甲公司发了火箭。",
        "乙公司也发了。",
    ]


@pytest.mark.parametrize("path", [*FIXTURES, *sorted(SAMPLE.rglob("*.md"))[:4]], ids=lambda path: path.stem)
def test_a_whole_issue_is_cut_as_a_build_cuts_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert parse_draft(text, path.name) == issue_of(text, source=path.name)


def test_a_whole_issue_with_front_matter() -> None:
    text = "---\ntitle: A quiet week\ndate: 2025-01-02\n---\n\n## News\n\n- a\n- b\n\n## Acme ships\n\n- a point\n"
    issue = parse_draft(text, "draft.md")
    assert (issue.title, issue.number, issue.date) == ("A quiet week", None, date(2025, 1, 2))
    assert [item.title for item in issue.items] == ["a", "b", "Acme ships"]


def test_front_matter_above_loose_text() -> None:
    issue = parse_draft("---\ntitle: T\ndate: 2025-01-02\n---\n\nOne.\n\nTwo.")
    assert (issue.title, [item.title for item in issue.items]) == ("T", ["One.", "Two."])


def test_a_file_name_tells_the_day() -> None:
    issue = parse_draft("One.", "2025-01-02-draft.md")
    assert (issue.date, issue.date_inferred, issue.source) == (date(2025, 1, 2), False, "2025-01-02-draft.md")


def test_control_characters_are_spaces() -> None:
    (item,) = items("Acme\x07ships\x1b a rocket.")
    assert item.text == "Acme ships  a rocket."


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_line_ends_change_nothing(path: Path, end: str) -> None:
    text = path.read_text("utf-8")
    assert parse_draft(text.replace("\n", end), path.name) == parse_draft(text, path.name)


SENTENCES = st.from_regex(r"[A-Z甲乙][a-z丙丁]{2,20}( [a-z]{1,8}){0,5}[.。]", fullmatch=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=6))
def test_as_many_items_as_paragraphs_entries_or_headings(sentences: list[str]) -> None:
    paragraphs = items("\n\n".join(sentences))
    entries = items("\n".join(f"- {sentence}" for sentence in sentences))
    assert [item.text for item in paragraphs] == [item.text for item in entries] == sentences
    stories = items("\n\n".join(f"# Acme {n}x\n\n- {sentence}\n- b" for n, sentence in enumerate(sentences)))
    assert [item.text for item in stories] == [f"Acme {n}x\n- {sentence}\n- b" for n, sentence in enumerate(sentences)]


@settings(max_examples=100, deadline=None)
@given(PIECES)
def test_no_address_is_lost(pieces: list[tuple[str, str]]) -> None:
    issue = parse_draft("".join(piece for _, piece in pieces))
    check(issue)
    figures = [image.source for item in issue.items for image in item.images]
    texts = [part for item in issue.items for part in (*item.urls, item.text, item.opinion)]
    seen = "\n".join([*texts, *figures, issue.title, issue.subtitle])
    assert [url for url, _ in pieces if url not in seen] == []


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_read(text: str) -> None:
    items(text)


@pytest.mark.parametrize("name", ["sample", "collection"])
def test_each_labelled_draft_is_one_item(name: str) -> None:
    path = ROOT / "data" / "gold" / "prior-sample.jsonl" if name == "sample" else shared("gold", "prior.jsonl")
    drafts = [json.loads(line)["draft"] for line in path.read_text("utf-8").splitlines()]
    assert drafts
    for draft in drafts:
        (item,) = items(draft)
        assert item.text == draft.strip()


def test_the_sample_of_a_draft() -> None:
    text = (ROOT / "data" / "gold" / "draft-sample.md").read_text("utf-8")
    assert [item.text for item in items(text)] == [line.removeprefix("- ") for line in text.splitlines()]
