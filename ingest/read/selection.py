"""Which documents are issues, of which newsletter, and how each is read. No document is lost without a word."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.read.config import CONFIG_NAME, Config, Newsletter, load_config
from ingest.read.dialects import FALLBACK, Dialect
from ingest.read.documents import Document
from ingest.read.grid.repeats import heading_key
from ingest.read.importers.page import Page
from ingest.read.ledger import Ledger
from ingest.read.parse import Opening, series_of

_LONGEST_SHOWN = 200  # characters of a title in the report
_NO_ISSUE_NAMES = re.compile(
    r"(?:readme|licen[cs]e|changelog|contributing|code_of_conduct|todo|draft|template)(?:[._-].*)?\.\w+"
    # A newsletter may be called so, or tell of that in an issue: nothing but a language may stand behind these.
    r"|(?:_?index|security|authors|contributors|about(?:-us)?|contact(?:-us)?|imprint|impressum|privacy(?:-policy)?"
    r"|terms(?:-of-(?:service|use))?|cookies?|toc|summary|contents)(?:[._-][a-z]{2}(?:[_-][a-z]{2,4})?)?\.\w+",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 2  # at the beginning of a file name that issues of one newsletter share
_LEAST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document, or a page of one, that may be an issue."""

    document: Document
    page: Page
    opening: Opening


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page that is an issue, and how to read it."""

    document: Document
    page: Page
    dialect: Dialect


def choose(candidates: Sequence[Candidate], config: Config | None, ledger: Ledger) -> list[Chosen]:
    """Find the newsletter of each document; those that are no issue go to the ledger, with the reason.

    A newsletter that we know is told by its titles. What lies among its issues under another title is one of them where
    it is made like them; where it is not, it is left out, unless such documents are as many as the issues: then the
    folder holds something else too, which the general reader reads.

    Parameters
    ----------
    config
        The owner's kg.toml; where missing, the one nearest above each document inside its source.
    """
    configs: dict[Path, Config | None] = {}
    chosen: list[Chosen] = []
    strangers: list[Candidate] = []
    homes: dict[Path, _Home] = {}
    for each in candidates:
        with ledger.border(each.document):
            own = config or _config_of(each.document, configs)
            path = Path(os.path.abspath(each.document.path))
            newsletters = own.newsletters_of(path) if own else []
            owned: list[Newsletter | None] = [*newsletters] or [None]
            dialects = (_dialect_of(each, newsletter) for newsletter in owned)
            dialect = next((found for found in dialects if found), None)
            if dialect:
                chosen.append(Chosen(each.document, each.page, dialect))
                homes.setdefault(each.document.path.parent, _Home(dialect)).add(each)
            elif any(newsletter.strict for newsletter in newsletters):
                ledger.skip(each.document, _no_issue(each.opening.title, newsletters[0].dialect))
            else:
                strangers.append(each)
    return [*chosen, *_choose_strangers(strangers, homes, ledger)]


def _choose_strangers(strangers: Sequence[Candidate], homes: dict[Path, _Home], ledger: Ledger) -> Iterable[Chosen]:
    """Documents that no newsletter is known for."""
    folders = Counter(each.document.path.parent for each in strangers)
    foreign = Counter(each.document.path.parent for each in strangers if not _is_named_as_none(each))
    for each in strangers:
        document = each.document
        home = homes.get(document.path.parent)
        if _is_named_as_none(each) and not _is_bundle(each, folders):
            ledger.skip(document, "its file name says that it is no issue")
        elif home and home.is_kin(each):
            yield Chosen(document, each.page, home.dialect)
        elif home and foreign[document.path.parent] <= home.size:
            ledger.skip(document, _no_issue(each.opening.title, home.dialect))
        else:
            series = series_of(Path(os.path.realpath(document.path)))
            yield Chosen(document, each.page, replace(FALLBACK, series=series))


def _is_named_as_none(candidate: Candidate) -> bool:
    return not candidate.page.part and bool(_NO_ISSUE_NAMES.fullmatch(candidate.document.path.name))


def _is_bundle(candidate: Candidate, folders: Counter[Path]) -> bool:
    """Whether a document is called ``index`` because a folder of its own holds it with its figures."""
    path = candidate.document.path
    return (
        path.stem.casefold() in ("index", "readme")
        and path.parent != candidate.document.root
        and folders[path.parent] == 1
    )


class _Home:
    """A folder in which issues of a newsletter lie that we know."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.size = 0
        self._names: Counter[tuple[str, ...]] = Counter()
        self._headings: Counter[str] = Counter()

    def add(self, issue: Candidate) -> None:
        """Take note of an issue."""
        self.size += 1
        self._names[_first_words(issue)] += 1
        self._headings.update(_headings(issue))

    def is_kin(self, candidate: Candidate) -> bool:
        """Whether a document is made like the issues: named like most of them, or with the sections of several."""
        if self.dialect.titles is None:  # told by no title, it cannot be told from others by its title either
            return True
        words = _first_words(candidate)
        if len(words) == _LEAST_WORDS and self._names[words] > self.size / 2:
            return True
        shared = sum(self._headings[key] >= min(2, self.size) for key in _headings(candidate))
        return shared >= _LEAST_HEADINGS


def _first_words(candidate: Candidate) -> tuple[str, ...]:
    return tuple(_WORD.findall(candidate.document.path.stem.casefold())[:_LEAST_WORDS])


def _headings(candidate: Candidate) -> set[str]:
    return {key for found in _HEADING.findall(candidate.page.text) if (key := heading_key(found))}


def _dialect_of(candidate: Candidate, newsletter: Newsletter | None) -> Dialect | None:
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
