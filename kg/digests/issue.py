"""What one issue brought against all before it: names that are new or back, stories that go on, links seen before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.history.events import lead_end
from kg.history.timeline import Named
from kg.model import Issue, Item
from kg.store.history import earlier_items_with_links, issues_of_items
from kg.store.reader import Reader
from kg.trends.debuts import Comeback, Debut, debuts_and_comebacks
from kg.trends.things import Table, entity_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_TIE = 7.0
"""How much the names that two items share must tell (sum of ln(items / items that name it)) to be one running story."""
LEAST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Update:
    """A story that goes on: an item, the latest earlier item of the story, and what ties the two together.

    Attributes
    ----------
    names
        Names that both share, the rarest first.
    url
        Canonical link by which the item points back to the earlier story, "" where it does not.
    """

    item: Item
    earlier: Item
    earlier_issue: Issue
    names: tuple[Named, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """An item whose own source stood in an issue before: the canonical link, and who had it, oldest first."""

    item: Item
    url: str
    earlier: tuple[tuple[Item, Issue], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What an issue brought.

    Attributes
    ----------
    issue
        Without its items.
    items
        Number of its items.
    debuts, comebacks
        Names, those in the most items first.
    updates, repeats
        In the order of the issue; an item that is a repeat is no update.
    """

    issue: Issue
    items: int
    debuts: tuple[Debut, ...]
    comebacks: tuple[Comeback, ...]
    updates: tuple[Update, ...]
    repeats: tuple[Repeat, ...]


def digest(reader: Reader, issue: str) -> Digest:
    """Tell what an issue brought against all before it.

    Parameters
    ----------
    issue
        Number or id.

    Raises
    ------
    UnknownName
        Where there is no such issue.
    """
    found = reader.find_issue(issue)
    issues = reader.issues()
    row = next(row for row, each in enumerate(issues, 1) if each.id == found.id)
    issue_of_item = issues_of_items(reader.store)
    table = entity_table(reader)
    debuts, comebacks = debuts_and_comebacks(table, issue_of_item, issues, row)
    rows = np.flatnonzero(issue_of_item == row) + 1
    items = dict(zip(rows.tolist(), reader.store.items(rows.tolist()), strict=True))
    links = earlier_items_with_links(reader.store, row)
    linked = sorted({old for _, _, old in links})
    earlier = dict(zip(linked, reader.store.items(linked), strict=True))
    repeats = _repeats(reader, items, earlier, links)
    repeated = {repeat.item.id for repeat in repeats}
    back = {new: (old, url) for new, url, old in links}  # sorted, so the latest earlier item stays
    ties = _ties(table, issue_of_item, row, rows)
    updates = []
    for item_row, item in items.items():
        if item.id in repeated or item.kind == "editorial":
            continue
        old, names = ties.get(item_row, (0, ()))
        url = ""
        if item_row in back:
            old, url = back[item_row]
            names = _shared(table, item_row, old)
        if old:
            story = earlier.get(old) or reader.store.items([old])[0]
            updates.append(Update(item, story, reader.issue_of(story), tuple(map(table.entity, names)), url))
    return Digest(found, len(items), debuts, comebacks, tuple(updates), repeats)


def _repeats(
    reader: Reader, items: dict[int, Item], earlier: dict[int, Item], links: Sequence[tuple[int, str, int]]
) -> tuple[Repeat, ...]:
    """Items that lead to what earlier items led to."""
    olds: dict[tuple[int, str], list[Item]] = {}
    for new, url, old in links:
        if url in _leading(items[new]) and url in _leading(earlier[old]):
            olds.setdefault((new, url), []).append(earlier[old])
    return tuple(
        Repeat(items[new], url, tuple((old, reader.issue_of(old)) for old in found))
        for (new, url), found in olds.items()
    )


def _leading(item: Item) -> set[str]:
    """Canonical addresses behind the heading and the first sentence; a home page is no story."""
    end = lead_end(item)
    return {
        link.canonical
        for link in item.links
        if link.field == "text" and link.start <= end and link.canonical.count("/") > 2
    }


def _ties(
    table: Table, issue_of_item: NDArray[np.int64], row: int, rows: NDArray[np.int64]
) -> dict[int, tuple[int, tuple[int, ...]]]:
    """For each item of the issue the earlier item that shares the most telling names with it, if they tell enough."""
    before = issue_of_item[table.item - 1] < row
    items = len(issue_of_item)
    often = np.bincount(table.thing, minlength=len(table.named))
    weight = np.log(items / np.maximum(often, 1))
    old_item, old_thing = table.item[before], table.thing[before]
    ties = {}
    for item_row in rows.tolist():
        mine = np.zeros(len(table.named), bool)
        mine[table.thing[table.item == item_row]] = True
        shared = mine[old_thing]
        score = np.bincount(old_item[shared], weights=weight[old_thing[shared]], minlength=items + 1)
        names = np.bincount(old_item[shared], minlength=items + 1)
        score[names < LEAST_NAMES] = 0.0
        best = int(score.max(initial=0.0) >= LEAST_TIE and items - int(score[::-1].argmax()))
        if best:
            ties[item_row] = (best, _shared(table, item_row, best))
    return ties


def _shared(table: Table, a: int, b: int) -> tuple[int, ...]:
    """Numbers of the things that two items both name, the rarest first."""
    common = np.intersect1d(table.thing[table.item == a], table.thing[table.item == b])
    often = np.array([int((table.thing == thing).sum()) for thing in common])
    return tuple(common[np.argsort(often, kind="stable")].tolist()) if len(common) else ()
