"""The reader's pages, without a browser: every state of search, issues and the desk."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from ingest.build import build
from tests.conftest import ROOT
from tests.support import PATIENCE, page_app


def _open(page, **query):
    """A page, run once."""
    app = page_app(page, **query)
    app.run()
    assert not app.exception, app.exception
    return app


def _shown(app):
    """All text of a page."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error)
    html = [element.proto.body for element in app.get("html")]
    links = [element.proto.label for element in app.get("page_link")]
    return "\n".join([*(element.value for kind in kinds for element in kind), *html, *links])


@pytest.mark.parametrize(("lang", "words"), [("zh", "试试这些"), ("en", "Try one of these")])
def test_search_begins_with_questions_of_the_archive(archive, lang, words):
    app = _open("search", lang=lang)
    assert words in _shown(app) and "OpenAI" in _shown(app)


def test_search_finds(archive):
    app = _open("search", q="Anthropic 融资", lang="zh")
    assert "<mark>Anthropic</mark>" in _shown(app)
    assert any("Anthropic" in pill.label or pill.options for pill in app.get("button_group"))


def test_search_finds_nothing(archive):
    app = _open("search", q="zzzzqqqq xxyyzz", lang="en")
    assert "Nothing close." in _shown(app)


@pytest.mark.parametrize("query", ["since:昨天吧", '"', "-", "\x00", "![x](http://a.example)", "entity:nobody-at-all"])
def test_search_survives_any_address(archive, query):
    _open("search", q=query, p="999999999999", off="nonsense|", mode="nonsense", lang="en")


def test_issue(archive):
    app = _open("issues", issue="gleanings-2", lang="en")
    assert "AI Gleanings 2" in _shown(app)
    assert len(app.subheader) >= 10


def test_one_item(archive):
    item = next(iter(archive.items()))
    app = _open("issues", issue=item.issue_id, item=item.id, lang="en")
    assert len(app.subheader) == 1


def test_unknown_issue_is_said(archive):
    app = _open("issues", issue="999", lang="en")
    assert "999" in app.warning[0].value


def test_desk(archive):
    app = _open("desk", lang="en")
    app.text_area[0].set_value("https://www.anthropic.com/news/claude-opus-4-1\n\nA recipe for apple pie.")
    app.button[0].click().run()
    assert not app.exception
    assert "2 items" in _shown(app)


def test_desk_says_what_is_wrong(archive):
    app = _open("desk", lang="en")
    app.button[0].click().run()
    assert app.warning[0].value == "There is nothing to check in this draft."
    app.text_area[0].set_value("x" * 400_001)
    app.button[0].click().run()
    assert "too long" in app.error[0].value


def test_no_archive_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "none"))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    assert not app.exception
    assert "kg build" in app.error[0].value.replace("\\", "")


def test_a_new_build_is_picked_up(six_issues, hash_model, tmp_path, monkeypatch):
    shutil.copytree(six_issues, tmp_path / "archive", symlinks=True)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    app = _open("search", lang="en")
    assert "6 issues" in _shown(app)
    issue = tmp_path / "2025-09-01-001.md"
    issue.write_text("# Weekly 1\n\n## News\n\n- Foo opens a shop in Lyon.\n- Bar sells its boats.\n", encoding="utf-8")
    build([issue], tmp_path / "archive")
    app.run()
    assert "1 issue" in _shown(app) and "6 issues" not in _shown(app)
