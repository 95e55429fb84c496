"""A page of HTML as a tree, and ways through it. No way here recurses: a page may lie thousands of elements deep."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node beneath `root` in the order of the text: once as it begins (True) and once as it ends."""
    node = root.first_child
    depth = 1
    while node is not None and depth:
        yield node, True
        if node.first_child is not None:
            node, depth = node.first_child, depth + 1
            continue
        yield node, False
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if node is None or not depth:
                return
            yield node, False
        node = node.next if node is not None else None


def elements(root: LexborNode) -> Iterator[LexborNode]:
    """All elements beneath `root`, in the order of the text."""
    return (node for node, begins in steps(root) if begins and node.is_element_node)


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
