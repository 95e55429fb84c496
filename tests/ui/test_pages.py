"""The pages entity, trends, graph and curation in every state, as Streamlit runs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.corrections.correction import Correction
from kg.corrections.file import load_corrections
from kg.corrections.preview import preview
from kg.doubts import find_doubts
from kg.graph import Corner, Edge, EntityGraph, GraphNode, places
from kg.model import Entity, Item, Mention
from kg.ui.curation_form import _preview as previewed
from kg.ui.evidence import _places
from kg.ui.movers import MOST_ROWS
from kg.ui.network_chart import MOST_WITH_ALL_TIES, _telling, _with_room
from tests.support import page_app


def _open(page, **query):
    """A page in English, run once."""
    return _run(page_app(page, **{"lang": "en", **query}))


def _run(app):
    app.run()
    assert not app.exception, app.exception
    assert len(app.title) == 1 and not app.subheader, "one h1, and h2 below it"
    return app


def _shown(app):
    """All text of a page, as it is seen."""
    kinds = (app.title, app.header, app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([*(element.value for kind in kinds for element in kind), *html, *_links(app)]).replace("\\", "")


def _links(app):
    return [element.proto.label.replace("\\", "") for element in app.get("page_link")]


def _asked(app, name):
    """What the address asks for."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) and len(value) == 1 else value


ANY_ADDRESS = [
    "",
    "nobody at all",
    "<script>alert(1)</script>",
    "![x](http://a.example/b.png)",
    "\x00",
    "a" * 5000,
    ":",
]


# Entity


@pytest.mark.parametrize(("lang", "words"), [("zh", "公司"), ("en", "company")])
def test_entity_begins_with_the_most_covered(archive, lang, words):
    app = _open("entity", lang=lang)
    assert words in [header.value for header in app.header]
    assert any(label.startswith("OpenAI · ") for label in _links(app))


@pytest.mark.parametrize("name", ["company:nvidia", "英伟达", "nvidia", "老黄家"])
@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("时间线", "关系", "相关条目")), ("en", ("Timeline", "Relations", "Items"))]
)
def test_entity_by_any_name_in_both_languages(archive, name, lang, words):
    app = _open("entity", entity=name, lang=lang)
    assert app.title[0].value == ("英伟达" if lang == "zh" else "NVIDIA")
    assert set(words) <= {header.value for header in app.header}
    assert "英伟达" in _shown(app) and "<mark>" in _shown(app)


def test_entity_tells_every_relation_with_its_sentence(archive):
    entity = archive.entity("OpenAI")
    app = _open("entity", entity=entity.id)
    app.toggle(key=f"relations-{entity.id}").set_value(True)
    shown = _shown(_run(app))
    for relation in archive.relations(entity_id=entity.id):
        other = archive.store.entity(relation.object if relation.subject == entity.id else relation.subject)
        assert other.name in shown


def test_entity_counts_and_pages_all_its_items(archive):
    entity = archive.entity("OpenAI")
    items = {mention.item_id for mention in archive.mentions(entity_id=entity.id)}
    app = _open("entity", entity=entity.id)
    assert int(app.metric[0].value) >= len(items) > 10
    assert "Next" in _links(app)
    last = _open("entity", entity=entity.id, p="999999")
    assert "Previous" in _links(last) and "Next" not in _links(last)


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有叫「Nvidea」的实体"), ("en", "Nothing is called “Nvidea”")])
def test_entity_unknown_leads_to_the_closest(archive, lang, words):
    app = _open("entity", entity="Nvidea", lang=lang)
    assert words in app.warning[0].value
    assert "NVIDIA" in _links(app)


@pytest.mark.parametrize("text", ANY_ADDRESS)
def test_entity_survives_any_address(archive, text):
    app = _open("entity", entity=text, p=text, **{"with": text})
    assert "<script>" not in "".join(element.proto.body for element in app.get("html"))
    assert all("](http" not in element.value for element in (*app.markdown, *app.warning))


