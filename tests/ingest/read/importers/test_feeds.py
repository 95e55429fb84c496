"""Feeds saved as a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.read.importers.feeds import read_feed
from ingest.read.importers.material import Folder, Material
from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import links, read_one, reasons

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Reeds</title><language>en</language>
<item><title>Reeds 2 &amp;amp; more</title><link>https://reed.example/p/two?x=1</link>
<description>A wet week</description>
<pubDate>Tue, 10 Mar 2026 01:00:00 +0800</pubDate>
<content:encoded><![CDATA[<ul><li><a href="https://news.example/1">One</a></li><li><a href="/old">Two</a></li></ul>]]>
</content:encoded></item>
<item><title>Reeds 1</title><guid>tag:1</guid><description>&lt;p&gt;Only this.&lt;/p&gt;</description></item>
<item><title>Empty</title></item></channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Reeds</title>
<entry><title type="html">&lt;b&gt;Reeds&lt;/b&gt; 2</title><link href="https://reed.example/2"/><id>urn:2</id>
<published>2026-03-09T07:00:00Z</published><updated>2026-04-01T07:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <a href="https://news.example/1">dam</a>.</p></div>
</content></entry></feed>"""


def test_rss(tmp_path: Path) -> None:
    pages = read_one(tmp_path, "feed.xml", RSS)
    two, one = pages.pages
    assert two.values == {
        "title": "Reeds 2 & more", "subtitle": "A wet week", "date": "2026-03-10", "language": "en",
        "permalink": "https://reed.example/p/two?x=1",
    }  # fmt: skip
    assert (two.part, two.first_line, two.remark) == ("two", 0, "")
    assert links(two) == ["https://news.example/1", "https://reed.example/old"]
    assert (
        (one.text, one.part) == ("Only this.", "tag:1")
        and "permalink" not in one.values
        and "summary" in one.remark
        and "subtitle" not in one.values
    )
    assert reasons(pages) == ["feed.xml#Empty: the entry holds no text"]


def test_atom(tmp_path: Path) -> None:
    (page,) = read_one(tmp_path, "feed.atom", ATOM).pages
    assert page.values == {
        "title": "Reeds 2", "date": "2026-03-09", "permalink": "https://reed.example/2", "language": "de",
    }  # fmt: skip
    assert page.text == "A [dam](https://news.example/1)."


def test_json_feed(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "language": "en",
        "items": [
            {"id": "2", "url": "https://reed.example/2", "title": "Reeds 2",
             "date_published": "2026-03-09T07:00:00+08:00", "summary": "Wet", "content_html": "<p><a href='https://news.example/1'>One</a></p>"},
            {"id": 1, "title": "Reeds 1", "content_text": "Plain * text"},
            {"id": "0", "title": "None"},
        ],
    }  # fmt: skip
    pages = read_one(tmp_path, "feed.json", json.dumps(feed))
    two, one = pages.pages
    assert two.values == {
        "title": "Reeds 2", "subtitle": "Wet", "date": "2026-03-09", "permalink": "https://reed.example/2",
        "language": "en",
    }  # fmt: skip
    assert links(two) == ["https://news.example/1"] and (one.text, one.part) == ("Plain * text", "1")
    assert reasons(pages) == ["feed.json#None: the entry holds no text"]


def test_a_feed_in_utf16(tmp_path: Path) -> None:
    pages = read_one(tmp_path, "feed.xml", RSS.replace("UTF-8", "UTF-16").encode("utf-16")).pages
    assert links(pages[0])[0] == "https://news.example/1"


def test_a_feed_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    (page,) = read_one(tmp_path, "feed.xml", RSS[: RSS.index("</item>") + 7]).pages
    assert links(page)[0] == "https://news.example/1"
    with pytest.raises(UsageError, match="its feed is broken"):
        read_one(tmp_path, "feed.xml", RSS[:150])
    with pytest.raises(UsageError, match="its feed is broken"):
        read_one(tmp_path, "feed.xml", RSS.encode().replace(b"UTF-8", b"\xff"))


@pytest.mark.parametrize(
    "entity", ['a "lol"', 'a SYSTEM "file:///etc/hostname"', '% a "<rss >"'], ids=["grows", "reads", "parameter"]
)
@pytest.mark.parametrize("before", ["", "<!-- <rss > -->", "<?x <rss > ?>"])
def test_a_feed_that_declares_entities_is_refused(tmp_path: Path, entity: str, before: str) -> None:
    hostile = RSS.replace("<rss", f"{before}<!DOCTYPE rss [<!ENTITY {entity}>]><rss", 1)
    for raw in (hostile.encode(), hostile.replace("UTF-8", "UTF-16").encode("utf-16")):
        with pytest.raises(UsageError, match="entities of its own"):
            read_feed(Material("a.xml", raw, Folder(tmp_path, tmp_path), "a.xml"))


def test_a_story_about_entities_is_read(tmp_path: Path) -> None:
    (page, *_) = read_one(tmp_path, "feed.xml", RSS.replace("One</a>", "One</a> &lt;!ENTITY a 'b'>")).pages
    assert "!ENTITY" in page.text


def test_what_wordpress_exports(tmp_path: Path) -> None:
    item = (
        "<item><title>{0}</title><link>https://reed.example/{0}</link><content:encoded>&lt;p&gt;x&lt;/p&gt;</content:encoded>"
        "<wp:status>{1}</wp:status><wp:post_type>{2}</wp:post_type></item>"
    )
    rows = [
        ("One", "publish", "post"),
        ("Two", "draft", "post"),
        ("We", "publish", "page"),
        ("p", "inherit", "attachment"),
    ]
    feed = RSS[: RSS.index("<item>")].replace("<rss", '<rss xmlns:wp="http://wordpress.org/export/1.2/"')
    pages = read_one(tmp_path, "w.xml", feed + "".join(item.format(*row) for row in rows) + "</channel></rss>")
    assert [page.part for page in pages.pages] == ["One"]
    assert [reason.split(": ")[1] for reason in reasons(pages)] == [
        "draft, never sent",
        "a page, no issue",
        "attachment, no post",
    ]


def test_xml_of_another_kind_is_passed_over(tmp_path: Path) -> None:
    pages = read_one(tmp_path, "sitemap.xml", "<?xml version='1.0'?><urlset><url/></urlset>")
    assert reasons(pages) == ["sitemap.xml: a .xml file of no kind that is read"]


def test_addresses_without_a_host_start_from_the_feeds_own(tmp_path: Path) -> None:
    body = "&lt;p&gt;&lt;a href='/p/x'&gt;A lamp&lt;/a&gt;&lt;/p&gt;"
    item = f"<item><title>Nook 1</title><guid>1</guid><description>{body}</description></item>"
    feed = f"<rss version='2.0'><channel><title>Nook</title><link>https://nook.example</link>{item}</channel></rss>"
    material = Material("feed.xml", feed.encode(), Folder(tmp_path, tmp_path), "feed.xml")
    (page,) = read_feed(material).pages
    assert "https://nook.example/p/x" in page.text
