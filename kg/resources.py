"""Files that come with the program (the gazetteer, the sample newsletter, the app's page), and where it keeps its own.

In a checkout they lie beside the packages (``data/``, ``app.py``); in an installation, where site-packages is no place
for a folder called ``data``, the wheel puts them inside ``kg``.
"""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
"""Folder of the package `kg`."""
_ROOT = PACKAGE if (PACKAGE / "data").is_dir() else PACKAGE.parent


def resource(*parts: str) -> Path:
    """Path of a file or folder that comes with the program, e.g. ``resource("data", "gazetteer")``."""
    return _ROOT.joinpath(*parts)


def cache_folder() -> Path:
    """Where what is made on this machine for all archives is kept: $KG_CACHE, or backissue/ in the user's cache."""
    if own := os.environ.get("KG_CACHE"):
        return Path(own).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "backissue"
