"""Sources -> Harvest: all issues of all newsletters in them, each once, and a report of what became of the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from ingest.read.config import CONFIG_NAME, Config, load_config
from ingest.read.dialects import DIALECTS, FALLBACK, Dialect, find_dialect
from ingest.read.documents import Document, find_documents, read_text
from ingest.read.merge import ReadDocument, infer_dates, merge_duplicates, unique_ids
from ingest.read.parse import parse_document, series_of, sniff
from ingest.read.report import InferredDate, Merged, Report, Skipped, account, count_kinds
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
    read: list[ReadDocument] = []
    for document, text, dialect in _choose(texts, config, skipped):
        parsed = parse_document(text, source=document.source, dialect=dialect)
        if parsed.problem:
            warnings.append(Skipped(document.source, 1, None, parsed.problem))
        if not parsed.issue.items:
            skipped.append(Skipped(document.source, None, None, "no item in it"))
            continue
        issue = _with_images(parsed.issue, document, dialect)
        read.append(ReadDocument(document, text, replace(parsed, issue=issue)))
    kept, merged = merge_duplicates(read)
    kept, inferred = infer_dates(kept)
    kept = unique_ids(kept)
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
    homes: dict[Path, Dialect] = {}  # folder -> the newsletter whose issues lie there
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
            homes.setdefault(document.path.parent, row)
        elif newsletter:
            skipped.append(_no_issue(document, title, newsletter.dialect))
        else:
            strangers.append((document, text, title))
    for document, text, title in strangers:
        home = homes.get(document.path.parent)
        if home:
            skipped.append(_no_issue(document, title, home))
        elif _NO_ISSUE_NAMES.fullmatch(document.path.name):
            skipped.append(Skipped(document.source, None, None, "its file name says that it is no issue"))
        else:
            chosen.append((document, text, replace(FALLBACK, series=series_of(document.path.resolve()))))
    return chosen


def _no_issue(document: Document, title: str, dialect: Dialect) -> Skipped:
    """Why a document that lies among the issues of a newsletter is none of them."""
    what = f"its title “{title}” is not that" if title else "it has no title"
    return Skipped(document.source, None, None, f"{what} of an issue of {dialect.series_title or dialect.series}")


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


def _report(
    read: Sequence[ReadDocument], documents: Sequence[Document], skipped: list[Skipped], merged: list[Merged],
    inferred: list[InferredDate], unreadable: list[Skipped], warnings: list[Skipped],
) -> Report:  # fmt: skip
    """Add everything up."""
    issues = [each.issue for each in read]
    accounts = [
        account(
            each.text, each.issue, each.parsed.metadata,
            [Skipped(each.document.source, drop.first, drop.last, drop.reason) for drop in each.parsed.dropped],
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
