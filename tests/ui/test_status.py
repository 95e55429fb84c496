"""The page of the archive's state: counts, what was left out, how each issue was cut, in every state."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

from kg.corrections.correction import Correction
from kg.corrections.file import add_correction, default_corrections
from kg.numbering import Missing
from kg.store.generations import live_generation
from kg.store.intake import INTAKE, MOST_KEPT, OMISSION_SORTS, Intake, Omission, write_intake
from kg.ui import status_issues, status_left
from kg.ui.source_reasons import told_reason
from tests.support import page_app

HOSTILE = '<script>alert(1)</script>![x](http://a.example/b.png) :red[b] javascript:alert(2)"'


@pytest.fixture
def folder(archive, tmp_path, monkeypatch):
    """A copy of the archive's folder, as the app's own, with no corrections."""
    copy = shutil.copytree(archive.path, tmp_path / "copy" / "archive")
    monkeypatch.setenv("KG_ARCHIVE", str(copy))
    monkeypatch.delenv("KG_CORRECTIONS")
    return copy


def _open(**query):
    app = page_app("status", **{"lang": "en", **query})
    app.run()
    assert not app.exception, app.exception
    assert len(app.title) == 1
    return app


def _shown(app):
    kinds = (app.title, app.header, app.markdown, app.caption, app.info, app.warning, app.error)
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([*(element.value for kind in kinds for element in kind), *html, *_links(app)]).replace("\\", "")


def _links(app):
    return [element.proto.label.replace("\\", "") for element in app.get("page_link")]


def _leave(folder, **values):
    """Let the last build have left something out."""
    kept = Intake(live_generation(folder).name, "0.0.1", 9, 100, 80, 15, left_lines=(("layout", 5),))
    write_intake(folder, replace(kept, **values))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("状态", "是否完好", "✓ 文件与构建时一致", "上次构建", "期 · ")),
        ("en", ("Status", "Health", "✓ The files are as they were written", "Last build: ", "issues: 6")),
    ],
)
def test_all_is_well(archive, folder, lang, words):
    app = _open(lang=lang)
    shown = _shown(app)
    assert all(word in shown for word in words)
    figures = {metric.value for metric in app.metric}
    assert {str(len(archive.issues())), str(archive.manifest.items), str(archive.manifest.entities)} <= figures
    assert shown.count("✓") == 4 and not app.error and not app.warning and not app.info
    assert f"{archive.issues()[0].date}" in shown and "UTC" in shown


@pytest.mark.parametrize(("lang", "words"), [("zh", "上次构建略过了什么"), ("en", "does not note")])
def test_an_archive_of_an_older_version(folder, lang, words):
    (folder / INTAKE).unlink()
    assert words in _open(lang=lang, view="left").info[0].value
    assert "kg build" in _open(lang=lang).info[0].value, "built by a version that is not noted"


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("没有读出任何条目", "排版：5")), ("en", ("no item in it", "layout: 5"))]
)
def test_what_was_left_out_leads_to_its_source(archive, folder, lang, words):
    issue = archive.issues()[2]
    omissions = (
        Omission("skipped", "notes.md", None, None, "no item in it"),
        Omission("warning", issue.source, 3, 4, "odd"),
    )
    _leave(folder, omissions=omissions, counts=(("skipped", 1), ("warning", 1)), addresses=2, passed=((".png", 3),))
    app = _open(lang=lang, view="left")
    shown = _shown(app)
    assert all(word in shown for word in words) and "notes.md" in shown and ".png 3" in shown
    (link,) = [element.proto for element in app.get("page_link")]
    assert link.page == "issues" and f"issue={issue.id}" in link.query_string and "view=source" in link.query_string
    assert "3–4" in shown


def test_one_sort_is_chosen_and_goes_into_the_address(folder):
    omissions = (Omission("skipped", "notes.md", None, None, "x"), Omission("warning", "odd.md", 3, 3, "odd"))
    _leave(folder, omissions=omissions, counts=(("skipped", 1), ("warning", 1)))
    app = _open(view="left")
    app.button_group(key="status-left").set_value("warning")
    app.run()
    assert "warning" in app.query_params["which"] and "notes.md" not in _shown(app) and "odd.md, line 3" in _shown(app)
    app.button_group(key="status-view").set_value("cut")
    app.run()
    assert "cut" in app.query_params["view"] and "which" not in app.query_params
    app.button_group(key="status-view").set_value("whole")
    app.run()
    assert not app.exception and "view" not in app.query_params and app.metric


def test_many_are_paged_and_what_is_not_kept_is_told(folder, monkeypatch):
    monkeypatch.setattr(status_left, "_A_PAGE", 2)
    omissions = tuple(Omission("skipped", f"n{place}.md", None, None, "it is empty") for place in range(5))
    _leave(folder, omissions=omissions, counts=(("skipped", MOST_KEPT + 1),))
    first, last = _open(view="left"), _open(view="left", p="999")
    assert "n1.md" in _shown(first) and "n2.md" not in _shown(first) and _links(first) == ["Next"]
    assert "n4.md" in _shown(last) and "n3.md" not in _shown(last) and _links(last) == ["Previous"]
    assert f"first {MOST_KEPT:,} are listed" in _shown(first)


def test_nothing_was_left_out(folder):
    _leave(folder)
    assert "No document was left out" in _open(view="left").info[0].value


def test_every_issue_leads_to_how_it_was_cut(archive, folder, monkeypatch):
    app = _open(view="cut")
    links = [element.proto for element in app.get("page_link")]
    assert [
        f"issue={issue.id}&" in link.query_string for issue, link in zip(archive.issues()[::-1], links, strict=True)
    ]
    assert all("view=source" in link.query_string for link in links)
    newest = archive.issues()[-1]
    left = sum(each.last - each.first + 1 for each in archive.source_of(newest.id).left_out)
    items = len(list(archive.items(newest)))
    assert f"items: {items} · lines left out: {left} · {newest.source}" in _shown(app)
    monkeypatch.setattr(status_issues, "_A_PAGE", 4)
    assert len(_links(_open(view="cut"))) == 5 and len(_links(_open(view="cut", p="2"))) == 3
    monkeypatch.setattr("kg.store.database.Store.source_text", lambda self, row: None)
    assert "lines left out" not in _shown(_open(view="cut"))


def test_issues_that_want_a_look_can_be_chosen(archive, folder, monkeypatch):
    real = type(archive.store).issues.func
    first, *others = archive.issues()
    monkeypatch.setattr(
        "kg.store.database.Store.issues",
        property(lambda store: (replace(real(store)[0], date=None), *real(store)[1:])),
    )
    monkeypatch.setattr("kg.status.missing_numbers", lambda numbers: Missing(((3, 4), (7, 7)), 3))
    _touch(folder)
    shown = _shown(_open())
    assert "without a day: 1" in shown and "no issue 3–4, 7" in shown
    app = _open(view="cut", which="undated")
    assert len(_links(app)) == 1 and first.label in _links(app)[0]
    assert len(_links(_open(view="cut", which="empty"))) == len(others) + 1, "there are none, so all are shown"


def _touch(folder):
    """Let the app open the archive anew: another folder is another archive to it."""
    from kg.ui import shell

    shell._opened.clear()


def test_what_is_wrong_is_a_sentence(folder):
    file = live_generation(folder) / "derived.topics.bin"
    _open()  # as an app that runs
    file.write_bytes(b"x" * file.stat().st_size)
    app = _open()
    assert "derived.topics.bin" in _shown(app) and len(app.error) == 1 and _shown(app).count("✓") == 3
    default_corrections(folder).write_text("[[merge", encoding="utf-8")
    assert len(_open().error) == 2


@pytest.mark.parametrize(("lang", "words"), [("zh", "新决定 1 条；"), ("en", "new: 1.")])
def test_decisions_that_wait_for_a_build(archive, folder, monkeypatch, lang, words):
    add_correction(default_corrections(folder), Correction("rename", "company:openai", name=f"A{HOSTILE}"))
    app = _open(lang=lang)
    assert words in app.warning[0].value and not _links(app)
    assert "<script>" not in _shown(app)
    monkeypatch.setenv("KG_ALLOW_EDITS", "1")
    assert len(_links(_open(lang=lang))) == 1


def test_hostile_text_is_shown_as_it_is(archive, folder):
    omissions = tuple(Omission(sort, f"{HOSTILE}.md", 1, 2, HOSTILE) for sort in OMISSION_SORTS)
    _leave(
        folder, omissions=omissions, counts=tuple((sort, 1) for sort in OMISSION_SORTS), passed=((HOSTILE, 1),),
        left_lines=((HOSTILE, 3),), version=HOSTILE,
    )  # fmt: skip
    for view in ("", "left", "cut"):
        app = _open(view=view)
        html = "".join(element.proto.body for element in app.get("html"))
        assert "<script" not in html and "<img" not in html
        read = (*app.markdown, *app.caption, *app.info)
        assert not [each.value for each in read if re.search(r"(?<!\\)<script|\]\(http|(?<!\\):red", each.value)]
    assert "&lt;script&gt;" in "".join(element.proto.body for element in _open(view="left").get("html"))


REASONS = [
    "it is empty", "its title “A {0}” is not that of an issue of B", "it has no title of an issue of B",
    "the same issue as a.md (3 items, 4 links, 5 characters against 2 items, 3 links, 4 characters)",
    "another language of a.md (fr)", "has number 3 as b.md has, and other contents; both are kept",
    "2022-12-14 stands between an issue of 2022-11-07 and an issue of 2022-11-28 as issue 104: check its date and its "
    "number", "names are looked for in its first 1,000,000 characters", "“a.md” beside it is read in its place",
    "draft, never sent (“My {x} title”)", "it is in GB18030; save it as UTF-8",
]  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_reasons_are_told_in_chinese(monkeypatch, reason):
    monkeypatch.setattr("kg.ui.source_reasons.language", lambda: "zh")
    told = told_reason(reason)
    assert told != reason and " is " not in told and "issue" not in told and "items" not in told
    monkeypatch.setattr("kg.ui.source_reasons.language", lambda: "en")
    assert told_reason(reason) == reason
