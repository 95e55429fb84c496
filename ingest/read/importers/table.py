"""The kinds of files that issues come in: how each is told, and what reads it. A new kind is one row."""

from __future__ import annotations

from ingest.read.importers.exported import is_list, is_table, read_list, read_table
from ingest.read.importers.feeds import is_feed, is_json_feed, read_feed, read_json_feed
from ingest.read.importers.folders import (
    MAILCHIMP_OWNS,
    SUBSTACK_OWNS,
    is_mailchimp,
    is_substack,
    read_mailchimp,
    read_substack,
)
from ingest.read.importers.ghost import is_ghost, read_ghost
from ingest.read.importers.html_page import read_html
from ingest.read.importers.importer import Importer, Order
from ingest.read.importers.mail import read_mail, read_mailbox
from ingest.read.importers.material import LARGEST, LARGEST_EXPORT, Material
from ingest.read.importers.org import read_org
from ingest.read.importers.page import Pages
from ingest.read.importers.plain import is_text, read_markdown
from ingest.read.importers.sections import is_sections, read_sections
from ingest.read.importers.zipped import read_zip


def _read_rst(material: Material) -> Pages:
    """Read reStructuredText; docutils is loaded only then."""
    from ingest.read.importers.restructured import read_rst

    return read_rst(material)


def _read_zip(material: Material) -> Pages:
    """Read each member of a zip by the rows below."""
    return read_zip(material, importer_of, SUFFIXES, ORDER)


_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".mdx")
_HTML = (".html", ".htm", ".xhtml")
_TEXT = (".txt", ".text")
_XML = frozenset({".xml", ".rss", ".atom", ".rdf"})
_JSON, _CSV = frozenset({".json"}), frozenset({".csv"})

IMPORTERS: tuple[Importer, ...] = (
    Importer("Markdown", frozenset(_MARKDOWN), read_markdown),
    Importer("Org", frozenset({".org"}), read_org),
    Importer("reStructuredText", frozenset({".rst"}), _read_rst),
    Importer("HTML page", frozenset(_HTML), read_html),
    Importer("RSS or Atom feed", _XML, read_feed, is_feed),
    Importer("JSON Feed", _JSON, read_json_feed, is_json_feed),
    Importer("Ghost export", _JSON, read_ghost, is_ghost),
    Importer("issue as JSON with sections and entries", _JSON, read_sections, is_sections),
    Importer("list of issues as JSON (Buttondown)", _JSON, read_list, is_list),
    Importer("Substack export", _CSV, read_substack, is_substack, SUBSTACK_OWNS),
    Importer("Mailchimp export", _CSV, read_mailchimp, is_mailchimp, MAILCHIMP_OWNS),
    Importer("table of issues (beehiiv, Buttondown)", _CSV, read_table, is_table),
    Importer("mail", frozenset({".eml"}), read_mail),
    Importer("mailbox", frozenset({".mbox"}), read_mailbox),
    Importer("zip of any of these", frozenset({".zip"}), _read_zip),
    Importer("plain text", frozenset(_TEXT), read_markdown, is_text),
)
"""All kinds; of several that fit the first."""

SUFFIXES = frozenset[str]().union(*(importer.suffixes for importer in IMPORTERS))
"""Suffixes of the files that may hold issues."""
OWNERS = frozenset[str]().union(*(importer.suffixes for importer in IMPORTERS if importer.owns))
"""Suffixes of the files that others may belong to."""
_SOURCES = (*_MARKDOWN, ".org", ".rst")
ORDER = Order((*_SOURCES, *_HTML, *_TEXT), last=_TEXT, pages=_HTML, sources=_SOURCES, made=_XML)
"""Which one is read of several files that may hold the same issue."""
_MANY = frozenset({".zip", ".mbox"}) | _CSV | _JSON | _XML


def importer_of(material: Material) -> Importer | None:
    """Find what reads a file, None where nothing does."""
    return next((each for each in IMPORTERS if material.suffix in each.suffixes and each.fits(material)), None)


def largest(suffix: str) -> int:
    """Count the bytes that are read of a file at most: more where it holds many issues."""
    return LARGEST_EXPORT if suffix in _MANY else LARGEST


def kinds() -> str:
    """Name all kinds with their suffixes, for a person who named a file of another."""
    return "; ".join(f"{each.name} ({', '.join(sorted(each.suffixes))})" for each in IMPORTERS)
