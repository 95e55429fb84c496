"""All ways to spell the names of the gazetteer, as runs of units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.extract.units import HYPHEN, LATIN, NUMBER, SPACE, split_units
from ingest.extract.vocabulary import words_of
from ingest.gazetteer import Gazetteer

_FREE_GAPS = 3
BETWEEN = "\x1f"
"""What joins the units of a spelling."""

Reading = tuple[int, str, bool]
"""One way to read a run of units: the entry's place in the gazetteer, its spelling, whether that says too little."""
Spellings = Mapping[str, Mapping[str, Sequence[Reading]]]
"""Readings by the folded units of a spelling, joined by U+001F; these by their first."""


def spelled_names(gazetteer: Gazetteer) -> Spellings:
    """All ways to spell the names of a gazetteer, and everyday words that are none."""
    found: dict[str, list[Reading]] = {}
    for place, entry in enumerate(gazetteer.entries):
        weak = frozenset(entry.weak)
        for alias in entry.spellings:
            for units in _spelled(alias):
                readings = found.setdefault(BETWEEN.join(units), [])
                if all(known != place for known, _, _ in readings):
                    readings.append((place, alias, alias in weak))
    for word in words_of("everyday"):
        found.setdefault(BETWEEN.join(split_units(word).norms), [])
    by_first: dict[str, dict[str, list[Reading]]] = {}
    for key in sorted(found):
        by_first.setdefault(key.partition(BETWEEN)[0], {})[key] = found[key]
    return by_first


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
