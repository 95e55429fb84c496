"""The source of an issue beside its items: every line is shown once, with what became of it."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from ingest.build import build
from ingest.read.config import load_config
from kg.model import Issue, Item, LeftOut, SourceText
from kg.ui import source as page
from kg.ui.source_runs import Run, part, runs
from kg.ui.source_settings import settings
from tests.support import page_app

ISSUE = """\
# Gear Weekly 12

## Tools

- [A small wrench](https://gear.example/wrench) <img src=x onerror=alert(1)>
- [A lamp](https://gear.example/lamp) for the bench.

<!-- not yet: </div><script>alert(2)</script> -->

## Bells

- [A copper bell](https://gear.example/bell) rings in the workshop.
"""


def _item(rank, first, last):
    return Item(str(rank), "1", rank, "", "bullet", "T", "T", lines=(first, last))


lines = st.integers(0, 12)
items = st.lists(st.tuples(lines, lines), max_size=5).map(
    lambda places: [_item(rank, *place) for rank, place in enumerate(places)]
)
left_out = st.lists(st.builds(LeftOut, lines, lines, st.sampled_from(["comment", "layout"])), max_size=3).map(tuple)


@given(st.lists(st.sampled_from(["", "x"]), max_size=9), items, left_out, lines, lines)
def test_every_line_stands_in_one_run(texts, items, left, first, last):
    source = SourceText("\n".join(texts), left)
    found = runs(source, items)
    numbers = [number for run in found for number in range(run.first, run.last + 1)]
    assert numbers == list(range(1, len(source.lines) + 1))
    for run in found:
        assert not (run.items and run.reason)
        filled = [number for number in range(run.first, run.last + 1) if source.lines[number - 1]]
        for rank in run.items:
            assert all(items[rank].lines[0] <= number <= items[rank].lines[1] for number in filled)
    shown = [number for run in part(found, first, last) for number in range(run.first, run.last + 1)]
    assert shown == [number for number in numbers if first <= number <= last]


def test_several_items_of_one_line():
    assert runs(SourceText("a. b."), [_item(0, 1, 1), _item(1, 1, 1)]) == [Run(1, 1, (0, 1))]


@pytest.fixture
def gear(tmp_path, hash_model, monkeypatch):
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "2026-03-02-12.md").write_text(ISSUE, encoding="utf-8")
    build([tmp_path / "issues"], tmp_path / "archive")
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    return kg.open(tmp_path / "archive")


def _open(**query):
    app = page_app("issues", **{"lang": "en", "view": "source", **query})
    app.run()
    assert not app.exception, app.exception
    return app


def _html(app):
    return "".join(element.proto.body for element in app.get("html"))


def _lines(app):
    """Numbers and text of the lines that are shown, as HTML."""
    return re.findall(r'kg-number">(\d+)</span><span class="kg-code">(.*?)</span>', _html(app))


@pytest.mark.parametrize(("lang", "words"), [("zh", "未收录</em>: 注释"), ("en", "left out</em>: comment")])
def test_lines_stand_beside_their_items(gear, lang, words):
    app = _open(lang=lang)
    shown = _html(app)
    assert [int(number) for number, _ in _lines(app)] == list(range(1, ISSUE.count("\n") + 2))
    assert f"<em>{words}" in shown and "<strong>A copper bell" in shown
    (place,) = re.findall(r'href="#kg-line-(\d+)">A copper bell', shown)
    assert f'id="kg-line-{place}"' in shown and ISSUE.splitlines()[int(place) - 1].startswith("- [A copper bell]")
    assert "kg read . --issue 2026-03-02-12.md" in [code.value for code in app.code]


def test_hostile_text_is_shown_as_it_is(gear):
    shown = _html(_open())
    assert "<script" not in shown and "<img" not in shown
    assert "&lt;script&gt;alert(2)" in shown and "&lt;img src=x" in shown


def test_the_source_is_chosen_and_goes_into_the_address(gear):
    app = page_app("issues", lang="en")
    app.run()
    (view,) = (control for control in app.button_group if control.key == "issues-view")
    view.set_value("source")
    app.run()
    assert not app.exception and "source" in app.query_params["view"] and _lines(app)
    (view,) = (control for control in app.button_group if control.key == "issues-view")
    view.set_value("read")
    app.run()
    assert not app.exception and "view" not in app.query_params and not _lines(app)


@pytest.mark.parametrize("text", ["", "\x00sources", "<script>", "a" * 5000])
def test_any_view_may_be_asked_for(gear, text):
    assert not _lines(_open(view=text, p=text))


def test_a_long_source_is_paged(gear, monkeypatch):
    monkeypatch.setattr(page, "LINES", 5)
    assert [int(number) for number, _ in _lines(_open())] == [1, 2, 3, 4, 5]
    last = _open(p="999")
    assert [int(number) for number, _ in _lines(last)] == [11, 12, 13]
    labels = [link.proto.label for link in last.get("page_link")]
    assert "Lines before" in labels and "Lines after" not in labels


def test_an_archive_that_keeps_no_text_says_so(gear, monkeypatch):
    monkeypatch.setattr("kg.store.database.Store.source_text", lambda self, row: None)
    assert "kg build" in _open().info[0].value


def test_a_source_without_lines_is_shown_unmarked(gear, monkeypatch):
    monkeypatch.setattr("kg.store.database.Store._item", _without_lines)
    app = _open()
    assert "not written in lines" in app.info[0].value
    assert "kg-part-0" not in _html(app) and len(_lines(app)) > 5


def _without_lines(self, row, links, images, above):
    return Item(*row[1:9], links=tuple(links), images=tuple(images))


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_settings_are_read_again(tmp_path_factory, name, title):
    issue = Issue("gear-1", "gear", 1, "t", date(2026, 3, 2), f"posts/{name}.md", series_title=title.strip())
    source = SourceText("# News\n\n- One\n\n## Two\n", ())
    items = [
        Item("1", "gear-1", 0, "News", "bullet", "One", "One", lines=(3, 3)),
        Item("2", "gear-1", 1, "News", "story", "Two", "Two", lines=(5, 5)),
    ]
    text = settings(issue, items, source, several=True)
    (table,) = tomllib.loads(text)["newsletter"]
    assert (table["series"], table["files"]) == ("gear", ["posts/*.md"])
    (table,) = tomllib.loads(text.replace("# ", ""))["newsletter"]
    assert table["sections"] == [1] and table["items"] == ["bullet", "heading-2"]


def test_settings_are_those_of_a_kg_toml(gear, tmp_path):
    (issue,) = gear.issues()
    text = settings(issue, list(gear.items()), gear.source_of(issue.id), several=False)
    (tmp_path / "kg.toml").write_text(text, encoding="utf-8")
    (newsletter,) = load_config(tmp_path / "kg.toml").newsletters
    assert newsletter.dialect.series == issue.series and not newsletter.files
