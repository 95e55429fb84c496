"""Pages as tests read them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ingest.read.documents import Document, find_documents, read_pages
from ingest.read.importers.page import Page, Pages

_LINK = re.compile(
    r"(?<!!)\[(?:[^\[\]\\]|\\.|!\[[^\]]*\]\([^)]*\))*\]\(([^)\s]*(?:\([^)\s]*\)[^)\s]*)*)\)|(?<![(\w])<?(https?://[^\s)>\]，。]+)"
)


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read_all(*sources: Path) -> Pages:
    """All pages of the sources, and all that was passed over."""
    found = find_documents(sources)
    read = [read_pages(document) for document in found.documents]
    return Pages(
        tuple(page for pages in read for page in pages.pages),
        (*found.passed, *(skip for pages in read for skip in pages.passed)),
    )


def read_one(folder: Path, name: str, content: str | bytes) -> Pages:
    """The pages of one file, found in a folder."""
    put(folder, {name: content})
    return read_pages(Document(folder / name, folder))


def links(page: Page) -> list[str]:
    """Where the links of a page lead, in order."""
    return [found[1] or found[2] for found in _LINK.finditer(page.text)]


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return buffer.getvalue()


def reasons(pages: Pages) -> list[str]:
    """What was passed over, and why."""
    return [str(skip) for skip in pages.passed]
