"""Marks of the tools that newsletters are written with, line by line: kramdown, Hugo, MDX, admonitions, contents.

What only tells a tool how to show the text is taken out, and named with its line; what the text says is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.read.markdown.html import TAGS

_ATTRIBUTES = re.compile(r"[ \t]*\{:[^{}]*+\}[ \t]*")
_ATTRIBUTE_LIST = re.compile(
    r"[ \t]*\{:?(?:[ \t]*(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"{}]*+\"|'[^'{}]*+'|[^\s\"'{}]++)))+[ \t]*\}[ \t]*"
)
_CONTENTS = re.compile(
    r"[ \t]*(?:\{:[ \t]*toc\b[^{}]*+\}|\[\[?_?toc_?\]\]?|\{\{[<%][ \t]*toc[ \t]*/?[>%]\}\})[ \t]*", re.IGNORECASE
)
_BULLET = re.compile(r"[ \t]*(?:[-*+]|1\.)[ \t]+\S.{0,80}")
_COMMENT = re.compile(r"[ \t]*(?:\{::comment\}|\{%-?[ \t]*comment[ \t]*-?%\})[ \t]*")
_COMMENT_END = re.compile(r"[ \t]*(?:\{:/(?:comment)?\}|\{%-?[ \t]*endcomment[ \t]*-?%\})[ \t]*")
_ADMONITION = re.compile(
    r"[ \t]*:{3,}[ \t]*(?:\{[^{}]*+\}|[\w-]*+)[ \t]*(?:\[(?P<label>[^\[\]]*+)\]|(?P<title>[^:\s].*))?"
)
_SIDE_NOTE = re.compile(r"[ \t]*(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*(?:[ \t]+\"(?P<title>[^\"]*+)\")?[ \t]*")
_CALLOUT = re.compile(r"(?P<quote>(?:[ \t]{0,3}>[ \t]?)++)\[![A-Za-z][\w-]*+(?:\|[^\[\]]*+)?\][+-]?[ \t]*(?P<title>.*)")
_IMPORT = re.compile(r"import (?:(?! )[\w*{}$, ]+? from )?[\"'][^\"']++[\"'];?[ \t]*")
_IMPORT_FROM = re.compile(r"import (?:[\w$]++, ?)?\{[\w$, ]*+")
_IMPORT_END = re.compile(r"[\w$, ]*+\} ?from [\"'][^\"']++[\"'];?[ \t]*")
_EXPORT = re.compile(r"export (?:const|let|var|default|function|async)\b.*")
_LONGEST_CODE = 100
_COMPONENT = re.compile(r"[ \t]*</?([A-Z][A-Za-z0-9.]*+)\s*/?>[ \t]*")


class Flavours:
    """Takes marks of tools out of the lines of a text.

    Parameters
    ----------
    lines
        The text; changed in place where a line says something beside its mark.
    code
        Lines of fenced code, which stay as they are.
    """

    def __init__(self, lines: list[str], code: set[int]) -> None:
        self.lines, self.code = lines, code
        self.hidden: dict[int, str] = {}
        self.rules: dict[str, Callable[[int], int]] = {
            "{": self.braces, ":": self.admonition, "!": self.side_note, "?": self.side_note, ">": self.callout,
            "[": self.contents, "#": self.heading, "<": self.component,
        }  # fmt: skip

    def hide(self) -> dict[int, str]:
        """Lines of which nothing is left, and what they were."""
        index = self.page_code()
        while index < len(self.lines):
            start = self.lines[index].lstrip()[:1]
            rule = self.rules.get(start) if index not in self.code else None
            after = rule(index) if rule else self.other(index) if index not in self.code else 0
            index = max(index + 1, after)
        return self.hidden

    def page_code(self) -> int:
        """Imports and exports that open a page of MDX; the line after them."""
        index = 0
        while index < len(self.lines) and index not in self.code:
            line = self.lines[index]
            if _IMPORT.fullmatch(line):
                end = index + 1
            elif _IMPORT_FROM.fullmatch(line):
                end = self.until(index, _IMPORT_END)
            elif _EXPORT.fullmatch(line):
                end = self.balanced(index)
            elif not line.strip():
                index += 1
                continue
            else:
                break
            if end == index:
                break
            self.mark(index, end, "code of the page")
            index = end
        return index

    def other(self, index: int) -> int:
        """An import further down; the id of a heading that is underlined."""
        line = self.lines[index]
        if line.startswith("import") and _IMPORT.fullmatch(line):
            self.hidden[index] = "code of the page"
        elif "{" in line and index + 1 < len(self.lines) and re.fullmatch(r"=+|-+", self.lines[index + 1].strip()):
            self.heading(index)
        return 0

    def mark(self, first: int, end: int, why: str) -> None:
        """Hide lines."""
        self.hidden.update({index: why for index in range(first, end) if self.lines[index].strip()})

    def until(self, index: int, closer: re.Pattern[str]) -> int:
        """Line after the one that closes what a line opens; the line itself where none does."""
        for end in range(index + 1, min(len(self.lines), index + _LONGEST_CODE)):
            if closer.fullmatch(self.lines[end]):
                return end + 1
        return index

    def balanced(self, index: int) -> int:
        """Line after the code that begins on a line and goes on until all its brackets are closed."""
        depth = 0
        for end in range(index, min(len(self.lines), index + _LONGEST_CODE)):
            line = self.lines[end]
            depth += sum(map(line.count, "({[")) - sum(map(line.count, ")}]"))
            if depth <= 0:
                return end + 1
        return index

    def braces(self, index: int) -> int:
        """A line that is an attribute list, a table of contents or a comment."""
        line = self.lines[index]
        if _COMMENT.fullmatch(line):
            end = self.until(index, _COMMENT_END)
            self.mark(index, end, "comment")
            return end
        if _CONTENTS.fullmatch(line):
            above = index - 1
            if line.lstrip().startswith("{:") and above >= 0 and _BULLET.fullmatch(self.lines[above]):
                self.mark(above, index, "table of contents")  # the list is only where it is put
            return self.contents(index)
        if _ATTRIBUTES.fullmatch(line) or _ATTRIBUTE_LIST.fullmatch(line):
            self.hidden[index] = "attributes"
        return 0

    def contents(self, index: int) -> int:
        """The place of a table of contents."""
        if _CONTENTS.fullmatch(self.lines[index]):
            self.hidden[index] = "table of contents"
        return 0

    def heading(self, index: int) -> int:
        """The id of a heading."""
        line = self.lines[index].rstrip()
        opener = line.rfind("{")
        if line.endswith("}") and opener > 0 and _ATTRIBUTE_LIST.fullmatch(line, opener):
            self.lines[index] = line[:opener].rstrip()
        return 0

    def admonition(self, index: int) -> int:
        """The fence of an admonition; its title is kept."""
        found = _ADMONITION.fullmatch(self.lines[index])
        return self.title(index, (found["label"] or found["title"] or "").strip()) if found else 0

    def side_note(self, index: int) -> int:
        """The line above an indented note; its title is kept."""
        below = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        found = _SIDE_NOTE.fullmatch(self.lines[index]) if below.startswith(("    ", "\t")) else None
        return self.title(index, (found["title"] or "").strip()) if found else 0

    def title(self, index: int, title: str) -> int:
        """Keep the title of a note, or nothing of its line."""
        if title:
            self.lines[index] = _strong(title)
        else:
            self.hidden[index] = "mark of a note"
        return 0

    def callout(self, index: int) -> int:
        """The kind of a quote that is a note; its title is kept."""
        found = _CALLOUT.fullmatch(self.lines[index]) if "[!" in self.lines[index] else None
        if found:
            title = found["title"].strip()
            self.lines[index] = found["quote"] + _strong(title)
        return 0

    def component(self, index: int) -> int:
        """A tag of a component that stands alone."""
        found = _COMPONENT.fullmatch(self.lines[index])
        if found and found[1].lower() not in TAGS:
            self.hidden[index] = "layout"
        return 0


def _strong(title: str) -> str:
    """A title as a line that stands for itself."""
    return f"**{title}**" if title and not set(title) & set("*_") else title
