"""Blocks -> zones: what stands between one heading and the next, headings of every make told from each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.read.grid.marks import Marks
from ingest.read.grid.prose import split_prose
from ingest.read.grid.repeats import Repeats, heading_key
from ingest.read.grid.shapes import bold_lead, is_bold_line, shape_of, split_lines
from ingest.read.items import Node, to_node
from ingest.read.layouts.outline import is_section_name

BOLD = 7  # level of a strong line that stands as a heading
LABEL = 8  # level of a list entry that only names the entries inside it
_LONGEST_LABEL = 60
_LEADS = ("bullet", "counted", "bold", "titled", "row")
_FEW = 3  # blocks of an issue that may be one text
_SENTENCE = re.compile(r"[。！？.!?…]\W*$")
_NAMING = re.compile(r"[^,，。；;.!?！？:：]{1,30}[：:]\s*")


@dataclass(slots=True)
class Zone:
    """A heading and what stands below it, down to the next heading of any level.

    Attributes
    ----------
    heading
        None for what stands above all headings.
    level
        1-6 of a Markdown heading, 7 of a strong line, 8 of a label in a list; 0 without heading.
    nodes
        What stands below, template left out.
    template
        What stands below in most issues.
    parent
        The zone whose heading stands above this one's, None where there is none.
    children
        Zones of the headings right below this one.
    standing
        Whether the heading returns from issue to issue.
    """

    heading: Node | None
    level: int
    nodes: list[Node] = field(default_factory=list)
    template: list[Node] = field(default_factory=list)
    parent: Zone | None = None
    children: list[Zone] = field(default_factory=list)
    standing: bool = False

    @property
    def title(self) -> str:
        """What the heading says."""
        return self.heading.inline.text if self.heading else ""

    @property
    def name(self) -> str:
        """The title on one line."""
        return " ".join(self.title.split())

    @property
    def key(self) -> str:
        """What the heading says, numbers and punctuation aside."""
        return heading_key(self.title)

    @property
    def path(self) -> tuple[str, ...]:
        """Titles of the headings above, the outermost first."""
        above = self.parent
        titles: list[str] = []
        while above is not None:
            titles.append(above.title)
            above = above.parent
        return tuple(reversed(titles))

    def walk(self) -> Iterator[Zone]:
        """Go through the zone and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def prepare(nodes: Sequence[Node], refs: Mapping[str, str]) -> list[Node]:
    """Blocks with every entry that begins on a line of its own as a block of its own.

    So is each story of an issue that is one block of prose.
    """
    if sum(bool(node.inline.text) for node in nodes) <= _FEW and not any(node.is_heading for node in nodes):
        nodes = [part for node in nodes for part in _stories(node, refs)]
    return [part for node in nodes for part in split_lines(node, refs)]


def _stories(node: Node, refs: Mapping[str, str]) -> list[Node]:
    """A block of prose cut at its leads."""
    if node.block.kind != "paragraph" or node.block.quoted:
        return [node]
    stories = split_prose(node.block.text)
    return [to_node(replace(node.block, text=story), refs) for story in stories] if len(stories) > 1 else [node]


def zones_of(nodes: Sequence[Node], repeats: Repeats, issue: int, marks: Marks) -> list[Zone]:
    """All zones of an issue in order, the one above its first heading first.

    Parameters
    ----------
    nodes
        Blocks below the title.
    repeats, issue
        What the issues have in common, and which of them this is.
    marks
        What the owner says.
    """
    leads = _bold_leads(nodes) | {
        index
        for index, node in enumerate(nodes)
        if is_bold_line(node) and repeats.is_label_of_parts(node.inline.text) and not _heads_entries(nodes, index)
    }
    plain = not any(node.is_heading for node in nodes)  # then a few words may be a heading
    zones = [Zone(None, 0)]
    depth = 0  # of the label whose entries are being read: they stand as high as the label does
    for index, node in enumerate(nodes):
        level = 0 if index in leads else _level(nodes, index, repeats, issue, plain)
        if level:
            depth = 1 if level == LABEL else 0
            zones.append(_open(zones, node, level, repeats, issue))
            continue
        if depth and node.block.level == 0 and node.block.kind != "bullet":
            depth = 0
        if depth and node.block.level:
            node = replace(node, block=replace(node.block, level=node.block.level - depth))
        elif depth and node.is_top_bullet:  # an entry beside the labels
            zones.append(_reopened(zones))
            depth = 0
        zones[-1].nodes.append(node)
    for zone in zones:
        _set_template_apart(zone, repeats, issue, marks)
        if marks.sections and zone.level < BOLD:
            zone.standing = zone.level in marks.sections
    return zones


