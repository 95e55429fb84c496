"""The layout of long dailies: every bullet is an item, however deep its heading; a stub's text is its description."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.dialects import Dialect
from ingest.read.grid.prose import split_prose
from ingest.read.grid.repeats import heading_key
from ingest.read.items import ItemBuilder, Node
from ingest.read.layouts.outline import Laid, bullet_kind, shown_prefix
from ingest.read.markdown.blocks import Block
from ingest.read.markdown.inline import read_inline
from kg.model import ItemKind

_POINTER = re.compile(r"Archived full issue body is served\b")
_CONTENTS = re.compile(r"\[TOC\]|Table of Contents", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\{%")
_LINK_LIST = re.compile(r"(?:links|resources|papers) mentioned\s*:?", re.IGNORECASE)
_CHANNEL = re.compile(r"(?<!\s)\s*+\(\d++ messages?[^()]*\)\s*:?$")
_LABEL_LIMIT = 120


def lay_out_bullets(nodes: Sequence[Node], dialect: Dialect, *, description: str, title: str) -> Laid:
    """Group blocks into items.

    Parameters
    ----------
    nodes
        All blocks of the issue below its title.
    description
        Summary of the front matter: the first item. In a stub, which holds nothing else, it is cut into its stories.
    title
        Title of the issue.
    """
    laid = _BulletPass(dialect).run(nodes)
    stories = split_prose(" ".join(description.split()))
    if len(stories) > 1 and not laid.items:
        _lay_out_stories(laid, stories, "" if heading_key(title) in dialect.standing_titles else title)
    elif description:
        summary = Node(Block("paragraph", description, 1, 1), read_inline(" ".join(description.split())))
        builder = ItemBuilder("editorial" if laid.items else "story", "", title)
        builder.say(title)
        builder.add(summary)
        laid.items.insert(0, builder)
    return laid


def _lay_out_stories(laid: Laid, stories: Sequence[str], title: str) -> None:
    """A day told in one paragraph: an item of each of its stories, the first of them under the day's title."""
    for story in stories:
        builder = ItemBuilder("story", "", title)
        if title:
            builder.say(title)
        builder.add(Node(Block("paragraph", story, 1, 1), read_inline(story)))
        laid.items.append(builder)
        title = ""


class _BulletPass:
    """State of one pass over the blocks."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.laid = Laid()
        self.path: list[tuple[int, str]] = []  # headings above, outermost first
        self.label = ""  # line that heads the bullets after it
        self.is_channel = False  # whether that names a channel, which stands for itself
        self.current: ItemBuilder | None = None
        self.links = False  # in a list of links, which is one item

    def run(self, nodes: Sequence[Node]) -> Laid:
        """Sort all blocks."""
        for node in nodes:
            self.read(node)
        return self.laid.finish()

    @property
    def section(self) -> str:
        """Name of the innermost heading, and of the bold line below it."""
        name = self.path[-1][1] if self.path else ""
        return " / ".join(part for part in (name, self.label) if part and not (self.is_channel and part == name))

    def read(self, node: Node) -> None:
        """Sort one block."""
        block, text = node.block, node.inline.text
        why = _leftover(node)
        if why:
            self.laid.drop(node, why)
        elif node.is_heading:
            self.heading(node)
        elif block.kind == "paragraph" and _LINK_LIST.fullmatch(text):
            self.links = True
            self.begin(node, "reading")
        elif node.is_top_bullet and not self.links and self.path:
            self.begin(node, bullet_kind(self.section, self.dialect))
        elif self.is_label(node):
            name = " ".join(text.split())
            self.is_channel = bool(_CHANNEL.search(name))
            self.label, self.current, self.links = _CHANNEL.sub("", name).rstrip(":："), None, False
            self.laid.name(node)
        elif self.links and block.kind != "bullet":
            self.links = False
            self.begin(node, "story")
        elif self.current is None:
            self.begin(node, "story" if self.path else "editorial")
        else:
            self.current.add(node, prefix=shown_prefix(node))

    def heading(self, node: Node) -> None:
        """Go to another section."""
        while self.path and self.path[-1][0] >= node.block.level:
            self.path.pop()
        self.path.append((node.block.level, _CHANNEL.sub("", " ".join(node.inline.text.split()))))
        self.label, self.is_channel, self.current, self.links = "", False, None, False
        self.laid.name(node)

    def is_label(self, node: Node) -> bool:
        """Whether a paragraph only names what follows."""
        text = node.inline.text
        if node.block.kind != "paragraph" or node.block.quoted or not self.path or len(text) > _LABEL_LIMIT:
            return False
        return bool(_CHANNEL.search(text)) or (node.inline.emphasis == "strong" and not node.inline.links)

    def begin(self, node: Node, kind: ItemKind) -> None:
        self.current = self.laid.begin(node, ItemBuilder(kind, self.section))


def _leftover(node: Node) -> str:
    """Why a block is no text of the issue, "" where it is."""
    text, source = node.inline.text, node.block.text
    if node.is_empty:
        return "template code" if node.inline.leftovers else "nothing to read"
    if _POINTER.match(text):
        return "points to the web version"
    if _CONTENTS.fullmatch(text.strip(" :*")):
        return "table of contents"
    if node.block.kind != "code" and _TEMPLATE.search(source) and node.inline.leftovers and not node.inline.links:
        return "template code"
    return ""
