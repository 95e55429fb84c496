"""Links of a draft that past issues have already given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kg.model import Issue, Item
from kg.related.nearness import Nearness
from kg.store.reader import Reader

_MOST = 3  # items that are told for each link


@dataclass(frozen=True, slots=True)
class LinkedBefore:
    """A link that stood in past issues.

    Attributes
    ----------
    url
        As the draft writes it.
    items
        The latest items that gave it, with their issues, the newest first.
    count
        How many gave it in all.
    """

    url: str
    items: tuple[tuple[Item, Issue], ...]
    count: int


def linked_before(reader: Reader, item: Item, *, before: date | None = None) -> tuple[LinkedBefore, ...]:
    """Links of a draft item, under any spelling of the address, that issues before a day have given.

    What stands in most issues, or leads to the newsletter itself, is left out; so is the issue that the item is of.
    """
    links = reader.once(Nearness).links
    found: list[LinkedBefore] = []
    seen: set[str] = set()
    for link in item.links:
        if link.canonical in seen:
            continue
        seen.add(link.canonical)
        rows = [index + 1 for known in links.known([link.canonical]) for index in links.items(known).tolist()]
        past = _past(reader, reader.store.items(rows), item.issue_id, before)
        if past:
            found.append(LinkedBefore(link.url, tuple(past[:_MOST]), len(past)))
    return tuple(found)


def _past(reader: Reader, items: Sequence[Item], own: str, before: date | None) -> list[tuple[Item, Issue]]:
    """Items of other issues of earlier days, the newest first."""
    placed = [(item, reader.issue_of(item)) for item in reversed(items) if item.issue_id != own]
    return [(item, issue) for item, issue in placed if not (before and issue.date) or issue.date < before]
