"""Paths and globs -> documents: which files there are to read, and their text."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.read.encodings import decode
from ingest.read.report import Skipped
from kg.errors import UsageError
from kg.files import open_ordinary
from kg.text.words import storable

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".qmd"})
_NO_ISSUES = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
_LARGEST = 16 * 1024 * 1024  # finding the names of that much prose takes some minutes and gigabytes


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read.

    Attributes
    ----------
    path
        Where it lies.
    root
        Folder of the source that it was found in; nothing outside is ever read for it.
    """

    path: Path
    root: Path

    @property
    def source(self) -> str:
        """Its path relative to `root`, with forward slashes; bytes of a name that are not UTF-8 are shown as �."""
        return storable(self.path.relative_to(self.root).as_posix())


def find_documents(sources: Sequence[str | Path]) -> tuple[list[Document], list[Skipped]]:
    """Walk the sources.

    Parameters
    ----------
    sources
        Files, folders or globs.

    Returns
    -------
    tuple
        Every Markdown file once, sorted; folders that could not be read, symbolic links that lead in circles.

    Raises
    ------
    UsageError
        A source does not exist, or a glob finds nothing.
    """
    found: dict[Path, Document] = {}
    trouble: list[Skipped] = []
    for source in sources:
        for path in _expand(str(source)):
            if path.is_dir():
                documents: Iterable[Document] = _walk(path, trouble)
            else:
                documents = [Document(path, path.parent)]
            for document in documents:
                real = Path(os.path.realpath(document.path))
                known = found.get(real)
                # The outermost source names a file, so that the order of the sources makes no difference.
                if known is None or (len(document.source), document.source) > (len(known.source), known.source):
                    found[real] = document
    return sorted(found.values(), key=lambda document: (document.source, str(document.path))), sorted(
        set(trouble), key=lambda each: (each.path, each.reason)
    )


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
            return [Path(each) for each in paths if Path(each).is_dir() or Path(each).suffix.lower() in SUFFIXES]
        raise UsageError(f"Nothing matches “{source}”; check the pattern.")
    raise UsageError(f"There is no file or folder “{source}”; check the path.")


def _walk(folder: Path, trouble: list[Skipped]) -> Iterator[Document]:
    """Markdown files beneath a folder; links to folders are followed, but never in circles nor out of it."""
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
            else:
                yield Document(path, folder)


def _real(here: str, real: str, name: str) -> str:
    """Where an entry of a folder really lies, given where the folder does; only links have to be followed."""
    path = os.path.join(here, name)
    return os.path.realpath(path) if os.path.islink(path) else os.path.join(real, name)


def _entries(folder: str, report: Callable[[OSError], None]) -> tuple[list[str], list[str]]:
    """Folders to look into and Markdown files of a folder, sorted."""
    folders, files = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    folders += [entry.name] if entry.name not in _NO_ISSUES else []
                elif Path(entry.name).suffix.lower() in SUFFIXES:
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


def _read_bytes(path: Path) -> bytes:
    """What a file holds. Looked at only once it is open: it may vanish, grow or become a pipe since it was listed."""
    try:
        with open_ordinary(path) as file:
            raw = file.read(min(os.fstat(file.fileno()).st_size, _LARGEST) + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(raw) > _LARGEST:
        raise UsageError("it is larger than 16 MB, the most that is read of one document; split it")
    return raw


def read_text(path: Path) -> tuple[str, str]:
    """Read a document whatever its encoding.

    Returns
    -------
    tuple
        Its text, and a remark where it is not UTF-8.

    Raises
    ------
    UsageError
        It cannot be read; the message says why, without the path.
    """
    decoded = decode(_read_bytes(path))
    return decoded.text, decoded.remark
