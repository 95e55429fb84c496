"""Documents of every dialect become the issues that stand beside them in `issues`; ids; no text is too odd."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read.dialects import DIALECTS, FALLBACK, Dialect
from ingest.read.items import content_id
from ingest.read.parse import ParsedIssue, parse_document, permalink, read_opening, rename, series_of
from kg.model import Issue
from tests.ingest.read.issues_read import check, issue_of

ISSUES = Path(__file__).parent / "issues"
FIXTURES = sorted(ISSUES.glob("*.md"))
REGENERATE = False  # True writes the .json files anew: read them before you commit them


def as_json(issue: Issue) -> str:
    return json.dumps(asdict(issue), ensure_ascii=False, indent=1, default=str) + "\n"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    issue = issue_of(path.read_text("utf-8"), source=path.name)
    check(issue)
    expected = path.with_suffix(".json")
    if REGENERATE:
        expected.write_text(as_json(issue), "utf-8")
    assert as_json(issue) == expected.read_text("utf-8")


def test_fixtures_are_not_regenerated() -> None:
    assert REGENERATE is False


def test_every_dialect_has_a_fixture() -> None:
    seen = {parse_document(path.read_text("utf-8"), source=path.name).dialect.name for path in FIXTURES}
    assert seen == {row.name for row in (*DIALECTS, FALLBACK)}


def test_windows_line_ends_change_nothing() -> None:
    for path in FIXTURES:
        text = path.read_text("utf-8")
        assert issue_of(text.replace("\n", "\r\n"), source=path.name) == issue_of(text, source=path.name)


def test_number_comes_from_the_title_not_from_the_file_name() -> None:
    text = "---\ntitle: 'LeoTalk AI周知 12: x'\ndate: 2025-12-08\n---\n# 其他阅读\n- a"
    issue = issue_of(text, source="2025-12-09-leotalk-ai-weekly-1-x.md")
    assert (issue.id, issue.number, str(issue.date)) == ("leotalk-12", 12, "2025-12-08")


def test_issue_id_without_number_and_without_date() -> None:
    assert issue_of("# Day\n\n- a", source="mine/2025-01-02-x.md").id == "mine-2025-01-02"
    assert issue_of("# Day\n\n- a", source="mine/x.md").id == f"mine-{content_id('Day')}"


def test_second_item_of_the_same_title_gets_a_suffix() -> None:
    issue = issue_of("# T 1\n\n## News\n\n- same\n- same", source="a.md")
    assert issue.items[1].id == f"{issue.items[0].id}-2"


def test_item_ids_do_not_depend_on_other_items() -> None:
    one = issue_of("# T 1\n\n## News\n\n- a\n- b", source="a.md")
    two = issue_of("# T 1\n\n## News\n\n- new\n- b", source="a.md")
    assert one.items[1].id == two.items[1].id


def test_a_renamed_issue_renames_its_items() -> None:
    renamed = rename(issue_of("# T 1\n\n## News\n\n- a\n- b"), "other-9")
    check(renamed)
    assert renamed.id == "other-9"


@pytest.mark.parametrize(
    ("path", "series"),
    [
        ("My Weekly/posts/2025/1.md", "my-weekly"),
        ("docs/issues/1.md", "newsletter"),
        ("1.md", "newsletter"),
        ("AI_Daily!/1.md", "ai-daily"),
    ],
)
def test_series_by_the_nearest_folder_that_says_anything(path: str, series: str) -> None:
    assert series_of(PurePosixPath(path)) == series


def test_a_folder_in_chinese_has_a_series_of_its_own() -> None:
    assert series_of(PurePosixPath("甲周刊/1.md")) != series_of(PurePosixPath("乙周刊/1.md"))


@pytest.mark.parametrize(
    ("template", "day", "address"),
    [
        ("/{year}/{month}/{day}/{number}", date(2025, 1, 6), "/2025/01/06/3"),
        ("/{date}-{stem}.html", date(2025, 1, 6), "/2025-01-06-a.html"),
        ("/{date}", None, ""),
        ("", date(2025, 1, 6), ""),
    ],
)
def test_permalinks(template: str, day: date | None, address: str) -> None:
    issue = Issue("i", "s", 3, "T", day, "posts/a.md")
    assert permalink(issue, Dialect("x", permalink=template)) == address


def test_the_beginning_of_a_document_tells_whose_it_is() -> None:
    opening = read_opening("\ufeff---\r\ntitle: LeoTalk AI周知 3\r\n---\r\n# 产品\r\n\r\n- 甲")
    assert opening.titles == ("LeoTalk AI周知 3", "产品") and opening.title == "LeoTalk AI周知 3"
    dialect = opening.find_dialect("a.md")
    assert dialect and dialect.name == "leotalk"
    assert opening.find_dialect("a.md", rows=()) is None
    assert read_opening("Text.").title == ""


def test_metadata_and_dropped_lines_are_told() -> None:
    parsed = parse_document("---\ntitle: T 1\n---\n# T 1\n\n## News\n\n---\n\n- a", source="x.md")
    assert parsed.metadata == ((1, 3), (4, 4), (6, 6))
    assert [(drop.first, drop.reason) for drop in parsed.dropped] == [(8, "rule")]
    assert parsed.problem == ""


URLS = st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9_/%-]{0,12}[a-zA-Z0-9/]", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00`{}<>"), max_size=12)
NOISE = st.sampled_from([
    "**", "*", "_", "[", "]", "(", ")", "- ", "1. ", "1、", "# ", "## ", "### ", "> ", "|", "~~~", "***\n", "---\n",
    "\n", "\n\n", "    ", "\t", "！[", "![", "</div>", "<div>", "<li>", "<b>", "Opinion：", "：", "\\", "&amp;",
    "（完）",
])  # fmt: skip  # fmt: skip
LINKS = st.one_of(
    URLS.map(lambda url: (url, f" {url} ")),
    URLS.map(lambda url: (url, f"[label]({url})")),
    URLS.map(lambda url: (url, f"[**粗体**]({url})：")),
    URLS.map(lambda url: (url, f"\n\n<a href=\"{url}\">x</a>\n")),
    URLS.map(lambda url: (url, f"\n- <{url}>\n")),
    URLS.map(lambda url: (url, f"\n# 标题 [x]({url} \"t\")\n\n")),
    URLS.map(lambda url: (url, f"\n> [x [y] z]({url})\n")),
)  # fmt: skip  # fmt: skip
PIECES = st.lists(st.one_of(WORDS.map(lambda text: ("", text)), NOISE.map(lambda text: ("", text)), LINKS), max_size=30)


@settings(max_examples=120, deadline=None)
@given(PIECES, st.sampled_from([FALLBACK, *DIALECTS]))
def test_random_markdown_loses_no_address(pieces: list[tuple[str, str]], dialect: Dialect) -> None:
    text = "".join(piece for _, piece in pieces)
    parsed = parse_document(text, source="x.md", dialect=dialect)
    check(parsed.issue)
    assert missing_urls([url for url, _ in pieces], text, parsed) == []


def missing_urls(urls: list[str], text: str, parsed: ParsedIssue) -> list[str]:
    """Addresses that are in no item, in no title and in no line that is reported as left out."""
    issue = parsed.issue
    texts = [part for item in issue.items for part in (*item.urls, item.text, item.opinion)]
    figures = [image.source for item in issue.items for image in item.images]  # "!" before a link makes it one
    lines = text.split("\n")
    left_out = [line for drop in parsed.dropped for line in lines[drop.first - 1 : drop.last]]
    seen = "\n".join([*texts, *figures, issue.title, issue.subtitle, *left_out])
    return [url for url in urls if url not in seen]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    check(issue_of(text))
