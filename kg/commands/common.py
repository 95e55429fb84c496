"""What the commands share: options, opening the archive, printing."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kg
from kg.errors import UnknownName, UsageError
from kg.plain import plain

if TYPE_CHECKING:
    from kg.archive import Archive

Commands = Any  # argparse keeps the class of `add_subparsers` private


def reading_command(
    commands: Commands, name: str, help: str, *, done: str = "found", nothing: str = "nothing found"
) -> argparse.ArgumentParser:
    """A command that reads an archive: with ``--archive`` and ``--json``; `done`, `nothing` are its exit codes 0, 1."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help, description=help, epilog=exit_codes(done, nothing)
    )
    add_archive(command)
    command.add_argument("--json", action="store_true", help="print JSON")
    return command


def add_archive(command: argparse.ArgumentParser) -> None:
    """Let a command be told which archive."""
    command.add_argument(
        "--archive",
        type=Path,
        default=None,
        metavar="DIR",
        help="archive folder (default: $KG_ARCHIVE or data/archive)",
    )


def add_corrections(command: argparse.ArgumentParser) -> None:
    """Let a command be told where corrections stand."""
    command.add_argument(
        "--corrections", type=Path, default=None, metavar="FILE",
        help="file of corrections (default: $KG_CORRECTIONS or corrections.toml beside the archive)",
    )  # fmt: skip


def corrections_file(options: argparse.Namespace) -> Path:
    """The file of corrections that the options name."""
    from kg.corrections.file import default_corrections

    return Path(options.corrections or default_corrections(options.archive or kg.default_archive()))


def add_searches(command: argparse.ArgumentParser) -> None:
    """Let a command be told where saved searches stand."""
    command.add_argument(
        "--searches", type=Path, default=None, metavar="FILE",
        help="file of saved searches (default: $KG_SEARCHES or searches.toml beside the archive)",
    )  # fmt: skip


def searches_file(options: argparse.Namespace) -> Path:
    """The file of saved searches that the options name."""
    from kg.commands.saved import default_searches

    return Path(options.searches or default_searches(options.archive or kg.default_archive()))


def exit_codes(done: str, nothing: str = "") -> str:
    """What the exit codes of a command mean, for its help: code 0, and code 1 where it has one."""
    one = f", 1 {nothing}" if nothing else ""
    return f"Exit codes: 0 {done}{one}, 2 wrong use or unusable archive."


def opened(options: argparse.Namespace) -> Archive:
    """The archive that the options name."""
    return kg.open(options.archive)


def show_json(record: Any) -> None:  # noqa: ANN401 - whatever json takes
    """Print one record as one line; where the terminal lacks a character, with escapes, so that it stays true."""
    line = json.dumps(record, ensure_ascii=False, default=str)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeError:
        line = json.dumps(record, default=str)
    print(line)


def show(text: object, *, end: str = "\n") -> None:
    """Print for a person, whatever the text of an archive holds."""
    print(plain(str(text)), end=end)


def day(text: str) -> date:
    """A date of an option.

    Raises
    ------
    UsageError
        Where it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text}” is not a date; write it as 2025-10-31") from error


def not_found(options: argparse.Namespace, unknown: UnknownName) -> int:
    """Say that nothing goes by this name; exit code 1."""
    if options.json:
        show_json({"found": False, "name": unknown.name, "suggestions": list(unknown.suggestions)})
    else:
        show(unknown)
    return 1
