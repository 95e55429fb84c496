"""Sources -> Harvest: all issues of all newsletters in them, each once, and a report of what became of the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from ingest.read.config import CONFIG_NAME, Config, Newsletter, load_config
from ingest.read.dialects import FALLBACK, Dialect
from ingest.read.documents import Document, find_documents, read_text
from ingest.read.grid.grid import Grid, Pages, Plan
from ingest.read.ledger import Ledger
from ingest.read.merge import ReadDocument, infer_dates, merge_duplicates, unique_ids
from ingest.read.parse import (
    Manuscript,
    Opening,
    ParsedIssue,
    open_manuscript,
    pages_of,
    parse_manuscript,
    read_opening,
    series_of,
)
from ingest.read.report import FidelityReport, InferredDate, LineAccount, Merged, Skipped, account, count_kinds
from kg.errors import UsageError
from kg.model import Image, Issue
from kg.text.words import storable

_LONGEST_SHOWN = 200  # characters of a title in the report
_NO_ISSUE_NAMES = re.compile(
    r"(?:readme|license|licence|changelog|contributing|code_of_conduct|security|authors|about|index|toc|summary|contents|todo)"
    r"(?:[._-].*)?\.\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Harvest:
    """All issues of the sources, sorted by series, date and number, and what became of the rest."""

    issues: tuple[Issue, ...]
    report: FidelityReport


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
    ledger = Ledger(unreadable=list(trouble))
    chosen = _choose(list(_candidates(documents, ledger)), config, ledger)
    kept, merged = merge_duplicates(list(_parse(chosen, ledger)), ledger)
    kept, inferred = infer_dates(kept, ledger)
    kept = sorted(unique_ids(kept, ledger), key=lambda each: _order(each.issue))
    report = _report(kept, len(documents), ledger, merged, inferred)
    return Harvest(tuple(each.issue for each in kept), report)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A document that may be an issue."""

    document: Document
    text: str
    opening: Opening


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A document that is an issue, and how to read it."""

    document: Document
    text: str
    dialect: Dialect


def _candidates(documents: Iterable[Document], ledger: Ledger) -> Iterator[_Candidate]:
    """Documents that hold any text."""
    for document in documents:
        with ledger.border(document):
            text, remark = read_text(document.path)
            if remark:
                ledger.warn(document, remark)
            if text.strip("\ufeff \t\r\n"):
                yield _Candidate(document, text, read_opening(text))
            else:
                ledger.skip(document, "it is empty")


def _parse(chosen: Iterable[_Chosen], ledger: Ledger) -> Iterator[ReadDocument]:
    """Issues with any items."""
    opened: list[tuple[_Chosen, Manuscript]] = []
    for each in chosen:
        with ledger.border(each.document):
            opened.append((each, open_manuscript(each.text, each.document.source)))
    plans = _plans(opened, ledger)
    for each, manuscript in opened:
        with ledger.border(each.document):
            parsed = parse_manuscript(manuscript, each.dialect, plans.get(id(manuscript)))
            issue = _with_images(parsed.issue, each.document, each.dialect)
            lines = _account(each.text, issue, parsed)
            if parsed.problem:
                ledger.warn(each.document, parsed.problem, 1)
            if issue.items:
                yield ReadDocument(each.document, replace(parsed, issue=issue), lines)
            else:
                ledger.skip(each.document, "no item in it")


def _plans(opened: Sequence[tuple[_Chosen, Manuscript]], ledger: Ledger) -> dict[int, Plan]:
    """How the issues of each newsletter are cut that no dialect is known for, by the identity of the manuscript."""
    newsletters: dict[str, list[Manuscript]] = {}
    pages: dict[int, Pages] = {}
    for each, manuscript in opened:
        if each.dialect.layout == "grid":
            with ledger.border(each.document):
                pages[id(manuscript)] = pages_of(manuscript, each.dialect)
                newsletters.setdefault(each.dialect.series, []).append(manuscript)
    plans: dict[int, Plan] = {}
    for manuscripts in newsletters.values():
        manuscripts.sort(key=lambda each: natural_key(each.source))
        grid = Grid([pages[id(each)] for each in manuscripts])
        plans.update({id(each): grid.plan(index) for index, each in enumerate(manuscripts)})
    return plans


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Key by which names with numbers in them sort as their numbers do.

    >>> sorted(["issue-10.md", "issue-9.md"], key=natural_key)
    ['issue-9.md', 'issue-10.md']
    """
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,18})", name) if part)


def _order(issue: Issue) -> tuple[str, date, int, str]:
    return issue.series, issue.date or date.max, issue.number or 0, issue.id


