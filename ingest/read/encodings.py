"""Bytes of a document -> its text, whatever its encoding; what cannot be told with certainty is said, never guessed.

The file says it itself (UTF-8, a mark at its beginning, a declaration), or its bytes do. Of the encodings of Chinese,
Japanese and Korean one is believed only where it makes a text of the characters that its language mostly uses, and no
other does: a sentence in Big5 is Chinese in GB18030 too, but of characters that nobody writes. Text of Western Europe
must look like it, and charset-normalizer must agree.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from kg.errors import UsageError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"(?:charset\s*=\s*[\"']?|coding[:=]\s*|fileencoding=)([A-Za-z][\w.:-]{1,30})", re.IGNORECASE)
_ESCAPED = (
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (re.compile(rb"\x1b\$[@AB]"), ("iso2022_jp_2", "iso2022_jp_ext")),
    (re.compile(rb"~\{(?:[!-w][!-~]){1,200}~\}"), ("hz",)),
)
_LOOKED_AT = 1 << 18  # bytes of the lines that are not ASCII: enough to tell an encoding
_DECLARED_WITHIN = 4096
_COMMON = 0.93  # of the characters beyond ASCII of a text are such as its language mostly uses
_DECLARED_COMMON = 0.7
_FEW = 8  # characters beyond ASCII may be valid in UTF-8 by chance
_FEWEST = 3  # characters beyond ASCII: of fewer, every encoding makes something
_KOREAN_FROM = 24  # characters: a shorter Chinese text may by chance hold only bytes that are common in Korean too
_SELDOM = 0.05  # of all bytes: what is odd seldom enough is shown as � without spoiling the text
_MOST_ACCENTS = 0.15  # of all characters
_WIDE = 0.2  # of all bytes are NUL where two or four make a character of ASCII
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffe\uffff\ue000-\uf8ff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_PROSE = frozenset("　、。・·“”‘’《》〈〉「」『』【】〔〕—―…–々〇→\xa0\u200b\ufe0f\ufeff")
_WESTERN = re.compile(r"[\xc0-\xd6\xd8-\xf6\xf8-\xffŒœŠšŽžŸ“”‘’–—…•€£©®°§«»¿¡ºª·½¼¾™\xa0]")
_MISPLACED = re.compile(r"[a-zà-öø-ÿ][À-ÖØ-ÞŒŠŽŸ]|[À-ÖØ-öø-ÿŒœŠšŽžŸ]{3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what is to be said of its encoding, "" where it is UTF-8."""

    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Language:
    """An encoding of East Asia, and which characters beyond ASCII its language mostly uses.

    Attributes
    ----------
    codec, name
        Python's name, and the one to show.
    inner, rows
        The encoding whose first byte tells how common a character is, and the bytes of the common ones.
    letters
        Its own: kana, hangul. At least `share` of the characters beyond ASCII are such.
    """

    codec: str
    name: str
    inner: str
    rows: range
    letters: str = ""
    share: float = 0.0

    def common(self, text: str) -> float:
        """Share of the characters beyond ASCII that are common ones, 0 where there are too few to tell."""
        odd = _BEYOND_ASCII.findall(text)
        if len(odd) < _FEWEST:
            return 0.0
        if self.letters and len(re.findall(f"[{self.letters}]", text)) < self.share * len(odd):
            return 0.0
        known = {char: self.is_common(char) for char in set(odd)}
        return sum(known[char] for char in odd) / len(odd)

    def is_common(self, char: str) -> bool:
        """Whether the language mostly uses a character beyond ASCII."""
        if (
            char in _PROSE
            or "\U0001f000" <= char <= "\U0001faff"
            or "！" <= char <= "～"
            or (self.letters == _KANA and "ぁ" <= char <= "ヿ")
        ):
            return True
        raw = char.encode(self.inner, "ignore")
        return len(raw) == 2 and raw[0] in self.rows


