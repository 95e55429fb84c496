"""Prior coverage in words, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.model import Item
from kg.related.prior import Added, Check, Prior, Shared
from kg.related.report import ago, markdown_block, summary
from kg.text.numbers import Change
from tests.store.archives import KITE_2, LUMEN, OSTRAVA, issue, item

ISSUE = issue(3, date(2025, 4, 7), item("Lumen buys a mill."), permalink="https://tide.example/3")
PRIOR = Prior(
    ISSUE.items[0], ISSUE, 0.714, "update", "It has two wheels.", 2,
    Shared(("https://a.example/b",), (LUMEN,), ("two wheels",)),
    Added((Change("USD", ("$2m",), ("$3m",)), Change("", (), ("40 lines",))), (OSTRAVA,), ("K2.5",), ("https://c.example/d",)),
)  # fmt: skip
BARE = replace(PRIOR, shared=Shared(), added=Added())


def draft(text: str) -> Item:
    return item(text)


@pytest.mark.parametrize(
    ("weeks", "english", "chinese"),
    [(0, "this week", "本周"), (1, "1 week ago", "1 周前"), (5, "5 weeks ago", "5 周前"), (None, "", ""), (-1, "", "")],
)
def test_how_long_ago(weeks: int | None, english: str, chinese: str) -> None:
    assert (ago(weeks), ago(weeks, chinese=True)) == (english, chinese)


def test_a_summary_says_what_when_what_is_shared_and_what_is_new() -> None:
    assert summary(PRIOR) == [
        "update 0.71  #3 (2025-04-07, 2 weeks ago)  Lumen buys a mill.  [tide-3-0]",
        "   “It has two wheels.”",
        "   shared: https://a.example/b, Lumen, two wheels",
        "   new: $2m → $3m, 40 lines, K2.5, Ostrava, https://c.example/d",
    ]


def test_a_summary_leaves_out_what_is_not_there() -> None:
    assert summary(replace(BARE, sentence="Lumen buys a mill.")) == [summary(PRIOR)[0]]  # the title says it
    undated = replace(ISSUE, date=None, number=None)
    (line, _) = summary(replace(BARE, issue=undated, weeks=None))
    assert "tide-3 (undated)" in line


def test_a_summary_is_lines_and_names_few(monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(replace(KITE_2, name=f"Kite {n}") for n in range(9))
    lines = summary(replace(BARE, sentence="Two\nlines.", shared=Shared((), many)))
    assert all("\n" not in line for line in lines)
    assert lines[-1].endswith("Kite 5")


def test_the_block_speaks_the_language_of_each_item() -> None:
    block = markdown_block(
        [Check(draft("The mill turns"), "update", (PRIOR,)), Check(draft("磨坊又转了"), "repeat", (PRIOR,))]
    )
    english, chinese = block.split("<!-- repeat")
    assert english.splitlines() == [
        "<!-- update: The mill turns -->", "**Previously:**", "",
        "- [Lumen buys a mill.](https://tide.example/3) (issue 3, 2025-04-07, 2 weeks ago)", "",
    ]  # fmt: skip
    assert chinese.splitlines() == [
        ": 磨坊又转了 -->", "**此前：**", "",
        "- [Lumen buys a mill.](https://tide.example/3)（第 3 期，2025-04-07，2 周前）",
    ]  # fmt: skip


def test_what_is_new_has_no_block() -> None:
    assert markdown_block([Check(draft("The mill turns"), "new")]) == ""


def test_titles_cannot_break_out_of_the_markdown() -> None:
    hostile = replace(PRIOR, item=draft("a](x) <b> `c`"), issue=replace(ISSUE, permalink="", number=None, date=None))
    block = markdown_block([Check(draft("x --> <script>"), "update", (hostile,))])
    first, *_, last = block.splitlines()
    assert first == "<!-- update: x —> <script> -->"
    assert last == r"- a\](x) \<b\> \`c\` (Tide 3, 2 weeks ago)"
