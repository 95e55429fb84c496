"""The border around a document: whatever happens while it is read costs that document alone, and is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ingest.read.documents import Document
from ingest.read.failures import LineFailure, in_words
from ingest.read.report import Skipped
from kg.errors import ConfigError, UsageError


@dataclass(frozen=True, slots=True)
class Ledger:
    """Documents that give no issue or only a doubtful one; it grows while the sources are read."""

    skipped: list[Skipped] = field(default_factory=list)
    unreadable: list[Skipped] = field(default_factory=list)
    warnings: list[Skipped] = field(default_factory=list)

    def skip(self, document: Document, reason: str) -> None:
        """Note that a document is no issue."""
        self.skipped.append(Skipped(document.source, None, None, reason))

    def warn(self, document: Document, reason: str, line: int | None = None) -> None:
        """Note that something is wrong with a document that was read."""
        self.warnings.append(Skipped(document.source, line, None, reason))

    @contextmanager
    def border(self, document: Document) -> Iterator[None]:
        """Let nothing that goes wrong in the block reach the other documents: the report names this one as unreadable.

        What is wrong with a kg.toml concerns them all, and goes through.
        """
        try:
            yield
        except ConfigError:
            raise
        except UsageError as error:
            self.unreadable.append(Skipped(document.source, None, None, str(error)))
        except Exception as error:  # a bug of ours, or too little memory: no reason to lose the archive
            line = error.line if isinstance(error, LineFailure) else None
            why = f"the reader fails on it ({in_words(error.__cause__ or error)}); please report this as a bug"
            self.unreadable.append(Skipped(document.source, line, None, why))
