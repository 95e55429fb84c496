"""Saved pages: the main text, and what the head tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.read.importers.html_page import page_of
from tests.ingest.read.importers.pages_read import links, read_all, read_one, reasons

ARTICLE = """<!doctype html><html lang="en"><head><title>Reed Notes 4 | Reeds</title>
<link rel="canonical" href="https://reed.example/4">
<script type="application/ld+json">{"@graph": [{"headline": "Reed Notes 4", "datePublished": "2026-03-16T08:00:00Z"}]}
</script></head><body><header><a href="/">Home</a></header><nav><a href="/all">All issues</a></nav>
<article><header><h1>Reed Notes 4</h1><p>By Ida, <time datetime="2026-03-17">March</time></p></header>
<div class="toc"><ul><li><a href="#n">News</a></ul></div>
<h2 id="n">News</h2><ul><li><a href="https://news.example/1">A dam opens</a></li>
<li><a href="/3">Last week</a></li></ul>
<div class="share"><a href="https://social.example">Post it</a></div><footer>Filed under rivers</footer></article>
<aside><a href="https://ads.example">Buy</a></aside><footer>2026 Reeds</footer></body></html>"""


def test_an_article_among_all_that_stands_around_it(tmp_path: Path) -> None:
    (page,) = read_one(tmp_path, "4.html", ARTICLE).pages
    assert page.values == {
        "title": "Reed Notes 4", "date": "2026-03-16", "permalink": "https://reed.example/4", "language": "en",
    }  # fmt: skip
    assert page.text == "## News\n\n- [A dam opens](https://news.example/1)\n- [Last week](https://reed.example/3)"
    assert page.first_line == 0


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<meta property='article:published_time' content='2026-03-09T23:30:00-05:00'>", "2026-03-09"),
        ("<meta name='date' content='9 March 2026'>", "2026-03-09"),
        ("<script type='application/ld+json'>{broken</script><meta name='dc.date' content='2026-03-09'>", "2026-03-09"),
        ("<script>var ct = '1773072000';</script>", "2026-03-10"),  # 16:00 UTC: the next day in China
        ("<meta name='date' content='soon'>", None),
    ],
)
def test_dates(head: str, date: str | None) -> None:
    page = page_of(f"<html><head>{head}</head><body><p>Rain.</p></body></html>")
    assert page.values.get("date") == date


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>A</title><h1>B</h1>", "B"),
        ("<title>A</title><h1>B</h1><h1>C</h1>", "A"),
        ("<meta property='og:title' content='D'><title>A</title><h1>B</h1>", "D"),
        ("<p>x</p>", None),
    ],
)
def test_titles(markup: str, title: str | None) -> None:
    assert page_of(markup + "<p>Rain.</p>").values.get("title") == title


def test_wechat(tmp_path: Path) -> None:
    markup = """<html><head><meta property="og:title" content="芦苇 第4期">
    <script>var ct = "1773014400";</script></head><body>
    <h1 id="activity-name">芦苇 第4期</h1>
    <div id="js_content" style="visibility: hidden"><section><p><strong>新闻</strong></p>
    </section><p>大坝开闸。</p><p><img data-src="https://img.example/a.png"></p></div>
    <div id="js_pc_qr_code">扫码</div></body>"""
    (page,) = read_one(tmp_path, "a.html", markup).pages
    assert page.values == {"title": "芦苇 第4期", "date": "2026-03-09"}
    assert page.text == "**新闻**\n\n大坝开闸。\n\n![](https://img.example/a.png)"


def test_the_declared_encoding_counts(tmp_path: Path) -> None:
    markup = "<meta charset='gbk'><title>芦苇</title><p>大坝开闸。</p>".encode("gbk")
    (page,) = read_one(tmp_path, "a.html", markup).pages
    assert (page.values["title"], page.text) == ("芦苇", "大坝开闸。")


def test_a_folder_of_pages(tmp_path: Path) -> None:
    for name in ("index.html", "4.html", "5/index.html"):
        read_one_folder = tmp_path / name
        read_one_folder.parent.mkdir(exist_ok=True)
        read_one_folder.write_text(ARTICLE)
    (tmp_path / "base.html").write_text("<html>{% block body %}{% endblock %}</html>")
    (tmp_path / "empty.html").write_text("<html><nav>Home</nav></html>")
    pages = read_all(tmp_path)
    assert len(pages.pages) == 2 and links(pages.pages[0]) == ["https://news.example/1", "https://reed.example/3"]
    assert reasons(pages) == [
        "index.html: by its name a page about the issues beside it; name the file itself to read it",
        "base.html: a template of a web site, no issue",
        "empty.html: the page holds no text",
    ]
