"""The `kg` command: reads the words of a call, lets one function answer, shows a record.

Exit codes: 0 found, 1 nothing found, 2 wrong use or unusable archive.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import kg
from kg.commands import ask, build, cache, completion, curate, desk, network, time
from kg.commands.common import say
from kg.errors import KgError

_GROUPS = (build, ask, desk, network, time, curate, cache)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="kg", description="An archive of a newsletter's past issues, to search and to ask."
    )
    top.add_argument("--version", action="version", version=f"backissue {kg.__version__}", help="show the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.register(commands)
    completion.register(commands, top)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KgError as error:
        say(f"kg: {error}")
        return 2
    except KeyboardInterrupt:
        say("kg: stopped")
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; let nothing be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
