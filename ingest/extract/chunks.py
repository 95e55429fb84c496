"""Chunks of names: versions, sizes, variants, and where a name ends.

Works on units, one pass, with no regular expression over more than one unit: time is linear whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ingest.extract.units import HYPHEN, LATIN, NUMBER, Units, split_units
from ingest.extract.vocabulary import ENGLISH_MEASURES, MEASURES, NO_TAIL, SMALL_VARIANTS, TWO_WORD_VARIANTS, VARIANTS

_VERSION = re.compile(r"v?\d{1,4}(?:\.\d+)*[a-z]{0,2}|[a-z]{1,2}\d{1,3}(?:\.\d+)*[a-z]{0,2}")
_SIZE = re.compile(r"\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?[bm]|a\d+(?:\.\d+)?[bm]|e\d+b")
_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_MAX_TAIL = 9
_LETTERS = (LATIN, NUMBER)
_JOINERS = frozenset("和与及、跟或/,&")
_JOIN_WORDS = frozenset({"and", "or"})


def is_version(chunk: str) -> bool:
    """True for "4", "4.5", "v3.1", "4o", "R1"; not for sizes."""
    return bool(_VERSION.fullmatch(chunk)) and not is_size(chunk)


def is_size(chunk: str) -> bool:
    """True for "7b", "8x7b", "a22b"."""
    return bool(_SIZE.fullmatch(chunk))


def read_tail(
    units: Units, at: int, own: frozenset[str] = frozenset(), *, fresh: bool = False, versioned: bool = False
) -> tuple[list[str], int]:
    """Versions, sizes and variants from unit `at` on: folded chunks, and the unit behind the last.

    Parameters
    ----------
    own
        Variant words of this family.
    fresh
        True where `at` begins the name's rest, False where it follows a head.
    versioned
        True where the head itself ends with a version.
    """
    tail: list[str] = []
    end = at
    hyphens: list[str] = []
    while end < len(units) and len(tail) < _MAX_TAIL:
        start, tied = end, fresh and not tail
        if not tied and units.kinds[end] == HYPHEN and units.glued[end]:
            if end + 1 >= len(units) or not units.glued[end + 1]:
                break
            start, tied, hyphen = end + 1, True, True
        else:
            hyphen = False
            tied = tied or units.glued[end]
        stop = chunk_end(units, start)
        if stop == start or (stop < len(units) and units.glued[stop] and units.words[stop] == "_"):
            break
        chunk = "".join(units.norms[start:stop])
        if not hyphen and stop < len(units) - 1 and (units.norms[start], units.norms[stop]) in TWO_WORD_VARIANTS:
            chunk, stop = f"{chunk} {units.norms[stop]}", stop + 1
        else:
            # A name in hyphens ("gpt-4o-realtime-preview") does not go on behind a space.
            ended = not hyphen and hyphens[-2:] == ["-", "-"] and not is_size(chunk)
            if ended or not _fits(units, start, stop, chunk, own, hyphen=hyphen, tied=tied, versioned=versioned):
                break
        versioned = versioned or is_version(chunk)
        tail.append(chunk)
        hyphens.append("-" if hyphen else " ")
        end = stop
    return tail, end


def chunk_end(units: Units, start: int) -> int:
    """End of the run of letters and digits that nothing parts."""
    stop = start
    while stop < len(units) and units.kinds[stop] in (LATIN, NUMBER) and (stop == start or units.glued[stop]):
        stop += 1
    return stop


def _fits(
    units: Units, start: int, stop: int, chunk: str, own: frozenset[str], *, hyphen: bool, tied: bool, versioned: bool
) -> bool:
    """Whether one chunk may go on a name."""
    if is_size(chunk) and not is_money(units, start):
        return True
    first = units.words[start]
    if units.kinds[start] == NUMBER or is_version(chunk):
        return _is_version_here(units, start, stop, chunk, hyphen=hyphen, tied=tied, versioned=versioned)
    if hyphen:
        return chunk not in NO_TAIL and len(chunk) <= 16
    if chunk not in VARIANTS and chunk not in own:
        return False
    return first[0].isupper() or (chunk in SMALL_VARIANTS and (versioned or not _next_is_english(units, stop)))


def _is_version_here(
    units: Units, start: int, stop: int, chunk: str, *, hyphen: bool, tied: bool, versioned: bool
) -> bool:
    """Whether a chunk with digits is a version, not an amount, a year or a count."""
    if len(chunk) > 10:
        return hyphen and versioned
    if hyphen:
        return True
    following = units.norms[stop] if stop < len(units) else ""
    if following in MEASURES and (stop + 1 >= len(units) or units.norms[stop : stop + 2] != ["个", "模"]):
        return following in ("大", "多") and tied
    if tied:
        return True
    if following in ENGLISH_MEASURES or is_money(units, start):
        return False
    if chunk.replace(".", "").isdigit():
        if versioned:
            return bool(_DAY.fullmatch(chunk))
        return len(chunk.split(".")[0]) <= 2
    return is_version(chunk) and (not versioned or len(chunk) <= 4)


def is_money(units: Units, start: int) -> bool:
    """True behind a currency sign."""
    return start > 0 and units.words[start - 1] in "$€£¥￥"


def _next_is_english(units: Units, stop: int) -> bool:
    """True where an English word follows."""
    return stop < len(units) and units.kinds[stop] == LATIN and units.words[stop].islower()


def stands_open(units: Units, start: int, end: int) -> bool:
    """True where nothing is glued to the stretch that would make it part of a longer word."""
    if not starts_open(units, start):
        return False
    return not (end < len(units) and units.glued[end] and (units.kinds[end] in _LETTERS or units.words[end] == "_"))


def starts_open(units: Units, start: int) -> bool:
    """True where no letter, digit or hyphen is glued to the front of unit `start`."""
    if not start or not units.glued[start]:
        return True
    return units.kinds[start - 1] not in (*_LETTERS, HYPHEN) and units.words[start - 1] not in "_./@#"


def written(units: Units, start: int, end: int) -> Iterable[str]:
    """The written text of a tail, hyphens and spaces made plain."""
    for i in range(start, end):
        if units.kinds[i] == HYPHEN:
            yield "-"
        else:
            spaced = not units.glued[i] and not (i > start and units.kinds[i - 1] == HYPHEN)
            yield (" " if spaced else "") + _plain(units.words[i])


def _plain(word: str) -> str:
    """Full-width letters and digits made narrow, case kept."""
    return unicodedata.normalize("NFKC", word)


def name_cut(name: str, tail: tuple[str, ...], kept: list[str]) -> str:
    """Give `name` cut behind the chunks of its tail that are kept."""
    units = split_units(name)
    drop = sum(len(split_units(chunk)) for chunk in tail[len(kept) :])
    end = len(units)
    while drop and end > 1:
        end -= 1
        if units.kinds[end] != HYPHEN:
            drop -= 1
    while end > 1 and units.kinds[end - 1] == HYPHEN:
        end -= 1
    return units.surface(0, end)


def behind_joiner(units: Units, end: int) -> int | None:
    """The unit behind "和", "、", "and" at `end`, if one stands there."""
    at = end
    while at < len(units) and at < end + 2 and (units.words[at] in _JOINERS or units.norms[at] in _JOIN_WORDS):
        at += 1
    return at if end < at < len(units) else None


def compound(units: Units, start: int) -> tuple[int, list[str]]:
    """A run of chunks joined by hyphens, from `start`: its end and its folded chunks."""
    chunks = []
    end = start
    while end < len(units):
        stop = chunk_end(units, end)
        if stop == end:
            break
        chunks.append("".join(units.norms[end:stop]))
        end = stop
        hyphen = end + 1 < len(units) and units.kinds[end] == HYPHEN and units.glued[end] and units.glued[end + 1]
        if not hyphen or units.kinds[end + 1] not in (LATIN, NUMBER):
            break
        end += 1
    return end, chunks


def spaced(units: Units, start: int, end: int) -> str:
    """A surface with plain hyphens, single spaces and narrow letters."""
    return "".join(written(units, start, end)).strip()
