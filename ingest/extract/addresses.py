"""What web addresses name: papers, repositories, models, data sets, and whose page a link leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from ingest.extract.units import LATIN, NUMBER, Find, Sheet, Units, longest, one_each
from ingest.extract.vocabulary import GENERIC, NOUNS
from ingest.gazetteer import Entry, Gazetteer
from kg.model import EntityType, Link
from kg.text.sites import split_url
from kg.text.urls import canonical_url
from kg.text.words import fold, name_key

AddressKind = Literal["paper", "repository", "model", "dataset", "space"]

_PAPER_HOSTS = re.compile(
    r"(?:^|\.)(?:arxiv\.org|openreview\.net|aclanthology\.org|biorxiv\.org|medrxiv\.org|nature\.com|science\.org|"
    r"proceedings\.mlr\.press|proceedings\.neurips\.cc|papers\.nips\.cc|openaccess\.thecvf\.com|dl\.acm\.org|"
    r"ieeexplore\.ieee\.org|jmlr\.org|doi\.org|pubmed\.ncbi\.nlm\.nih\.gov|cell\.com|pnas\.org|alphaxiv\.org|"
    r"papers\.ssrn\.com|semanticscholar\.org|link\.springer\.com|paperswithcode\.com|ar5iv\.org)$"
)
_PAPER_PATHS = re.compile(r"/(?:research/)?publications?/|^/papers?/\d|/research/papers?/")
_HF_PAGES = frozenset(
    ("blog", "papers", "docs", "chat", "spaces", "datasets", "models", "learn", "join", "tasks", "collections", "posts",
     "pricing", "organizations", "new")
)  # fmt: skip
_GITHUB_PAGES = frozenset(
    ("features", "topics", "about", "blog", "orgs", "sponsors", "marketplace", "settings", "apps", "readme",
     "collections", "trending", "search")
)  # fmt: skip
_HANDLE = re.compile(
    r"(?<![\w./@])@?(?P<name>(?<=@)[A-Za-z]\w{1,30}|[A-Za-z]{2,20}(?:_[A-Za-z]{2,20}){1,3})(?![\w/])", re.ASCII
)
_MAX_LINKS = 400
# Sites of accounts, by the gazetteer's word for them.
_SITES = {"x.com": "x", "twitter.com": "x", "github.com": "github", "huggingface.co": "hf", "hf.co": "hf"}


@dataclass(frozen=True, slots=True)
class AddressedThing:
    """What kind of thing an address is, its owner's account and its name there."""

    kind: AddressKind
    owner: str = ""
    name: str = ""


def identify(url: str) -> AddressedThing | None:
    """Tell what an address names, None where it names nothing by itself.

    >>> identify("https://github.com/karpathy/nanochat")
    AddressedThing(kind='repository', owner='karpathy', name='nanochat')
    >>> identify("https://huggingface.co/papers/2510.13786").kind
    'paper'
    """
    parts = split_url(canonical_url(url))
    if parts is None:
        return None
    host, path = parts.hostname or "", unquote(parts.path)
    pieces = [piece for piece in path.split("/") if piece]
    if _PAPER_HOSTS.search(host) and pieces:
        return AddressedThing("paper") if host != "nature.com" or pieces[0] == "articles" else None
    if host == "github.com" and len(pieces) == 2 and pieces[0] not in _GITHUB_PAGES:
        return AddressedThing("repository", pieces[0], pieces[1].removesuffix(".git"))
    if host in ("huggingface.co", "hf.co", "modelscope.cn", "hf-mirror.com"):
        return _hugging_face(pieces)
    if _PAPER_PATHS.search(path):
        return AddressedThing("paper")
    return None


def _hugging_face(pieces: list[str]) -> AddressedThing | None:
    """A model, data set, space or paper of Hugging Face (and of sites built like it)."""
    if pieces[:1] == ["models"] and len(pieces) > 2:
        pieces = pieces[1:]
    if pieces[:1] == ["papers"] and len(pieces) > 1:
        return AddressedThing("paper")
    if len(pieces) >= 3 and pieces[0] == "datasets":
        return AddressedThing("dataset", pieces[1], pieces[2])
    if len(pieces) >= 3 and pieces[0] == "spaces":
        return AddressedThing("space", pieces[1], pieces[2])
    if len(pieces) == 2 and pieces[0] not in _HF_PAGES:
        return AddressedThing("model", pieces[0], pieces[1])
    return None


