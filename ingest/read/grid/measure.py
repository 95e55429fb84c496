"""How well a way of cutting explains a zone: the measure that chooses between the candidates.

It asks what web wrapper induction asks of a data region (Liu, Grossman and Zhai 2003, "Mining data records in Web
pages"): are there several records of one shape, does each have its main link, is little left over? What no region tells
of itself, its neighbours do: headings that return name sections, and zones of one kind are mostly cut alike.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.read.grid.repeats import Repeats
from ingest.read.grid.shapes import Shape, bold_lead, count_of, first_link, shape_of
from ingest.read.grid.words import is_link_bar
from ingest.read.grid.zones import BOLD, Zone
from ingest.read.items import Node, width
from ingest.read.layouts.outline import is_section_name

ENOUGH = 0.5  # of evidence, for a zone to be cut into entries
_LONGEST_LEAD_IN = 160
_COLON = re.compile(r"[：:]\W*$")
_LEFT_OVER = 2.0
_SHORT = 40  # columns: a standing description of a section is seldom longer
_FEWEST = 3  # issues tell which headings return
_ALONE = 1.5
_MANY = 4  # paragraphs with an address each are a list, whatever their section is called
_FAVOUR: dict[Shape, float] = {
    "bullet": 0.3, "counted": 0.2, "bold": 0.0, "titled": 0.5, "link": -0.2, "row": 0.3, "paragraph": -1.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to cut a zone into entries.

    Attributes
    ----------
    shape
        How its entries begin.
    leads
        The blocks that begin them.
    before
        Blocks above the first entry.
    evidence
        What speaks for it; more than `ENOUGH` cuts the zone.
    linked
        Share of the entries that lead somewhere.
    """

    shape: Shape
    leads: tuple[Node, ...]
    before: tuple[Node, ...]
    evidence: float
    linked: float


def candidates_of(zone: Zone, repeats: Repeats, *, runs_on: int = 0, heads: bool = False) -> list[Candidate]:
    """All ways to cut a zone, the best first.

    Parameters
    ----------
    repeats
        What the issues have in common.
    runs_on
        Number of the last entry that was counted above, 0 where none was.
    heads
        Whether the zone stands above all headings of an issue that has some.
    """
    tops = [node for node in zone.nodes if not (node.is_empty or _is_labelled_links(node))]
    shapes: dict[Shape, list[Node]] = {}
    for node in tops:
        shape = shape_of(node)
        if shape and not _is_part(node, shape, repeats):
            shapes.setdefault(shape, []).append(node)
    prose = [node for node in tops if _is_prose(node)]
    if prose:
        shapes["paragraph"] = prose
    known = repeats.size >= _FEWEST
    found = [_candidate(zone, shape, leads, tops, known, runs_on, heads) for shape, leads in shapes.items()]
    return sorted(found, key=lambda each: -each.evidence)


def _is_labelled_links(node: Node) -> bool:
    """Whether a line is a label with links behind it, which is no entry: an entry opens with its link or its number."""
    return is_link_bar(node) and shape_of(node) in ("bold", "paragraph")


def _is_part(node: Node, shape: Shape, repeats: Repeats) -> bool:
    """Whether a block begins as entries do, but with words that open many: "Read more", "Why this matters"."""
    if shape == "bold":
        return repeats.is_label_of_parts(bold_lead(node))
    return shape == "link" and _has_stock_label(node, repeats)


def _has_stock_label(node: Node, repeats: Repeats) -> bool:
    link = first_link(node)
    return link is not None and repeats.is_stock_label(node.inline.text[link.start : link.end])


def _is_prose(node: Node) -> bool:
    return node.is_top_paragraph and bool(node.inline.text)


def _candidate(
    zone: Zone, shape: Shape, leads: Sequence[Node], tops: Sequence[Node], known: bool, runs_on: int, heads: bool
) -> Candidate:
    """Weigh one way to cut a zone."""
    first = tops.index(leads[0])
    before = [node for node in tops[:first] if not node.is_figure]
    entries = _entries(tops[first:], leads)
    linked = sum(any(node.inline.links for node in entry) for entry in entries) / len(entries)
    evidence = _FAVOUR[shape] + 1.5 * (linked - 0.5) + 0.5 * min(2.0, math.log2(len(entries)))
    evidence += _of_heading(zone, known) - _of_text_before(zone, before)
    if shape != "bullet":  # a list says itself that it is one
        evidence -= _LEFT_OVER * _said(before) / max(1, _said(tops))
        evidence -= 0.7 * (zone.level == BOLD and not is_section_name(zone.title))
    evidence += _of_shape(zone, shape, leads, tops[first:], entries, runs_on)
    if heads:
        evidence -= 0.5
    if len(leads) == 1 and (_said(before) or _is_story_of_one(zone, shape)):  # one bold word or link is no list
        evidence -= _ALONE
    return Candidate(shape, tuple(leads), tuple(before), evidence, linked)


def _is_story_of_one(zone: Zone, shape: Shape) -> bool:
    """Whether one paragraph stands below a title of its own: it is that story's text."""
    of_text = shape in ("link", "titled", "paragraph")
    return of_text and zone.heading is not None and not zone.standing and not is_section_name(zone.title)


