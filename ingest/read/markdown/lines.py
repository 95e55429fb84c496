"""What lines of Markdown tell of the lines around them: references, fences, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_REFERENCE = re.compile(r" {0,3}\[([^\[\]^][^\[\]]{0,200})\]:[ \t]*<?(https?://[^\s>]+)>?[ \t]*(?:[\"'(].*)?")
_LABEL = re.compile(r"\[([^\[\]]{1,200})\]")


def references(lines: list[str]) -> tuple[dict[str, str], set[int]]:
    """Definitions of reference links that are used, and where they stand; an unused one stays text."""
    found = {}
    for index, line in enumerate(lines):
        definition = _REFERENCE.fullmatch(line) if "]:" in line else None
        if definition:
            found[index] = (definition[1].strip().lower(), definition[2])
    if not found:
        return {}, set()
    used: set[str] = set()
    for index, line in enumerate(lines):
        if index not in found:
            used.update(label.strip().lower() for label in _LABEL.findall(line))
    refs: dict[str, str] = {}
    where = set()
    for index, (name, url) in found.items():
        if name in used and refs.setdefault(name, url) == url:
            where.add(index)
    return refs, where


def fence_closers(lines: list[str]) -> dict[str, list[int]]:
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


def read_table(lines: Sequence[str], index: int) -> tuple[str, int]:
    """Rows of the table that begins on a line, cells separated by `` | ``, the rule left out; and the line after it."""
    end = index
    rows = []
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        if end != index + 1:
            cells = re.split(r"(?<!\\)\|", lines[end].strip().strip("|"))
            rows.append(" | ".join(cell.strip() for cell in cells))
        end += 1
    return "\n".join(rows), end
