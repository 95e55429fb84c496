"""Hits as a table and as a feed: what others read of them, whatever the issues hold."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.commands.main import main
from kg.search.hits import Hit, Snippet, Why
from kg.search.listing import COLUMNS, as_csv, as_feed, beside_title
from tests.history_archive import issue, item, weekly, write_archive

ATOM = "{http://www.w3.org/2005/Atom}"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ANY_TEXT = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    ["=1+1", "+1", "-1", "@a", '"', "a\r\nb", "\0", "\ud800", "]]>", "&amp;", "\ufffe", "\x1b[2J", " ", ",", "'"]
)


@pytest.fixture
def run(sample_folder: Path, capfdbinary):  # type: ignore[no-untyped-def]
    def call(*words: str) -> tuple[int, bytes, str]:
        code = main(["search", "--archive", str(sample_folder), *words])
        printed = capfdbinary.readouterr()
        return code, printed.out, printed.err.decode()

    return call


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A small archive whose items lead to many sorts of places."""
    issues = [
        issue(1, [item("Acme发布Rho-2\n全文", "https://acme.example/rho?a=1&b=2"), item("Bolt without a link")],
              day=weekly(1)),
        issue(2, [item("Crux", "mailto:crux@crux.example", "HTTPS://crux.example/a b[1]|100%#ü"), item("Rho")]),
    ]  # fmt: skip
    issues[1] = replace(issues[1], permalink="https://news.example/2")
    return write_archive(tmp_path_factory.mktemp("shelf") / "a", issues)


def hits_of(archive, **changed):
    """A hit for each item, changed alike."""
    hits = []
    for rank, one in enumerate(archive.items()):
        one = replace(one, **changed)
        hits.append(Hit(one, 0.9 - rank / 10, Why((), Snippet("text", 0, len(one.text), one.text))))
    return hits


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def entries_of(raw: bytes):
    return ElementTree.fromstring(raw).findall(f"{ATOM}entry")


# What a command prints


