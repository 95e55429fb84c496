"""Chunks of names: versions, sizes, variants, and where a name ends.

Works on units, one pass, with no regular expression over more than one unit: time is linear whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.extract.units import HYPHEN, LATIN, NUMBER, Units, split_units
from ingest.extract.vocabulary import NO_TAIL, VARIANTS, words_of
from kg.text.lexicon import lexicon

_VERSION = re.compile(r"v?\d{1,4}(?:\.\d+)*[a-z]{0,2}|[a-z]{1,2}\d{1,3}(?:\.\d+)*[a-z]{0,2}")
_SIZE = re.compile(r"\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?[bm]|a\d+(?:\.\d+)?[bm]|e\d+b")
_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_MAX_TAIL = 9
_LONGEST_VERSION, _LONGEST_VARIANT = 10, 16
_LONGEST_RUN = 24  # letters and digits in turn: more than any version or variant has
_LETTERS = (LATIN, NUMBER)
_JOINERS = frozenset(lexicon("names")["joiners"].zh) | frozenset("、/,&")
_JOIN_WORDS = frozenset(lexicon("names")["joiners"].en)
_SMALL_VARIANTS = words_of("small_variants")
_TWO_WORD_VARIANTS = words_of("two_word_variants")
_MEASURES = frozenset(lexicon("names")["amounts"].zh) | frozenset("%+")
_MEASURE_WORDS = frozenset(lexicon("names")["amounts"].en)


@dataclass(frozen=True, slots=True)
class ChunkRun:
    """Chunks in a row, folded, and the unit behind the last."""

    chunks: tuple[str, ...]
    end: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Letters and digits in one: their units, the folded text, and whether a hyphen or nothing ties them on."""

    start: int
    stop: int
    text: str
    hyphen: bool
    tied: bool


def is_version(chunk: str) -> bool:
    """True for "4", "4.5", "v3.1", "4o", "R1"; not for sizes."""
    return bool(_VERSION.fullmatch(chunk)) and not is_size(chunk)


def is_size(chunk: str) -> bool:
    """True for "7b", "8x7b", "a22b"."""
    return bool(_SIZE.fullmatch(chunk))


def read_tail(
    units: Units, at: int, own: frozenset[str] = frozenset(), *, fresh: bool = False, versioned: bool = False
) -> ChunkRun:
    """Versions, sizes and variants from unit `at` on.

    Parameters
    ----------
    own
        Variant words of this family.
    fresh
        True where `at` begins the name's rest, False where it follows a head.
    versioned
        True where the head itself ends with a version.
    """
    chunks: list[str] = []
    end, hyphens = at, 0
    while end < len(units) and len(chunks) < _MAX_TAIL:
        chunk = _chunk_at(units, end, begins=fresh and not chunks)
        if chunk is None:
            break
        pair = _two_words(units, chunk)
        if pair is None:
            # A name in hyphens ("gpt-4o-realtime-preview") does not go on behind a space.
            ended = hyphens > 1 and not chunk.hyphen and not is_size(chunk.text)
            if ended or not _fits(units, chunk, own, versioned=versioned):
                break
        chunk = pair or chunk
        versioned = versioned or is_version(chunk.text)
        chunks.append(chunk.text)
        hyphens = hyphens + 1 if chunk.hyphen else 0
        end = chunk.stop
    return ChunkRun(tuple(chunks), end)


def _chunk_at(units: Units, at: int, *, begins: bool) -> _Chunk | None:
    """The chunk at a unit, or behind the hyphen there; None where none stands, or a longer word in underscores."""
    hyphen = not begins and units.kinds[at] == HYPHEN and units.glued[at]
    if hyphen and (at + 1 >= len(units) or not units.glued[at + 1]):
        return None
    start = at + 1 if hyphen else at
    stop = chunk_end(units, start)
    if stop == start or (stop < len(units) and units.glued[stop] and units.words[stop] == "_"):
        return None
    return _Chunk(start, stop, "".join(units.norms[start:stop]), hyphen, hyphen or begins or units.glued[at])


def _two_words(units: Units, chunk: _Chunk) -> _Chunk | None:
    """The chunk with the word behind it, where they are one variant: "Deep Think"."""
    if chunk.hyphen or chunk.stop >= len(units) - 1:
        return None
    following = units.norms[chunk.stop]
    if f"{units.norms[chunk.start]} {following}" not in _TWO_WORD_VARIANTS:
        return None
    return replace(chunk, stop=chunk.stop + 1, text=f"{chunk.text} {following}")


def chunk_end(units: Units, start: int) -> int:
    """End of the run of letters and digits that nothing parts; of one too long for a name, a place in it."""
    stop, limit = start, min(len(units), start + _LONGEST_RUN)
    while stop < limit and units.kinds[stop] in (LATIN, NUMBER) and (stop == start or units.glued[stop]):
        stop += 1
    return stop


def _fits(units: Units, chunk: _Chunk, own: frozenset[str], *, versioned: bool) -> bool:
    """Whether one chunk may go on a name."""
    text = chunk.text
    if is_size(text) and not is_money(units, chunk.start):
        return True
    if units.kinds[chunk.start] == NUMBER or is_version(text):
        return _is_version_here(units, chunk, versioned=versioned)
    if chunk.hyphen:
        return text not in NO_TAIL and len(text) <= _LONGEST_VARIANT
    if text not in VARIANTS and text not in own:
        return False
    if units.words[chunk.start][0].isupper():
        return True
    return text in _SMALL_VARIANTS and (versioned or not _next_is_english(units, chunk.stop))


def _is_version_here(units: Units, chunk: _Chunk, *, versioned: bool) -> bool:
    """Whether a chunk with digits is a version, not an amount, a year or a count."""
    text = chunk.text
    if len(text) > _LONGEST_VERSION:
        return chunk.hyphen and versioned
    if chunk.hyphen:
        return True
    following = units.norms[chunk.stop] if chunk.stop < len(units) else ""
    if following in _MEASURES and units.norms[chunk.stop : chunk.stop + 2] != ["个", "模"]:
        return following in ("大", "多") and chunk.tied
    if chunk.tied:
        return True
    if following in _MEASURE_WORDS or is_money(units, chunk.start):
        return False
    if text.replace(".", "").isdigit():
        return bool(_DAY.fullmatch(text)) if versioned else len(text.split(".")[0]) <= 2
    return is_version(text) and (not versioned or len(text) <= 4)


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


def name_cut(name: str, tail: Sequence[str], kept: Sequence[str]) -> str:
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


def compound(units: Units, start: int) -> ChunkRun:
    """A run of chunks joined by hyphens, from `start`."""
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
    return ChunkRun(tuple(chunks), end)


def spaced(units: Units, start: int, end: int) -> str:
    """A surface with plain hyphens, single spaces and narrow letters."""
    return "".join(written(units, start, end)).strip()
