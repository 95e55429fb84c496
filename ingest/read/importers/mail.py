"""Mails: an .eml is one issue, an .mbox holds many."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from ingest.read.encodings import decode
from ingest.read.importers.days import iso_day
from ingest.read.importers.furniture import without_furniture
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.material import Material
from ingest.read.importers.numbered import with_numbered_links
from ingest.read.importers.page import Page, Pages, told
from ingest.read.report import Skipped
from kg.errors import UsageError
from kg.text.words import storable

_BEGINNING = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_FORWARDED = re.compile(r"^(?:(?:fwd?|fw|wg|tr|转发)\s*[:：]\s*)+", re.IGNORECASE)
_REPLY = re.compile(r"^(?:re|aw|sv|回复|答复)\s*[:：]", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[[^\]\n]{1,300}\]\(<?https?://")
_ANCHOR = re.compile(r"<a\s[^>]*href", re.IGNORECASE)
_ENOUGH = 0.5  # of the links of the HTML part, the text part must have as Markdown


def read_mail(material: Material) -> Pages:
    """Read one mail."""
    page = _page(material.raw, "")
    return Pages((page,)) if isinstance(page, Page) else Pages(passed=(material.passed("", page),))


def read_mailbox(material: Material) -> Pages:
    """Read all mails of a mailbox; replies are no issues."""
    starts = list(_BEGINNING.finditer(material.raw))
    if not starts or starts[0].start() != 0:
        raise UsageError("it is no mailbox (no line “From …” at its beginning); export it as .mbox again")
    ends = [each.start() for each in starts[1:]] + [len(material.raw)]
    pages: list[Page] = []
    passed: list[Skipped] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        raw = _QUOTED_FROM.sub(rb"\1", material.raw[start.end() : end])
        try:
            page = _page(raw, f"mail {number}")
        except UsageError as error:
            page = str(error)
        if isinstance(page, Page):
            pages.append(page)
        else:
            passed.append(material.passed(f"mail {number}", page))
    return Pages(tuple(pages), tuple(passed))


def _page(raw: bytes, number: str) -> Page | str:
    """A page of a mail, or why it is no issue."""
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        text = _text(mail)
    except RecursionError as error:
        raise UsageError("its parts are nested too deep to be read") from error
    except Exception as error:  # the library lets slips of its own through: IndexError, AttributeError
        raise UsageError("the mail is broken; save it again") from error
    if not any(name in mail for name in ("from", "subject", "date")):
        raise UsageError("it holds no mail (neither From, Subject nor Date)")
    subject = storable(_header(mail, "subject")).strip()
    if _REPLY.match(subject):
        return "a reply, no issue"
    if not text.strip():
        return "the mail has no text"
    subject = _FORWARDED.sub("", subject)
    values = told(
        title=subject,
        date=iso_day(_header(mail, "date")),
        permalink=_header(mail, "archived-at").strip("<> \t"),
        language=_header(mail, "content-language").split(",")[0],
    )
    return Page(text, values, number and (subject or number), 0)


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text, "" where it is missing or so broken that the library fails on it."""
    try:
        return str(mail[name] or "")
    except Exception:
        return ""


def _text(mail: EmailMessage) -> str:
    """The text of a mail as Markdown: its plain part where that has the links, else its HTML."""
    plain, markup = (_content(mail, kind) for kind in ("plain", "html"))
    links = len(_MARKDOWN_LINK.findall(plain))
    if plain.strip() and (not markup.strip() or (links and links >= _ENOUGH * len(_ANCHOR.findall(markup)))):
        return without_furniture(with_numbered_links(plain))
    return to_markdown(markup)


def _content(mail: EmailMessage, kind: str) -> str:
    """A part of a mail as text, "" where it has none."""
    part = mail.get_body(preferencelist=(kind,))
    if not isinstance(part, EmailMessage):
        return ""
    try:
        text = part.get_content()
    except (LookupError, UnicodeError, ValueError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        text = decode(payload).text if isinstance(payload, bytes) else ""
    if not isinstance(text, str):
        return ""
    text = storable(text.replace("\r\n", "\n"))
    return _unfolded(text) if part.get_param("format") == "flowed" else text


def _unfolded(text: str) -> str:
    """Text that was folded to the width of a terminal, one paragraph a line (RFC 3676)."""
    return re.sub(r"(?<=\S) \n(?=\S)", " ", text)
