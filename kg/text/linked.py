"""What a link leads to, in words: its text where that says it, else what its address says.

Whoever writes an issue hangs a link on whatever word is at hand ("made", "out", "here", 推出), which tells a reader of
the link alone nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import SplitResult, unquote

from kg.text.lexicon import lexicon
from kg.text.sites import host_of, split_url
from kg.text.urls import without_addresses
from kg.text.words import HAN, HAN_CHARACTER, name_key, words

_UNIT = re.compile(rf"[{HAN}]+|[^\W_{HAN}](?:[^\W_{HAN}]|[.'’+#-](?=[^\W_{HAN}]))*")
_AROUND = " \t\n'\"“”‘’「」『』《》[]【】<>→↗»›:：,，.。!！"
_ENOUGH = 3  # words; two Han characters are about one
_SLUG = 3  # words of a part of an address that was made of a title
_BETWEEN = re.compile(r"[-_+ ~.]+")
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
# Numbers, days, keys and checksums: what a machine has counted, and no word.
_COUNTED = re.compile(
    r"\d+|(?=.*\d)[0-9a-f]{8,}|[0-9a-f]{4,}(?:-[0-9a-f]{4,}){3,}|(?=.*[A-Z])(?=.*[a-z])(?=.*\d[A-Za-z]+\d)[0-9A-Za-z]{9,}"
)
_DAY = re.compile(r"^(?:\d{4}[-_]?\d{1,2}[-_]?\d{1,2}[-_]?)(?=\D)")
_NAMED = re.compile(r"(?=.*[^\W\d_])(?:.*\d|.*[a-z][A-Z])")
_LONGEST = 80


def link_name(url: str, label: str) -> str:
    """What to call a link: its text where that tells what it leads to, else what the address tells of it.

    Parameters
    ----------
    url
        Where it leads; of an address that is not http the text is all there is to say.
    label
        The visible text of the link; "" or the address itself where it has none.

    Returns
    -------
    str
        Text of an issue or of an address as it is written there, with whatever is in it.

    Examples
    --------
    >>> link_name("https://blog.example/nemotron-3-is-open", "made"), link_name("https://a.example/x", "GPT-5 Codex")
    ('nemotron 3 is open', 'GPT-5 Codex')
    >>> link_name("https://github.com/karpathy/nanochat", "here"), link_name("https://openai.com/", "宣布")
    ('github.com/karpathy/nanochat', 'openai.com')
    """
    told = " ".join(without_addresses(label).split()).strip(_AROUND)
    parts = split_url(url.strip())
    if parts is None:
        return told or url.strip()
    segments = _segments(parts.path)
    if _says_enough(told, host_of(parts), segments):
        return told
    return next(filter(None, (_title_in(segments), _short(parts, segments))))


def _says_enough(label: str, host: str, segments: Iterable[str]) -> bool:
    """Whether a link's text tells what it leads to."""
    site, path = name_key(host), {word for segment in segments for word in words(segment) if len(word) > 1}
    left: list[str] = [
        unit
        for unit in _UNIT.findall(_pointing().sub(" ", label))
        if HAN_CHARACTER.match(unit) or (name_key(unit) and name_key(unit) not in site)
    ]
    if sum(len(unit) / 2 if HAN_CHARACTER.match(unit) else 1 for unit in left) >= _ENOUGH:
        return True
    if not path.isdisjoint(words(" ".join(left))) or any(_NAMED.match(unit) for unit in left):
        return True
    written = [unit for unit in left if unit[0].isupper() or unit[0].isdigit()]  # as names and their versions are
    return len(written) > 1 and not all(unit[0].isdigit() for unit in written)


@cache
def _pointing() -> re.Pattern[str]:
    """What only points."""
    return lexicon("links")["pointing"].pattern


def _segments(path: str) -> list[str]:
    """The parts of a path that hold words or names, without the ending of a file."""
    found = [_ENDING.sub("", segment.strip()) for segment in unquote(path, errors="replace").split("/")]
    return [segment for segment in found if segment and not _COUNTED.fullmatch(segment)]


def _title_in(segments: list[str]) -> str:
    """The title that the end of a path was made of, "" where it was made of none."""
    pieces = [piece for piece in _BETWEEN.split(_DAY.sub("", segments[-1])) if piece] if segments else []
    if len(pieces) > _SLUG and len(pieces[-1]) > 5 and _COUNTED.fullmatch(pieces[-1]):
        pieces.pop()  # a key behind the title
    read = [piece for piece in pieces if not piece.isdigit()]
    han = sum(len(HAN_CHARACTER.findall(piece)) for piece in read)
    worded = sum(any(map(str.isalpha, piece)) for piece in read)
    return " ".join(pieces)[:_LONGEST] if worded >= _SLUG or han >= 2 * _SLUG else ""


def _short(parts: SplitResult, segments: list[str]) -> str:
    """An address in a few words: the site, and the end of the path; keys where there is nothing else."""
    ends = segments[-2:] or [segment for segment in parts.path.split("/") if segment][-1:]
    text = "/".join([host_of(parts), *ends])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
