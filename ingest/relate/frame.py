"""A sentence as the relation rules see it: its names in order, and the words between them.

Names are blanked out of the words, so that a verb inside a title is no verb of the sentence; what stands in brackets
is blanked out of the gaps between names, so that "Ray-Ban Display（799🔪起）、Oakley" is a list of two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kg.model import ENTITY_TYPES, Entity, EntityType, Item, Mention, TextField
from kg.text.urls import without_addresses
from kg.text.words import sentence_spans

NAME = "\ue000"
ASIDE = "\ue001"
SENTENCE_LIMIT = 600
REACH = 90

ORGANISATIONS: frozenset[EntityType] = frozenset({"company", "institution"})
WORKS: frozenset[EntityType] = frozenset({"paper", "report", "article"})
THINGS: frozenset[EntityType] = frozenset({"model", "product"})
MADE: frozenset[EntityType] = WORKS | THINGS | {"benchmark"}

# Words that stand for two parties named elsewhere.
BOTH = re.compile(
    r"双方|两家|二者|两者|\bthe two (?:companies|firms|sides)\b|\bboth (?:companies|firms"
    r"|sides)\b",
    re.I,
)
# How a name is joined to the next: as a member of one list, by a bare comma, or not at all.
Joint = Literal["list", "comma", "none"]
TEXT_FIELDS: tuple[TextField, ...] = ("text", "opinion")
_LINE_END = re.compile(r"[\r\n]")
_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_COMMA = re.compile(r"[，,。；;：:！!？?—]|\s-\s|\bbut\b|\bwhile\b")
_STOP = re.compile(r"[。；;！!？?]")
_CONJUNCTION = re.compile(
    r"^[\s”\"」』*_`]*(?:模型|系列|公司|团队|等|大学)?[\s”\"」』*_`]*"
    r"(?:、|,|/|&|和|与|及|以及|还有|跟|同|或|联合|携手|×|\band(?: the| its)?\b|\bas well as\b|\bor\b"
    r"|,\s*and(?: the)?\b)+"
    r"[\s“\"「『*_`]*(?:最新的?|新的?|全新的?|其|[\u4e00-\u9fffA-Za-z]{0,8}(?:模型|工具|架构|系统|平台|框架"
    r"|应用|芯片|浏览器|助手))?[\s“\"「『*_`]*$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:(?<![现正存潜实内])在|于|从|到|向|为|给|对|把|将|用|使用|以|基于|针对|面向|通过|依托|借助|相比|比"
    r"|离开|据|类似|对标|支持|接入|兼容|调用|连接|集成|对接|安装"
    r"|\b(?:in|on|at|to|for|via|using|through|from|with|over|against|like|based on|built on))[\s“\"「]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A name in a sentence; offsets into the sentence. `aside` holds the bracket that it stands in, -1 outside."""

    mention: Mention
    entity: Entity
    start: int
    end: int
    aside: int = -1

    @property
    def id(self) -> str:
        """Id of the entity."""
        return self.entity.id

    @property
    def type(self) -> EntityType:
        """Type of the entity."""
        return self.entity.type


