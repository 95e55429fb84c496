"""DoubtfulNames: which doubtful spellings count, by the words, names and links around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.extract.addresses import owners
from ingest.extract.cues import ACTS_EN, ACTS_ZH, joined
from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units
from ingest.extract.vocabulary import GENERIC
from ingest.gazetteer import Entry, Gazetteer

_WINDOW = 160
_LEAST, _SLACK = 0.5, 1.1
_GREAT = 20  # who makes so many known things is meant by a bare name, were it an ordinary word
_SIDE = 60
_NAMED_GENERIC = frozenset({"mcp"})
_OPEN_PREFIXES = frozenset({"open", "non", "pre", "post", "anti", "ex", "multi", "pro", "co", "self", "mini", "neo"})


class DoubtfulNames:
    """Component: drops weak finds without support.

    Parameters
    ----------
    gazetteer
        Tells who makes what and who owns which address.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._makes: dict[str, set[str]] = {}
        for entry in gazetteer.entries:
            for owner in (entry.maker, entry.family):
                if owner:
                    self._makes.setdefault(owner, set()).add(entry.id)

    def __call__(self, sheet: Sheet) -> None:
        """Keep the finds that count; note what the item speaks of for certain."""
        units = sheet.units
        finds = [find for find in sheet.finds if not _piece_of_compound(units, find)]
        sheet.known = self._known(find for find in finds if not find.weak) | frozenset(
            one for entry in owners(sheet.links, self._gazetteer) for one in _up(entry) if one
        )
        kept = []
        beside = frozenset(place for find in finds for place in (find.start, -find.end))
        listed = _listed(sheet, finds)
        for find in finds:
            if find.entries and find.unsure:
                level = {entry.id: self._support(sheet, find, entry, beside, listed) for entry in find.entries}
                for entry in find.entries:  # a maker and its product of one name are spoken of together
                    if entry.maker in level:
                        level[entry.id] = level[entry.maker] = max(level[entry.id], level[entry.maker])
                need = max(_LEAST, max(level.values()) - _SLACK)
                find.entries = tuple(entry for entry in find.entries if level[entry.id] >= need)
                find.doubt = 0.2 if find.weak else 0.0
                if not find.entries:
                    continue
            kept.append(find)
        sheet.known |= self._known(kept)
        sheet.finds = kept

    def _known(self, finds: Iterable[Find]) -> frozenset[str]:
        """Ids of what finds name, of who makes it and of its family."""
        entries = (entry for find in finds for entry in (find.entries or ((find.base,) if find.base else ())))
        return frozenset(one for entry in entries for one in _up(entry) if one)

    def _support(self, sheet: Sheet, find: Find, entry: Entry, beside: frozenset[int], listed: frozenset[int]) -> float:
        """How strongly the item says that a spelling means `entry`: 0 not at all, 3 by itself."""
        if entry.id not in find.unsure:
            return 3.0
        start, end = sheet.char_span(find)
        surface = sheet.text[start:end]
        case = _case_agrees(sheet.units, find, surface, entry)
        if sheet.folded[start:end] in GENERIC - _NAMED_GENERIC or not case:
            return 0.0
        if entry.id in sheet.known or not sheet.known.isdisjoint((entry.maker, entry.family)):
            return 2.5
        if not sheet.known.isdisjoint(self._makes.get(entry.id, ())):
            return 2.5
        if find.start in listed:
            return 1.5
        if case < 1 or _in_title_case(sheet.units, find, beside):
            return 0.0
        if entry.context and (
            _has_word(sheet.folded[max(0, start - _WINDOW) : start], entry.context)
            or _has_word(sheet.folded[end : end + _WINDOW], entry.context)
        ):
            return 2.0
        if entry.type != "company" or len(surface) < (4 if surface.isascii() else 2):
            return 0.0
        if _clause_start(sheet.text, start) and ACTS_ZH.match(sheet.text, end, end + _SIDE):
            return 1.0
        first = start == 0 or sheet.text[max(0, start - 4) : start].rstrip(' "*')[-1:] in tuple(".!?\n")
        if first and surface[0].isupper() and ACTS_EN.match(sheet.text, end, end + _SIDE):
            return 1.0
        if len(self._makes.get(entry.id, ())) >= _GREAT and not _latin_beside(sheet.units, find):
            return 1.0
        return 1.0 if _capital_inside(sheet.units, find) else 0.0