def test_entity_chosen_in_the_box_is_in_the_address(archive):
    app = _open("entity")
    app.selectbox[0].select("company:anthropic")
    assert _asked(_run(app), "entity") == "company:anthropic"
    assert app.title[0].value == "Anthropic"


def test_two_entities_side_by_side(archive):
    app = _open("entity", entity="OpenAI", **{"with": "Anthropic"})
    both = {m.item_id for m in archive.mentions(entity_id="company:openai")} & {
        m.item_id for m in archive.mentions(entity_id="company:anthropic")
    }
    assert both and f"{len(both)} both" in _shown(app)
    assert "The path between them" in _links(app)
    assert "Nothing is called" in _shown(_open("entity", entity="OpenAI", **{"with": "Anthropicc"}))


# Trends


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("上升", "沉寂", "新出现")), ("en", ("Rising", "Gone quiet", "New"))]
)
@pytest.mark.parametrize(
    ("what", "by"), [("entity", "issue"), ("section", "month"), ("site", "month"), ("topic", "issue")]
)
def test_trends(archive, lang, words, what, by):
    app = _open("trends", lang=lang, what=what, by=by)
    headers = {header.value for header in app.header}
    rows = {"entity": "entities"}.get(what, f"{what}s")
    if getattr(archive.trends(by=by), rows):
        assert set(words) <= headers and len(app.dataframe) == 1
    else:
        assert app.info


def test_trends_of_one_type_and_chosen_names(archive):
    app = _open("trends", type="model", show="model:gpt-5")
    assert app.multiselect[0].value == ["model:gpt-5"]
    names = set(app.dataframe[0].value["name"])
    assert "GPT-5" in names and "OpenAI" not in names


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("很可能", "也许", "证据太少")), ("en", ("likely", "perhaps", "too little"))]
)
def test_movers_have_a_mark_a_word_and_a_way_on(archive, lang, words):
    app = _open("trends", lang=lang)
    marks = [element.proto.body for element in app.get("html") if "kg-scale" in element.proto.body]
    listed = archive.trends().movers["entity"]
    shown = [row for rows in listed.values() for row in rows[:MOST_ROWS]]
    assert len(marks) == len(shown) > 0
    for row in shown:
        assert any(label.split(" · ")[0] == row.name for label in _links(app))
        assert any(f"{row.movement.recent}" in mark and f"{row.movement.before}" in mark for mark in marks)
    assert all(any(word in mark for word in words) for mark in marks)
    assert all('role="img" aria-label="' in mark for mark in marks)


@pytest.mark.parametrize("by", ["week", "quarter"])
@pytest.mark.parametrize(("measure", "layout"), [("share", "each"), ("count", "one"), ("count", "each")])
def test_trends_in_every_period_measure_and_layout(archive, by, measure, layout):
    app = _open("trends", by=by, measure=measure, layout=layout)
    charts = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    lines = len(app.multiselect[0].value) if layout == "each" else 1
    assert len(charts) == lines + 1  # and the map
    spec = charts[0].proto.spec
    assert ('"field": "low"' in spec) == (measure == "share"), "what was counted has no interval"
    assert (_asked(app, "by"), _asked(app, "layout")) == (by, None if layout == "one" else layout)


def test_any_name_can_be_typed_to_be_compared(archive):
    rare = min(archive.trends().entities, key=lambda row: row.total)
    app = _open("trends", show=[rare.name, "老黄家", "nobody at all"])
    assert app.multiselect[0].value == [archive.entity(rare.name).id, "company:nvidia"]
    assert "Nothing is called “nobody at all”" in _shown(app)
    assert _asked(app, "show") == app.multiselect[0].value
    app.multiselect[0].set_value(["company:openai"])
    assert _asked(_run(app), "show") == "company:openai"
    app.multiselect[0].set_value(["company:openai", "company:nvidia"])
    assert _asked(_run(app), "show") == ["company:openai", "company:nvidia"], "each choice counts, not every other"
    app.query_params["show"] = "Anthropic"
    assert _run(app).multiselect[0].value == ["company:anthropic"]


