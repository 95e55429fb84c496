"""What pairs with what in a paragraph of Markdown: code spans, brackets, parentheses. Each in one pass."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Mapping

_ATTRIBUTE = re.compile(r"(?<![-\w:.])([A-Za-z_:][-\w:.]*+)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_RUN = re.compile(r"`+")


def code_spans(source: str) -> dict[int, tuple[int, int]]:
    """Start of each code span -> its end and the number of its ticks."""
    if "`" not in source:
        return {}
    runs = [
        (run.start(), run.end()) for run in _RUN.finditer(source) if run.start() == 0 or source[run.start() - 1] != "\\"
    ]
    by_size: dict[int, list[int]] = {}
    for start, end in runs:
        by_size.setdefault(end - start, []).append(start)
    spans: dict[int, tuple[int, int]] = {}
    free = 0
    for start, end in runs:
        if start < free:
            continue
        same = by_size[end - start]
        after = bisect_right(same, start)
        if after < len(same):
            free = same[after] + end - start
            spans[start] = (free, end - start)
    return spans


def bracket_pairs(source: str, code: Mapping[int, tuple[int, int]]) -> tuple[dict[int, int], set[int]]:
    """Position of each bracket -> that of its partner, closers as ``-position - 1``; and openers around a link."""
    pairs: dict[int, int] = {}
    outer: set[int] = set()
    if "[" not in source:
        return pairs, outer
    stack: list[int] = []
    free = 0
    for found in re.finditer(r"\\.|`|[\[\]]", source, re.DOTALL):
        at, char = found.start(), found[0]
        if at < free:
            continue
        if char == "`":
            free = code[at][0] if at in code else free
        elif char == "[":
            stack.append(at)
        elif char == "]" and stack:
            opener = stack.pop()
            pairs[opener] = at
            pairs[-at - 1] = opener
            is_link = source.startswith("(", at + 1) and source[opener - 1 : opener] != "!"
            if stack and (is_link or opener in outer):
                outer.add(stack[-1])
    return pairs, outer


def paren_pairs(source: str) -> dict[int, int]:
    """Opening parenthesis -> its partner, where no white space stands between."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for found in re.finditer(r"\\.|[()]|\s", source, re.DOTALL):
        if found[0].isspace():
            stack.clear()
        elif found[0] == "(":
            stack.append(found.start())
        elif found[0] == ")" and stack:
            pairs[stack.pop()] = found.start()
    return pairs


def trim_url(url: str) -> str:
    """A bare URL without the punctuation of the sentence around it."""
    surplus = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in ".,;:!?'*_~":
            break
        end -= 1
    return url[:end]


def tag_attributes(text: str) -> dict[str, str]:
    """Attributes of a tag, names in lower case."""
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)
    }


def is_word(char: str) -> bool:
    """Whether a character continues a Latin word or a number."""
    return char.isascii() and char.isalnum()


def is_url(text: str) -> bool:
    """Whether this is the address of a web page."""
    return bool(re.match(r"https?://[^\s/]", text, re.IGNORECASE))
