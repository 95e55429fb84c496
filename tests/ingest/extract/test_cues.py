"""Cues: what the words beside a name say of its type; which names stand in one list."""

from __future__ import annotations

import pytest

from ingest.extract.cues import joined, runs_of, votes_of
from ingest.extract.units import Find, Sheet
from tests.ingest.extract.small import gazetteer, sheet


def at(written: Sheet, word: str, *, entries: bool = False) -> Find:
    start, end = written.units.between(written.text.index(word), written.text.index(word) + len(word))
    return Find(start, end, "product", word, "r", gazetteer().entries_named(word) if entries else ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wobble宣布了新事", "company"),
        ("Wobble（小摇）今天正式推出", "company"),
        ("Wobble has quietly launched", "company"),
        ("Wobble公司的人", "company"),
        ("Wobble's researchers said", "company"),
        ("今年收购Wobble", "company"),
        ("hired from Wobble", "company"),
        ("Wobble估值很高", "company"),
        ("Wobble系列", "model"),
        ("Wobble weights", "model"),
        ("Wobble 70b", "model"),
        ("效果超越了Wobble", "model"),
        ("fine-tuned on Wobble", "model"),
        ("Wobble客户端", "product"),
        ("Wobble desktop", "product"),
        ("打开Wobble", "product"),
        ("写作 via Wobble", "product"),
    ],
)
def test_words_beside_a_name_vote(text: str, kind: str) -> None:
    written = sheet(text)
    votes = votes_of(written, at(written, "Wobble"))
    assert max(votes, key=lambda one: (votes[one], one == kind)) == kind


@pytest.mark.parametrize("text", ["看看Wobble吧", "Wobble中国", "Wobble desktops", "the Wobble sings", "原来Wobbling"])
def test_other_words_say_nothing(text: str) -> None:
    written = sheet(text)
    assert not any(votes_of(written, at(written, "Wobbl" if "Wobbling" in text else "Wobble")).values())


def test_faint_acts_say_less() -> None:
    weak, strong = sheet("Wobble支持中文"), sheet("Wobble起诉对手")
    assert 0 < votes_of(weak, at(weak, "Wobble"))["company"] < votes_of(strong, at(strong, "Wobble"))["company"]


def test_what_somebody_owns_is_no_company() -> None:
    written = sheet("佐布的Bramble")
    unknown = votes_of(written, at(written, "Bramble", entries=True))
    written.known = frozenset({"company:bramble"})
    owned = votes_of(written, at(written, "Bramble", entries=True))
    assert owned.get("company", 0.0) < unknown.get("company", 0.0) and owned["model"] > unknown.get("model", 0.0)


@pytest.mark.parametrize("joiner", ["、", "和", " and ", ", and ", "，以及", " / ", "或"])
def test_joiners_make_a_list(joiner: str) -> None:
    written = sheet(f"Aaa{joiner}Bbb")
    assert joined(written, at(written, "Aaa"), at(written, "Bbb"))


@pytest.mark.parametrize("between", ["的", "。", "、很好的", " "])
def test_other_words_part_a_list(between: str) -> None:
    written = sheet(f"Aaa{between}Bbb")
    assert not joined(written, at(written, "Aaa"), at(written, "Bbb"))


def test_an_unknown_name_bridges_a_list_where_it_is_admitted() -> None:
    written = sheet("Aaa、Wobble Works和Bbb，还有Ccc")
    finds = [at(written, word) for word in ("Aaa", "Bbb", "Ccc")]
    assert [len(run) for run in runs_of(written, finds)] == [1, 1, 1]
    assert [len(run) for run in runs_of(written, finds, bridged=True)] == [2, 1]


def test_names_that_overlap_are_no_list() -> None:
    written = sheet("Aaa、Bbb")
    find = at(written, "Aaa")
    assert not joined(written, find, find)
