"""What a kind of file is: how it is told, what reads it, which files belong to it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.read.importers.material import Material
from ingest.read.importers.page import Pages


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of file.

    Attributes
    ----------
    name
        What a person calls it.
    suffixes
        Of its files, in lower case.
    read
        What reads it.
    fits
        Whether a file with such a suffix is of this kind; where left out, each is.
    owns
        Which files are read through it, or belong to it and hold no issue: a pattern of their names from its folder.
    """

    name: str
    suffixes: frozenset[str]
    read: Callable[[Material], Pages]
    fits: Callable[[Material], bool] = lambda material: True
    owns: str = ""

    def owned(self, owner: str, names: Sequence[str]) -> set[str]:
        """Those of several files that belong to another of this kind.

        Examples
        --------
        >>> row = Importer("x", frozenset({".csv"}), lambda material: Pages(), owns="posts/[^/]*")
        >>> row.owned("a/x.csv", ["a/posts/1.html", "b/posts/1.html"])
        {'a/posts/1.html'}
        """
        folder = posixpath.dirname(owner)
        before = f"{folder}/" if folder else ""
        pattern = re.compile(self.owns, re.IGNORECASE)
        inside = (name for name in names if name != owner and name.startswith(before))
        return {name for name in inside if self.owns and pattern.fullmatch(name[len(before) :])}


@dataclass(frozen=True, slots=True)
class Order:
    """Which files are read where several say the same.

    Attributes
    ----------
    preference
        Suffixes of files that may hold the same issue, the best first.
    last
        Those of them that are read only where nothing better lies in the same folder.
    pages
        Those whose index is no issue where it stands above others.
    sources, made
        Those that issues are written in, and those that a site makes of them: read only where few of the former lie
        at or beneath the same folder.
    """

    preference: Sequence[str]
    last: Collection[str]
    pages: Collection[str]
    sources: Collection[str]
    made: Collection[str]


def settle(
    names: Sequence[str], named: Collection[str], find: Callable[[str], Importer | None], order: Order
) -> tuple[list[str], list[tuple[str, str]]]:
    """Leave out the files that are read through another, and those that say the same as one beside them.

    Parameters
    ----------
    names
        All files, with forward slashes.
    named
        Those that the caller named: they stay in any case.
    find
        What reads a file, None where nothing does or nothing can belong to it.
    order
        Which one is read of several.

    Returns
    -------
    tuple
        Files to read, in the order that they came; files that are left out, each with the reason. Those that are read
        through another are in neither.
    """
    belonging: set[str] = set()
    for owner in names:
        importer = find(owner)
        if importer is not None and importer.owns:
            belonging |= importer.owned(owner, names)
    free = [name for name in names if name in named or name not in belonging]
    beside = _Beside.of(free, order)
    kept, passed = [], []
    for name in free:
        reason = "" if name in named else beside.reason(name)
        if reason:
            passed.append((name, reason))
        else:
            kept.append(name)
    return kept, passed


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies beside each file: the best of its stem, the best of its folder, how many files at or beneath."""

    order: Order
    stems: Mapping[str, str]
    folders: Mapping[str, str]
    beneath: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, names: Sequence[str], order: Order) -> _Beside:
        """Look at all files."""
        stems: dict[str, str] = {}
        folders: dict[str, str] = {}
        beneath: Counter[tuple[str, str]] = Counter()
        ranks = {suffix: rank for rank, suffix in enumerate(order.preference)}
        for name in sorted(
            (name for name in names if _suffix(name) in ranks), key=lambda name: (ranks[_suffix(name)], name)
        ):
            stems.setdefault(posixpath.splitext(name)[0], name)
            folders.setdefault(posixpath.dirname(name), name)
            for folder in _above(name):
                beneath[folder, _suffix(name)] += 1
        return cls(order, stems, folders, beneath)

    def reason(self, name: str) -> str:
        """Why a file is not read, "" where it is."""
        stem, suffix = posixpath.splitext(name)
        folder, suffix = posixpath.dirname(name), suffix.lower()
        best = self.stems.get(stem, name)
        if best != name and _suffix(best) != suffix:
            return f"“{posixpath.basename(best)}” beside it is read in its place"
        if suffix in self.order.last and _suffix(self.folders[folder]) not in self.order.last:
            return "plain text beside issues of a better kind; name the file itself to read it"
        above = suffix in self.order.pages and self._count(folder, self.order.pages) > 1
        if above and posixpath.basename(stem).lower() in _NO_ISSUES:
            return "by its name a page about the issues beside it; name the file itself to read it"
        if suffix in self.order.made and self._count(folder, self.order.sources) >= _ENOUGH:
            return "a feed beside the issues that it is made of; name the file itself to read it"
        return ""

    def _count(self, folder: str, suffixes: Collection[str]) -> int:
        """How many files with some suffixes lie at or beneath a folder."""
        return sum(self.beneath.get((folder, suffix), 0) for suffix in suffixes)


def _above(name: str) -> Iterator[str]:
    """Folders that a file lies in, the innermost first."""
    folder = posixpath.dirname(name)
    while folder.strip("/"):
        yield folder
        folder = posixpath.dirname(folder)
    yield folder


_ENOUGH = 5  # files: a README and a licence are no issues


_NO_ISSUES = frozenset(
    {"index", "archive", "archives", "about", "404", "search", "tags", "categories", "contact", "subscribe", "privacy"}
)


def _suffix(name: str) -> str:
    return posixpath.splitext(name)[1].lower()