def owners(links: Sequence[Link], gazetteer: Gazetteer) -> Iterator[Entry]:
    """Entries whose page, account or repository an item links to."""
    for link in links[:_MAX_LINKS]:
        parts = split_url(link.canonical or link.url)
        if parts is None:
            continue
        host, pieces = (parts.hostname or "").removeprefix("www."), [p for p in parts.path.split("/") if p]
        site = _SITES.get(host)
        if site and pieces:
            yield from gazetteer.by_account.get(f"{site}/{_account(site, pieces)}", ())
        elif host:
            yield from gazetteer.at_domain(host, parts.path)


def _account(site: str, pieces: list[str]) -> str:
    """Whose page of a site a path leads to, folded; Hugging Face may say first what kind of page it is."""
    first = fold(pieces[0])
    return fold(pieces[1]) if site == "hf" and first in _HF_PAGES and len(pieces) > 1 else first


class Handles:
    """Component: adds organisations and people that a text calls by their handle on X: "@OpenAI", "kyutai_labs".

    Parameters
    ----------
    gazetteer
        Whose handle it is.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_account = gazetteer.by_account

    def __call__(self, sheet: Sheet) -> None:
        """Look every handle up."""
        found = []
        for match in _HANDLE.finditer(sheet.text):
            entries = self._by_account.get(f"x/{fold(match['name'])}", ())
            start, end = sheet.units.between(*match.span("name"))
            if entries and start not in sheet.masked:
                found.append(Find(start, end, entries[0].type, entries[0].name, "handle", entries[:1]))
        sheet.finds = one_each(longest([*sheet.finds, *found]))


def find_addressed(sheet: Sheet) -> None:
    """Component: adds repositories, models and data sets that the item links to, where their names stand in the text.

    The name is looked for in the link's own label, then anywhere.
    """
    finds = []
    columns = _key_columns(sheet.units)
    for link in sheet.links[:_MAX_LINKS]:
        address = identify(link.url)
        if address is None or not address.name:
            continue
        span = _label_span(sheet, link, address.name) or _span_of(sheet.units, columns, address.name)
        if span is None:
            continue
        kind = _type_of(sheet, address, span)
        name = re.sub(r"\s+", " ", sheet.units.surface(*span)).strip()
        rule = f"url:{'github' if address.kind == 'repository' else 'huggingface'}"
        finds.append(Find(*span, kind, name, rule, doubt=0.15, url=canonical_url(link.url)))
    sheet.finds = one_each(longest([*sheet.finds, *finds], rank=("gazetteer", "read")))


def _type_of(sheet: Sheet, address: AddressedThing, span: tuple[int, int]) -> EntityType:
    """Model, product or benchmark, by the kind of address and the words behind the name."""
    if address.kind == "dataset":
        return "benchmark"
    if address.kind == "model":
        return "model"
    behind = fold(sheet.text[sheet.units.ends[span[1] - 1] :][:12]).lstrip(" ”」*")
    if behind.startswith(NOUNS["model"]):
        return "model"
    return "benchmark" if behind.startswith(NOUNS["benchmark"]) else "product"


def _label_span(sheet: Sheet, link: Link, name: str) -> tuple[int, int] | None:
    """Units of `name` inside the link's label, or the whole label where it says the same."""
    if link.end <= link.start:
        return None
    label = sheet.text[link.start : link.end]
    at = label.rfind(name)
    if at >= 0:
        return sheet.units.between(link.start + at, link.start + at + len(name))
    start, end = sheet.link_units(link)
    same = name_key(label)
    if same and (same == name_key(name) or (len(same) > 5 and same in name_key(name))) and same not in GENERIC:
        return start, end
    return None


def _key_columns(units: Units) -> dict[str, list[int]]:
    """Where each word stands that a name may begin with."""
    columns: dict[str, list[int]] = {}
    for i, (norm, kind) in enumerate(zip(units.norms, units.kinds, strict=True)):
        if kind in (LATIN, NUMBER):
            columns.setdefault(norm, []).append(i)
    return columns


def _span_of(units: Units, columns: dict[str, list[int]], name: str) -> tuple[int, int] | None:
    """First stretch of the text that spells `name` but for spaces and hyphens."""
    first = re.match(r"[^\W\d_]+|\d+(?:\.\d+)*", fold(name))
    want = name_key(name)
    if first is None or len(want) < 3 or want in GENERIC:
        return None
    for start in columns.get(first.group(), [])[:20]:
        key, end = "", start
        while end < len(units) and len(key) < len(want) and want.startswith(key):
            key = name_key(units.surface(start, end + 1))
            end += 1
        if key == want:
            return start, end
    return None
