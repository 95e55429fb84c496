"""Markdown -> blocks with line numbers. Knows no newsletter.

A scanner of its own rather than a CommonMark library, because newsletters are not CommonMark: after ``</div>`` a
blog's converter goes on with Markdown where the standard still sees raw HTML (and would swallow the paragraph and
list that follow); an unclosed fence must not eat the rest of an issue; an indented line is never code; HTML lists of
30 KB on one line are lists. Every line is read once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.read.markdown.html import Hider, LayoutFolder
from ingest.read.markdown.inline import is_layout
from ingest.read.markdown.lines import begins_table, fence_closers, marker, read_table, references

BlockKind = Literal["heading", "paragraph", "bullet", "table", "code"]

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+|(?<=##)(?=[^\s#]))(.*)")
_EMPTY_HEADING = re.compile(r" {0,3}#{1,6}[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})|--+")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_BULLET = re.compile(r"([ \t]*)([-*+•‣◦]|\d{1,9}[.)])([ \t]+|$)(.*)", re.DOTALL)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^`]*)")
_QUOTE = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)")
_ANY_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)/?>")
_TEMPLATE_LINE = re.compile(r"[ \t]*\{[%{].*[%}]\}[ \t]*")
_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list entry, table or fenced code.

    Attributes
    ----------
    kind
        What it is.
    text
        Its Markdown without the block's own marks; lines are separated by newlines.
    first, last
        Source lines, 1-based, inclusive.
    level
        Of a heading: 1-6. Of a bullet: depth, 0 at the top. Of what stands inside a bullet: its depth + 1.
    marker
        Of a bullet: ``-`` or ``3.``.
    quoted
        Whether it stands in a block quote.
    """

    kind: BlockKind
    text: str
    first: int
    last: int
    level: int = 0
    marker: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lines that hold nothing to read, and why."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """All blocks of a text in order, the targets of its reference links, and the lines that are in no block."""

    blocks: tuple[Block, ...]
    refs: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()


def read_blocks(text: str, *, first_line: int = 1) -> MarkdownText:
    r"""Split Markdown into blocks.

    Parameters
    ----------
    text
        The Markdown, front matter taken off.
    first_line
        Number of its first line in the file.

    Examples
    --------
    >>> [(block.kind, block.text) for block in read_blocks("# A\n</div>\nB\n- C").blocks]
    [('heading', 'A'), ('paragraph', 'B'), ('bullet', 'C')]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    refs, where = references(lines)
    reader = _BlockScanner(lines, first_line, dict.fromkeys(where, "definition of a link"))
    reader.run()
    return MarkdownText(tuple(reader.blocks), refs, tuple(reader.dropped))