@dataclass(frozen=True, slots=True)
class Level:
    """Names that stand in one bracket, or in none, in order; `joints` says how each is joined to the next."""

    slots: tuple[Slot, ...]
    joints: tuple[Joint, ...]

    def joined(self, at: int, *, commas: bool = False) -> bool:
        """True where the name at `at` and the next are members of one list ("A、B和C")."""
        return self.joints[at] == "list" or (commas and self.joints[at] == "comma")


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence of an item with its names.

    Attributes
    ----------
    field, start, text
        Where it stands in the item, and what it says.
    words
        `text` with every name and URL blanked, of the same length.
    flat
        `words` with what stands in brackets blanked as well.
    slots
        Its names in order, longest first where they overlap; `nested` holds those inside another.
    line_start
        True where the sentence opens a line of the item.
    levels
        The names of each bracket by its start, and of none under -1.
    breaks
        Spans of commas, colons and stops in `flat`.
    """

    item: Item
    field: TextField
    start: int
    text: str
    words: str
    flat: str
    slots: tuple[Slot, ...]
    nested: tuple[Slot, ...]
    line_start: bool
    levels: Mapping[int, Level]
    breaks: tuple[tuple[int, int], ...]

    def gap(self, start: int, end: int) -> str:
        """Words between two offsets, without what stands in brackets."""
        return _gap(self.flat, start, end)

    def aside_at(self, position: int) -> int:
        """Start of the bracket that holds `position`, -1 outside of brackets."""
        return _aside_at(self.flat, position)

    def before(self, position: int) -> Iterator[Slot]:
        """Names that end before `position` in the same bracket or none, nearest first."""
        peers = self._peers(position)
        for at in range(bisect_right(peers, position, key=_end) - 1, -1, -1):
            yield peers[at]

    def after(self, position: int) -> Iterator[Slot]:
        """Names that start after `position` in the same bracket or none, nearest first."""
        peers = self._peers(position)
        for at in range(bisect_left(peers, position, key=_start), len(peers)):
            yield peers[at]

    def _peers(self, position: int) -> tuple[Slot, ...]:
        """Names that stand in the same bracket as `position`, or in none."""
        level = self.levels.get(self.aside_at(min(position, len(self.flat) - 1)))
        return level.slots if level is not None else ()

    def group(self, slot: Slot, types: Collection[EntityType], *, commas: bool = False) -> tuple[Slot, ...]:
        """The list that `slot` is a member of, in order, of names with the given types."""
        level = self.levels[slot.aside]
        peers = level.slots
        low = high = bisect_left(peers, slot.start, key=_start)
        while low and peers[low - 1].type in types and level.joined(low - 1, commas=commas):
            low -= 1
        while high + 1 < len(peers) and peers[high + 1].type in types and level.joined(high, commas=commas):
            high += 1
        return peers[low : high + 1]

    def groups(self, types: Collection[EntityType]) -> Iterator[tuple[Slot, ...]]:
        """Lists of names with the given types, each once; a name on its own is a list of one."""
        for slot in self.slots:
            if slot.type in types:
                group = self.group(slot, types)
                if group[0] is slot:
                    yield group

    def governed(self, slot: Slot) -> bool:
        """True where a preposition stands before the name or its list ("在Google I/O上"), so that it is no subject."""
        head = self.group(slot, ENTITY_TYPES)[0]
        return bool(_PREPOSITION.search(self.lead(head, 12)))

    def lead(self, slot: Slot, length: int) -> str:
        """As many characters of `flat` right before a name."""
        return self.flat[max(0, slot.start - length) : slot.start]

    def tail(self, slot: Slot, length: int) -> str:
        """As many characters of `flat` right behind a name."""
        return self.flat[slot.end : slot.end + length]

    def clause_start(self, position: int) -> int:
        """Offset behind the last comma, colon or stop before `position`."""
        at = bisect_right(self.breaks, position, key=_second) - 1
        return self.breaks[at][1] if at >= 0 else 0

    def clause_end(self, position: int) -> int:
        """Offset of the first comma, colon or stop after `position`, or the end."""
        at = bisect_left(self.breaks, position, key=_first)
        return self.breaks[at][0] if at < len(self.breaks) else len(self.flat)


def _start(slot: Slot) -> int:
    """Where a name begins."""
    return slot.start


def _end(slot: Slot) -> int:
    """Where a name ends."""
    return slot.end


def _first(span: tuple[int, int]) -> int:
    """Where a span begins."""
    return span[0]


def _second(span: tuple[int, int]) -> int:
    """Where a span ends."""
    return span[1]


def _place(mention: Mention) -> int:
    """Where a mention begins."""
    return mention.start


def has_comma(gap: str) -> bool:
    """True where a gap leaves its clause."""
    return bool(_COMMA.search(gap))


def has_stop(gap: str) -> bool:
    """True where a gap leaves its sentence."""
    return bool(_STOP.search(gap))


def frames(item: Item, mentions: Sequence[Mention], entities: Mapping[str, Entity]) -> Iterator[Frame]:
    """Sentences that hold a resolved name, or speak of two parties, in order; linear in the item's length."""
    for name in TEXT_FIELDS:
        text = item.field(name)
        known = sorted(
            (m for m in mentions if m.field == name and m.entity in entities and 0 <= m.start < m.end <= len(text)),
            key=lambda m: (m.start, -m.end, m.entity),
        )
        if known:
            yield from _frames(item, name, text, known, entities)


