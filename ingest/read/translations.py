"""One issue in several languages: its owner's language is an issue, the others are named as its translations."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import PurePath

from ingest.read.likeness import links_of
from ingest.read.readings import ReadDocument
from ingest.read.report import Translated

_CODE = (
    r"(?:ar|bg|bn|cn|cs|cz|da|de|dk|el|en|es|et|fa|fi|fr|gr|he|hi|hk|hr|hu|id|in|it|ja|jp|ko|kr|lt|lv|ms|nb|nl|no|pl|"
    r"pt|ro|ru|se|sk|sl|sr|sv|ta|th|tr|tw|ua|uk|ur|us|vi|vn|zh|eng|chs|cht|chn|jpn|kor)(?:[-_](?:[a-z]{2}|hans|hant))?"
)
_WHOLE = re.compile(_CODE, re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<rest>.+?)[._-](?P<code>{_CODE})", re.IGNORECASE)
_ABOVE = frozenset({"i18n", "l10n", "locale", "locales", "translations", "languages"})  # folders of languages
_ENOUGH_SHARED = 0.3  # of the links of the shorter: translations leave some out and link to their own pages
_LAST_TIE = ("zh", "cn")


@dataclass(frozen=True, slots=True)
class _Version:
    """A document as one of an issue's languages: its path without the code, and the code."""

    read: ReadDocument
    key: str
    code: str


def mark_languages(read: Sequence[ReadDocument]) -> list[ReadDocument]:
    """Tell of each document which language its path says it is in, where others differ in nothing but that.

    A folder called "it" is no language as long as nothing beside it is the same in another one.
    """
    paths = _paths(read)
    found = {id(version.read): version for versions in _pairs_by_path(read, paths).values() for version in versions}
    proven = _proven(found.values())
    marked = []
    for each in read:
        version = found.get(id(each))
        if version and (each.issue.series, version.code) in proven:
            each = replace(each, tongue=version.code, plain_path=version.key)
        else:
            stray = next((code for _, code in _codes(paths[id(each)]) if (each.issue.series, code) in proven), "")
            each = replace(each, tongue=stray)
        marked.append(each)
    return marked


def set_apart_translations(
    read: Sequence[ReadDocument], *, keep_translations: bool = False
) -> tuple[list[ReadDocument], list[Translated]]:
    """Each issue in its owner's language, and what there is of it in others.

    The owner's language is the one whose path names none, else the one with the most issues, else that of the earliest
    issue. An issue that is not there in the owner's language stays in another.

    Parameters
    ----------
    read
        Documents whose language is marked.
    keep_translations
        Keep them all as issues.
    """
    if keep_translations:
        return list(read), []
    versions: dict[tuple[str, str], list[ReadDocument]] = defaultdict(list)
    for each in read:
        if each.plain_path:
            versions[each.issue.series, each.plain_path].append(each)
    ranks = {series: _ranks([each for each in read if each.issue.series == series]) for series, _ in versions}
    apart: set[int] = set()
    translated: list[Translated] = []
    for (series, _), group in versions.items():
        rank = ranks[series]
        owner, *others = sorted(group, key=lambda each: (rank[each.tongue], each.document.source))
        for other in others:
            if other.tongue != owner.tongue and not _contradict(owner, other):
                apart.add(id(other))
                translated.append(
                    Translated(owner.document.source, other.document.source, other.tongue or other.issue.language)
                )
    kept = [each for each in read if id(each) not in apart]
    return kept, sorted(translated, key=lambda each: (each.kept, each.left))


def _paths(read: Sequence[ReadDocument]) -> dict[int, str]:
    """Paths below the folder that all documents lie in, without suffix, by the identity of the document.

    Issues of one file are told apart by their number or day.
    """
    paths = [os.path.splitext(os.path.abspath(each.document.path))[0] for each in read]
    folder = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    many = Counter(paths)
    found = {}
    for place, (each, path) in enumerate(zip(read, paths, strict=True)):
        plain = PurePath(os.path.relpath(path, folder)).as_posix().casefold()
        told = each.issue.number if each.issue.number is not None else each.issue.date or f"page {place}"
        found[id(each)] = plain if many[path] == 1 else f"{plain}/{told}"
    return found


