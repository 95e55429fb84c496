"""The `kg` command: reads the words of a call, lets one function answer, shows a record.

Exit codes: 0 found, 1 nothing found, 2 wrong use or unusable archive.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

import kg
from kg.commands import streams
from kg.errors import KgError

TYPE_CHECKING = False  # as `typing` has it, whose import would be a tenth of `kg --help`
if TYPE_CHECKING:
    from kg.commands.common import Commands

# The module that answers each command, and what its help says: `kg --help` need not load them.
_COMMANDS = {
    "init": ("build", "write a kg.toml for your newsletter, with guesses to correct"),
    "build": ("build", "build the archive from files, folders or globs of past issues"),
    "export": ("build", "write all item records, or the graph, to a file"),
    "eval": ("build", "measure the archive against hand-made labels"),
    "doctor": ("build", "check that an archive is whole, and say what to do where it is not"),
    "status": (
        "status",
        "what is in the archive, what was left out of it and why, and whether it is whole and up to date",
    ),
    "app": ("build", "open the archive in the browser"),
    "read": (
        "read",
        "show what a build would store: issues, sections, items with their lines, what is left out and why",
    ),
    "search": ("ask", "find items by what they say, by names and by time, in Chinese or English"),
    "item": ("ask", "read one item"),
    "suggest": ("suggest", "names for what you have begun to type: their beginning, a word of them, or their pinyin"),
    "watch": ("watch", "what the last build brought for the searches that you saved"),
    "related": ("desk", "items of other issues that go with an item: same story, same subject"),
    "prior": ("desk", "what the archive already says of a draft, with a verdict for each of its items"),
    "entity": ("network", "what is known of a company, model, person …, by any of its names"),
    "path": ("network", "how two names hang together, with the evidence of each step"),
    "timeline": ("time", "what happened to a company, model, person …, in order, with evidence"),
    "trends": ("time", "what rises, falls, appears and falls silent, as shares of items"),
    "digest": ("time", "what an issue brought against all before it, or a period in review"),
    "review": ("curate", "names, relations and events in doubt, the least sure first"),
    "fix": ("curate", "write a correction that every build replays"),
    "learn": ("learn", "let the reader learn from your corrections, and say by how much it reads better"),
    "cache": ("cache", "show what models made on this machine and is kept for all archives, or make room"),
    "completion": ("completion", "print a script that lets the shell complete what you type"),
}


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of all commands.

    Parameters
    ----------
    only
        A word that may name the one command that is wanted whole; of the others, then, what they are called and what
        they do is enough. None for all of them.
    """
    top = argparse.ArgumentParser(
        prog="kg", description="An archive of a newsletter's past issues, to search and to ask."
    )
    top.add_argument("--version", action="version", version=f"backissue {kg.__version__}", help="show the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    wanted = None if only is None or only == "completion" else _COMMANDS.get(only, ("", ""))[0]
    known: set[str] = set()
    for name, (module, what) in _COMMANDS.items():
        if wanted is not None and module != wanted:
            commands.add_parser(name, help=what, add_help=False)  # is never asked to parse
        elif module not in known:
            known.add(module)
            _register(module, commands, top)
    return top


def _register(module: str, commands: Commands, top: argparse.ArgumentParser) -> None:
    """Add the commands of a module."""
    # Imported here, where `main` watches: one may think better of a command while its parts are still being loaded.
    group = import_module(f"kg.commands.{module}")
    group.register(commands, *([top] if module == "completion" else []))


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
        words = sys.argv[1:] if arguments is None else arguments
        options = parser(next((word for word in words if not word.startswith("-")), "")).parse_args(words)
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