def _set_template_apart(zone: Zone, repeats: Repeats, issue: int, marks: Marks) -> None:
    """Take out of a zone what stands in many issues: text at its beginning and end, and a list with no new entry.

    What stands between entries belongs with them (where, when, what it costs). Below the title of a story only what is
    the same to the letter is template: stories of one kind may be alike.
    """
    of_story = zone.heading is not None and not zone.standing
    entries = [node for node in zone.nodes if node.is_top_bullet]
    standing = all(repeats.stands_just_so(node, issue) for node in entries)
    if len(entries) == 1 and not of_story:
        standing = standing or repeats.is_template(entries[0], issue)
    apart: list[bool] = []
    for node in zone.nodes:
        if node.block.level and not node.block.quoted and apart:  # goes where the entry goes that it stands inside
            apart.append(apart[-1])
        elif node.is_top_bullet:
            apart.append(standing)
        else:
            apart.append(repeats.stands_just_so(node, issue) if of_story else repeats.is_template(node, issue))
    leads = [index for index, node in enumerate(zone.nodes) if not apart[index] and shape_of(node) in _LEADS]
    between = (
        {heading_key(zone.nodes[index].inline.text) for index in range(leads[0], leads[-1]) if apart[index]}
        if leads
        else set()
    )
    kept: list[Node] = []
    for node, out in zip(zone.nodes, apart, strict=True):
        out = (out and heading_key(node.inline.text) not in between) or marks.ignores(node.inline.text)
        (zone.template if out else kept).append(node)
    zone.nodes = kept


def _open(zones: Sequence[Zone], heading: Node, level: int, repeats: Repeats, issue: int) -> Zone:
    """A new zone beneath those that are open."""
    parent: Zone | None = zones[-1]
    while parent is not None and (parent.level >= level or parent.heading is None):
        parent = parent.parent
    zone = Zone(heading, level, parent=parent, standing=repeats.is_standing_name(heading.inline.text, issue))
    if parent is not None:
        parent.children.append(zone)
    return zone


def _reopened(zones: Sequence[Zone]) -> Zone:
    """A nameless zone after the labels of a list, beneath the heading that the list stands under."""
    above: Zone | None = zones[-1]
    while above is not None and above.level >= LABEL:
        above = above.parent
    zone = Zone(None, LABEL, parent=above)
    if above is not None:
        above.children.append(zone)
    return zone


def _bold_leads(nodes: Sequence[Node]) -> set[int]:
    """Positions of strong lines that are titles like those around them which have their text in the same paragraph."""
    found: set[int] = set()
    lines: list[int] = []
    others = 0
    for index, node in enumerate(nodes):
        if node.is_heading:
            found.update(lines if others >= len(lines) else ())
            lines, others = [], 0
        elif is_bold_line(node):
            lines.append(index)
        elif node.block.kind == "paragraph" and not node.block.level and "\n" in node.inline.text:
            others += bool(bold_lead(node)) and node.inline.text[node.inline.bold : node.inline.bold + 1] in ("\n", "")
    found.update(lines if others >= len(lines) else ())
    return found


def _level(nodes: Sequence[Node], index: int, repeats: Repeats, issue: int, plain: bool) -> int:
    """Level of a block that heads what follows it, 0 where it is none."""
    node = nodes[index]
    if node.is_heading:
        return node.block.level
    if is_bold_line(node):
        return BOLD
    standing = repeats.is_standing_name(node.inline.text, issue)
    if standing and plain and _is_plain_name(node) and _heads_entries(nodes, index):
        return BOLD
    named = standing or bool(_NAMING.fullmatch(node.inline.text)) or is_section_name(node.inline.text)
    return LABEL if named and _is_label(nodes, index) else 0


def _is_plain_name(node: Node) -> bool:
    """Whether a paragraph is a few plain words, as name a section in mails."""
    inline = node.inline
    if not node.is_top_paragraph or inline.links or inline.images:
        return False
    return 0 < len(inline.text) <= _LONGEST_LABEL and not _SENTENCE.search(inline.text)


def _heads_entries(nodes: Sequence[Node], index: int) -> bool:
    """Whether the block below begins an entry by its form."""
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    return (
        after is not None and not after.is_heading and shape_of(after) in ("bullet", "counted", "bold", "link", "row")
    )


def _is_label(nodes: Sequence[Node], index: int) -> bool:
    """Whether a list entry only names the entries inside it, most of which lead somewhere."""
    node = nodes[index]
    if not node.is_top_bullet or node.inline.links or len(node.inline.text) > _LONGEST_LABEL:
        return False
    inside: list[Node] = []
    for place in range(index + 1, len(nodes)):
        each = nodes[place]
        if each.block.level == 0 or each.is_heading:
            break
        if each.block.kind == "bullet" and each.block.level == 1:
            inside.append(each)
    linked = sum(bool(each.inline.links) for each in inside)
    return linked >= 0.5 * len(inside) if inside else False