def test_trends_within_a_section(archive):
    section = archive.trends().sections[0].id
    app = _open("trends", section=section)
    inside = archive.trends(section=section)
    assert f"{sum(period.items for period in inside.periods)} items" in _shown(app)
    assert set(app.dataframe[0].value["name"]) == {row.name for row in inside.entities}
    assert app.selectbox(key="trends-section").value == section
    assert _asked(_open("trends", section="no such section"), "section") is None


def test_a_topic_leads_to_its_items(archive):
    topics = archive.topics.topics
    app = _open("trends", what="topic", topic=topics[0].id if topics else "none")
    for item_id in topics[0].items if topics else ():
        assert " ".join(archive.item(item_id).title.split())[:60] in _shown(app)
    assert topics or "No topics are told apart" in _shown(app)


def test_trends_slider_and_address_follow_each_other(archive):
    days = [issue.date for issue in archive.issues()]
    app = _open("trends", since=days[1].isoformat())
    assert app.select_slider[0].value == (days[1], days[-1])
    app.select_slider[0].set_value((days[2], days[4]))
    _run(app)
    assert (_asked(app, "since"), _asked(app, "until")) == (days[2].isoformat(), days[4].isoformat())
    assert "3 issues" in _shown(app)
    app.select_slider[0].set_value((days[2], days[3]))
    _run(app)
    assert app.select_slider[0].value == (days[2], days[3])
    app.query_params["since"] = days[0].isoformat()
    _run(app)
    assert app.select_slider[0].value == (days[0], days[3])


def test_a_choice_is_kept_however_often_it_changes(archive):
    app = _open("trends")
    for by in ("month", "week", "quarter", "issue", "month"):
        app.button_group(key="trends-by").set_value(by)
        assert (_run(app).button_group(key="trends-by").value, _asked(app, "by")) == (by, None if by == "issue" else by)


@pytest.mark.parametrize("text", ANY_ADDRESS)
def test_trends_survive_any_address(archive, text):
    _open("trends", what=text, by=text, type=text, since=text, until=text, show=text)


# Graph


@pytest.mark.parametrize(("lang", "words"), [("zh", "最核心的实体"), ("en", "The most central")])
def test_graph_of_everything(archive, lang, words):
    app = _open("graph", lang=lang, n="500")
    assert words in [header.value for header in app.header]
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 1


def test_graph_around_a_centre_has_a_table_of_what_is_drawn(archive):
    app = _open("graph", entity="NVIDIA", types="company", n="30")
    corner = EntityGraph(archive).corner("company:nvidia", types=["company"], limit=30)
    assert {node.name for node in corner.nodes[1:31]} - {"NVIDIA"} <= set(_links(app))
    assert "Nemotron" not in _links(app)


def test_graph_filters_are_in_the_address(archive):
    app = _open("graph", entity="NVIDIA")
    days = [issue.date for issue in archive.issues()]
    app.button_group(key="graph-types").set_value(["company"])
    app.select_slider(key="graph-period").set_value((days[1], days[-1]))
    _run(app)
    assert (_asked(app, "types"), _asked(app, "since")) == ("company", days[1].isoformat())


def test_graph_path_with_evidence(archive):
    app = _open("graph", a="Mistral AI", b="OpenAI")
    steps = EntityGraph(archive).path(archive.entity("Mistral AI").id, archive.entity("OpenAI").id)
    assert steps
    for step in steps:
        assert step.target.name in _links(app)
    assert "<blockquote" in _shown(app)


def test_graph_says_what_is_not_there(archive):
    assert "Nothing is called" in _open("graph", entity="Nvidea").warning[0].value
    assert "two different names" in _shown(_open("graph", a="OpenAI", b="openai"))
    assert "Nothing is called" in _open("graph", a="Nvidea", b="OpenAI").warning[0].value


@pytest.mark.parametrize("text", ANY_ADDRESS)
def test_graph_survives_any_address(archive, text):
    _open("graph", entity=text, types=text, since=text, until=text, weight=text, n=text, steps=text, a=text, b=text)