_KANA = "ぁ-ヿ"
_SIMPLIFIED = _Language("gb18030", "GB18030", "gb2312", range(0xB0, 0xD8))
_KOREAN = _Language("cp949", "EUC-KR", "euc_kr", range(0xB0, 0xC9), "가-힣", 0.5)
_LANGUAGES = (
    _SIMPLIFIED,
    _Language("big5hkscs", "Big5", "big5", range(0xA4, 0xC7)),
    _Language("cp932", "Shift-JIS", "euc_jp", range(0xB0, 0xD0), _KANA, 0.1),
    _Language("euc_jp", "EUC-JP", "euc_jp", range(0xB0, 0xD0), _KANA, 0.1),
    _KOREAN,
)
_BY_NAME = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs",
    "cp950": "big5hkscs", "shift_jis": "cp932", "cp932": "cp932", "euc_jp": "euc_jp", "euc_kr": "cp949",
    "cp949": "cp949",
}  # fmt: skip
_SINGLE = re.compile(r"iso8859-\d+|cp125\d|koi8-[ru]|mac-roman")
_SAVE = "save it as UTF-8"


def decode(raw: bytes) -> Decoded:
    """Text of a document.

    Raises
    ------
    UsageError
        It is no text, or in an encoding that cannot be told.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw, encoding, f"it is in {encoding.upper()}; {_SAVE}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(raw, error.start)
    if "\0" in text:
        return _with_nul(raw, text)
    return (_escaped(raw) if text.isascii() else _by_chance(raw, text)) or Decoded(text)


def _by_chance(raw: bytes, text: str) -> Decoded | None:
    """A text of so few characters beyond ASCII that its bytes may be UTF-8 by chance: 一 in GB18030 is һ there."""
    odd = _BEYOND_ASCII.findall(text)
    if len(odd) > _FEW or not all("\u0180" <= char <= "\u07ff" for char in odd):
        return None
    other = raw.decode("gb18030", errors="replace")
    if not all(_SIMPLIFIED.is_common(char) for char in _BEYOND_ASCII.findall(other)):
        return None
    line = text.count("\n", 0, text.index(odd[0])) + 1
    read, else_ = "".join(odd), "".join(_BEYOND_ASCII.findall(other))
    return Decoded(text, f"line {line}: “{read}” would be “{else_}” if the file were in GB18030; if it is, {_SAVE}")


def _strictly(raw: bytes, encoding: str, remark: str) -> Decoded:
    """A text in an encoding that is known; what is broken in it is shown as �."""
    try:
        return Decoded(raw.decode(encoding), remark)
    except UnicodeDecodeError:
        return Decoded(raw.decode(encoding, errors="replace"), f"{remark}; bad bytes in it are shown as �")


def _with_nul(raw: bytes, text: str) -> Decoded:
    """A text with NUL in it: one whose characters are wide, one that was damaged, or none at all."""
    if raw.count(0) > _WIDE * len(raw):
        wide = _wide(raw)
        if wide:
            return wide
    elif len(_CONTROLS.findall(text)) <= _SELDOM * len(text):
        line = text.count("\n", 0, text.index("\0")) + 1
        return Decoded(text.replace("\0", ""), f"line {line} holds NUL, which is left out")
    raise UsageError("it is a binary file")


def _wide(raw: bytes) -> Decoded | None:
    """A text of two or four bytes a character, without a mark; None where that makes no prose."""
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_prose(text[:_LOOKED_AT]):
            return Decoded(text, f"it is in {encoding.upper()} without a mark; {_SAVE}")
    return None


def _is_prose(text: str) -> bool:
    """Whether a text is of ASCII and common characters of a language; what bytes in a false order make is not."""
    if _CONTROLS.search(text):
        return False
    odd = _BEYOND_ASCII.findall(text)
    if len(odd) <= _SELDOM * len(text) or (len(odd) <= _MOST_ACCENTS * len(text) and all(map(_WESTERN.match, odd))):
        return True
    return max(language.common(text) for language in _LANGUAGES) >= _COMMON


def _escaped(raw: bytes) -> Decoded | None:
    """A text of seven bits whose escapes change the alphabet, as old mail has it; None where it has no such escapes."""
    for escape, encodings in _ESCAPED:
        for encoding in encodings if escape.search(raw) else ():
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            odd = _BEYOND_ASCII.findall(text)
            if encoding != "hz" or sum(map(_SIMPLIFIED.is_common, odd)) >= _DECLARED_COMMON * len(odd):
                return Decoded(text, f"it was read as {encoding[:10].upper().replace('_', '-')}; {_SAVE}")
    return None


def _not_utf8(raw: bytes, first: int) -> Decoded:
    """A text that is not, or not all of it, in UTF-8; `first` is the first byte that is not."""
    if b"\0" in raw:
        wide = _wide(raw)
        if wide:
            return wide
        raise UsageError("it is a binary file")
    where = f"line {raw.count(10, 0, first) + 1} is not UTF-8"
    sample = b"\n".join(line for line in raw.split(b"\n") if not line.isascii())[:_LOOKED_AT]
    whole = sample.decode("utf-8", errors="replace")
    broken = whole.count("\ufffd")
    good = len(_BEYOND_ASCII.findall(whole)) - broken
    if good >= 5 * broken:
        return Decoded(raw.decode("utf-8", errors="replace"), f"{where}; bad bytes are shown as �")
    told = _declared(raw, sample) or _eastern(sample) or (None if good else _western(sample))
    if told:
        return _strictly(raw, told.codec, f"{where}; it was read as {told.name}")
    if len(re.findall(rb"[\x80-\xff]", raw)) <= _SELDOM * len(raw):
        return Decoded(raw.decode("utf-8", errors="replace"), f"{where}, nor told what it is; bad bytes are shown as �")
    wide = _wide(raw)
    if wide:
        return wide
    raise UsageError(f"its encoding is not UTF-8 and cannot be told with certainty; {_SAVE}")


@dataclass(frozen=True, slots=True)
class _Told:
    """An encoding that is believed: Python's name, and the one to show."""

    codec: str
    name: str


