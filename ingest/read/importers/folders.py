"""Exports that lie in a folder: a table that lists the issues, and a file of HTML for each beside it."""

from __future__ import annotations

import posixpath
import re

from ingest.read.importers.days import iso_day
from ingest.read.importers.exported import not_sent, values_of
from ingest.read.importers.html_page import page_of
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.html_tree import parse_html, words_of
from ingest.read.importers.material import Material, decode_markup
from ingest.read.importers.page import Page, Pages, told
from ingest.read.importers.records import columns, read_rows
from ingest.read.report import Skipped
from kg.errors import UsageError

SUBSTACK_OWNS = r"posts/[^/]*\.(?:html?|csv)|[^/]*(?:subscribers?|email_list)[^/]*\.csv"
"""Files of a Substack export that are read through its posts.csv, or are lists of readers."""
MAILCHIMP_OWNS = r"campaigns_content/[^/]*\.html?"
"""Files of a Mailchimp export that are read through its campaigns.csv."""


def is_substack(material: Material) -> bool:
    """Whether a CSV lists the posts of a Substack export."""
    return {"post_id", "post_date", "is_published", "title"} <= set(columns(material))


def read_substack(material: Material) -> Pages:
    """Read the published posts that a Substack export lists."""
    files = {posixpath.splitext(posixpath.basename(name))[0]: name for name in material.beside("posts")}
    files = {stem: name for stem, name in files.items() if name.lower().endswith((".html", ".htm"))}
    pages: list[Page] = []
    passed: list[Skipped] = []
    for row in read_rows(material):
        name = files.pop(row["post_id"], "")
        reason = not_sent(row) or ("" if name else "its text is not in the export")
        if not reason:
            page, reason = _post(material, name, row)
            pages += [page] if page else []
        if reason:
            passed.append(material.passed(row["post_id"], f"{reason} (“{row['title']}”)"))
    passed += [material.passed(name, "the table does not list it") for name in files.values()]
    return Pages(tuple(pages), tuple(passed))


def _post(material: Material, name: str, row: dict[str, str]) -> tuple[Page | None, str]:
    """A page of a post, or why there is none."""
    try:
        decoded = decode_markup(material.read_beside(name))
        text = to_markdown(decoded.text)
    except UsageError as error:
        return None, str(error)
    if not text.strip():
        return None, "it holds no text"
    return Page(text, values_of(row), name, 0, decoded.remark), ""


def is_mailchimp(material: Material) -> bool:
    """Whether a CSV lists the campaigns of a Mailchimp export."""
    return {"title", "subject", "send date"} <= set(columns(material))


def read_mailchimp(material: Material) -> Pages:
    """Read the campaigns of a Mailchimp export; which row a file belongs to, its name or its title tells."""
    rows = list(read_rows(material))
    pages: list[Page] = []
    passed: list[Skipped] = []
    for name in material.beside("campaigns_content"):
        if not name.lower().endswith((".html", ".htm")):
            continue
        try:
            decoded = decode_markup(material.read_beside(name))
            row = _campaign(name, decoded.text, rows)
            page = page_of(decoded.text, part=name)
        except UsageError as error:
            passed.append(material.passed(name, str(error)))
            continue
        if row is None:
            pages.append(Page(page.text, page.values, name, 0, "the table of campaigns does not list it"))
            continue
        rows.remove(row)
        values = told(title=row["subject"] or row["title"], date=iso_day(row["send date"]))
        pages.append(Page(page.text, {**page.values, **values}, name, 0, decoded.remark))
    passed += [material.passed(row["title"], "its text is not in the export") for row in rows]
    return Pages(tuple(pages), tuple(passed))


def _campaign(name: str, markup: str, rows: list[dict[str, str]]) -> dict[str, str] | None:
    """The row of a campaign's file, None where no row is certain."""
    slug = re.sub(r"^\d+_", "", posixpath.splitext(posixpath.basename(name))[0])
    for column in ("title", "subject"):
        found = [row for row in rows if _slug(row[column]) == _slug(slug)]
        if len(found) == 1:
            return found[0]
    node = parse_html(markup).css_first("title")
    title = words_of(node) if node is not None else ""
    found = [row for row in rows if title and title in (row["subject"], row["title"])]
    return found[0] if len(found) == 1 else None


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))
