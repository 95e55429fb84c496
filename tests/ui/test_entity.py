"""The page of a name: what belongs to it, what matters, what is new, its name in each language, two side by side."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest

from kg.history.belonging import belongings
from kg.history.importance import PLAIN, outline
from kg.history.newest import brought
from kg.model import Entity, Evidence, Mention, Relation
from kg.ui.entity_links import attributes
from kg.ui.strings import _STRINGS
from tests.history_archive import issue, item, weekly, write_archive
from tests.support import page_app


def _open(**query):
    return _run(page_app("entity", **{"lang": "en", **query}))


_LINK = re.compile(r'<a class="kg-go[^"]*" href="entity\?([^"]*)"[^>]*>([^<]*)</a>')


def _run(app):
    app.run()
    assert not app.exception, app.exception
    assert len(app.title) == 1 and not app.subheader
    return app


def _links(app):
    """Label and query of each link: those that are widgets, and those in lists."""
    widgets = [(e.proto.label.replace("\\", ""), e.proto.query_string) for e in app.get("page_link")]
    listed = [found for e in app.get("html") for found in _LINK.findall(e.proto.body)]
    return widgets + [(unescape(label), unescape(query)) for query, label in listed]


def _labels(app):
    return [label for label, _ in _links(app)]


def _text(app):
    return "\n".join(e.value for kind in (app.markdown, app.caption, app.header) for e in kind).replace("\\", "")


# What belongs to it


def test_a_lab_has_its_models_products_and_people(archive):
    app = _open(entity="company:openai")
    owned = belongings(archive, archive.entity("company:openai"))
    assert owned.models and owned.products and owned.people
    leads = _links(app)
    for row in (owned.models[0], owned.products[0], owned.people[0]):
        (query,) = {query for label, query in leads if label == f"{row.entity.name} · {row.items}"}
        assert row.entity.id.replace(":", "%3A") in query


def test_a_long_list_is_folded_until_it_is_asked_for(archive):
    owned = belongings(archive, archive.entity("company:openai"))
    app = _open(entity="company:openai")
    last = owned.products[-1]
    assert len(owned.products) > 6 and f"{last.entity.name} · {last.items}" not in _labels(app)
    app.toggle(key="belongings-products-company:openai").set_value(True)
    assert f"{last.entity.name} · {last.items}" in _labels(_run(app))


def test_a_model_has_its_maker_and_other_versions(archive):
    labels = _labels(_open(entity="model:gpt-5"))
    assert "Made by: OpenAI" in labels and "Family: GPT" in labels
    for version in belongings(archive, archive.entity("model:gpt-5")).versions:
        assert any(label == version.name or label.endswith(f" · {version.name}") for label in labels)


def test_a_person_works_somewhere_and_is_made_by_nobody(archive):
    labels = _labels(_open(entity="person:sam-altman"))
    assert "Works at: OpenAI" in labels and not any(label.startswith("Made by") for label in labels)


# What matters


def test_the_timeline_begins_with_what_matters_and_folds_mentions(archive):
    line = archive.timeline("company:openai")
    laid = outline(line)
    app = _open(entity="company:openai")
    assert "What mattered most" in _text(app)
    titles = [label for label in _labels(app) if label in {event.title[:160] for event in line.events}]
    assert laid.leading[0].title[:160] in titles
    assert laid.plain and not any(_plain_label(event) in _labels(app) for event in laid.plain)
    toggle = app.toggle(key="plain-company:openai")
    assert str(len(laid.plain)) in toggle.label
    toggle.set_value(True)
    assert _plain_label(laid.plain[0]) in _labels(_run(app))


def _plain_label(event):
    number = event.issue.label
    return f"{number} · {event.issue.date} · {event.title}"[:160]


def test_kinds_are_switched_and_in_the_address(archive):
    line = archive.timeline("company:openai")
    app = _open(entity="company:openai")
    app.button_group(key="entity-kinds-company:openai").set_value(["acquisition"])
    _run(app)
    assert app.query_params["kinds"] in ("acquisition", ["acquisition"])
    again = _open(entity="company:openai", kinds="acquisition")
    told = brought(archive, line)
    asked = [event.kind for event in line.events if event.kind == "acquisition"]
    shown = Counter([*asked, *(event.kind for event in (*told.events[:4], *told.goes_on[:4]))])
    rows = [m.value.split("]")[0].removeprefix(":gray-badge[") for m in again.markdown if m.value[:6] == ":gray-"]
    assert Counter(rows) == shown and 0 < len(asked) < len(line.events)
    assert "plain-company:openai" not in {toggle.key for toggle in again.toggle}


def test_an_unknown_kind_shows_everything(archive):
    assert _labels(_open(entity="company:openai", kinds="x,mention")) == _labels(_open(entity="company:openai"))


# What is new


def test_what_the_newest_issue_brought(archive):
    told = brought(archive, archive.timeline("company:openai"))
    assert told.items and told.events
    app = _open(entity="company:openai")
    assert f"items that name it {told.items}" in _text(app)
    assert told.events[0].title[:160] in _labels(app)
    assert any(label.startswith("Before that in ") for label in _labels(app))


@pytest.mark.parametrize(("lang", "said"), [("en", "does not name it"), ("zh", "没有提到它")])
def test_an_issue_that_brought_nothing_says_so(archive, lang, said):
    quiet = next(
        row for row in archive.entities()
        if row.known and (line := archive.timeline(row.id)).events and not brought(archive, line).items
    )  # fmt: skip
    app = _open(entity=quiet.id, lang=lang)
    assert said in _text(app)


# Names and amounts


def test_names_are_in_the_language_of_the_reader_and_ids_stay(archive):
    chinese, english = _open(entity="company:nvidia", lang="zh"), _open(entity="company:nvidia")
    assert (chinese.title[0].value, english.title[0].value) == ("英伟达", "NVIDIA")
    overview = dict(_links(_run(page_app("entity", lang="zh"))))
    (label,) = (label for label in overview if label.startswith("英伟达 · "))
    assert "company%3Anvidia" in overview[label]
    boxes = [label for label in chinese.selectbox[0].options if label.startswith("英伟达 · ")]
    assert len(boxes) == 1


@pytest.mark.parametrize(
    ("lang", "told", "said"),
    [
        (
            "en",
            {"amount": "10000000000", "currency": "USD", "valuation": "18000000000"},
            "amount $10B · valuation $18B",
        ),
        ("zh", {"amount": "10000000000", "currency": "USD"}, "金额 100亿美元"),
        ("zh", {"amount": "1500000.5", "currency": "EUR", "stake": "49.5"}, "金额 150万欧元 · 股份 49.5%"),
        ("en", {"amount_text": "数十亿美元", "date": "2025-09-22"}, "amount 数十亿美元 · date 2025-09-22"),
        ("en", {"amount": "1" * 400, "currency": "USD"}, f"amount {'1' * 400}"),
        ("en", {"amount": "<b>", "currency": "USD"}, "amount <b>"),
    ],
)
def test_amounts_are_as_people_write_them(monkeypatch, lang, told, said):
    monkeypatch.setattr("kg.ui.entity_links.language", lambda: lang)
    monkeypatch.setattr("kg.ui.strings.language", lambda: lang)
    where = Evidence("i", "text", 0, 1, "a", "r")
    relation = Relation("company:a", "acquired", "company:b", where)
    assert attributes(replace(relation, attributes=tuple(told.items()))) == said


def test_a_sum_on_the_page_is_short(archive):
    relation = next(
        r
        for r in archive.relations()
        if dict(r.attributes).get("currency") == "USD" and dict(r.attributes).get("amount")
    )
    app = _open(entity=relation.subject)
    key = f"relations-{archive.entity(relation.subject).id}"
    if key in {toggle.key for toggle in app.toggle}:
        app.toggle(key=key).set_value(True)
        _run(app)
    said = attributes(relation)
    assert said in _text(app) and "$" in said and dict(relation.attributes)["amount"] not in said


# Two beside one another


def test_a_link_leads_to_two_names_side_by_side(archive):
    links = dict(_links(_open(entity="company:openai")))
    query = links["Compare with Anthropic"]
    assert "entity=company%3Aopenai" in query and "with=company%3Aanthropic" in query
    app = _open(entity="company:openai", **{"with": "company:anthropic"})
    labels = _labels(app)
    assert {"OpenAI · company", "Anthropic · company", "Stop comparing"} <= set(labels)
    for name in ("company:openai", "company:anthropic"):
        kind, count = outline(archive.timeline(name)).kinds[0]
        assert f"{kind} {count}" in _text(app)


def test_a_name_is_not_compared_with_itself(archive):
    app = _open(entity="company:openai", **{"with": "OpenAI"})
    assert "Choose another name" in _text(app) and "Stop comparing" not in _labels(app)


def test_every_word_has_both_languages():
    own = {
        key: both for key, both in _STRINGS.items() if key.split(".")[0] in {"entity", "newest", "belongings", "event"}
    }
    assert own and all(zh and en and zh != en for zh, en in own.values())


def test_plain_kinds_are_those_in_which_nothing_happens():
    assert {"mention", "comparison"} == PLAIN


# Whatever stands in an issue

HOSTILE = "![x](http://a.example/b.png)<script>alert(1)</script>:red[x]$y$"


def test_hostile_names_and_titles_are_shown_as_they_are(tmp_path, archive, monkeypatch):
    lab, version = f"Lab {HOSTILE}", f"Model {HOSTILE} 2"
    entities = [
        Entity("company:lab", "company", lab, (lab, "恶意[x](javascript:alert(1))")),
        Entity("model:model", "model", f"Model {HOSTILE}", (f"Model {HOSTILE}",), maker="company:lab"),
        Entity("model:model-2", "model", version, (version,), "company:lab", "model:model", (2,)),
        Entity("person:ann", "person", f"Ann {HOSTILE}", (f"Ann {HOSTILE}",), maker="company:lab"),
    ]
    issues = [issue(n, [item(" 发布 ".join(one.name for one in entities))], day=weekly(n)) for n in (1, 2)]
    mentions = [
        Mention(each.id, "text", at, at + len(one.name), one.name, one.type, one.name, "t", one.id)
        for whole in issues for each in whole.items for one in entities if (at := each.text.find(one.name)) >= 0
    ]  # fmt: skip
    write_archive(tmp_path / "hostile", issues, mentions=mentions, entities=entities).close()
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "hostile"))
    for lang in ("zh", "en"):
        for query in ({"entity": "company:lab"}, {"entity": "company:lab", "with": "person:ann"}):
            app = _open(lang=lang, **query)
            texts = [e.value for kind in (app.title, app.markdown, app.caption, app.header) for e in kind]
            labels = [e.proto.label for e in app.get("page_link")]
            assert any("Ann" in label for label in _labels(app)) and any("Model" in label for label in _labels(app))
            obeyed = re.compile(r"\]\(|(?<!\\)<script|:red\[|(?<!\\)\$")
            assert [text for text in (*texts, *labels) if obeyed.search(text)] == []
            assert all("<script" not in e.proto.body for e in app.get("html"))