def test_names_in_a_drawing_cover_no_other(archive):
    corner = EntityGraph(archive).overview(limit=200)
    where = places(corner)
    assert where.keys() == {node.id for node in corner.nodes}
    assert all(-1 <= value <= 1 for place in where.values() for value in place)
    named = _with_room(corner, where, "company:nvidia", 640, 12)
    assert "company:nvidia" in named and 20 < len(named) < len(corner.nodes)
    assert places(Corner((), ())) == {}


def test_a_crowded_drawing_keeps_the_ties_of_its_centre():
    nodes = tuple(GraphNode(f"company:{n}", str(n), "company", 1) for n in range(MOST_WITH_ALL_TIES + 1))
    edges = tuple(Edge(a.id, b.id, (), 1.0, ()) for i, a in enumerate(nodes) for b in nodes[i + 1 :])
    kept = _telling(Corner(nodes, edges), nodes[0].id)
    assert sum(nodes[0].id in (edge.source, edge.target) for edge in kept) == len(nodes) - 1
    assert len(kept) < 5 * len(nodes)
    assert _telling(Corner(nodes[:9], edges[:9]), "") == list(edges[:9])


# Curation


def test_curation_is_off_by_default(archive):
    app = _open("curation")
    assert "--allow-edits" in app.error[0].value
    assert not app.button and not app.selectbox


@pytest.fixture
def edits(archive, monkeypatch):
    monkeypatch.setenv("KG_ALLOW_EDITS", "1")
    return archive


@pytest.mark.parametrize(("lang", "words"), [("zh", "待核对"), ("en", "To look at")])
def test_curation_shows_cases_with_their_sentences(edits, lang, words):
    app = _open("curation", lang=lang)
    case = find_doubts(edits)[0]
    assert words in [header.value for header in app.header]
    assert case.entity.name in _links(app) and case.entity.id in _shown(app)
    assert "<blockquote" in _shown(app)


def test_curation_shows_one_kind_of_case(edits):
    names = {case.entity.name for case in find_doubts(edits) if case.question == "new name"}
    app = _open("curation", question="new name")
    assert names & set(_links(app))
    assert "There is nothing to look at." in _shown(_open("curation", question="doubtful link")) or any(
        case.question == "doubtful link" for case in find_doubts(edits)
    )


def test_what_is_told_is_decided_with_a_click(edits, tmp_path):
    file = tmp_path / "corrections.toml"
    told = find_doubts(edits, kind="relations")[0]
    app = _open("curation", question="doubtful relation", case=told.key)
    assert "Do the sentences say so?" in _shown(app) and "sure" in _shown(app)
    _press(app, "It is not said")
    (entry,) = load_corrections(file).entries
    assert (entry.kind, entry.entity, entry.predicate, entry.into) == (
        "unsaid", told.entity.id, told.predicate, told.other.id,
    )  # fmt: skip
    happened = find_doubts(edits, kind="events")[0]
    app = _open("curation", question="doubtful event", case=happened.key)
    app.selectbox(key=f"told-kind-{happened.key}").set_value("mention")
    _press(_run(app), "Write it down")
    assert Correction("event", happened.entity.id, item=happened.sentences[0][0], event="mention") in (
        load_corrections(file).entries
    )


def _press(app, words):
    next(button for button in app.button if button.label == words).click()
    return _run(app)


def _decide(entity_id, kind):
    app = _open("curation", case=entity_id)
    app.radio(key=f"decide-kind-{entity_id}").set_value(kind)
    return _run(app)


def test_a_decision_is_shown_before_it_is_written_and_can_be_taken_back(edits, tmp_path):
    file = tmp_path / "corrections.toml"
    app = _decide("company:nvidia", "rename")
    app.text_input(key="decide-name-company:nvidia").set_value("英伟达")
    app = _press(_run(app), "Preview")
    mentions = edits.mentions(entity_id="company:nvidia")
    assert f"Changes {len(mentions)} mentions" in app.info[0].value
    assert not file.exists(), "a preview writes nothing"
    app = _press(app, "Write it down")
    assert "holds from the next kg build" in app.success[0].value
    (entry,) = load_corrections(file).entries
    assert (entry.kind, entry.entity, entry.name) == ("rename", "company:nvidia", "英伟达")
    app = _press(app, "Take the last one back")
    assert load_corrections(file).entries == ()
    assert "Taken back" in app.success[0].value


