"""Blocks -> Item: text, title, links with offsets, figures and opinion of one item, put together part by part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default

from ingest.read.markdown.blocks import Block
from ingest.read.markdown.inline import Inline, InlineImage, read_inline
from kg.model import Image, Item, ItemKind, Link, TextField
from kg.text.urls import canonical_url
from kg.text.words import fingerprint

TITLE_WIDTH = 120  # a Han character is two wide
_LABEL_WIDTH = 200
_LONG_LABEL = 25  # characters: what is longer than that is a title whatever follows it
_SHORTEST = 5
# A full stop after a capital, "Jr", "Inc" and the like ends no sentence.
_STOP = re.compile(
    r"[。！？]|[!?；;](?=\s|$)|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b(?:Inc|Ltd|vol))(?<!\bv[sol])(?<!e\.g)(?<!i\.e)\.(?=\s|$)"
)
_LABEL_END = re.compile(r"[：:，,；;。．—|]|-{1,2}\s|[–(（]|\s[-–—]\s")
_COLON = re.compile(r"：|:(?=\s|$)|——")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Node:
    """A block and what a reader sees of it."""

    block: Block
    inline: Inline

    @property
    def is_figure(self) -> bool:
        """Whether it shows images and says nothing."""
        return bool(self.inline.images) and not self.inline.text

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to see or follow."""
        return not (self.inline.text or self.inline.images or self.inline.links)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of the issue (not one that is quoted)."""
        return self.block.kind == "heading" and not self.block.quoted

    @property
    def is_top_bullet(self) -> bool:
        """Whether it is an entry of a list that stands in nothing else."""
        return self.block.kind == "bullet" and self.block.level == 0 and not self.block.quoted

    @property
    def is_top_paragraph(self) -> bool:
        """Whether it is a paragraph that stands in nothing else."""
        return self.block.kind == "paragraph" and self.block.level == 0 and not self.block.quoted


def to_node(block: Block, refs: Mapping[str, str]) -> Node:
    """Read the text of a block."""
    if block.kind == "code":
        return Node(block, Inline(block.text))
    inline = read_inline(block.text, refs, rows=block.kind == "table", notes=block.kind != "heading")
    return Node(block, inline)


@dataclass(slots=True)
class ItemBuilder:
    """An item in the making; `add` blocks in their order, then `build`."""

    kind: ItemKind
    section: str = ""
    title: str = ""
    above: tuple[str, ...] = ()
    parts: list[str] = default(default_factory=list)
    opinions: list[str] = default(default_factory=list)
    links: list[Link] = default(default_factory=list)
    images: list[InlineImage] = default(default_factory=list)
    first: int = 0
    last: int = 0
    sizes: dict[TextField, int] = default(default_factory=lambda: {"text": 0, "opinion": 0})

    def add(self, node: Node, *, prefix: str = "", skip: int = 0, field: TextField = "text") -> None:
        """Append a block.

        Parameters
        ----------
        prefix
            Shown before its first line (the marker of a list entry).
        skip
            Number of characters at its beginning that are left out (``Opinion：``, ``12、``).
        field
            Whether it belongs to the text or to the editor's opinion.
        """
        block, inline = node.block, node.inline
        self.first = min(self.first or block.first, block.first)
        self.last = max(self.last, block.last)
        self.images += inline.images
        text = inline.text[skip:]
        offset = self.sizes[field] + len(prefix) - skip if text else max(0, self.sizes[field] - 1) - skip
        if text:
            self.say(prefix + text, field)
        for link in inline.links:
            start, end = (max(link.start, skip), max(link.end, skip)) if text else (skip, skip)
            label = inline.text[start:end]
            self.links.append(Link(link.url, canonical_url(link.url), label, field, offset + start, offset + end))

    def keep(self, node: Node) -> None:
        """Keep links and figures of a block whose text stands elsewhere (the name of the section)."""
        self.images += node.inline.images
        self.links += [Link(link.url, canonical_url(link.url), "") for link in node.inline.links]

    def say(self, text: str, field: TextField = "text") -> None:
        """Append text that is in no block of its own."""
        (self.parts if field == "text" else self.opinions).append(text)
        self.sizes[field] += len(text) + 1

    @property
    def text(self) -> str:
        """Visible text so far."""
        return "\n".join(self.parts)

    def build(self, issue_id: str, position: int, images: Sequence[Image]) -> Item:
        """Make the item; its id is provisional until `number_items`."""
        text, title = self.text, self.title
        if not text:  # nothing but figures or an opinion
            title = title or next((image.alt for image in self.images if image.alt), "") or self.section or "（图）"
            title = _SPACE.sub(" ", title).strip()
            text = title
            self.links = [replace(link, start=0, end=0) if link.field == "text" else link for link in self.links]
        elif not title or not text.startswith(title):
            title = headline(text, [(link.start, link.end) for link in self.links if link.field == "text"])
        once: dict[str, Link] = {}
        for link in self.links:
            once.setdefault(link.url, link)
        return Item("", issue_id, position, self.section, self.kind, title, text, "\n".join(self.opinions),
                    tuple(once.values()), tuple(images), (self.first, self.last), self.above)  # fmt: skip


def heading_title(node: Node) -> str:
    """Title that a heading gives its story, "" where it runs over several lines; a count behind its link is none of it.

    >>> from ingest.read.markdown.blocks import Block
    >>> heading_title(to_node(Block("heading", "[A lamp](https://e.com) `#3`", 1, 1, 2), {}))
    'A lamp'
    """
    text = node.inline.text
    for link in node.inline.links:
        if link.start == 0 and link.end > 1 and not any(char.isalpha() for char in text[link.end :]):
            return text[: link.end]
    return "" if "\n" in text else text


def headline(text: str, labels: Sequence[tuple[int, int]] = ()) -> str:
    """Cut a title from the beginning of a text.

    The label of a link that opens the text, if it stands for itself; else all up to the first colon or end of a
    sentence; never wider than 120 columns, a label 200. The text always begins with it.

    Parameters
    ----------
    labels
        Offsets of link labels in `text`.

    Examples
    --------
    >>> headline("Grok 4.1发布：更快的模型。价格不变")
    'Grok 4.1发布'
    >>> headline("50个OpenAI的实用案例", [(0, 3)])
    '50个OpenAI的实用案例'
    """
    line = text.split("\n", 1)[0]
    for start, end in labels:
        if start or not 4 <= end <= min(len(line), _LABEL_WIDTH) or width(line[:end]) > _LABEL_WIDTH:
            continue
        if end >= _LONG_LABEL or end == len(line) or _LABEL_END.match(line, end):
            return line[:end].rstrip()
    stop = _STOP.search(line, _SHORTEST)
    sentence = line[: stop.end()] if stop else line
    address = sentence.find(" http", _SHORTEST)
    if address > 0:
        sentence = sentence[:address]
    colon = _COLON.search(sentence, 4)
    if colon and width(sentence[: colon.start()]) <= TITLE_WIDTH:
        sentence = sentence[: colon.start()]
    elif len(sentence) > TITLE_WIDTH or width(sentence) > TITLE_WIDTH:
        sentence = _cut(sentence)
    sentence = sentence.rstrip()
    bare = sentence
    while bare != (bare := bare.rstrip("。.；;，,：:").rstrip()):
        pass
    return bare or sentence


def width(text: str) -> int:
    """Columns that a text takes on a screen.

    >>> width("AI周知")
    6
    """
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


def _cut(sentence: str) -> str:
    """As much as a title may hold, ended at a comma or a space where there is one."""
    size = TITLE_WIDTH // 2
    while size < len(sentence) and width(sentence[: size + 1]) <= TITLE_WIDTH:
        size += 1
    head = sentence[:size]
    comma = max(head.rfind(mark) for mark in "，,、；")
    if comma >= size // 3:
        return head[:comma]
    space = head.rfind(" ")
    return head[:space] if space >= size // 2 else head


def number_items(items: Sequence[Item], issue_id: str) -> tuple[Item, ...]:
    """Give items their places and their ids: the issue's, and a hash of section and title.

    A second item of the same section and title gets ``-2``, and so on.
    """
    seen: dict[str, int] = {}
    numbered = []
    for position, item in enumerate(items):
        name = f"{issue_id}-{content_id(item.section, item.title)}"
        seen[name] = seen.get(name, 0) + 1
        name += f"-{seen[name]}" if seen[name] > 1 else ""
        numbered.append(replace(item, id=name, issue_id=issue_id, position=position))
    return tuple(numbered)


def content_id(*parts: str) -> str:
    """Six hex digits that tell texts apart, whatever their width of characters and white space.

    Examples
    --------
    >>> content_id("论文", "A  title") == content_id("论文", "Ａ title")
    True
    """
    return fingerprint(*(_SPACE.sub(" ", unicodedata.normalize("NFKC", part)).strip() for part in parts), size=3)
