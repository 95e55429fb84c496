"""Whole numbers in Chinese characters or digits."""

from __future__ import annotations

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_MOST_DIGITS = 30  # what is longer is no number that anybody counts


def chinese_number(text: str) -> int | None:
    """A whole number in digits or Chinese characters; None where it is none.

    >>> chinese_number("十二"), chinese_number("一百零三"), chinese_number("一万二千"), chinese_number("三万五千亿")
    (12, 103, 12000, 3500000000000)
    >>> chinese_number("7"), chinese_number("几") is None
    (7, True)
    """
    if not text or len(text) > _MOST_DIGITS:
        return None
    if text.isdecimal():
        return int(text)
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section, digit = section + (digit or 1) * _TENS[character], 0
        elif character in MYRIADS:
            total, section, digit = _scaled(total, section + digit, MYRIADS[character]), 0, 0
        else:
            return None
    return total + section + digit


def _scaled(total: int, section: int, scale: int) -> int:
    """The number so far where a scale follows: all of "三万五千" times 亿, but of "一亿二千" only 二千 times 万."""
    if total and (not section or total < scale):
        return (total + section) * scale
    return total + (section or 1) * scale
