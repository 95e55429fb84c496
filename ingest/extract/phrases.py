"""Unknown names: where one ends, and what the nouns beside it say it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.extract.chunks import is_size, is_version, read_tail
from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units
from ingest.extract.vocabulary import GENERIC, LAST_WORDS, NO_TAIL, NOUNS, words_of
from kg.model import EntityType
from kg.text.lexicon import either, lexicon
from kg.text.words import fold

_SAID = lexicon("cues")
_APPOSITION = re.compile(
    r"\s*(?:（[^（）\n]{0,60}）|\([^()\n]{0,60}\))?\s*[”」]?\s*[，,：:—-]{1,2}"
    rf"(?!{either(_SAID['goes_on'].zh)})([^，。；！？\n,;.]{{2,60}})"
)
_ATTRIBUTES = re.compile(rf"^[\s”」*]*{either(_SAID['attributes'].zh)}?(?:[a-z]{{2,4}}(?=[\u4e00-\u9fff]))?")
_PHRASE_WORDS = 6
_SHORTEST_LONE = 4
_LINK_WORDS = words_of("links")
_BARE = words_of("bare")
_MODEL_SHAPE = re.compile(r"(?:lm|llm|gpt|vl|vlm|tts|ocr|cpm|diffusion|bert|former|vla|asr)$", re.IGNORECASE)
_PARAMETERS = re.compile(r"[^。\n]{0,30}\d[bm]?参数")
_LATIN_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class TypeGuess:
    """What an unknown name seems to name, and how much of a guess that is (0 to 1)."""

    type: EntityType
    doubt: float


def name_phrase(units: Units, start: int, known: Mapping[int, Find], *, lone: bool) -> int:
    """End of a name that begins at `start`; `start` itself where none does.

    Capitalised words, words with digits, hyphens inside; ``lone`` admits one word in small letters ("nanochat").
    """
    reached = end = _reach(units, start, known)
    while end > start and units.norms[end - 1] in _LINK_WORDS:
        end -= 1
    if len(units.surface(start, end)) < 2 or _says_nothing(units, start, end):
        return start
    named = any(
        units.kinds[i] == NUMBER or any(letter.isupper() for letter in units.words[i]) for i in range(start, reached)
    )
    return end if named or (lone and _stands_alone(units, start, end)) else start


def _reach(units: Units, start: int, known: Mapping[int, Find]) -> int:
    """End of the words from `start` on that may be one name; `start` where a word behind a hyphen says it is none."""
    if start < len(units) and units.kinds[start] == NUMBER:
        return start
    end, words = start, 0
    while end < len(units) and words < _PHRASE_WORDS and end not in known:
        hyphen = end > start and _ties(units, end)
        at = end + 1 if hyphen else end
        if at in known or units.kinds[at] not in (LATIN, NUMBER):
            break
        if hyphen and units.norms[at] in NO_TAIL:
            return start
        if not hyphen and at > start and not units.glued[at]:
            if not _goes_on(units, at):
                break
            words += 1
        end = at + 1
    return end


def _ties(units: Units, at: int) -> bool:
    """True for a hyphen with no space on either side."""
    return units.kinds[at] == HYPHEN and units.glued[at] and at + 1 < len(units) and units.glued[at + 1]


def _goes_on(units: Units, at: int) -> bool:
    """True where the word behind a space may be of the same name: capitalised, a small link word, a version."""
    if units.kinds[at] == NUMBER:
        return _is_version_like(units, at)
    return units.words[at][0].isupper() or _bridge(units, at)


def _says_nothing(units: Units, start: int, end: int) -> bool:
    """True for generic words alone; "Q1" and "H2" are taken for names, as are titles ("Web Search API")."""
    if end - start == 2 and units.words[start].isupper() and units.kinds[end - 1] == NUMBER and units.glued[end - 1]:
        return False
    latin = [i for i in range(start, end) if units.kinds[i] == LATIN]
    if any(units.norms[i] not in GENERIC for i in latin):
        return False
    titled = all(units.words[i][0].isupper() for i in latin) and any(units.norms[i] not in _BARE for i in latin)
    return len(latin) < 2 or not titled


def _stands_alone(units: Units, start: int, end: int) -> bool:
    """True for a word in small letters that is long and strange enough for a name: "nanochat"."""
    first = next(units.norms[i] for i in range(start, end) if units.kinds[i] == LATIN)
    return len(first) >= _SHORTEST_LONE and (end - start > 1 or first not in GENERIC)


def _bridge(units: Units, at: int) -> bool:
    """True for "for" in "Claude for Life Sciences": a small word between capitalised ones."""
    return units.norms[at] in _LINK_WORDS and at + 1 < len(units) and units.words[at + 1][:1].isupper()


def _is_version_like(units: Units, at: int) -> bool:
    """True for a number that ends a name, not for an amount."""
    tail = read_tail(units, at).chunks
    return bool(tail) and (is_version(tail[0]) or is_size(tail[0]))


def type_of_name(sheet: Sheet, start: int, stop: int, *, modifiers: str = "") -> TypeGuess:
    """Type of an unknown name, by the nouns on it, before it and behind it."""
    units = sheet.units
    last = units.norms[stop - 1]
    behind = fold(units.text[units.ends[stop - 1] : units.ends[stop - 1] + 60])
    noun = _noun_at(_ATTRIBUTES.sub("", behind, count=1)) or _noun_at(behind.lstrip(" ”」*"))
    if noun:
        return TypeGuess(noun, 0.15)
    if any(is_size("".join(units.norms[i : i + 2])) for i in range(start, stop - 1)):
        return TypeGuess("model", 0.2)
    if last in LAST_WORDS:
        return TypeGuess(LAST_WORDS[last], 0.25)
    noun = _last_noun(fold(modifiers))
    if noun:
        return TypeGuess(noun, 0.2)
    clause = _APPOSITION.match(behind)
    if clause and (noun := final_noun(clause[1])):
        return TypeGuess(noun, 0.3)
    if _MODEL_SHAPE.search(last) or _PARAMETERS.match(behind):
        return TypeGuess("model", 0.35)
    return TypeGuess("product", 0.45)


def final_noun(clause: str) -> EntityType | None:
    """The type of the noun that ends an apposition: "一个用于微调大语言模型的灵活API平台" is a platform."""
    return next((kind for kind, nouns in NOUNS.items() if clause.rstrip().endswith(nouns)), None)


def _noun_at(text: str) -> EntityType | None:
    """The type that a noun right at the start of `text` says."""
    latin = _LATIN_WORD.match(text)
    for kind, nouns in NOUNS.items():
        if text.startswith(nouns) and (latin is None or latin[0] in nouns):
            return kind
    return None


def _last_noun(text: str) -> EntityType | None:
    """The type of the noun that stands last in a phrase; of two that end together the longer one says it."""
    best: tuple[int, int] = (-1, 0)
    found: EntityType | None = None
    for kind, nouns in NOUNS.items():
        for noun in nouns:
            at = text.rfind(noun)
            if at >= 0 and not _inside_word(text, at, noun) and (at + len(noun), len(noun)) > best:
                best, found = (at + len(noun), len(noun)), kind
    return found


def _inside_word(text: str, at: int, noun: str) -> bool:
    """True where a Latin noun is a piece of a longer word."""
    end = at + len(noun)
    return noun[0].isascii() and (
        (at > 0 and text[at - 1].isascii() and text[at - 1].isalpha())
        or (end < len(text) and text[end].isascii() and text[end].isalpha())
    )


def single_spaced(units: Units, start: int, stop: int) -> str:
    """Surface with single spaces."""
    return re.sub(r"\s+", " ", units.surface(start, stop))
