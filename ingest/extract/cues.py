"""Cues: what the words beside a name say about it, and which names stand in one list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.extract.units import Find, Sheet
from kg.model import EntityType
from kg.text.lexicon import either, lexicon

Votes = Mapping[EntityType, float]

_SIDE = 60
_MAX_LIST = 30
_MONEY_BEHIND, _MONEY_BEFORE = 24, 16
_SAID = lexicon("cues")
_BRACKETS = r"(?:（[^（）\n]{0,40}）|\([^()\n]{0,40}\))?"
_ADVERBS = rf"(?:{either(_SAID['adverbs'].zh)}|\d{{1,2}}月(?:\d{{1,2}}[日号])?|[在与和针对为][^，。；：\n]{{1,16}}?)"
ACTS_ZH = re.compile(rf"\s*等?{_BRACKETS}\s*{_ADVERBS}{{0,3}}\s*{either(_SAID['acts'].zh)}")
_FAINT_ZH = re.compile(rf"\s*{either(_SAID['faint_acts'].zh)}")
_ACTS_EN = re.compile(rf"\s+(?:{either(_SAID['adverbs'].en)}\s+){{0,3}}{either(_SAID['acts'].en)}", re.IGNORECASE)
ACTS_EN = re.compile(rf"(?:\s+\S+){{0,6}}?\s+(?:{either(_SAID['company_acts'].en)}|\$\d)", re.IGNORECASE)
_JOIN = r"\s*(?:[、/，,&+]|和|与|及|以及|或|跟|and\b|or\b)\s*(?:and\s+|以及|和)?"
JOINER = re.compile(_JOIN)
_BRIDGED = re.compile(rf"{_JOIN}(?:[A-Z][\w.-]{{1,20}}(?: [A-Z][\w.-]{{1,20}}){{0,2}}{_JOIN}){{0,3}}")


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words beside a name, on which side they stand, and how strongly they say that it has the type."""

    words: re.Pattern[str]
    side: Literal["before", "behind", "around"]
    weight: float
    type: EntityType

    def speaks(self, before: str, behind: str) -> bool:
        """Whether the words stand there."""
        if self.side == "before":
            return bool(self.words.search(before))
        if self.side == "behind":
            return bool(self.words.match(behind))
        return bool(self.words.search(behind[:_MONEY_BEHIND]) or self.words.search(before[-_MONEY_BEFORE:]))


def _behind(sense: str, *, possessive: bool = False) -> re.Pattern[str]:
    """Words of a sense right behind a name; English ones end a word, or follow "'s"."""
    said = _SAID[sense]
    english = rf"(?:['’]s)?\s+{either(said.en)}" if possessive else rf"{either(said.en)}\b"
    return re.compile(rf"\s*(?:{either(said.zh)}|{english})", re.IGNORECASE)


def _before(sense: str, gap: str = r"\s*") -> re.Pattern[str]:
    """Words of a sense right before a name, but for a gap; English ones begin a word."""
    said = _SAID[sense]
    return re.compile(rf"(?:{either(said.zh)}|\b{either(said.en)}){gap}$", re.IGNORECASE)


_CUES = (
    _Cue(_behind("behind_company", possessive=True), "behind", 2.0, "company"),
    _Cue(_before("before_company"), "before", 0.8, "company"),
    _Cue(re.compile(either(_SAID["money"].words)), "around", 0.7, "company"),
    _Cue(re.compile(r"的|['’]s\s"), "behind", 0.8, "company"),
    _Cue(_behind("behind_model"), "behind", 2.0, "model"),
    _Cue(_before("before_model", r"[\s的了]*"), "before", 0.7, "model"),
    _Cue(_behind("behind_product"), "behind", 1.5, "product"),
    _Cue(_before("before_product"), "before", 0.8, "product"),
)
_OWNED = re.compile(r"(?:的|['’]s)\s*$")


def votes_of(sheet: Sheet, find: Find) -> Votes:
    """What the words beside a find say about its type."""
    votes: defaultdict[EntityType, float] = defaultdict(float)
    start, end = sheet.char_span(find)
    before, behind = sheet.text[max(0, start - _SIDE) : start], sheet.text[end : end + _SIDE]
    if ACTS_ZH.match(behind) or _ACTS_EN.match(behind):
        votes["company"] = votes["institution"] = 1.2 if _FAINT_ZH.match(behind) else 3.0
    for cue in _CUES:
        if cue.speaks(before, behind):
            votes[cue.type] += cue.weight
    if _OWNED.search(before) and any(entry.maker in sheet.known for entry in find.entries):
        votes["product"] += 0.6
        votes["model"] += 0.6
        votes["company"] -= 1
    return votes


def runs_of(sheet: Sheet, finds: Sequence[Find], *, bridged: bool = False) -> list[list[Find]]:
    """Finds in runs that only joiners part: "A、B和C" is one run; ``bridged`` admits unknown names between."""
    runs: list[list[Find]] = []
    for find in finds:
        if runs and len(runs[-1]) < _MAX_LIST and joined(sheet, runs[-1][-1], find, bridged=bridged):
            runs[-1].append(find)
        else:
            runs.append([find])
    return runs


def joined(sheet: Sheet, left: Find, right: Find, *, bridged: bool = False) -> bool:
    """True where only "、", "和", "and" or the like stands between two finds."""
    if right.start < left.end:
        return False
    start, end = sheet.units.ends[left.end - 1], sheet.units.starts[right.start]
    if bridged:
        return end - start < 80 and bool(_BRIDGED.fullmatch(sheet.text, start, end))
    return end - start < 12 and bool(JOINER.fullmatch(sheet.text, start, end))
