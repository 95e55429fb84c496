"""Traditional characters as simplified ones: one archive for both."""

from __future__ import annotations

import re
from functools import cache

_HAN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))


def simplified(text: str) -> str:
    """The text with its traditional characters simplified, each by itself, so that its length stays.

    >>> simplified("騰訊 and 微軟")
    '腾讯 and 微软'
    """
    pattern, table = _characters()
    return text.translate(table) if pattern.search(text) else text


def written_as(character: str) -> list[str]:
    """A simplified character and the traditional ones that become it.

    >>> written_as("台")
    ['台', '檯', '臺', '颱']
    """
    return [character, *(chr(code) for code, other in _characters()[1].items() if chr(other) == character)]


@cache
def _characters() -> tuple[re.Pattern[str], dict[int, int]]:
    """What finds a traditional character, and what each becomes: OpenCC's table, of single characters."""
    from opencc import OpenCC

    every = [chr(number) for first, last in _HAN_BLOCKS for number in range(first, last)]
    changed = OpenCC("t2s").convert("\n".join(every)).split("\n")
    pairs = zip(every, changed, strict=True)
    table = {ord(one): ord(other) for one, other in pairs if one != other and len(other) == 1}
    return re.compile(f"[{''.join(map(chr, table))}]"), table
