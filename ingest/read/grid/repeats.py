"""What stands in many issues of a newsletter: names of sections, and text that is template.

Issues are compared with their neighbours only, since a newsletter changes over the years. The unit of comparison is the
shingle (Broder 1997: runs of words), so that a standing sentence is known although a name or a number in it changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.read.grid.shapes import bold_lead, first_link
from ingest.read.items import Node
from kg.text.words import HAN

REACH = 10  # issues before and after one that it is compared with
_SHINGLE = 3  # words
_MOST_WORDS = 200  # of a block that are looked at
_SHORT = 12  # words: what is shorter is template only where its addresses stand in the other issues too
_VERY_SHORT = 6  # words: there the numbers of the addresses count too
_STOCK = 3
_LONGEST_NAME = 60
_STANDING = 0.3  # of the neighbours have it
_STANDING_SHARE = 0.7  # of a block's shingles
_WORD = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+|\d+")
_LABEL_END = re.compile(r"\s[-–—]\s|[:：]")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"https?://[!-~]+")


def heading_key(text: str) -> str:
    """What a heading says, whatever its number, emoji and punctuation.

    >>> heading_key("🦄 文章 & 教程 (12)") == heading_key("文章&教程")
    True
    """
    return re.sub(r"[\W\d_]", "", text).casefold()


@dataclass(slots=True)
class _Places:
    """In which issues each thing stands, by the issue's place in the order of time."""

    where: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: int, issue: int) -> None:
        """Note that a thing stands in an issue; issues come in their order."""
        places = self.where[key]
        if not places or places[-1] != issue:
            places.append(issue)

    def others(self, key: int, issue: int) -> int:
        """How many neighbours of an issue have it too."""
        places = self.where.get(key)
        if not places:
            return 0
        left, right = bisect_left(places, issue - REACH), bisect_right(places, issue + REACH)
        at = bisect_left(places, issue)
        own = at < len(places) and places[at] == issue
        return right - left - own


class Repeats:
    """What the issues of one newsletter have in common.

    Parameters
    ----------
    issues
        Blocks of each issue, in the order of time.
    """

    def __init__(self, issues: Sequence[Sequence[Node]]) -> None:
        self.size = len(issues)
        self._names, self._shingles, self._texts = _Places(), _Places(), _Places()
        self._labels: dict[str, set[str]] = defaultdict(set)
        self._parts: set[str] = set()
        for number, nodes in enumerate(issues):
            bold = Counter(_label(lead) for node in nodes if (lead := bold_lead(node)))
            self._parts.update(label for label, count in bold.items() if count > 1 and label)
            for node in nodes:
                if node.is_heading or _may_be_name(node):
                    self._names.add(hash(heading_key(node.inline.text)), number)
                self._texts.add(_whole(node), number)
                for shingle in _shingles(node):
                    self._shingles.add(shingle, number)
                if node.block.kind == "paragraph" and (link := first_link(node)):
                    self._labels[node.inline.text[link.start : link.end]].add(link.url)

    def neighbours(self, issue: int) -> int:
        """How many issues one is compared with."""
        return min(self.size - 1, issue + REACH) - max(0, issue - REACH)

    def name_share(self, text: str, issue: int) -> float:
        """Share of the neighbours that have a heading of this name."""
        key, count = heading_key(text), self.neighbours(issue)
        return self._names.others(hash(key), issue) / count if count and key else 0.0

    def is_standing_name(self, text: str, issue: int) -> bool:
        """Whether a heading is the name of a section that returns from issue to issue."""
        count = self.neighbours(issue)
        others = self.name_share(text, issue) * count
        return others >= 1 if count <= 3 else others >= max(2, 0.1 * count)

    def is_stock_label(self, text: str) -> bool:
        """Whether the same words lead to many places ("Read more"): they are no title of any of them."""
        return len(self._labels.get(text, ())) >= _STOCK

    def is_label_of_parts(self, lead: str) -> bool:
        """Whether strong words open paragraph after paragraph of one issue: they name parts of its stories."""
        return _label(lead) in self._parts

    def stands_just_so(self, node: Node, issue: int) -> bool:
        """Whether a block stands in many neighbours, to the letter and the address."""
        count = self.neighbours(issue)
        return count >= 2 and self._texts.others(_whole(node), issue) >= max(2, _STANDING * count)

    def is_template(self, node: Node, issue: int) -> bool:
        """Whether a block says what many neighbours say."""
        count = self.neighbours(issue)
        if not count or node.is_heading:
            return False
        needed = max(1 if count == 1 else 2, _STANDING * count)
        shingles = list(_shingles(node))
        if not shingles:
            return False
        known = sum(self._shingles.others(shingle, issue) >= needed for shingle in shingles)
        return known >= _STANDING_SHARE * len(shingles)


def _label(lead: str) -> str:
    """Strong words down to the dash or colon that ends a label."""
    return heading_key(_LABEL_END.split(lead, maxsplit=1)[0])


def _may_be_name(node: Node) -> bool:
    """Whether a block is short enough to be a name of a section, in bold, plain, or as the label of a list."""
    return node.block.kind in ("paragraph", "bullet") and 0 < len(node.inline.text) <= _LONGEST_NAME


def _words(text: str) -> list[str]:
    """Words of a text; an address that it shows is none, or all entries that lead to one host would be alike."""
    words = _WORD.findall(_ADDRESS.sub(" ", text[:2000]).casefold())
    return ["0" if word.isdigit() else word for word in words][:_MOST_WORDS]


def _whole(node: Node) -> int:
    """A block as it stands, addresses and numbers included."""
    return hash((node.inline.text, tuple(link.url for link in node.inline.links)))


def _shingles(node: Node) -> Iterable[int]:
    """Hashes of the runs of words of a block, and of its addresses and figures where it says little else."""
    words = _words(node.inline.text)
    for start in range(max(1, len(words) - _SHINGLE + 1) if words else 0):
        yield hash(tuple(words[start : start + _SHINGLE]))
    if len(words) < _SHORT:
        for link in node.inline.links:
            yield hash(("link", link.url if len(words) < _VERY_SHORT else _DIGITS.sub("0", link.url)))
        if not words:
            for image in node.inline.images:
                yield hash(("image", image.source))
