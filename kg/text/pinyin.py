"""Chinese as an input method is told it: by the sounds of its characters, whole or by their first letters.

Only builds ask for this; what a reader types is looked up in what they wrote down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.text.words import HAN_CHARACTER, HAN_RUN


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text aloud.

    Attributes
    ----------
    parts
        The syllable of each Chinese character, ``lv`` for 吕, and what stands between them as it is.
    initials
        The first letter of each syllable, and what stands between them as it is.
    usual
        False where the first character is read in another way than it mostly is.
    """

    parts: tuple[str, ...]
    initials: str
    usual: bool = True


def readings(text: str) -> Iterator[Reading]:
    """How a text may be read, the usual way first; nothing where it has no Chinese character.

    Of characters that are read in several ways (长: zhang, chang) phrases decide. They know few names, and a name is
    typed from its beginning, so the other ways to read the first character are given too.

    >>> [(reading.parts, reading.initials) for reading in readings("b站")]
    [(('b', 'zhan'), 'bz')]
    >>> ["".join(reading.parts) for reading in readings("长鑫")]
    ['zhangxin', 'changxin']
    """
    first = HAN_CHARACTER.search(text)
    if not first:
        return
    from pypinyin import Style, lazy_pinyin, pinyin  # loads a dictionary of phrases

    parts: list[str] = []
    sounds: list[bool] = []
    at = 0
    for run in HAN_RUN.finditer(text):
        between = [text[at : run.start()]] if at < run.start() else []
        syllables = lazy_pinyin(run.group(), errors=list)  # type: ignore[arg-type]  # a list is fine, and one of each
        parts += [*between, *syllables]
        sounds += [False] * len(between) + [True] * len(syllables)
        at = run.end()
    if at < len(text):
        parts.append(text[at:])
        sounds.append(False)
    place = sounds.index(True)
    others = pinyin(first.group(), style=Style.NORMAL, heteronym=True)[0]
    for syllable in dict.fromkeys((parts[place], *others)):
        usual = syllable == parts[place]
        read = (*parts[:place], syllable, *parts[place + 1 :])
        initials = "".join(part[:1] if sound else part for part, sound in zip(read, sounds, strict=True))
        yield Reading(read, initials, usual)
