"""Sources -> Harvest: all issues of all newsletters in them, each once, and a report of what became of the rest."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from ingest.config import CONFIG_NAME, Config, load_config
from ingest.dialects import DIALECTS, FALLBACK, Dialect, find_dialect
from ingest.documents import Document, find_documents, read_text
from ingest.fidelity import InferredDate, Merged, Report, Skipped, account, count_kinds
from ingest.parse import Reading, permalink, read_document, rename, sniff
from kg.errors import UsageError
from kg.model import Image, Issue

_NO_ISSUE_NAMES = re.compile(
    r"(?:readme|license|licence|changelog|contributing|code_of_conduct|security|authors|about|index|toc|summary|contents|todo)"
    r"(?:[._-].*)?\.\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Harvest:
    """All issues of the sources, sorted by series, date and number, and what became of the rest."""

    issues: tuple[Issue, ...]
    report: Report


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that was read."""

    document: Document
    text: str
    reading: Reading

    @property
    def issue(self) -> Issue:
        return self.reading.issue


def collect(sources: Sequence[str | Path], *, config: Config | None = None) -> Harvest:
    """Read every issue that the sources hold.

    Parameters
    ----------
    sources
        Files, folders and globs, of one newsletter or several.
    config
        The owner's kg.toml; where missing, the one nearest above each document inside its source.

    Returns
    -------
    Harvest
        The same for any order of the sources. One document that cannot be read stops nothing: the report names it.

    Raises
    ------
    UsageError
        A source does not exist.
    ConfigError
        A kg.toml is malformed.
    """
    if not sources:
        raise UsageError("Name at least one file or folder to read issues from.")
    documents, trouble = find_documents(sources)
    unreadable = list(trouble)
    warnings: list[Skipped] = []
    skipped: list[Skipped] = []
    texts: list[tuple[Document, str]] = []
    for document in documents:
        try:
            text, remark = read_text(document.path)
        except UsageError as error:
            unreadable.append(Skipped(document.source, None, None, str(error)))
            continue
        if remark:
            warnings.append(Skipped(document.source, None, None, remark))
        texts.append((document, text))
    read: list[_Read] = []
    for document, text, dialect in _choose(texts, config, skipped):
        reading = read_document(text, source=document.source, dialect=dialect)
        if reading.problem:
            warnings.append(Skipped(document.source, 1, None, reading.problem))
        if not reading.issue.items:
            skipped.append(Skipped(document.source, None, None, "no item in it"))
            continue
        issue = _with_images(reading.issue, document, dialect)
        read.append(_Read(document, text, replace(reading, issue=issue)))
    kept, merged = _merge(read)
    kept, inferred = _infer_dates(kept)
    kept = _unique_ids(kept)
    kept.sort(key=lambda each: _order(each.issue))
    report = _report(kept, documents, skipped, merged, inferred, unreadable, warnings)
    return Harvest(tuple(each.issue for each in kept), report)


def _order(issue: Issue) -> tuple[str, date, int, str]:
    return issue.series, issue.date or date.max, issue.number or 0, issue.id


def _choose(
    texts: Sequence[tuple[Document, str]], config: Config | None, skipped: list[Skipped]
) -> Iterable[tuple[Document, str, Dialect]]:
    """Documents that are issues, each with its dialect; the others go to the report."""
    configs: dict[Path, Config | None] = {}
    chosen: list[tuple[Document, str, Dialect]] = []
    strangers: list[tuple[Document, str, str]] = []
    homes: dict[Path, str] = {}  # folder -> title of the newsletter whose issues lie there
    for document, text in texts:
        if not text.strip("\ufeff \t\r\n"):
            skipped.append(Skipped(document.source, None, None, "it is empty"))
            continue
        titles, head = sniff(text)
        title = titles[0] if titles else ""
        own = config or _config_of(document, configs)
        newsletter = own.newsletter_of(Path(os.path.abspath(document.path))) if own else None
        row = find_dialect(titles, document.path.name, head, rows=(newsletter.dialect,) if newsletter else DIALECTS)
        if newsletter and newsletter.dialect.titles is None and not _NO_ISSUE_NAMES.fullmatch(document.path.name):
            row = newsletter.dialect
        if row:
            chosen.append((document, text, row))
            homes.setdefault(document.path.parent, row.series_title)
        elif newsletter:
            series = newsletter.dialect.series_title
            skipped.append(
                Skipped(document.source, None, None, f"its title “{title}” is not that of an issue of {series}")
            )
        else:
            strangers.append((document, text, title))
    for document, text, title in strangers:
        home = homes.get(document.path.parent)
        if home:
            skipped.append(
                Skipped(document.source, None, None, f"its title “{title}” is not that of an issue of {home}")
            )
        elif _NO_ISSUE_NAMES.fullmatch(document.path.name):
            skipped.append(Skipped(document.source, None, None, "its file name says that it is no issue"))
        else:
            chosen.append((document, text, FALLBACK if document.source.count("/") else _named_after(document)))
    return chosen


