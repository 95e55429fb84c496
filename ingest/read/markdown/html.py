"""HTML in Markdown: what is hidden is taken out, layout is taken off, lists and headings become Markdown's."""

from __future__ import annotations

import re

_HIDDEN = re.compile(r"<!--|<script\b|<style\b", re.IGNORECASE)
_CLOSERS = {"<!--": "-->", "<script": "</script", "<style": "</style"}
_LAYOUT = re.compile(
    r"<(/?)(li|ul|ol|dl|dd|dt|p|div|h[1-6]|hr|table|tr|td|th|thead|tbody|section|article|center|blockquote|figure"
    r"|figcaption|details|summary|header|footer|main)\b[^<>]*>",
    re.IGNORECASE,
)

# Tags that only shape the page. Anything else in angle brackets is what the author wrote (``<FORK-1>``, ``List<int>``).
TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr address article aside audio b big blockquote body br button caption center cite code col "
        "colgroup dd del details dfn div dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 "
        "head header hr html i iframe img input ins kbd label li link main mark meta nav object ol p picture "
        "pre q s samp script section small source span strike strong style sub summary sup svg table tbody td "
        "tfoot th thead time title tr track tt u ul var video wbr",
    )
)


def is_layout(name: str, attributes: str) -> bool:
    """Whether a tag shapes the page: one of HTML's, a custom element, or anything with attributes."""
    return name.lower() in TAGS or "=" in attributes or ("-" in name and name.islower())


class Hider:
    """Takes comments, scripts and styles out of the lines of a text.

    Parameters
    ----------
    lines
        The text; changed in place as `hide` goes on.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        # Where the last closer of each kind stands: an opener below it is never closed, and stays as it is.
        self.last = {
            closer: max((index for index, line in enumerate(lines) if closer in line.lower()), default=-1)
            for closer in _CLOSERS.values()
        }

    def hide(self, index: int) -> list[int]:
        """Clear what begins to be hidden on a line; the lines of which nothing is left, in order."""
        line = self.lines[index]
        low = line.lower()
        parts, at = [], 0
        emptied: list[int] = []
        missing: set[str] = set()
        while found := _HIDDEN.search(line, at):
            parts.append(line[at : found.start()])
            closer = _CLOSERS[found[0].lower()]
            end = -1 if closer in missing else low.find(closer, found.end())
            if end < 0:
                missing.add(closer)
            if end < 0 and self.last[closer] > index:
                self.lines[index] = "".join(parts)
                return [index, *self._hide_below(index, closer)] if not self.lines[index].strip() else []
            if end < 0:
                parts.append(found[0])
                at = found.end()
            else:
                at = _after(line, end, closer)
        self.lines[index] = "".join(parts) + line[at:]
        if line.strip() and not self.lines[index].strip():
            emptied.append(index)
        return emptied

    def _hide_below(self, index: int, closer: str) -> list[int]:
        """Clear the lines down to the one with the closer."""
        emptied = []
        end = index + 1
        while closer not in self.lines[end].lower():
            emptied.append(end)
            end += 1
        line = self.lines[end]
        self.lines[end] = line[_after(line, line.lower().find(closer), closer) :]
        if not self.lines[end].strip():
            emptied.append(end)
        return emptied


def _after(line: str, end: int, closer: str) -> int:
    """Position after a closer, and after the bracket that ends it."""
    bracket = line.find(">", end)
    return end + len(closer) if closer == "-->" or bracket < 0 else bracket + 1


class LayoutFolder:
    """Turns lines with layout tags into lines of Markdown; remembers the lists that are open from line to line."""

    def __init__(self) -> None:
        self.lists: list[int] = []  # of each open <ul>/<ol>: -1, or the number of its next entry
        self.prefix = ""  # of the <li> or <h2> that is open, until its text comes

    def fold(self, line: str) -> list[str] | None:
        """Lines of Markdown that say the same, "" where a block ends; None for a line without layout tags."""
        if not _LAYOUT.search(line):
            return None
        lines, at, row = [], 0, ""
        for tag in _LAYOUT.finditer(line):
            text = line[at : tag.start()].strip()
            at = tag.end()
            name, closing = tag[2].lower(), bool(tag[1])
            row += text
            if name in ("td", "th"):
                row += " | " if closing else ""
                continue
            lines += [self.begin(row), ""] if row.strip(" |") else [""]
            row = ""
            if name in ("ul", "ol"):
                self._list(name, closing)
            elif name == "li":
                self.prefix = "" if closing else self._marker()
            elif name in ("dt", "dd"):
                self.prefix = "" if closing else "  " * len(self.lists) + ("- " if name == "dt" else "  ")
            elif name[0] == "h" and name[1:].isdigit():
                self.prefix = "" if closing else "#" * int(name[1:]) + " "
        row += line[at:].strip()
        return [*lines, self.begin(row)] if row.strip(" |") else lines

    def begin(self, text: str) -> str:
        """A text with the marker of the entry or heading that it is the first text of."""
        prefix, self.prefix = self.prefix, ""
        return prefix + text.strip() if prefix else text

    def _list(self, name: str, closing: bool) -> None:
        if not closing:
            self.lists.append(1 if name == "ol" else -1)
        elif self.lists:
            self.lists.pop()

    def _marker(self) -> str:
        """Marker of the next entry of the innermost list."""
        indent = "  " * (len(self.lists) - 1)
        if not self.lists or self.lists[-1] < 0:
            return f"{indent}- "
        self.lists[-1] += 1
        return f"{indent}{self.lists[-1] - 1}. "
