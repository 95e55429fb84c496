"""Doubtful names: which spellings that say too little alone count, by the words, names and links around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.extract.addresses import owners
from ingest.extract.cues import ACTS_EN, ACTS_ZH, joined
from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units
from ingest.extract.vocabulary import GENERIC, words_of
from ingest.gazetteer import Entry, Gazetteer

_WINDOW = 160
# How strongly an item says that a spelling means an entry; half the weakest support is needed at least.
_SURE, _SPOKEN_OF, _IN_CONTEXT, _LISTED, _ACTING, _UNSUPPORTED = 3.0, 2.5, 2.0, 1.5, 1.0, 0.0
_LEAST, _SLACK = 0.5, 1.1
_GREAT = 20  # who makes so many known things is meant by a bare name, were it an ordinary word
_SIDE = 60
_NEVER = GENERIC - words_of("named_generic")
_OPEN_PREFIXES = words_of("prefixes")


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Where other finds stand: right beside which units, and which weak ones a list ties to a sure one."""

    starts: frozenset[int]
    ends: frozenset[int]
    listed: frozenset[int]


class DoubtfulNames:
    """Component: drops weak finds without support.

    Parameters
    ----------
    gazetteer
        Tells who makes what and who owns which address.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._makes: dict[str, set[str]] = defaultdict(set)
        for entry in gazetteer.entries:
            for owner in (entry.maker, entry.family):
                if owner:
                    self._makes[owner].add(entry.id)

    def __call__(self, sheet: Sheet) -> None:
        """Keep the finds that count; note what the item speaks of for certain."""
        finds = [find for find in sheet.finds if not _piece_of_compound(sheet.units, find)]
        linked = (one for entry in owners(sheet.links, self._gazetteer) for one in _up(entry) if one)
        sheet.known = _known(find for find in finds if not find.weak).union(linked)
        neighbours = _Neighbours(
            frozenset(find.start for find in finds), frozenset(find.end for find in finds), _listed(sheet, finds)
        )
        sheet.finds = [find for find in finds if not find.unsure or self._counts(sheet, find, neighbours)]
        sheet.known |= _known(sheet.finds)

    def _counts(self, sheet: Sheet, find: Find, neighbours: _Neighbours) -> bool:
        """Leave a find the readings that the item supports; False where none is left."""
        level = {entry.id: self._support(sheet, find, entry, neighbours) for entry in find.entries}
        for entry in find.entries:  # a maker and its product of one name are spoken of together
            if entry.maker in level:
                level[entry.id] = level[entry.maker] = max(level[entry.id], level[entry.maker])
        need = max(_LEAST, max(level.values()) - _SLACK)
        find.entries = tuple(entry for entry in find.entries if level[entry.id] >= need)
        find.doubt = 0.2 if find.weak else 0.0
        return bool(find.entries)

    def _support(self, sheet: Sheet, find: Find, entry: Entry, neighbours: _Neighbours) -> float:
        """How strongly the item says that a spelling means `entry`."""
        if entry.id not in find.unsure:
            return _SURE
        start, end = sheet.char_span(find)
        case = _case_agrees(sheet.units, find, sheet.text[start:end], entry)
        if sheet.folded[start:end] in _NEVER or not case:
            return _UNSUPPORTED
        if not sheet.known.isdisjoint((*_up(entry), *self._makes.get(entry.id, ()))):
            return _SPOKEN_OF
        if find.start in neighbours.listed:
            return _LISTED
        if case < 1 or _in_title_case(sheet.units, find, neighbours):
            return _UNSUPPORTED
        around = (sheet.folded[max(0, start - _WINDOW) : start], sheet.folded[end : end + _WINDOW])
        if any(_has_word(window, entry.context) for window in around):
            return _IN_CONTEXT
        return _ACTING if self._like_a_company(sheet, find, entry) else _UNSUPPORTED

    def _like_a_company(self, sheet: Sheet, find: Find, entry: Entry) -> bool:
        """Whether a company's name, long enough, stands where companies act or where only names are capitalised."""
        start, end = sheet.char_span(find)
        surface = sheet.text[start:end]
        if entry.type != "company" or len(surface) < (4 if surface.isascii() else 2):
            return False
        if _clause_start(sheet.text, start) and ACTS_ZH.match(sheet.text, end, end + _SIDE):
            return True
        if surface[0].isupper() and _sentence_start(sheet.text, start) and ACTS_EN.match(sheet.text, end, end + _SIDE):
            return True
        great = len(self._makes.get(entry.id, ())) >= _GREAT and not _latin_beside(sheet.units, find)
        return great or _capital_inside(sheet.units, find)


def _known(finds: Iterable[Find]) -> frozenset[str]:
    """Ids of what finds name, of who makes it and of its family."""
    entries = (entry for find in finds for entry in (find.entries or ((find.base,) if find.base else ())))
    return frozenset(one for entry in entries for one in _up(entry) if one)


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


def _sentence_start(text: str, start: int) -> bool:
    """True where an English sentence or a line begins at `start`."""
    return start == 0 or text[max(0, start - 4) : start].rstrip(' "*')[-1:] in tuple(".!?\n")


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


def _in_title_case(units: Units, find: Find, neighbours: _Neighbours) -> bool:
    """True between capitalised words that are no names themselves, where a capital says nothing: "Really Go"."""
    start, end = find.start, find.end
    before = start and start not in neighbours.ends and units.kinds[start - 1] == LATIN
    after = end < len(units) and end not in neighbours.starts and units.kinds[end] == LATIN
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
