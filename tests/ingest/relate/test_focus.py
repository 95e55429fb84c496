"""Who and what is spoken of: at first, and from line to line."""

from __future__ import annotations

import pytest

from ingest.relate.focus import Focus, opening_focus
from ingest.relate.release import release_rules
from kg.model import ItemKind
from tests.ingest.relate.marked import Marked, marked


def opening(item: Marked) -> Focus:
    """The focus that the first sentences give."""
    released, focus = [], Focus()
    for frame in item.frames:
        releases = release_rules(frame, item.scene, focus)
        released += releases.claims
        focus = releases.focus
    return opening_focus(item.scene, item.frames, released, focus)


def ids(focus: Focus) -> list[str]:
    return [slot.id for slot in focus.about]


@pytest.mark.parametrize(
    ("kind", "text", "agents", "about"),
    [
        ("story", "[Beta|company]看[Acme|company]发布[Foo|model]和[Bar|model]", "acme", ["foo", "bar"]),
        ("story", "[Acme|company]的新闻：[Foo|model]", "acme", ["foo"]),
        ("story", "[Acme|company]与[Beta|company]", "acme", ["acme"]),
        ("story", "[Acme|company]谈[A Study|paper]", "acme", ["astudy"]),
        ("story", "[Acme|company]谈[MathBench|benchmark]", "acme", ["acme"]),
        ("story", "[A Study|paper]，[Acme|company]", "acme", ["astudy"]),
        ("paper", "[Foo|model]：[A Study|paper]", "", ["astudy"]),
        ("reading", "[Foo|model]好用", "", ["foo"]),
        ("story", "无名的标题", "", []),
    ],
)
def test_what_an_item_is_about(kind: ItemKind, text: str, agents: str, about: list[str]) -> None:
    focus = opening(marked(text, kind=kind))
    assert "".join(id_.partition(":")[2] for id_ in focus.agents) == agents
    assert [id_.partition(":")[2] for id_ in ids(focus)] == about


def test_where_the_title_names_nobody_the_first_sentence_does() -> None:
    assert ids(opening(marked("标题\n[Foo|model]和[Bar|model]好用", title="标题"))) == ["model:foo"]


def test_an_editorial_is_about_nothing_but_keeps_who_acted() -> None:
    focus = opening(marked("[Acme|company]发布[Foo|model]。", kind="editorial"))
    assert focus == Focus(agents=("company:acme",))


def test_a_release_of_the_opinion_is_not_what_the_item_is_about() -> None:
    focus = opening(marked("[Beta|company]", opinion="[Acme|company]发布[Foo|model]"))
    assert (focus.agents, ids(focus)) == (("company:beta",), ["company:beta"])


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("[Acme|company]开发者大会\n", "company:acme"),
        ("[Acme|company]新闻\n", ""),
        ("开发者大会\n[Acme|company]", ""),
        ("[OpenAI DevDay|event]\n[GPT-6|model]与[OpenAI|company]", "company:openai"),
        ("[Other Day|event]\n[GPT-6|model]与[OpenAI|company]", ""),
    ],
)
def test_whose_event_an_item_tells_of(text: str, host: str) -> None:
    assert opening(marked(text)).host == host


def test_a_line_is_about_the_name_that_it_opens_with() -> None:
    item = marked(
        "[Acme|company]\n- [Foo|model]：好。[Bar|model]也好。\n[Baz|model]不是标签\n长长的一句话里的[Qux|model]：好"
    )
    focus, lines = Focus(), []
    for frame in item.frames:
        focus = focus.at(frame)
        lines.append(focus.line.id if focus.line else "")
    assert lines == ["", "model:foo", "model:foo", "", ""]


def test_reading_on_changes_no_focus_that_was_handed_on() -> None:
    item = marked("[Foo|model]：好")
    first = Focus(agents=("company:a",))
    second = first.at(item.frames[0]).acting(("company:b",))
    assert (first.agents, first.line) == (("company:a",), None)
    assert (second.agents, second.spoken_of) == (("company:b",), "model:foo")


def test_what_is_spoken_of() -> None:
    item = marked("[Foo|model]、[Acme|company]、[Bar|model]")
    foo, acme, bar = item.frames[0].slots
    agents = ("company:beta",)
    assert Focus(agents, (foo,), acme).spoken_of == "company:acme"
    assert Focus(agents, (foo,)).spoken_of == "model:foo"
    assert Focus(agents, (foo, bar)).spoken_of == "company:beta"
    assert Focus().spoken_of == ""
    assert Focus(agents, (foo,), acme).thing_spoken_of(item.scene) == "model:foo"
    assert Focus(agents, (foo,), bar).thing_spoken_of(item.scene) == "model:bar"
    assert Focus(agents, (acme,)).thing_spoken_of(item.scene) == ""
    assert Focus(agents, (foo, bar)).thing_spoken_of(item.scene) == ""


def test_a_paper_named_after_a_model_speaks_of_the_model() -> None:
    outer, inner = marked("[Foo: A Study|paper]"), marked("[Foo|model]")
    both = Marked(outer.item, (*outer.mentions, *inner.mentions), {**outer.entities, **inner.entities})
    focus = Focus(about=both.frames[0].slots)
    assert focus.spoken_of == both.mentions[0].entity
    assert focus.thing_spoken_of(both.scene) == "model:foo"