def _choose(candidates: Sequence[_Candidate], config: Config | None, ledger: Ledger) -> list[_Chosen]:
    """Documents that are issues, those of known newsletters first; the others go to the report."""
    configs: dict[Path, Config | None] = {}
    chosen: list[_Chosen] = []
    strangers: list[_Candidate] = []
    homes: dict[Path, Dialect] = {}  # folder -> the newsletter whose issues lie there
    for each in candidates:
        with ledger.border(each.document):
            own = config or _config_of(each.document, configs)
            newsletter = own.newsletter_of(Path(os.path.abspath(each.document.path))) if own else None
            dialect = _dialect_of(each, newsletter)
            if dialect:
                chosen.append(_Chosen(each.document, each.text, dialect))
                homes.setdefault(each.document.path.parent, dialect)
            elif newsletter:
                ledger.skip(each.document, _no_issue(each.opening.title, newsletter.dialect))
            else:
                strangers.append(each)
    for each in strangers:
        document = each.document
        home = homes.get(document.path.parent)
        if home:
            ledger.skip(document, _no_issue(each.opening.title, home))
        elif _NO_ISSUE_NAMES.fullmatch(document.path.name):
            ledger.skip(document, "its file name says that it is no issue")
        else:
            series = series_of(Path(os.path.realpath(document.path)))
            chosen.append(_Chosen(document, each.text, replace(FALLBACK, series=series)))
    return chosen


def _dialect_of(candidate: _Candidate, newsletter: Newsletter | None) -> Dialect | None:
    """How a document is read: as its owner's newsletter, or as one that we know; None where it is an issue of none."""
    name = candidate.document.path.name
    if newsletter is None:
        return candidate.opening.find_dialect(name)
    if newsletter.dialect.titles is None and not _NO_ISSUE_NAMES.fullmatch(name):
        return newsletter.dialect
    return candidate.opening.find_dialect(name, rows=(newsletter.dialect,))


def _no_issue(title: str, dialect: Dialect) -> str:
    """Why a document that lies among the issues of a newsletter is none of them."""
    title = title if len(title) <= _LONGEST_SHOWN else f"{title[:_LONGEST_SHOWN]}…"
    what = f"its title “{title}” is not that" if title else "it has no title"
    return f"{what} of an issue of {dialect.series_title or dialect.series}"


def _config_of(document: Document, known: dict[Path, Config | None]) -> Config | None:
    """The kg.toml nearest above a document, inside its source."""
    passed = []
    found: Config | None = None
    for folder in document.path.parents:
        if folder in known:
            found = known[folder]
            break
        passed.append(folder)
        if os.path.isfile(folder / CONFIG_NAME):
            found = load_config(folder / CONFIG_NAME)
            break
        if folder == document.root:
            break
    known.update(dict.fromkeys(passed, found))
    return found


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
            if path.is_relative_to(root) and path.is_file() and storable(str(path)) == str(path):
                return str(path)
        except (OSError, ValueError):
            continue
    return None


def _report(
    read: Sequence[ReadDocument],
    documents: int,
    ledger: Ledger,
    merged: Sequence[Merged],
    inferred: Sequence[InferredDate],
) -> FidelityReport:
    """Add everything up."""
    issues = [each.issue for each in read]
    accounts = [each.lines for each in read]
    images = [image for issue in issues for item in issue.items for image in item.images]
    return FidelityReport(
        documents=documents,
        issues=len(issues),
        items=count_kinds(issues),
        links=sum(len(item.links) for issue in issues for item in issue.items),
        images=len(images),
        images_found=sum(image.path is not None for image in images),
        lines=sum(each.lines for each in accounts),
        item_lines=sum(each.items for each in accounts),
        metadata_lines=sum(each.metadata for each in accounts),
        skipped=_by_path(ledger.skipped),
        dropped=tuple(drop for each in accounts for drop in each.dropped),
        addresses=tuple(address for each in accounts for address in each.addresses),
        merged=tuple(merged),
        inferred=tuple(inferred),
        unreadable=_by_path(ledger.unreadable),
        warnings=_by_path(ledger.warnings),
    )


def _account(text: str, issue: Issue, parsed: ParsedIssue) -> LineAccount:
    """Where the lines of a document went."""
    dropped = [Skipped(issue.source, drop.first, drop.last, drop.reason) for drop in parsed.dropped]
    return account(text, issue, parsed.metadata, dropped)


def _by_path(records: Sequence[Skipped]) -> tuple[Skipped, ...]:
    """Records in the order of their documents."""
    return tuple(sorted(records, key=lambda each: each.path))
