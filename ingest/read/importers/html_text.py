"""HTML -> Markdown: headings, lists, links, bold, figures, tables of data; what only lays out the page is left out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from ingest.read.importers.furniture import without_furniture
from ingest.read.importers.html_clean import clean
from ingest.read.importers.html_tables import is_data
from ingest.read.importers.html_tree import BLOCKS, attribute, parse_html, steps
from ingest.read.importers.written import Line, escaped, figure, link, marked

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MARKS = {"a": "a", "b": "**", "strong": "**", "em": "*", "i": "*", "cite": "*", "code": "`", "tt": "`"}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_DEEPEST = 12  # lists and quotes in one another that are shown as such


def to_markdown(markup: str, base: str = "") -> str:
    """Write HTML as Markdown.

    Parameters
    ----------
    markup
        A page, or a piece of one.
    base
        Address that relative references start from.

    Examples
    --------
    >>> print(to_markdown('<h2>News</h2><ul><li><p>A <a href="https://a.example">map</a>.</li></ul>'))
    ## News
    <BLANKLINE>
    - A [map](https://a.example).
    """
    root = parse_html(markup)
    gone: set[int] = set()
    clean(root, gone)
    return node_to_markdown(root, base, gone)


def node_to_markdown(root: LexborNode, base: str, gone: Collection[int]) -> str:
    """Write what lies beneath an element as Markdown, without what is gone."""
    writer = _Writer(base)
    for node, begins in steps(root, gone):
        if node.is_text_node:
            if begins:
                writer.text(node.text_content or "")
        elif node.is_element_node and node.tag is not None:
            (writer.begin if begins else writer.end)(node)
    writer.flush()
    return without_furniture("\n".join(writer.lines))


@dataclass(slots=True)
class _Frame:
    """A list item or a quote that lines are written into: what stands before its first line, and before the others."""

    first: str
    other: str
    begun: bool = False


@dataclass(slots=True)
class _Mark:
    """A link or an emphasis that has begun: where in the line."""

    kind: str
    target: str
    start: int
    quiet: bool = False


@dataclass(slots=True)
class _List:
    """A list: the number of its next item, 0 where it has none."""

    number: int


@dataclass(slots=True)
class _Writer:
    """Takes the elements of a page one by one."""

    base: str
    lines: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    tables: list[bool] = field(default_factory=list)
    row: list[str] | None = None
    cells: int = 0  # columns of the data table that is being written, 0 before its first row
    heading: int = 0
    verbatim: bool = False
    tight: bool = False  # the next block follows without an empty line

    def text(self, text: str) -> None:
        """Take a run of text."""
        if self.verbatim:
            self.inline.append(text)
        elif text:
            inside = any(mark.kind == "`" and not mark.quiet for mark in self.marks)
            self.inline.append(re.sub(r"\s+", " ", text) if inside else escaped(re.sub(r"\s+", " ", text)))

    def begin(self, node: LexborNode) -> None:
        """Take the beginning of an element."""
        tag = str(node.tag)
        if tag in BLOCKS and not self.verbatim:
            self._begin_block(tag, node)
        elif tag == "br":
            self.inline.append("\n")
        elif tag == "img":
            self.inline.append(figure(node, self.base))
        elif self._kind(node):
            self._begin_mark(self._kind(node), node)

    def _kind(self, node: LexborNode) -> str:
        """Which mark an element of a line makes, "" where none."""
        if node.tag == "span":
            return "**" if _BOLD.search(attribute(node, "style")) else ""
        return _MARKS.get(str(node.tag), "")

    def _begin_mark(self, kind: str, node: LexborNode) -> None:
        target = attribute(node, "href") if kind == "a" else ""
        if target and self.base:
            target = _joined(self.base, target)
        nested = any(mark.kind == kind and not mark.quiet for mark in self.marks)
        quiet = nested or self.verbatim or (kind == "**" and bool(self.heading)) or (kind == "a" and not _leads(target))
        self.marks.append(_Mark(kind, target, len(self.inline), quiet))

    def end(self, node: LexborNode) -> None:
        """Take the end of an element."""
        tag = str(node.tag)
        if tag in BLOCKS:
            self._end_block(tag)
        elif self._kind(node) and self.marks:
            self._close(self.marks.pop())

    def _close(self, mark: _Mark) -> None:
        """Write the mark around what has come since it began."""
        if mark.quiet:
            return
        inner = "".join(self.inline[mark.start :])
        written = link(inner, mark.target) if mark.kind == "a" else marked(inner, mark.kind)
        self.inline[mark.start :] = [written] if written else []

    def _begin_block(self, tag: str, node: LexborNode) -> None:
        if self.row is not None and tag not in ("td", "th", "tr", "table"):
            self.inline.append("\n")  # a paragraph inside a cell
            return
        self.flush()
        if tag in ("ul", "ol", "menu"):
            start = attribute(node, "start")
            self.lists.append(_List((int(start) if start.isdecimal() and len(start) < 9 else 1) if tag == "ol" else 0))
            self.tight = bool(self.frames)
        elif tag == "li":
            self._begin_item()
        elif tag == "blockquote":
            self._push("> ", "> ")
        elif tag == "table":
            self.tables.append(is_data(node))
            self.cells = 0
        elif tag == "tr" and self.tables and self.tables[-1]:
            self.row = []
        elif tag == "pre":
            self.verbatim = True
        elif tag == "hr":
            self._emit(["---"] if self.lines else [])
        self.heading = _HEADINGS.get(tag, self.heading)

    def _begin_item(self) -> None:
        """A list item: its mark, and room for what is nested in it."""
        of = self.lists[-1] if self.lists else _List(0)
        mark = f"{of.number}. " if of.number else "- "
        of.number += bool(of.number)
        self._push(mark, " " * len(mark))
        self.tight = bool(self.lines) and bool(_ITEM.match(self.lines[-1]))

    def _push(self, first: str, other: str) -> None:
        deep = len(self.frames) >= _DEEPEST
        self.frames.append(_Frame("", "") if deep else _Frame(first, other))

    def _end_block(self, tag: str) -> None:
        if self.row is not None and tag not in ("td", "th", "tr", "table"):
            self.inline.append("\n")
            return
        if tag in ("td", "th") and self.row is not None:
            self.row.append(self._taken().replace("\n", "<br>").replace("|", r"\|"))
            return
        if tag == "tr" and self.row is not None:
            self._end_row()
            return
        self.flush()
        if tag == "pre":
            self.verbatim = False
        elif tag in ("li", "blockquote") and self.frames:
            self.frames.pop()
        elif tag in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()
        elif tag == "table" and self.tables:
            self.tables.pop()
        self.heading = 0 if tag in _HEADINGS else self.heading

    def _end_row(self) -> None:
        row, self.row = self.row or [], None
        if not row:
            return
        written = ["| " + " | ".join(row) + " |"]
        if not self.cells:
            self.cells = len(row)
            written.append("|" + " --- |" * len(row))
        else:
            self.tight = True
        self._emit(written)

    def flush(self) -> None:
        """Write the block that has come as lines of its own."""
        if self.verbatim:
            self._verbatim()
            return
        taken = self._taken()
        if not taken:
            return
        if self.heading:
            self._emit([f"{'#' * self.heading} {_CLOSING.sub(_SHARP, ' '.join(taken.split()))}"])
            return
        for paragraph in re.split(r"\n{2,}", taken) if _SEEN.search(taken) else ():
            self._emit(Line.broken(paragraph))

    def _taken(self) -> str:
        """The line that has come, with links and emphasis closed.

        Emphasis begins anew in the next line; of a link around several, the first that has a text is its label.
        """
        for mark in reversed(self.marks):
            carries = mark.kind == "a" and bool(_LABEL.search(_FIGURES.sub("", "".join(self.inline[mark.start :]))))
            self._close(mark)
            mark.quiet = mark.quiet or carries
        text = "".join(self.inline)
        self.inline.clear()
        for mark in self.marks:
            mark.start = 0
        return re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", text)).strip()

    def _verbatim(self) -> None:
        text = "".join(self.inline).strip("\n")
        self.inline.clear()
        if text.strip():
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            self._emit([fence, *text.split("\n"), fence])

    def _emit(self, lines: list[str]) -> None:
        """Write lines into the frames that are open, an empty line before them."""
        if not lines:
            return
        if self.lines and not self.tight:
            self.lines.append("".join(frame.other for frame in self.frames if frame.begun).rstrip())
        self.tight = False
        for line in lines:
            before = "".join(frame.other if frame.begun else frame.first for frame in self.frames)
            for frame in self.frames:
                frame.begun = True
            self.lines.append((before + line).rstrip() if not line.endswith("  ") else before + line)


_SEEN = re.compile(r"[^\s\u00ad\u034f\u200b-\u200f\u2060\ufeff]")  # mails fill their preview with what nobody sees
_LABEL = re.compile(r"\w")
_FIGURES = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_SHARP = r"\\#"
_CLOSING = re.compile(r"(?<= )#(?=#*$)")  # would close the heading
_ITEM = re.compile(r"\s*(?:-|\d+\.) ")


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target


def _leads(target: str) -> bool:
    """Whether a link leads anywhere outside the page."""
    return bool(target) and not target.startswith("#") and not target.lower().startswith(("javascript:", "data:"))
