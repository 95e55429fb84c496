"""Papers, reports and articles: titles that an item links to."""

from __future__ import annotations

import re

from ingest.extract.addresses import identify
from ingest.extract.units import LATIN, NUMBER, Find, Sheet, longest, one_each
from kg.model import EntityType, Link
from kg.text.urls import canonical_url

_WORKS = ("paper", "report", "article")
_REPORT = re.compile(r"report|survey|index|whitepaper|white paper|state of|报告|白皮书|指数|调查", re.IGNORECASE)
_PAPER_SECTION = re.compile(r"论文|paper|arxiv|publication|学术", re.IGNORECASE)

_BOOK = re.compile(r"《([^《》\n]{3,80})》")
_SUBJECT = re.compile(
    r"^\s*(?P<name>[^\s:：，,()（）]{2,40}(?: [^\s:：，,()（）]{1,20}){0,2})\s*[:：]\s*(?P<rest>.+)$", re.DOTALL
)
_MODEL_SAID = re.compile(
    r"\b(?:llms?|language models?|foundation models?|world models?|diffusion models?|action models?|reasoning models?|"
    r"reasoning system|(?:vision|speech|audio|video|image|code|embedding|reward|multimodal|generative|agent)"
    r"[\w\s-]{0,20}models?|"
    r"technical report|tech report)\b",
    re.IGNORECASE,
)
_BENCH_SAID = re.compile(r"\b(?:benchmark(?:ing)?|dataset|leaderboard|evaluating|evaluation)\b", re.IGNORECASE)
_PRODUCT_SAID = re.compile(
    r"\b(?:platform|toolkit|library|simulator|operating system|open-source (?:framework|simulation)|environment for)\b",
    re.IGNORECASE,
)
_TOOL_TITLE = re.compile(
    r"\b(?:visualization|visualizer|playground|explorer|simulator|toolkit|sdk|app)\s*$", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:for|with|via|of|from|through|in|to|using|by|on|beyond)\b", re.IGNORECASE)


def find_works(sheet: Sheet) -> None:
    """Component: adds papers, articles and reports, and the model or tool that a paper's title begins with."""
    finds = []
    paper_item = sheet.item.kind == "paper" or bool(_PAPER_SECTION.search(sheet.item.section))
    for link in sheet.links:
        start, end = sheet.link_units(link)
        if end <= start:
            continue
        label = sheet.text[link.start : link.end]
        if not is_title(label):
            continue
        address = identify(link.url)
        kind: EntityType = "article"
        project = ".github.io/" in link.url and bool(_SUBJECT.match(label))
        if (
            (address and address.kind == "paper")
            or project
            or (paper_item and link.start < 4 and not (address and address.name))
        ):
            kind = "paper"
        elif address and address.name:
            continue
        elif sheet.item.kind == "reading" and _TOOL_TITLE.search(label):
            kind = "product"
        elif _REPORT.search(label):
            kind = "report"
        elif sheet.item.kind not in ("reading", "paper") and not _is_english_title(label):
            continue
        finds.append(Find(start, end, kind, _title(label), f"title:{kind}", url=canonical_url(link.url)))
        if kind == "paper":
            finds += _named_by(sheet, link, label)
    if paper_item and not finds and is_title(sheet.item.title):
        end = sheet.units.at(max(0, len(sheet.item.title) - 1)) + 1
        finds.append(Find(0, end, "paper", _title(sheet.item.title), "title:paper", doubt=0.3))
    for match in _BOOK.finditer(sheet.text):
        if _REPORT.search(match[1]):
            span = sheet.units.at(match.start(1)), sheet.units.at(match.end(1) - 1) + 1
            finds.append(Find(*span, "report", match[1].strip(), "title:report", doubt=0.3))
    _lay_over(sheet, finds)


def _lay_over(sheet: Sheet, works: list[Find]) -> None:
    """Put titles over what was found: known names inside stay, guesses inside go."""
    titles = longest(find for find in works if find.type in _WORKS)
    subjects = [find for find in works if find.type not in _WORKS]
    finds = one_each(longest([*sheet.finds, *subjects], rank=("gazetteer", "name", "title:subject")))
    inner = [find for find in finds if not _guess_inside(find, titles)]
    sheet.finds = sorted([*inner, *titles], key=lambda f: (f.start, -f.end))


def _guess_inside(find: Find, titles: list[Find]) -> bool:
    """True for a name found by its place alone inside the title of a work."""
    guessed = find.rule.startswith(("release", "person"))
    return guessed and any(title.start <= find.start and find.end <= title.end for title in titles)


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
    """The thing before a title's colon, where the rest says what it is: "K2-Think: A … Reasoning System"."""
    match = _SUBJECT.match(label)
    if match is None or not re.search(r"[A-Z]", match["name"]):
        technical = re.match(
            r"\s*(?P<name>[\w.+-]+(?: [\w.+-]+){0,3}?)\s+(?:Technical|Tech) Report", label, re.IGNORECASE
        )
        if technical is None:
            return []
        kind: EntityType | None = "product" if "agent" in technical["name"].casefold() else "model"
        match = technical
    else:
        rest = match["rest"].strip()
        said = _PAST.split(rest, maxsplit=1)[0] if re.match(r"(?:an?|the)\b|open", rest, re.IGNORECASE) else rest[:40]
        kind = None
        if re.match(r"(?:technical|tech) report", rest, re.IGNORECASE):
            kind = "product" if "agent" in match["name"].casefold() else "model"
        elif re.match(r"(?:an?|the|open|towards? an?|scal\w+|advanc\w+)\b|\S+ed\b", rest, re.IGNORECASE):
            if _MODEL_SAID.search(said):
                kind = "model"
            elif _BENCH_SAID.search(said):
                kind = "benchmark"
            elif _PRODUCT_SAID.search(rest):
                kind = "product"
    if kind is None:
        return []
    start = sheet.units.at(link.start + match.start("name"))
    end = sheet.units.at(link.start + match.end("name") - 1) + 1
    if not any(sheet.units.kinds[i] in (LATIN, NUMBER) for i in range(start, end)):
        return []
    return [Find(start, end, kind, match["name"].strip(), "title:subject", doubt=0.2)]
