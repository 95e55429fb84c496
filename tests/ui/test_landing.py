"""The landing page, what narrows a search, and the page of an item, as Streamlit runs them."""

from __future__ import annotations

import re
from html import unescape

import pytest
import streamlit

from kg.digests.citation import cite
from kg.digests.overview import overview
from tests.support import page_app
from tests.ui.test_pages import ANY_ADDRESS, _asked, _links, _open, _shown


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("试试这些", "所有期刊，按周", "最新一期")),
        ("en", ("Try one of these", "All issues by week", "The latest issue")),
    ],
)
def test_landing_shows_what_the_archive_is(archive, lang, words):
    app = _open("search", lang=lang)
    found = overview(archive)
    assert set(words) <= {header.value for header in app.header}
    shown = unescape(_shown(app))
    for item in (*found.latest[:8], *(story.latest for story in found.stories)):
        assert f'href="item?id={item.id}&lang={lang}"' in shown and " ".join(item.title.split())[:60] in shown
    for debut in found.new_names[:8]:
        assert f">{debut.entity.name}</a>" in shown


def test_landing_has_every_issue_in_its_strip(archive):
    html = _shown(_open("search"))
    for issue in archive.issues():
        assert f'href="issues?issue={issue.id}&amp;lang=en"' in html
    assert len(re.findall(" kg-week ", html)) == len(overview(archive).weeks)


def test_an_empty_box_with_a_filter_is_a_search(archive):
    app = _open("search", kind="paper")
    assert "Try one of these" not in _shown(app) and "Kind: paper" in _links(app)


# What narrows a search


def _facet(app, name):
    (pills,) = (group for group in app.button_group if (group.key or "").startswith(f"facet-{name}-"))
    return pills


def test_facets_are_counted_combine_and_come_off(archive):
    app = _open("search", q="OpenAI")
    total = archive.search("OpenAI").total
    section = _facet(app, "section").options[0]
    value, count = re.fullmatch(r"(.*) \((\d+)\)", section.replace("\\", "")).groups()
    assert int(count) <= total
    _facet(app, "section").set_value(value)
    app.run()
    assert _asked(app, "section") == value
    assert f"{count} results" in _shown(app)
    _facet(app, "kind").set_value("story")
    app.run()
    assert (_asked(app, "section"), _asked(app, "kind")) == (value, "story")
    both = archive.search("OpenAI", section=value, kind="story").total
    assert f"{both} results" in _shown(app) and both < int(count)
    assert {f"Section: {value}", "Kind: story", "Take all off"} <= set(_links(app))
    _facet(app, "section").set_value(None)
    app.run()
    assert (_asked(app, "section"), _asked(app, "kind")) == (None, "story")


def test_days_narrow_and_follow_the_address(archive):
    days = [issue.date for issue in archive.issues()]
    app = _open("search", q="OpenAI", since=days[2].isoformat())
    assert app.date_input(key="search-since").value == days[2]
    assert f"Since: {days[2].isoformat()}" in _links(app)
    app.date_input(key="search-until").set_value(days[3])
    app.run()
    assert not app.exception
    assert _asked(app, "until") == days[3].isoformat()
    wanted = archive.search("OpenAI", since=days[2], until=days[3]).total
    assert f"{wanted} results" in _shown(app)


def test_a_month_in_the_address_stays_as_it_is(archive):
    app = _open("search", q="OpenAI", since="2025-10")
    assert _asked(app, "since") == "2025-10" and "Since: 2025-10" in _links(app)


def test_a_filter_that_cannot_be_met_can_be_taken_off(archive):
    app = _open("search", q="OpenAI", section="no such section")
    assert app.warning and "Section: no such section" in _links(app)


def test_a_page_behind_the_last_is_the_last(archive):
    app = _open("search", q="OpenAI", p="99")
    total = archive.search("OpenAI").total
    assert f"There are only {-(-total // 10)} pages" in _shown(app)
    assert "Previous" in _links(app) and "Next" not in _links(app)
    (hit, *_) = archive.search("OpenAI", limit=10, offset=total - 1 - (total - 1) % 10)
    assert " ".join(hit.item.title.split())[:60] in "\n".join(_links(app))


# An item


@pytest.fixture
def linked(archive):
    """An item with links, names and related ones."""
    return next(i for i in archive.items() if i.links and archive.mentions(i.id) and archive.related(i.id))


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("链接", "名称", "相关条目")), ("en", ("Links", "Names", "Related items"))]
)
def test_an_item_has_a_page_of_its_own(archive, linked, lang, words):
    app = _open("item", id=linked.id, lang=lang)
    assert app.title[0].value.replace("\\", "") == " ".join(linked.title.split())
    assert set(words) <= {header.value for header in app.header}
    shown, issue = _shown(app), archive.issue_of(linked)
    assert linked.section in shown and issue.date.isoformat() in shown and f"{linked.lines[0]}" in shown
    assert all(f'href="{url}"' in shown.replace("&amp;", "&") for url in linked.urls)
    assert not app.toggle, "related items are there without a click"
    for one in archive.related(linked.id, limit=5):
        assert " ".join(one.item.title.split())[:60] in shown


def test_an_item_can_be_shared_and_cited(archive, linked, monkeypatch):
    monkeypatch.setattr(type(streamlit.context), "url", property(lambda _: "https://news.example/archive/item"))
    link, titled, *cited = (block.value for block in _open("item", id=linked.id).code)
    assert link == f"https://news.example/archive/item?id={linked.id}"
    assert titled.endswith(link) and titled.startswith(linked.title[:20])
    expected = cite(linked, archive.issue_of(linked), address=link)
    assert cited == [expected.markdown, expected.html, expected.plain] and f"]({link})" in cited[0]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "没有「gleanings-2-zzzzzz」"), ("en", "no item “gleanings-2-zzzzzz”")]
)
def test_an_unknown_item_leads_to_its_issue(archive, lang, words):
    app = _open("item", id="gleanings-2-zzzzzz", lang=lang)
    assert words in app.warning[0].value.replace("\\", "")
    titles = {" ".join(item.title.split()) for item in archive.items(archive.find_issue("gleanings-2"))}
    assert len(titles & set(_links(app))) == 3
    assert any(label in {"The whole issue", "看整期"} for label in _links(app))


def test_an_address_without_an_item_leads_to_the_search(archive):
    app = _open("item")
    assert "does not say which" in _shown(app) and "Search back issues" in _links(app)


@pytest.mark.parametrize("text", ANY_ADDRESS)
def test_an_item_survives_any_address(archive, text):
    app = _open("item", id=text)
    assert all("](http" not in element.value for element in (*app.markdown, *app.warning))


# An item's address on the page of issues


def test_an_item_without_its_issue_is_found(archive):
    item = next(iter(archive.items(archive.issues()[1])))
    app = page_app("issues", item=item.id, lang="en")
    app.run()
    assert not app.exception and len(app.subheader) == 1
    assert archive.issues()[1].title in app.title[0].value.replace("\\", "")
    assert not app.warning


def test_an_unknown_item_of_an_issue_is_said(archive):
    app = page_app("issues", issue="gleanings-2", item="nonsense", lang="en")
    app.run()
    assert not app.exception
    assert "no item “nonsense”" in app.warning[0].value
    assert len(app.subheader) > 5
