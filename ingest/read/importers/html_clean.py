"""What of a page of HTML nobody reads as its text: hidden parts, tracking pixels, buttons, the footer of a mailing."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from ingest.read.importers.html_tree import attribute, block_of, elements, words_of

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
    r"(?:^|[\s_-])(?:button-wrapper|subscri(?:be|ption)-(?:widget|form|box)\S*|share-(?:buttons?|links?|bar))(?:$|\s)",
    re.I,
)
_FOOTER = re.compile(r"footer", re.IGNORECASE)
FURNITURE_WORDS = re.compile(
    r"unsubscribe|opt[ -]out|(?:manage|update|change|edit|email|subscription|your|my) (?:\w+ )?(?:preferences|settings)"
    r"|(?:view|read|open|see)\b.{0,24}\b(?:browser|online|web|in (?:the )?app)\b|web ?version"
    r"|^subscribe(?: (?:now|here|today|free|for free|to\b.{0,30}))?$|^sign ?up(?: (?:now|here|free))?$"
    r"|^advertise(?: with us)?$"
    r"|^share(?: (?:this|post|now).{0,20})?$|^forward(?: (?:this|to).{0,30})?$|^leave a comment$|^privacy policy$"
    r"|退订|取消订阅|在浏览器中(?:查看|打开)|查看网页版|^(?:立即)?订阅$|^点击订阅$",
    re.IGNORECASE,
)
"""What a link says that belongs to the mailing, not to an issue."""
FURNITURE_TARGET = re.compile(
    r"unsubscribe|opt[-_]?out|list-manage\.\w+/(?:profile|unsub)|\*\|(?:UNSUB|ARCHIVE|UPDATE_PROFILE|FORWARD)"
    r"|\{\{[^}]*unsub|/(?:manage|email)[-_]?preferences|/subscribe/?(?:\?[^\s]*)?$",
    re.IGNORECASE,
)
"""Where a link leads that belongs to the mailing."""
LONGEST_FURNITURE = 400  # characters of a paragraph around such a link; a longer one tells something


def clean(root: LexborNode) -> None:
    """Take away from a page what is no text of the issue."""
    for node in list(elements(root)):
        if node.tag in _NEVER_TEXT or _is_hidden(node) or _is_pixel(node) or _is_widget(node):
            node.decompose()
    _drop_furniture(root)


def is_furniture(label: str, target: str) -> bool:
    """Whether a link belongs to the mailing (unsubscribing, the view in a browser), not to the issue.

    Examples
    --------
    >>> is_furniture("unsubscribe from this list", "https://a.example/u"), is_furniture("A map", "https://a.example/m")
    (True, False)
    """
    return bool(FURNITURE_WORDS.search(" ".join(label.split())) or FURNITURE_TARGET.search(target))


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


def _drop_furniture(root: LexborNode) -> None:
    """Take away the blocks of the page that hold the links of a mailing and little else, and its footer with them."""
    whole = len(words_of(root))
    for link in list(root.css("a[href]")):
        if not _attached(link, root) or not is_furniture(words_of(link), attribute(link, "href")):
            continue
        block = _largest_furniture(block_of(link), root, whole)
        if block is not None:
            block.decompose()
    for node in list(root.css("footer")):
        if _attached(node, root) and len(words_of(node)) * 2 < whole:
            node.decompose()


def _attached(node: LexborNode, root: LexborNode) -> bool:
    """Whether a node still is beneath `root`: what was taken away has no way up to it."""
    above: LexborNode | None = node
    while above is not None:
        if above.mem_id == root.mem_id:
            return True
        above = above.parent
    return False


def _largest_furniture(block: LexborNode, root: LexborNode, whole: int) -> LexborNode | None:
    """The largest element around a furniture link that is all furniture, None where even the smallest tells more."""
    best: LexborNode | None = None
    node: LexborNode | None = block
    while node is not None and node.mem_id != root.mem_id and node.tag not in ("body", "html"):
        text = words_of(node)
        named = bool(_FOOTER.search(f"{attribute(node, 'class')} {attribute(node, 'id')}")) and 2 * len(text) < whole
        if not named and (len(text) > LONGEST_FURNITURE or 2 * len(text) > max(whole, 1) or _tells(node)):
            return best
        best, node = node, node.parent
    return best


def _tells(node: LexborNode) -> bool:
    """Whether an element holds more than furniture: a heading, or a link that leads to a story."""
    if node.css_first("h1, h2, h3, h4, h5, h6") is not None:
        return True
    links = [link for link in node.css("a[href]") if words_of(link)]
    return any(not is_furniture(words_of(link), attribute(link, "href")) for link in links)
