"""Lists of contents: entries that say what the headings and entries below say once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from ingest.read.grid.repeats import heading_key
from ingest.read.grid.shapes import bold_lead, count_of, first_link, shape_of
from ingest.read.grid.zones import Zone
from ingest.read.items import Node

_LEAST = 0.6  # of the entries are said again
_LEAST_NAMED = 0.4  # where the heading names a list of contents
_SHORTEST_KEY = 3
_LONG_ENOUGH = 6  # letters of a title that a longer one contains
_LONGEST_KEY = 80
_ANCHOR = re.compile(r"\]\(#")
_NAMED = re.compile(
    r"\W*(?:目录|概览|本期看点|本期内容|导读|contents|table of contents|in this issue|overview|toc)\W*", re.IGNORECASE
)
_SUMMARY = re.compile(
    r"\W*(?:AI)?\s*(?:今日|本期|本周)?\s*(?:内容)?(?:摘要|概要|速览|提要)\W*|\W*(?:tl;?dr|summary|at a glance)\W*",
    re.IGNORECASE,
)


def contents_lists(zones: Sequence[Zone]) -> set[int]:
    """Positions of the zones that are lists of contents, or parts of one."""
    found: set[int] = set()
    below = _Below()
    for index in range(len(zones) - 1, -1, -1):
        zone = zones[index]
        if _is_contents(zone, below):
            found.add(index)
        below.add(zone)
    return found


def _is_contents(zone: Zone, below: _Below) -> bool:
    """Whether most entries of a zone are said again below it; one that sums the issue up is a list of contents too."""
    entries = _entries(zone)
    if not entries:
        return bool(_SUMMARY.fullmatch(zone.title)) and not any(node.inline.links for node in zone.nodes)
    if sum(bool(_ANCHOR.search(node.block.text)) for node in entries) >= _LEAST * len(entries):
        return True
    said = sum(below.says(node) for node in entries)
    named = any(names_contents(title) for title in (zone.title, *zone.path))
    return said >= (_LEAST_NAMED if named else _LEAST) * len(entries) and (named or len(entries) > 1)


class _Below:
    """What stands below a place in an issue: its headings and what its entries are called."""

    def __init__(self) -> None:
        self._headings: set[str] = set()
        self._urls: set[str] = set()
        self._titles: set[str] = set()

    def add(self, zone: Zone) -> None:
        """Take note of a zone."""
        if zone.heading is not None:
            self._urls.update(link.url for link in zone.heading.inline.links)
            self._headings.update(key for key in [zone.key] if len(key) >= _SHORTEST_KEY)
        self._titles.update(_titles(zone))

    def says(self, node: Node) -> bool:
        """Whether an entry is said again: by a heading, or, where it leads nowhere itself, by an entry that does."""
        text = node.inline.text
        key = heading_key(text[count_of(text)[1] :])[:_LONGEST_KEY]
        if len(key) < _SHORTEST_KEY:
            return False
        if any(link.url in self._urls for link in node.inline.links) or _is_alike(key, self._headings):
            return True
        return not node.inline.links and _is_alike(key, self._titles)


def _is_alike(key: str, titles: set[str]) -> bool:
    """Whether a title is the key, or begins or ends it."""
    if key in titles:
        return True
    return any(key[:size] in titles or key[-size:] in titles for size in range(_LONG_ENOUGH, len(key)))


def names_contents(title: str) -> bool:
    """Whether a heading is that of a list of contents."""
    return bool(_NAMED.fullmatch(title))


def _entries(zone: Zone) -> list[Node]:
    """Entries of a zone's lists, and lines that are counted."""
    tops = [node for node in zone.nodes if not node.is_empty]
    return [node for node in tops if node.is_top_bullet or count_of(node.inline.text)[0]]


def _titles(zone: Zone) -> set[str]:
    """What those entries of a zone are called that say more than their title, or lead somewhere."""
    found = set()
    for node, after in zip_longest(zone.nodes, zone.nodes[1:]):
        if node.block.quoted or node.block.level:
            continue
        goes_on = after is not None and (after.block.level > 0 or shape_of(after) in (None, "paragraph"))
        link = first_link(node)
        text = node.inline.text
        plain = text[count_of(text)[1] :]
        for title in (bold_lead(node), text[link.start : link.end] if link else "", plain[:_LONGEST_KEY]):
            key = heading_key(title)
            if len(key) >= _SHORTEST_KEY and (goes_on or node.inline.links or len(plain) > len(title)):
                found.add(key)
    return found