def _named_after(document: Document) -> Dialect:
    """The fallback with the name of the folder that a document lies in."""
    name = document.path.resolve().parent.name
    return replace(FALLBACK, series=re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"))


def _config_of(document: Document, known: dict[Path, Config | None]) -> Config | None:
    """The kg.toml nearest above a document, inside its source."""
    folder = document.path.parent
    if folder not in known:
        path = folder / CONFIG_NAME
        if path.is_file():
            known[folder] = load_config(path)
        elif folder == document.root or folder == folder.parent:
            known[folder] = None
        else:
            known[folder] = _config_of(Document(folder, document.root), known)
    return known[folder]


def _with_images(issue: Issue, document: Document, dialect: Dialect) -> Issue:
    """The issue with the files of its figures, where they lie beneath the source."""
    items = tuple(
        replace(item, images=tuple(replace(each, path=_image_path(each, document, dialect)) for each in item.images))
        for item in issue.items
    )
    return replace(issue, items=items)


def _image_path(image: Image, document: Document, dialect: Dialect) -> str | None:
    """File of a figure, None where there is none or it lies outside the source."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#", image.source):
        return None
    name = unquote(re.sub(r"[?#].*", "", image.source))
    folder = document.path.parent
    if name.startswith("/"):
        above = [folder, *folder.parents]
        inside = [each for each in above if each == document.root or document.root in each.parents]
        folders = [document.root / dialect.images] if dialect.images else inside
    else:
        folders = [folder]
    root = Path(os.path.realpath(document.root))
    for each in folders:
        try:
            path = Path(os.path.realpath(each / name.lstrip("/")))
            if path.is_relative_to(root) and path.is_file():
                return str(path)
        except (OSError, ValueError):
            continue
    return None


def _merge(read: Sequence[_Read]) -> tuple[list[_Read], list[Merged]]:
    """Each issue once: of two documents of the same issue the more complete one, with the other's date."""
    groups: dict[tuple[object, ...], list[_Read]] = defaultdict(list)
    for each in read:
        issue = each.issue
        title = re.sub(r"\W", "", issue.title).lower()
        key = (issue.series, issue.number) if issue.number is not None else (issue.series, issue.date, title)
        groups[key].append(each)
    kept, merged = [], []
    for group in groups.values():
        best, *others = sorted(
            group, key=lambda each: (-_weight(each.issue), each.document.source, str(each.document.path))
        )
        kept.append(best)
        for other in others:
            if best.issue.number is not None and not _same_issue(best.issue, other.issue):
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
    """Whether two issues with one number are one: they share a title, or some of their items."""
    if re.sub(r"\W", "", left.title).lower() == re.sub(r"\W", "", right.title).lower():
        return True
    a, b = ({item.title for item in issue.items} for issue in (left, right))
    return len(a & b) >= max(1, min(len(a), len(b)) // 5)


def _fill(best: _Read, other: Issue) -> _Read:
    """What the other document knows and the better one does not."""
    issue = best.issue
    if (issue.date is None or issue.date_inferred) and other.date is not None and not other.date_inferred:
        issue = replace(issue, date=other.date, date_inferred=False)
    issue = replace(issue, subtitle=issue.subtitle or other.subtitle)
    return replace(best, reading=replace(best.reading, issue=issue))


def _infer_dates(read: Sequence[_Read]) -> tuple[list[_Read], list[InferredDate]]:
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
        if issue.date is None and issue.number is not None and neighbours:
            number = issue.number
            nearest = min(neighbours, key=lambda other: (abs(other - number), other))
            rhythm = _rhythm(neighbours, each.reading.dialect.rhythm)
            issue = replace(
                issue, date=neighbours[nearest] + timedelta(days=rhythm * (number - nearest)), date_inferred=True
            )
            why = f"issue {nearest} of {neighbours[nearest]} and {rhythm} days between issues"
        if issue.date and issue.date_inferred:
            inferred.append(InferredDate(issue.id, issue.date.isoformat(), why))
        issue = replace(issue, permalink=permalink(issue, each.reading.dialect))
        result.append(replace(each, reading=replace(each.reading, issue=issue)))
    return result, sorted(inferred, key=lambda each: (each.date, each.issue))


def _rhythm(known: dict[int, date], usual: int) -> int:
    """Days between two issues: the median of what is known, else what the newsletter says."""
    numbers = sorted(known)
    steps = sorted((known[right] - known[left]).days / (right - left) for left, right in pairwise(numbers))
    return round(steps[len(steps) // 2]) if steps and steps[len(steps) // 2] >= 1 else usual


def _unique_ids(read: Sequence[_Read]) -> list[_Read]:
    """Different issues with one id (two on a day, a number used twice) get ``-2``, ``-3`` by title."""
    seen: dict[str, int] = {}
    result = []
    for each in sorted(read, key=lambda each: (each.issue.id, each.document.source, each.issue.title)):
        name = each.issue.id
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            renamed = rename(each.issue, f"{name}-{seen[name]}")
            each = replace(each, reading=replace(each.reading, issue=renamed))
        result.append(each)
    return result


def _report(
    read: Sequence[_Read], documents: Sequence[Document], skipped: list[Skipped], merged: list[Merged],
    inferred: list[InferredDate], unreadable: list[Skipped], warnings: list[Skipped],
) -> Report:  # fmt: skip
    """Add everything up."""
    issues = [each.issue for each in read]
    accounts = [
        account(
            each.text, each.issue, each.reading.metadata,
            [Skipped(each.document.source, drop.first, drop.last, drop.reason) for drop in each.reading.dropped],
        )
        for each in read
    ]  # fmt: skip
    images = [image for issue in issues for item in issue.items for image in item.images]
    return Report(
        documents=len(documents),
        issues=len(issues),
        items=count_kinds(issues),
        links=sum(len(item.links) for issue in issues for item in issue.items),
        images=len(images),
        images_found=sum(image.path is not None for image in images),
        lines=sum(each.lines for each in accounts),
        item_lines=sum(each.items for each in accounts),
        metadata_lines=sum(each.metadata for each in accounts),
        skipped=tuple(sorted(skipped, key=lambda each: each.path)),
        dropped=tuple(drop for each in accounts for drop in each.dropped),
        merged=tuple(merged),
        inferred=tuple(inferred),
        unreadable=tuple(sorted(unreadable, key=lambda each: each.path)),
        warnings=tuple(sorted(warnings, key=lambda each: each.path)),
    )