def _pairs_by_path(read: Sequence[ReadDocument], paths: Mapping[int, str]) -> Mapping[tuple[str, str], list[_Version]]:
    """Documents of a newsletter whose paths differ in nothing but a language code, each in the largest such group."""
    groups: dict[tuple[str, str], dict[int, _Version]] = defaultdict(dict)
    for each in read:
        series = each.issue.series
        plain = paths[id(each)]
        groups[series, plain].setdefault(id(each), _Version(each, plain, ""))
        for key, code in _codes(plain):
            groups[series, key].setdefault(id(each), _Version(each, key, code))
    size = {path: len({version.code for version in group.values()}) for path, group in groups.items()}
    best: dict[int, tuple[str, str]] = {}
    for path, group in sorted(groups.items()):
        for name in group:
            if size[path] > 1 and (name not in best or size[path] > size[best[name]]):
                best[name] = path
    found: dict[tuple[str, str], list[_Version]] = defaultdict(list)
    for name, path in best.items():
        found[path].append(groups[path][name])
    return {path: versions for path, versions in found.items() if len({version.code for version in versions}) > 1}


def _codes(path: str) -> Iterator[tuple[str, str]]:
    """Paths that there would be without a language code in one of the parts of a path, each with the code."""
    parts = path.split("/")
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if not last and _WHOLE.fullmatch(part):
            above = parts[: place - 1] if place and parts[place - 1] in _ABOVE else parts[:place]
            yield "/".join((*above, *parts[place + 1 :])), _normal(part)
        elif found := _BEHIND.fullmatch(part):
            key = (*parts[:place], found["rest"], *parts[place + 1 :])
            yield "/".join(key), _normal(found["code"])


def _normal(code: str) -> str:
    return code.lower().replace("_", "-")


def _proven(versions: Iterable[_Version]) -> set[tuple[str, str]]:
    """Languages of each newsletter of which most versions have the links, numbers or days of another."""
    groups: dict[tuple[str, str], list[_Version]] = defaultdict(list)
    for version in versions:
        groups[version.read.issue.series, version.key].append(version)
    votes: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for (series, _), group in groups.items():
        for left, right in combinations(group, 2):
            if left.code != right.code:
                agree = _is_translation(left.read, right.read)
                votes[series, left.code][agree] += 1
                votes[series, right.code][agree] += 1
    return {key for key, counted in votes.items() if counted[True] >= counted[False] and counted[True]}


def _is_translation(left: ReadDocument, right: ReadDocument) -> bool:
    """Whether two documents of one path are one issue: they share links, or have one number or day in two languages."""
    if _contradict(left, right):
        return False
    one, other = links_of(left.issue), links_of(right.issue)
    shared = len(one & other)
    if shared and shared >= _ENOUGH_SHARED * min(len(one), len(other)):
        return True
    numbered = left.issue.number is not None and left.issue.number == right.issue.number
    if not numbered and (left.issue.date is None or left.issue.date != right.issue.date):
        return False
    return bool(shared) or not (one and other) or left.issue.language != right.issue.language


def _contradict(left: ReadDocument, right: ReadDocument) -> bool:
    """Whether their numbers say that they are two issues."""
    one, other = left.issue.number, right.issue.number
    return one is not None and other is not None and one != other


def _ranks(read: Sequence[ReadDocument]) -> dict[str, int]:
    """Languages of a newsletter, the owner's first."""
    counts = Counter(each.tongue for each in read)

    def earliest(tongue: str) -> tuple[date, int]:
        issues = [each.issue for each in read if each.tongue == tongue]
        return min((issue.date or date.max, issue.number if issue.number is not None else 10**9) for issue in issues)

    ordered = sorted(
        counts, key=lambda code: (code != "", -counts[code], earliest(code), not code.startswith(_LAST_TIE), code)
    )
    return {code: place for place, code in enumerate(ordered)}
