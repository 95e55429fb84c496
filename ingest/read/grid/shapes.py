"""How a block begins: the marks by which writers set one entry off from the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from ingest.read.items import Node, to_node
from ingest.read.markdown.inline import InlineLink

Shape = Literal["bullet", "counted", "bold", "titled", "link", "row", "paragraph"]
SHAPES: tuple[Shape, ...] = ("bullet", "counted", "bold", "titled", "link", "row", "paragraph")

_COUNTED = re.compile(r"(?:(\d{1,3})\s?[、．]|[（(](\d{1,2})[）)]|(\d{1,3})[.)][ \t])[ \t\u3000]*(?=\S)")
_CIRCLED = re.compile(r"[①-⑳❶-❿]\s*")
_LINE_LEADS = (
    re.compile(r"\d{1,3}[ \t]?[、．][ \t\u3000]*[^\s\d]"),
    re.compile(r"[^\w\s*\[]{0,3}\s?(?:\*\*|__)\S"),
    re.compile(r"[^\w\s*\[!]{0,3}\s?\[[^\]]|<?https?://\S+>?$"),
)
_BARE = re.compile(r"<?https?://\S+>?")
_SYMBOLS = re.compile(r"[\W_]{0,4}")
_SIGN = re.compile(r"[◆◇■□●▼▽▶►◎★☆▪]\s*\w")
_COUNT_OF_LINK = re.compile(r"\[\d+\]")
_FEWEST_CAPITALS = 8
_LONGEST_TITLE = 200
_LONGEST_TITLED = 120


def count_of(text: str) -> tuple[int, int]:
    """Number that opens a text and how many characters it takes, (0, 0) where none does.

    >>> count_of("12、某项目"), count_of("2025 was good")
    ((12, 3), (0, 0))
    """
    found = _COUNTED.match(text)
    if found:
        return int(found[1] or found[2] or found[3]), found.end()
    circled = _CIRCLED.match(text)
    if circled:
        return (ord(text[0]) - (0x2460 if text[0] <= "⑳" else 0x2776)) + 1, circled.end()
    return 0, 0


def bold_lead(node: Node) -> str:
    """Strong text that opens a paragraph, marks and emoji before it aside; "" where none does."""
    inline = node.inline
    if inline.bold:
        return inline.text[: inline.bold].strip()
    source = node.block.text.lstrip()
    start = _SYMBOLS.match(source)
    symbols = source[: start.end()] if start else ""
    if "**" in symbols and not symbols.startswith("**"):
        found = re.match(r"[^*]{0,4}\*\*([^*\n]{1,200})\*\*", source)
        return found[1].strip() if found else ""
    return ""


def first_link(node: Node) -> InlineLink | None:
    """The link that opens a block, quotation marks and emoji before it aside."""
    inline = node.inline
    for link in inline.links:
        if link.end <= link.start:
            continue
        before = inline.text[: link.start]
        # A dash before a link says whose words stand above it.
        return link if not re.search(r"[\w–—-]", before) and len(before) <= 4 else None
    return None


def _is_strong(node: Node) -> bool:
    """Whether all of a paragraph is strong: in bold, in capitals, or behind the sign of a title (◆)."""
    text = node.inline.text
    if node.inline.emphasis == "strong":
        return True
    if _SIGN.match(text):
        return len(text) <= _LONGEST_TITLED
    letters = [char for char in _COUNT_OF_LINK.sub("", text) if char.isalpha()]
    return len(letters) >= _FEWEST_CAPITALS and all(char.isupper() for char in letters) and len(text.split()) > 1


def is_bold_line(node: Node) -> bool:
    """Whether a paragraph is one strong line, as heads what stands below it."""
    block, inline = node.block, node.inline
    return (
        block.kind == "paragraph"
        and not block.quoted
        and not block.level
        and _is_strong(node)
        and "\n" not in inline.text
        and not inline.images
        and 0 < len(inline.text) <= _LONGEST_TITLE
    )


def is_titled(node: Node) -> bool:
    """Whether a paragraph is a title line with a bare address on the line below it."""
    lines = node.block.text.split("\n")
    if node.block.kind != "paragraph" or len(lines) < 2 or len(lines[0]) > _LONGEST_TITLED:
        return False
    return bool(_BARE.fullmatch(lines[1].strip().rstrip("\\").strip())) and not _BARE.search(lines[0])


def shape_of(node: Node) -> Shape | None:
    """How a block sets an entry off, None where it goes on with what stands above it."""
    block, inline = node.block, node.inline
    if block.quoted or (block.level and block.kind != "heading"):
        return None
    if block.kind == "bullet":
        return "bullet"
    if block.kind == "table":
        return "row"
    if block.kind != "paragraph" or not inline.text:
        return None
    if count_of(inline.text)[0]:
        return "counted"
    if bold_lead(node):
        return "bold"
    if is_titled(node):
        return "titled"
    return "link" if _opens_with_link(node) else "paragraph"


def _opens_with_link(node: Node) -> bool:
    """Whether a paragraph opens with a link that may be its title."""
    link = first_link(node)
    return link is not None and link.end - link.start >= 2 and not node.inline.text[link.start :].startswith("http")


def split_lines(node: Node, refs: Mapping[str, str]) -> list[Node]:
    """A paragraph whose lines each begin an entry (``1、``, bold, a link) as a paragraph for each of them."""
    block = node.block
    if block.kind != "paragraph" or block.quoted or "\n" not in block.text:
        return [node]
    lines = block.text.split("\n")
    if len(lines) != block.last - block.first + 1:
        return [node]
    for pattern in _LINE_LEADS:
        starts = [index for index, line in enumerate(lines) if pattern.match(line.strip())]
        if len(starts) >= 2 and (starts[0] == 0 or pattern is _LINE_LEADS[0]) and _all_leads(lines, starts, pattern):
            bounds = [*([0] if starts[0] else []), *starts, len(lines)]
            return [
                to_node(
                    replace(
                        block,
                        text="\n".join(lines[start:end]),
                        first=block.first + start,
                        last=block.first + end - 1,
                    ),
                    refs,
                )
                for start, end in pairwise(bounds)
            ]
    return [node]


def _all_leads(lines: list[str], starts: list[int], pattern: re.Pattern[str]) -> bool:
    """Whether lines that begin with a link do so throughout: in hard-wrapped prose some line may begin with one."""
    return pattern is not _LINE_LEADS[2] or len(starts) == len(lines)
