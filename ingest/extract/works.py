"""Papers, reports and articles: titles that an item links to, or that the learned reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extract.addresses import identify
from ingest.extract.units import LATIN, NUMBER, Find, Sheet, longest, one_each
from kg.model import EntityType, Link
from kg.text.lexicon import either, lexicon
from kg.text.urls import canonical_url

_WORKS = ("paper", "report", "article")
_SAID = lexicon("works")
_REPORT = re.compile(either(_SAID["reports"].words), re.IGNORECASE)
_PAPER_SECTION = re.compile(either(_SAID["paper_sections"].words), re.IGNORECASE)
_BOOK = re.compile(r"《([^《》\n]{3,80})》")
_SUBJECT = re.compile(
    r"^\s*(?P<name>[^\s:：，,()（）]{2,40}(?: [^\s:：，,()（）]{1,20}){0,2})\s*[:：]\s*(?P<rest>.+)$", re.DOTALL
)
_TECHNICAL = re.compile(r"\s*(?P<name>[\w.+-]+(?: [\w.+-]+){0,3}?)\s+(?:Technical|Tech) Report", re.IGNORECASE)
_REPORTS_ON = re.compile(r"(?:technical|tech) report", re.IGNORECASE)
_DESCRIBES = re.compile(r"(?:an?|the|open|towards? an?|scal\w+|advanc\w+)\b|\S+ed\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:an?|the)\b|open", re.IGNORECASE)
_TOOL_TITLE = re.compile(rf"\b{either(_SAID['tools'].en)}\s*$", re.IGNORECASE)
_OPENING = 40


def find_works(sheet: Sheet) -> None:
    """Component: adds papers, articles and reports, linked or read, and what a paper's title begins with."""
    finds = []
    papers = sheet.item.kind == "paper" or bool(_PAPER_SECTION.search(sheet.item.section))
    for link in sheet.links:
        start, end = sheet.link_units(link)
        label = sheet.text[link.start : link.end]
        kind = _kind_of_work(sheet, link, label, papers=papers) if end > start and is_title(label) else None
        if kind:
            finds.append(Find(start, end, kind, _title(label), f"title:{kind}", url=canonical_url(link.url)))
        if kind == "paper":
            finds += _named_by(sheet, link, label)
    if papers and not finds and is_title(sheet.item.title):
        _, end = sheet.units.between(0, len(sheet.item.title))
        finds.append(Find(0, end, "paper", _title(sheet.item.title), "title:paper", doubt=0.3))
    for match in _BOOK.finditer(sheet.text):
        if _REPORT.search(match[1]):
            span = sheet.units.between(*match.span(1))
            finds.append(Find(*span, "report", match[1].strip(), "title:report", doubt=0.3))
    _lay_over(sheet, [*finds, *_read(sheet, finds)])


def _read(sheet: Sheet, linked: Sequence[Find]) -> Iterator[Find]:
    """Titles that were read, but those that say what links have said already."""
    taken = {unit for find in linked for unit in range(find.start, find.end)}
    urls = {sheet.link_units(link): canonical_url(link.url) for link in sheet.links}
    for span in sheet.reading.spans:
        if span.type in _WORKS:
            start, end = sheet.units.between(span.start, span.end)
            label = sheet.units.surface(start, end)
            if start < end and taken.isdisjoint(range(start, end)) and is_title(label):
                url = urls.get((start, end), "")
                yield Find(start, end, span.type, _title(label), "title:read", doubt=round(1 - span.sure, 3), url=url)


def _kind_of_work(sheet: Sheet, link: Link, label: str, *, papers: bool) -> EntityType | None:
    """What a link with a title leads to; None where it is no work but a page of news or a named thing."""
    address = identify(link.url)
    names_thing = address is not None and bool(address.name)
    project = ".github.io/" in link.url and _SUBJECT.match(label)
    if project or (address and address.kind == "paper") or (papers and link.start < 4 and not names_thing):
        return "paper"
    if names_thing:
        return None
    if sheet.item.kind == "reading" and _TOOL_TITLE.search(label):
        return "product"
    if _REPORT.search(label):
        return "report"
    return "article" if sheet.item.kind in ("reading", "paper") or _is_english_title(label) else None


def _lay_over(sheet: Sheet, works: list[Find]) -> None:
    """Put titles over what was found; the names inside stay."""
    titles = longest(find for find in works if find.type in _WORKS)
    subjects = [find for find in works if find.type not in _WORKS]
    finds = one_each(longest([*sheet.finds, *subjects], rank=("gazetteer", "read", "title:subject")))
    sheet.finds = sorted([*finds, *titles], key=lambda f: (f.start, -f.end))


def is_title(label: str) -> bool:
    """True for what reads as a title: no bare address, no verb, at least three words or eight Han characters."""
    if label.startswith(("http://", "https://")) or len(label) > 300:
        return False
    words = re.findall(r"[A-Za-z0-9][\w'’.+-]*", label)
    han = len(re.findall(r"[\u4e00-\u9fff]", label))
    return len(words) >= 3 or han >= 8 or (len(words) >= 2 and len(label) >= 12 and not han)


def _is_english_title(label: str) -> bool:
    """True for four English words or more, most of them long or capitalised, none of them Chinese."""
    words = re.findall(r"[A-Za-z][\w'’-]*", label)
    return len(words) >= 4 and not re.search(r"[\u4e00-\u9fff]", label)


def _title(label: str) -> str:
    """A label as a title: single spaces, no marks around it."""
    return re.sub(r"\s+", " ", label).strip(" *_：:，。")


def _named_by(sheet: Sheet, link: Link, label: str) -> list[Find]:
    """The thing that a paper's title begins with, where the title says what it is."""
    match = _SUBJECT.match(label)
    if match is not None and re.search(r"[A-Z]", match["name"]):
        kind = _kind_of_subject(match["name"], match["rest"].strip())
    else:
        match = _TECHNICAL.match(label)
        kind = _reported(match["name"]) if match else None
    if match is None or kind is None:
        return []
    start, end = sheet.units.between(link.start + match.start("name"), link.start + match.end("name"))
    if not any(sheet.units.kinds[i] in (LATIN, NUMBER) for i in range(start, end)):
        return []
    return [Find(start, end, kind, match["name"].strip(), "title:subject", doubt=0.2)]


def _kind_of_subject(name: str, rest: str) -> EntityType | None:
    """What the words behind a title's colon say of the name before it: "K2-Think: A … Reasoning System"."""
    if _REPORTS_ON.match(rest):
        return _reported(name)
    if not _DESCRIBES.match(rest):
        return None
    said = _SAID["purposes"].pattern.split(rest, maxsplit=1)[0] if _ARTICLE.match(rest) else rest[:_OPENING]
    if _SAID["models"].pattern.search(said):
        return "model"
    if _SAID["benchmarks"].pattern.search(said):
        return "benchmark"
    return "product" if _SAID["products"].pattern.search(rest) else None


def _reported(name: str) -> EntityType:
    """What a technical report is on: a model, unless its name says that it is an agent."""
    return "product" if "agent" in name.casefold() else "model"
