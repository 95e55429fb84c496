"""What lines of Markdown tell by themselves and of the lines around them: how blocks begin, fences, tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+|(?<=##)(?=[^\s#]))(.*)")
EMPTY_HEADING = re.compile(r" {0,3}#{1,6}[ \t]*")
RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})|--+")
BULLET = re.compile(r"([ \t]*)([-*+•‣◦]|\d{1,9}[.)])([ \t]+|$)(.*)", re.DOTALL)
FENCE = re.compile(r"\s*+(`{3,}+|~{3,}+)([^`]*+)")
QUOTE = re.compile(r"[ \t]{0,3}((?:>(?:[ \t]{0,3}(?=>)|[ \t]?))+)")
URL = re.compile(r"https?://", re.IGNORECASE)
_TABLE_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_ADDRESS = re.compile(r"<(?:https?://|[^\s<>@]{1,100}@)", re.IGNORECASE)
_CELL = re.compile(r"(?<!\\)\|")


def begins_block(line: str) -> bool:
    """Whether a line cannot go on with a paragraph: a heading, an entry of a list, a rule, a fence, a quote.

    >>> begins_block("- a"), begins_block("a - b")
    (True, False)
    """
    start = line.lstrip()[:1]
    if start == "#":
        return bool(HEADING.fullmatch(line) or EMPTY_HEADING.fullmatch(line))
    if start in ("`", "~"):
        return bool(FENCE.fullmatch(line))
    if start == ">":
        return bool(QUOTE.match(line))
    return start != "" and bool(RULE.fullmatch(line) or BULLET.fullmatch(line))


class LazyQuote:
    """Tells whether a line without ``>`` goes on with the paragraph that ends a block quote."""

    def __init__(self) -> None:
        self.fence = ""  # that is open
        self.in_paragraph = False

    def add(self, line: str) -> None:
        """Go on with a line of the quote, its mark taken off."""
        fence = FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if fence:
            opens = not self.fence
            self.fence = fence[1] if opens else "" if _closes(line.strip(), self.fence) else self.fence
        bullet = BULLET.fullmatch(line)
        said = bullet[4] if bullet else line
        self.in_paragraph = bool(said.strip()) and not (self.fence or fence or (begins_block(line) and not bullet))

    def goes_on(self, line: str) -> bool:
        """Whether a line is part of the quote's last paragraph; one with a strong lead stands for itself."""
        if not self.in_paragraph or not line.strip() or begins_block(line):
            return False
        line = line.lstrip()
        return not line.startswith(("**", "__", "<", "|", ":::", "{")) or bool(_ADDRESS.match(line))


def fences(lines: Sequence[str]) -> dict[int, int]:
    """First and last line of each fenced code; a fence that is never closed is none."""
    if not any("```" in line or "~~~" in line for line in lines):
        return {}
    closers = fence_closers(lines)
    found, index = {}, 0
    while index < len(lines):
        end = fence_end(lines, index, closers)
        if end > index:
            found[index] = end
        index = max(end, index) + 1
    return found


def fence_end(lines: Sequence[str], index: int, closers: Mapping[str, Sequence[int]]) -> int:
    """Line that closes the fence that a line opens; the line itself where it is never closed, -1 where none opens."""
    line = lines[index]
    fence = FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
    if not fence or URL.search(fence[2]):
        return -1
    mark = fence[1]
    if closers[mark[0]][index + 1] < len(mark):
        return index
    end = index + 1
    while not _closes(lines[end].strip(), mark):
        end += 1
    return end


def _closes(line: str, mark: str) -> bool:
    return len(line) >= len(mark) and not line.strip(mark[0])


def fence_closers(lines: Sequence[str]) -> dict[str, list[int]]:
    """For each fence character: the longest closing fence at or after each line, so that none is looked for in vain."""
    closers = {}
    for char in "`~":
        longest = [0] * (len(lines) + 2)
        for index in range(len(lines) - 1, -1, -1):
            stripped = lines[index].strip()
            size = len(stripped) if stripped and len(stripped) >= 3 and stripped.strip(char) == "" else 0
            longest[index] = max(size, longest[index + 1])
        closers[char] = longest
    return closers


def marker(mark: str) -> str:
    """Marker as it is shown: ``-`` or the number with a dot."""
    return mark[:-1] + "." if mark[0].isdigit() else "-"


def begins_table(lines: Sequence[str], index: int) -> bool:
    """Whether a table begins on a line: a row, then a rule."""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return "-" in after and "|" in after and bool(_TABLE_RULE.fullmatch(after))


def interrupts_as_table(lines: Sequence[str], index: int) -> bool:
    """Whether a table begins on a line right under a paragraph: its rule has as many cells as its first row."""
    if not begins_table(lines, index) or BULLET.fullmatch(lines[index]):
        return False
    return len(_cells(lines[index])) == len(_cells(lines[index + 1]))


def read_table(lines: Sequence[str], index: int) -> tuple[str, int]:
    """Rows of the table that begins on a line, cells separated by `` | ``, the rule left out; and the line after it."""
    end = index
    rows = []
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        if end != index + 1:
            rows.append(" | ".join(cell.strip() for cell in _cells(lines[end])))
        end += 1
    return "\n".join(rows), end


def _cells(line: str) -> list[str]:
    return _CELL.split(line.strip().strip("|"))
