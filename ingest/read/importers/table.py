"""The kinds of files that issues come in: how each is told, and what reads it. A new kind is one row."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.read.importers.feeds import is_feed, is_json_feed, read_feed, read_json_feed
from ingest.read.importers.material import LARGEST, LARGEST_EXPORT, Material
from ingest.read.importers.page import Pages
from ingest.read.importers.plain import read_markdown, read_plain


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


_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".qmd", ".mdx"})
_XML = frozenset({".xml", ".rss", ".atom", ".rdf"})

IMPORTERS: tuple[Importer, ...] = (
    Importer("Markdown", _MARKDOWN, read_markdown),
    Importer("RSS or Atom feed", _XML, read_feed, is_feed),
    Importer("JSON Feed", frozenset({".json"}), read_json_feed, is_json_feed),
    Importer("plain text", frozenset({".txt", ".text"}), read_plain),
)
"""All kinds; of several that fit the first."""

SUFFIXES = frozenset().union(*(importer.suffixes for importer in IMPORTERS))
"""Suffixes of the files that may hold issues."""
OWNERS = frozenset(suffix for importer in IMPORTERS if importer.owns for suffix in importer.suffixes)
"""Suffixes of the files that others may belong to."""
_MANY = frozenset({".zip", ".mbox", ".csv", ".json", *_XML})
PREFERENCE = (*sorted(_MARKDOWN), ".org", ".rst", ".html", ".htm", ".txt", ".text")
"""Of the same issue in several kinds of files, which one is read: the first of these suffixes."""


def importer_of(material: Material) -> Importer | None:
    """Find what reads a file, None where nothing does."""
    return next((each for each in IMPORTERS if material.suffix in each.suffixes and each.fits(material)), None)


def largest(suffix: str) -> int:
    """Count the bytes that are read of a file at most: more where it holds many issues."""
    return LARGEST_EXPORT if suffix in _MANY else LARGEST


def kinds() -> str:
    """Name all kinds with their suffixes, for a person who named a file of another."""
    return "; ".join(f"{each.name} ({', '.join(sorted(each.suffixes))})" for each in IMPORTERS)


def owned(importer: Importer, folder: str, name: str) -> bool:
    """Whether a file belongs to another that lies in `folder`."""
    if not importer.owns:
        return False
    inside = posixpath.relpath(name, folder or ".")
    return bool(re.fullmatch(importer.owns, inside, re.IGNORECASE))
