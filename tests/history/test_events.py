"""Kinds and days of events: single sentences, and the labels of the sample archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from kg.errors import UnknownName
from kg.history.events import Place, Said, Scene, read_event
from kg.history.leading import lead_end, leading_addresses
from kg.model import EVENT_KINDS, Item, Link
from tests.history_archive import ROOT, sample_archive

ISSUED = date(2025, 11, 3)


def _read(text: str, name: str, *, section: str = "", kind: str = "bullet", type: str = "company", said=()):
    title = text.split("\n")[0]
    item = Item("i", "1", 0, section, kind, title, text)
    starts = [n for n in range(len(text)) if text.startswith(name, n)]
    return read_event(Scene(item, ISSUED), [Place("text", n, n + len(name)) for n in starts], said, type=type)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Acme收购Bolt，作价两亿美元", "Bolt", "acquisition"),
        ("Acme buys Bolt for $200M", "Acme", "acquisition"),
        ("Acme完成两亿美元B轮融资", "Acme", "investment"),
        ("Acme raises $40M at a valuation of $1B", "Acme", "investment"),
        ("Acme与Bolt签下五年算力合同", "Bolt", "partnership"),
        ("Acme登陆科创板，首日大涨", "Acme", "ipo"),
        ("Acme被Bolt起诉侵犯版权", "Acme", "legal"),
        ("A judge let the suit against Acme go on\nThe court wants papers by May.", "Acme", "legal"),
        ("Acme大面积宕机三小时", "Acme", "incident"),
        ("Acme裁员三百人", "Acme", "people"),
        ("Acme发布年度调查报告", "Acme", "report"),
        ("Acme发布Rho-2", "Rho-2", "release"),
        ("Acme发布Rho-2：速度比Bolt快一倍", "Bolt", "comparison"),
        ("Acme发布Rho-2：对标Bolt的旗舰", "Bolt", "comparison"),
        ("Acme ships Rho-2, ahead of Bolt on most tests", "Bolt", "comparison"),
        ("Acme发布Rho-2\n底座没有公布。\n有人想起Bolt的年会。", "Bolt", "mention"),
    ],
)
def test_kinds(text, name, kind):
    assert _read(text, name).kind == kind


def test_kind_follows_the_role():
    text = "Acme发布Rho-2，基于Sigma架构"
    assert _read(text, "Acme").kind == "release"
    assert _read(text, "Sigma", type="model").kind == "mention"


def test_papers_and_sections():
    assert _read("On Nothing: A Survey：Acme与大学合写", "Acme", kind="paper").kind == "paper"
    assert _read("Acme的Rho-2", "Acme", section="产品与模型").kind == "release"
    assert _read("Acme的Rho-2", "Acme").kind == "mention"


def test_relations_count_unless_denied():
    text = "Acme：Bolt那边的一笔"
    said = Said("invested_in", "company:bolt", True, "text", 0, text, "stated")
    assert _read(text, "Acme", said=[said]).kind == "investment"
    denied = Said("invested_in", "company:bolt", True, "text", 0, text, "negated")
    assert _read(text, "Acme", said=[denied]).kind == "mention"


def test_the_same_day_is_that_of_the_sentence_before():
    text = "Bolt在10月20日起诉了同行。同一天，Acme签下三年合同。"
    assert _read(text, "Acme").day == date(2025, 10, 20)


def test_what_is_only_recalled_has_no_day():
    assert _read("10月20日，Bolt发布新品，对标Acme", "Acme").day is None


def test_of_two_relations_that_weigh_the_same_the_first_counts():
    text = "Acme：与Bolt的两件事"
    both = [Said(what, "company:bolt", True, "text", 0, text, "stated") for what in ("acquired", "partnered_with")]
    assert _read(text, "Acme", said=both).kind == "acquisition"
    assert _read(text, "Acme", said=both[::-1]).kind == "partnership"


def test_evidence_is_the_sentence_that_says_most():
    text = "Acme的新动作\nAcme在周一收购了Bolt。Acme总部没有变化。"
    told = _read(text, "Acme")
    assert text[told.start : told.end] == "Acme在周一收购了Bolt。"
    item = Item("i", "1", 0, "", "bullet", "别的事", "别的事", "也许Acme会跟进。谁知道呢。")
    told = read_event(Scene(item), [Place("opinion", 2, 6)], [])
    assert (told.kind, told.field, told.day) == ("mention", "opinion", None)
    assert item.opinion[told.start : told.end] == "也许Acme会跟进。"


def test_what_heading_and_first_sentence_lead_to():
    text = "Acme发布Rho-2\n先看博客，再看论文。最后是一条旧闻。"
    places = {
        "https://a.example/blog": 13,
        "https://a.example": 13,
        "https://b.example/paper": 17,
        "https://c.example/old": 25,
    }
    links = tuple(Link(url, url, text[start : start + 2], "text", start, start + 2) for url, start in places.items())
    item = Item("i", "1", 0, "", "bullet", "Acme发布Rho-2", text, links=links)
    assert text[: lead_end(item)].endswith("再看论文。")
    assert leading_addresses(item) == {"https://a.example/blog", "https://b.example/paper"}
    assert lead_end(Item("i", "1", 0, "", "bullet", "只有标题", "只有标题")) == 4


def _gold() -> Iterator[dict]:
    for line in (ROOT / "data" / "gold" / "events.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def test_gold_is_sound():
    items = {number: [] for number in range(1, 17)}
    archive = sample_archive()
    for issue in archive.issues():
        items[issue.number] = list(archive.items(issue))
    for label in _gold():
        assert label["kind"] in EVENT_KINDS
        assert sum(label["anchor"] in item.text for item in items[label["issue"]]) == 1, label


def test_kinds_and_days_of_the_sample():
    archive = sample_archive()
    lines, right, told, days, right_days = {}, 0, 0, 0, 0
    for label in _gold():
        name = label["entity"]
        if name not in lines:
            try:
                lines[name] = archive.timeline(name)
            except UnknownName:
                lines[name] = None
        if lines[name] is None:
            continue
        item = next(i for i in archive.items(archive.find_issue(str(label["issue"]))) if label["anchor"] in i.text)
        event = next((e for e in lines[name].events if any(s.item == item.id for s in e.sources)), None)
        if event is None:  # the name was not found in this item: extraction's affair
            continue
        told += 1
        right += event.kind == label["kind"]
        if "date" in label and event.kind == label["kind"]:
            days += 1
            right_days += event.stated and event.day.isoformat() == label["date"]
    assert told >= 250
    assert right / told >= 0.8
    assert days >= 30 and right_days / days >= 0.9
