"""What of a page of HTML nobody reads as its text: hidden parts, tracking pixels, buttons, the footer of a mailing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from ingest.read.importers.furniture import LONGEST_FURNITURE, is_furniture
from ingest.read.importers.html_tree import attribute, block_of, elements, text_lengths, words_of

_NEVER_TEXT = frozenset(
    {
        "base",
        "button",
        "canvas",
        "dialog",
        "embed",
        "form",
        "head",
        "iframe",
        "input",
        "link",
        "meta",
        "nav",
        "noscript",
    }
    | {"object", "script", "select", "style", "svg", "template", "textarea", "title"}
)
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0)")
_TINY = re.compile(r"(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:!|;|$)")
_PREVIEW = re.compile(r"preview-?text|pre-?header", re.IGNORECASE)
_WIDGET = re.compile(
    r"(?:^|[\s_-])(?:button-wrap(?:per)?|captioned-button-wrap|subscri(?:be|ption)-(?:widget|form|box)\S*|share-(?:buttons?|links?|bar))(?:$|\s)",
    re.I,
)
_FOOTER = re.compile(r"footer", re.IGNORECASE)
_LONGEST_FOOTER = 3000  # characters of an element that calls itself one


def clean(root: LexborNode, gone: set[int]) -> None:
    """Add to `gone` what beneath `root` is no text of the issue."""
    unseen(root, gone)
    _drop_furniture(root, gone)


def unseen(root: LexborNode, gone: set[int]) -> None:
    """Add to `gone` what no reader sees as text: scripts, forms, hidden parts, tracking pixels."""
    for node in elements(root, gone):
        if node.tag in _NEVER_TEXT or _is_hidden(node) or _is_pixel(node) or _is_widget(node):
            gone.add(node.mem_id)


def _is_hidden(node: LexborNode) -> bool:
    """Whether a reader never sees an element."""
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    style = (attributes.get("style") or "").lower()
    if style and _HIDDEN.search(style):
        return True
    return bool(_PREVIEW.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")) and not node.css("a")


def _is_pixel(node: LexborNode) -> bool:
    """Whether an image only tells the sender that it was loaded."""
    if node.tag != "img":
        return False
    sizes = {attribute(node, "width").removesuffix("px"), attribute(node, "height").removesuffix("px")}
    return bool(sizes & {"0", "1"}) or bool(_TINY.search(attribute(node, "style").lower()))


def _is_widget(node: LexborNode) -> bool:
    """Whether an element is there to be clicked on, not to be read."""
    return bool(_WIDGET.search(attribute(node, "class")))


def _drop_furniture(root: LexborNode, gone: set[int]) -> None:
    """Take away the blocks that hold the links of a mailing and little else, and its footer with them."""
    lengths = text_lengths(root, gone)
    whole = lengths[root.mem_id]
    for node in elements(root, gone):
        if node.tag == "footer" and 2 * lengths[node.mem_id] < whole:
            gone.add(node.mem_id)
        elif node.tag == "a" and lengths[node.mem_id] <= LONGEST_FURNITURE and _is_furniture(node):
            block = _largest_furniture(block_of(node), root, lengths)
            gone.update(() if block is None else (block.mem_id,))


def _is_furniture(link: LexborNode) -> bool:
    return is_furniture(words_of(link), attribute(link, "href"))


def _largest_furniture(block: LexborNode, root: LexborNode, lengths: Mapping[int, int]) -> LexborNode | None:
    """The largest element around a furniture link that is all furniture, None where even the smallest tells more."""
    best: LexborNode | None = None
    node: LexborNode | None = block
    while node is not None and node.mem_id != root.mem_id and node.tag not in ("body", "html"):
        length = lengths.get(node.mem_id, 0)
        if 2 * length > lengths[root.mem_id] or length > _LONGEST_FOOTER:
            break
        named = bool(_FOOTER.search(f"{attribute(node, 'class')} {attribute(node, 'id')}"))
        if named or (length <= LONGEST_FURNITURE and not _tells(node)):
            best = node
        node = node.parent
    return best


def _tells(node: LexborNode) -> bool:
    """Whether an element holds more than furniture: a heading, or a link that leads to a story."""
    if node.css_first("h1, h2, h3, h4, h5, h6") is not None:
        return True
    links = [link for link in node.css("a[href]") if words_of(link)]
    return not all(_is_furniture(link) for link in links)
