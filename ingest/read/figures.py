"""Figures of an issue -> the files beneath its source that they are."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from ingest.read.dialects import Dialect
from ingest.read.documents import Document
from kg.model import Image, Issue
from kg.text.words import storable


def with_images(issue: Issue, document: Document, dialect: Dialect) -> Issue:
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
            if path.is_relative_to(root) and path.is_file() and storable(str(path)) == str(path):
                return str(path)
        except (OSError, ValueError):
            continue
    return None
