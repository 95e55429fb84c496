"""Which headings of an issue are stories, which name sections, and which head nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.grid.grid import Plan
from ingest.read.grid.measure import leads_in
from ingest.read.grid.words import is_link_bar
from ingest.read.grid.zones import BOLD, Zone
from ingest.read.items import Node, width
from ingest.read.layouts.outline import is_section_name

_LEAST_PARTED = 60  # columns of prose that make a heading with lower headings a story
_NOTICE = 100
_CHAPTER = re.compile(r"(\d{1,2})[.、．]?\s+\D")
_FEWEST_CHAPTERS = 3
_LEAST_NEWS = 8  # columns of a heading that is news with nothing below it


class Headings:
    """What the headings of one issue are.

    Attributes
    ----------
    levels
        Levels of headings most of which are stories that lead somewhere.
    title
        The heading that all others stand below, which is the issue's title once more; None where there is none.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.levels = self._story_levels()
        self.title = self._second_title()

    def is_one_article(self) -> bool:
        """Whether the headings of an issue are the numbered chapters of one text."""
        top = min((zone.level for zone in self.plan.zones if zone.heading is not None), default=0)
        chapters = [zone for zone in self.plan.zones if zone.level == top and zone.heading is not None]
        numbers = [int(found[1]) if (found := _CHAPTER.match(zone.title)) else 0 for zone in chapters]
        counted = [number for number in numbers if number]
        if len(counted) < _FEWEST_CHAPTERS or len(counted) < len(numbers) - 1:
            return False
        if sum(zone.standing for zone in chapters) < 0.5 * len(chapters):  # stories are counted too
            return False
        cut = sum(index in self.plan.cuts for index in range(len(self.plan.zones)))
        return counted == list(range(counted[0], counted[0] + len(counted))) and cut <= len(self.plan.zones) / 3

    def _story_levels(self) -> frozenset[int]:
        """Levels of headings most of which are stories that lead somewhere."""
        linked: dict[int, list[bool]] = {}
        for index, zone in enumerate(self.plan.zones):
            if zone.heading is not None and not zone.standing and not zone.children and index not in self.plan.cuts:
                has = bool(zone.heading.inline.links) or any(node.inline.links for node in zone.nodes)
                linked.setdefault(zone.level, []).append(has)
        return frozenset(level for level, each in linked.items() if sum(each) > 0.5 * len(each))

    def _second_title(self) -> Zone | None:
        """The heading that all others stand below: it is the issue's title once more, and no section."""
        named = [zone for zone in self.plan.zones if zone.heading is not None]
        top = named[0] if named else None
        return top if top and len(top.children) > 1 and len(list(top.walk())) == len(named) else None

    def is_story_in_parts(self, zone: Zone) -> bool:
        """Whether lower headings are parts of the story that a heading begins."""
        if zone.level in self.plan.marks.stories:
            return True
        if zone.standing or is_section_name(zone.title):
            return False
        prose = [node for node in zone.nodes if not node.block.quoted and not leads_in(node) and not is_link_bar(node)]
        size = sum(width(node.inline.text) for node in prose)
        if size < _LEAST_PARTED:
            return False
        below = [each for child in zone.children for each in child.walk()]
        if any(each.standing and each.level < BOLD for each in below):
            return False
        if all(each.level >= BOLD for each in below):
            return True
        alike = [each for each in self.plan.zones if each.level == zone.level and not each.standing]
        parted = sum(bool(each.children) for each in alike)
        return parted <= 0.5 * len(alike) or not any(each.heading and each.heading.inline.links for each in below)

    def says_something(self, zone: Zone, said: Sequence[Node]) -> bool:
        """Whether there is a story below a heading, or the heading is one."""
        assert zone.heading is not None
        links = any(node.inline.links for node in (*said, zone.heading))
        if not said:
            if any(node.is_figure for node in zone.nodes):
                return True
            return bool(zone.heading.inline.links and not zone.standing) or (
                not zone.standing and not zone.template and (zone.level in self.levels or self._is_news(zone))
            )
        if all(node.block.quoted for node in said) and not links:
            return not zone.standing and not self._has_standing_quotes(zone)
        if links or zone.level >= max(self.levels, default=0):
            return True
        # Above the level of the stories a short notice without any link is about the newsletter.
        return sum(width(node.inline.text) for node in said) > _NOTICE

    def _is_news(self, zone: Zone) -> bool:
        """Whether a heading with nothing below it says something itself."""
        alike = [index for index, each in enumerate(self.plan.zones) if each.level == zone.level]
        if any(index in self.plan.cuts or self.plan.zones[index].children for index in alike):
            return False
        return zone.level < BOLD and not is_section_name(zone.title) and width(zone.title) > _LEAST_NEWS

    def _has_standing_quotes(self, zone: Zone) -> bool:
        """Whether other headings of the level begin with a quotation too: it says what their sections hold."""
        others = [each for each in self.plan.zones if each.level == zone.level and each is not zone]
        return any(each.nodes and each.nodes[0].block.quoted for each in others)
