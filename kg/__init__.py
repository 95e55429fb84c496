"""Backissue: a knowledge-graph archive and search over a newsletter's past issues."""

from __future__ import annotations

import os

from kg.version import VERSION

TYPE_CHECKING = False  # as `typing` has it, whose import would be a tenth of `kg --help`
if TYPE_CHECKING:
    from pathlib import Path

    from kg.archive import Archive

__version__ = VERSION
__all__ = ["default_archive", "open"]


def default_archive() -> Path:
    """The archive's folder where none is named: ``$KG_ARCHIVE``, else ``data/archive``."""
    from pathlib import Path  # `kg --help` does without

    return Path(os.environ.get("KG_ARCHIVE") or "data/archive")


def open(path: str | Path | None = None, *, model: str | None = None) -> Archive:
    """Open an archive for reading.

    Parameters
    ----------
    path
        The archive's folder; None for `default_archive`.
    model
        Embedding model to ask with; None for the one it was built with.

    Raises
    ------
    kg.errors.ArchiveError
        Where there is no archive, it is damaged, or it was built with another model.
    """
    from kg.archive import Archive

    return Archive(default_archive() if path is None else path, model=model)
