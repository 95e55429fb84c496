"""Line ends of a paragraph: where hard-wrapped text goes on, and where a line stands for itself.

A soft line end is a space to a reader (between Chinese characters nothing). But what writers put on a line of its own,
an address, a picture, or entries that each begin alike, is not one sentence with the line above it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from kg.text.words import HAN

_WIDE = re.compile(rf"[{HAN}\u3040-\u30ff]")
_FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")
_EITHER = frozenset("“”‘’…—·")  # as wide as what stands beside them

_SENTENCE_END = re.compile(r"[.!?。！？…:：;；][\"'”’）)*_\\ ]*$")
_ALONE = re.compile(
    r"(?:[^\W\d_]\w{0,15}[:：]\s?)?<?https?://[!-~]+>?"  # an address, with a word that says of what
    r"|\[?!\[[^\[\]]*+\]\([^()]*+\)(?:\]\([^()]*+\))?"  # a picture
    r"|<img\b[^<>]*+>",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\*{1,3}[^*]++\*{1,3}[:：]?|_{1,3}[^_]++_{1,3}[:：]?")
_LINK = re.compile(r"\[[^\[\]]++\](?:\([^()\s]++\)|\[[^\[\]]*+\])")
_COUNTED = re.compile(
    r"\d\ufe0f?\u20e3|\d{1,3}\s?[、．]|[（(]\d{1,2}[）)]|\d{1,3}[.)]\s|[①-⑳❶-❿]|[一二三四五六七八九十]{1,3}、|\d{1,2}:\d{2}\b"
)
_STRONG = re.compile(r"[^\w\s*\[]{0,3}\s?(?:\*\*|__)\S")
_LINKED = re.compile(r"[^\w\s*\[!]{0,3}\s?\[[^\[\]]++\][(\[]")
_LABEL = re.compile(r"(?:\*\*|__)?[^\W\d_a-z][^:：。，,.()（）\[\]?!]{0,30}[:：](?!//)(?:\*\*|__)?")
_DASHES = frozenset("·•▪–—")


def joint(before: str, after: str) -> str:
    """What stands between two characters that a soft line end parts.

    >>> joint("a", "b"), joint("中", "文"), joint("，", "b"), joint("中", "b")
    (' ', '', '', ' ')
    """
    if not before or not after or before.isspace() or after.isspace():
        return ""
    if _FULL_WIDTH.match(before) or _FULL_WIDTH.match(after):
        return ""
    wide = [bool(_WIDE.match(char)) for char in (before, after)]
    is_one_word = all(wide) or (any(wide) and (before in _EITHER or after in _EITHER))
    return "" if is_one_word else " "


def join_lines(pieces: list[str], ends: Mapping[int, bool]) -> None:
    """Put between lines what a reader sees there.

    Parameters
    ----------
    pieces
        A text in pieces; changed in place.
    ends
        Pieces that are line ends, and whether they stay; of several in a row one stays.
    """
    last, end = "", -1
    for index, piece in enumerate(pieces):
        if index in ends:
            stays = ends[index] and last not in ("", "\n")
            pieces[index] = "\n" if stays else ""
            end = -1 if stays else index if end < 0 else end
            last = "\n" if stays else last
        elif piece:
            if end >= 0:
                pieces[end] = joint(last, piece[0])
            last, end = piece[-1], -1


def kept_breaks(source: str) -> frozenset[int]:
    r"""Positions of the line ends of a paragraph that a reader sees as such.

    Examples
    --------
    >>> sorted(kept_breaks("one\nsentence")), sorted(kept_breaks("1、one\n2、two")), sorted(kept_breaks("a  \nb"))
    ([], [5], [3])
    """
    if "\n" not in source:
        return frozenset()
    lines = source.split("\n")
    kept = _leads([line.strip() for line in lines])
    positions, end = set(), -1
    for index, line in enumerate(lines[:-1]):
        end += len(line) + 1
        if index + 1 in kept or line.endswith("  "):
            positions.add(end)
    return frozenset(positions)


def _leads(lines: Sequence[str]) -> set[int]:
    """Lines that do not go on with the line above them."""
    kept: set[int] = set()
    for index, line in enumerate(lines):
        if _ALONE.fullmatch(line) or (_MARKED.fullmatch(line) and _stands(lines, index)):
            kept |= {index, index + 1}
        elif index and _LINK.fullmatch(line) and _stands(lines, index):
            kept.add(index)
    if _LINK.fullmatch(lines[0]) and re.match(r"[^\Wa-z]|[“「《\"*]", lines[1]):
        kept.add(1)
    for is_lead, throughout in ((_is_counted, False), (_is_symbol, False), (_is_strong, False), (_is_linked, True),
                                (_is_label, True)):  # fmt: skip
        found = [index for index, line in enumerate(lines) if is_lead(line)]
        start = next((at for at, index in enumerate(found) if _stands(lines, index)), len(found))
        found = found[start:]
        if len(found) > 1 and (not throughout or len(found) == len(lines) - found[0]):
            kept.update(found)
    return kept


def _stands(lines: Sequence[str], index: int) -> bool:
    """Whether the text above a line has come to an end."""
    return index == 0 or bool(_SENTENCE_END.search(lines[index - 1][-20:])) or _is_symbol(lines[index - 1][-1:])


def _is_counted(line: str) -> bool:
    return bool(_COUNTED.match(line))


def _is_symbol(line: str) -> bool:
    first = line[:1]
    return first in _DASHES or (first > "\x7f" and unicodedata.category(first) in ("So", "Sm"))


def _is_strong(line: str) -> bool:
    return bool(_STRONG.match(line))


def _is_linked(line: str) -> bool:
    return bool(_LINKED.match(line))


def _is_label(line: str) -> bool:
    return bool(_LABEL.match(line))
