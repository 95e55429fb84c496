"""The layout of an editor's notes: text without headings, where each paragraph and each entry of a list is an item."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.dialects import Dialect
from ingest.read.items import ItemBuilder, Node
from ingest.read.layouts.outline import Laid, add_opinion, introduces, is_group_name, shown_prefix
from kg.text.words import sentence_spans

COUNTED = re.compile(r"(\d{1,3})、[ \t\u3000]*(?=[^\s\d])")  # not "3、4月", which counts nothing
_LONGEST_TITLE = 80
_TITLE_FROM = 2000


def lay_out_notes(nodes: Sequence[Node], dialect: Dialect) -> Laid:
    """Group blocks into items.

    Parameters
    ----------
    nodes
        Blocks, none of them a heading.
    dialect
        Tells how an opinion begins.
    """
    laid = Laid()
    current: ItemBuilder | None = None
    for index, node in enumerate(nodes):
        if not _says_anything(node):
            laid.drop(node, "nothing to read")
        elif _heads_list(nodes, index):
            laid.drop(node, "introduces its list")
        elif current is None or not _goes_on(current, node, dialect):
            current = _begin(node, laid)
    return laid


def _goes_on(builder: ItemBuilder, node: Node, dialect: Dialect) -> bool:
    """Add a block that is part of the item before it; False where it is an item of its own."""
    if add_opinion(builder, node, dialect):
        return True
    if _stands_alone(node):
        return False
    builder.add(node, prefix=shown_prefix(node))
    return True


def _begin(node: Node, laid: Laid) -> ItemBuilder:
    """A new item, the number that counts it left out."""
    number = COUNTED.match(node.inline.text)
    skip = number.end() if number else 0
    builder = ItemBuilder("bullet" if node.is_top_bullet else "story", title=_first_sentence(node, skip))
    return laid.begin(node, builder, skip=skip)


def _says_anything(node: Node) -> bool:
    """Whether there is more in a block than punctuation."""
    inline = node.inline
    return bool(inline.links or inline.images) or any(char.isalnum() for char in inline.text)


def _heads_list(nodes: Sequence[Node], index: int) -> bool:
    """Whether a paragraph only says what the list after it is."""
    node = nodes[index]
    if node.block.kind != "paragraph" or index + 1 == len(nodes) or not nodes[index + 1].is_top_bullet:
        return False
    return introduces(node) or is_group_name(node)


def _stands_alone(node: Node) -> bool:
    """Whether a block is an entry of a list, or a paragraph that stands in nothing else and says something."""
    if node.is_figure:
        return False
    return node.is_top_bullet or node.is_top_paragraph


def _first_sentence(node: Node, skip: int) -> str:
    """Title of a note: its first sentence; "" where it opens with a link, whose label is a better one."""
    text = node.inline.text
    if any(link.start == skip and text[skip : link.end] not in ("", link.url) for link in node.inline.links):
        return ""
    said = text[skip:]
    start, end = next(sentence_spans(said[:_TITLE_FROM]), (0, len(said)))
    return said[start : min(end, start + _LONGEST_TITLE)].rstrip()
