"""Kinds of letters in which marks mean less than what returns from issue to issue."""

from __future__ import annotations

import pytest

from tests.ingest.read.grid.invented import LANGUAGES, agree, fill, outline, read

KINDS = {
    "entries of like wording": (
        "### {a}\n\nA remote reader can open any file. Update now. [Note]({1})\n\n"
        "### {b}\n\nA remote reader can open any file. Update now. [Note]({2})\n",
        " | {a} | {1}\n | {b} | {2}",
    ),
    "labels of parts": (
        "**{a}:** {A}\n\n**Why it counts:** {B}\n\n**Look there:** [{c}]({1})\n\n***\n\n"
        "**{d}:** {D}\n\n**Why it counts:** {E}\n\n**Look there:** [{f}]({2})\n",
        " | {a} | {1}\n | {d} | {2}",
    ),
    "plain words head entries": (
        "[{a}]({1}) — {A}\n\n[{b}]({2}) — {B}\n\nOdds and ends\n\n[{c}]({3}) — {C}\n\n[{d}]({4}) — {D}\n",
        " | {a} | {1}\n | {b} | {2}\nOdds and ends | {c} | {3}\nOdds and ends | {d} | {4}",
    ),
    "a list between link paragraphs": (
        "## {News}\n\n[{a}]({1}) — {A}\n\n[{b}]({2}) — {B}\n\n[{c}]({3}) — {C}\n\n"
        "## {Tools}\n\n- [{d}]({4})\n- [{e}]({5})\n- [{f}]({6})\n\n[{g}]({7}) — {G}\n",
        "{News} | {a} | {1}\n{News} | {b} | {2}\n{News} | {c} | {3}\n"
        "{Tools} | {d} | {4}\n{Tools} | {e} | {5}\n{Tools} | {f} | {6}\n{Tools} | {g} | {7}",
    ),
    "counted entries with addresses inside": (
        "## {Tools}\n\n1. {a}\n    * <{1}>\n    * <{2}>\n2. {b}\n    * <{3}>\n",
        "{Tools} | {a} | {1} {2}\n{Tools} | {b} | {3}",
    ),
    "only what follows a word like sponsored is an advertisement": (
        "**{a}** {A} [x]({1})\n\n**SPONSORED**\n\n**{b}** {B} [x]({2})\n\n"
        "**{c}** {C} [x]({3})\n\n**{d}** {D} [x]({4})\n",
        " | {a} | {1}\n | {c} | {3}\n | {d} | {4}",
    ),
    "titles behind a sign": (
        "◆{a}\n\n{A}\n{1}\n\n◆{b}\n\n{B}\n{2}\n",
        " | ◆{a} | {1}\n | ◆{b} | {2}",
    ),
    "a table above all headings": (
        "| {Name} | {About} |\n| --- | --- |\n| [{a}]({1}) | {A} |\n| [{b}]({2}) | {B} |\n\n"
        "## {Tools}\n\n- [{c}]({3})\n- [{d}]({4})\n",
        " | {a} | {1}\n | {b} | {2}\n{Tools} | {c} | {3}\n{Tools} | {d} | {4}",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_kind(kind: str, language: str) -> None:
    text, items = KINDS[kind]
    issues = read(*(fill(text, number, language) for number in range(1, 6))).issues
    assert len(issues) == 5
    for issue in issues:
        wanted = fill(items, issue.number or 0, language).split("\n")
        assert agree(issue.items, wanted), "\n".join([*outline(issue), "---", *wanted])


def test_numbered_chapters_that_return_are_one_article() -> None:
    text = "## 1 Opening\n\n{A}\n\n## 2 Reading\n\n{B} [{source}]({1})\n\n## 3 Closing\n\n{C}\n"
    for issue in read(*(fill(text, number, "en") for number in range(1, 5))).issues:
        (item,) = issue.items
        assert item.title == issue.title and len(item.urls) == 1


def test_numbered_headings_that_differ_are_stories() -> None:
    text = "## 1. {a}\n\n{A} [{source}]({1})\n\n## 2. {b}\n\n{B} [{source}]({2})\n\n## 3. {c}\n\n{C} [{source}]({3})\n"
    assert all(len(issue.items) == 3 for issue in read(*(fill(text, number, "en") for number in range(1, 5))).issues)


def test_a_line_with_the_date_is_no_editorial() -> None:
    text = "Le 8 janvier 2024\n\n## {News}\n\n- [{a}]({1})\n- [{b}]({2})\n"
    (issue,) = read(fill(text, 1, "en")).issues
    assert [item.kind for item in issue.items] == ["bullet", "bullet"]


def test_an_issue_of_nothing_but_template_is_still_an_issue() -> None:
    texts = ["The office is closed this week and nobody has read anything. See you soon."] * 4
    issues = read(*texts).issues
    assert sum(len(issue.items) for issue in issues) >= 1
