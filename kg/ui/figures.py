"""A figure of an issue: its file read with care, recognised by what it holds, and made safe to show.

Folders change after a build, and whoever writes an issue chooses what lies in them: no name, ending or place is
believed.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from kg.ui.drawing import drawing
from kg.ui.raster import raster

MOST_BYTES = 8_000_000
_TALLEST = 3  # times the width that a figure is given
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# Folders on the way need not be readable, only passable.
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be shown: pixels, or the ``data:`` address of a cleaned drawing; and how wide."""

    picture: Image.Image | str
    width: int


def figure(path: str, *, width: int) -> Figure | None:
    """The figure in a file of the archive, None where there is none that may be shown."""
    data = read_file(Path(path))
    if not data:
        return None
    image = raster(data, width=width, height=_TALLEST * width)
    if image is not None:
        return Figure(image, image.width)
    drawn = drawing(data)
    if drawn is None:
        return None
    return Figure(drawn.address, max(1, round(min(width, drawn.width, _TALLEST * width * drawn.width / drawn.height))))


def read_file(path: Path) -> bytes | None:
    """A regular file, None where it is none, too large, or a symbolic link leads to it.

    The parser followed all links when it looked whether the file lies beneath its source; where a part of that path is
    a link now, it leads somewhere else.
    """
    try:
        opened = _open(path)
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        with open(opened, "rb", closefd=False) as file:
            data = file.read(MOST_BYTES + 1)  # some files are longer than they say
        return data if len(data) <= MOST_BYTES else None
    except OSError:
        return None
    finally:
        os.close(opened)


def _open(path: Path) -> int:
    """Open a file, step by step, so that no folder on the way can be exchanged for a link meanwhile."""
    if not path.is_absolute() or ".." in path.parts:
        raise ValueError
    if os.open not in os.supports_dir_fd:
        if os.path.realpath(path) != str(path):
            raise ValueError
        return os.open(path, _FLAGS)
    folder = os.open(path.anchor, _FOLDER)
    try:
        for part in path.parts[1:-1]:
            outer, folder = folder, os.open(part, _FOLDER, dir_fd=folder)
            os.close(outer)
        return os.open(path.name, _FLAGS, dir_fd=folder)
    finally:
        os.close(folder)
