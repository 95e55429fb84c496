"""Paths and globs -> documents: which files there are to read, and their text."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.read.report import Skipped
from kg.errors import UsageError

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".qmd"})
_NO_ISSUES = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
_LARGEST = 64 * 1024 * 1024


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
        """Its path relative to `root`, with forward slashes."""
        return self.path.relative_to(self.root).as_posix()


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
    path = Path(source).expanduser()
    try:
        if path.exists():
            return [path]
    except (OSError, ValueError) as error:
        raise UsageError(f"The source “{source}” cannot be read: {error}.") from error
    if glob.has_magic(source):
        paths = sorted(glob.glob(str(path), recursive=True))
        if paths:
            return [Path(each) for each in paths if Path(each).is_dir() or Path(each).suffix.lower() in SUFFIXES]
        raise UsageError(f"Nothing matches “{source}”; check the pattern.")
    raise UsageError(f"There is no file or folder “{source}”; check the path.")


def _walk(folder: Path, trouble: list[Skipped]) -> Iterator[Document]:
    """Markdown files beneath a folder; links to folders are followed, but never in circles nor out of it."""
    root = Path(os.path.realpath(folder))
    seen: set[str] = set()

    def report(error: OSError) -> None:
        trouble.append(Skipped(_inside(error.filename, folder), None, None, f"cannot be read ({error.strerror})"))

    for here, folders, files in os.walk(folder, followlinks=True, onerror=report):
        real = os.path.realpath(here)
        if real in seen or not Path(real).is_relative_to(root):
            why = "a link that leads in a circle" if real in seen else "a link that leads out of the source"
            trouble.append(Skipped(_inside(here, folder), None, None, why))
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name not in _NO_ISSUES and not name.startswith("."))
        for name in sorted(files):
            path = Path(here) / name
            if path.suffix.lower() not in SUFFIXES or name.startswith("."):
                continue
            if not Path(os.path.realpath(path)).is_relative_to(root):
                trouble.append(Skipped(_inside(path, folder), None, None, "a link that leads out of the source"))
            else:
                yield Document(path, folder)


def _inside(path: str | Path | None, folder: Path) -> str:
    """A path as the source names it."""
    path = Path(path or folder)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) and path != folder else str(path)


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
    try:
        if not path.is_file():
            raise UsageError("it is no ordinary file")
        if path.stat().st_size > _LARGEST:
            raise UsageError("it is larger than 64 MB")
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"it cannot be read ({error.strerror or error})") from error
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace"), "it is in UTF-16; save it as UTF-8"
    if b"\x00" in raw[:8192]:
        raise UsageError("it is a binary file")
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    try:
        return raw.decode("gb18030"), f"line {line} is not UTF-8; it was read as GB18030"
    except UnicodeDecodeError:
        pass
    if raw.count(b"\n") and sum(byte < 9 for byte in raw[:8192]) == 0:
        return raw.decode(
            "utf-8", errors="replace"
        ), f"line {line} is neither UTF-8 nor GB18030; bad bytes are shown as �"
    raise UsageError("its encoding is neither UTF-8 nor GB18030; save it as UTF-8")
