"""Numbers of issues that only the other issues prove: those of file names, and of titles without a marker.

A number counts where it stands in one place of the names, or behind one name in the titles, and grows from issue to
issue as a count does; years, weeks of a year, months and days are none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from ingest.read.issue_dates import naming
from ingest.read.issue_numbers import MARKER, without_times
from ingest.read.ledger import Ledger
from ingest.read.likeness import links_of
from ingest.read.order import longest_rise
from ingest.read.parse import issue_id, rename
from ingest.read.readings import ReadDocument
from kg.model import Issue

_LEAST_BY_TITLE, _LEAST_BY_NAME = 2, 3
_LEAST_LOOSE = 5  # titles in which other words follow the number ("Leaf 12 The oak", but also "Top 12 tools")
_AGREE = 0.8
_DISTINCT = 0.9
_IN_ORDER = 0.9
_LEAST_DENSE, _LEAST_DENSE_DATED = 0.4, 0.1  # numbers that are there of those between the first and the last
_LIKE_TIMES = 0.6
_LONGEST_NAME = 4  # words
_NUMBER = r"(?P<n>[0-9]{1,5})(?![0-9A-Za-z%‰]|[.,][0-9])"
_LEADING = re.compile(rf"[\[(【（#]?{_NUMBER}(?P<behind>[\])】）.、:：|｜_\s-]|$|(?=[^\x00-\x7f]))")
_BEHIND_NAME = re.compile(rf"(?P<name>[^0-9\x00]*[^\W\d_][)\]】》」”’\"']?)[\s._#·-]{{0,3}}{_NUMBER}(?P<behind>.?)")
_TRAILING = re.compile(rf"(?<=[\s._#\x00-]){_NUMBER}$")
_SHORT_DAY = re.compile(r"^[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])")
_DAY_LAST = re.compile(r"(?<![0-9])[0-9]{1,2}[-._][0-9]{1,2}[-._](?:19|20)[0-9]{2}(?![0-9])")  # of a year: no count
_CODE = re.compile(r"[._-][a-z]{2}(?:[-_][A-Za-z]{2,4})?$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be a document's number, and how it is written.

    Attributes
    ----------
    scheme
        Where it stands: issues numbered in one way have one scheme.
    marked
        It stands behind a word for issues.
    loose
        Other words follow it.
    last
        Nothing follows it.
    """

    scheme: tuple[str, str]
    number: int
    marked: bool = False
    loose: bool = False
    last: bool = False


def settle_numbers(read: Sequence[ReadDocument], ledger: Ledger) -> list[ReadDocument]:
    """Give issues that tell no number the one that stands in their title or file name, where the others prove it."""
    groups: dict[tuple[str, str], list[ReadDocument]] = defaultdict(list)
    for each in read:
        dialect = each.parsed.dialect
        if dialect.layout != "bullets" and dialect.own_number is None and not dialect.says_where(each.issue.title):
            groups[each.issue.series, each.tongue].append(each)
    numbers: dict[int, int | None] = {}
    for group in groups.values():
        numbers.update(_numbers(group))
        numbers.update(dict.fromkeys((*_weeks(group), *_days(group))))
    settled = []
    for each in read:
        with ledger.border(each.document):
            known = id(each) in numbers
            settled.append(each.with_issue(_numbered(each.issue, numbers[id(each)])) if known else each)
    return settled


def _weeks(group: Sequence[ReadDocument]) -> Iterator[int]:
    """Documents whose numbers are weeks: they count as the weeks of a year do, and begin anew with it."""
    years: dict[int, list[tuple[ReadDocument, int]]] = defaultdict(list)
    for each in group:
        if each.issue.date and not each.issue.date_inferred and each.issue.number is not None:
            years[each.issue.date.year].append((each, each.issue.number))
    highest = -1
    for _, numbered in sorted(years.items()):
        as_weeks = sum(_is_week(each.issue.date, number) for each, number in numbered)
        if min(number for _, number in numbered) <= highest and as_weeks >= _AGREE * len(numbered):
            yield from (id(each) for each, _ in numbered)
        else:
            highest = max(highest, *(number for _, number in numbered))


def _days(group: Sequence[ReadDocument]) -> Iterator[int]:
    """Documents whose numbers are days ("日报 0403")."""
    told = [each for each in group if each.issue.date and each.issue.number is not None]
    days = [each for each in told if each.issue.date and _is_day(each.issue.date, each.issue.number)]
    if len(days) >= _AGREE * len(told):
        yield from (id(each) for each in days)


def _is_day(day: date, number: int | None) -> bool:
    return number in (day.month * 100 + day.day, day.day * 100 + day.month)


def _is_week(day: date | None, number: int) -> bool:
    return day is not None and abs(number - day.isocalendar().week) <= 1


def _numbered(issue: Issue, number: int | None) -> Issue:
    issue = replace(issue, number=number)
    return rename(issue, issue_id(issue.series, number, issue.date, issue.title))


def _numbers(group: Sequence[ReadDocument]) -> Iterator[tuple[int, int]]:
    """Numbers of documents of one newsletter that tell none themselves, by the identity of the document."""
    if all(each.issue.number is not None for each in group):
        return
    found = {id(each): [*_in_title(each.issue.title), *_in_name(each.document.path)] for each in group}
    schemes: dict[tuple[str, str], list[tuple[ReadDocument, _Candidate]]] = defaultdict(list)
    for each in group:
        for candidate in found[id(each)]:
            schemes[candidate.scheme].append((each, candidate))
    proven = {scheme: len(members) for scheme, members in schemes.items() if _is_proven(members, len(group))}
    for each in group:
        told = [candidate for candidate in found[id(each)] if candidate.scheme in proven]
        if each.issue.number is None and told:
            yield id(each), max(told, key=lambda candidate: proven[candidate.scheme]).number


