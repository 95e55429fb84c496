"""Sources -> Harvest: all issues of all newsletters in them, each once, and a report of what became of the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ingest.read.config import Config
from ingest.read.dialects import Dialect
from ingest.read.documents import Document, find_documents, read_pages
from ingest.read.figures import with_images
from ingest.read.frontmatter import FrontMatter
from ingest.read.grid.grid import Body, Grid, Plan
from ingest.read.grid.repeats import heading_key
from ingest.read.issue_dates import is_day_first
from ingest.read.ledger import Ledger
from ingest.read.merge import merge_duplicates, unique_ids
from ingest.read.order import find_gaps, infer_dates, question_order
from ingest.read.parse import (
    Manuscript,
    ParsedIssue,
    body_of,
    open_manuscript,
    parse_manuscript,
    read_opening,
)
from ingest.read.readings import ReadDocument
from ingest.read.report import FidelityReport, LineAccount, Skipped, Translated, account, count_kinds
from ingest.read.selection import Candidate, Chosen, choose
from ingest.read.sequence import settle_numbers
from ingest.read.translations import mark_languages, set_apart_translations
from kg.errors import UsageError
from kg.model import Issue, LeftOut, SourceText

_STANDING = 3  # issues with one title: it tells nothing of any of them


@dataclass(frozen=True, slots=True)
class Harvest:
    """All issues of the sources, sorted by series, date and number, and what became of the rest.

    Attributes
    ----------
    texts
        What each issue was read from, by its id.
    """

    issues: tuple[Issue, ...]
    report: FidelityReport
    texts: Mapping[str, SourceText] = field(default_factory=dict)


def collect(
    sources: Sequence[str | Path], *, config: Config | None = None, progress: Callable[[int, int], None] | None = None
) -> Harvest:
    """Read every issue that the sources hold.

    Parameters
    ----------
    sources
        Files, folders and globs, of one newsletter or several.
    config
        The owner's kg.toml; where missing, the one nearest above each document inside its source.
    progress
        Called with the number of documents that are read, each of which is read twice, and of all.

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
    found = find_documents(sources)
    documents = found.documents
    ledger = Ledger(skipped=list(found.passed), unreadable=list(found.trouble))
    tell = progress or (lambda done, total: None)
    candidates: list[Candidate] = []
    for place, document in enumerate(documents):
        candidates += _candidates(document, ledger)
        tell(place + 1, 2 * len(documents))
    chosen = choose(candidates, config, ledger)
    parsed: list[ReadDocument] = []
    for each in _parse(chosen, ledger):
        parsed.append(each)
        tell(len(documents) + min(len(parsed), len(documents)), 2 * len(documents))
    read = settle_numbers(mark_languages(parsed), ledger)
    read, translated = _set_apart(read)
    kept, merged = merge_duplicates(read, ledger)
    kept, inferred = infer_dates(kept, ledger)
    kept = sorted(unique_ids(kept, ledger), key=lambda each: _order(each.issue))
    report = replace(
        _report(kept, len(documents), ledger),
        merged=tuple(merged),
        inferred=tuple(inferred),
        translated=tuple(translated),
        doubles=len(found.passed),
        passed=tuple(sorted(found.others.items(), key=lambda each: (-each[1], each[0]))),
        questions=question_order(kept),
        gaps=find_gaps(kept),
    )
    return Harvest(tuple(each.issue for each in kept), report, {each.issue.id: each.source for each in kept})


def _set_apart(read: Sequence[ReadDocument]) -> tuple[list[ReadDocument], list[Translated]]:
    """Translations set apart, but for newsletters whose owner keeps them all."""
    keeping = [each for each in read if each.parsed.dialect.translations]
    others, translated = set_apart_translations([each for each in read if not each.parsed.dialect.translations])
    return [*keeping, *others], translated


def _candidates(document: Document, ledger: Ledger) -> Iterator[Candidate]:
    """Pages of a document that hold any text."""
    with ledger.border(document):
        read = read_pages(document)
        ledger.skipped.extend(read.passed)
        for page in read.pages:
            if page.remark:
                ledger.warn(document, page.remark)
            if page.text.strip("\ufeff \t\r\n"):
                yield Candidate(document, page, read_opening(page.text, page.values))
            else:
                ledger.skip(document, "it is empty")


