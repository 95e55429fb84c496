"""The desk written down: every form holds the decisions, and shows whatever stands in an issue or a draft as it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import StringIO

import pytest
from markdown_it import MarkdownIt

from kg.model import Item
from kg.related.desk import DeskItem, Occasion
from kg.related.desk_export import COLUMNS, desk_csv, desk_html, desk_markdown, desk_record
from kg.related.desk_links import LinkedBefore
from kg.related.desk_names import Spelling
from kg.related.prior import Added, Check, Prior, Shared
from kg.text.numbers import Change
from tests.store.archives import KITE_2, LUMEN, OSTRAVA, issue, item

OCCASION = Occasion(date(2025, 4, 21), 5, told=True)
WEEKLY = issue(3, date(2025, 4, 7), item("Lumen buys a mill."), permalink="https://tide.example/3")
PRIOR = Prior(
    WEEKLY.items[0], WEEKLY, 0.714, "update", "It has two wheels.", 2,
    Shared(("https://a.example/b",), (LUMEN,), ("two wheels",)),
    Added((Change("USD", ("$2m",), ("$3m",)),), (OSTRAVA,), ("K2.5",), ("https://c.example/d",)),
)  # fmt: skip
FULL = DeskItem(
    Check(item("The mill turns"), "update", (PRIOR,)), "repeat", frozenset({"tide-3-0"}), (LUMEN, KITE_2),
    (Spelling("kite2", "Kite 2", 0, 4),), (LinkedBefore("https://a.example/b", ((WEEKLY.items[0], WEEKLY),), 1),),
)  # fmt: skip
NEW = DeskItem(Check(item("Snow fell"), "new"), "new")


def rows(items: Sequence[DeskItem]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(desk_csv(items, OCCASION).decode("utf-8-sig"))))


class Page(HTMLParser):
    """What a browser would make of a page: its elements, addresses and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_markdown_says_all_of_a_desk() -> None:
    assert (
        desk_markdown([FULL, NEW], OCCASION)
        == """\
# Checked against past issues: issue 5, 2025-04-21

2 items · repeat 1 · new 1

## The mill turns

- repeat (overruled; it was update)
- [Lumen buys a mill.](https://tide.example/3) (issue 3, 2025-04-07, 2 weeks ago, update, chosen)
  - “It has two wheels.”
  - shared: Lumen, two wheels, https\\://a.example/b
  - new in the draft: Ostrava, K2.5, \\$2m → \\$3m, https\\://c.example/d
- names: Lumen, Kite 2
- spelling: kite2 → Kite 2 (so in 4 past items)
- linked before: [https\\://a.example/b](https://a.example/b), [issue 3, 2025-04-07](https://tide.example/3)

## Snow fell

- new

## Previously

<!-- repeat: The mill turns -->
**Previously:**

- [Lumen buys a mill.](https://tide.example/3) (issue 3, 2025-04-07, 2 weeks ago)
"""
    )


def test_all_of_it_is_in_the_language_of_the_draft() -> None:
    chinese = replace(FULL, check=replace(FULL.check, item=item("磨坊又转了，老板很满意")))
    text = desk_markdown([chinese, NEW], Occasion(date(2025, 4, 21)))
    assert text.startswith("# 往期核对：2025-04-21\n\n2 条 · 重复 1 · 新 1\n")
    assert "**此前：**" in text and "2 周前、进展、已选" in text and "写法：kite2 → Kite 2（往期 4 条这样写）" in text
    assert '<html lang="zh">' in desk_html([chinese], OCCASION)


def test_html_is_a_page_with_the_same_text_and_links() -> None:
    page = Page(desk_html([FULL, NEW], OCCASION))
    assert page.tags[:3] == ["html", "head", "meta"] and page.tags.count("h2") == 3
    assert {*page.addresses} == {"https://tide.example/3", "https://a.example/b"}
    for told in ("The mill turns", "overruled; it was update", "$2m → $3m", "kite2 → Kite 2", "**Previously:**"):
        assert told in page.text


def test_csv_has_a_row_for_each_earlier_item_and_for_what_has_none() -> None:
    full, new = rows([FULL, NEW])
    assert tuple(full) == COLUMNS
    assert (full["draft_date"], full["draft_number"], full["verdict"], full["overruled"]) == (
        "2025-04-21",
        "5",
        "repeat",
        "update",
    )
    assert (full["chosen"], full["earlier_id"], full["weeks"], full["is"]) == ("yes", "tide-3-0", "2", "update")
    assert full["published"] == "https://tide.example/3"
    assert full["spellings"] == "kite2 → Kite 2" and full["linked_before"] == "https://a.example/b (#3 2025-04-07)"
    assert (new["draft_item"], new["verdict"], new["earlier_id"]) == ("Snow fell", "new", "")


def test_a_record_adds_to_that_of_the_contract() -> None:
    def record_of(item: Item) -> dict[str, str]:
        return {"id": item.id}

    record = desk_record(FULL, record_of)
    assert {"title", "verdict", "urls", "prior"} <= record.keys()
    assert (record["verdict"], record["overruled"], record["chosen"]) == ("repeat", "update", ["tide-3-0"])
    assert record["spellings"] == [{"written": "kite2", "usual": "Kite 2", "items": 0, "usual_items": 4}]
    assert [name["id"] for name in record["names"]] == ["company:lumen", "model:kite-2"]
    (link,) = record["linked_before"]
    assert link["items"] == [{"id": "tide-3-0", "issue": "tide-3", "date": "2025-04-07"}]
    assert desk_record(NEW, record_of)["overruled"] is None


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a](javascript:alert(1))", "</style><b>", "\x1b[2J",
    "&lt;b&gt;", "--> <b>", "# x", "- x", "`x`",
]  # fmt: skip
MARKDOWN = MarkdownIt("commonmark", {"html": True})


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_an_issue_or_a_draft_is_text(text: str) -> None:
    said = replace(item("x"), title=text, text=text)
    where = replace(WEEKLY, title=text, number=None, permalink=f"javascript:{text}")
    prior = replace(
        PRIOR, item=said, issue=where, sentence=text, shared=Shared((text,), (), (text,)), added=Added((), (), (text,))
    )
    links = (LinkedBefore(f"javascript:{text}", ((said, where),), 1),)
    hostile = replace(
        FULL, check=Check(said, "update", (prior,)), chosen=frozenset({said.id}), links=links,
        names=(replace(LUMEN, name=text),), spellings=(Spelling(text, text, 0, 9),),
    )  # fmt: skip
    page = Page(desk_html([hostile], OCCASION))
    assert page.addresses == [] and not {"script", "img", "b"} & {*page.tags}
    tokens = [
        inner for token in MARKDOWN.parse(desk_markdown([hostile], OCCASION)) for inner in token.children or [token]
    ]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_inline", "image", "link_open", "code_inline", "fence"}
    assert all(token.content.startswith("<!--") for token in tokens if token.type == "html_block")
    assert "\x1b" not in desk_markdown([hostile], OCCASION) + desk_html([hostile], OCCASION)


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    said = replace(item("x"), title=text)
    cells = rows([DeskItem(Check(said, "new"), "new", spellings=(Spelling(text, text, 0, 9),))])[0]
    assert cells["draft_item"].startswith("'") and cells["spellings"].startswith("'")
