"""A plan -> items: the zones of an issue cut into entries, or kept whole as stories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.dialects import Dialect
from ingest.read.grid.contents import names_contents
from ingest.read.grid.grid import Plan
from ingest.read.grid.headings import Headings
from ingest.read.grid.measure import Candidate, leads_in, linked_rows
from ingest.read.grid.shapes import bold_lead, count_of
from ingest.read.grid.words import (
    is_date_line,
    is_link_bar,
    names_notices,
    says_that_nothing_is_there,
    speaks_of_itself,
)
from ingest.read.grid.zones import BOLD, LABEL, Zone
from ingest.read.items import ItemBuilder, Node, heading_title, headline, to_node, width
from ingest.read.layouts.outline import Laid, add_opinion, bullet_kind, shown_prefix

_LEAST_LEAD = 80  # columns of prose at the head of a section that are an item of their own
_CLOSING = 600
_FIGURE = "figure that stands apart from its item"


def lay_out_grid(plan: Plan, dialect: Dialect, *, title: str = "", rules: frozenset[int] = frozenset()) -> Laid:
    """Group the blocks of an issue into items, as its newsletter's grid has it.

    Parameters
    ----------
    title
        Title of the issue: that of its only story, where it is one article.
    rules
        Lines that are rules.
    """
    return _Cutter(plan, dialect, title, rules).run()


class _Cutter:
    """State of one pass over the zones."""

    def __init__(self, plan: Plan, dialect: Dialect, heading: str, rules: frozenset[int]) -> None:
        self.plan, self.dialect, self.heading, self.rules = plan, dialect, heading, rules
        self.laid = Laid()
        self.position = {id(zone): index for index, zone in enumerate(plan.zones)}
        self.waiting: list[Node] = []  # figures that no item has taken yet
        self.above: tuple[str, ...] = ()  # sections that the zone stands in
        self.done: set[int] = set()
        self.headings = Headings(plan)

    def run(self) -> Laid:
        """Cut all zones."""
        self._drop_closing_words()
        if self.headings.is_one_article():
            self._article()
        for index, zone in enumerate(self.plan.zones):
            if index in self.done:
                continue
            self._drop(zone.template, "stands in most issues")
            if index in self.plan.contents:
                self._name(zone)
                self._drop(zone.nodes, "list of contents")
            elif zone.heading is None and index == 0:
                self._above_all(index, zone)
            else:
                self._zone(index, zone)
        self._keep_figures()
        return self.laid.finish()

    def _article(self) -> None:
        """The whole issue as one story."""
        nodes: list[Node] = []
        for index, zone in enumerate(self.plan.zones):
            nodes += [*([zone.heading] if zone.heading is not None else []), *zone.nodes]
            self._drop(zone.template, "stands in most issues")
            self.done.add(index)
        builder = ItemBuilder("story", "", self.heading)
        if self.heading:
            builder.say(self.heading)
        self.laid.items.append(builder)
        self._fill(builder, nodes)

    def _above_all(self, index: int, zone: Zone) -> None:
        """What stands above the first heading: entries, or the editorial."""
        cut = self.plan.cuts.get(index)
        alone = len(self.plan.zones) == 1
        if cut is not None and (alone or len(cut.leads) > 1 or cut.shape == "row"):
            self._entries(cut, zone, "")
            return
        said = [node for node in zone.nodes if not (node.is_empty or node.is_figure)]
        own = [node for node in said if not (is_link_bar(node) or _is_notice(node))]
        if not own:
            self._leave(zone.nodes, "links and notices of the newsletter")
            return
        days = [node for node in zone.nodes if is_date_line(node)]
        self._drop(days, "the date")
        zone.nodes = [node for node in zone.nodes if node not in days]
        whole = sorted([*zone.nodes, *self._blocks_of_template(zone)], key=lambda node: node.block.first)
        self._begin(whole, "story" if alone else "editorial", "")

    def _blocks_of_template(self, zone: Zone) -> list[Node]:
        """Template that stands between what is an issue's own, which it belongs with."""
        kept = [node for node in zone.template if not speaks_of_itself(node.inline.text)]
        lines = {node.block.first for node in kept}
        self.laid.dropped = [drop for drop in self.laid.dropped if drop.first not in lines]
        return kept

    def _zone(self, index: int, zone: Zone) -> None:
        """A zone with a heading, or what follows the labels of a list."""
        cut = self.plan.cuts.get(index)
        self.above = tuple(each.name for each in self._named_above(zone))
        if names_notices(zone.title) and zone.level >= BOLD and cut is not None and len(cut.leads) > 1:
            self._leave_first(zone, cut)
        elif names_notices(zone.title):
            self._leave_all(zone)
        elif zone.children:
            self._parent(zone, cut)
        elif cut is not None:
            self._name(zone)
            self._entries(cut, zone, self._section(zone))
        else:
            self._leaf(zone)

    def _leave_first(self, zone: Zone, cut: Candidate) -> None:
        """Leave out the entry below a strong word like "sponsored"; what follows that is none of it."""
        self._name(zone)
        second = next(index for index, node in enumerate(zone.nodes) if node is cut.leads[1])
        self._leave(zone.nodes[:second], "about the newsletter itself")
        zone.nodes = zone.nodes[second:]
        self._entries(replace(cut, leads=cut.leads[1:], before=()), zone, self._above(zone))

    def _leave_all(self, zone: Zone) -> None:
        """Leave out a zone with all below it."""
        for each in zone.walk():
            self._name(each)
            self._leave(each.nodes, "about the newsletter itself")
            self.done.add(self.position[id(each)])

    def _parent(self, zone: Zone, cut: Candidate | None) -> None:
        """A heading with lower ones: a section, or a story in parts."""
        if cut is None and self.headings.is_story_in_parts(zone):
            nodes: list[Node] = []
            for each in zone.walk():
                nodes += [each.heading] if each.heading is not None and each is not zone else []
                nodes += each.nodes
                if each is not zone:
                    self._drop(each.template, "stands in most issues")
                self.done.add(self.position[id(each)])
            self._story(zone, nodes)
            return
        self._name(zone)
        if cut is not None:
            self._entries(cut, zone, self._section(zone))
        else:
            self._lead(zone.nodes, self._section(zone))

    def _leaf(self, zone: Zone) -> None:
        """A heading with nothing but text below it."""
        if zone.heading is None:
            self._lead(zone.nodes, self._section(zone))
            return
        said = [node for node in zone.nodes if not (node.is_empty or node.is_figure)]
        said = [node for node in said if not says_that_nothing_is_there(node)]
        if zone.level not in self.plan.marks.stories and not self.headings.says_something(zone, said):
            self._name(zone)
            self._leave(zone.nodes, "standing words of a section")
            return
        self._story(zone, zone.nodes)

    def _section(self, zone: Zone) -> str:
        """Name of the section of the entries below a heading."""
        if zone.heading is None:
            return self._above(zone)
        return zone.name if zone.level != LABEL else zone.title.rstrip(" :：")

    def _above_of(self, section: str) -> tuple[str, ...]:
        """Sections above one: all that the zone stands in, or all but the last, where that is the section."""
        return self.above[:-1] if self.above and self.above[-1] == section else self.above

    def _named_above(self, zone: Zone) -> list[Zone]:
        """The sections that a zone stands in, the outermost first."""
        found = []
        parent = zone.parent
        while parent is not None:
            found += [parent] if parent is not self.headings.title and parent.heading is not None else []
            parent = parent.parent
        return found[::-1]

    def _above(self, zone: Zone) -> str:
        parent = zone.parent
        return parent.name if parent and parent is not self.headings.title else ""

    def _name(self, zone: Zone) -> None:
        if zone.heading is not None:
            self.laid.name(zone.heading)

    def _lead(self, nodes: Sequence[Node], section: str) -> None:
        """Prose at the head of a section: an item where it says something, else left out."""
        said = [node for node in nodes if not (node.is_empty or node.is_figure)]
        own = [node for node in said if not (node.block.quoted or leads_in(node) or is_link_bar(node))]
        size = sum(width(node.inline.text) for node in own)
        least = _LEAST_LEAD / 2 if any(node.inline.links for node in own) else _LEAST_LEAD
        if size >= least and not all(speaks_of_itself(node.inline.text) for node in own):
            self._begin(nodes, "story", section)
        else:
            self._leave(nodes, "introduces its section")

    def _leave(self, nodes: Sequence[Node], reason: str) -> None:
        """Leave blocks out; their figures wait for the next item."""
        for node in nodes:
            if node.is_figure:
                self.waiting.append(node)
            else:
                self.laid.drop(node, reason if not node.is_empty else "nothing to read")

    def _drop(self, nodes: Sequence[Node], reason: str) -> None:
        for node in nodes:
            self.laid.drop(node, reason)

    def _story(self, zone: Zone, nodes: Sequence[Node]) -> None:
        """One item of a heading and what stands below it."""
        assert zone.heading is not None
        builder = ItemBuilder("story", self._above(zone), heading_title(zone.heading), self.above[:-1])
        self.laid.begin(zone.heading, builder)
        self._fill(builder, nodes)
        # What stands in most issues is left out of the text, but within a story it is within the story's lines.
        builder.last = max([builder.last, *(node.block.last for node in zone.template)])

    def _begin(self, nodes: Sequence[Node], kind: str, section: str) -> None:
        """One item of blocks without a heading."""
        said = [node for node in nodes if not node.is_empty]
        self._drop([node for node in nodes if node.is_empty], "nothing to read")
        if not said:
            return
        builder = ItemBuilder("editorial" if kind == "editorial" else "story", section, above=self._above_of(section))
        self.laid.begin(said[0], builder)
        self._fill(builder, said[1:])

    def _fill(self, builder: ItemBuilder, nodes: Sequence[Node]) -> None:
        """Add all blocks of an item after its first."""
        for node in nodes:
            if node.is_empty:
                self.laid.drop(node, "nothing to read")
            elif not add_opinion(builder, node, self.dialect):
                builder.add(node, prefix=shown_prefix(node))
        for figure in self.waiting:
            builder.keep(figure)
            self.laid.drop(figure, _FIGURE)
        self.waiting = []

    def _entries(self, cut: Candidate, zone: Zone, section: str) -> None:
        """Items of a zone, each from its lead to the next."""
        begins = {id(node) for node in cut.leads}
        before: list[Node] = []
        entries: list[list[Node]] = []
        for node in zone.nodes:
            if id(node) in begins or self._is_list(node) or (entries and _goes_on_after_table(entries[-1][0], node)):
                self._drop_lead_in(entries)
                entries.append([node])
            else:
                (entries[-1] if entries else before).append(node)
        self._lead(before, section)
        for entry in entries:
            self._entry(entry, cut, section)

    def _is_list(self, node: Node) -> bool:
        """Whether a table among entries of another shape is a list of links itself."""
        return node.block.kind == "table" and not node.block.level and linked_rows(node) > 0.5

    def _drop_lead_in(self, entries: Sequence[list[Node]]) -> None:
        """A line that leads in to the next entries is no part of the last one."""
        if entries and len(entries[-1]) > 1 and entries[-1][-1].is_top_paragraph and leads_in(entries[-1][-1]):
            self.laid.drop(entries[-1].pop(), "introduces its list")

    def _entry(self, entry: Sequence[Node], cut: Candidate, section: str) -> None:
        """One entry."""
        kind = bullet_kind(section, self.dialect)
        lead = entry[0]
        if lead.block.kind == "table":
            self._rows(lead, section)
            self._lead(entry[1:], section)
            return
        skip = count_of(lead.inline.text)[1] if cut.shape == "counted" else 0
        title = re.sub(r"\s+", " ", bold_lead(lead)) if cut.shape == "bold" else ""
        builder = ItemBuilder(
            kind,
            section,
            title if lead.inline.text.startswith(title) and width(title) <= 120 else "",
            above=self._above_of(section),
        )
        self.laid.begin(lead, builder, skip=skip)
        self._fill(builder, entry[1:])

    def _rows(self, table: Node, section: str) -> None:
        """An item of each row of a table, the row of its heads left out."""
        heads, *rows = table.block.text.split("\n")
        kind = bullet_kind(f"{section} {heads}", self.dialect)
        self.laid.drop(
            Node(replace(table.block, last=min(table.block.first + 1, table.block.last)), table.inline),
            "heads of a table",
        )
        for number, row in enumerate(rows, table.block.first + 2):
            line = min(number, table.block.last)
            node = to_node(replace(table.block, kind="paragraph", text=row, first=line, last=line), {})
            if not node.is_empty:
                skip = count_of(node.inline.text)[1]
                title = headline(node.inline.text[skip:].split(" | ")[0].strip())
                builder = ItemBuilder(kind, section, title, self._above_of(section))
                self._fill(self.laid.begin(node, builder, skip=skip), [])

    def _drop_closing_words(self) -> None:
        """Leave out what stands below the last rule of an issue and no heading, where it says good-bye."""
        zone = self.plan.zones[-1]
        last = max((line for line in self.rules if zone.nodes and line < zone.nodes[-1].block.first), default=0)
        tail = [node for node in zone.nodes if node.block.first > last]
        if not last or len(tail) == len(zone.nodes) or not tail:
            return
        text = " ".join(node.inline.text for node in tail)
        if len(text) <= _CLOSING and (not any(node.inline.links for node in tail) or speaks_of_itself(text[:160])):
            zone.nodes = zone.nodes[: -len(tail)]
            self._drop(tail, "closing words")

    def _keep_figures(self) -> None:
        """Figures that no item has taken stay with the last one."""
        for figure in self.waiting:
            if self.laid.items:
                self.laid.items[-1].keep(figure)
            self.laid.drop(figure, _FIGURE)
        self.waiting = []


def _is_notice(node: Node) -> bool:
    """Whether a line above all entries is about the newsletter, or lists what the issue holds."""
    return is_date_line(node) or speaks_of_itself(node.inline.text) or bool(names_contents(bold_lead(node)))


def _goes_on_after_table(lead: Node, node: Node) -> bool:
    """Whether what stands below a table of entries is one more."""
    return lead.block.kind == "table" and bool(node.inline.links) and not (node.block.level or node.block.quoted)
