"""The layout of most newsletters: headings are sections and stories, a section's bullets are items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.read.dialects import FALLBACK, Dialect
from ingest.read.items import ItemBuilder, Node
from ingest.read.markdown.blocks import Dropped
from kg.model import ItemKind

# Words that names of sections are made of: a heading of nothing else is a section even with prose right under it.
_SECTION_WORDS = re.compile(
    r"大模型|模型|基模|技术|科技|研究|突破|进展|前沿|产品|发布|更新|上新|新品|投资|融资|商业|市场|资本|并购|财报|热点|热门|重点|精选"
    r"|论文|其他|其它|延伸|推荐|阅读|读物|报告|行业|产业|企业|公司|机器人|具身|智能|硬件|芯片|算力|基础设施|开源|项目|工具|应用|生态"
    r"|观点|评论|言论|访谈|播客|视频|教程|文章|资源|资讯|新闻|快讯|简讯|动态|速览|速递|要闻|头条|政策|法规|监管|安全|伦理|治理|学术"
    r"|数据集|数据|评测|基准|人物|招聘|活动|会议|图片|图表|本周|一周|每周|本期|开篇|前言|写在前面|刊首语|编者的话|结语|后记|相关|专题"
    r"|深度|综述|回顾|展望|社区|事件|与|和|及|的|"
    r"\b(?:AI|tech|technology|research|breakthroughs?|products?|models?|launch(?:es)?|releases?|updates?|invest(?:ments?|ing)?"
    r"|funding|business|markets?|deals?|papers?|hot|top|notable|other|further|more|recommended|reads?|readings?|reports?|industry"
    r"|companies|robot(?:s|ics)?|hardware|chips?|compute|infrastructure|open|source|projects?|tools?|apps?|applications?|opinions?"
    r"|essays?|interviews?|podcasts?|videos?|tutorials?|articles?|resources?|news|briefs?|quick|bites?|links?|headlines?|policy"
    r"|regulation|safety|ethics|datasets?|benchmarks?|evals?|people|jobs|events?|this|week|weekly|in|the|of|and|from|worth"
    r"|editorial|editor|s|note)\b|[\W\d_]+",
    re.IGNORECASE,
)
_SHORT_LEAD = 60


@dataclass(slots=True)
class Laid:
    """What a layout makes of the blocks: items in order, headings that only name sections, and what is in no item."""

    items: list[ItemBuilder] = field(default_factory=list)
    headings: list[Node] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    waiting: list[Node] = field(default_factory=list)  # names of sections with links, for the next item to keep

    def name(self, node: Node) -> None:
        """Use a heading as the name of a section; where it is a link, the section's first item keeps that."""
        self.headings.append(node)
        if node.inline.links or node.inline.images:
            self.waiting.append(node)

    def begin(self, node: Node, builder: ItemBuilder, *, skip: int = 0) -> ItemBuilder:
        """Begin an item with a block."""
        self.items.append(builder)
        builder.add(node, skip=skip)
        for heading in self.waiting:
            builder.keep(heading)
        self.waiting = []
        return builder

    def keep(self, node: Node) -> None:
        """Let the first item keep the links and figures of the title."""
        if node.inline.links or node.inline.images:
            if not self.items:
                self.items.append(ItemBuilder("story"))
                self.items[0].add(node)
            else:
                self.items[0].keep(node)

    def finish(self) -> Laid:
        """A section's name that no item followed is an item, if it is a link."""
        for heading in self.waiting:
            self.headings.remove(heading)
            builder = ItemBuilder("story")
            builder.add(heading)
            self.items.append(builder)
        self.waiting = []
        return self


def lay_out(nodes: Sequence[Node], dialect: Dialect, *, draft: bool = False) -> Laid:
    """Group blocks into items.

    Parameters
    ----------
    nodes
        All blocks of the issue below its title.
    draft
        Whether loose paragraphs are items each, as in an editor's notes.
    """
    return _Outline(nodes, dialect, draft).run()


def is_section_name(title: str) -> bool:
    """Whether a heading is made of nothing but words for sections.

    >>> is_section_name("产品&模型发布"), is_section_name("Meta发布新眼镜")
    (True, False)
    """
    return not _SECTION_WORDS.sub("", title)


def bullet_kind(section: str, dialect: Dialect) -> ItemKind:
    """Kind of the bullets of a section."""
    if dialect.papers.search(section):
        return "paper"
    return "reading" if dialect.readings.search(section) else "bullet"


def opinion_lead(node: Node, dialect: Dialect) -> str | None:
    """How an opinion is introduced (``Opinion：``), None where the block is none."""
    if not dialect.opinions or node.block.kind not in ("paragraph", "bullet"):
        return None
    words = "|".join(map(re.escape, dialect.opinions))
    found = re.match(rf"(?:{words})\s*[：:]\s*", node.inline.text, re.IGNORECASE)
    return found[0] if found else None


def shown_prefix(node: Node) -> str:
    """Marker of a list entry inside an item, indented by its depth."""
    if node.block.kind != "bullet":
        return ""
    return "  " * node.block.level + node.block.marker + " "