def _entries(tops: Sequence[Node], leads: Sequence[Node]) -> list[list[Node]]:
    """Blocks from each lead to the next."""
    begins = {id(node) for node in leads}
    entries: list[list[Node]] = []
    for node in tops:
        if id(node) in begins:
            entries.append([])
        entries[-1].append(node)
    return entries


def _of_heading(zone: Zone, known: bool) -> float:
    """What a heading says of the zone below it: a name that returns is a section's, a linked title is a story's."""
    if zone.heading is None:
        return 0.7
    score = 1.5 if zone.standing else (-0.5 if known and zone.level < BOLD else 0.0)
    if is_section_name(zone.title):
        score += 1.0
    elif zone.heading.inline.links and not zone.standing:
        score -= 1.5
    return score


def _size(nodes: Sequence[Node]) -> int:
    """Columns of text that is neither quoted nor leads in to a list."""
    return sum(width(node.inline.text) for node in nodes if not (node.block.quoted or leads_in(node)))


def _said(nodes: Sequence[Node]) -> int:
    """Columns of text that does not lead in to a list, quotations that say something included."""
    sizes = (width(node.inline.text) for node in nodes if not leads_in(node))
    return sum(size for size in sizes if size > _SHORT)


def _of_text_before(zone: Zone, before: Sequence[Node]) -> float:
    """Prose above the first entry is a story's beginning, unless it only leads in."""
    size = _size(before) + 40 * sum(len(node.inline.links) for node in before if not leads_in(node))
    return min(1.0, size / 400) if zone.standing or zone.heading is None else min(2.5, size / 80)


def leads_in(node: Node) -> bool:
    """Whether a block only says that entries follow."""
    text = node.inline.text
    return len(text) <= _LONGEST_LEAD_IN and bool(_COLON.search(text))


def _of_shape(
    zone: Zone,
    shape: Shape,
    leads: Sequence[Node],
    tops: Sequence[Node],
    entries: Sequence[Sequence[Node]],
    runs_on: int,
) -> float:
    """What is asked of entries of one shape and of no other."""
    if shape == "counted":
        return _of_count(leads, runs_on)
    if shape == "bullet" and _are_counted(leads):
        return 0.8
    if shape == "bullet":
        rest = sum(width(node.inline.text) for node in tops if _is_prose(node) and not leads_in(node))
        whole = sum(width(node.inline.text) for node in tops) or 1
        return -1.5 * rest / whole
    if shape == "row":
        return _of_rows(leads)
    if shape == "bold":
        return _of_bold(leads)
    if shape == "link":
        return _of_links(leads, tops)
    if shape == "paragraph":
        return _of_paragraphs(zone, leads, tops)
    return 0.0


def _are_counted(leads: Sequence[Node]) -> bool:
    """Whether entries of a list are numbered from 1 on."""
    marks = [node.block.marker for node in leads]
    return len(marks) > 1 and marks == [f"{number}." for number in range(1, len(marks) + 1)]


def _of_count(leads: Sequence[Node], runs_on: int) -> float:
    """Numbers that go up by one, from 1 or from the last one above."""
    numbers = [count_of(node.inline.text)[0] for node in leads]
    steps = sum(right == left + 1 for left, right in zip([numbers[0] - 1, *numbers], numbers, strict=False))
    if numbers[0] > 1 and numbers[0] == runs_on + 1:
        return 2.0
    return 0.8 * steps / len(numbers) if numbers[0] == 1 else -1.0


def _of_rows(tables: Sequence[Node]) -> float:
    """Rows that lead somewhere are entries; a table of figures is a part of a story."""
    return 1.5 * (sum(map(linked_rows, tables)) / len(tables) - 0.5)


def linked_rows(table: Node) -> float:
    """Share of the rows of a table that lead somewhere."""
    rows = table.block.text.split("\n")[1:]
    return sum("](" in row or "http" in row for row in rows) / len(rows) if rows else 0.0


def _of_bold(leads: Sequence[Node]) -> float:
    """Titles differ; a strong word that opens paragraph after paragraph is a label of their parts."""
    titles = [bold_lead(node) for node in leads]
    return 1.5 * (len(set(titles)) / len(titles) - 0.6)


def _of_links(leads: Sequence[Node], tops: Sequence[Node]) -> float:
    """Entries that open with their link: most paragraphs do, or the link is most of each."""
    prose = [node for node in tops if _is_prose(node)]
    share = len(leads) / max(1, len(prose))
    labels = [first_link(node) for node in leads]
    size = sum(link.end - link.start for link in labels if link) / max(1, len(labels))
    return (1.2 if share >= 0.6 else 4.0) * (share - 0.6) + (0.4 if size >= 12 else -0.4)


def _of_paragraphs(zone: Zone, leads: Sequence[Node], tops: Sequence[Node]) -> float:
    """Paragraphs that are each a piece of news: each has one address or a headline, and nothing else is there."""
    if len(leads) < 2 or not (is_section_name(zone.title) or len(leads) >= _MANY):
        return -3.0
    alone = sum(len(node.inline.links) == 1 or bool(re.match(r".{4,60}[：:]", node.inline.text)) for node in leads)
    others = sum(not _is_prose(node) and not node.is_figure for node in tops)
    return 2.0 * (alone / len(leads) - 0.5) - others
