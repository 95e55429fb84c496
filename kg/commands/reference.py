"""The page of all commands, docs/cli.md, made from their parsers: ``python -m kg.commands.reference docs/cli.md``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.commands.main import parser

_HEAD = """\
# Commands

Made from the commands themselves by `python -m kg.commands.reference docs/cli.md`; `kg COMMAND --help` says the same.

Every reading command takes `--archive` and `--json` (one record as one line). `$KG_ARCHIVE` names the archive where no
option does, `$KG_CORRECTIONS` the file of corrections, `$KG_SEARCHES` that of saved searches, `$KG_CACHE` the folder
into which the bundled model is unpacked. Errors are one sentence on standard error. Exit code 130 says that the command
was interrupted.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    return "\n".join([_HEAD, *_sections(parser())])


def _sections(command: argparse.ArgumentParser) -> Iterator[str]:
    """A section for each command below this one, in the order of the help."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield _section(below)
                yield from _sections(below)


def _section(command: argparse.ArgumentParser) -> str:
    """One command: what it does, how it is called, what each word means, its exit codes."""
    level = "#" * len(command.prog.split())
    options = [action for action in command._actions if action.option_strings and action.dest != "help"]
    arguments = [action for action in command._actions if not action.option_strings]
    usage = " ".join([command.prog, *(["[OPTION ...]"] if options else []), *map(_usage, arguments)])
    words = [f"- `{_words(action)}`: {action.help}" for action in (*arguments, *options) if action.help]
    what = command.description or ""
    told = [f"{what[:1].upper()}{what[1:]}.", f"```text\n{usage}\n```", "\n".join(words)]
    if command.epilog:
        raw = command.formatter_class is argparse.RawDescriptionHelpFormatter
        told.append(f"```text\n{command.epilog.rstrip()}\n```" if raw else command.epilog)
    return f"{level} {command.prog}\n\n" + "\n\n".join(part for part in told if part) + "\n"


def _words(action: argparse.Action) -> str:
    """An option with its value, or an argument, as one types it."""
    if action.nargs == 0:
        return ", ".join(action.option_strings)
    name = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    value = " ".join(name) if isinstance(name, tuple) else name
    return ", ".join(f"{option} {value}" for option in action.option_strings) or value


def _usage(action: argparse.Action) -> str:
    """An argument as it stands in the usage: in brackets where it may be left out, with … where it repeats."""
    words = _words(action)
    return {"*": f"[{words} ...]", "+": f"{words} [{words} ...]", "?": f"[{words}]"}.get(str(action.nargs), words)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
