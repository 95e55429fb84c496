"""``kg review`` and ``kg fix``: what a person should look at, and decisions that every build replays."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import kg
from kg.commands.common import (
    Commands,
    add_archive,
    add_corrections,
    exit_codes,
    opened,
    reading_command,
    show,
    show_json,
)
from kg.errors import UsageError

# kind: (help, the words that it takes, in order)
_FIXES: dict[str, tuple[str, tuple[str, ...]]] = {
    "merge": ("two entities are one: the first goes, its id leads to the second", ("entity", "into")),
    "split": ("mentions with that spelling are another entity", ("entity", "surface", "into")),
    "not_same": ("never one entity, however alike they look", ("entity", "into")),
    "rename": ("another name for an entity", ("entity", "name")),
    "retype": ("another type for an entity", ("entity", "type")),
    "ignore": ("no entity at all", ("entity",)),
    "alias": ("a further name of an entity", ("entity", "surface")),
}

_WORDS = {
    "entity": "id of the entity, as company:openai",
    "into": "id of the other entity",
    "surface": "a spelling, as it is written",
    "name": "the name to show",
    "type": "company, model, product …",
}


def register(commands: Commands) -> None:
    """Add these commands."""
    review = reading_command(
        commands, "review", "doubtful links and new names, by how often they occur", nothing="nothing is doubtful"
    )
    review.add_argument("-n", type=int, default=20, dest="limit", metavar="N", help="number of cases (default 20)")
    review.set_defaults(run=run_review)

    what = "write a correction that every build replays"
    fix = commands.add_parser("fix", help=what, description=what)
    kinds = fix.add_subparsers(title="kinds", metavar="KIND", required=True)
    for kind, (help, words) in _FIXES.items():
        one = kinds.add_parser(kind.replace("_", "-"), help=help, description=help, epilog=exit_codes("written down"))
        for word in words:
            one.add_argument(word, metavar=word.upper(), help=_WORDS[word])
        if kind in {"split", "ignore"}:
            one.add_argument("--item", default="", metavar="ID", help="only in this item")
        if kind == "ignore":
            one.add_argument("--surface", default="", metavar="TEXT", help="only where it is written so")
        one.add_argument("--why", default="", metavar="TEXT", help="a reason, for people")
        add_archive(one)
        add_corrections(one)
        one.set_defaults(run=run_fix, kind=kind, words=words)
    back = "take back the last correction"
    undo = kinds.add_parser("undo", help=back, description=back, epilog=exit_codes("taken back", "there is none"))
    add_archive(undo)
    add_corrections(undo)
    undo.set_defaults(run=run_undo)


def _file(options: argparse.Namespace) -> Path:
    """The file of corrections that the options name."""
    from kg.corrections.file import default_corrections

    return Path(options.corrections or default_corrections(options.archive or kg.default_archive()))


def run_review(options: argparse.Namespace) -> int:
    """Show what is doubtful."""
    from kg.doubts import find_doubts

    if options.limit < 1:
        raise UsageError("-n takes a number from 1 up")
    cases = find_doubts(opened(options), limit=options.limit)
    if options.json:
        show_json([asdict(case) for case in cases])
    for case in () if options.json else cases:
        show(f"{case.count:>4}×  {case.question}: {case.entity.name}  ({case.entity.id}; doubt {case.doubt:.1f})")
        show("       written: " + ", ".join(case.surfaces[:6]))
        for item_id, sentence in case.sentences:
            show(f"       “{sentence[:160]}”  [{item_id}]")
    return 0 if cases else 1


def run_fix(options: argparse.Namespace) -> int:
    """Write a correction."""
    from kg.corrections.correction import Correction
    from kg.corrections.file import add_correction

    words = (*options.words, "item", "surface", "why")
    correction = Correction(kind=options.kind, **{word: getattr(options, word, "") for word in words})
    written = add_correction(_file(options), correction, archive=opened(options))
    told = "it holds from the next `kg build` on" if written else "it stands there already"
    show(f"{_file(options)}: {correction}; {told}")
    return 0


def run_undo(options: argparse.Namespace) -> int:
    """Take the last correction back."""
    from kg.corrections.file import remove_last

    removed = remove_last(_file(options))
    show(f"{_file(options)}: taken back: {removed}" if removed else f"{_file(options)}: holds no correction")
    return 0 if removed else 1
