"""Words of the trade in both languages, so that a Chinese question finds English words and the other way round.

What means the same lies in ``data/lexicon/glossary.txt``, an entry a line: Chinese wordings before ``=`` and English
ones behind it, separated by ``/``. What sort of item is wanted, and which sections hold such items, is told by the
words of ``data/lexicon/concepts.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.errors import ConfigError
from kg.resources import resource
from kg.text.lexicon import lexicon
from kg.text.words import HAN_RUN, words

_LATIN_RUN = re.compile(r"[A-Za-z&][A-Za-z&.'’-]*")  # a wording keeps its hyphens: "pre-training", "M&A"
_LONGEST_HAN, _LONGEST_WORDS = 6, 3


@dataclass(frozen=True, slots=True)
class _Glossary:
    """All wordings of the entries of a Chinese word, and of the terms of an English wording, itself among them."""

    chinese: Mapping[str, tuple[str, ...]]
    english: Mapping[tuple[str, ...], tuple[str, ...]]

    def beside_chinese(self, word: str) -> tuple[str, ...]:
        """The other wordings of a Chinese word."""
        return tuple(other for other in self.chinese.get(word, ()) if other != word)

    def beside_english(self, terms: tuple[str, ...]) -> tuple[str, ...]:
        """The other wordings of an English one; what only differs in its ending is none."""
        return tuple(other for other in self.english.get(terms, ()) if tuple(words(other)) != terms)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A known wording in a text with the others that mean the same, in both languages."""

    start: int
    end: int
    others: tuple[str, ...]


@cache
def _glossary() -> _Glossary:
    """The file, read once."""
    path = resource("data", "lexicon", "glossary.txt")
    chinese: dict[str, dict[str, None]] = {}
    english: dict[tuple[str, ...], dict[str, None]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigError(path, f"is no glossary ({error})") from error
    for line in lines:
        if line and not line.startswith("#"):
            left, _, right = line.partition(" = ")
            both = dict.fromkeys([*left.split("/"), *right.split("/")])
            for word in left.split("/"):
                chinese.setdefault(word, {}).update(both)
            for wording in right.split("/"):
                english.setdefault(tuple(words(wording)), {}).update(both)
    return _Glossary(
        {word: tuple(found) for word, found in chinese.items()}, {key: tuple(found) for key, found in english.items()}
    )


def is_common(word: str) -> bool:
    """Whether a Latin word is an everyday one, so that it names nothing unless it is written as a name.

    >>> is_common("agent"), is_common("Anthropic")
    (True, False)
    """
    return tuple(words(word)) in _glossary().english


def synonyms(text: str) -> list[Synonyms]:
    """Known wordings in a text, from left to right, with what means the same; the longest at each place.

    >>> [("群聊 and data centers"[s.start : s.end], s.others) for s in synonyms("群聊 and data centers")]
    [('群聊', ('group chat',)), ('data centers', ('数据中心', '机房', 'data centre', 'datacenter'))]
    """
    return sorted([*_chinese_wordings(text), *_english_wordings(text)], key=lambda found: found.start)


def _chinese_wordings(text: str) -> Iterator[Synonyms]:
    """Known Chinese words."""
    glossary = _glossary()
    for run in HAN_RUN.finditer(text):
        at = run.start()
        while at < run.end():
            ends = range(min(at + _LONGEST_HAN, run.end()), at, -1)
            end = next((end for end in ends if glossary.beside_chinese(text[at:end])), None)
            if end is not None:
                yield Synonyms(at, end, glossary.beside_chinese(text[at:end]))
            at = end or at + 1


def _english_wordings(text: str) -> Iterator[Synonyms]:
    """Known English wordings of up to three words."""
    glossary = _glossary()
    tokens = [match.span() for match in _LATIN_RUN.finditer(text)]
    first = 0
    while first < len(tokens):
        start = tokens[first][0]
        for last in range(min(first + _LONGEST_WORDS, len(tokens)) - 1, first - 1, -1):
            if others := glossary.beside_english(tuple(words(text[start : tokens[last][1]]))):
                yield Synonyms(start, tokens[last][1], others)
                first = last
                break
        first += 1


def find_concepts(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Concepts that `text` names, in the order of the table, each at its first place."""
    for concept, said in lexicon("concepts").items():
        match = said.pattern.search(text)
        if match:
            yield concept, match


@lru_cache(maxsize=1024)
def concepts_of(text: str) -> tuple[str, ...]:
    """Concepts that a text names.

    >>> concepts_of("投资&商业"), concepts_of("Robotics papers")
    (('funding',), ('paper', 'robots'))
    """
    return tuple(concept for concept, _ in find_concepts(text))
