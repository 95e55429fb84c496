"""Hits in the shapes that others read: a table for spreadsheets, JSON, an Atom feed for feed readers.

What these need is imported where it is used: a list of hits on a screen, which asks for `beside_title`, goes without.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.plain import plain_cell
from kg.text.sites import split_url
from kg.text.words import storable

if TYPE_CHECKING:
    from datetime import date
    from xml.etree.ElementTree import Element

    from kg.model import Issue, Item
    from kg.search.hits import Hit, Snippet
    from kg.store.reader import Reader

COLUMNS = ("rank", "score", "date", "issue", "series", "section", "kind", "title", "id", "url", "passage")
_ATOM = "http://www.w3.org/2005/Atom"
_AUTHOR = "Backissue"
_UNDATED = "1970-01-01"  # a feed must have days, and the same ones however often it is made
# What an address on the web may not hold as it is; brackets may only be about a host.
_NOT_IN_ADDRESS = re.compile(r"""[\x00-\x20\x7f-\xa0"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})""")
_ADDRESS = re.compile(r"(https?://[^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)


def as_csv(
    hits: Iterable[Hit], reader: Reader, *, first: int = 1, query: str | None = None, header: bool = True
) -> bytes:
    """Hits as a table, one a row; safe for spreadsheets, which would take some texts for formulas.

    Parameters
    ----------
    first
        Rank of the first hit: more than 1 on a later page.
    query
        What was asked, for a column before all others; None for no such column.
    header
        Whether the names of the columns go first; without them, rows to put below another table.
    """
    import csv

    leading = [] if query is None else [query]
    out = StringIO()
    table = csv.writer(out)
    if header:
        table.writerow([*(["query"] if leading else []), *COLUMNS])
    for rank, hit in enumerate(hits, first):
        table.writerow([plain_cell(cell) for cell in (*leading, *_row(rank, hit, reader.issue_of(hit.item)))])
    # The mark lets spreadsheets see that it is UTF-8.
    return (BOM_UTF8 if header else b"") + out.getvalue().encode("utf-8", "replace")


def as_json(hits: Iterable[Hit], reader: Reader) -> bytes:
    """Hits as one JSON list, best first: rank, score, and the item as `kg export` writes it."""
    import json

    from kg.export import ItemRecorder

    recorder = reader.once(ItemRecorder)
    records = [
        {"rank": rank, "score": round(hit.score, 4), "item": recorder.record(hit.item)}
        for rank, hit in enumerate(hits, 1)
    ]
    return json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _row(rank: int, hit: Hit, issue: Issue) -> Sequence[object]:
    """One hit as `COLUMNS` has it."""
    item = hit.item
    return (
        rank, round(hit.score, 4), issue.date.isoformat() if issue.date else None, issue.number, issue.series,
        item.section, item.kind, item.title, item.id, next(iter(item.urls), None), hit.why.passage.text,
    )  # fmt: skip


def as_feed(
    hits: Iterable[Hit], reader: Reader, *, title: str, about: str, terms: Mapping[str, Iterable[str]] | None = None
) -> bytes:
    """Hits as an Atom feed (RFC 4287), an entry for each; the same hits give the same feed.

    Parameters
    ----------
    title
        What the feed is called.
    about
        What tells it from other feeds: its id is made of it.
    terms
        Words to file an item under, by its id.
    """
    from xml.etree import ElementTree

    hits = list(hits)
    issues = [reader.issue_of(hit.item) for hit in hits]
    feed = ElementTree.Element("feed", xmlns=_ATOM)
    _add(feed, "id", _urn(f"feed {about}"))
    _add(feed, "title", _line(title))
    _add(feed, "updated", _moment(_newest(issues or reader.issues())))
    _add(_under(feed, "author"), "name", _AUTHOR)
    for hit, issue in zip(hits, issues, strict=True):
        _add_entry(feed, hit, issue, (terms or {}).get(hit.item.id, ()))
    ElementTree.indent(feed)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_entry(feed: Element, hit: Hit, issue: Issue, terms: Iterable[str]) -> None:
    """Add an entry; one that leads nowhere must hold its text itself."""
    item = hit.item
    entry = _under(feed, "entry")
    _add(entry, "id", _urn(f"item {item.id}"))
    _add(entry, "title", _line(item.title) or item.id)
    _add(entry, "updated", _moment(issue.date))
    _add(_under(entry, "author"), "name", _line(issue.series_title) or _line(issue.series) or _AUTHOR)
    if address := _address(item, issue):
        _under(entry, "link", rel="alternate", href=address)
    else:
        _add(entry, "content", item.text)
    for term in terms:
        _under(entry, "category", term=_line(term))
    shown, _ = beside_title(hit.why.passage, item.title)
    _add(entry, "summary", _line(shown) or _line(hit.why.passage.text))


def beside_title(passage: Snippet, title: str) -> tuple[str, list[tuple[int, int]]]:
    """What a passage says beside the title that stands above it, and its marks."""
    skipped = 0
    if passage.field == "text" and passage.start < len(title):
        skipped = min(len(title) - passage.start, len(passage.text))
        skipped += len(passage.text[skipped:]) - len(passage.text[skipped:].lstrip(" 。.：:，,；;\n"))
    spans = [(start - skipped, end - skipped) for start, end in passage.marks if start >= skipped]
    return passage.text[skipped:], spans


def _address(item: Item, issue: Issue) -> str:
    """Where an item leads: its first address on the web, else its issue's; "" where neither has one."""
    found = (url.strip() for url in (*item.urls, issue.permalink))
    return next((_escaped(url) for url in found if split_url(url)), "")


def _escaped(url: str) -> str:
    """An address without the characters that addresses may not hold."""

    def escaped(text: str) -> str:
        return _NOT_IN_ADDRESS.sub(lambda found: quote(found[0]), text)

    def whole(found: re.Match[str]) -> str:
        return escaped(found[1]) + escaped(found[2]).replace("[", "%5B").replace("]", "%5D")

    return _ADDRESS.sub(whole, _clean(url), count=1)


def _newest(issues: Iterable[Issue]) -> date | None:
    """Day of the newest issue."""
    return max((issue.date for issue in issues if issue.date), default=None)


def _moment(day: date | None) -> str:
    """A day as feeds write it."""
    return f"{day or _UNDATED}T00:00:00Z"


def _urn(what: str) -> str:
    """An id that is the same wherever and whenever it is made."""
    from uuid import NAMESPACE_URL, uuid5

    return uuid5(NAMESPACE_URL, storable(f"backissue {what}")).urn


def _line(text: str) -> str:
    """A text as one line."""
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    from kg.export import xml_value

    return str(xml_value(text))


def _under(parent: Element, tag: str, **attributes: str) -> Element:
    """A new element."""
    from xml.etree import ElementTree

    return ElementTree.SubElement(parent, tag, {name: _clean(value) for name, value in attributes.items()})


def _add(parent: Element, tag: str, text: str) -> None:
    """A new element with a text."""
    _under(parent, tag).text = _clean(text)
