"""Feeds saved as a file: RSS and Atom by feedparser, JSON Feed; each entry is a page."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ingest.read.importers.days import iso_day
from ingest.read.importers.exported import not_sent
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.html_tree import parse_html, words_of
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages, told
from ingest.read.importers.records import Record, records_of, text_of, try_json
from ingest.read.report import Skipped
from kg.errors import UsageError

_OPENING = 2048  # bytes in which a feed says that it is one
_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_LONGEST_SUBTITLE = 300
_SHORTEST_WHOLE = 600  # characters: a summary below that is but the beginning of an issue
_ONLY_SUMMARY = "the feed gives only a summary of it; export the issues themselves"


def is_feed(material: Material) -> bool:
    """Whether a file is RSS or Atom."""
    opening = material.raw[:_OPENING].replace(b"\0", b"").lower()  # of UTF-16 every other byte
    return any(mark in opening for mark in (b"<rss", b"<feed", b"<rdf:rdf"))


def read_feed(material: Material) -> Pages:
    """Read RSS or Atom; its entries in the order of the file."""
    import feedparser  # half of the time that a start of ours takes: only where there is a feed

    before = _ROOT.split(_ASIDE.sub(b"", material.raw.replace(b"\0", b"")), maxsplit=1)[0]
    if b"<!entity" in before.lower():
        raise UsageError(
            "its feed declares entities of its own, which may grow without end; save it again without them"
        )
    try:
        parsed = feedparser.parse(io.BytesIO(material.raw), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # the library lets slips of its own through: UnicodeDecodeError, AttributeError
        raise UsageError("its feed is broken; save it again") from error
    if not parsed.entries and parsed.bozo:
        raise UsageError(f"its feed is broken ({parsed.get('bozo_exception', 'not well formed')}); save it again")
    language = parsed.feed.get("language") or ""
    home = str(parsed.feed.get("link") or "")  # where addresses start from that an entry writes without their host
    return _pages(material, ((entry, _unsent(entry) or _entry(entry, language, home)) for entry in parsed.entries))


def _unsent(entry: Mapping[str, Any]) -> str:
    """Why an entry of what WordPress exports in the form of a feed is no issue, "" where it is one."""
    kind = entry.get("wp_post_type") or "post"
    reason = not_sent({"status": entry.get("wp_status"), "type": kind})
    return reason or ("" if kind == "post" else f"{kind}, no post")


def _entry(entry: Mapping[str, Any], language: str, home: str) -> Page | None:
    """A page of an entry, None where it has no text."""
    link = entry.get("link") or ""
    link = link if link.startswith(("http://", "https://")) else ""
    contents = [(each.get("value") or "", each.get("type") or "") for each in entry.get("content") or ()]
    body, kind = max(contents, key=lambda each: len(each[0]), default=("", ""))
    summary = entry.get("summary") or ""
    detail = entry.get("summary_detail") or {}
    whole = bool(body.strip())
    if not whole:
        body, kind = summary, detail.get("type") or ""
    text = body if kind == "text/plain" and "</" not in body else to_markdown(body, link or home)
    subtitle = summary if whole and len(summary) <= _LONGEST_SUBTITLE and summary not in body else ""
    values = told(
        title=_plain(entry.get("title") or ""),
        subtitle=_plain(subtitle),
        date=iso_day(entry.get("published") or entry.get("updated") or entry.get("created") or ""),
        permalink=link,
        language=language,
    )
    remark = "" if whole or len(text) >= _SHORTEST_WHOLE else _ONLY_SUMMARY
    return Page(text, values, _slug(link) or text_of(entry.get("id")), 0, remark) if text.strip() else None


def _plain(text: str) -> str:
    """A value without markup: feeds may write titles in HTML."""
    return words_of(parse_html(text)) if "<" in text or "&" in text else text


def _slug(link: str) -> str:
    """The last part of an address's path."""
    try:
        return posixpath.basename(urlsplit(link).path.rstrip("/"))
    except ValueError:
        return ""


def is_json_feed(material: Material) -> bool:
    """Whether a file is a JSON Feed."""
    loaded = try_json(material)
    return isinstance(loaded, dict) and "jsonfeed.org" in text_of(loaded.get("version"))


def read_json_feed(material: Material) -> Pages:
    """Read a JSON Feed; its entries in the order of the file."""
    loaded = try_json(material)
    language = text_of(loaded.get("language")) if isinstance(loaded, dict) else ""
    return _pages(material, ((each, _json_entry(each, language)) for each in records_of(loaded, "items")))


def _json_entry(entry: Record, language: str) -> Page | None:
    link = text_of(entry.get("url")) or text_of(entry.get("external_url"))
    markup, plain = text_of(entry.get("content_html")), text_of(entry.get("content_text"))
    summary = text_of(entry.get("summary"))
    text = to_markdown(markup, link) if markup.strip() else plain or summary
    values = told(
        title=text_of(entry.get("title")),
        subtitle=summary if markup or plain else "",
        date=iso_day(text_of(entry.get("date_published"))),
        permalink=link,
        language=text_of(entry.get("language")) or language,
    )
    remark = "" if markup or plain else _ONLY_SUMMARY
    return Page(text, values, _slug(link) or text_of(entry.get("id")), 0, remark) if text.strip() else None


def _pages(material: Material, entries: Iterable[tuple[Mapping[str, Any], Page | str | None]]) -> Pages:
    """Pages of the entries that hold text; the others by name."""
    pages: list[Page] = []
    passed: list[Skipped] = []
    for entry, page in entries:
        if isinstance(page, Page):
            pages.append(page)
        else:
            name = text_of(entry.get("title")) or text_of(entry.get("id")) or "an entry"
            passed.append(material.passed(name, page or "the entry holds no text"))
    return Pages(tuple(pages), tuple(passed))
