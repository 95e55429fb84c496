"""Exports of newsletter products, as folders, tables and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import links, put, read_all, read_one, reasons, zipped

SUBSTACK = {
    "posts.csv": "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
    "11.reeds-2,2026-03-09T23:00:00.000Z,true,,newsletter,everyone,Reeds 2,Wet,\n"
    "12.draft,,false,,newsletter,everyone,Draft,,\n13.about,2025-01-01T00:00:00.000Z,true,,page,everyone,About,,\n"
    "14.lost,2026-03-02T07:00:00.000Z,true,,newsletter,everyone,Lost,,\n",
    "posts/11.reeds-2.html": "<h3>News</h3><p><a href='https://news.example/1'>A dam</a></p>"
    "<div class='subscription-widget-wrap-editor'><p>Subscribe!</p></div>"
    "<div class='captioned-image-container'><figure><a class='image-link' href='https://i.example/a.png'>"
    "<img src='https://i.example/s.png'></a></figure></div>",
    "posts/12.draft.html": "<p>Not yet</p>",
    "posts/13.about.html": "<p>We</p>",
    "posts/11.opens.csv": "post_id,timestamp\n11,2026\n",
    "email_list.reeds.csv": "email,active\na@b.example,true\n",
    "posts/99.odd.html": "<p>Odd</p>",
}


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_substack(tmp_path: Path, form: str) -> None:
    put(tmp_path, SUBSTACK if form == "folder" else {"export.zip": zipped(SUBSTACK)})
    pages = read_all(tmp_path)
    (page,) = pages.pages
    assert page.values == {"title": "Reeds 2", "subtitle": "Wet", "date": "2026-03-09"}
    assert page.text == "### News\n\n[A dam](https://news.example/1)\n\n![](https://i.example/s.png)"
    before = "" if form == "folder" else "export.zip#"
    assert page.part == f"{'posts.csv#' if before else ''}posts/11.reeds-2.html" and page.first_line == 0
    assert reasons(pages) == [
        f"{before}posts.csv#12.draft: a draft, never sent (“Draft”)",
        f"{before}posts.csv#13.about: a page, no issue (“About”)",
        f"{before}posts.csv#14.lost: its text is not in the export (“Lost”)",
        f"{before}posts.csv#posts/99.odd.html: the table does not list it",
    ]


MAILCHIMP = {
    "campaigns.csv": "Title,Subject,List,Send Date,Unique Id\n"
    'Spring no. 1,Reeds in March,All,"Mar 09, 2026 07:00 am",a\n'
    'Other,Reeds in April,All,"Apr 06, 2026 07:00 am",b\nGone,Lost,All,"Apr 07, 2026",c\n',
    "campaigns_content/77_spring-no-1.html": "<title>x</title><div id='templatePreheader'><a href='*|ARCHIVE|*'>"
    "View this email in your browser</a></div><p><a href='https://news.example/1'>A dam</a></p>",
    "campaigns_content/78_renamed.html": "<title>Reeds in April</title><p><a href='https://news.example/2'>Rain</a></p>",
    "campaigns_content/79_unknown.html": "<title>Who</title><p>Nobody knows.</p>",
}


def test_mailchimp(tmp_path: Path) -> None:
    pages = read_all(put(tmp_path, MAILCHIMP))
    assert [page.values for page in pages.pages] == [
        {"title": "Reeds in March", "date": "2026-03-09"}, {"title": "Reeds in April", "date": "2026-04-06"},
        {"title": "Who"},
    ]  # fmt: skip
    assert [links(page) for page in pages.pages] == [["https://news.example/1"], ["https://news.example/2"], []]
    assert "does not list" in pages.pages[2].remark
    assert reasons(pages) == ["campaigns.csv#Gone: its text is not in the export"]


def test_beehiiv(tmp_path: Path) -> None:
    table = (
        "id,web_title,status,url,web_subtitle,content_html,created_at\n"
        'a,Reeds 2,confirmed,https://reed.example/p/2,Wet,"<table><tr><td><h2>News</h2></td></tr><tr><td><p>1. '
        "<a href='https://news.example/1'>A dam</a></p></td></tr></table>\",2026-03-09 21:25:27\n"
        "b,Reeds 3,draft,,,<p>x</p>,2026-03-10 21:25:27\nc,Reeds 0,confirmed,,,,2026-03-01 00:00:00\n"
    )
    pages = read_one(tmp_path, "posts.csv", table)
    (page,) = pages.pages
    assert page.values == {
        "title": "Reeds 2", "subtitle": "Wet", "date": "2026-03-09", "permalink": "https://reed.example/p/2",
    }  # fmt: skip
    assert (page.text, page.part) == ("## News\n\n1. [A dam](https://news.example/1)", "a")
    assert reasons(pages) == [
        "posts.csv#b: draft, never sent (“Reeds 3”)", "posts.csv#c: it holds no text (“Reeds 0”)",
    ]  # fmt: skip


BUTTONDOWN = [
    {"id": "e1", "subject": "Reeds 2", "publish_date": "2026-03-09T07:00:00Z", "status": "sent", "secondary_id": 2,
     "absolute_url": "https://reed.example/archive/2", "slug": "two",
     "body": "<!-- buttondown-editor-mode: plaintext -->## News\n\n* [A dam](https://news.example/1)"},
    {"id": "e2", "subject": "Reeds 3", "publish_date": "2026-03-16T07:00:00Z", "status": "imported",
     "body": "<p><a href='https://news.example/2'>Rain</a></p>"},
    {"id": "e3", "subject": "Later", "publish_date": "2027-03-16T07:00:00Z", "status": "scheduled", "body": "x"},
]  # fmt: skip


@pytest.mark.parametrize("form", ["list", "results", "csv"])
def test_buttondown(tmp_path: Path, form: str) -> None:
    if form == "csv":
        head = ("id", "subject", "publish_date", "status", "secondary_id", "absolute_url", "slug", "body")
        rows = [",".join('"' + str(each.get(key, "")).replace('"', '""') + '"' for key in head) for each in BUTTONDOWN]
        pages = read_one(tmp_path, "emails.csv", "\n".join([",".join(head), *rows]))
    else:
        pages = read_one(tmp_path, "e.json", json.dumps(BUTTONDOWN if form == "list" else {"results": BUTTONDOWN}))
    two, three = pages.pages
    assert two.values == {
        "title": "Reeds 2", "date": "2026-03-09", "number": "2", "permalink": "https://reed.example/archive/2",
    }  # fmt: skip
    assert (two.text, two.part) == ("## News\n\n* [A dam](https://news.example/1)", "two")
    assert three.text == "[Rain](https://news.example/2)"
    assert [reason.split("#")[1] for reason in reasons(pages)] == ["e3: scheduled, never sent (“Later”)"]


def lexical(*children: dict[str, object]) -> str:
    return json.dumps({"root": {"children": children}})


def test_ghost(tmp_path: Path) -> None:
    text = {"type": "extended-text", "text": "A dam", "format": 1}
    posts = [
        {"title": "Reeds 1", "slug": "one", "status": "published", "published_at": "2026-03-02T07:00:00.000Z",
         "custom_excerpt": "Dry", "html": "<p><a href='https://news.example/1'>A dam</a></p>"},
        {"title": "Reeds 2", "slug": "two", "status": "sent", "published_at": "2026-03-09T07:00:00.000Z", "html": None,
         "lexical": lexical(
             {"type": "extended-heading", "tag": "h2", "children": [{"type": "text", "text": "News"}]},
             {"type": "list", "listType": "bullet", "children": [{"type": "listitem", "children": [
                 {"type": "link", "url": "https://news.example/2", "children": [text]}]}]},
             {"type": "html", "html": "<p>Raw</p>"},
             {"type": "bookmark", "url": "https://news.example/3", "metadata": {"title": "Kept"}})},
        {"title": "Reeds 3", "slug": "three", "status": "published", "mobiledoc": json.dumps({
            "markups": [["a", ["href", "https://news.example/4"]], ["strong"]], "atoms": [["soft-return", "", {}]],
            "cards": [["image", {"src": "https://i.example/a.png"}]],
            "sections": [[1, "h2", [[0, [], 0, "News"]]],
                         [3, "ul", [[[0, [0], 1, "Rain"], [1, [], 0, 0], [0, [1], 1, "a"]]]],
                         [10, 0]]})},
        {"title": "Reeds 3b", "slug": "three-b", "mobiledoc": json.dumps({"cards": [
            ["card-markdown", {"markdown": "## News\n\n* [Ice](__GHOST_URL__/ice)"}]], "sections": [[10, 0]]})},
        {"title": "Reeds 4", "slug": "four", "status": "published", "lexical": "{broken", "plaintext": "Just <text>."},
        {"title": "Draft", "slug": "d", "status": "draft", "html": "<p>x</p>"},
        {"title": "About", "slug": "about", "type": "page", "status": "published", "html": "<p>x</p>"},
    ]  # fmt: skip
    pages = read_one(tmp_path, "reeds.ghost.json", json.dumps({"db": [{"meta": {}, "data": {"posts": posts}}]}))
    assert pages.pages[0].values == {"title": "Reeds 1", "subtitle": "Dry", "date": "2026-03-02"}
    assert [page.text for page in pages.pages] == [
        "[A dam](https://news.example/1)",
        "## News\n\n- [**A dam**](https://news.example/2)\n\nRaw\n\n[Kept](https://news.example/3)",
        "## News\n\n- [Rain](https://news.example/4)  \n  **a**\n\n![](https://i.example/a.png)",
        "## News\n\n* [Ice](/ice)",
        "Just &lt;text>.",
    ]
    assert [reason.split("#")[1] for reason in reasons(pages)] == [
        "d: draft, never sent (“Draft”)", "about: a page, no issue (“About”)",
    ]  # fmt: skip


def test_sections(tmp_path: Path) -> None:
    issue = {
        "subject": "Rivers", "date": "2026-03-09", "header": ["Hi <b>all</b>.", "A * star."], "footer": ["Bye"],
        "chapters": [
            {"title": "News", "entries": [
                {"title": "A dam [opens]", "url": "https://news.example/1", "text": "<p>One.</p><p>Two.</p>"},
                {"title": "No address", "text": "Here."}]},
            {"title": "Empty", "entries": []},
        ],
    }  # fmt: skip
    pages = read_one(tmp_path, "0007.json", json.dumps(issue))
    (page,) = pages.pages
    assert page.values == {"title": "Rivers", "date": "2026-03-09", "number": "7"}
    assert page.text == (
        "Hi **all**.\n\nA \\* star.\n\n## News\n\n- [A dam \\[opens\\]](https://news.example/1)  \n  One.\n  \n  Two.\n"
        "- **No address**  \n  Here."
    )
    assert reasons(pages) == ["0007.json#footer: the footer of the issue"]


def test_a_list_of_issues_with_sections(tmp_path: Path) -> None:
    entry = {"title": "A dam", "url": "https://news.example/1", "description": "Opens."}
    issues = [
        {"number": number, "title": f"Reeds {number}", "published_at": f"2026-03-0{number}T00:00:00Z",
         "url": f"https://reed.example/{number}", "categories": [{"name": "News", "items": [entry]}]}
        for number in (1, 2)
    ]  # fmt: skip
    for loaded in (issues, {"issues": issues}):
        pages = read_one(tmp_path, "all.json", json.dumps(loaded)).pages
        assert [page.part for page in pages] == ["1", "2"] and links(pages[1]) == ["https://news.example/1"]
        assert pages[1].values == {
            "title": "Reeds 2", "date": "2026-03-02", "number": "2", "permalink": "https://reed.example/2",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "x", "version": "1"}'),
        ("numbers.json", "[1, 2]"),
        ("menu.json", '{"menu": [{"title": "Docs", "items": [{"title": "A", "url": "https://a.example"}]}]}'),
        ("people.json", '[{"name": "Ida", "text": "Writes."}]'),
        ("links.csv", "title,url,text\na,https://a.example,b\n"),
        ("broken.json", '{"a": '),
        ("deep.json", "[" * 100_000),
        ("people.csv", "name,age\na,1\n"),
        ("binary.csv", b"\0\1\2"),
        ("empty.csv", ""),
        ("posts.csv", "post_id,title\n1,x\n"),
    ],
)
def test_what_no_importer_knows_is_passed_over(tmp_path: Path, name: str, content: str | bytes) -> None:
    suffix = Path(name).suffix
    assert reasons(read_one(tmp_path, name, content)) == [f"{name}: a {suffix} file of no kind that is read"]


def test_a_table_that_breaks_off(tmp_path: Path) -> None:
    head = "id,title,status,content_html,created_at\n"
    pages = read_one(tmp_path, "posts.csv", head + 'a,T,sent,"<p>It breaks')
    assert pages.pages[0].text == "It breaks"
    with pytest.raises(UsageError, match="holds no issue"):
        read_one(tmp_path, "posts.csv", head)
