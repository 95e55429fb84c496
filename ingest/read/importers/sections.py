"""An issue as JSON: sections, each with entries of a title, an address and a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.read.importers.exported import values_of
from ingest.read.importers.html_text import to_markdown
from ingest.read.importers.material import Material
from ingest.read.importers.page import Page, Pages
from ingest.read.importers.records import Record, first_of, read_json, records_of, text_of, try_json
from ingest.read.importers.written import destination, escaped
from ingest.read.report import Skipped

_SECTION_TITLE = ("title", "name", "heading", "label")
_ENTRY_TITLE = ("title", "headline", "name")
_ENTRY_LINK = ("url", "link", "href")
_ENTRY_TEXT = ("text", "description", "summary", "body", "content", "excerpt")
_BEFORE = ("header", "intro", "introduction", "summary", "editorial", "description", "preface")
_BEHIND = ("footer", "outro")
_TAGS = re.compile(r"<(?:/?[a-z][a-z0-9]*)\b[^>]*>", re.IGNORECASE)


def is_sections(material: Material) -> bool:
    """Whether JSON is an issue, or a list of issues, made of sections; a menu is alike, but tells no title."""
    numbered = any(char.isdecimal() for char in material.stem)
    return any(_sections(each) and (numbered or values_of(each)) for each in _issues(try_json(material)))


def read_sections(material: Material) -> Pages:
    """Read issues made of sections."""
    issues = _issues(read_json(material))
    pages: list[Page] = []
    passed: list[Skipped] = []
    for number, issue in enumerate(issues, 1):
        values = values_of(issue)
        if len(issues) == 1 and "number" not in values and re.fullmatch(r"\d{1,5}", material.stem):
            values["number"] = str(int(material.stem))
        part = values.get("number") or values.get("title") or f"issue {number}" if len(issues) > 1 else ""
        text = "\n\n".join(_blocks(issue))
        if text:
            pages.append(Page(text, values, part, 0))
        else:
            passed.append(material.passed(part, "it holds no entries"))
        if any(_paragraphs(issue.get(key)) for key in _BEHIND):
            passed.append(material.passed(part or "footer", "the footer of the issue"))
    return Pages(tuple(pages), tuple(passed))


def _issues(loaded: object) -> list[Record]:
    """Issues that JSON holds: one, or a list of them."""
    if isinstance(loaded, list):
        return records_of(loaded)
    if isinstance(loaded, dict) and not _sections(loaded):
        return records_of(loaded, "issues") or records_of(loaded, "data")
    return [loaded] if isinstance(loaded, dict) else []


def _sections(issue: Record) -> list[tuple[str, list[Record]]]:
    """Sections of an issue: titles and entries; none where no field holds sections."""
    for key in issue:
        found = [(first_of(section, *_SECTION_TITLE), _entries(section)) for section in records_of(issue, key)]
        if any(title and entries for title, entries in found):
            return found
    return []


def _entries(section: Record) -> list[Record]:
    """Entries of a section: the first list in it whose records have titles and addresses."""
    for key in section:
        records = records_of(section, key)
        if any(first_of(each, *_ENTRY_TITLE) and first_of(each, *_ENTRY_LINK) for each in records):
            return records
    return []


def _blocks(issue: Record) -> Iterator[str]:
    """Markdown of an issue."""
    for key in _BEFORE:
        yield from _paragraphs(issue.get(key))
    for title, entries in _sections(issue):
        written = [line for entry in entries if (line := _entry(entry))]
        if title and written:
            yield f"## {escaped(' '.join(title.split()))}"
        if written:
            yield "\n".join(written)


def _paragraphs(value: object) -> list[str]:
    """Paragraphs of a field that holds a text or several."""
    texts = value if isinstance(value, list) else [value]
    return [written for text in texts if (written := _written(text_of(text)))]


def _written(text: str) -> str:
    """Markdown of a text that may have tags in it."""
    if _TAGS.search(text):
        return to_markdown(text)
    return escaped(text.strip())


def _entry(entry: Record) -> str:
    """An entry as a list item: its title as a link, its text on the lines below."""
    title, target = " ".join(_written(first_of(entry, *_ENTRY_TITLE)).split()), first_of(entry, *_ENTRY_LINK)
    text = _written(first_of(entry, *_ENTRY_TEXT))
    if not title and not text:
        return ""
    head = f"[{title or escaped(target)}]({destination(target)})" if target else f"**{title}**" if title else ""
    body = text.split("\n") if text else []
    lines = [f"{head}  ", *body] if head and body else [head] if head else body
    return "- " + "\n  ".join(lines)
