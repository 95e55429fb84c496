"""Lists of contents: entries that say what the headings and entries below say once more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.read.grid.repeats import heading_key
from ingest.read.grid.shapes import bold_lead, count_of, first_link
from ingest.read.grid.zones import Zone
from ingest.read.items import Node

_LEAST = 0.6  # of the entries are said again
_SHORTEST_KEY = 3
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
    titles = [_titles(zone) for zone in zones]
    for index, zone in enumerate(zones):
        entries = _entries(zone)
        if not entries:
            if _SUMMARY.fullmatch(zone.title) and not any(node.inline.links for node in zone.nodes):
                found.add(index)
            continue
        if sum(bool(_ANCHOR.search(node.block.text)) for node in entries) >= _LEAST * len(entries):
            found.add(index)
            continue
        headings = {zone.key for zone in zones[index + 1 :] if len(zone.key) >= _SHORTEST_KEY and zone.heading}
        urls = {link.url for other in zones[index + 1 :] if other.heading for link in other.heading.inline.links}
        below = {title for each in titles[index + 1 :] for title in each}
        said = sum(_is_said_again(node, headings, urls, below) for node in entries)
        named = any(names_contents(title) for title in (zone.title, *zone.path))
        if said >= (0.4 if named else _LEAST) * len(entries) and (named or len(entries) > 1):
            found.add(index)
    return found


def names_contents(title: str) -> bool:
    """Whether a heading is that of a list of contents."""
    return bool(_NAMED.fullmatch(title))


def _entries(zone: Zone) -> list[Node]:
    """Entries of a zone's lists, and lines that are counted."""
    tops = [node for node in zone.nodes if not node.is_empty]
    return [node for node in tops if node.is_top_bullet or count_of(node.inline.text)[0]]


def _titles(zone: Zone) -> set[str]:
    """What the entries of a zone are called."""
    found = set()
    for node in zone.nodes:
        if node.block.quoted or node.block.level:
            continue
        link = first_link(node)
        text = node.inline.text
        for title in (bold_lead(node), text[link.start : link.end] if link else "", text[count_of(text)[1] :][:80]):
            key = heading_key(title)
            if len(key) >= _SHORTEST_KEY:
                found.add(key)
    return found


def _is_said_again(node: Node, headings: Iterable[str], urls: set[str], below: set[str]) -> bool:
    """Whether a heading below says what an entry says, or leads where it leads; an entry, where this one is plain."""
    text = node.inline.text
    key = heading_key(text[count_of(text)[1] :])
    if len(key) < _SHORTEST_KEY:
        return False
    if any(link.url in urls for link in node.inline.links):
        return True
    if any(heading == key or (len(heading) >= 6 and (heading in key or key in heading)) for heading in headings):
        return True
    if node.inline.links:
        return False
    return key in below or (len(key) >= 6 and any(title.startswith(key) or key.startswith(title) for title in below))