def _parse(chosen: Iterable[Chosen], ledger: Ledger) -> Iterator[ReadDocument]:
    """Issues with any items."""
    opened: list[tuple[Chosen, Manuscript]] = []
    for each in chosen:
        with ledger.border(each.document):
            opened.append((each, open_manuscript(each.page.text, _name(each), each.page.values)))
    opened = _with_habits(opened)
    plans = _plans(opened, ledger)
    for each, manuscript in opened:
        with ledger.border(each.document):
            parsed = parse_manuscript(manuscript, each.dialect, plans.get(id(manuscript)))
            if not parsed.issue.items:  # all of it stands in the other issues too: still it is there
                parsed = parse_manuscript(manuscript, each.dialect)
            issue = with_images(parsed.issue, each.document, each.dialect)
            lines = _account(each.page.text, issue, parsed)
            if parsed.problem:
                ledger.warn(each.document, parsed.problem, 1)
            if issue.items:
                yield _read(each, replace(parsed, issue=issue), lines)
            else:
                ledger.skip(each.document, "no item in it")


def _name(chosen: Chosen) -> str:
    """Name of a page's source: of the file where lines are told of that, else of its part in the file."""
    part = chosen.page.part
    return chosen.document.source if chosen.page.first_line or not part else f"{chosen.document.source}#{part}"


def _read(chosen: Chosen, parsed: ParsedIssue, lines: LineAccount) -> ReadDocument:
    """An issue with its lines counted as its file counts them."""
    first = chosen.page.first_line
    above = max(0, first - 1)
    left = tuple(LeftOut((drop.line or 1) + above, (drop.last or 1) + above, drop.reason) for drop in lines.dropped)
    source = SourceText(chosen.page.text, left, above + 1)
    if first != 1:
        moved = (replace(item, lines=_moved(item.lines, first)) for item in parsed.issue.items)
        parsed = replace(parsed, issue=replace(parsed.issue, items=tuple(moved)))
        lines = replace(
            lines,
            dropped=tuple(_moved_record(each, first) for each in lines.dropped),
            addresses=tuple(_moved_record(each, first) for each in lines.addresses),
        )
    return ReadDocument(chosen.document, parsed, lines, source)


def _moved(lines: tuple[int, int], first: int) -> tuple[int, int]:
    """Lines of a page as lines of its file; (0, 0) where that has none."""
    return (lines[0] + first - 1, lines[1] + first - 1) if first else (0, 0)


def _moved_record(record: Skipped, first: int) -> Skipped:
    if not first or record.line is None or record.last is None:
        return replace(record, line=None, last=None)
    return replace(record, line=record.line + first - 1, last=record.last + first - 1)


def _with_habits(opened: Sequence[tuple[Chosen, Manuscript]]) -> list[tuple[Chosen, Manuscript]]:
    """Documents with what all of their newsletter tell of how it writes dates and titles."""
    fronts: dict[str, list[FrontMatter]] = {}
    titles: dict[str, Counter[str]] = {}
    for each, manuscript in opened:
        fronts.setdefault(each.dialect.series, []).append(manuscript.front)
        titles.setdefault(each.dialect.series, Counter())[heading_key(manuscript.opening.title)] += 1
    orders = {series: is_day_first(each) for series, each in fronts.items()}
    standing = {
        series: frozenset(title for title, count in each.items() if count >= _STANDING)
        for series, each in titles.items()
    }
    with_habits = []
    for each, manuscript in opened:
        series = each.dialect.series
        dialect = replace(each.dialect, day_first=orders[series], standing_titles=standing[series])
        with_habits.append((replace(each, dialect=dialect), manuscript))
    return with_habits


def _plans(opened: Sequence[tuple[Chosen, Manuscript]], ledger: Ledger) -> dict[int, Plan]:
    """How the issues of each newsletter are cut that no dialect is known for, by the identity of the manuscript."""
    newsletters: dict[Dialect, list[Manuscript]] = {}
    bodies: dict[int, Body] = {}
    for each, manuscript in opened:
        if each.dialect.layout == "grid":
            with ledger.border(each.document):
                bodies[id(manuscript)] = body_of(manuscript, each.dialect)
                newsletters.setdefault(each.dialect, []).append(manuscript)
    plans: dict[int, Plan] = {}
    for dialect, manuscripts in newsletters.items():
        manuscripts.sort(key=lambda each: natural_key(each.source))
        try:
            grid = Grid([bodies[id(each)] for each in manuscripts], dialect.marks)
            plans.update({id(each): grid.plan(index) for index, each in enumerate(manuscripts)})
        except Exception:  # a bug of ours: each issue by itself then, so that the one that it fails on is named
            continue
    return plans


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Key by which names with numbers in them sort as their numbers do.

    >>> sorted(["issue-10.md", "issue-9.md"], key=natural_key)
    ['issue-9.md', 'issue-10.md']
    """
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,18})", name) if part)


def _order(issue: Issue) -> tuple[str, date, int, tuple[tuple[int, str], ...], str]:
    return issue.series, issue.date or date.max, issue.number or 0, natural_key(issue.source), issue.id


def _report(read: Sequence[ReadDocument], documents: int, ledger: Ledger) -> FidelityReport:
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
        undated=sum(issue.date is None for issue in issues),
        unnumbered=sum(issue.number is None for issue in issues),
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
