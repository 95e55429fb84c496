"""What documents know of each other: duplicates of an issue, dates from neighbours, ids that are unique."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from ingest.read.addresses import missing_addresses
from ingest.read.documents import Document
from ingest.read.ledger import Ledger
from ingest.read.parse import ParsedIssue, permalink, rename
from ingest.read.report import InferredDate, LineAccount, Merged, in_no_item
from kg.model import Issue

_FAR = 12  # issues from the next one with a date: too far to tell a date from it


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read."""

    document: Document
    parsed: ParsedIssue
    lines: LineAccount

    @property
    def issue(self) -> Issue:
        """The issue that was read from it."""
        return self.parsed.issue


def merge_duplicates(read: Sequence[ReadDocument], ledger: Ledger) -> tuple[list[ReadDocument], list[Merged]]:
    """Each issue once: of two documents of the same issue the more complete one, with the other's date."""
    groups: dict[tuple[object, ...], list[ReadDocument]] = defaultdict(list)
    for each in read:
        issue = each.issue
        title = _letters(issue.title)
        key = (issue.series, issue.number) if issue.number is not None else (issue.series, issue.date, title)
        groups[key].append(each)
    kept: list[ReadDocument] = []
    merged: list[Merged] = []
    for group in groups.values():
        _merge(group, kept, merged, ledger)
    return kept, sorted(merged, key=lambda each: (each.issue, each.left))


def _merge(group: Sequence[ReadDocument], kept: list[ReadDocument], merged: list[Merged], ledger: Ledger) -> None:
    """Of documents that may be one issue: those to keep, and those that another stands for."""
    best, *others = sorted(
        group, key=lambda each: (-_weight(each.issue), each.document.source, str(each.document.path))
    )
    traits = _Traits.of(best.issue) if others else None
    for other in others:
        with ledger.border(other.document):
            if traits is None or not traits.are_of_same_issue(_Traits.of(other.issue)):
                kept.append(other)
                continue
            best = _fill(best, other)
            why = f"{_size(best.issue)} against {_size(other.issue)}"
            merged.append(Merged(best.issue.id, best.document.source, other.document.source, why))
    kept.append(best)


def _weight(issue: Issue) -> int:
    """How complete an issue is."""
    text = sum(len(item.text) + len(item.opinion) for item in issue.items)
    found = sum(image.path is not None for item in issue.items for image in item.images)
    return text + 100 * sum(len(item.links) for item in issue.items) + 50 * found


def _size(issue: Issue) -> str:
    links = sum(len(item.links) for item in issue.items)
    return f"{len(issue.items)} items, {links} links, {sum(len(item.text) for item in issue.items)} characters"


