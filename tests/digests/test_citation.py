"""An item cited, in three forms and two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from markdown_it import MarkdownIt

from kg.digests.citation import cite
from kg.model import Issue, Item

ISSUE = Issue("w-7", "w", 7, "Weekly 7", date(2025, 10, 13), "7.md", series_title="The Weekly", language="en")
ITEM = Item("w-7-0a1b2c", "w-7", 0, "", "story", "Pears are back", "Pears are back")
ADDRESS = "http://localhost:8501/item?id=w-7-0a1b2c"


def test_in_english():
    cited = cite(ITEM, ISSUE, address=ADDRESS)
    assert cited.plain == f"“Pears are back.” The Weekly, issue 7, 2025-10-13. {ADDRESS}"
    assert cited.markdown == f"[Pears are back]({ADDRESS}). *The Weekly*, issue 7, 2025-10-13."
    assert cited.html == f'<a href="{ADDRESS}">Pears are back</a>. <cite>The Weekly</cite>, issue 7, 2025-10-13.'


def test_in_chinese():
    issue = replace(ISSUE, language="zh", series_title="周刊")
    cited = cite(replace(ITEM, title="梨回来了"), issue, address=ADDRESS)
    assert cited.plain == f"《梨回来了》，周刊，第 7 期，2025-10-13。{ADDRESS}"
    assert cited.markdown == f"《[梨回来了]({ADDRESS})》，*周刊*，第 7 期，2025-10-13。"


def test_the_published_issue_comes_before_the_archive():
    issue = replace(ISSUE, permalink="https://weekly.example/7")
    assert "https://weekly.example/7" in cite(ITEM, issue, address=ADDRESS).markdown
    assert ADDRESS not in cite(ITEM, issue, address=ADDRESS).plain


def test_an_issue_without_number_and_day_is_cited_by_its_title():
    assert cite(ITEM, replace(ISSUE, number=None, date=None)).plain == "“Pears are back.” The Weekly, Weekly 7."


def test_a_hostile_title_stays_a_title():
    title = '](javascript:alert(1)) <img src=x onerror=alert(1)> *a* `b` "c"'
    cited = cite(replace(ITEM, title=title), replace(ISSUE, permalink="javascript:alert(2)"), address=ADDRESS)
    assert "<img" not in cited.html and 'href="javascript' not in cited.html
    shown = MarkdownIt("commonmark").render(cited.markdown)
    assert shown.count("<a ") == 1 and "<img" not in shown and f'href="{ADDRESS}"' in shown


def test_a_long_title_is_cut():
    assert len(cite(replace(ITEM, title="pear " * 500), ISSUE).plain) < 400
