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
_COLON = re.compile(r"[：:]\s*$")


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

    def unname(self, section: str) -> None:
        """Take back the headings of a section: their text is an item's."""
        self.headings = [node for node in self.headings if node.inline.text != section]

    def drop(self, node: Node, reason: str) -> None:
        """Leave a block out of all items."""
        self.dropped.append(Dropped(node.block.first, node.block.last, reason))

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
        Whether these are an editor's notes: a heading with what stands below it is one story whatever its level.
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


def add_opinion(builder: ItemBuilder, node: Node, dialect: Dialect) -> bool:
    """Add the editor's opinion to the item before it, and what goes on with it; False where a block is none."""
    lead = opinion_lead(node, dialect)
    if lead is not None:
        builder.add(node, skip=len(lead), field="opinion")
    elif builder.opinions and node.inline.emphasis == "em" and node.block.kind == "paragraph":
        builder.add(node, field="opinion")
    else:
        return False
    return True


def is_group_name(node: Node) -> bool:
    """Whether a paragraph is a short bold line, as names a group of entries."""
    inline = node.inline
    if node.block.kind != "paragraph" or node.block.quoted:
        return False
    return inline.emphasis == "strong" and not inline.links and len(inline.text) <= _SHORT_LEAD


def introduces(node: Node) -> bool:
    """Whether a block is a short line with a colon that says nothing but that a list follows."""
    inline = node.inline
    return (
        len(inline.text) < _SHORT_LEAD and not inline.links and not inline.images and bool(_COLON.search(inline.text))
    )


def shown_prefix(node: Node) -> str:
    """Marker of a list entry inside an item, indented by its depth."""
    if node.block.kind != "bullet":
        return ""
    return "  " * node.block.level + node.block.marker + " "


@dataclass(frozen=True, slots=True)
class _Below:
    """What stands between a heading and the next one, figures left out."""

    said: tuple[Node, ...]

    @property
    def bullets(self) -> list[Node]:
        """Entries of its lists."""
        return [node for node in self.said if node.is_top_bullet]

    @property
    def prose(self) -> list[Node]:
        """What is in no list."""
        return [node for node in self.said if not node.is_top_bullet and node.block.level == 0]

    @property
    def begins_with_list(self) -> bool:
        """Whether a list stands right under the heading."""
        return bool(self.said) and self.said[0].is_top_bullet

    @property
    def has_few_links(self) -> bool:
        """Whether hardly an entry leads anywhere: such are the points of a story."""
        return sum(bool(node.inline.links) for node in self.bullets) < 0.3 * len(self.bullets)

    @property
    def lists_links(self) -> bool:
        """Whether most of several entries lead somewhere: such are items of their own."""
        bullets = self.bullets
        return len(bullets) >= 3 and sum(bool(node.inline.links) for node in bullets) >= 0.6 * len(bullets)

    @property
    def has_one_plain_lead(self) -> bool:
        """Whether all prose is one paragraph without a link, as introduces a list."""
        return len(self.prose) == 1 and not self.prose[0].inline.links


