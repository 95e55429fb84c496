"""A page of HTML as a tree, and ways through it. No way here recurses: a page may lie thousands of elements deep."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kg.errors import UsageError

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NO_END = "area base br col embed hr img input link meta param source track wbr"
_END_LEFT_OUT = "p li dt dd option optgroup tr td th tbody thead tfoot colgroup rt rp body html head"
_UNCOUNTED = frozenset([*_NO_END.split(), *_END_LEFT_OUT.split()])
_DEEPEST = 3000  # elements in one another: the time to parse grows with the square of it

_BLOCKS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that begin a line of their own."""


def parse_html(markup: str) -> LexborNode:
    """Parse a page or a piece of one.

    Raises
    ------
    UsageError
        Its elements lie too deep in one another to be read in reasonable time.
    """
    depth = 0
    for found in _TAG.finditer(markup):
        if found[2].lower() not in _UNCOUNTED:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > _DEEPEST:
                raise UsageError(f"its elements lie more than {_DEEPEST} deep in one another, which no issue needs")
    root = LexborHTMLParser(markup).root
    if root is None:
        raise UsageError("it holds no HTML")
    return root


def steps(root: LexborNode, gone: Collection[int] = ()) -> Iterator[tuple[LexborNode, bool]]:
    """Every node beneath `root` in the order of the text: once as it begins (True) and once as it ends.

    Nodes whose identity (`mem_id`) is in `gone` are left out with all that is in them. Nothing is ever taken out of
    the tree itself, since a node that outlives what it lies in would point to nothing.
    """
    node, depth = root.first_child, 1
    while node is not None:
        inside = None
        if node.mem_id not in gone:
            yield node, True
            inside = node.first_child
        if inside is not None:
            node, depth = inside, depth + 1
            continue
        if node.mem_id not in gone:
            yield node, False
        while node.next is None:
            node, depth = node.parent, depth - 1
            if node is None or not depth:
                return
            yield node, False
        node = node.next


def elements(root: LexborNode, gone: Collection[int] = ()) -> Iterator[LexborNode]:
    """All elements beneath `root`, in the order of the text, without those that are gone."""
    return (node for node, begins in steps(root, gone) if begins and node.is_element_node)


def text_lengths(root: LexborNode, gone: Collection[int]) -> dict[int, int]:
    """Count the characters of every element's text, without what is gone, in one pass; `root` included."""
    lengths: dict[int, int] = {}
    open_sums = [0]
    for node, begins in steps(root, gone):
        if node.is_text_node:
            open_sums[-1] += len((node.text_content or "").strip()) if begins else 0
        elif begins:
            open_sums.append(0)
        else:
            lengths[node.mem_id] = open_sums.pop()
            open_sums[-1] += lengths[node.mem_id]
    lengths[root.mem_id] = open_sums[0]
    return lengths


def attribute(node: LexborNode, name: str) -> str:
    """Value of an attribute, "" where it is missing or empty."""
    return (node.attributes.get(name) or "").strip()


def words_of(node: LexborNode) -> str:
    """Text of an element, white space collapsed."""
    return " ".join(node.text(separator=" ").split())


def block_of(node: LexborNode) -> LexborNode:
    """The nearest element around a node that begins a line of its own."""
    while node.parent is not None and node.tag not in BLOCKS and node.parent.tag is not None:
        node = node.parent
    return node
