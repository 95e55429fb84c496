"""Markdown -> blocks with line numbers. Knows no newsletter.

A scanner of its own rather than a CommonMark library, because newsletters are not CommonMark: after ``</div>`` a
blog's converter goes on with Markdown where the standard still sees raw HTML (and would swallow the paragraph and
list that follow); an unclosed fence must not eat the rest of an issue; an indented line is never code; HTML lists of
30 KB on one line are lists. Every line is read once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.read.failures import LineFailure
from ingest.read.markdown import lines as line_rules
from ingest.read.markdown.definitions import find_definitions
from ingest.read.markdown.flavours import Flavours
from ingest.read.markdown.html import Hider, LayoutFolder, is_layout
from ingest.read.markdown.lines import BULLET, EMPTY_HEADING, HEADING, QUOTE, RULE, URL, LazyQuote

BlockKind = Literal["heading", "paragraph", "bullet", "table", "code"]

_CLOSING = re.compile(r"(?<![ \t])[ \t]++#++$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_ANY_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)/?>")
_TEMPLATE_LINE = re.compile(r"[ \t]*\{[%{].*[%}]\}[ \t]*")
_EXPLAINS = re.compile(r" {0,3}:[ \t]+\S")
_LONGEST_SETEXT = 200
_SENTENCE_END = re.compile(r"[.!?。！？…:：;；]\s*$")


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
    """A text in parts.

    Attributes
    ----------
    blocks
        All of its blocks in order.
    refs
        Targets of its reference links by name, and the text of its footnotes by ``^`` and their name.
    dropped
        Lines that are in no block.
    """

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
    fenced = line_rules.fences(lines)
    hidden = Flavours(lines, {index for first, last in fenced.items() for index in range(first, last + 1)}).hide()
    found = find_definitions(lines, fenced)
    numbers = range(first_line, first_line + len(lines))
    scanner = _BlockScanner(lines, numbers, hidden | found.where)
    scanner.run()
    return MarkdownText(tuple(scanner.blocks), found.refs, tuple(scanner.dropped))


@dataclass(slots=True)
class _OpenBlock:
    """The paragraph or list entry that is being read: its lines so far, and what its block will be."""

    kind: BlockKind
    lines: list[str]
    first: int
    last: int
    level: int
    marker: str

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph that stands in no list."""
        return self.kind == "paragraph" and not self.level

    def becomes_heading(self, line: str) -> bool:
        """Whether the line below makes a heading of it."""
        if not self.is_prose or not _SETEXT.fullmatch(line) or sum(map(len, self.lines)) >= _LONGEST_SETEXT:
            return False
        if "=" in line:
            return self.lines[0].lstrip()[:1] not in ("<", "|")
        # Below prose a row of hyphens is meant as a rule.
        return self.lines[0].lstrip()[:1] not in tuple("*_<![|") and (
            len(self.lines) == 1 or not (_SENTENCE_END.search(self.lines[-1]) or URL.search(self.lines[-1]))
        )

    def add(self, line: str, number: int) -> None:
        """Go on with another line."""
        self.lines.append(_trimmed(line.lstrip()))
        self.last = number

    def close(self, quoted: bool) -> Block:
        """The whole block."""
        text = "\n".join(self.lines).strip()
        return Block(self.kind, text, self.first, self.last, self.level, self.marker, quoted)


def _trimmed(line: str) -> str:
    """A line without the white space at its end, but the two spaces that break it."""
    return line.rstrip() + ("  " if line.endswith("  ") else "")


