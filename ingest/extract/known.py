"""Known names: all spellings of the gazetteer at once, longest match, at word edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ingest.extract.units import HYPHEN, LATIN, NUMBER, SPACE, Find, Sheet, Units, longest, split_units
from ingest.extract.vocabulary import words_of
from ingest.gazetteer import Entry, Gazetteer
from kg.model import EntityType

_FREE_GAPS = 3


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One way to spell an entry, and whether it says too little alone."""

    entry: Entry
    alias: str
    weak: bool


class KnownNames:
    """Component: adds a find for every known spelling; all readings of a stretch in one find.

    Parameters
    ----------
    vocab
        The pipeline's vocabulary.
    gazetteer
        The names.
    """

    def __init__(self, vocab: Vocab, gazetteer: Gazetteer) -> None:
        self._matcher = PhraseMatcher(vocab, attr="NORM")
        self._spellings: dict[str, list[_Spelling]] = {}
        for entry in gazetteer.entries:
            weak = frozenset(entry.weak)
            for alias in entry.spellings:
                for words in _spelled(alias):
                    spellings = self._spellings.setdefault("\x1f".join(words), [])
                    if not any(known.entry is entry for known in spellings):
                        spellings.append(_Spelling(entry, alias, alias in weak))
        for word in words_of("everyday"):
            self._spellings.setdefault("\x1f".join(split_units(word).norms), [])
        # One key for all: a key of its own for each spelling would cost a lexeme each.
        self._matcher.add("name", [Doc(vocab, words=key.split("\x1f")) for key in self._spellings])

    def __call__(self, doc: Doc, sheet: Sheet) -> None:
        """Put the longest known names into the sheet."""
        units = sheet.units
        finds = []
        for _, start, end in self._matcher(doc):
            if start in sheet.masked or not _has_edges(units, start, end):
                continue
            surface = units.surface(start, end)
            entries: dict[str, Entry] = {}
            unsure = set()
            for one in self._spellings["\x1f".join(units.norms[start:end])]:
                if _torn(one.alias, surface):
                    continue
                entries[one.entry.id] = one.entry
                if one.weak or _too_plain(start, end, one.alias, surface):
                    unsure.add(one.entry.id)
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


def _spelled(alias: str) -> set[tuple[str, ...]]:
    """The unit sequences that spell an alias: as written, and with all gaps open, with hyphens, or closed."""
    words, kinds = _pieces(alias)
    if not words:
        return set()
    written = tuple(norm for norm, kind in _norms(alias) if kind != SPACE)
    return {written, *(_join(words, kinds, how) for how in ("open", "hyphen", "closed"))}


def _join(words: list[str], kinds: list[str], how: str) -> tuple[str, ...]:
    """Pieces with their gaps written one way; only Latin words can be closed up, only letters and digits tied."""
    out = [words[0]]
    for i, word in enumerate(words[1:]):
        latin = kinds[i] == kinds[i + 1] == LATIN
        if how == "closed" and latin:
            out[-1] += word
        elif how == "hyphen" and (latin or {kinds[i], kinds[i + 1]} <= {LATIN, NUMBER}):
            out += ["-", word]
        else:
            out.append(word)
    return tuple(out)


def _norms(alias: str) -> Iterator[tuple[str, str]]:
    """Folded units of an alias with their kinds."""
    units = split_units(alias)
    return zip(units.norms, units.kinds, strict=True)


def _pieces(alias: str) -> tuple[list[str], list[str]]:
    """Folded words and kinds of an alias, without spaces and hyphens; camel case counts as a gap."""
    units = split_units(alias)
    words, kinds = [], []
    for word, norm, kind in zip(units.words, units.norms, units.kinds, strict=True):
        if kind in (HYPHEN, SPACE):
            continue
        if kind == LATIN:
            parts = humps(word)
            words += [part.casefold() for part in parts] if len(parts) <= _FREE_GAPS else [norm]
            kinds += [LATIN] * (len(parts) if len(parts) <= _FREE_GAPS else 1)
        else:
            words.append(norm)
            kinds.append(kind)
    return words, kinds


def humps(word: str) -> list[str]:
    """Parts of a camel-case word: "DeepSeek" -> Deep, Seek; "LMArena" -> LM, Arena; "iPhone" and "vLLM" stay whole."""
    cuts = [0]
    for i in range(2, len(word) - 1):
        rises = word[i].isupper() and word[i - 1].islower()
        if rises or (word[i - 2 : i + 1].isupper() and word[i + 1 : i + 3].islower() and len(word) > i + 2):
            cuts.append(i)
    cuts.append(len(word))
    return [word[a:b] for a, b in pairwise(cuts)]
