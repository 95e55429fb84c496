"""Strong and emphasised text: which stars and underscores belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.read.markdown.marks import is_word


@dataclass(frozen=True, slots=True)
class Run:
    """Stars or underscores that may open emphasis: their piece, and how many are left."""

    piece: int
    marks: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Pieces that open and close an emphasis, and the number of its marks."""

    opener: int
    closer: int
    marks: int


class Emphasis:
    """What is marked in a paragraph.

    Parameters
    ----------
    source
        Its Markdown.
    pieces
        Its visible text so far, in pieces; runs of marks that find no partner become text.
    """

    def __init__(self, source: str, pieces: list[str]) -> None:
        self.source, self.pieces = source, pieces
        self.marked: list[_Stretch] = []
        self.openers: dict[str, list[Run]] = {"*": [], "_": []}

    def read(self, at: int) -> int:
        """A run of stars or underscores: markup where it can open or close, else text."""
        source, end, char = self.source, at, self.source[at]
        while end < len(source) and source[end] == char:
            end += 1
        before = source[at - 1] if at else " "
        after = source[end] if end < len(source) else " "
        left = end - at
        inside_word = is_word(before) and is_word(after) and (char == "_" or left == 1)
        piece = len(self.pieces)
        if not inside_word and not before.isspace():
            left = self._close(char, left)
        self.pieces.append(char * left)
        if left and not inside_word and not after.isspace():
            self.openers[char].append(Run(piece, left))
        return end

    def _close(self, char: str, marks: int) -> int:
        """Pair marks with those that are open, the innermost first; how many are left."""
        stack = self.openers[char]
        while marks and stack:
            run = stack.pop()
            used = min(run.marks, marks)
            marks -= used
            self.pieces[run.piece] = char * (run.marks - used)
            self.marked.append(_Stretch(run.piece, len(self.pieces), used))
            if run.marks > used:
                stack.append(Run(run.piece, run.marks - used))
        return marks

    def bold_until(self, starts: Sequence[int], whole: str) -> int:
        """Where the strong text that opens the paragraph ends, 0 where it opens with something else."""
        reach = 0
        for first, last in sorted((starts[each.opener], starts[each.closer]) for each in self.marked if each.marks > 1):
            if whole[reach:first].strip():
                break
            reach = max(reach, last)
        return reach

    def whole(self, starts: Sequence[int], whole: str) -> str:
        """How all of the text is marked, if it is."""
        covered = sorted((starts[each.opener], starts[each.closer], each.marks) for each in self.marked)
        reach, strength = 0, 3
        for first, last, marks in covered:
            if whole[reach:first].strip():
                return ""
            if last > reach:
                reach, strength = last, min(strength, marks)
        if not covered or whole[reach:].strip():
            return ""
        return "strong" if strength >= 2 else "em"
