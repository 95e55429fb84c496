"""``kg review`` and ``kg fix``: what a person should look at, and decisions that every build replays."""

from __future__ import annotations

import argparse
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from kg.commands.common import (
    Commands,
    add_archive,
    add_corrections,
    corrections_file,
    exit_codes,
    opened,
    reading_command,
    show,
    show_json,
)
from kg.errors import UsageError
from kg.model import EVENT_KINDS, PREDICATES

if TYPE_CHECKING:
    from kg.doubts import Doubt

_KINDS, _ORDERS = ("all", "names", "relations", "events"), ("doubt", "count")  # as `kg.doubts`, which is loaded late
_LIMITS = {"item": ("ID", "only in this item"), "surface": ("TEXT", "only where it is written so")}
_RELATION = ("entity=SUBJECT", "predicate", "into=OBJECT")
# kind: (help, the words that it takes, in order)
_FIXES: dict[str, tuple[str, tuple[str, ...]]] = {
    "merge": ("two entities are one: the first goes, its id leads to the second", ("entity", "into")),
    "split": ("mentions with that spelling are another entity", ("entity", "surface", "into")),
    "not_same": ("never one entity, however alike they look", ("entity", "into")),
    "rename": ("another name for an entity", ("entity", "name")),
    "retype": ("another type for an entity", ("entity", "type")),
    "ignore": ("no entity at all", ("entity",)),
    "alias": ("a further name of an entity", ("entity", "surface")),
    "confirm": ("right as it was read; it is not asked about again", ("entity",)),
    "name": ("an item names an entity that was missed or cut wrongly there", ("item", "surface", "entity")),
    "said": ("that is told of the two, beyond doubt; with --item it is added where it was missed", _RELATION),
    "unsaid": ("that is not told of the two, in one item or in any", _RELATION),
    "event": ("the kind of event that an item tells of an entity", ("entity", "event", "item")),
}
_LIMITED = {
    "split": ("item",),
    "ignore": ("item", "surface"),
    "confirm": ("item", "surface"),
    "said": ("item",),
    "unsaid": ("item",),
}

_WORDS = {
    "entity": "id of the entity, as company:openai",
    "into": "id of the other entity",
    "surface": "a spelling, as it is written",
    "name": "the name to show",
    "type": "company, model, product …",
    "item": "id of the item",
    "predicate": ", ".join(PREDICATES),
    "event": ", ".join(EVENT_KINDS) + " (nothing happens to it)",
}


def register(commands: Commands) -> None:
    """Add these commands."""
    review = reading_command(
        commands, "review", "names, relations and events in doubt, the least sure first", nothing="nothing is doubtful"
    )
    review.add_argument("-n", type=int, default=20, dest="limit", metavar="N", help="number of cases (default 20)")
    review.add_argument("--kind", choices=_KINDS, default="all", help="of which kind (default all)")
    review.add_argument(
        "--sort", choices=_ORDERS, default="doubt", help="the least sure first (default), or what occurs most often"
    )
    review.set_defaults(run=run_review)

    what = "write a correction that every build replays"
    fix = commands.add_parser("fix", help=what, description=what)
    kinds = fix.add_subparsers(title="kinds", metavar="KIND", required=True)
    for kind, (help, words) in _FIXES.items():
        one = kinds.add_parser(kind.replace("_", "-"), help=help, description=help, epilog=exit_codes("written down"))
        for word in words:
            attribute, _, shown = word.partition("=")
            one.add_argument(attribute, metavar=shown or word.upper(), help=_WORDS[attribute])
        for limit in _LIMITED.get(kind, ()):
            one.add_argument(f"--{limit}", default="", metavar=_LIMITS[limit][0], help=_LIMITS[limit][1])
        one.add_argument("--why", default="", metavar="TEXT", help="a reason, for people")
        add_archive(one)
        add_corrections(one)
        one.set_defaults(run=run_fix, kind=kind)
    back = "take back the last correction"
    undo = kinds.add_parser("undo", help=back, description=back, epilog=exit_codes("taken back", "there is none"))
    add_archive(undo)
    add_corrections(undo)
    undo.set_defaults(run=run_undo)


def run_review(options: argparse.Namespace) -> int:
    """Show what is doubtful."""
    from kg.doubts import find_doubts

    if options.limit < 1:
        raise UsageError("-n takes a number from 1 up")
    cases = find_doubts(opened(options), limit=options.limit, kind=options.kind, order=options.sort)
    if options.json:
        show_json([asdict(case) for case in cases])
    for case in () if options.json else cases:
        show(f"{case.count:>4}×  {case.question}: {_told(case)}; doubt {case.doubt:.2f})")
        if case.question in ("doubtful link", "new name"):
            show("       written: " + ", ".join(case.surfaces[:6]))
        for item_id, sentence in case.sentences:
            show(f"       “{sentence[:160]}”  [{item_id}]")
    return 0 if cases else 1


def _told(case: Doubt) -> str:
    """What is in doubt, in a line whose bracket is left open."""
    if case.other is not None:
        ids = f"{case.entity.id} {case.predicate} {case.other.id}"
        return f"{case.entity.name} —{case.predicate}→ {case.other.name}  ({ids}"
    return f"{case.entity.name}{f', {case.event}' if case.event else ''}  ({case.entity.id}"


def run_fix(options: argparse.Namespace) -> int:
    """Write a correction."""
    from kg.corrections.correction import Correction
    from kg.corrections.file import add_correction

    given = {word.name: getattr(options, word.name, "") for word in fields(Correction) if word.name != "kind"}
    correction = Correction(kind=options.kind, **given)
    file = corrections_file(options)
    written = add_correction(file, correction, archive=opened(options))
    told = "it holds from the next `kg build` on" if written else "it stands there already"
    show(f"{file}: {correction}; {told}")
    return 0


def run_undo(options: argparse.Namespace) -> int:
    """Take the last correction back."""
    from kg.corrections.file import remove_last

    file = corrections_file(options)
    removed = remove_last(file)
    show(f"{file}: taken back: {removed}" if removed else f"{file}: holds no correction")
    return 0 if removed else 1
