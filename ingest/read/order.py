"""What the order of a newsletter's issues tells: dates that are missing, dates and numbers to be asked about, gaps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from ingest.read.ledger import Ledger
from ingest.read.parse import permalink
from ingest.read.readings import ReadDocument
from ingest.read.report import Gap, InferredDate, Question
from kg.model import Issue
from kg.numbering import missing_numbers

_FAR = 12  # issues from the next one with a date: too far to tell a date from it
_SLOWEST = 92  # days between issues: of what comes less often than every quarter no date can be told
_LEAST_IN_ORDER = 0.8  # of the issues: where fewer are in the order of their numbers, the numbers are no order
_LEAST_ASKED = 4


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
            issue = replace(issue, permalink=permalink(issue, each.parsed.dialect) or issue.permalink)
            result.append(each.with_issue(issue))
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

    def allow(self, number: int, day: date) -> bool:
        """Whether a day lies between those of the issues before and after."""
        place = bisect_left(self.numbers, number)
        before, after = self.numbers[max(0, place - 1) : place], self.numbers[place : place + 1]
        return all(self.dates[other] < day for other in before) and all(day < self.dates[other] for other in after)


def _with_date(read: ReadDocument, neighbours: _Neighbours | None) -> tuple[Issue, str]:
    """An issue with the date that its neighbours tell, where it has none, and how it is told."""
    issue = read.issue
    near = neighbours.nearest(issue.number) if neighbours and issue.number is not None and not issue.date else None
    if neighbours is None or issue.number is None or near is None:
        return issue, "the addresses of its figures"
    rhythm = _rhythm(neighbours, read.parsed.dialect.rhythm)
    if rhythm > _SLOWEST:
        return issue, ""
    try:
        day = neighbours.dates[near] + timedelta(days=rhythm * (issue.number - near))
    except OverflowError:  # before the year 1: the neighbours' dates are typing errors
        return issue, ""
    if not neighbours.allow(issue.number, day):
        return issue, ""
    why = f"issue {near} of {neighbours.dates[near]} and {rhythm} days between issues"
    return replace(issue, date=day, date_inferred=True), why


def _rhythm(known: _Neighbours, usual: int) -> int:
    """Days between two issues: the median of what is known, else what the newsletter says."""
    dates = known.dates
    steps = sorted((dates[right] - dates[left]).days / (right - left) for left, right in pairwise(known.numbers))
    return round(steps[len(steps) // 2]) if steps and steps[len(steps) // 2] >= 1 else usual


def question_order(read: Sequence[ReadDocument]) -> tuple[Question, ...]:
    """Issues whose date or number does not fit the order of the others, and numbers that two issues have."""
    questions: list[Question] = []
    for issues in _by_series(read).values():
        questions += _shared_numbers(issues)
        dated = [each.issue for each in issues if each.issue.date and not each.issue.date_inferred]
        if len(dated) >= _LEAST_ASKED:
            questions += _out_of_order(dated)
    return tuple(sorted(questions, key=lambda each: (each.path, each.what)))


def _by_series(read: Sequence[ReadDocument]) -> Mapping[tuple[str, str], list[ReadDocument]]:
    """Issues of each newsletter that have a number, in the order of their numbers."""
    numbered = [each for each in read if each.issue.number is not None]
    found: dict[tuple[str, str], list[ReadDocument]] = defaultdict(list)
    for each in sorted(numbered, key=lambda each: (each.issue.number or 0, each.issue.date or date.max, each.issue.id)):
        found[each.issue.series, each.tongue].append(each)
    return found


def _shared_numbers(issues: Sequence[ReadDocument]) -> list[Question]:
    """Different issues with one number."""
    found = []
    for left, right in pairwise(issues):
        if left.issue.number == right.issue.number:
            what = f"has number {right.issue.number} as {left.document.source} has, and other contents; both are kept"
            found.append(Question(right.document.source, what))
    return found


def _out_of_order(issues: Sequence[Issue]) -> list[Question]:
    """Issues whose day is not between those of the numbers before and after."""
    days = [issue.date or date.max for issue in issues]
    fitting = longest_rise([day.toordinal() for day in days])
    if len(fitting) < _LEAST_IN_ORDER * len(issues):
        return []
    found = []
    for place, issue in enumerate(issues):
        if place not in fitting:
            before = max((other for other in fitting if other < place), default=None)
            after = min((other for other in fitting if other > place), default=None)
            around = [days[other] for other in (before, after) if other is not None]
            found.append(Question(issue.source, _doubt(issue, around)))
    return found


def _doubt(issue: Issue, around: Sequence[date]) -> str:
    if len({day.year for day in around}) == 1 and issue.date and issue.date.year != around[0].year:
        where = f"issues of {around[0].year}" if len(around) > 1 else f"an issue of {around[0].year}"
    else:
        where = " and ".join(f"an issue of {day}" for day in around)
    verb = "between" if len(around) > 1 else "beside"
    return f"{issue.date} stands {verb} {where} as issue {issue.number}: check its date and its number"


def longest_rise(values: Sequence[int]) -> frozenset[int]:
    """Places of as many values as possible that never fall.

    >>> sorted(longest_rise([1, 2, 9, 3, 4]))
    [0, 1, 3, 4]
    """
    ends: list[int] = []
    places: list[int] = []
    before: list[int | None] = []
    for place, value in enumerate(values):
        length = bisect_right(ends, value)
        ends[length : length + 1] = [value]
        before.append(places[length - 1] if length else None)
        places[length : length + 1] = [place]
    found: set[int] = set()
    current = places[-1] if places else None
    while current is not None:
        found.add(current)
        current = before[current]
    return frozenset(found)


def find_gaps(read: Sequence[ReadDocument]) -> tuple[Gap, ...]:
    """Numbers that the issues of each newsletter leap over."""
    gaps = []
    for (series, tongue), issues in sorted(_by_series(read).items()):
        missing = missing_numbers(each.issue.number or 0 for each in issues)
        if missing is not None:
            gaps.append(Gap(f"{series} ({tongue})" if tongue else series, missing.runs, missing.count))
    return tuple(gaps)
