"""An issue as a record of an export: a row of a table, an object of JSON; the same fields under different names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.read.importers.days import iso_day
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages, told
from ingest.read.importers.records import Record, columns, first_of, read_json, read_rows, records_of, text_of, try_json
from ingest.read.report import Skipped
from kg.errors import UsageError

_TITLE = ("web_title", "title", "subject", "email_subject_line", "name")
_SUBTITLE = ("web_subtitle", "subtitle", "custom_excerpt", "description")
_BODY = ("content_html", "html", "body_html", "body", "content", "body_markdown", "markdown", "content_text", "text")
_DATE = (
    "published_at", "publish_date", "date_published", "sent_at", "send_date", "email_sent_at", "post_date",
    "publish_at", "date", "created_at", "creation_date",
)  # fmt: skip
_LINK = ("absolute_url", "web_url", "url", "permalink", "link", "canonical_url")
_NUMBER = ("number", "issue_number", "issue", "secondary_id")
_NAME = ("slug", "id", "uuid")
_UNSENT = frozenset(
    {"draft", "scheduled", "deleted", "trashed", "trash", "unpublished", "pending", "failed", "errored", "cancelled"}
    | {"canceled", "paused", "archived_draft", "about_to_send", "auto-draft", "future", "in_review"}
)
_MARKUP = re.compile(
    r"\s*<(?:!doctype|html|body|head|p|div|h[1-6]|ul|ol|table|section|article|figure|span|a|img)\b", re.I
)
_COMMENT = re.compile(r"\A\s*<!--.{0,200}?-->\s*", re.DOTALL)


def is_table(material: Material) -> bool:
    """Whether a CSV holds issues: columns of a title, of a text, and of a date or of whether it was sent."""
    names = set(columns(material))
    return bool(names & set(_TITLE)) and bool(names & set(_BODY)) and bool(names & {*_DATE, "status"})


def read_table(material: Material) -> Pages:
    """Read a table with an issue a row: beehiiv, Buttondown and whoever exports alike."""
    return read_records(material, read_rows(material))


def is_list(material: Material) -> bool:
    """Whether JSON is a list of issues as records, each with a title, a text, and a date or whether it was sent."""
    records = _listed(try_json(material))
    fields = (_TITLE, _BODY, (*_DATE, "status"))
    return bool(records) and all(first_of(each, *names) for each in records[:3] for names in fields)


def read_list(material: Material) -> Pages:
    """Read JSON with an issue a record: Buttondown's `results`, a list of posts."""
    return read_records(material, _listed(read_json(material)))


def _listed(loaded: object) -> list[Record]:
    """Records of a list, or of the list in one of the usual fields."""
    if isinstance(loaded, list):
        return records_of(loaded)
    return next(
        (found for key in ("results", "emails", "posts", "issues", "data") if (found := records_of(loaded, key))), []
    )


def read_records(material: Material, records: Iterable[Record]) -> Pages:
    """Pages of the records that are issues; the others by name, with the reason."""
    pages: list[Page] = []
    passed: list[Skipped] = []
    for number, record in enumerate(records, 1):
        name = first_of(record, *_NAME) or f"row {number}"
        reason = not_sent(record)
        page = None if reason else _page(record, name)
        if page is not None:
            pages.append(page)
        else:
            title = first_of(record, *_TITLE)
            passed.append(material.passed(name, f"{reason or 'it holds no text'}{title and f' (“{title}”)'}"))
    if not pages and not passed:
        raise UsageError("it holds no issue; export it again with the content of the posts")
    return Pages(tuple(pages), tuple(passed))


def not_sent(record: Record) -> str:
    """Why a record is no issue that readers got, "" where it is one.

    Examples
    --------
    >>> not_sent({"status": "draft"}), not_sent({"status": "sent", "type": "page"}), not_sent({"status": "confirmed"})
    ('draft, never sent', 'a page, no issue', '')
    """
    status, kind = text_of(record.get("status")).strip().lower(), text_of(record.get("type")).strip().lower()
    if kind == "page":
        return "a page, no issue"
    if status in _UNSENT:
        return f"{status}, never sent"
    published = text_of(record.get("is_published")).strip().lower()
    return "a draft, never sent" if published == "false" or record.get("is_published") is False else ""


def _page(record: Record, name: str) -> Page | None:
    """A page of a record, None where it holds no text."""
    link = first_of(record, *_LINK)
    text = markdown_of(first_of(record, *_BODY), link)
    return Page(text, values_of(record), name, 0) if text.strip() else None


def values_of(record: Record) -> dict[str, str]:
    """What a record tells beside its text."""
    link = first_of(record, *_LINK)
    number = first_of(record, *_NUMBER).lstrip("#")
    return told(
        title=first_of(record, *_TITLE),
        subtitle=first_of(record, *_SUBTITLE),
        date=next((day for key in _DATE if (day := iso_day(text_of(record.get(key))))), ""),
        number=number if number.isdecimal() else "",
        permalink=link if link.startswith(("http://", "https://")) else "",
        language=first_of(record, "language", "locale"),
    )


def markdown_of(body: str, base: str = "") -> str:
    """Write a text as Markdown that may be HTML or Markdown already.

    Examples
    --------
    >>> markdown_of("<p>A <b>map</b></p>"), markdown_of("A **map**")
    ('A **map**', 'A **map**')
    """
    body = _COMMENT.sub("", body)
    return to_markdown(body, base) if _MARKUP.match(body) else body.strip()
