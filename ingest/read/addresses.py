"""Addresses that a document holds and no item of its issue: of comments, front matter, broken tags. All are told."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.model import Issue, Item

# An address down to the first character that may belong to what is around it, so that it has one spelling whether it
# stands in a tag, in a link or in running text. A host may be of any script; behind it only ASCII is told from prose.
_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9%]|\[[0-9a-f:.]+\]|[^\W\x00-\x7f]+)(?:(?!https?://)[a-z0-9_\-.~:/?#@!$&+,;=%])*", re.IGNORECASE
)
_BEHIND = "-.~:/?#@!$&+,;=_%"


@dataclass(frozen=True, slots=True)
class Address:
    """An address and the line that it first stands on."""

    url: str
    line: int


def lost_addresses(text: str, issue: Issue) -> list[Address]:
    r"""Addresses of a document that stand in no item of its issue, each with its first line.

    >>> from ingest.read.parse import parse_document
    >>> text = "- [a](https://a.example/x)\n<!-- see https://b.example/y -->"
    >>> lost_addresses(text, parse_document(text, source="x.md").issue)
    [Address(url='https://b.example/y', line=2)]
    """
    kept = _addresses_of(issue.items)
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for url in _spelled(line):
            found.setdefault(url, number)
    return [Address(url, line) for url, line in found.items() if url not in kept]


def missing_addresses(issue: Issue, other: Issue) -> list[Address]:
    """Addresses in the items of an issue that stand in no item of the other, each with the line of its item."""
    kept = _addresses_of(other.items)
    missing = {url: item.lines[0] for item in issue.items for url in _addresses_of([item]) - kept}
    return sorted((Address(url, line) for url, line in missing.items()), key=lambda each: (each.line, each.url))


def _addresses_of(items: Iterable[Item]) -> set[str]:
    """Addresses in items: where their links lead, what their texts show, where their figures lie."""
    found: set[str] = set()
    for item in items:
        for text in (item.text, item.opinion, *item.urls, *(image.source for image in item.images)):
            found.update(_spelled(text))
    return found


def _spelled(text: str) -> Iterator[str]:
    """Addresses in a text, each in its one spelling; one inside another counts too."""
    if "://" in text:
        for match in _ADDRESS.finditer(text):
            url = match[0]
            if "&" in url and (plain := _ADDRESS.match(html.unescape(url))):
                url = plain[0]
            yield url.rstrip(_BEHIND)