def _in_title(title: str) -> Iterator[_Candidate]:
    """What may be the number in a title: the first behind a name, or in front of all."""
    text = without_times(title).strip()
    if leading := _LEADING.match(text):
        yield _Candidate(("title", "^"), int(leading["n"]), loose=leading["behind"].isspace())
    elif behind := _BEHIND_NAME.match(text):
        name = behind["name"]
        words = len(name.split())
        loose = bool(re.match(r"[\w\s]", behind["behind"])) or words > _LONGEST_NAME
        last = behind.end() == len(text)
        yield _Candidate(("title", _letters(name)), int(behind["n"]), _is_marked(name), loose, last)


def _in_name(path: Path) -> Iterator[_Candidate]:
    """What may be the number in the name of a document, without its days and weeks."""
    stem = re.sub(r"\.[A-Za-z]\w*$", "", naming(PurePosixPath(path)))
    text = without_times(_SHORT_DAY.sub("", _DAY_LAST.sub("", stem))).strip(" \x00-_.")
    text = _CODE.sub("", text)
    if leading := _LEADING.match(text):
        yield _Candidate(("name", "^"), int(leading["n"]))
    elif behind := _BEHIND_NAME.match(text):
        yield _Candidate(("name", _letters(behind["name"])), int(behind["n"]), _is_marked(behind["name"]))
    if trailing := _TRAILING.search(text):
        yield _Candidate(("name", "$"), int(trailing["n"]))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _is_marked(name: str) -> bool:
    """Whether the last word of a name is one for issues."""
    words = re.findall(r"[^\W\d_]+", name)
    return bool(words) and MARKER.fullmatch(words[-1]) is not None


def _is_proven(members: Sequence[tuple[ReadDocument, _Candidate]], size: int) -> bool:
    """Whether the numbers of one scheme are those of issues."""
    candidates = [candidate for _, candidate in members]
    marked, loose = all(each.marked for each in candidates), any(each.loose for each in candidates)
    kind, name = candidates[0].scheme
    named = name not in "^$"
    alone = size == 1 and candidates[0].last
    if len(members) < _least(kind, size, marked=marked, loose=loose, alone=alone):
        return False
    if not _agrees(members) or _repeats(members):
        return False
    if named and (marked or (kind == "title" and not loose)):
        return _is_in_order(members)
    return not _is_time(members) and _is_in_order(members) and _is_dense(members)


def _least(kind: str, size: int, *, marked: bool, loose: bool, alone: bool) -> int:
    """How many of so many issues must be numbered in one way."""
    if marked or (alone and not loose):
        return 1
    if loose:
        return max(_LEAST_LOOSE, size // 2)
    least = _LEAST_BY_TITLE if kind == "title" and size <= 2 * _LEAST_BY_TITLE else _LEAST_BY_NAME
    return max(least, size // 10)


def _agrees(members: Sequence[tuple[ReadDocument, _Candidate]]) -> bool:
    """Whether the numbers are those that issues tell themselves."""
    told = [(read.issue.number, candidate.number) for read, candidate in members if read.issue.number is not None]
    return sum(left == right for left, right in told) >= _AGREE * len(told)


def _repeats(members: Sequence[tuple[ReadDocument, _Candidate]]) -> bool:
    """Whether several issues have one number; copies of one issue may."""
    by_number: dict[int, list[Issue]] = defaultdict(list)
    for read, candidate in members:
        by_number[candidate.number].append(read.issue)
    again = 0
    for issues in by_number.values():
        first = links_of(issues[0])
        again += sum(not first & links_of(issue) for issue in issues[1:])
    return again > (1 - _DISTINCT) * len(members)


def _dated(members: Sequence[tuple[ReadDocument, _Candidate]]) -> list[tuple[date, int]]:
    return sorted(
        (read.issue.date, candidate.number)
        for read, candidate in members
        if read.issue.date and not read.issue.date_inferred
    )


def _is_in_order(members: Sequence[tuple[ReadDocument, _Candidate]]) -> bool:
    """Whether the numbers grow with the days, as far as days are known."""
    dated = _dated(members)
    return len(longest_rise([number for _, number in dated])) >= _IN_ORDER * len(dated)


def _is_time(members: Sequence[tuple[ReadDocument, _Candidate]]) -> bool:
    """Whether the numbers are weeks of the year, months or days of their issues' dates."""
    dated = _dated(members)
    votes: Counter[str] = Counter()
    for day, number in dated:
        votes["week"] += _is_week(day, number)
        votes["month"] += number == day.month
        votes["day"] += number == day.day or _is_day(day, number)
    return len(dated) > 1 and max(votes.values()) >= _LIKE_TIMES * len(dated)


def _is_dense(members: Sequence[tuple[ReadDocument, _Candidate]]) -> bool:
    """Whether the numbers are mostly one after another."""
    numbers = {candidate.number for _, candidate in members}
    enough = _LEAST_DENSE_DATED if len(_dated(members)) > len(members) / 2 else _LEAST_DENSE
    return len(numbers) >= enough * (max(numbers) - min(numbers) + 1)