def _listed(sheet: Sheet, finds: list[Find]) -> frozenset[int]:
    """Starts of weak finds that a list ties to a sure one: "n8n、dify、coze"."""
    starts: set[int] = set()
    ordered = sorted(finds, key=lambda find: find.start)
    for run in (ordered, ordered[::-1]):
        sure: Find | None = None
        for find in run:
            if not find.weak:
                sure = find
                continue
            same = sure is not None and not {e.type for e in find.entries}.isdisjoint(_types(sure))
            if sure is not None and same and joined(sheet, *sorted((sure, find), key=lambda one: one.start)):
                starts.add(find.start)
                sure = find
            else:
                sure = None
    return frozenset(starts)


def _types(find: Find) -> set[str]:
    """Types that a find may have."""
    return {entry.type for entry in find.entries} or {find.type}


def _up(entry: Entry) -> tuple[str, str, str]:
    """An entry's id, its maker's and its family's."""
    return entry.id, entry.maker, entry.family


def _piece_of_compound(units: Units, find: Find) -> bool:
    """True for "MM1" in "E-MM1": a model's name that a hyphen ties to a word before it."""
    at = find.start
    if at < 2 or not units.glued[at] or units.kinds[at - 1] != HYPHEN or not units.glued[at - 1]:
        return False
    if not any(entry.type == "model" for entry in find.entries) and find.base is None:
        return False
    return units.kinds[at - 2] in (LATIN, NUMBER) and units.norms[at - 2] not in _OPEN_PREFIXES


def _capital_inside(units: Units, find: Find) -> bool:
    """True in English where only a name is capitalised: inside a sentence, no other capitals beside it; or with 's."""
    start, end = find.start, find.end
    if not start or not units.words[start][0].isupper() or units.words[start].isupper():
        return False
    if end + 1 < len(units) and units.words[end] in "'’" and units.norms[end + 1] == "s":
        return True
    before = units.words[start - 1]
    beside = units.words[end] if end < len(units) else ""
    inside = (units.kinds[start - 1] == LATIN and before.islower()) or (before == "," and not units.glued[start])
    return inside and not (beside[:1].isupper() and units.kinds[end] == LATIN)


def _latin_beside(units: Units, find: Find) -> bool:
    """True where a Latin word stands right before or behind."""
    before = find.start and units.kinds[find.start - 1] == LATIN
    return bool(before or (find.end < len(units) and units.kinds[find.end] == LATIN))


def _clause_start(text: str, start: int) -> bool:
    """True where a clause begins at `start`."""
    return start == 0 or text[start - 1] in "\n。；，：、！？ -"


def _has_word(window: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words begins in the window, not inside a longer Latin word."""
    for word in words:
        at = window.find(word)
        while at >= 0:
            latin = word[0].isascii() and word[0].isalnum()
            if not (latin and at and window[at - 1].isascii() and window[at - 1].isalpha()):
                return True
            at = window.find(word, at + 1)
    return False


def _in_title_case(units: Units, find: Find, beside: frozenset[int]) -> bool:
    """True between capitalised words that are no names themselves, where a capital says nothing: "Really Go"."""
    start, end = find.start, find.end
    before = start and -start not in beside and units.kinds[start - 1] == LATIN
    after = end < len(units) and end not in beside and units.kinds[end] == LATIN
    return bool((before and units.words[start - 1][0].isupper()) or (after and units.words[end][0].isupper()))


def _case_agrees(units: Units, find: Find, surface: str, entry: Entry) -> float:
    """1 for a weak Latin spelling as listed, 0.5 in small letters between Chinese words, 0 otherwise."""
    if not surface.isascii() or not any(letter.isalpha() for letter in surface):
        return 1.0
    compact = re.sub(r"[\s-]", "", surface)
    spelled = {re.sub(r"[\s-]", "", alias) for alias in entry.spellings}
    if compact in spelled:
        return 1.0
    if compact.islower():
        return 0.5 if not _latin_beside(units, find) and len(compact) > 1 else 0.0
    return 1.0 if len(compact) > 3 or any(letter.isdigit() for letter in compact) else 0.0
