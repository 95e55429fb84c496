"""Where the links of a paragraph lead: destinations in parentheses, and references."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.read.markdown.definitions import plain_name
from ingest.read.markdown.marks import paren_pairs

_TITLED = re.compile(r"[ \t\n]+(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\))?[ \t\n]*\)")
_SPACED_PATH = re.compile(r"[^()\n<>\"]{1,300}\)")
_LONGEST_NAME = 1000
_SOLID = re.compile(r"\S{1,1000}")


class LinkTargets:
    """Destinations of the brackets of one paragraph.

    Parameters
    ----------
    source
        Its Markdown.
    refs
        Targets of reference links, keys in lower case.
    brackets
        What `bracket_pairs` gives for it.
    """

    def __init__(self, source: str, refs: Mapping[str, str], brackets: Mapping[int, int]) -> None:
        self.source, self.refs, self.brackets = source, refs, brackets
        self.parens: dict[int, int] | None = None

    def find(self, close: int) -> tuple[str, int]:
        """Destination after the bracket that closes at `close`, and the position after it; ("", 0) where none."""
        source, at = self.source, close + 1
        if source.startswith("(", at):
            return self._destination(at)
        if not self.refs:
            return "", 0
        if source.startswith("[", at):
            end = self.brackets.get(at, -1)
            url = self._reference(at, end) if end > at + 1 else self._reference_before(close)
            return (url, end + 1) if end > 0 and url else ("", 0)
        url = self._reference_before(close)
        return (url, close + 1) if url else ("", 0)

    def _reference_before(self, close: int) -> str:
        """Target of the name in the brackets that close here, "" where it has none."""
        return self._reference(self.brackets.get(-close - 1, close), close)

    def _reference(self, opener: int, close: int) -> str:
        """Target of the name between two brackets, "" where it has none; no name is longer than a limit."""
        if close - opener > _LONGEST_NAME:
            return ""
        name = self.source[opener + 1 : close]
        return "" if name.startswith("^") else self.refs.get(plain_name(name), "")

    def _destination(self, at: int) -> tuple[str, int]:
        """The part in parentheses."""
        source = self.source
        if self.parens is None:
            self.parens = paren_pairs(source)
        close = self.parens.get(at, -1)
        start = at + 1
        while start < len(source) and source[start] in " \t\n":
            start += 1
        if source.startswith("<", start):
            end = source.find(">", start, start + 3000)
            close = source.find(")", end, end + 600) if end > 0 else -1
            return (source[start + 1 : end], close + 1) if close > 0 else ("", 0)
        if close > 0:
            return source[at + 1 : close].strip(), close + 1
        solid = _SOLID.match(source, start)
        end = solid.end() if solid else start
        titled = _TITLED.match(source, end)
        if titled and end > start:
            return source[start:end], titled.end()
        spaced = _SPACED_PATH.match(source, start)
        return (spaced[0][:-1].strip(), spaced.end()) if spaced else ("", 0)
