"""Whatever stands in the address of a page, the page is shown."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
import streamlit
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ui import address, links, shell
from kg.ui.address import MOST_LETTERS, PARAMETERS, asked, asked_choices, asked_day, asked_page, kept
from tests.conftest import shared
from tests.support import page_app

# Names that an argument of ours or of Streamlit has; one of them in an address once broke a page.
ARGUMENTS = [
    "icon", "label", "page", "help", "query", "without", "key", "archive", "self", "name", "parameter", "lang", "embed",
    "width", "disabled", "query_params", "", " ", "q[]", "__class__", "Q", "entity ", "日期", "\x00",
]  # fmt: skip
SENSELESS = [
    "x", "-1", "9" * 400, "nan", "\x00", "a" * 100_000, "🧨" * 40, "0000-00-00", "9999-12-31",
    "company,company,nonsense", "company:openai", "![x](http://evil.example/a.png)", '"', "issue:" + "9" * 30,
]  # fmt: skip
MORE = [
    "", " ", "0", "1e999", "None", "[]", "{}", "\x1b[2J", "a\r\nb: c", "\u202eabc", "\ufffd", "\u2028", "٣", "²",
    "0x10", "gleanings-2", "2025-09-08", "2025-13-45", "-0001-01-01", "2025-W01-1", "<script>alert(1)</script>",
    ":red[x]", "$x$", "../../../etc/passwd", "|", "||a|", "'; DROP TABLE items; --", "%", "%s%n",
    "{0.__class__}", "entity:", "issue:", "-", '"" -""', "(" * 3000, "since:9999999", "第" * 500,
    "topic:0", "story", "hybrid",
]  # fmt: skip


def _shows(page, query):
    """The page, shown for an address."""
    app = page_app(page)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, (page, query, app.exception)
    assert len(app.title) == 1
    return app


@pytest.fixture
def edits(archive, monkeypatch):
    monkeypatch.setenv("KG_ALLOW_EDITS", "1")
    return archive


@pytest.mark.parametrize("page", PARAMETERS)
@pytest.mark.parametrize("query", [{"entity": "Opnai"}, {"q": "OpenAI", "entity": "company:openai"}])
def test_an_address_that_names_arguments_is_shown(edits, page, query):
    _shows(page, {"lang": "en", **dict.fromkeys(ARGUMENTS, "x"), **query})


@pytest.mark.parametrize("page", PARAMETERS)
@pytest.mark.parametrize("value", SENSELESS, ids=range(len(SENSELESS)))
def test_a_senseless_value_of_every_parameter_is_borne(edits, page, value):
    if PARAMETERS[page]:
        _shows(page, dict.fromkeys(PARAMETERS[page], value))


NAMES = st.sampled_from(sorted({name for names in PARAMETERS.values() for name in names} | set(ARGUMENTS) - {"embed"}))
TEXTS = st.sampled_from(SENSELESS + MORE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.slow
@pytest.mark.parametrize("page", PARAMETERS)
def test_no_address_breaks_a_page(edits, page):
    @settings(max_examples=15)
    @given(st.dictionaries(NAMES, TEXTS | st.lists(TEXTS, min_size=2, max_size=3), max_size=8))
    def bears(query):
        _shows(page, query)

    bears()


@pytest.mark.parametrize("lang", ["xx", "", "zh-CN", "a" * 100_000, "\x00"])
def test_an_unknown_language_is_the_readers_own(archive, lang):
    _shows("search", {"lang": lang})


def test_the_addresses_that_were_found(archive):
    for line in shared("cases", "reliability", "urls.txt").read_text(encoding="utf-8").split():
        path, _, query = line.partition("?")
        _shows(path.strip("/") or "search", dict(part.split("=") for part in query.split("&")))


# What lies beneath


def _address(monkeypatch, **query):
    monkeypatch.setattr(streamlit, "query_params", query)


def test_what_is_asked_is_one_line_that_can_be_stored_and_shown(monkeypatch):
    _address(monkeypatch, q=" a\ud800b\x00c\r\nd\u2028e ", long="x" * 10**6)
    assert asked("q") == "a b c  d e"
    assert len(asked("long")) == MOST_LETTERS
    assert asked("none") == ""
    asked("q").encode("utf-8")


@pytest.mark.parametrize(
    ("text", "page"),
    [("", 1), ("0", 1), ("3", 3), ("999999", 999_999), ("1234567", 1), ("-2", 1), ("²", 1), ("٣", 1), ("1.5", 1)],
)
def test_the_page_of_a_list(monkeypatch, text, page):
    _address(monkeypatch, p=text)
    assert asked_page() == page


def test_days_and_choices(monkeypatch):
    _address(monkeypatch, since="2025-09-08", until="2025-02-30", types="b,a,b,x")
    assert asked_day("since") == date(2025, 9, 8)
    assert asked_day("until") is None
    assert asked_choices("types", ("a", "b")) == ["a", "b"]


def test_only_what_a_page_knows_is_kept(monkeypatch):
    _address(monkeypatch, entity="x", icon="y", lang="en", q="z", a="  ")
    assert kept("graph") == {"entity": "x"}
    assert kept("graph", without={"entity"}) == {}


def test_a_link_carries_only_what_its_page_knows(monkeypatch):
    monkeypatch.setattr(streamlit, "session_state", {"_pages": dict.fromkeys(PARAMETERS, "page"), "language": "en"})
    seen = []
    monkeypatch.setattr(streamlit, "page_link", lambda page, **options: seen.append(options["query_params"]))
    links.page_link("graph", "x", entity="y", q="z", nonsense="z")
    assert seen == [{"entity": "y", "lang": "en"}]


def test_a_link_of_html_carries_the_same_and_shows_text_as_text(monkeypatch):
    monkeypatch.setattr(streamlit, "session_state", {"language": "en"})
    written = links.link_html("graph", '<b>"x"', about='"><script>', entity='a"&b', q="z", nonsense="z")
    assert 'href="graph?entity=a%22%26b&amp;lang=en"' in written and "<b>" not in written and "<script>" not in written
    assert 'href="./?q=a+b&amp;lang=en"' in links.link_html("search", "x", q="a b")


@pytest.mark.parametrize("link", [links.page_link, links.link_html])
def test_no_parameter_is_called_as_an_argument_of_a_link(link):
    arguments = set(inspect.signature(link).parameters) - {"query"}
    assert not arguments & {name for names in PARAMETERS.values() for name in names}


def test_every_page_has_its_parameters():
    assert set(PARAMETERS) == {path for path, *_ in shell._PAGES}
    assert address.asked is asked
