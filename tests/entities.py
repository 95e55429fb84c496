"""Items and their mentions, for tests of extraction and resolution; one extractor for all."""

from __future__ import annotations

from functools import cache

from ingest.extract.extractor import Extractor
from ingest.gazetteer import load_gazetteer
from ingest.resolve import resolve
from kg.model import Item, ItemKind, Link, Mention
from kg.text.urls import canonical_url


@cache
def extractor() -> Extractor:
    return Extractor(load_gazetteer())


def bullet(text: str, *links: Link, kind: ItemKind = "bullet", number: int = 0) -> Item:
    """An item of a section of releases, or of papers."""
    section = {"paper": "热点论文", "reading": "其他阅读"}.get(kind, "产品&模型发布")
    made = tuple(Link(one.url, canonical_url(one.url), one.label, one.field, one.start, one.end) for one in links)
    return Item(f"x-{number}", "x", number, section, kind, text.split("\n")[0], text, links=made)


def mentions_of(*items: Item) -> tuple[Mention, ...]:
    return extractor().extract(items)


def named(text: str) -> set[str]:
    """Ids of the entities that a text names."""
    item = bullet(text)
    return {mention.entity for mention in resolve([item], mentions_of(item), load_gazetteer()).mentions}
