"""The `kg` command: reads the words of a call, lets one function answer, shows a record.

Exit codes: 0 found, 1 nothing found, 2 wrong use or unusable archive.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import kg
from kg.commands import streams
from kg.errors import KgError


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    # Imported here, where `main` watches: one may think better of a command while its parts are still being loaded.
    from kg.commands import ask, build, cache, completion, curate, desk, network, read, time

    top = argparse.ArgumentParser(
        prog="kg", description="An archive of a newsletter's past issues, to search and to ask."
    )
    top.add_argument("--version", action="version", version=f"backissue {kg.__version__}", help="show the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (build, read, ask, desk, network, time, curate, cache):
        group.register(commands)
    completion.register(commands, top)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    with streams.prepared():
        try:
            return streams.settled(_run(arguments))
        except SystemExit as stopped:  # of argparse, which has printed help, or what is wrong with the words
            raise SystemExit(streams.settled(int(stopped.code or 0))) from None
        except OSError as error:
            return streams.settled(0, lost=error)


def _run(arguments: Sequence[str] | None) -> int:
    """Run one command; the exit code, and a sentence where something is wrong, unless that is standard output."""
    try:
        options = parser().parse_args(arguments)
        return int(options.run(options))
    except KgError as error:
        streams.say(f"kg: {error}")
        return 2
    except KeyboardInterrupt:
        streams.say("kg: stopped")
        return 130
    except streams.Ended as ended:
        streams.say("kg: stopped")
        return ended.code
    except MemoryError:
        streams.say("kg: there is not enough memory for that")
        return 2
    except OSError as error:
        if error.filename is None:
            raise  # no file's, so standard output's
        streams.say(f"kg: {error.filename}: {error.strerror}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