@pytest.mark.parametrize(
    ("kind", "fill", "field"),
    [
        ("merge", {"decide-merge-company:nvidia-": "company:openai"}, "into"),
        ("not_same", {"decide-not_same-company:nvidia-": "company:openai"}, "into"),
        ("retype", {"decide-type-company:nvidia": "institution"}, "type"),
        ("alias", {"decide-alias-company:nvidia": "Team Green"}, "surface"),
        ("split", {"decide-split-company:nvidia-": "company:openai"}, "into"),
        ("ignore", {}, "entity"),
    ],
)
def test_every_kind_of_decision_is_written(edits, tmp_path, kind, fill, field):
    app = _decide("company:nvidia", kind)
    for key, value in fill.items():
        widget = app.text_input(key=key) if kind == "alias" else app.selectbox(key=key)
        widget.set_value(value)
    app = _press(_press(_run(app), "Preview"), "Write it down")
    (entry,) = load_corrections(tmp_path / "corrections.toml").entries
    assert (entry.kind, entry.entity) == (kind, "company:nvidia")
    assert getattr(entry, field)


def test_an_unfinished_or_changed_form_is_not_written(edits, tmp_path):
    app = _press(_decide("company:nvidia", "merge"), "Preview")
    assert "Fill in the rest" in app.warning[0].value
    app = _decide("company:nvidia", "rename")
    app.text_input(key="decide-name-company:nvidia").set_value("A")
    app = _press(_run(app), "Preview")
    app.text_input(key="decide-name-company:nvidia").set_value("B")
    _run(app)
    assert "Write it down" not in [button.label for button in app.button]


def test_a_contradiction_is_one_sentence(edits, tmp_path):
    file = tmp_path / "corrections.toml"
    file.write_text('[[not_same]]\na = "company:nvidia"\nb = "company:openai"\n', encoding="utf-8")
    app = _decide("company:nvidia", "merge")
    app.selectbox(key="decide-merge-company:nvidia-").set_value("company:openai")
    app = _press(_press(_run(app), "Preview"), "Write it down")
    assert "contradicts" in app.error[0].value
    assert len(load_corrections(file).entries) == 1


@pytest.mark.parametrize("text", ANY_ADDRESS)
def test_curation_survives_any_address(edits, text):
    _open("curation", case=text, question=text, p=text)


# Pieces


def test_the_longest_name_is_marked_and_no_part_of_a_word():
    sentence = "NVIDIA和英伟达的NV芯片，ENVIABLE"
    marked = [sentence[start:end] for start, end in sorted(_places(sentence, {"NV", "nvidia", "英伟达"}))]
    assert marked == ["NVIDIA", "英伟达", "NV"]


# Few letters, so that names are often found and lie over one another; two that change length when they are folded.
_LETTERS = "aAbN 英伟。-ıß"


