"""Words as somebody quotes them, found in text however that spells, spaces and breaks them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kg.text.chinese import written_as
from kg.text.words import HAN, HAN_OVER_LINES, fold, words

# Scripts that put no space between words: what is quoted in them may begin and end anywhere.
_RUNNING = HAN + "\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af"
_RUN = re.compile(f"[{_RUNNING}]")
_LETTER, _WORD = rf"[^\W\d_{_RUNNING}]", rf"[^\W_{_RUNNING}]"
_QUOTES = str.maketrans("‘’‛“”„«»", '\'\'\'"""""')
_SPACE = re.compile(r"\s+")
# Where a letter and a number stand side by side, or a hyphen or space between them.
_JOINT = re.compile(rf"(?<={_LETTER})[ -]?(?=\d)|(?<=\d)[ -]?(?={_LETTER})")
_TO_WIDE = 0xFEE0  # from a character of ASCII to its full-width one
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Phrase:
    r"""Quoted words.

    They stand in a text where the folded text has them (`kg.text.words.fold`), whatever its quotes, white space and
    line breaks are like: at the edges of Latin words, anywhere among Han. A number and what it is joined to may be
    written with a hyphen, a space or neither, as in "GPT-4o" and "gpt4o".

    >>> Phrase("it's 4K video").stands_in("Now it’s\n4k\u00a0video."), Phrase("art").stands_in("a party")
    (True, False)
    >>> Phrase("用AI画").stands_in("教人用AI画画"), Phrase("gpt4o").stands_in("GPT\u20114o")
    (True, True)
    """

    said: str

    @cached_property
    def _plain(self) -> str:
        """The phrase as texts are compared with it."""
        return _plain(self.said).strip()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What finds it in a text that was made plain."""
        said = "[ -]?".join(re.escape(piece) for piece in _JOINT.split(self._plain))
        first, last = self._plain[:1], self._plain[-1:]
        before = (rf"(?<!{_WORD})" if re.match(_WORD, first) else "") + (r"(?<!\d\.)" if first.isdigit() else "")
        behind = (rf"(?!{_WORD})" if re.match(_WORD, last) else "") + (r"(?!\.\d)" if last.isdigit() else "")
        return re.compile(before + said + behind)

    def stands_in(self, text: str) -> bool:
        """Whether a text has it."""
        return bool(self._pattern.search(_plain(text)))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Index terms (`kg.text.words.words`) that every text with the phrase has; none for a lone Han character."""
        return tuple(term for term in words(self.said) if not _RUN.search(term) or (len(term) > 1 and _HAN.match(term)))

    @cached_property
    def character(self) -> tuple[str, ...]:
        """Spellings of one character, one of which every text with the phrase has; none where nothing is said."""
        one = max(self._plain, key=lambda character: (bool(_HAN.match(character)), character != " "), default="")
        if _HAN.match(one):
            return tuple(written_as(one))
        typed = [character for character in self.said if one and one in _plain(character)]
        cases = dict.fromkeys([one, one.upper()]) if one else {}
        wide = [chr(ord(case) + _TO_WIDE) for case in cases if case.isascii() and case.isprintable() and case.strip()]
        return tuple(dict.fromkeys([*cases, *typed, *wide]))


def _plain(text: str) -> str:
    """A text as phrases are compared: folded, straight quotes, one space for any, no line broken between Han."""
    folded = fold(text).translate(_QUOTES)
    if "\n" in folded:
        folded = HAN_OVER_LINES.sub("", folded)
    return _SPACE.sub(" ", folded)
