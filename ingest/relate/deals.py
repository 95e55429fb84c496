"""Sums, shares and days of a deal, as its sentence gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.model import Predicate
from kg.text.dates import first_day
from kg.text.numbers import Amount, Sum, stake, sums

_DEALS = frozenset({"acquired", "invested_in", "partnered_with", "ipo"})
_SHARED = frozenset({"acquired", "invested_in"})
REACH = 50
"""Characters between a sum and the names of its deal; one that stands farther off is another's."""
_OPEN, _CLOSED = "（(", "）)"

Attributes = tuple[tuple[str, str], ...]
Named = Mapping[str, tuple[int, int]]
"""Where the names of a deal stand in its sentence, by whom they mean."""


def deal_attributes(predicate: Predicate, sentence: str, named: Named, subject: str, target: str) -> Attributes:
    """What a sentence gives of a deal: ``amount`` or ``amount_text``, ``currency``, ``valuation``, ``stake``, ``date``.

    Examples
    --------
    >>> named = {"company:acme": (0, 4), "company:beta": (11, 15)}
    >>> dict(deal_attributes("acquired", "Acme以3亿美元收购Beta", named, "company:acme", "company:beta"))
    {'amount': '300000000', 'currency': 'USD'}
    """
    if predicate not in _DEALS:
        return ()
    return tuple(_attributes(predicate, sentence, named, subject, target))


def _attributes(
    predicate: Predicate, sentence: str, named: Named, subject: str, target: str
) -> Iterator[tuple[str, str]]:
    """One after the other."""
    amounts = sums(sentence)
    owners = _owners(sentence, named, amounts)
    if predicate != "ipo" and (paid := _paid(named, subject, amounts, owners)) is not None:
        yield ("amount", paid.digits) if paid.digits else ("amount_text", paid.text)
        yield "currency", paid.unit
    worth = (a for a in amounts if a.role == "valuation" and owners.get(a.start, target) == target)
    if (valuation := next(worth, None)) is not None and valuation.digits:
        yield "valuation", valuation.digits
    if predicate in _SHARED and (share := stake(sentence)):
        yield "stake", share
    if day := first_day(sentence):
        yield "date", day


def _owners(sentence: str, named: Named, amounts: Sequence[Amount]) -> dict[int, str]:
    """Whose a sum in a bracket is, by its place: "微软（$10B）和英伟达（$5B）一起投资…" gives each its own.

    One behind a name of another deal is nobody's here.
    """
    behind = {end: whom for whom, (_, end) in named.items()}
    owners: dict[int, str] = {}
    for amount in amounts:
        opened = max(sentence.rfind(mark, 0, amount.start) for mark in _OPEN)
        if opened >= 0 and not any(mark in sentence[opened : amount.start] for mark in _CLOSED):
            before = len(sentence[:opened].rstrip())
            owners[amount.start] = behind.get(before, "")
    return owners


def _paid(named: Named, subject: str, amounts: Sequence[Sum], owners: Mapping[int, str]) -> Sum | None:
    """The sum of a deal: the subject's own, else the nearest that is nobody's."""
    paid = [amount for amount in amounts if amount.role == "amount"]
    own = next((amount for amount in paid if owners.get(amount.start) == subject), None)
    if own is not None or not named:
        return own
    first, last = min(start for start, _ in named.values()), max(end for _, end in named.values())

    def distance(amount: Amount) -> int:
        return max(first - amount.end, amount.start - last, 0)

    near = [amount for amount in paid if amount.start not in owners and distance(amount) <= REACH]
    return min(near, key=distance, default=None)
