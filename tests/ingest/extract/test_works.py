"""Works: titles of papers, reports and articles that an item links to, and what they begin with."""

from __future__ import annotations

import pytest

from ingest.extract.works import is_title
from kg.model import Item, ItemKind
from tests.entities import bullet
from tests.ingest.extract.small import after, link, names

PAPER = "https://arxiv.org/abs/2509.00009"


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("A Study of Wobbles", True),
        ("摇摆的研究与方法论", True),
        ("Wobbly Things!", True),
        ("Wobble", False),
        ("见这里", False),
        ("https://a.b/a-study-of-wobbles", False),
        ("wobble " * 60, False),
    ],
)
def test_what_reads_as_a_title(label: str, title: bool) -> None:
    assert is_title(label) == title


@pytest.mark.parametrize(
    ("label", "url", "kind", "found"),
    [
        ("On the Nature of Wobbles", PAPER, "bullet", "paper"),
        ("Fribble: On the Nature of Wobbles", "https://fribble.github.io/x", "bullet", "paper"),
        ("On the Nature of Wobbles", "https://wobble.com/x", "paper", "paper"),
        ("On the Nature of Wobbles", "https://wobble.com/x", "bullet", "article"),
        ("On the Nature of Wobbles", "https://github.com/o/wobbles", "bullet", None),
        ("The State of Wobbles Report", "https://wobble.com/x", "bullet", "report"),
        ("摇摆行业白皮书二零二五", "https://wobble.com/x", "bullet", "report"),
        ("摇摆行业的一些新想法", "https://wobble.com/x", "bullet", None),  # a clause of the text
        ("摇摆行业的一些新想法", "https://wobble.com/x", "reading", "article"),
        ("An Interactive Wobble Visualizer", "https://wobble.com/x", "reading", "product"),
        ("Wobble", PAPER, "bullet", None),
    ],
)
def test_kinds_of_works(label: str, url: str, kind: ItemKind, found: str | None) -> None:
    item = bullet(label, link(label, label, url), kind=kind)
    assert [find.type for find in after("works", "", item=item).finds if find.rule.startswith("title:")] == (
        [found] if found else []
    )


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("K9-Fribble: A Parameter-Efficient Reasoning System", {"K9-Fribble": "model"}),
        ("FribbleSet: A Dataset of Wobbles", {"FribbleSet": "benchmark"}),
        ("FribbleKit: An Open-Source Framework with Language Models", {"FribbleKit": "product"}),  # not for models
        ("Fribble: Technical Report", {"Fribble": "model"}),
        ("FribbleAgent: Technical Report", {"FribbleAgent": "product"}),
        ("Fribble 9 Technical Report", {"Fribble 9": "model"}),
        ("Fribble: What Models Cannot Do", {}),
        ("fribbles: A Language Model", {}),
        ("A Study of Wobbly Language Models", {}),
    ],
)
def test_what_a_papers_title_begins_with(label: str, found: dict[str, str]) -> None:
    item = bullet(label, link(label, label, PAPER), kind="paper")
    written = after("works", "", item=item)
    assert names(written, rule="title:subject") == found


def test_a_paper_without_a_link_has_its_items_title() -> None:
    title = "On the Nature of Wobbles "
    item = Item("i", "x", 0, "论文", "paper", title, title)
    (find,) = after("works", "", item=item).finds
    assert (find.type, find.name) == ("paper", "On the Nature of Wobbles")


def test_reports_in_book_marks() -> None:
    assert names(after("works", "读了《摇摆行业年度报告》和《红楼梦》"), rule="title") == {"摇摆行业年度报告": "report"}


def test_names_stay_inside_a_title() -> None:
    label = "Wobble Works launches Fribble for Zorblax"
    finds = after("works", label, link(label, label, PAPER)).finds
    assert [find.name for find in finds] == [label, "Zorblax"]
