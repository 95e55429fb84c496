"""Mails and mailboxes."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import links, read_one, reasons

MARKDOWN = (
    "## News\n\n* [A dam](https://news.example/1) opens.\n* [Rain](https://news.example/2)\n\n"
    "[Unsubscribe](https://a.example/u)\n"
)
HTML = (
    "<html><body><div style='display:none'>Preview</div><h2>News</h2><ul>"
    "<li><a href='https://news.example/1'>A dam</a></li><li><a href='https://news.example/2'>Rain</a></li></ul>"
    "<p>You asked for it. <a href='https://a.example/u'>Unsubscribe</a>"
    "</p><img src='https://a.example/o' width='1' height='1'></body></html>"
)


def mail(subject: str, plain: str = "", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Reeds <r@reed.example>", subject
    message["Date"] = "Tue, 10 Mar 2026 00:30:00 +0800"
    if plain:
        message.set_content(plain)
    if html and plain:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


@pytest.mark.parametrize(
    ("plain", "html", "begins"),
    [
        (MARKDOWN, HTML, "## News\n\n* [A dam]"),
        ("NEWS\n\nA dam https://news.example/1\n", HTML, "## News\n\n- [A dam]"),
        ("", HTML, "## News\n\n- [A dam]"),
        (MARKDOWN, "", "## News\n\n* [A dam]"),
    ],
)
def test_the_part_that_has_the_links_is_read(tmp_path: Path, plain: str, html: str, begins: str) -> None:
    (page,) = read_one(tmp_path, "a.eml", mail("Fwd: Reeds № 7 芦苇", plain, html).as_bytes()).pages
    assert page.values == {"title": "Reeds № 7 芦苇", "date": "2026-03-10"}
    assert page.text.startswith(begins) and links(page) == ["https://news.example/1", "https://news.example/2"]
    assert (page.part, page.first_line) == ("", 0)


def test_lines_folded_for_a_terminal_are_one(tmp_path: Path) -> None:
    raw = (
        b"From: a@b.example\nSubject: S\nContent-Type: text/plain; format=flowed\n\nOne line \nthat goes on.\n\nTwo.\n"
    )
    (page,) = read_one(tmp_path, "a.eml", raw).pages
    assert page.text == "One line that goes on.\n\nTwo."


@pytest.mark.parametrize("charset", ["no-such-charset", "us-ascii"])
def test_a_character_set_that_is_wrong(tmp_path: Path, charset: str) -> None:
    head = f"From: a@b.example\nSubject: S\nContent-Type: text/plain; charset={charset}\n\n"
    raw = f"{head}大坝开闸了，雨还在下。\n".encode()
    (page,) = read_one(tmp_path, "a.eml", raw).pages
    assert page.text == "大坝开闸了，雨还在下。" or charset == "us-ascii"


def test_a_mailbox(tmp_path: Path) -> None:
    mails = [
        mail("Reeds 1", MARKDOWN),
        mail("Re: Reeds 1", "Thanks"),
        mail("Reeds 2", "From the dam\n\nFrom here on.\n"),
    ]
    box = b"\n".join(
        b"From r@reed.example Tue Mar 10 00:30:00 2026\n" + each.as_bytes(unixfrom=False) for each in mails
    )
    pages = read_one(tmp_path, "reeds.mbox", box)
    assert [(page.part, page.values["title"]) for page in pages.pages] == [("Reeds 1",) * 2, ("Reeds 2",) * 2]
    assert pages.pages[1].text == "From the dam\n\nFrom here on."
    assert reasons(pages) == ["reeds.mbox#mail 2: a reply, no issue"]


def test_mails_that_are_none(tmp_path: Path) -> None:
    assert reasons(read_one(tmp_path, "a.eml", b"From: a@b.example\nSubject: S\n\n")) == ["a.eml: the mail has no text"]
    with pytest.raises(UsageError, match="holds no mail"):
        read_one(tmp_path, "a.eml", b"just a text\n")
    with pytest.raises(UsageError, match="no mailbox"):
        read_one(tmp_path, "a.mbox", b"just a text\n")
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    with pytest.raises(UsageError, match="nested too deep"):
        read_one(tmp_path, "a.eml", b"From: a@b.example\nSubject: S\n" + nested)
