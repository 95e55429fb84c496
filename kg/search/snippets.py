"""The passage to show, and the words to mark in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from kg.text.words import HAN, fold, words

_UNIT = re.compile(rf"[{HAN}]+|\d+(?:\.\d+)*|[^\W\d_{HAN}]+(?:[’'][^\W\d_{HAN}]+)?(?:\+\+|#)?")
_HAN = re.compile(f"[{HAN}]")
LONGEST = 220  # characters of a passage that are shown


def marks(text: str, terms: Collection[str], names: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """Spans of `text` that hold index terms or names, ascending, joined where they touch.

    Parameters
    ----------
    terms
        Terms of `kg.text.words.words`.
    names
        Names as they may be written; case does not matter.

    >>> [("新模型 GPT-5 发布"[a:b]) for a, b in marks("新模型 GPT-5 发布", {"模型", "gpt5"}, ["GPT-5"])]
    ['模型', 'GPT-5']
    """
    spans = sorted([*_term_spans(text, frozenset(terms)), *_name_spans(text, names)])
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _term_spans(text: str, terms: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Places of single terms."""
    for match in _UNIT.finditer(text):
        start, unit = match.start(), match.group()
        if _HAN.match(unit):
            if len(unit) == 1 and unit in terms:
                yield start, start + 1
            for i in range(len(unit) - 1):
                if unit[i : i + 2] in terms:
                    yield start + i, start + i + 2
        elif not terms.isdisjoint(_terms_of(unit)):
            yield match.span()


@lru_cache(maxsize=8192)
def _terms_of(unit: str) -> tuple[str, ...]:
    """Index terms of one Latin word or number; the same few thousand come again and again."""
    return tuple(words(unit))


def _name_spans(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of names."""
    lower = text.lower()
    for name in names:
        if len(name) > 1 and name.lower() in lower:
            edge = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
            after = r"(?![A-Za-z])" if name[-1].isascii() else ""
            for match in re.finditer(edge + re.escape(name) + after, text, re.IGNORECASE):
                yield match.span()


def cut(text: str, spans: Sequence[tuple[int, int]], *, longest: int = LONGEST) -> tuple[int, int]:
    """The part of a long passage to show: where most marks stand, from a sentence or word edge."""
    if len(text) <= longest:
        return 0, len(text)
    starts = [0, *(start for start, _ in spans)]
    best = max(starts, key=lambda at: (sum(at <= a and b <= at + longest - 20 for a, b in spans), -at))
    start = max((text.rfind(mark, max(0, best - 60), best) + 1 for mark in "。！？；，.!?;\n"), default=0)
    start = start if start > 0 else max(0, best - 20)
    start = min(start, max(0, len(text) - longest))
    end = min(len(text), start + longest)
    while start < end and text[start].isspace():
        start += 1
    return start, end


def share(text: str, weights: Mapping[str, float]) -> float:
    """Weight of the query's terms that a passage holds; one inside a longer word counts too: that is quick to see."""
    folded = fold(text)
    return sum(weight for term, weight in weights.items() if term in folded)
