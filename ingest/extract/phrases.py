"""Unknown names: where one ends, and what the nouns beside it say it is."""

from __future__ import annotations

import re

from ingest.extract.chunks import is_size, is_version, read_tail
from ingest.extract.units import HYPHEN, LATIN, NUMBER, Find, Sheet, Units
from ingest.extract.vocabulary import (
    BENCHMARK_NOUNS,
    COMPANY_NOUNS,
    GENERIC,
    LAST_WORDS,
    MODEL_NOUNS,
    NO_TAIL,
    PRODUCT_NOUNS,
    REPORT_NOUNS,
)
from kg.model import EntityType
from kg.text.words import fold

_APPOSITION = re.compile(
    r"\s*(?:（[^（）\n]{0,60}）|\([^()\n]{0,60}\))?\s*[”」]?\s*[，,：:—-]{1,2}"
    r"(?!用于|可以?|能|支持|基于|主要|让|通过|以|在|将|会|并|从)([^，。；！？\n,;.]{2,60})"
)
_ATTRIBUTES = re.compile(r"^[\s”」*]*(?:基础|开源|多模态)?(?:[a-z]{2,4}(?=[\u4e00-\u9fff]))?")
_PHRASE_WORDS = 6
_LINK_WORDS = frozenset({"for", "of", "the", "in", "to", "by", "with"})
_MODEL_SHAPE = re.compile(r"(?:lm|llm|gpt|vl|vlm|tts|ocr|cpm|diffusion|bert|former|vla|asr)$", re.IGNORECASE)
_NOUNS: tuple[tuple[tuple[str, ...], EntityType], ...] = (
    (BENCHMARK_NOUNS, "benchmark"),
    (REPORT_NOUNS, "report"),
    (MODEL_NOUNS, "model"),
    (PRODUCT_NOUNS, "product"),
    (COMPANY_NOUNS, "company"),
)


def name_phrase(units: Units, start: int, known: dict[int, Find], *, lone: bool) -> int:
    """End of a name that begins at `start`; `start` itself where none does.

    Capitalised words, words with digits, hyphens inside; ``lone`` admits one word in small letters ("nanochat").
    """
    end, words, named = start, 0, False
    while end < len(units) and words < _PHRASE_WORDS and end not in known:
        kind, word = units.kinds[end], units.words[end]
        if kind == HYPHEN and end > start and units.glued[end] and end + 1 < len(units) and units.glued[end + 1]:
            if units.kinds[end + 1] not in (LATIN, NUMBER) or end + 1 in known:
                break
            if units.norms[end + 1] in NO_TAIL:
                return start
            end += 1
            kind, word = units.kinds[end], units.words[end]
            tied = True
        else:
            tied = end > start and units.glued[end]
        if kind == NUMBER and end == start:
            break
        if kind not in (LATIN, NUMBER):
            break
        if not tied and end > start:
            if kind == LATIN and not word[0].isupper() and not _bridge(units, end):
                break
            if kind == NUMBER and not _is_version_like(units, end):
                break
            words += 1
        named = named or any(letter.isupper() for letter in word) or kind == NUMBER
        end += 1
    while end > start and units.norms[end - 1] in _LINK_WORDS:
        end -= 1
    if end == start:
        return start
    plain = [units.norms[i] for i in range(start, end) if units.kinds[i] == LATIN]
    numbered = (
        units.words[start].isupper() and end - start == 2 and units.kinds[end - 1] == NUMBER and units.glued[end - 1]
    )
    if not numbered and all(norm in GENERIC for norm in plain) and not (len(plain) > 1 and _titled(units, start, end)):
        return start
    if not named and not (
        lone and len(plain) >= 1 and len(plain[0]) > 3 and (end - start > 1 or plain[0] not in GENERIC)
    ):
        return start
    return end if len(units.surface(start, end)) > 1 else start


def _titled(units: Units, start: int, end: int) -> bool:
    """True for two or more generic words that make a title of their own: "Web Search API", not "AI Agent"."""
    core = {"ai", "agent", "agents", "llm", "api", "model", "models", "gpu", "rl", "mcp", "app", "agentic", "rag"}
    words = [units.norms[i] for i in range(start, end) if units.kinds[i] == LATIN]
    return any(word not in core for word in words) and all(
        units.words[i][0].isupper() for i in range(start, end) if units.kinds[i] == LATIN
    )


def _bridge(units: Units, at: int) -> bool:
    """True for "for" in "Claude for Life Sciences": a small word between capitalised ones."""
    return units.norms[at] in _LINK_WORDS and at + 1 < len(units) and units.words[at + 1][:1].isupper()


def _is_version_like(units: Units, at: int) -> bool:
    """True for a number that ends a name, not for an amount."""
    tail, _ = read_tail(units, at, frozenset())
    return bool(tail) and (is_version(tail[0]) or is_size(tail[0]))


def type_of_name(sheet: Sheet, start: int, stop: int, *, modifiers: str = "") -> tuple[EntityType, float]:
    """Type of an unknown name and how much of a guess it is, by the nouns on it, before it and behind it."""
    units = sheet.units
    last = units.norms[stop - 1]
    text = units.text
    behind = fold(text[units.ends[stop - 1] : units.ends[stop - 1] + 60])
    noun = _noun_at(_ATTRIBUTES.sub("", behind, count=1)) or _noun_at(behind.lstrip(" ”」*"))
    if noun:
        return noun, 0.15
    chunks = [units.norms[i] for i in range(start, stop)]
    if any(is_size("".join(chunks[i : i + 2])) for i in range(len(chunks) - 1)):
        return "model", 0.2
    if last in LAST_WORDS:
        return LAST_WORDS[last], 0.25
    noun = _last_noun(fold(modifiers))
    if noun:
        return noun, 0.2
    clause = _APPOSITION.match(behind)
    if clause and (noun := final_noun(clause[1])):
        return noun, 0.3
    if _MODEL_SHAPE.search(last) or re.match(r"[^。\n]{0,30}\d[bm]?参数", behind):
        return "model", 0.35
    return "product", 0.45


def final_noun(clause: str) -> EntityType | None:
    """The type of the noun that ends an apposition: "一个用于微调大语言模型的灵活API平台" is a platform."""
    for nouns, kind in _NOUNS:
        for noun in nouns:
            if clause.rstrip().endswith(noun):
                return kind
    return None


def _noun_at(text: str) -> EntityType | None:
    """The type that a noun right at the start of `text` says."""
    for nouns, kind in _NOUNS:
        if text.startswith(nouns) and not (text[:1].isascii() and re.match(r"[a-z]+", text)[0] not in nouns):  # type: ignore[index]
            return kind
    return None


def _last_noun(text: str) -> EntityType | None:
    """The type of the noun that stands last in a phrase."""
    best: tuple[int, int, EntityType] | None = None
    for nouns, kind in _NOUNS:
        for noun in nouns:
            at = text.rfind(noun)
            if at >= 0 and not _inside_word(text, at, noun):
                end = at + len(noun)
                if best is None or (end, len(noun)) > best[:2]:
                    best = (end, len(noun), kind)
    return best[2] if best else None


def _inside_word(text: str, at: int, noun: str) -> bool:
    """True where a Latin noun is a piece of a longer word."""
    end = at + len(noun)
    return noun[0].isascii() and (
        (at > 0 and text[at - 1].isascii() and text[at - 1].isalpha())
        or (end < len(text) and text[end].isascii() and text[end].isalpha())
    )


def clean(units: Units, start: int, stop: int) -> str:
    """Surface with single spaces."""
    return re.sub(r"\s+", " ", units.surface(start, stop))
