"""Our own errors: the only ones that the command line and the pages catch."""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it, whose import would be a tenth of `kg --help`
if TYPE_CHECKING:
    from pathlib import Path

_LONGEST_SHOWN = 200  # characters of a name that somebody pasted


class KgError(Exception):
    """Base of every error that Backissue raises on purpose; its text is one sentence for a person."""


class UsageError(KgError):
    """The caller asked for something that cannot be: a bad option, a missing path, a malformed value."""


class ParseError(KgError):
    """A document could not be read as an issue.

    Parameters
    ----------
    path
        The file in question.
    message
        What is wrong and what to do, without the path.
    line
        1-based line number, where one is known.
    """

    def __init__(self, path: Path | str, message: str, line: int | None = None) -> None:
        self.path, self.line, self.message = str(path), line, message
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {message}")


class ConfigError(ParseError):
    """A kg.toml, gazetteer or corrections file is malformed."""


class ArchiveError(KgError):
    """The archive is missing, damaged, or was built with something else than what opens it."""


class BuildInProgress(ArchiveError):
    """Another build holds the archive's lock."""


class UnknownName(KgError):
    """No item or entity goes by that name.

    Parameters
    ----------
    name
        What was asked for.
    suggestions
        Names that are close, best first.
    """

    def __init__(self, name: str, suggestions: tuple[str, ...] = (), what: str = "entity") -> None:
        self.name, self.suggestions = name, suggestions
        hint = f" Did you mean: {', '.join(suggestions)}?" if suggestions else ""
        called = name if len(name) <= _LONGEST_SHOWN else name[:_LONGEST_SHOWN] + "…"
        super().__init__(f"No {what} is called “{called}” in this archive.{hint}")