def _declared(raw: bytes, sample: bytes) -> _Told | None:
    """The encoding that a document declares (``<meta charset=…>``, a modeline), unless its bytes belie it."""
    found = _DECLARED.search(raw[:_DECLARED_WITHIN]) or _DECLARED.search(raw[-_DECLARED_WITHIN:])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except LookupError:
        return None
    language = next((each for each in _LANGUAGES if each.codec == _BY_NAME.get(name)), None)
    if language and language.common(sample.decode(language.codec, errors="replace")) >= _DECLARED_COMMON:
        return _Told(language.codec, language.name)
    if _SINGLE.fullmatch(name) and not _CONTROLS.search(sample.decode(name, errors="replace")):
        return _Told(name, name)
    return None


def _eastern(sample: bytes) -> _Told | None:
    """The one encoding of Chinese, Japanese or Korean that makes a text of common characters."""
    texts = {language: sample.decode(language.codec, errors="replace") for language in _LANGUAGES}
    fit = [
        language for language, text in texts.items() if not _CONTROLS.search(text) and language.common(text) >= _COMMON
    ]
    # All of Korean is common in Chinese too, but a longer text of Chinese never is in Korean.
    if fit == [_SIMPLIFIED, _KOREAN] and len(_BEYOND_ASCII.findall(texts[_KOREAN])) >= _KOREAN_FROM:
        fit = [_KOREAN]
    return _Told(fit[0].codec, fit[0].name) if fit and len({texts[language] for language in fit}) == 1 else None


def _western(sample: bytes) -> _Told | None:
    """Windows-1252, of which Latin-1 is a part, where its accents and quotes stand as they do in Western Europe."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return None
    odd = _BEYOND_ASCII.findall(text)
    if not all(map(_WESTERN.fullmatch, odd)) or _MISPLACED.search(text) or len(odd) > _MOST_ACCENTS * len(text):
        return None
    matches = list(from_bytes(sample))  # best first; for a few accents many are equally good
    likely = [str(match) for match in matches if match.chaos <= matches[0].chaos]
    return _Told("cp1252", "Windows-1252") if text in likely else None
