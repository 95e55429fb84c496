"""Sums of money, shares and days, as newsletters in Chinese and English write them.

“$10B”, “50亿🔪”, “1千亿美元”, “€1.7B”, “5 billion dollars”, “估值达$18B”, “27%的股份”, “9月22日” are parsed; what gives
only an order of size (“数十亿美元”) is kept as words, without a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8, "兆": 10**12, "萬": 10**4, "億": 10**8,
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "million": 10**6,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "t": 10**12, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
_DIGITS: dict[str, int | Decimal] = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "半": Decimal("0.5"),
}
_VAGUE = frozenset({"数", "几", "上", "十几", "十余"})
_CURRENCIES = {
    "$": "USD", "🔪": "USD", "刀": "USD", "美元": "USD", "美金": "USD", "dollar": "USD", "dollars": "USD", "usd": "USD",
    "us$": "USD", "€": "EUR", "欧元": "EUR", "歐元": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "英镑": "GBP", "英鎊": "GBP", "gbp": "GBP", "pounds": "GBP",
    "¥": "CNY", "元": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "元人民币": "CNY",
    "日元": "JPY", "jpy": "JPY", "yen": "JPY", "港元": "HKD", "港币": "HKD", "hkd": "HKD", "hk$": "HKD",
    "韩元": "KRW", "won": "KRW", "krw": "KRW", "卢比": "INR", "rupees": "INR", "inr": "INR",
}  # fmt: skip

_NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,15}(?:\.\d{1,4})?"
_ZH_SCALE = r"[十百千万亿兆萬億]{1,3}"
_EN_SCALE = r"(?:thousand|million|billion|trillion|mn|mm|bn|tn|[kmbt])(?![A-Za-z])"
_ZH_CURRENCY = "美元|美金|🔪|刀|欧元|歐元|英镑|英鎊|元人民币|人民币|日元|港元|港币|韩元|卢比|元(?![素宇件组论化])"
_EN_CURRENCY = r"(?:dollars?|euros?|pounds|yuan|rmb|usd|eur|gbp|cny|jpy|yen|hkd|won|krw|inr|rupees)(?![A-Za-z])"
_MONEY = re.compile(
    rf"(?P<sign>US\$|HK\$|[$€£¥])\s?(?P<n1>{_NUMBER})\s?(?P<s1>{_EN_SCALE}|{_ZH_SCALE})?(?P<c1>🔪|美元|美金)?"
    rf"|(?<![\d.,A-Za-z])(?P<n2>{_NUMBER})\s?(?P<s2>{_ZH_SCALE}|{_EN_SCALE})?\s?[多余]?(?P<c2>\$|{_ZH_CURRENCY}"
    rf"|{_EN_CURRENCY})"
    rf"|(?<![一二两三四五六七八九十百千万亿几余])(?P<n3>[一二两三四五六七八九半数几上]"
    rf"|十[几余])?(?P<s3>{_ZH_SCALE})(?P<c3>{_ZH_CURRENCY})",
    re.IGNORECASE,
)
_VALUATION_BEFORE = re.compile(
    r"(?:估值|身价|市值|valued|valuation|valuing)[^，。；,;:：（）()\n]{0,20}$|[（(]估值[^，。；,;\n]{0,10}$",
    re.IGNORECASE,
)
_VALUATION_AFTER = re.compile(
    r"^\s?(?:的)?(?:投前|投后)?(?:估值|市值)|^\s?(?:pre-money |post-money )?valuation", re.IGNORECASE
)
_NOT_A_DEAL_BEFORE = re.compile(
    r"(?:价值|股价|每股|定价|售价|营收|收入|年收入|利润|亏损|成本|ARR|revenue|sales of|worth)[^，。；,;\n]{0,12}$",
    re.IGNORECASE,
)
_NOT_A_DEAL_AFTER = re.compile(
    r"^\s?(?:每股|/股|起|的?市场|一股|的?营收|的?收入|的?ARR|每月|/月|per share|in revenue|a month)", re.I
)
_STAKE = re.compile(
    r"(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?[%％]\s?(?:的|of\s)?(?:股份|股权|持股|stake|shares|equity|ownership)",
    re.IGNORECASE,
)
_STAKE_BEFORE = re.compile(
    r"(?:持股|持有|stake of|占股)\s?(?:约|of)?\s?(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?[%％]", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"(?:(?P<y>20\d\d)\s?年\s?)?(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?[日号號]"
    r"|(?P<iso>20\d\d-\d\d-\d\d)"
    r"|\b(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (?P<day>3[01]|[12]\d|0?[1-9])"
    r"(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money.

    Attributes
    ----------
    value
        Whole units of the currency, e.g. ``"10000000000"``; "" where the text gives only an order of size.
    currency
        ISO 4217 code.
    role
        ``amount``, ``valuation`` (what a company is worth), or ``other`` (a price, a share price, revenue).
    start, end
        Half open offsets into the text.
    text
        As written.
    """

    value: str
    currency: str
    role: str
    start: int
    end: int
    text: str


def _value(number: str | None, scale: str | None) -> str:
    """Digits of number times scale, "" where the number is vague."""
    if number in _VAGUE:
        return ""
    base = Decimal(1)
    if number:
        base = Decimal(_DIGITS[number]) if number in _DIGITS else Decimal(number.replace(",", ""))
    if scale:
        whole = _SCALES.get(scale.lower())
        for factor in (whole,) if whole is not None else tuple(_SCALES[char] for char in scale):
            base *= factor
    return format(base.quantize(Decimal(1)) if base == base.to_integral_value() else base.normalize(), "f")


def parse_amounts(text: str) -> tuple[Amount, ...]:
    """Sums of money in `text`, in order; linear in its length.

    Examples
    --------
    >>> [(a.value, a.currency, a.role) for a in parse_amounts("以54亿美元收购，估值达到$18B")]
    [('5400000000', 'USD', 'amount'), ('18000000000', 'USD', 'valuation')]
    """
    found: list[Amount] = []
    for match in _MONEY.finditer(text):
        sign, word = match["sign"], match["c2"] or match["c3"]
        currency = _CURRENCIES[(sign or word).lower()]
        value = _value(match["n1"] or match["n2"] or match["n3"], match["s1"] or match["s2"] or match["s3"])
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 24]
        if _VALUATION_BEFORE.search(before) or _VALUATION_AFTER.search(after):
            role = "valuation"
        elif _NOT_A_DEAL_BEFORE.search(before) or _NOT_A_DEAL_AFTER.search(after):
            role = "other"
        else:
            role = "amount"
        found.append(Amount(value, currency, role, match.start(), match.end(), match.group()))
    return tuple(found)


def parse_stake(text: str) -> str:
    """Share in a company as a percentage without its sign ("27", "49.5"), "" where none is given."""
    match = _STAKE.search(text) or _STAKE_BEFORE.search(text)
    return match["n"] if match else ""


def parse_day(text: str, *, year: int | None = None) -> str:
    """First day named in `text` as ISO date; a day without a year takes `year`, or is given as ``--MM-DD``.

    Examples
    --------
    >>> parse_day("9月22日宣布", year=2025)
    '2025-09-22'
    """
    match = _DAY.search(text)
    if match is None:
        return ""
    if match["iso"]:
        return match["iso"]
    month = int(match["m"]) if match["m"] else _MONTHS.index(match["mon"].lower()) + 1
    day = int(match["d"] or match["day"])
    written = match["y"] or match["year"] or (str(year) if year else "-")
    return f"{written}-{month:02d}-{day:02d}"
