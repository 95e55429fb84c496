"""What documents know of each other: duplicates of an issue, dates from neighbours, ids that are unique."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from ingest.read.documents import Document
from ingest.read.parse import ParsedIssue, permalink, rename
from ingest.read.report import InferredDate, Merged
from kg.model import Issue

_FAR = 12  # issues from the next one with a date: too far to tell a date from it


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read."""

    document: Document
    text: str
    parsed: ParsedIssue

    @property
    def issue(self) -> Issue:
        """The issue that was read from it."""
        return self.parsed.issue


def merge_duplicates(read: Sequence[ReadDocument]) -> tuple[list[ReadDocument], list[Merged]]:
    """Each issue once: of two documents of the same issue the more complete one, with the other's date."""
    groups: dict[tuple[object, ...], list[ReadDocument]] = defaultdict(list)
    for each in read:
        issue = each.issue
        title = _letters(issue.title)
        key = (issue.series, issue.number) if issue.number is not None else (issue.series, issue.date, title)
        groups[key].append(each)
    kept, merged = [], []
    for group in groups.values():
        best, *others = sorted(
            group, key=lambda each: (-_weight(each.issue), each.document.source, str(each.document.path))
        )
        kept.append(best)
        for other in others:
            if not _same_issue(best.issue, other.issue):
                kept.append(other)
                continue
            kept[kept.index(best)] = best = _fill(best, other.issue)
            why = f"{_size(best.issue)} against {_size(other.issue)}"
            merged.append(Merged(best.issue.id, best.document.source, other.document.source, why))
    return kept, sorted(merged, key=lambda each: (each.issue, each.left))


def _weight(issue: Issue) -> int:
    """How complete an issue is."""
    text = sum(len(item.text) + len(item.opinion) for item in issue.items)
    found = sum(image.path is not None for item in issue.items for image in item.images)
    return text + 100 * sum(len(item.links) for item in issue.items) + 50 * found


def _size(issue: Issue) -> str:
    links = sum(len(item.links) for item in issue.items)
    return f"{len(issue.items)} items, {links} links, {sum(len(item.text) for item in issue.items)} characters"


def _same_issue(left: Issue, right: Issue) -> bool:
    """Whether two documents with one number, or one day and title, are the same issue: they share some of their items.

    Two numbered issues of one title are one anyway; a daily may have one title twice on a day ("not much happened").
    """
    if left.number is not None and _letters(left.title) == _letters(right.title):
        return True
    a, b = ({_letters(item.text) for item in issue.items} for issue in (left, right))
    a_titles, b_titles = ({item.title for item in issue.items} - {issue.title} for issue in (left, right))
    shared = len(a & b) + len(a_titles & b_titles)
    return shared >= max(1, min(len(a), len(b)) // 5)


def _letters(text: str) -> str:
    """A text without spaces and punctuation."""
    return re.sub(r"\W", "", text).lower()


def _fill(best: ReadDocument, other: Issue) -> ReadDocument:
    """What the other document knows and the better one does not."""
    issue = best.issue
    if (issue.date is None or issue.date_inferred) and other.date is not None and not other.date_inferred:
        issue = replace(issue, date=other.date, date_inferred=False)
    issue = replace(issue, subtitle=issue.subtitle or other.subtitle)
    return replace(best, parsed=replace(best.parsed, issue=issue))


def infer_dates(read: Sequence[ReadDocument]) -> tuple[list[ReadDocument], list[InferredDate]]:
    """Dates of issues that tell none, from the nearest neighbour and the newsletter's rhythm."""
    known: dict[str, dict[int, date]] = defaultdict(dict)
    for each in read:
        if each.issue.date and not each.issue.date_inferred and each.issue.number is not None:
            known[each.issue.series][each.issue.number] = each.issue.date
    result, inferred = [], []
    for each in read:
        issue = each.issue
        neighbours = known[issue.series]
        why = "the addresses of its figures"
        number = issue.number or 0
        nearest = min(neighbours, key=lambda other: (abs(other - number), other), default=number + _FAR)
        if issue.date is None and issue.number is not None and abs(nearest - number) < _FAR:
            rhythm = _rhythm(neighbours, each.parsed.dialect.rhythm)
            issue = replace(
                issue, date=neighbours[nearest] + timedelta(days=rhythm * (number - nearest)), date_inferred=True
            )
            why = f"issue {nearest} of {neighbours[nearest]} and {rhythm} days between issues"
        if issue.date and issue.date_inferred:
            inferred.append(InferredDate(issue.id, issue.date.isoformat(), why))
        issue = replace(issue, permalink=permalink(issue, each.parsed.dialect))
        result.append(replace(each, parsed=replace(each.parsed, issue=issue)))
    return result, sorted(inferred, key=lambda each: (each.date, each.issue))


def _rhythm(known: dict[int, date], usual: int) -> int:
    """Days between two issues: the median of what is known, else what the newsletter says."""
    numbers = sorted(known)
    steps = sorted((known[right] - known[left]).days / (right - left) for left, right in pairwise(numbers))
    return round(steps[len(steps) // 2]) if steps and steps[len(steps) // 2] >= 1 else usual


def unique_ids(read: Sequence[ReadDocument]) -> list[ReadDocument]:
    """Different issues with one id (two on a day, a number used twice) get ``-2``, ``-3`` by title."""
    seen: dict[str, int] = {}
    result = []
    for each in sorted(read, key=lambda each: (each.issue.id, each.document.source, each.issue.title)):
        name = each.issue.id
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            renamed = rename(each.issue, f"{name}-{seen[name]}")
            each = replace(each, parsed=replace(each.parsed, issue=renamed))
        result.append(each)
    return result
