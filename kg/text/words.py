"""One way to look at text, for Chinese and English alike: folding, words, sentences, language, fingerprints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kg.plain import plain as plain
from kg.text.chinese import simplified

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
NUMBER = r"\d+(?:\.\d+)*"
"""Pattern of a number with its dots, as versions have them."""
LATIN_WORD = rf"[^\W\d_{HAN}]+(?:[’'][^\W\d_{HAN}]+)?"
"""Pattern of a word of any script that writes words, with its apostrophe."""
HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]+")
WORD_UNIT = re.compile(rf"[{HAN}]+|{NUMBER}|{LATIN_WORD}(?:\+\+|#)?")
"""What text is counted in: a run of Han, a number, or a word, also "C++" and "F#"."""
LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""A character that nobody sees: a soft hyphen, a space without width, a mark of direction."""
HAN_OVER_LINES = re.compile(rf"(?<=[{HAN}])[^\S\n]*\n[^\S\n]*(?=[{HAN}])")
"""A line that is broken between two Han characters."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NAME_NOISE = re.compile(r"[\s\-_·•‧・.,'’`\"“”]+")
_VERSION_DOT = re.compile(r"(?<=\d)\.(?=\d)")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+[”’」』）)\]】\"']*|\.(?=\s|$)[”’)\]\"']*")


def fold(text: str) -> str:
    """Fold spellings that mean the same: NFKC, case, all kinds of hyphens and white space, traditional characters.

    What nobody sees goes: soft hyphens, spaces without width, marks of direction. Lengths may change, so offsets into
    the result do not fit `text`.

    >>> fold("ＧＰＴ‑5.1 Ｃodex")
    'gpt-5.1 codex'
    """
    if text.isascii():  # nothing else to fold, and most words are
        return text.lower()
    folded = _HYPHENS.sub("-", unicodedata.normalize("NFKC", UNSEEN.sub("", text))).casefold()
    return simplified(folded) if HAN_CHARACTER.search(folded) else folded


def readable(text: str) -> str:
    """Text without what no tokenizer takes: lone surrogates and NUL."""
    return re.sub("[\ud800-\udfff\0]", " ", text)


def storable(text: str) -> str:
    """Text that every file and database takes: a lone surrogate, half of a character, becomes �, and NUL is left out.

    A file name that is not UTF-8 has one for each of its odd bytes.

    >>> storable(chr(0xD800) + "a" + chr(0))
    '�a'
    """
    return _LONE_SURROGATE.sub("\ufffd", text).replace("\0", "")


def name_key(name: str) -> str:
    """Key under which two spellings of one name agree: folded, without spaces, hyphens and dots between words.

    A dot between digits is kept, so versions stay apart.

    >>> name_key("Gemini2.5 Flash") == name_key("Gemini 2.5-flash")
    True
    >>> name_key("Claude 3.5") == name_key("Claude 35")
    False
    """
    folded = fold(name)
    if "." not in folded:
        return _NAME_NOISE.sub("", folded)
    return _NAME_NOISE.sub("", _VERSION_DOT.sub("\x00", folded)).replace("\x00", ".")


def language_of(text: str) -> str:
    """``zh`` where at least a fifth of the letters are Han, else ``en``.

    Chinese prose about technology is full of English names, so the bar is low.

    >>> language_of("OpenAI 发布 GPT-5-Codex 模型"), language_of("OpenAI ships a model")
    ('zh', 'en')
    """
    han = len(HAN_CHARACTER.findall(text))
    return "zh" if han and han * 4 >= len(LATIN_LETTER.findall(text)) else "en"


def words(text: str) -> list[str]:
    """Analyse text into index terms; the same function serves index and query.

    Latin words are folded and lose a plural s; numbers keep their dots; a name and the number behind it also give
    one joined term, so that "GPT-5", "GPT 5" and "gpt5" meet. Runs of Han become overlapping pairs, because no word
    list knows the names of next week; a lone Han character is a term of its own. A line that is broken between two Han
    characters breaks no word.

    >>> words("Gemini2.5 Flash模型发布")
    ['gemini', '2.5', 'gemini2.5', 'flash', '模型', '型发', '发布']
    """
    folded = fold(text)
    if "\n" in folded:
        folded = HAN_OVER_LINES.sub("", folded)
    terms: list[str] = []
    name, name_end = "", -1
    for match in WORD_UNIT.finditer(folded):
        unit = match.group()
        if HAN_CHARACTER.match(unit):
            terms.extend(_pairs(unit))
        elif unit[0].isdigit():
            terms.append(unit)
            if name and folded[name_end : match.start()] in {"", " ", "-"}:
                terms.append(name + unit)
        else:
            name, name_end = _singular(unit), match.end()
            terms.append(name)
            continue
        name = ""
    return terms


def _pairs(run: str) -> list[str]:
    """The overlapping pairs of a run of Han; a lone character is its own term."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _singular(word: str) -> str:
    """A folded word without its possessive and plural s."""
    word = re.sub(r"[’']s$", "", word)
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def sentence_spans(text: str, *, limit: int = 400) -> Iterator[tuple[int, int]]:
    """Character spans of the sentences of `text`, white space trimmed; over-long ones are cut at `limit`.

    >>> [("你好。GPT-5.1 is out. 真的！"[a:b]) for a, b in sentence_spans("你好。GPT-5.1 is out. 真的！")]
    ['你好。', 'GPT-5.1 is out.', '真的！']
    """
    start = 0
    for end in [*(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]:
        while end - start > limit:
            cut = max(text.rfind(mark, start + limit // 2, start + limit) for mark in "，,、：: ")
            cut = cut + 1 if cut > 0 else start + limit
            yield from _trimmed(text, start, cut)
            start = cut
        yield from _trimmed(text, start, end)
        start = end


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its edges, if anything is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


def fingerprint(*parts: str | bytes, size: int = 16) -> str:
    """Hex digest of `size` bytes over the parts, which cannot run into one another.

    >>> fingerprint("ab", "c") == fingerprint("a", "bc")
    False
    """
    from hashlib import blake2b  # loads OpenSSL, which takes longer than `kg --help`

    digest = blake2b(digest_size=size)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
