"""Known names: all spellings of the gazetteer at once, longest match, at word edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.extract.pipeline import Doc, PhraseMatcher, Vocab
from ingest.extract.spelled import BETWEEN, Reading, Spellings, spelled_names
from ingest.extract.units import LATIN, NUMBER, Find, Sheet, Units, longest
from ingest.gazetteer import Entry, Gazetteer
from kg.model import EntityType


class KnownNames:
    """Component: adds a find for every known spelling; all readings of a stretch in one find.

    Parameters
    ----------
    vocab
        The pipeline's vocabulary.
    gazetteer
        The names.
    spellings
        What `ingest.extract.spelled.spelled_names` makes of it, which takes half a second; None makes it now.
    """

    def __init__(self, vocab: Vocab, gazetteer: Gazetteer, spellings: Spellings | None = None) -> None:
        self._vocab = vocab
        self._entries = gazetteer.entries
        self._matcher = PhraseMatcher(vocab, attr="NORM")
        self._spellings = spelled_names(gazetteer) if spellings is None else spellings
        self._readings: dict[str, Sequence[Reading]] = {}
        self._met: set[str] = set()

    def _learn(self, norms: Iterable[str]) -> None:
        """Let the matcher know the spellings that begin with any of these units: of most names no text says the first.

        It takes a second to learn all of them.
        """
        new = {norm for norm in norms if norm not in self._met}
        self._met |= new
        learned = {key: readings for norm in new for key, readings in self._spellings.get(norm, {}).items()}
        if learned:
            self._readings |= learned
            # One key for all: a key of its own for each spelling would cost a lexeme each.
            self._matcher.add("name", [Doc(self._vocab, words=key.split(BETWEEN)) for key in learned])

    def __call__(self, doc: Doc, sheet: Sheet) -> None:
        """Put the longest known names into the sheet."""
        units = sheet.units
        self._learn(units.norms)
        finds = []
        for _, start, end in self._matcher(doc):
            if start in sheet.masked or not _has_edges(units, start, end):
                continue
            surface = units.surface(start, end)
            entries: dict[str, Entry] = {}
            unsure = set()
            for place, alias, weak in self._readings[BETWEEN.join(units.norms[start:end])]:
                entry = self._entries[place]
                if _torn(alias, surface) or (weak and alias != entry.name and _other_capitals(entry.weak, surface)):
                    continue
                entries[entry.id] = entry
                if weak or _too_plain(start, end, alias, surface):
                    unsure.add(entry.id)
            found = tuple(entries.values())
            first: tuple[EntityType, str] = (found[0].type, found[0].name) if found else ("product", "")
            finds.append(Find(start, end, *first, "gazetteer", found, frozenset(unsure)))
        sheet.finds = [find for find in longest(finds) if find.entries]


def _has_edges(units: Units, start: int, end: int) -> bool:
    """False where the stretch is a piece of a longer word: "o1" in "o1x", "few" in "few_shot"."""
    kinds, glued, words = units.kinds, units.glued, units.words
    if start and glued[start]:
        if words[start - 1] in "_@·":
            return False
        if kinds[start] in (LATIN, NUMBER) and kinds[start - 1] in (LATIN, NUMBER):
            return False
    if end < len(units) and glued[end]:
        if words[end] in "_·" or "".join(words[end : end + 2]) == "++":
            return False
        if kinds[end] == LATIN and kinds[end - 1] == NUMBER:
            return False
    return True


def _too_plain(start: int, end: int, alias: str, surface: str) -> bool:
    """True for "notion" or "checkpoint": a capitalised word, or several, written small and in one."""
    if end - start != 1 or not surface.islower():
        return False
    return (alias[:1].isupper() and alias[1:].islower() and " " not in alias) or " " in alias


def _torn(alias: str, surface: str) -> bool:
    """True for "in Video" as InVideo: a gap that the alias has not, and other capitals."""
    if " " not in surface or " " in alias or "-" in alias:
        return False
    closed = surface.replace(" ", "")
    return closed.casefold() == alias.casefold() and closed != alias


def _other_capitals(spellings: Iterable[str], surface: str) -> bool:
    """True for "MAX" or "max" as Max: of a short form that says too little, other capitals make another word.

    Written with other marks or gaps, capitals do not tell.
    """
    alike = [each for each in spellings if each.casefold() == surface.casefold()]
    beginning = surface[:1].lower() + surface[1:]  # of a sentence
    return bool(alike) and not any(surface == each or (each.islower() and beginning == each) for each in alike)
