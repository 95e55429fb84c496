"""``kg learn``: lets the reader learn from an owner's corrections."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.commands.common import (
    Commands,
    add_archive,
    add_corrections,
    corrections_file,
    exit_codes,
    opened,
    show,
    show_json,
)
from kg.commands.progress import Waiting

if TYPE_CHECKING:
    from ingest.learn.own import Lesson


def register(commands: Commands) -> None:
    """Add this command."""
    what = "let the reader learn from your corrections, and say by how much it reads better"
    learn = commands.add_parser(
        "learn", help=what, description=what, epilog=exit_codes("learned, or forgotten", "nothing written or forgotten")
    )
    add_archive(learn)
    add_corrections(learn)
    how = learn.add_mutually_exclusive_group()
    how.add_argument("--anyway", action="store_true", help="write what was learned even if it reads no better")
    how.add_argument("--forget", action="store_true", help="remove what was learned")
    learn.add_argument("--json", action="store_true", help="print JSON")
    learn.set_defaults(run=run_learn)


def run_learn(options: argparse.Namespace) -> int:
    """Learn, and write what was learned where it helps."""
    from ingest.learned.own import reader_file, save_own

    file = corrections_file(options)
    target = reader_file(file)
    if options.forget:
        return _forget(target, json=options.json)
    lesson = _lesson(options, file)
    written = lesson.helps or options.anyway
    if written:
        save_own(target, lesson.kept)
    if options.json:
        show_json(_record(lesson) | {"file": str(target) if written else None})
    else:
        _show(lesson)
        show(
            f"{target} written; it reads from the next `kg build` on"
            if written
            else "nothing was written: it reads no better what it has not learned; more corrections may help, "
            "--anyway writes it all the same"
        )
    return 0 if written else 1


def _lesson(options: argparse.Namespace, file: Path) -> Lesson:
    """What the corrections of the file teach."""
    from ingest.learn.own import learn_own
    from ingest.program import NOT_OF_ITEMS, program_digest
    from ingest.stages import Stages
    from kg.corrections.file import load_corrections
    from kg.store.cache import VectorCache

    archive = opened(options)
    corrections = load_corrections(file, missing_ok=options.corrections is None)
    with Waiting("read") as waiting, VectorCache() as cache:
        return learn_own(
            list(archive.items()),
            corrections,
            program=program_digest(but=NOT_OF_ITEMS),
            cache=cache,
            stages=Stages(waiting),
        )


def _forget(target: Path, *, json: bool) -> int:
    """Remove what was learned."""
    there = target.is_file()
    if there:
        target.unlink()
    if json:
        show_json({"file": str(target), "forgotten": there})
    else:
        show(f"{target}: {'forgotten from the next `kg build` on' if there else 'nothing was learned'}")
    return 0 if there else 1


def _record(lesson: Lesson) -> dict[str, Any]:
    """A lesson as JSON."""
    return {
        "decisions": lesson.decisions,
        "places": lesson.places,
        "held_out": {"before": lesson.before / lesson.places, "after": lesson.after / lesson.places},
        "untouched": {"items": lesson.items, **lesson.moved.figures()},
        "helps": lesson.helps,
    }


def _show(lesson: Lesson) -> None:
    """Print a lesson."""
    before, after = (100 * count / lesson.places for count in (lesson.before, lesson.after))
    show(f"{lesson.decisions} names were decided on, in {lesson.places} places")
    show(
        f"held out: {before:.0f} % of the places are read as decided by the reader as it comes, {after:.0f} % by one "
        "that learned from the other decisions"
    )
    if lesson.items:
        moved = lesson.moved
        show(
            f"elsewhere: of {moved.tp + moved.fn} names in {lesson.items} items that nobody decided on, {moved.tp} are "
            f"read as before, {moved.fn} no more, {moved.fp} are new"
        )
