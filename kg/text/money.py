"""Sums of money and shares as people write them in either language: "$10B", "100亿美元"; numbers.py reads them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

_DIGITS = Context(prec=4, rounding=ROUND_HALF_EVEN)  # "$5.834B": what is said of a sum, not what an accountant keeps
_SHORT_SCALES = ((12, "T", " trillion"), (9, "B", " billion"), (6, "M", " million"))
_MYRIAD_SCALES = ((12, "万亿"), (8, "亿"), (4, "万"))
_SIGNS = {"USD": "$", "HKD": "HK$", "EUR": "€", "GBP": "£", "CNY": "¥"}
# Those whose sign another currency has too, or which have none that is read: the word stands behind the number.
_WORDS = {"JPY": "yen", "KRW": "won", "INR": "rupees"}
_IN_CHINESE = {
    "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "KRW": "韩元", "INR": "卢比",
    "CNY": "元",
}  # fmt: skip


def amount_in(value: Decimal, unit: str, language: str) -> str:
    """An amount as people write it, with four digits at most where it is scaled.

    Parameters
    ----------
    value
        In units, not negative.
    unit
        ISO 4217 code of a currency, ``%``, or "" for a plain count.
    language
        ``zh`` or ``en``.

    Examples
    --------
    >>> amount_in(Decimal(10**10), "USD", "en"), amount_in(Decimal(10**10), "USD", "zh")
    ('$10B', '100亿美元')
    >>> amount_in(Decimal(1500000), "USD", "en"), amount_in(Decimal(1500000), "USD", "zh")
    ('$1.5M', '150万美元')
    >>> amount_in(Decimal("2.5e11"), "JPY", "en"), amount_in(Decimal("49.5"), "%", "zh")
    ('250 billion yen', '49.5%')
    """
    if unit == "%":
        return f"{_plain(value)}%"
    if language == "zh":
        unscaled, scale = _scaled(value, _MYRIAD_SCALES)
        unscaled = unscaled.replace(",", "")
        named = _IN_CHINESE.get(unit)
        return f"{unscaled}{scale}{named}" if named is not None else f"{unscaled}{scale} {unit}".rstrip()
    if unit in _WORDS:
        unscaled, scale = _scaled(value, [(power, words) for power, _, words in _SHORT_SCALES])
        return f"{unscaled}{scale} {_WORDS[unit]}"
    unscaled, scale = _scaled(value, [(power, letter) for power, letter, _ in _SHORT_SCALES])
    return f"{_SIGNS[unit]}{unscaled}{scale}" if unit in _SIGNS else f"{unscaled}{scale} {unit}".rstrip()


def _scaled(value: Decimal, scales: Sequence[tuple[int, str]]) -> tuple[str, str]:
    """The digits of a number and the name of its scale."""
    rounded = _DIGITS.plus(value)  # first, so that 999,999,999 becomes a billion and not 1000 million
    for power, name in scales:
        if rounded >= Decimal(10) ** power:
            return _plain(rounded.scaleb(-power)), name
    return _plain(value), ""


def _plain(value: Decimal) -> str:
    """A number with commas, without needless noughts."""
    shown = f"{value:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
