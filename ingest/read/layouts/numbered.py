"""The layout of 科技爱好者周刊: sections of entries numbered ``1、``, and sections that are one item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.read.dialects import Dialect
from ingest.read.items import TITLE_WIDTH, ItemBuilder, Node, width
from ingest.read.layouts.outline import Laid, bullet_kind, lay_out, shown_prefix
from kg.model import ItemKind

_NUMBER = re.compile(r"(\d{1,3})\s*[、．]\s*")
_BRACKETED = re.compile(r"[（(](\d{1,3})[）)]\s*")
# Sections of short pieces: there "（1）" may begin an entry; anywhere else it counts points of one text.
_REGULAR = re.compile(r"新闻|资讯|科技动态|文章|教程|工具|软件|资源|图片|文摘|言论.*|新奇|AI 相关|本周金句")
_LANGUAGE = re.compile(r"(?<!\s)\s*+[（(][^（）()]{0,6}[中英日法德俄韩]文[^（）()]{0,8}[）)]\s*$")
_END = re.compile(r"[（(]\s*(?:完|全文完|end)\s*[）)]", re.IGNORECASE)
_LOOKS_BACK = re.compile(r"回顾|历史上的本周|往期")
_ABOUT_ITSELF = re.compile(r"订阅|鸣谢|致谢|赞助商|广告位|说明|通知|投稿|联系")
_SHORT_LEAD = 60


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a numbered entry begins among the blocks of its section, and how long its number is."""

    index: int
    number_width: int


def lay_out_numbered(nodes: Sequence[Node], dialect: Dialect) -> Laid:
    """Group blocks into items.

    Parameters
    ----------
    nodes
        All blocks of the issue below its title.
    """
    if not any(node.is_heading for node in nodes):
        return lay_out(nodes, dialect)
    laid = Laid()
    kept = _without_empty(nodes, laid)
    top = max(2, min((node.block.level for node in kept if node.is_heading), default=2))
    starts = [index for index, node in enumerate(kept) if node.is_heading and node.block.level <= top]
    first = starts[0] if starts else len(kept)
    if first:
        _one_item(kept[:first], "editorial", "", laid)
    for start, end in pairwise([*starts, len(kept)]):
        _section(kept[start], kept[start + 1 : end], dialect, laid)
    return laid.finish()


def is_numbered(nodes: Sequence[Node]) -> bool:
    """Whether a text is laid out in this way: below some heading entries are counted ``1、``, ``2、``."""
    starts = [index for index, node in enumerate(nodes) if node.is_heading]
    return any(len(_entries(nodes[start + 1 : end], _NUMBER)) > 1 for start, end in pairwise([*starts, len(nodes)]))


def _without_empty(nodes: Sequence[Node], laid: Laid) -> list[Node]:
    """Blocks that say anything."""
    kept = []
    for node in nodes:
        if node.is_empty:
            laid.drop(node, "nothing to read")
        elif _END.fullmatch(node.inline.text):
            laid.drop(node, "end mark")
        else:
            kept.append(node)
    return kept


def _section(heading: Node, below: Sequence[Node], dialect: Dialect, laid: Laid) -> None:
    """All items of one section."""
    title = heading.inline.text
    entries = _entries(below, _NUMBER)
    if not entries and _REGULAR.fullmatch(title.strip()):
        entries = _entries(below, _BRACKETED)
    if entries:
        _lead(heading, below[: entries[0].index], laid)
        ends = [*(entry.index for entry in entries[1:]), len(below)]
        for entry, end in zip(entries, ends, strict=True):
            _entry(below[entry.index : end], entry.number_width, title, dialect, laid)
    elif _LOOKS_BACK.search(title) and any(node.inline.links for node in below):
        laid.name(heading)
        _look_back(below, title, laid)
    else:
        kind: ItemKind = "editorial" if _ABOUT_ITSELF.search(title) else "story"
        _one_item([heading, *below], kind, title, laid)


def _entries(below: Sequence[Node], pattern: re.Pattern[str]) -> list[_Entry]:
    """Where entries begin.

    A number that does not continue the count (the editor slipped) still begins an entry where what follows it is a
    bare title; in a paragraph of prose it does not.
    """
    entries: list[_Entry] = []
    last = 0
    for index, node in enumerate(below):
        if not node.is_top_paragraph:
            continue
        found = pattern.match(node.inline.text)
        if found and (int(found[1]) == last + 1 or (last and _is_title(node, found.end()))):
            entries.append(_Entry(index, found.end()))
            last = int(found[1])
    return entries


def _is_title(node: Node, number_width: int) -> bool:
    """Whether a bare title follows a number: nothing yet, or a short line that is a link or bold."""
    rest = node.inline.text[number_width:]
    return not rest or (width(rest) <= TITLE_WIDTH and bool(node.inline.links or node.inline.emphasis == "strong"))


def _lead(heading: Node, lead: Sequence[Node], laid: Laid) -> None:
    """What a section says before its first entry is an item of its own, unless it is only a word of welcome."""
    length = sum(len(node.inline.text) for node in lead)
    if not any(node.inline.links or node.inline.images for node in lead) and length < _SHORT_LEAD:
        laid.name(heading)
        for node in lead:
            laid.drop(node, "introduces its section")
    else:
        _one_item([heading, *lead], "story", heading.inline.text, laid)


def _entry(nodes: Sequence[Node], number_width: int, section: str, dialect: Dialect, laid: Laid) -> None:
    """One numbered entry; its title is what stands beside the number."""
    line = nodes[0].inline.text[number_width:].split("\n")[0]
    title = _LANGUAGE.sub("", line).rstrip()
    builder = ItemBuilder(bullet_kind(section, dialect), section, title if width(title) <= TITLE_WIDTH else "")
    laid.begin(nodes[0], builder, skip=number_width)
    for node in nodes[1:]:
        builder.add(node, prefix=shown_prefix(node))


def _look_back(below: Sequence[Node], section: str, laid: Laid) -> None:
    """Links to the issues of earlier years, one item each."""
    builder: ItemBuilder | None = None
    for node in below:
        labels = [node.inline.text[link.start : link.end] for link in node.inline.links if link.end > link.start]
        if builder is not None and not labels:
            builder.add(node)
            continue
        builder = ItemBuilder("reading", section, labels[0] if labels else "")
        if labels and not node.inline.text.startswith(labels[0]):
            builder.say(labels[0])
        laid.begin(node, builder)


def _one_item(nodes: Sequence[Node], kind: ItemKind, section: str, laid: Laid) -> None:
    """Blocks that are one item together."""
    title = nodes[0].inline.text if nodes[0].is_heading and "\n" not in nodes[0].inline.text else ""
    builder = laid.begin(nodes[0], ItemBuilder(kind, section, title))
    for node in nodes[1:]:
        builder.add(node, prefix=shown_prefix(node))