class _BlockScanner:
    """State of one pass over the lines."""

    def __init__(
        self, lines: list[str], numbers: Sequence[int], hidden: dict[int, str], *, quoted: bool = False
    ) -> None:
        self.lines, self.numbers, self.hidden, self.quoted = lines, numbers, hidden, quoted
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.open: _OpenBlock | None = None
        self.indents: list[int] = []  # indents of the markers of the lists that are open
        self.folder = LayoutFolder()
        self.hider = Hider(lines)
        self.closers = line_rules.fence_closers(lines)

    def run(self) -> None:
        """Read all lines."""
        index = 0
        try:
            while index < len(self.lines):
                index = self.line(index)
            self.flush()
        except LineFailure:
            raise
        except Exception as error:
            raise LineFailure(self.numbers[min(index, len(self.lines) - 1)]) from error

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
        end = line_rules.fence_end(self.lines, index, self.closers)
        if end >= 0:
            return self.fence(index, end)
        if line.lstrip().startswith(">"):
            return self.quote(index)
        begins_table = line_rules.interrupts_as_table if self.open else line_rules.begins_table
        if "|" in line and begins_table(self.lines, index):
            return self.table(index)
        if "<" in line:
            self.html(index)
        else:
            self.text(index, self.folder.begin(line))
        return index + 1

    def text(self, index: int, line: str) -> None:
        """One line of ordinary Markdown."""
        heading = HEADING.fullmatch(line) if line.lstrip().startswith("#") else None
        if heading:
            self.heading(index, len(heading[1]), _CLOSING.sub("", heading[2].rstrip(" \t")))
        elif EMPTY_HEADING.fullmatch(line):
            self.flush()
            self.drop(index, index, "heading without text")
        elif self.open and self.open.becomes_heading(line):
            first, title, self.open = self.open.first, "\n".join(self.open.lines), None
            self.indents.clear()
            level = 1 if "=" in line else 2
            self.blocks.append(Block("heading", title.strip(), first, self.numbers[index], level, "", self.quoted))
        elif RULE.fullmatch(line) or re.fullmatch(r" {0,3}=+[ \t]*", line):
            self.flush()
            self.indents.clear()
            self.drop(index, index, "rule")
        elif _TEMPLATE_LINE.fullmatch(line):
            self.flush()
            self.start(index, "paragraph", line, level=len(self.indents))
            self.flush()
        else:
            self.entry(index, line)

    def entry(self, index: int, line: str) -> None:
        """A list entry, or a line of a paragraph."""
        bullet = BULLET.fullmatch(line)
        if bullet and not self.counts_in_prose(bullet[2]):
            self.flush()
            indent = len(bullet[1].expandtabs(4))
            while self.indents and indent <= self.indents[-1]:
                self.indents.pop()
            depth = len(self.indents)
            self.indents.append(indent)
            self.start(index, "bullet", bullet[4], level=depth, mark=line_rules.marker(bullet[2]))
        elif self.open and _EXPLAINS.match(line) and self.term():
            self.start(index, "paragraph", line.lstrip()[1:].lstrip(), level=len(self.indents))
        elif self.open:
            self.open.add(line, self.numbers[index])
        else:
            indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            while self.indents and (indent <= self.indents[-1] or indent < 2):
                self.indents.pop()
            self.start(index, "paragraph", line.lstrip(), level=len(self.indents))

    def term(self) -> bool:
        """Close what is explained on the line below, if it is a term or an explanation of one."""
        if self.open and self.open.is_prose and len(self.open.lines) == 1:
            self.open.kind, self.open.marker = "bullet", "-"
            self.indents = [0]
        elif not self.open or self.open.kind != "paragraph" or not self.open.level:
            return False
        self.flush()
        return True

    def counts_in_prose(self, mark: str) -> bool:
        """Whether a number begins a line of a paragraph and no list: "2025. …"."""
        return self.open is not None and self.open.is_prose and mark[0].isdigit() and mark[:-1] != "1"

    def start(self, index: int, kind: BlockKind, line: str, *, level: int = 0, mark: str = "") -> None:
        """Begin a paragraph or list entry."""
        number = self.numbers[index]
        self.open = _OpenBlock(kind, [_trimmed(line)], number, number, level, mark)

    def flush(self) -> None:
        """Close the paragraph or list entry that is being read."""
        if self.open:
            self.blocks.append(self.open.close(self.quoted))
            self.open = None

    def heading(self, index: int, level: int, text: str) -> None:
        """A line that is a heading."""
        self.flush()
        self.indents.clear()
        if text.strip():
            self.blocks.append(
                Block("heading", text.strip(), self.numbers[index], self.numbers[index], level, "", self.quoted)
            )
        else:
            self.drop(index, index, "heading without text")

    def drop(self, first: int, last: int, reason: str) -> None:
        """Leave lines out of all blocks."""
        self.dropped.append(Dropped(self.numbers[first], self.numbers[last], reason))

    def fence(self, index: int, end: int) -> int:
        """Fenced code; a fence that is never closed is dropped alone, and what follows is read as usual."""
        self.flush()
        if end == index:
            self.drop(index, index, "code fence that is never closed")
            return index + 1
        code = "\n".join(self.lines[index + 1 : end]).strip("\n").rstrip()
        if code.strip():
            block = Block("code", code, self.numbers[index], self.numbers[end], len(self.indents), "", self.quoted)
            self.blocks.append(block)
        else:
            self.drop(index, end, "empty code")
        return end + 1

    def quote(self, index: int) -> int:
        """A block quote; what it holds is read like a text of its own, all levels of quoting at once."""
        self.flush()
        inner: list[str] = []
        numbers: list[int] = []
        hidden: dict[int, str] = {}
        end = index
        lazy = LazyQuote()
        while end < len(self.lines):
            line = self.lines[end]
            mark = QUOTE.match(line)
            if not mark and (not inner or end in self.hidden or not lazy.goes_on(line)):
                break
            if end in self.hidden:
                hidden[len(inner)] = self.hidden[end]
            inner.append(line[mark.end() :] if mark else line.strip())
            numbers.append(self.numbers[end])
            lazy.add(inner[-1])
            end += 1
        if end == index:  # a ">" too far to the right: an ordinary line
            self.text(index, self.lines[index].replace(">", "", 1))
            return index + 1
        scanner = _BlockScanner(inner, numbers, hidden, quoted=True)
        scanner.run()
        self.blocks += scanner.blocks
        self.dropped += scanner.dropped
        blank = [number for number, line in zip(numbers, inner, strict=True) if not line.strip()]
        self.dropped += [Dropped(number, number, "empty line of a quote") for number in blank]
        return end

    def table(self, index: int) -> int:
        """A table, one block."""
        self.flush()
        text, end = line_rules.read_table(self.lines, index)
        level = len(self.indents) if self.lines[index].startswith(("  ", "\t")) else 0
        self.blocks.append(Block("table", text, self.numbers[index], self.numbers[end - 1], level, "", self.quoted))
        return end

    def html(self, index: int) -> None:
        """A line with tags."""
        line = self.lines[index]
        folded = self.folder.fold(line)
        if folded is None:
            bare = _ANY_TAG.sub(lambda tag: "" if is_layout(tag[1], tag[2]) else tag[0], line)
            if bare.strip() or URL.search(line) or "<img" in line.lower():
                self.text(index, line)
                return
            folded = []
        if not folded or not folded[0]:
            self.flush()
        blocks = len(self.blocks)
        for piece in folded:
            if piece:
                self.text(index, piece)
            else:
                self.flush()
        if len(self.blocks) == blocks and not self.open:
            self.drop(index, index, "layout")