class _BlockScanner:
    """State of one pass over the lines."""

    def __init__(self, lines: list[str], first_line: int, hidden: dict[int, str], *, quoted: bool = False) -> None:
        self.lines, self.first_line, self.hidden, self.quoted = lines, first_line, hidden, quoted
        self.numbers: list[int] | None = None
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.open: list[str] = []  # lines of the paragraph or bullet that is being read
        self.open_kind: BlockKind = "paragraph"
        self.open_first = self.open_last = 0
        self.open_level, self.open_marker = 0, ""
        self.indents: list[int] = []  # indents of the markers of the lists that are open
        self.folder = LayoutFolder()
        self.hider = Hider(lines)
        self.closers = fence_closers(lines)

    def number(self, index: int) -> int:
        return self.numbers[index] if self.numbers else self.first_line + index

    def run(self) -> None:
        index = 0
        while index < len(self.lines):
            index = self.line(index)
        self.flush()

    def line(self, index: int) -> int:
        """Read the block part that begins at this line; the index after it."""
        if "<" in self.lines[index] and index not in self.hidden:
            self.hidden |= dict.fromkeys(self.hider.hide(index), "comment, script or style")
        line = self.lines[index]
        if index in self.hidden:
            self.flush()
            self.drop(index, index, self.hidden[index])
            return index + 1
        if not line.strip():
            self.flush()
            return index + 1
        fence = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if fence and not _URL.search(fence[2]):
            return self.fence(index, fence[1])
        if line.lstrip().startswith(">"):
            return self.quote(index)
        if "|" in line and not self.open and begins_table(self.lines, index):
            return self.table(index)
        if "<" in line:
            self.html(index)
        else:
            self.text(index, self.folder.begin(line))
        return index + 1

    def text(self, index: int, line: str) -> None:
        """One line of ordinary Markdown."""
        heading = _HEADING.fullmatch(line) if line.lstrip().startswith("#") else None
        if heading:
            self.heading(index, len(heading[1]), re.sub(r"[ \t]+#+[ \t]*$", "", heading[2]))
        elif _EMPTY_HEADING.fullmatch(line):
            self.flush()
            self.drop(index, index, "heading without text")
        elif (
            self.open
            and self.open_kind == "paragraph"
            and len(self.open) == 1
            and not self.open_level
            and self.setext(line)
        ):
            level = 1 if "=" in line else 2
            title, self.open = self.open[0], []
            self.indents.clear()
            self.blocks.append(
                Block("heading", title.strip(), self.open_first, self.number(index), level, "", self.quoted)
            )
        elif _RULE.fullmatch(line) or re.fullmatch(r" {0,3}=+[ \t]*", line):
            self.flush()
            self.indents.clear()
            self.drop(index, index, "rule")
        elif _TEMPLATE_LINE.fullmatch(line):
            self.flush()
            self.start(index, "paragraph", line, level=len(self.indents))
            self.flush()
        else:
            self.entry(index, line)

    def setext(self, line: str) -> bool:
        """Whether this line makes a heading of the one above."""
        return (
            bool(_SETEXT.fullmatch(line))
            and not re.match(r"[*_<!\[|]", self.open[0].lstrip())
            and len(self.open[0]) < 200
        )

    def entry(self, index: int, line: str) -> None:
        """A list entry, or a line of a paragraph."""
        bullet = _BULLET.fullmatch(line)
        in_prose = bool(self.open) and self.open_kind == "paragraph" and not self.open_level
        if bullet and not (in_prose and bullet[2][0].isdigit() and bullet[2][:-1] != "1"):  # "2025. …" is no list there
            self.flush()
            indent = len(bullet[1].expandtabs(4))
            while self.indents and indent <= self.indents[-1]:
                self.indents.pop()
            depth = len(self.indents)
            self.indents.append(indent)
            self.start(index, "bullet", bullet[4], level=depth, mark=marker(bullet[2]))
        elif self.open:
            self.open.append(line.strip())
            self.open_last = self.number(index)
        else:
            indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            while self.indents and (indent <= self.indents[-1] or indent < 2):
                self.indents.pop()
            self.start(index, "paragraph", line.strip(), level=len(self.indents))

    def start(self, index: int, kind: BlockKind, line: str, *, level: int = 0, mark: str = "") -> None:
        self.open, self.open_kind = [line.rstrip()], kind
        self.open_first = self.open_last = self.number(index)
        self.open_level, self.open_marker = level, mark

    def flush(self) -> None:
        """Close the paragraph or bullet that is being read."""
        if self.open:
            text = "\n".join(self.open).strip()
            self.blocks.append(
                Block(
                    self.open_kind,
                    text,
                    self.open_first,
                    self.open_last,
                    self.open_level,
                    self.open_marker,
                    self.quoted,
                )
            )
            self.open = []

    def heading(self, index: int, level: int, text: str) -> None:
        self.flush()
        self.indents.clear()
        if text.strip():
            self.blocks.append(
                Block("heading", text.strip(), self.number(index), self.number(index), level, "", self.quoted)
            )
        else:
            self.drop(index, index, "heading without text")

    def drop(self, first: int, last: int, reason: str) -> None:
        self.dropped.append(Dropped(self.number(first), self.number(last), reason))

    def fence(self, index: int, mark: str) -> int:
        """Fenced code; a fence that is never closed is dropped alone, and what follows is read as usual."""
        self.flush()
        closer = self.closers[mark[0]]
        if closer[index + 1] < len(mark):
            self.drop(index, index, "code fence that is never closed")
            return index + 1
        end = index + 1
        pattern = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
        while not pattern.fullmatch(self.lines[end]):
            end += 1
        code = "\n".join(self.lines[index + 1 : end]).strip("\n").rstrip()
        if code.strip():
            block = Block("code", code, self.number(index), self.number(end), len(self.indents), "", self.quoted)
            self.blocks.append(block)
        else:
            self.drop(index, end, "empty code")
        return end + 1

    def quote(self, index: int) -> int:
        """A block quote; what it holds is read like a text of its own, all levels of quoting at once."""
        self.flush()
        inner, numbers = [], []
        end = index
        while end < len(self.lines):
            mark = _QUOTE.match(self.lines[end])
            if not mark:
                break
            inner.append(self.lines[end][mark.end() :])
            numbers.append(self.number(end))
            end += 1
        if end == index:  # a ">" too far to the right: an ordinary line
            self.text(index, self.lines[index].replace(">", "", 1))
            return index + 1
        reader = _BlockScanner(inner, 1, {}, quoted=True)
        reader.numbers = numbers
        reader.run()
        self.blocks += reader.blocks
        self.dropped += reader.dropped
        blank = [number for number, line in zip(numbers, inner, strict=True) if not line.strip()]
        self.dropped += [Dropped(number, number, "empty line of a quote") for number in blank]
        return end

    def table(self, index: int) -> int:
        """A table, one block."""
        text, end = read_table(self.lines, index)
        self.blocks.append(Block("table", text, self.number(index), self.number(end - 1), 0, "", self.quoted))
        return end

    def html(self, index: int) -> None:
        """A line with tags."""
        line = self.lines[index]
        folded = self.folder.fold(line)
        if folded is None:
            bare = _ANY_TAG.sub(lambda tag: "" if is_layout(tag[1], tag[2]) else tag[0], line)
            if bare.strip() or _URL.search(line) or "<img" in line.lower():
                self.text(index, line)
                return
            folded = []
        self.flush()
        blocks = len(self.blocks)
        for piece in folded:
            if piece:
                self.text(index, piece)
            else:
                self.flush()
        self.flush()
        if len(self.blocks) == blocks:
            self.drop(index, index, "layout")