@settings(max_examples=60, deadline=None)
@given(st.text(_LETTERS, max_size=60), st.sets(st.text(_LETTERS, max_size=5), max_size=5))
def test_marks_never_overlap(sentence, names):
    spans = sorted(_places(sentence, names))
    assert all(0 <= start < end <= len(sentence) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_days_of_the_sample(archive):
    assert archive.issues()[0].date == date(2025, 9, 8)


def test_a_preview_tells_two_names_at_one_place_apart():
    item = Item("i", "1", 0, "", "story", "Acme", "Acme")
    mentions = [
        Mention("i", "text", 0, 4, "Acme", kind, "Acme", rule, entity=f"{kind}:acme")
        for kind, rule in (("product", "gazetteer"), ("article", "title:article"))
    ]
    entities = [Entity(mention.entity, mention.type, "Acme", ("Acme",)) for mention in mentions]
    rename = Correction("rename", "article:acme", name="The Acme story")
    assert preview(rename, mentions=mentions, entities=entities, item_of=lambda _: item).mentions == 1


@pytest.mark.parametrize(
    "correction",
    [
        Correction("merge", "company:openai", into="company:anthropic"),
        Correction("split", "company:openai", into="company:anthropic", surface="OpenAI"),
        Correction("split", "company:openai", into="product:codex-house", surface="OpenAI"),
        Correction("retype", "company:openai", type="institution"),
        Correction("alias", "company:openai", surface="Anthropic"),
        Correction("rename", "company:openai", name="Open AI"),
        Correction("ignore", "company:openai"),
        Correction("ignore", "company:nobody-knows"),
    ],
)
def test_a_preview_of_what_is_spoken_of_is_that_of_the_whole_archive(archive, correction):
    whole = preview(correction, mentions=archive.mentions(), entities=archive.entities(), item_of=archive.item)
    shown = previewed(archive, correction)
    assert replace(shown, samples=(), stale=bool(shown.stale)) == replace(whole, samples=(), stale=bool(whole.stale))
    assert len(shown.samples) == len(whole.samples)


# Boxes that take a typed name


def _typed(app, key, name):
    """The page, after a name was typed into a box."""
    (box,) = (box for box in app.selectbox if (box.key or "").startswith(key))
    box.options.append(name)  # as the browser does with what is typed
    box.set_value(name)
    app.run(timeout=30)
    assert not app.exception, app.exception
    return app


BOXES = [
    ("entity", "entity-pick-", "entity"), ("graph", "graph-centre-", "entity"), ("graph", "path-a-", "a"),
    ("graph", "path-b-", "b"), ("curation", "curation-pick-", "case"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "key", "parameter"), BOXES)
@pytest.mark.parametrize("name", ["nobody at all", " a\nb\x00c ", "x" * 199 + " y"], ids=["unknown", "lines", "long"])
def test_a_name_that_nobody_has_is_told_and_drawn_once(archive, monkeypatch, page, key, parameter, name):
    monkeypatch.setenv("KG_ALLOW_EDITS", "1")
    app = _typed(_open(page), key, name)
    assert _asked(app, parameter) == " ".join(name.replace("\x00", " ").split())[:199].strip()
    assert len(app.warning) == 1


@pytest.mark.parametrize(("page", "key", "parameter"), BOXES[:4])
def test_another_name_of_what_is_shown_is_drawn_once(archive, page, key, parameter):
    app = _typed(_open(page, **{parameter: "company:openai"}), key, "openai")
    assert _asked(app, parameter) == "openai"
    assert not app.warning
    app = _typed(app, key, "nobody at all")
    assert _asked(app, parameter) == "nobody at all"


def test_a_typed_name_does_not_stay_when_another_is_compared(archive):
    app = _typed(_open("entity", entity="company:openai"), "entity-pick-", "openai")
    app = _typed(app, "compare-", "nobody at all")
    assert (_asked(app, "entity"), _asked(app, "with")) == ("openai", "nobody at all")


@pytest.mark.parametrize("said", ["a|b", "100% x", "ü", "w" * 900])
def test_whatever_was_understood_can_be_turned_off(archive, said):
    app = _open_search(f'"{said}" OpenAI')
    (understood,) = (pills for pills in app.button_group if (pills.key or "").startswith("understood-"))
    phrase = next(id_ for id_ in understood.value if id_.startswith("phrase:"))
    understood.set_value([id_ for id_ in understood.value if id_ != phrase])
    app.run(timeout=30)
    assert not app.exception, app.exception
    (understood,) = (pills for pills in app.button_group if (pills.key or "").startswith("understood-"))
    assert phrase not in understood.value


def _open_search(query):
    app = page_app("search", lang="en", q=query)
    app.run()
    assert not app.exception, app.exception
    return app