class _Outline:
    """State of one pass over the blocks."""

    def __init__(self, nodes: Sequence[Node], dialect: Dialect, draft: bool) -> None:
        self.nodes, self.dialect, self.draft = nodes, dialect, draft
        self.plain = dialect.name == FALLBACK.name
        self.laid = Laid()
        levels = [node.block.level for node in nodes if node.is_heading]
        self.top = min(levels, default=0)
        self.section = ""
        self.story_level = 0  # of the heading of the story that is open, 0 where none is
        self.current: ItemBuilder | None = None
        self.pending: list[Node] = []  # figures of a section before its first item
        self.after_heading = False
        self.lists = any(node.is_top_bullet for node in nodes)

    def run(self) -> Laid:
        for index, node in enumerate(self.nodes):
            if node.is_heading:
                self.heading(index, node)
            elif node.is_empty:
                self.laid.dropped.append(Dropped(node.block.first, node.block.last, "nothing to read"))
            elif self.is_label(index, node):
                self.laid.name(node)
            elif self.is_entry(node):
                self.begin(node, bullet_kind(self.section, self.dialect))
            else:
                self.block(node)
        self.close_section()
        return self.laid.finish()

    def is_entry(self, node: Node) -> bool:
        """Whether a block is an item for being an entry of its section's list."""
        if not node.is_top_bullet or self.story_level or not (self.after_heading or not self.top):
            return False
        return self.current is None or opinion_lead(node, self.dialect) is None

    def is_label(self, index: int, node: Node) -> bool:
        """Whether a bold line names a group of a section's entries."""
        after = self.nodes[index + 1] if index + 1 < len(self.nodes) else None
        if self.story_level or not self.after_heading or node.block.kind != "paragraph" or node.block.quoted:
            return False
        return (
            node.inline.emphasis == "strong"
            and not node.inline.links
            and len(node.inline.text) <= _SHORT_LEAD
            and bool(after and after.is_top_bullet)
        )

    def heading(self, index: int, node: Node) -> None:
        """A section, a story, or a subheading of the story that is open."""
        level, title = node.block.level, node.inline.text or node.block.text
        if self.story_level > self.top and level > self.story_level:
            self.block(node)
            return
        self.after_heading = True
        if level == self.top:
            self.close_section()
            if not self.is_story(index):
                self.section, self.story_level, self.current = title, 0, None
                self.laid.name(node)
                return
            self.section = ""
        elif self.story_level == 0 and self.has_stories_below(index):
            self.close_section()
            self.section, self.current = title, None
            self.laid.name(node)
            return
        self.story_level = level
        self.begin(node, "story")
        if self.current and "\n" not in title:
            self.current.title = title

    def has_stories_below(self, index: int) -> bool:
        """Whether a lower heading is a section inside a section: a lower one follows it at once."""
        node = self.nodes[index]
        if not self.plain and not is_section_name(node.inline.text):
            return False
        after = self.nodes[index + 1] if index + 1 < len(self.nodes) else None
        return bool(after and after.is_heading and after.block.level > node.block.level)

    def under(self, index: int) -> list[Node]:
        """Blocks between a heading and the next one."""
        end = index + 1
        while end < len(self.nodes) and not self.nodes[end].is_heading:
            end += 1
        return [node for node in self.nodes[index + 1 : end] if not node.is_empty]

    def is_story(self, index: int) -> bool:
        """Whether a heading of the highest level is a story of its own instead of a section."""
        node = self.nodes[index]
        below = self.under(index)
        said = [each for each in below if not each.is_figure]
        if is_section_name(node.inline.text):
            return False
        if not below:  # a title alone is news, unless lower headings follow it
            after = self.nodes[index + 1] if index + 1 < len(self.nodes) else None
            return after is None or after.block.level <= node.block.level
        bullets = [each for each in said if each.is_top_bullet]
        linked = sum(1 for bullet in bullets if bullet.inline.links)
        if said and said[0].is_top_bullet:
            # Entries without links under a heading that says something are its points, where no sections are above.
            return node.block.level > 1 and linked < 0.3 * len(bullets) and self.plain
        before = [each for each in said if not each.is_top_bullet and each.block.level == 0]
        list_of_links = len(bullets) >= 3 and linked >= 0.6 * len(bullets)
        return not (list_of_links and len(before) == 1 and not before[0].inline.links)

    def begin(self, node: Node, kind: ItemKind) -> None:
        self.current = self.laid.begin(node, ItemBuilder(kind, self.section))
        for figure in self.pending:
            self.current.add(figure)
        self.pending = []

    def block(self, node: Node) -> None:
        """Anything that is no heading and begins no item by its form."""
        lead = opinion_lead(node, self.dialect)
        if self.current is None and self.after_heading and node.is_figure:
            self.pending.append(node)
        elif self.current is None:
            self.loose(node)
        elif self.draft and not self.top and node.block.kind == "paragraph" and not node.is_figure and lead is None:
            if node.block.level == 0 and not node.block.quoted:
                self.begin(node, "story")
            else:
                self.current.add(node)
        elif lead is not None:
            self.current.add(node, skip=len(lead), field="opinion")
        elif self.current.opinions and node.inline.emphasis == "em" and node.block.kind == "paragraph":
            self.current.add(node, field="opinion")
        else:
            self.current.add(node, prefix=shown_prefix(node))

    def loose(self, node: Node) -> None:
        """A block with no item open: the editorial above all headings, or prose at the head of a section."""
        if self.after_heading:
            short = len(node.inline.text) < _SHORT_LEAD and not node.inline.links and not node.inline.images
            if short and re.search(r"[：:]\s*$", node.inline.text):
                self.laid.dropped.append(Dropped(node.block.first, node.block.last, "introduces its section"))
                return
            self.begin(node, bullet_kind(self.section, self.dialect))
            return
        self.begin(node, "story" if self.draft else "editorial")

    def close_section(self) -> None:
        """Figures that no item followed are an item of their own."""
        if self.pending:
            first, *self.pending = self.pending
            self.begin(first, "story")
            if self.current:
                self.current.title = self.section
            self.laid.headings = [node for node in self.laid.headings if node.inline.text != self.section]
