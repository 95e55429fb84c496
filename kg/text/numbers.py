"""Numbers in text of either language: whole numbers, sums of money, shares, and all that is counted.

A number is read once, with its scale and its unit; who asks takes what it needs: `amounts` what an update changes and a
repeat says again, `sums` what a deal costs, `stake` how much of a company changes hands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.text.counting import MYRIADS, chinese_number

_WORDS = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12,
}  # fmt: skip

_SIGNS = {"$": "USD", "us$": "USD", "hk$": "HKD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY"}
# (unit, how many basic units, wordings): the first that fits.
_CURRENCIES: tuple[tuple[str, int, str], ...] = (
    ("USD", 1, r"美元|美金|🔪|刀|\$(?!\s?\d)|(?:USD|(?:US )?dollars?)(?![A-Za-z])"),
    ("EUR", 1, r"欧元|歐元|(?:euros?|EUR)(?![A-Za-z])"),
    ("GBP", 1, r"英镑|英鎊|(?:pounds?|GBP)(?![A-Za-z])"),
    ("JPY", 1, r"日元|(?:JPY|yen)(?![A-Za-z])"),
    ("HKD", 1, r"港元|港币|HKD(?![A-Za-z])"),
    ("KRW", 1, r"韩元|(?:KRW|(?<=illion )won|(?<=00 )won)(?![A-Za-z])"),
    ("INR", 1, r"卢比|(?:INR|rupees)(?![A-Za-z])"),
    ("CNY", 1, r"元人民币|人民币|元(?![素宇件组论化])|(?:RMB|CNY|yuan)(?![A-Za-z])"),
)
_MEASURES: tuple[tuple[str, int, str], ...] = (
    ("%", 1, r"%|％|个百分点|percent(?:age points)?|per cent"),
    ("W", 10**9, r"吉瓦|GW|gigawatts?"),
    ("W", 10**6, r"兆瓦|MW|megawatts?"),
    ("x", 1, r"倍|times|(?-i:x)(?![A-Za-z])"),
    ("B", 10**12, r"TB"),
    ("B", 10**9, r"GB"),
    ("token", 1, r"个?\s*tokens?|个?词元"),
    ("parameter", 1, r"个?参数|parameters|params"),
    ("person", 1, r"(?:名|位)?(?:员工|用户)|人|people|employees|workers|jobs|users"),
    ("card", 1, r"块|张|颗|枚|GPUs?|TPUs?|chips"),
    ("hour", 1, r"个?(?:多)?小时|hours?"),
    ("", 1, r"家|个|条|篇|行|台|座|项|款|部|岁|股|处|lines|items|companies|papers|apps"),
)
_UNITS = _CURRENCIES + _MEASURES
_MONEY = frozenset(unit for unit, _, _ in _CURRENCIES)

_HAN_DIGIT = "一二两三四五六七八九"
_HAN_SCALE = r"(?:[十百千万亿萬億]|兆(?=[美日韩港欧歐元]))"  # 兆瓦 and 兆字节 are units
# Behind digits: 百度 and 千问 are names, 千米 is a unit.
_SCALE_BEHIND = (
    r"[^\S\n]?[十百千]{0,2}(?:[万亿萬億]|兆(?=[美日韩港欧歐元])){1,2}"
    r"|[十百](?=[十百千美欧歐英港日韩卢元🔪人个])|[^\S\n]?千(?![问瓦克米赫卡兆])"
    r"|[^\S\n]?(?:thousand|million|billion|trillion|(?:[tbm]n|(?(sign)mm|(?!))|[TBMK])(?![A-Za-z0-9]))"
)
_NUMBER = re.compile(
    r"(?:(?P<sign>US\$|HK\$|[$€£¥￥])[^\S\n]?)?"
    # Digits behind a letter are part of a name, but no name ends in a percentage: "收购Beta27%的股份".
    r"(?:(?:(?<![A-Za-z0-9.])|(?<=[A-Za-z])(?=\d{1,3}(?:\.\d+)?[%％]))(?<!\d,)(?<![A-Za-z][-‑])(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:[^\S\n]?[多余])?(?P<scale>{_SCALE_BEHIND})?"
    rf"|(?(sign)(?!))(?<![\d.])(?P<vague>[数几上](?={_HAN_SCALE})|[{_HAN_DIGIT}]?[十百千][几余](?={_HAN_SCALE}))?"
    rf"(?P<han>半?(?:[零〇{_HAN_DIGIT}]|{_HAN_SCALE})+))"
    r"[^\S\n]?(?:多|余|\+|plus)?[^\S\n]?"
    rf"(?(sign)(?:🔪|美元|美金)?|(?P<unit>{'|'.join(f'(?P<u{i}>{said})' for i, (_, _, said) in enumerate(_UNITS))})?)",
    re.IGNORECASE,
)
_DATE_BEHIND = re.compile(r"\s?(?:年|月|日|号|期|点|届|周|世纪|季度|th\b|st\b|nd\b|rd\b|[:：/\-]\d)")
_ALIKE = Decimal("0.012")  # "58亿" and "$5.83 billion" are one sum

Role = Literal["amount", "valuation", "other"]
_NEAR_BEFORE, _NEAR_BEHIND = 40, 24  # characters around a sum that tell what it is
_VALUATION_BEFORE = re.compile(
    r"(?:估值|身价|市值|valued|valuation|valuing)[^，。；,;:：（）()\n]{0,20}$|[（(]估值[^，。；,;\n]{0,10}$",
    re.IGNORECASE,
)
_VALUATION_BEHIND = re.compile(
    r"^\s?(?:的)?(?:投前|投后)?(?:估值|市值)|^\s?(?:pre-money |post-money )?valuation", re.IGNORECASE
)
_NO_DEAL_BEFORE = re.compile(
    r"(?:价值|股价|每股|定价|售价|营收|收入|年收入|利润|亏损|成本|ARR|revenue|sales of|worth)[^，。；,;\n]{0,12}$",
    re.IGNORECASE,
)
_NO_DEAL_BEHIND = re.compile(
    r"^\s?(?:每股|/股|起|的?市场|一股|的?营收|的?收入|的?ARR|每月|/月|per share|in revenue|a month)", re.IGNORECASE
)
_STAKE_BEHIND = re.compile(r"\s?(?:的|of\s)?(?:股份|股权|持股|stake|shares|equity|ownership)", re.IGNORECASE)
_STAKE_BEFORE = re.compile(r"(?:持股|持有|stake of|占股)\s?(?:约|of)?\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a text with what it counts.

    Attributes
    ----------
    value
        In units: ``"58亿美元"`` is 5800000000; None where the text gives only an order of size ("数十亿美元").
    unit
        ISO 4217 code of a currency, ``%``, ``W``, ``person`` …, "" for plain counts.
    text
        As written.
    start, end
        Its place: half open offsets into the text.
    """

    value: Decimal | None
    unit: str
    text: str
    start: int
    end: int

    @property
    def digits(self) -> str:
        """The value in digits, "" where there is none.

        >>> [amount.digits for amount in sums("$1.7B，数十亿美元")]
        ['1700000000', '']
        """
        if self.value is None:
            return ""
        plain = format(self.value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    @property
    def telling(self) -> bool:
        """Whether two texts that give it probably speak of one thing: it counts something and is not round."""
        if self.value is None:
            return False
        digits = f"{float(self.value):.12g}".replace(".", "").split("e")[0].strip("0")
        return len(digits) >= 2 and (bool(self.unit) or self.value >= 100)

    def same(self, other: Amount) -> bool:
        """Whether it is the same number of the same thing."""
        if self.value is None or other.value is None or self.unit != other.unit:
            return False
        return abs(self.value - other.value) <= _ALIKE * max(self.value, other.value)


@dataclass(frozen=True, slots=True)
class Sum(Amount):
    """A sum of money and what it is.

    Attributes
    ----------
    role
        ``amount``, ``valuation`` (what a company is worth), or ``other`` (a price, a share price, revenue).
    """

    role: Role


def amounts(text: str) -> tuple[Amount, ...]:
    """Numbers of `text` that count something, each once; dates, years, versions and bare small numbers are left out.

    >>> [(int(a.value), a.unit) for a in amounts("2025年软银以58亿美元卖光，跌9%；$6.6 billion, GPT-5")]
    [(5800000000, 'USD'), (9, '%'), (6600000000, 'USD')]
    >>> [int(a.value) for a in amounts("八千行代码，一百美元")]
    [8000, 100]
    """
    found: list[Amount] = []
    for match, amount in _read(text):
        if _counts(match, amount) and not any(amount.same(other) for other in found):
            found.append(amount)
    return tuple(found)


def sums(text: str) -> tuple[Sum, ...]:
    """Sums of money in `text`, in order, with what each is; linear in its length.

    >>> [(a.digits, a.unit, a.role) for a in sums("以54亿美元收购，估值达到$18B")]
    [('5400000000', 'USD', 'amount'), ('18000000000', 'USD', 'valuation')]
    """
    return tuple(
        Sum(amount.value, amount.unit, amount.text, amount.start, amount.end, _role(text, amount))
        for match, amount in _read(text)
        if _is_money(match, amount)
    )


def stake(text: str) -> str:
    """Share in a company as a percentage without its sign ("27", "49.5"), "" where none is given.

    >>> stake("保留27%的股份"), stake("收购Beta27%的股份"), stake("增长27%")
    ('27', '27', '')
    """
    shares = [amount for _, amount in _read(text) if amount.unit == "%"]
    for amount in shares:
        if _STAKE_BEHIND.match(text, amount.end):
            return amount.digits
    for amount in shares:
        if _STAKE_BEFORE.search(text, max(0, amount.start - 12), amount.start):
            return amount.digits
    return ""


def _read(text: str) -> Iterator[tuple[re.Match[str], Amount]]:
    """Every number of a text, whatever it counts, with the match that tells how it is written."""
    for match in _NUMBER.finditer(text):
        unit, times = _unit(match)
        value = _value(match)
        written = match.group().rstrip()
        amount = Amount(
            None if value is None else value * times, unit, written, match.start(), match.start() + len(written)
        )
        yield match, amount


def _value(match: re.Match[str]) -> Decimal | None:
    """The number of a match times its scale; None where it is vague."""
    if match["vague"]:
        return None
    if match["han"]:
        half = match["han"].startswith("半")
        whole = Decimal(chinese_number(match["han"].removeprefix("半")) or 0)
        return whole / 2 if half else whole
    scale = (match["scale"] or "").strip().lower()
    return Decimal(match["figure"].replace(",", "")) * (_WORDS.get(scale) or chinese_number(scale) or 1)


def _unit(match: re.Match[str]) -> tuple[str, int]:
    """The unit of a number and how many basic units it stands for."""
    if match["sign"]:
        return _SIGNS[match["sign"].lower()], 1
    if match["unit"]:
        for index, (unit, times, _) in enumerate(_UNITS):
            if match[f"u{index}"]:
                return unit, times
    return "", 1


def _is_money(match: re.Match[str], amount: Amount) -> bool:
    """Whether it is a sum of money; in Chinese characters only with a scale, for "三元组" is none."""
    return amount.unit in _MONEY and (match["han"] is None or re.search(_HAN_SCALE, match["han"]) is not None)


def _counts(match: re.Match[str], amount: Amount) -> bool:
    """Whether a number counts something."""
    if amount.value is None or (not match["unit"] and _DATE_BEHIND.match(match.string, match.end())):
        return False
    if match["han"]:  # "一个", "十分", "万家" are words
        return bool(match["unit"]) and amount.value >= 100 and match["han"][0] not in MYRIADS
    if amount.unit in _MONEY:
        return True
    if match.string[max(0, match.start() - 1) : match.start()] in set("-‑–_/"):
        return False  # a version, a part of an address
    return bool(match["unit"] or match["scale"]) or (amount.value >= 1000 and not 1900 <= amount.value < 2100)


def _role(text: str, amount: Amount) -> Role:
    """What a sum is, as the words around it tell."""
    before = text[max(0, amount.start - _NEAR_BEFORE) : amount.start]
    behind = text[amount.end : amount.end + _NEAR_BEHIND]
    if _VALUATION_BEFORE.search(before) or _VALUATION_BEHIND.search(behind):
        return "valuation"
    return "other" if _NO_DEAL_BEFORE.search(before) or _NO_DEAL_BEHIND.search(behind) else "amount"


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