@dataclass(frozen=True, slots=True)
class _Traits:
    """What tells whether two documents with one number, or one day and title, are the same issue."""

    numbered: bool
    title: str
    texts: frozenset[str]
    titles: frozenset[str]

    @classmethod
    def of(cls, issue: Issue) -> _Traits:
        """Those of an issue."""
        texts = frozenset(_letters(item.text) for item in issue.items)
        titles = frozenset(item.title for item in issue.items) - {issue.title}
        return cls(issue.number is not None, _letters(issue.title), texts, titles)

    def are_of_same_issue(self, other: _Traits) -> bool:
        """Whether they share some of their items.

        Two numbered issues of one title are one anyway; a daily may have one title twice on a day.
        """
        if self.numbered and self.title == other.title:
            return True
        shared = len(self.texts & other.texts) + len(self.titles & other.titles)
        return shared >= max(1, min(len(self.texts), len(other.texts)) // 5)


def _letters(text: str) -> str:
    """A text without spaces and punctuation."""
    return re.sub(r"\W", "", text).lower()


def _fill(best: ReadDocument, other: ReadDocument) -> ReadDocument:
    """What the other document knows and the better one does not; of its addresses at least the report tells."""
    issue, more = best.issue, other.issue
    if (issue.date is None or issue.date_inferred) and more.date is not None and not more.date_inferred:
        issue = replace(issue, date=more.date, date_inferred=False)
    issue = replace(issue, subtitle=issue.subtitle or more.subtitle)
    only = in_no_item(more.source, missing_addresses(more, issue))
    lines = replace(best.lines, addresses=(*best.lines.addresses, *only, *other.lines.addresses))
    return replace(best, parsed=replace(best.parsed, issue=issue), lines=lines)


def infer_dates(read: Sequence[ReadDocument], ledger: Ledger) -> tuple[list[ReadDocument], list[InferredDate]]:
    """Dates of issues that tell none, from the nearest neighbour and the newsletter's rhythm."""
    known: dict[str, dict[int, date]] = defaultdict(dict)
    for each in read:
        if each.issue.date and not each.issue.date_inferred and each.issue.number is not None:
            known[each.issue.series][each.issue.number] = each.issue.date
    neighbours = {series: _Neighbours(issues, tuple(sorted(issues))) for series, issues in known.items()}
    result: list[ReadDocument] = []
    inferred: list[InferredDate] = []
    for each in read:
        with ledger.border(each.document):
            issue, why = _with_date(each, neighbours.get(each.issue.series))
            if issue.date and issue.date_inferred:
                inferred.append(InferredDate(issue.id, issue.date.isoformat(), why))
            issue = replace(issue, permalink=permalink(issue, each.parsed.dialect))
            result.append(replace(each, parsed=replace(each.parsed, issue=issue)))
    return result, sorted(inferred, key=lambda each: (each.date, each.issue))


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Issues of a newsletter whose documents tell a date, and their numbers in order."""

    dates: Mapping[int, date]
    numbers: tuple[int, ...]

    def nearest(self, number: int) -> int | None:
        """The nearest issue, the earlier of two; None where it is too far."""
        place = bisect_left(self.numbers, number)
        near = min(self.numbers[max(0, place - 1) : place + 1], key=lambda other: abs(other - number), default=None)
        return near if near is not None and abs(near - number) < _FAR else None


def _with_date(read: ReadDocument, neighbours: _Neighbours | None) -> tuple[Issue, str]:
    """An issue with the date that its neighbours tell, where it has none, and how it is told."""
    issue = read.issue
    near = neighbours.nearest(issue.number) if neighbours and issue.number is not None and not issue.date else None
    if neighbours is None or issue.number is None or near is None:
        return issue, "the addresses of its figures"
    rhythm = _rhythm(neighbours, read.parsed.dialect.rhythm)
    try:
        day = neighbours.dates[near] + timedelta(days=rhythm * (issue.number - near))
    except OverflowError:  # before the year 1: the neighbours' dates are typing errors
        return issue, ""
    why = f"issue {near} of {neighbours.dates[near]} and {rhythm} days between issues"
    return replace(issue, date=day, date_inferred=True), why


def _rhythm(known: _Neighbours, usual: int) -> int:
    """Days between two issues: the median of what is known, else what the newsletter says."""
    dates = known.dates
    steps = sorted((dates[right] - dates[left]).days / (right - left) for left, right in pairwise(known.numbers))
    return round(steps[len(steps) // 2]) if steps and steps[len(steps) // 2] >= 1 else usual


def unique_ids(read: Sequence[ReadDocument], ledger: Ledger) -> list[ReadDocument]:
    """Different issues with one id (two on a day, a number used twice) get ``-2``, ``-3`` by title."""
    seen: dict[str, int] = {}
    result = []
    for each in sorted(read, key=lambda each: (each.issue.id, each.document.source, each.issue.title)):
        name = each.issue.id
        seen[name] = seen.get(name, 0) + 1
        with ledger.border(each.document):
            if seen[name] > 1:
                renamed = rename(each.issue, f"{name}-{seen[name]}")
                each = replace(each, parsed=replace(each.parsed, issue=renamed))
            result.append(each)
    return result
