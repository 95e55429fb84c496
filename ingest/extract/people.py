"""People: names beside a title, a verb of writing, or a work place. Names alone are left to the gazetteer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units
from ingest.extract.vocabulary import GENERIC
from ingest.gazetteer import Entry, Gazetteer
from kg.text.lexicon import either, lexicon

_LATIN_NAME = r"[A-Z][a-zà-ÿ’'-]{1,15}(?:\s[A-Z]\.)?(?:\s(?:de|van|von|der|la|Mc|Mac)?\s?[A-Z][a-zà-ÿ’'-]{1,18}){1,2}"
_SAID = lexicon("people")
_TITLE, _WORKPLACE = either(_SAID["titles"].zh), either(_SAID["workplaces"].zh)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?P<name>{_LATIN_NAME})\s*[（(][^（）()\n]{{0,30}}?(?:{_TITLE}|{_WORKPLACE})"), "person:title"),
    (re.compile(rf"(?P<name>{_LATIN_NAME})\s*{either(_SAID['writes'].zh)}"), "person:wrote"),
    (re.compile(rf"(?P<name>{_LATIN_NAME})的(?:\S{{0,6}})?{either(_SAID['pieces'].zh)}"), "person:wrote"),
    (re.compile(rf"{either(_SAID['authors'].zh)}\s?(?P<name>{_LATIN_NAME})"), "person:author"),
    (re.compile(rf"{_TITLE}\s?(?P<name>{_LATIN_NAME})"), "person:title"),
    (re.compile(rf"{either(_SAID['titles'].en)}\s(?P<name>{_LATIN_NAME})"), "person:title"),
    (
        re.compile(rf"(?:^|[\n。：，])\W{{0,3}}(?P<name>[A-Z][a-z]{{2,15}}){either(_SAID['by_given_name'].zh)}"),
        "person:wrote",
    ),
    (
        re.compile(
            rf"{either(_SAID['before_han'].zh)}(?P<name>[\u4e00-\u9fff]{{2,3}})(?=[，。、：:（(在表宣认说的和与离加])"
        ),
        "person:title",
    ),
)
_SURNAMES = frozenset(_SAID["surnames"].zh)
_NO_GIVEN_NAMES = GENERIC.union(_SAID["ordinary"].words)
_NO_PEOPLE = GENERIC.union(_SAID["organisations"].words)
_LONG_NAME = 5


class People:
    """Component: adds people whom the gazetteer does not know, and those whose short or misspelt names it can tell.

    Parameters
    ----------
    gazetteer
        Tells who works where: a bare "Sam" beside OpenAI is the one Sam of OpenAI.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._staff: dict[str, list[Entry]] = defaultdict(list)
        for entry in gazetteer.entries:
            if entry.type == "person" and entry.maker and re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][\w.-]*)+", entry.name):
                self._staff[entry.maker].append(entry)

    def __call__(self, sheet: Sheet) -> None:
        """Look for names by the words beside them, then for short names of known staff."""
        taken = {i for find in sheet.finds for i in range(find.start, find.end)}
        for pattern, rule in _RULES:
            for match in pattern.finditer(sheet.text):
                name = match["name"]
                start, end = sheet.units.between(*match.span("name"))
                if _is_person(name) and not any(i in taken for i in range(start, end)):
                    taken.update(range(start, end))
                    sheet.finds.append(Find(start, end, "person", " ".join(name.split()), rule, doubt=0.3))
        if not sheet.english:
            sheet.finds += self._short(sheet, taken)

    def _short(self, sheet: Sheet, taken: set[int]) -> list[Find]:
        """Bare given names and misspelt surnames of people whose organisation the item names, in Chinese text."""
        staff = _Staff(entry for owner in sorted(sheet.known) for entry in self._staff.get(owner, ()))
        if not staff.by_given_name:
            return []
        units, finds = sheet.units, []
        for i, word in enumerate(units.words):
            if i in taken or units.kinds[i] != LATIN or not _is_capitalised(word) or not _alone(units, i):
                continue
            found = staff.called(word)
            rule = "person:given"
            if not found:
                found = staff.misspelt(word)
                rule = "person:misspelt"
            if len({entry.id for entry in found}) == 1:
                finds.append(Find(i, i + 1, "person", found[0].name, rule, (found[0],), doubt=0.5))
        return finds


class _Staff:
    """People of the organisations that an item names, by given name and by the first letter of the surname."""

    def __init__(self, people: Iterable[Entry]) -> None:
        self.by_given_name: dict[str, list[Entry]] = defaultdict(list)
        self._by_initial: dict[str, list[Entry]] = defaultdict(list)
        for entry in people:
            names = entry.name.split()
            self.by_given_name[names[0]].append(entry)
            self._by_initial[names[-1][:1]].append(entry)

    def called(self, word: str) -> list[Entry]:
        """Those of that given name, unless it is an ordinary word."""
        return [] if word.casefold() in _NO_GIVEN_NAMES else self.by_given_name.get(word, [])

    def misspelt(self, word: str) -> list[Entry]:
        """Those whose surname a long word misses by one letter."""
        if len(word) < _LONG_NAME:
            return []
        near = self._by_initial.get(word[0], ())
        return [one for one in near if OSA.distance(word, one.name.split()[-1], score_cutoff=1) == 1]


def _is_capitalised(word: str) -> bool:
    """True for one capital and small letters behind it."""
    return word[0].isupper() and word[1:].islower()


def _is_person(name: str) -> bool:
    """False for what reads as an organisation or a job, and for Han names without a surname."""
    words = [word.casefold() for word in re.findall(r"[A-Za-zà-ÿ]+", name)]
    if not _NO_PEOPLE.isdisjoint(words):
        return False
    return bool(words) or name[0] in _SURNAMES


def _alone(units: Units, i: int) -> bool:
    """True where no Latin word, digit or hyphen stands beside unit i."""
    letters = (LATIN, NUMBER, HYPHEN)
    before = i and units.kinds[i - 1] in letters
    return not before and not (i + 1 < len(units) and units.kinds[i + 1] in letters)
