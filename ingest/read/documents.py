"""Paths and globs -> documents: which files there are to read, and the pages of Markdown in them."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.read.importers.importer import Importer, settle
from ingest.read.importers.material import Folder, Material, read_bytes
from ingest.read.importers.page import Page, Pages
from ingest.read.importers.table import ORDER, OWNERS, SUFFIXES, importer_of, kinds, largest
from ingest.read.report import Skipped
from kg.errors import UsageError
from kg.text.words import storable

_NO_ISSUES = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
_SETTINGS = frozenset({"kg.toml", "corrections.toml"})
_NO_SUFFIX = ".md"  # a named file without a suffix is read as Markdown


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read.

    Attributes
    ----------
    path
        Where it lies.
    root
        Folder of the source that it was found in; nothing outside is ever read for it.
    named
        Whether the caller named it itself: then it is an error that nothing reads it.
    """

    path: Path
    root: Path
    named: bool = field(default=False, compare=False)

    @property
    def source(self) -> str:
        """Its path relative to `root`, with forward slashes; bytes of a name that are not UTF-8 are shown as �."""
        return storable(self.path.relative_to(self.root).as_posix())


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the sources.

    Attributes
    ----------
    documents
        Every file that may hold issues, once, sorted.
    trouble
        Folders that could not be read, symbolic links that lead in circles.
    passed
        Files that are read through another or hold the same as another, with the reason.
    others
        How many files there are of each kind that is not read, by suffix; "" counts those without one.
    """

    documents: tuple[Document, ...]
    trouble: tuple[Skipped, ...]
    passed: tuple[Skipped, ...]
    others: Mapping[str, int]


def find_documents(sources: Sequence[str | Path]) -> Found:
    """Walk the sources.

    Parameters
    ----------
    sources
        Files, folders or globs.

    Raises
    ------
    UsageError
        A source does not exist, a glob finds nothing, or a file is named of a kind that is not read.
    """
    found: dict[Path, Document] = {}
    trouble: list[Skipped] = []
    others: dict[Path, str] = {}
    for source in sources:
        for path in _expand(str(source)):
            if path.name in _SETTINGS:  # a shell's “*” names it beside the issues
                continue
            documents = _walk(path, trouble, others) if path.is_dir() else [_named(path)]
            for document in documents:
                real = Path(os.path.realpath(document.path))
                known = found.get(real)
                named = document.named or (known is not None and known.named)
                # The outermost source names a file, so that the order of the sources makes no difference.
                if known is None or (len(document.source), document.source) > (len(known.source), known.source):
                    known = document
                found[real] = replace(known, named=named)
    kept, passed = _settle(sorted(found.values(), key=lambda document: (document.source, str(document.path))))
    troubles = sorted(set(trouble), key=lambda each: (each.path, each.reason))
    return Found(tuple(kept), tuple(troubles), tuple(passed), Counter(others.values()))


def _named(path: Path) -> Document:
    """A file that the caller named."""
    if path.suffix and path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"“{path}” is of a kind that is not read; these are: {kinds()}.")
    return Document(path, path.parent, named=True)


def _settle(documents: Sequence[Document]) -> tuple[list[Document], list[Skipped]]:
    """Leave out what is read through another file, and what says the same as one beside it."""
    places = {each.path.as_posix(): each for each in documents}
    named = {place for place, each in places.items() if each.named}
    kept, passed = settle(list(places), named, lambda place: _owner(places[place]), ORDER)
    reasons = [Skipped(places[place].source, None, None, reason) for place, reason in passed]
    return [places[place] for place in kept], reasons


def _owner(document: Document) -> Importer | None:
    """What reads a document to which others may belong."""
    if document.path.suffix.lower() not in OWNERS:
        return None
    try:
        return importer_of(_material(document))
    except UsageError:
        return None  # it is named where its turn to be read comes


def _expand(source: str) -> list[Path]:
    """Paths that a source names."""
    if source in ("", "-"):
        what = "Standard input is" if source else "An empty name is"
        raise UsageError(f"{what} no source of issues; name a file, a folder or a pattern.")
    try:
        path = Path(source).expanduser()
        if path.exists():
            return [path]
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: there is no such user as in “~user”
        raise UsageError(f"The source “{source}” cannot be read: {error}.") from error
    if glob.has_magic(source):
        paths = sorted(glob.glob(str(path), recursive=True))
        if paths:
            kept = [Path(each) for each in paths if Path(each).is_dir() or Path(each).suffix.lower() in SUFFIXES]
            if not kept:
                raise UsageError(f"“{source}” matches only files of kinds that are not read; these are: {kinds()}.")
            return kept
        raise UsageError(f"Nothing matches “{source}”; check the pattern.")
    raise UsageError(f"There is no file or folder “{source}”; check the path.")


def _walk(folder: Path, trouble: list[Skipped], others: dict[Path, str]) -> Iterator[Document]:
    """Files beneath a folder; links to folders are followed, but never in circles nor out of it."""
    root = os.path.realpath(folder)
    seen: set[str] = set()

    def report(error: OSError) -> None:
        trouble.append(Skipped(_inside(error.filename, folder), None, None, f"cannot be read ({error.strerror})"))

    waiting = [(os.fspath(folder), root)]
    while waiting:  # not os.walk, which gives up at a thousand folders in one another
        here, real = waiting.pop()
        if real in seen or not Path(real).is_relative_to(root):
            why = "a link that leads in a circle" if real in seen else "a link that leads out of the source"
            trouble.append(Skipped(_inside(here, folder), None, None, why))
            continue
        seen.add(real)
        folders, files = _entries(here, report)
        waiting += [(os.path.join(here, name), _real(here, real, name)) for name in reversed(folders)]
        for name in files:
            path = Path(here) / name
            if not Path(_real(here, real, name)).is_relative_to(root):
                trouble.append(Skipped(_inside(path, folder), None, None, "a link that leads out of the source"))
            elif path.suffix.lower() not in SUFFIXES:
                others[path] = path.suffix.lower()
            else:
                yield Document(path, folder)


def _real(here: str, real: str, name: str) -> str:
    """Where an entry of a folder really lies, given where the folder does; only links have to be followed."""
    path = os.path.join(here, name)
    return os.path.realpath(path) if os.path.islink(path) else os.path.join(real, name)


def _entries(folder: str, report: Callable[[OSError], None]) -> tuple[list[str], list[str]]:
    """Folders to look into and files of a folder, sorted."""
    folders, files = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    folders += [entry.name] if entry.name not in _NO_ISSUES else []
                elif entry.name not in _SETTINGS:
                    files.append(entry.name)
    except OSError as error:
        report(error)
    return sorted(folders), sorted(files)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one that can be followed."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _inside(path: str | Path | None, folder: Path) -> str:
    """A path as the source names it."""
    path = Path(path or folder)
    inside = path.is_relative_to(folder) and path != folder
    return storable(path.relative_to(folder).as_posix() if inside else str(path))


def _material(document: Document) -> Material:
    """A document as importers see it."""
    suffix = document.path.suffix.lower()
    place = document.path.name if suffix else f"{document.path.name}{_NO_SUFFIX}"
    raw = read_bytes(document.path, largest(suffix))
    return Material(document.source, raw, Folder(document.path.parent, document.root), place)


def read_pages(document: Document) -> Pages:
    """Read the issues of a document, whatever its kind.

    Returns
    -------
    Pages
        Its issues in the order of the file; what of it is no issue, and why: all of it, where nothing reads it.

    Raises
    ------
    UsageError
        It cannot be read, or it was named and is of no kind that is read; the message says why, without the path.
    """
    material = _material(document)
    importer = importer_of(material)
    if importer is None:
        if document.named:
            raise UsageError(f"it is of no kind that is read; these are: {kinds()}")
        return Pages(passed=(material.passed("", f"a {material.suffix} file of no kind that is read"),))
    pages = importer.read(material)
    return Pages(_apart(pages.pages), pages.passed)


def _apart(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages whose parts have names of their own."""
    counts: Counter[str] = Counter()
    apart = []
    for page in pages:
        part = storable(page.part)
        counts[part] += 1
        apart.append(replace(page, part=part if counts[part] == 1 else f"{part} ({counts[part]})"))
    return tuple(apart)