class _Outline:
    """State of one pass over the blocks."""

    def __init__(self, nodes: Sequence[Node], dialect: Dialect, draft: bool) -> None:
        self.nodes, self.dialect, self.draft = nodes, dialect, draft
        self.plain = dialect.name == FALLBACK.name
        self.laid = Laid()
        self.top = min((node.block.level for node in nodes if node.is_heading), default=0)
        self.section = ""
        self.story_level = 0  # of the heading of the story that is open, 0 where none is
        self.current: ItemBuilder | None = None
        self.pending: list[Node] = []  # figures of a section before its first item
        self.after_heading = False

    def run(self) -> Laid:
        """Sort all blocks."""
        for index, node in enumerate(self.nodes):
            if node.is_heading:
                self.heading(index, node)
            elif node.is_empty:
                self.laid.drop(node, "nothing to read")
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
        after = self.after(index)
        if self.story_level or not self.after_heading:
            return False
        return is_group_name(node) and bool(after and after.is_top_bullet)

    def after(self, index: int) -> Node | None:
        """The next block."""
        return self.nodes[index + 1] if index + 1 < len(self.nodes) else None

    def heading(self, index: int, node: Node) -> None:
        """A section, a story, or a subheading of the story that is open."""
        level = node.block.level
        if self.story_level > self.top and level > self.story_level:
            self.block(node)
            return
        self.after_heading = True
        if level == self.top:
            self.close_section()
            if not self.is_story(index):
                self.open_section(node)
                return
            self.section = ""
        elif self.story_level == 0 and self.has_stories_below(index):
            self.close_section()
            self.open_section(node)
            return
        self.story_level = level
        title = node.inline.text or node.block.text
        self.begin(node, "story", "" if "\n" in title else title)

    def open_section(self, node: Node) -> None:
        """Let a heading name what follows."""
        self.section, self.story_level, self.current = node.inline.text or node.block.text, 0, None
        self.laid.name(node)

    def has_stories_below(self, index: int) -> bool:
        """Whether a lower heading is a section inside a section: a lower one follows it at once."""
        if not self.plain and not is_section_name(self.nodes[index].inline.text):
            return False
        return self.leads_lower(index)

    def leads_lower(self, index: int) -> bool:
        """Whether a lower heading follows a heading at once."""
        after = self.after(index)
        return bool(after and after.is_heading and after.block.level > self.nodes[index].block.level)

    def is_alone(self, index: int) -> bool:
        """Whether no lower heading follows a heading that has nothing below it."""
        after = self.after(index)
        return after is None or after.block.level <= self.nodes[index].block.level

    def under(self, index: int) -> list[Node]:
        """Blocks between a heading and the next one."""
        end = index + 1
        while end < len(self.nodes) and not self.nodes[end].is_heading:
            end += 1
        return [node for node in self.nodes[index + 1 : end] if not node.is_empty]

    def is_story(self, index: int) -> bool:
        """Whether a heading of the highest level is a story of its own instead of a section."""
        node = self.nodes[index]
        if is_section_name(node.inline.text):
            return False
        everything = self.under(index)
        if not everything:  # a title alone is news, unless lower headings follow it
            return self.is_alone(index)
        below = _Below(tuple(each for each in everything if not each.is_figure))
        if self.draft:
            return not (
                below.lists_links and (not below.prose or (below.has_one_plain_lead and not below.begins_with_list))
            )
        if below.begins_with_list:
            # Entries without links under a heading that says something are its points, where no sections are above.
            return node.block.level > 1 and below.has_few_links and self.plain
        return not (below.lists_links and below.has_one_plain_lead)

    def begin(self, node: Node, kind: ItemKind, title: str = "") -> None:
        """Begin an item; it takes the figures that wait for one."""
        self.current = self.laid.begin(node, ItemBuilder(kind, self.section, title))
        for figure in self.pending:
            self.current.add(figure)
        self.pending = []

    def block(self, node: Node) -> None:
        """Anything that is no heading and begins no item by its form."""
        if self.current is None:
            if self.after_heading and node.is_figure:
                self.pending.append(node)
            else:
                self.loose(node)
        elif not add_opinion(self.current, node, self.dialect):
            self.current.add(node, prefix=shown_prefix(node))

    def loose(self, node: Node) -> None:
        """A block with no item open: the editorial above all headings, or prose at the head of a section."""
        if not self.after_heading:
            self.begin(node, "editorial")
        elif introduces(node):
            self.laid.drop(node, "introduces its section")
        else:
            self.begin(node, bullet_kind(self.section, self.dialect))

    def close_section(self) -> None:
        """Figures that no item followed are an item of their own."""
        if self.pending:
            first, *self.pending = self.pending
            self.begin(first, "story", self.section)
            self.laid.unname(self.section)
