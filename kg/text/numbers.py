"""Numbers with what they count, in both languages: what an update changes, and what a repeat says again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4,
    "千": 1e3,
    "trillion": 1e12, "tn": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "mn": 1e6, "thousand": 1e3,
    "t": 1e12, "b": 1e9, "m": 1e6, "k": 1e3,
}  # fmt: skip
_UNITS: tuple[tuple[str, float, str], ...] = (
    ("USD", 1.0, r"美元|美金|刀|USD|US dollars|dollars?"),
    ("EUR", 1.0, r"欧元|euros?|EUR"),
    ("CNY", 1.0, r"元人民币|人民币|元|RMB|CNY|yuan"),
    ("GBP", 1.0, r"英镑|pounds?"),
    ("%", 1.0, r"%|％|个百分点|percent(?:age points)?|per cent"),
    ("W", 1e9, r"吉瓦|GW|gigawatts?"),
    ("W", 1e6, r"兆瓦|MW|megawatts?"),
    ("x", 1.0, r"倍|times|(?-i:x)(?![A-Za-z])"),
    ("B", 1e12, r"TB"),
    ("B", 1e9, r"GB"),
    ("token", 1.0, r"个?\s*tokens?|个?词元"),
    ("parameter", 1.0, r"个?参数|parameters|params"),
    ("person", 1.0, r"(?:多)?(?:名|位)?(?:员工|用户)|多?人|people|employees|workers|jobs|users"),
    ("card", 1.0, r"(?:多)?(?:块|张|颗|枚)|GPUs?|TPUs?|chips"),
    ("hour", 1.0, r"个?(?:多)?小时|hours?"),
    ("", 1.0, r"(?:多)?(?:家|个|条|篇|行|台|座|项|款|部|岁|股|处|个)|lines|items|companies|papers|apps"),
)  # fmt: skip
_MARKS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY"}
_DIGITS = "零一二两三四五六七八九"
_NUMBER = re.compile(
    r"(?P<mark>[$€£¥￥])?\s?(?:(?<![A-Za-z0-9.\-‑–_/])(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<han>[{_DIGITS}十百千][{_DIGITS}十百千万]*))"
    r"(?:\s?(?P<scale>万亿|千亿|百亿|十亿|亿|千万|百万|万|千|trillion|billion|million|thousand|[tbm]n|[TBMKk](?![A-Za-z0-9])))?"
    r"(?:多|余|\+|plus)?\s?(?P<unit>" + "|".join(f"(?P<u{i}>{p})" for i, (_, _, p) in enumerate(_UNITS)) + r")?",
    re.IGNORECASE,
)
_DATE_AFTER = re.compile(r"\s?(?:年|月|日|号|期|点|届|周|世纪|季度|th\b|st\b|nd\b|rd\b|[:：/\-]\d)")
_ALIKE = 0.012  # "58亿" and "$5.83 billion" are one sum


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a text.

    Attributes
    ----------
    value
        In units: ``"58亿美元"`` is 5.8e9.
    unit
        ``USD``, ``%``, ``W`` …, "" for plain counts.
    text
        As written.
    """

    value: float
    unit: str
    text: str

    @property
    def telling(self) -> bool:
        """Whether two texts that give it probably speak of one thing: it counts something and is not round."""
        digits = f"{self.value:.12g}".replace(".", "").split("e")[0].strip("0")
        return len(digits) >= 2 and (bool(self.unit) or self.value >= 100)

    def same(self, other: Amount) -> bool:
        """Whether it is the same number of the same thing."""
        return self.unit == other.unit and abs(self.value - other.value) <= _ALIKE * max(self.value, other.value)


def amounts(text: str) -> tuple[Amount, ...]:
    """Numbers of `text` that count something, each once; dates, years, versions and bare small numbers are left out.

    >>> [(a.value, a.unit) for a in amounts("2025年软银以58亿美元卖光，跌9.5%；$6.6 billion, GPT-5")]
    [(5800000000.0, 'USD'), (9.5, '%'), (6600000000.0, 'USD')]
    >>> [a.value for a in amounts("八千行代码，一百美元")]
    [8000.0, 100.0]
    """
    found: list[Amount] = []
    for amount in _amounts(text):
        if not any(amount.same(other) for other in found):
            found.append(amount)
    return tuple(found)


def _amounts(text: str) -> Iterator[Amount]:
    """All numbers in order."""
    for match in _NUMBER.finditer(text):
        if _DATE_AFTER.match(text, match.end()) and not match["unit"]:
            continue
        scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
        if match["han"]:
            value = _han_value(match["han"]) * scale
            if not match["unit"] or value < 100:
                continue  # "一个", "十分" are words
        else:
            value = float(match["figure"].replace(",", "")) * scale
        unit, times = _unit(match)
        if not unit and scale == 1.0 and not match["unit"] and (value < 1000 or 1900 <= value < 2100):
            continue
        yield Amount(value * times, unit, match.group().strip())


def _unit(match: re.Match[str]) -> tuple[str, float]:
    """The unit of a number and how many basic units it stands for."""
    if match["mark"]:
        return _MARKS[match["mark"]], 1.0
    for index, (unit, times, _) in enumerate(_UNITS):
        if match[f"u{index}"]:
            return unit, times
    return "", 1.0


def _han_value(text: str) -> float:
    """Value of a number in Han characters.

    >>> _han_value("两百三十"), _han_value("一万二千")
    (230.0, 12000.0)
    """
    total = section = digit = 0
    for character in text:
        if character in "十百千":
            section += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        elif character == "万":
            total += max(section + digit, 1) * 10_000
            section = digit = 0
        else:
            digit = "零一二三四五六七八九".find(character) if character != "两" else 2
    return float(total + section + digit)


@dataclass(frozen=True, slots=True)
class Change:
    """A number that differs: what the earlier item gives (`before`) and what the draft gives (`now`), as written."""

    unit: str
    before: tuple[str, ...]
    now: tuple[str, ...]


def changes(now: Sequence[Amount], before: Sequence[Amount]) -> tuple[Change, ...]:
    """Numbers of the draft that the earlier item lacks, beside those of the same unit that only the earlier one has.

    >>> changes(amounts("估值66亿美元"), amounts("估值18亿美元，员工45人"))
    (Change(unit='USD', before=('18亿美元',), now=('66亿美元',)),)
    """
    found: dict[str, tuple[list[str], list[str]]] = {}
    for amount in now:
        if not any(amount.same(other) for other in before):
            found.setdefault(amount.unit, ([], []))[1].append(amount.text)
    for amount in before:
        if amount.unit in found and not any(amount.same(other) for other in now):
            found[amount.unit][0].append(amount.text)
    return tuple(Change(unit, tuple(old), tuple(new)) for unit, (old, new) in found.items())
