"""A first kg.toml for a folder: what its documents suggest, as text with comments for the owner to correct."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from ingest.read.dialects import FALLBACK, Dialect
from ingest.read.documents import find_documents, read_text
from ingest.read.ledger import Ledger
from ingest.read.parse import parse_document, read_opening
from kg.errors import UsageError
from kg.model import Issue

_MOST = 60  # documents are enough to guess from


@dataclass(frozen=True, slots=True)
class _Guess:
    """Documents that seem to be issues of one newsletter."""

    dialect: Dialect
    issues: tuple[Issue, ...]


def guess_config(folder: str | Path) -> str:
    """Write a kg.toml for the newsletter in a folder.

    Parameters
    ----------
    folder
        Where its issues lie.

    Returns
    -------
    str
        Text of the file: guesses, each with a comment; what could not be guessed stands there commented out.

    Raises
    ------
    UsageError
        The folder does not exist.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"There is no folder “{folder}”; name the folder that holds the issues.")
    guesses = _guess(folder)
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "newsletter"
    parts = ["# What Backissue should know about this newsletter; correct what is wrong, delete what is not needed.\n"]
    for guess in guesses or [_Guess(FALLBACK, ())]:
        parts.append(_table(guess, name))
    return "\n".join(parts)


def _guess(folder: Path) -> list[_Guess]:
    """Newsletters in the folder, the one with most issues first."""
    found: dict[str, tuple[Dialect, list[Issue]]] = {}
    for document in find_documents([folder])[0][:_MOST]:
        with Ledger().border(document):  # one that cannot be read tells nothing
            text, _ = read_text(document.path)
            dialect = read_opening(text).find_dialect(document.path.name) or FALLBACK
            parsed = parse_document(text, source=document.source, dialect=dialect)
            if parsed.issue.items:
                found.setdefault(dialect.name, (dialect, []))[1].append(parsed.issue)
    named = [_Guess(dialect, tuple(issues)) for dialect, issues in found.values() if dialect.series]
    if not named and FALLBACK.name in found:
        named = [_Guess(FALLBACK, tuple(found[FALLBACK.name][1]))]
    return sorted(named, key=lambda guess: (-len(guess.issues), guess.dialect.name))


def _table(guess: _Guess, name: str) -> str:
    """One [[newsletter]] table."""
    dialect, issues = guess.dialect, guess.issues
    prefix = _common_title([issue.title for issue in issues])
    language = Counter(issue.language for issue in issues).most_common(1)
    rhythm = _rhythm([(issue.number, issue.date) for issue in issues if issue.date])
    lines = [
        f"# Seen: {len(issues)} documents that look like issues"
        + (f", for example “{issues[0].title}”" if issues else ""),
        "[[newsletter]]",
        f"series = {_string(dialect.series or name)}  # short name, part of every id: small letters, digits, hyphens",
        f"title = {_string(dialect.series_title or prefix or name)}",
        f"dialect = {_string(dialect.name)}  # leotalk, ruanyf, ainews, or markdown for any other newsletter",
    ]
    if dialect.titles is None:
        pattern = re.escape(prefix).replace(r"\ ", " ") + r"\s*[#第]?\s*(?P<number>\d+)" if prefix else ""
        example = "'My Weekly #(?P<number>\\d+)'"
        lines.append(
            f"issue_title = '{pattern}'  # which titles are issues; the group `number` holds the number"
            if pattern and "'" not in pattern
            else f"# issue_title = {example}  # which titles are issues; without it every document is one"
        )
    lines += [
        f"language = {_string(language[0][0])}" if language else '# language = "zh"  # or "en"',
        f"rhythm = {rhythm or dialect.rhythm}  # days between two issues; dates that are missing are inferred from it",
        '# files = ["posts/*.md"]  # where its issues lie, relative to this file; without it every Markdown file',
        '# images = "static"  # folder that paths of figures beginning with / start from, relative to the source',
        '# permalink = "https://example.org/{year}/{month}/{number}.html"  # also {date}, {day}, {stem} (file name)',
        '# papers = "论文|papers"  # sections whose entries are papers; readings = … the same for reading tips',
        '# opinions = ["Opinion"]  # words before a colon that open a paragraph with your own opinion',
        "",
    ]
    return "\n".join(lines)


def _string(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False)


def _common_title(titles: Sequence[str]) -> str:
    """What most titles begin with, before their number."""
    numbered = [title for title in titles if re.search(r"\d", title)]
    heads = Counter(re.split(r"[#第（(]?\s*\d", title, maxsplit=1)[0].strip(" ：:-–—|#") for title in numbered)
    head, count = heads.most_common(1)[0] if heads else ("", 0)
    return head if count >= max(1, len(titles) / 2) else ""


def _rhythm(issues: Sequence[tuple[int | None, date | None]]) -> int:
    """Median of the days between two issues, 0 where too few have dates."""
    days = sorted({day for _, day in issues if day})
    steps = sorted((right - left).days for left, right in pairwise(days))
    return steps[len(steps) // 2] if len(steps) >= 2 else 0
