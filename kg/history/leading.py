"""What an item begins with: its heading, the first sentence behind it, and where they lead."""

from __future__ import annotations

from kg.model import Item
from kg.text.words import sentence_spans


def lead_end(item: Item) -> int:
    """Where the heading of an item, and the first sentence behind it, end."""
    head = len(item.title)
    return next((end for _, end in sentence_spans(item.text) if end > head), head)


def leading_addresses(item: Item) -> frozenset[str]:
    """Canonical addresses that heading and first sentence of an item lead to: its sources; a home page is none."""
    end = lead_end(item)
    return frozenset(
        link.canonical
        for link in item.links
        if link.field == "text" and link.start <= end and link.canonical.count("/") > 2
    )
