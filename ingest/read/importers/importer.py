"""What a kind of file is: how it is told, what reads it, which files belong to it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Sequence
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


def settle(
    names: Sequence[str], named: Collection[str], find: Callable[[str], Importer | None], preference: Sequence[str]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Leave out the files that are read through another, and those that say the same as one beside them.

    Parameters
    ----------
    names
        All files, with forward slashes.
    named
        Those that the caller named: they stay in any case.
    find
        What reads a file, None where nothing does or it belongs to none.
    preference
        Suffixes of which one is read where files differ in nothing else, the best first.

    Returns
    -------
    tuple
        Files to read, in the order that they came; files that are left out for another, each with it.
    """
    belonging: set[str] = set()
    for owner in names:
        importer = find(owner)
        if importer is not None and importer.owns:
            belonging |= importer.owned(owner, names)
    free = [name for name in names if name in named or name not in belonging]
    ranks = {suffix: rank for rank, suffix in enumerate(preference)}
    best: dict[str, tuple[int, str]] = {}
    for name in free:
        stem, suffix = posixpath.splitext(name)
        if suffix.lower() in ranks:
            best[stem] = min(best.get(stem, (len(ranks), "")), (ranks[suffix.lower()], name))
    kept, passed = [], []
    for name in free:
        stem, suffix = posixpath.splitext(name)
        rank, better = best.get(stem, (len(ranks), name))
        if name in named or ranks.get(suffix.lower(), -1) <= rank:
            kept.append(name)
        else:
            passed.append((name, better))
    return kept, passed