def test_a_table(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("--csv", "-n", "3", "软银")
    assert (code, err) == (0, "") and out.startswith(b"\xef\xbb\xbfrank,")
    first, second, third = rows_of(out)
    assert tuple(first) == COLUMNS
    assert [row["rank"] for row in (first, second, third)] == ["1", "2", "3"]
    assert float(first["score"]) > float(second["score"]) >= float(third["score"])
    assert (first["date"], first["issue"], first["series"], first["kind"]) == ("2025-10-13", "6", "gleanings", "bullet")
    assert first["title"].startswith("软银以53.75亿美元收购ABB") and first["passage"].startswith("软银")
    assert first["id"].startswith("gleanings-6-") and first["url"] == "" and second["url"].startswith("https://")
    _, out, _ = run("--csv", "-n", "1", "--offset", "1", "软银")
    assert rows_of(out) == [second]


def test_a_table_of_several_queries(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "queries.txt"
    file.write_text("软银\n=Titans\nentity:Foobarbaz\n红烧肉怎么做\n", encoding="utf-8")
    code, out, err = run("--csv", "-n", "2", "--batch", str(file))
    rows = rows_of(out)
    assert code == 0 and out.count(b"rank,") == 1
    assert tuple(rows[0]) == ("query", *COLUMNS)
    assert [(row["query"], row["rank"]) for row in rows] == [
        ("软银", "1"), ("软银", "2"), ("'=Titans", "1"), ("'=Titans", "2"),
    ]  # fmt: skip
    assert "Foobarbaz" in err and "Nothing in this archive is close" in err


def test_a_feed(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("--feed", "-n", "3", "软银")
    assert (code, err) == (0, "") and run("--feed", "-n", "3", "软银")[1] == out, "the same each time"
    feed = feedparser.parse(out)
    assert not feed.bozo and feed.version == "atom10"
    assert feed.feed.title == "Backissue: 软银"
    assert feed.feed.updated == max(entry.updated for entry in feed.entries)
    assert feed.entries[0].title.startswith("软银以53.75亿美元收购ABB") and feed.entries[0].summary
    assert feed.entries[0].updated_parsed[:3] == (2025, 10, 13)
    assert feed.entries[1].link.startswith("https://www.theinformation.com/")
    ids = [feed.feed.id, *(entry.id for entry in feed.entries)]
    assert len(set(ids)) == 4 and all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id_) for id_ in ids)
    other = feedparser.parse(run("--feed", "-n", "3", "--since", "2025-10", "软银")[1])
    assert other.feed.id != feed.feed.id, "another search is another feed"
    assert other.entries[0].id == feed.entries[0].id, "an item is the same entry in every feed"


def test_where_nothing_is_close_there_is_nothing_to_carry_away(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("--csv", "红烧肉怎么做")
    assert code == 1 and rows_of(out) == [] and out.decode("utf-8-sig").startswith("rank,")
    assert err == "Nothing in this archive is close to that.\n"
    for words in (["红烧肉怎么做"], ["--entity", "Foobarbaz", "x"]):
        code, out, err = run("--feed", *words)
        assert code == 1 and err.count("\n") == 1
        assert not feedparser.parse(out).bozo and entries_of(out) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--csv", "--json", "x"), "Give only one of --json and --csv"),
        (("--csv", "--feed", "x"), "Give only one of --csv and --feed"),
        (("--feed", "--csv", "--json", "x"), "Give only one of --json and --csv and --feed"),
        (("--feed", "--batch", "-"), "A feed is of one search"),
        (("--csv", "--save", "a", "x"), "lists no hits"),
        (("--csv", "since:昨天吧 x"), "昨天吧"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*words)
    assert (code, out) == (2, b"") and said in err and err.count("\n") == 1


# What a feed says of items that lead nowhere, or to odd places


def test_where_entries_lead(shelf) -> None:  # type: ignore[no-untyped-def]
    raw = as_feed(hits_of(shelf), shelf, title="t", about="a", terms={"s-1-000": ["one", "two"]})
    entries = entries_of(raw)
    links = [[link.get("href") for link in entry.findall(f"{ATOM}link")] for entry in entries]
    assert links == [
        ["https://acme.example/rho?a=1&b=2"], [], ["HTTPS://crux.example/a%20b%5B1%5D%7C100%25#ü"],
        ["https://news.example/2"],
    ]  # fmt: skip
    content = [entry.findtext(f"{ATOM}content") for entry in entries]
    assert content == [None, "Bolt without a link", None, None], "what leads nowhere holds its text"
    assert [term.get("term") for term in entries[0].findall(f"{ATOM}category")] == ["one", "two"]
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == ["2025-01-06T00:00:00Z"] * 2 + ["1970-01-01T00:00:00Z"] * 2, "the second issue has no date"
    assert entries[0].findtext(f"{ATOM}summary") == "全文", "the title stands above"
    assert entries[1].findtext(f"{ATOM}summary") == "Bolt without a link"


def test_what_stands_beside_a_title() -> None:
    assert beside_title(Snippet("text", 0, 8, "标题。正文如此", ((3, 5),)), "标题") == ("正文如此", [(0, 2)])
    assert beside_title(Snippet("text", 0, 2, "标题", ((0, 2),)), "标题") == ("", [])
    assert beside_title(Snippet("opinion", 0, 2, "看法", ((0, 2),)), "标题") == ("看法", [(0, 2)])


# Whatever a title and a text hold


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("\0", "\ud800", "\ufffe")
@example("]]>", "a\r\nb", "\x1b")
def test_any_text_makes_a_feed_that_can_be_read(shelf, title: str, text: str, query: str) -> None:  # type: ignore[no-untyped-def]
    raw = as_feed(hits_of(shelf, title=title, text=title + text), shelf, title=query, about=query)
    entries = entries_of(raw)
    assert len(entries) == 4 and not feedparser.parse(raw).bozo
    wanted = " ".join(NOT_XML.sub("", title).split())
    for entry, one in zip(entries, shelf.items(), strict=True):
        assert entry.findtext(f"{ATOM}title") == (wanted or one.id)
        assert entry.findtext(f"{ATOM}id") and entry.find(f"{ATOM}summary") is not None


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("=1", "\ud800", "\0")
def test_any_text_makes_a_table_that_can_be_read(shelf, title: str, text: str, query: str) -> None:  # type: ignore[no-untyped-def]
    hits = hits_of(shelf, title=title, text=text, section=query)
    rows = rows_of(as_csv(hits, shelf, query=query) + as_csv(hits, shelf, query=query, header=False))
    assert len(rows) == 2 * len(hits)
    for row in rows:
        for cell, said in (
            (row["title"], title),
            (row["passage"], text),
            (row["section"], query),
            (row["query"], query),
        ):
            assert (
                cell.removeprefix("'" if said[:1] in tuple("=+-@") else "") == said.encode("utf-8", "replace").decode()
            )
            assert cell[:1] not in {"=", "+", "-", "@"} or not cell
