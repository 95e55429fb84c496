"""Each issue once: of two documents of the same issue the more complete one stays, and ids are unique."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.read.addresses import missing_addresses
from ingest.read.ledger import Ledger
from ingest.read.likeness import Traits, traits_of
from ingest.read.parse import issue_id, rename
from ingest.read.readings import ReadDocument
from ingest.read.report import Merged, in_no_item
from kg.model import Issue


def merge_duplicates(read: Sequence[ReadDocument], ledger: Ledger) -> tuple[list[ReadDocument], list[Merged]]:
    """Each issue once: of two documents of the same issue the more complete one, with the other's date and number.

    Versions in different languages are different issues here.
    """
    groups: dict[tuple[str, str], list[ReadDocument]] = defaultdict(list)
    for each in read:
        groups[each.issue.series, each.tongue].append(each)
    kept: list[ReadDocument] = []
    merged: list[Merged] = []
    for group in groups.values():
        shelf = _Shelf(ledger)
        shelf.fill(
            sorted(group, key=lambda each: (-_weight(each.issue), each.document.source, str(each.document.path)))
        )
        kept += shelf.kept
        merged += shelf.merged
    return kept, sorted(merged, key=lambda each: (each.issue, each.left))


class _Shelf:
    """Documents of one newsletter that are different issues; another copy of one goes into it."""

    def __init__(self, ledger: Ledger) -> None:
        self.kept: list[ReadDocument] = []
        self.merged: list[Merged] = []
        self._ledger = ledger
        self._traits: list[Traits] = []
        self._places: dict[object, list[int]] = defaultdict(list)

    def fill(self, read: Sequence[ReadDocument]) -> None:
        """Put documents on the shelf, the most complete first."""
        for each, traits in zip(read, traits_of([each.issue for each in read]), strict=True):
            with self._ledger.border(each.document):
                place = self._same(traits)
                if place is None:
                    self._put(each, traits)
                else:
                    self._merge(place, each)

    def _same(self, traits: Traits) -> int | None:
        """Place of the document that is the same issue."""
        alike = {place for feature in _features(traits) for place in self._places.get(feature, ())}
        return next((place for place in sorted(alike) if self._traits[place].are_of_same_issue(traits)), None)

    def _put(self, read: ReadDocument, traits: Traits) -> None:
        for feature in _features(traits):
            self._places[feature].append(len(self.kept))
        self.kept.append(read)
        self._traits.append(traits)

    def _merge(self, place: int, other: ReadDocument) -> None:
        best = self.kept[place] = _fill(self.kept[place], other)
        self._traits[place] = replace(self._traits[place], issue=best.issue)
        why = f"{_size(best.issue)} against {_size(other.issue)}"
        self.merged.append(Merged(best.issue.id, best.document.source, other.document.source, why))


def _features(traits: Traits) -> Iterator[object]:
    """What the same issue would have in common with it, one of them at least."""
    if traits.issue.number is not None:
        yield traits.issue.number
    yield from traits.links
    yield from (("text", text) for text in traits.texts)


def _weight(issue: Issue) -> int:
    """How complete an issue is."""
    text = sum(len(item.text) + len(item.opinion) for item in issue.items)
    found = sum(image.path is not None for item in issue.items for image in item.images)
    return text + 100 * sum(len(item.links) for item in issue.items) + 50 * found


def _size(issue: Issue) -> str:
    links = sum(len(item.links) for item in issue.items)
    return f"{len(issue.items)} items, {links} links, {sum(len(item.text) for item in issue.items)} characters"


def _fill(best: ReadDocument, other: ReadDocument) -> ReadDocument:
    """What the other document knows and the better one does not; of its addresses at least the report tells."""
    issue, more = best.issue, other.issue
    if (issue.date is None or issue.date_inferred) and more.date is not None and not more.date_inferred:
        issue = replace(issue, date=more.date, date_inferred=False)
    if issue.number is None and more.number is not None:
        issue = replace(issue, number=more.number)
    issue = replace(issue, subtitle=issue.subtitle or more.subtitle)
    name = issue_id(issue.series, issue.number, issue.date, issue.title)
    issue = issue if issue.number is None else rename(issue, name)
    only = in_no_item(more.source, missing_addresses(more, issue))
    lines = replace(best.lines, addresses=(*best.lines.addresses, *only, *other.lines.addresses))
    return replace(best.with_issue(issue), lines=lines)


def unique_ids(read: Sequence[ReadDocument], ledger: Ledger) -> list[ReadDocument]:
    """Different issues with one id (two on a day, a number used twice) get ``-2``, ``-3`` by title."""
    seen: dict[str, int] = {}
    result = []
    for each in sorted(read, key=lambda each: (each.issue.id, each.document.source, each.issue.title)):
        name = each.issue.id
        seen[name] = seen.get(name, 0) + 1
        with ledger.border(each.document):
            if seen[name] > 1:
                each = each.with_issue(rename(each.issue, f"{name}-{seen[name]}"))
            result.append(each)
    return result
