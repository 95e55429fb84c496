"""Whether a draft tells again what an earlier item told: only where nothing in it is new.

Better a repeat called an update than an update called a repeat: who publishes throws a repeat away. So a retelling
must differ in nothing that can be told: no name, no version or stage of one, no number, no turn; and the two give the
same telling numbers, or the earlier item has what the draft says: much of it where both are about a thing of which
little is told, nearly all where it is in everybody's mouth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.text.lexicon import lexicon
from kg.text.numbers import Amount
from kg.text.words import fold

UPDATE = 0.61
"""Score from which they tell of one story, and, with a telling number in common, may tell it twice."""
_REPEAT, _RETOLD = 0.82, 0.75  # scores from which they may without a number, and with a round one
_SAID_BEFORE = 0.75  # share of the draft's rare words that the item has when it has nearly all that the draft says …
_SAID_OF_IT = 0.45  # … and when both are about a thing that few items name
_SAME_MEANING, _NEARLY = 0.55, 0.52  # cosines for the two
# Names that few items have make one thing of texts in two languages, whose words do not compare; or one more of any, or
# a number beside them.
_BOTH = 2
_NUMERAL = re.compile(r"(?<!\d)(?<!\d\.)\d+(?:\.\d+)*")
_OF_A_DAY = re.compile(r"\s?(?:年|月|日|号|期|点|周|th\b|st\b|nd\b|rd\b|[:：/\-]\d)")
_YEARS = range(1900, 2100)


def numerals_of(text: str, counted: Sequence[Amount] = ()) -> frozenset[str]:
    """Numbers that are part of names (versions, sizes, editions), as written; `counted` count something and are none.

    >>> sorted(numerals_of("Kite v2.5 and Kite 3 rc.10, since 2024, on 5月3日"))
    ['10', '2.5', '3']
    """
    folded = text if text.isascii() else fold(text) if len(fold(text)) == len(text) else text
    spans = [(amount.start, amount.end) for amount in counted]
    return frozenset(
        found.group()
        for found in _NUMERAL.finditer(folded)
        if not _OF_A_DAY.match(folded, found.end())
        and not (found.group().isdecimal() and int(found.group()) in _YEARS)
        and not any(start <= found.start() < end for start, end in spans)
    )


def stages_of(text: str) -> frozenset[str]:
    """How far the versions that a text speaks of have come, by the names in ``data/lexicon/stages.toml``.

    >>> sorted(stages_of("Kite 3 RC，预览版也更新了"))
    ['candidate', 'preview']
    """
    return frozenset(stage for stage, said in lexicon("stages").items() if said.pattern.search(text))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a draft that adds nothing is to an item.

    Attributes
    ----------
    score, meaning, words
        In all, in meaning, and by the share of the draft's rare words that the item has.
    numbers, telling
        How many numbers both give, and how many of these are telling.
    names, rare
        How many names both have, and how many of these few items have.
    one_language
        Whether both are written in one.
    """

    score: float
    meaning: float
    words: float
    numbers: int
    telling: int
    names: int
    rare: int
    one_language: bool

    @property
    def told_again(self) -> bool:
        """Whether that is enough for a retelling."""
        if self.telling and self.score >= UPDATE:
            return True
        if self.score < (_RETOLD if self.numbers else _REPEAT):
            return False
        if not self.one_language:
            return (self.rare >= _BOTH or self.names + bool(self.numbers) > _BOTH) and self.meaning >= _SAME_MEANING
        if self.words >= _SAID_BEFORE and (self.meaning >= _SAME_MEANING or (self.numbers and self.names >= _BOTH)):
            return True
        return bool(self.rare or self.numbers) and self.words >= _SAID_OF_IT and self.meaning >= _NEARLY