def _frames(
    item: Item, name: TextField, text: str, mentions: Sequence[Mention], entities: Mapping[str, Entity]
) -> Iterator[Frame]:
    """Frames of one field, `mentions` sorted by place."""
    outer, inner = _layered(mentions)
    masked = _blank(text, [(m.start, m.end) for m in outer])
    for start, end in sentence_spans(masked, limit=SENTENCE_LIMIT):
        words = masked[start:end]
        here = _inside(outer, start, end)
        if not here and not BOTH.search(words):
            continue
        flat = _flatten(words)
        slots = tuple(
            Slot(m, entities[m.entity], m.start - start, m.end - start, _aside_at(flat, m.start - start)) for m in here
        )
        yield Frame(
            item=item,
            field=name,
            start=start,
            text=text[start:end],
            words=words,
            flat=flat,
            slots=slots,
            nested=tuple(
                Slot(m, entities[m.entity], m.start - start, m.end - start) for m in _inside(inner, start, end)
            ),
            line_start=start == 0 or bool(_LINE_END.search(text, max(0, start - 4), start)),
            levels=_levels(slots, flat),
            breaks=tuple(match.span() for match in _COMMA.finditer(flat)),
        )


def _inside(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """Of mentions sorted by place, those that lie between two offsets."""
    low, high = (bisect_left(mentions, at, key=_place) for at in (start, end))
    return [mention for mention in mentions[low:high] if mention.end <= end]


def _levels(slots: Sequence[Slot], flat: str) -> dict[int, Level]:
    """The names of each bracket by its start, and of none under -1."""
    peers: dict[int, list[Slot]] = {}
    for slot in slots:
        peers.setdefault(slot.aside, []).append(slot)
    return {
        aside: Level(
            tuple(row),
            tuple(_joint(_gap(flat, left.end, right.start)) for left, right in pairwise(row)),
        )
        for aside, row in peers.items()
    }


def _joint(gap: str) -> Joint:
    """How the words between two names join them."""
    if len(gap) <= 24 and _CONJUNCTION.match(gap):
        return "list"
    return "comma" if gap.strip() in {"，", ","} else "none"


def _gap(flat: str, start: int, end: int) -> str:
    """Words between two offsets, without what stands in brackets."""
    return flat[start:end].replace(ASIDE, "")


def _aside_at(flat: str, position: int) -> int:
    """Start of the bracket that holds `position`, -1 outside of brackets."""
    if not 0 <= position < len(flat) or flat[position] != ASIDE:
        return -1
    while position and flat[position - 1] == ASIDE:
        position -= 1
    return position


def _layered(mentions: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Mentions that lie in no other, and the rest."""
    outer: list[Mention] = []
    inner: list[Mention] = []
    for mention in mentions:
        if outer and mention.start < outer[-1].end:
            inner.append(mention)
        else:
            outer.append(mention)
    return outer, inner


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with names and URLs replaced by as many placeholders."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], NAME * (end - start)]
        at = end
    parts.append(text[at:])
    return without_addresses("".join(parts))


def _flatten(words: str) -> str:
    """`words` with bracketed stretches (brackets included) replaced by placeholders; unclosed ones are left.

    A bracket that holds one name and nothing else, behind a common noun, is no aside: "腕带（Neural Band）".
    """
    chars = list(words)
    open_at: list[tuple[int, str]] = []
    for at, char in enumerate(words):
        if char in _BRACKETS:
            open_at.append((at, _BRACKETS[char]))
        elif open_at and char == open_at[-1][1]:
            start, _ = open_at.pop()
            named = set(words[start + 1 : at]) == {NAME} and start > 0 and words[start - 1] not in {NAME, " "}
            if not open_at and not named:
                chars[start : at + 1] = ASIDE * (at + 1 - start)
    return "".join(chars)
