"""Which lines of an issue's source went where: to an item, into its head and the names of sections, or nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.model import Item, SourceText


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines with one fate; blank ones go with those before them.

    Attributes
    ----------
    first, last
        1-based, inclusive.
    items
        Ranks, among the items asked for, of those that the lines went to: several where one line holds several items.
    reason
        Why the lines are in no item, "" where they are or were used as title, date or name of a section.
    """

    first: int
    last: int
    items: tuple[int, ...] = ()
    reason: str = ""


def runs(source: SourceText, items: Sequence[Item]) -> list[Run]:
    r"""All lines of a source, in order, counted from its own first line.

    >>> from kg.model import LeftOut
    >>> item = Item("a", "1", 0, "", "bullet", "Lamp", "Lamp", lines=(3, 3))
    >>> runs(SourceText("# Title\n\n- Lamp\n***", (LeftOut(4, 4, "layout"),)), [item])[1:]
    [Run(first=3, last=3, items=(0,), reason=''), Run(first=4, last=4, items=(), reason='layout')]
    """
    lines = source.lines
    owners: list[list[int]] = [[] for _ in lines]
    reasons = [""] * len(lines)
    above = source.first - 1  # lines of the file that are another issue's
    for rank, item in enumerate(items):
        first, last = item.lines if item.lines[0] else (1, 0)
        for number in range(max(1, first - above), min(last - above, len(lines)) + 1):
            owners[number - 1].append(rank)
    for left in source.left_out:
        for number in range(max(1, left.first - above), min(left.last - above, len(lines)) + 1):
            owners[number - 1], reasons[number - 1] = [], left.reason
    fates: list[tuple[tuple[int, ...], str]] = []
    for line, ranks, reason in zip(lines, owners, reasons, strict=True):
        fate = (tuple(ranks), reason)
        fates.append(fates[-1] if fates and not line.strip() and fate == ((), "") else fate)
    found, first = [], 1
    for (ranks_of, reason), same in groupby(fates):
        last = first + sum(1 for _ in same) - 1
        found.append(Run(first, last, ranks_of, reason))
        first = last + 1
    return found


def part(found: Sequence[Run], first: int, last: int) -> list[Run]:
    """The runs between two lines, cut there."""
    return [
        Run(max(run.first, first), min(run.last, last), run.items, run.reason)
        for run in found
        if run.first <= last and run.last >= first
    ]
