"""``kg completion``: what a shell must know to complete commands, options and files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from kg.commands.common import Commands, exit_codes

_HOW = """\
bash: put  eval "$(kg completion bash)"  into ~/.bashrc.
zsh: write it as _kg into a folder of $fpath, as  kg completion zsh > ~/.zfunc/_kg
"""


def register(commands: Commands, top: argparse.ArgumentParser) -> None:
    """Add this command, which completes all those of `top`."""
    what = "print a script that lets the shell complete what you type"
    completion = commands.add_parser(
        "completion", help=what, description=what, epilog=f"{_HOW}\n{exit_codes('printed')}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    completion.add_argument("shell", choices=("bash", "zsh"), help="which shell")
    completion.set_defaults(run=run_completion, top=top)


def run_completion(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    for action in _arguments(options.top):
        if action.type is Path or action.metavar == "SOURCE":
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(options.top, options.shell))
    return 0


def _arguments(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All options and arguments of a command and of the commands below it."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _arguments(below)
        else:
            yield action
