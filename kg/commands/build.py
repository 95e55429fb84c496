"""``kg init``, ``build``, ``export``, ``eval``, ``doctor`` and ``app``."""

from __future__ import annotations

import argparse
import os
import socket
import sys
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
from kg.commands.progress import Waiting
from kg.commands.streams import data, say
from kg.errors import UsageError
from kg.files import replace_text
from kg.resources import resource
from kg.text.words import readable


def register(commands: Commands) -> None:
    """Add these commands."""
    guess = "write a kg.toml for your newsletter, with guesses to correct"
    init = commands.add_parser("init", help=guess, description=guess, epilog=exit_codes("written"))
    init.add_argument(
        "folder", nargs="?", type=Path, default=Path("."), metavar="DIR", help="folder of the issues (default: here)"
    )
    init.set_defaults(run=run_init)

    make = "build the archive from files, folders or globs of past issues"
    build = commands.add_parser("build", help=make, description=make, epilog=exit_codes("the archive stands"))
    build.add_argument("sources", nargs="*", metavar="SOURCE", help="default: the sample newsletter of the program")
    add_archive(build)
    build.add_argument("--model", default=None, metavar="NAME", help="a sentence-transformers model, by name or path")
    build.add_argument(
        "--config", type=Path, default=None, metavar="kg.toml", help="settings (default: kg.toml beside the issues)"
    )
    add_corrections(build)
    build.add_argument("--report", type=Path, default=None, metavar="FILE", help="write the whole fidelity report")
    build.add_argument("--json", action="store_true", help="print what was done as JSON")
    build.set_defaults(run=run_build)

    export = reading_command(
        commands, "export", "write all item records, or the graph, to a file", done="written", nothing=""
    )
    export.add_argument("file", type=Path, metavar="FILE", help="file to write, '-' for standard output")
    export.add_argument("--format", default="jsonl", metavar="FORMAT", help="jsonl (default), csv or graphml")
    export.set_defaults(run=run_export)

    evaluate = reading_command(
        commands, "eval", "measure the archive against hand-made labels", done="measured", nothing=""
    )
    evaluate.add_argument("gold", type=Path, nargs="*", metavar="GOLD", help="file of labels, '-' for standard input")
    evaluate.add_argument(
        "--tune", type=Path, default=None, metavar="QUERIES.csv",
        help="measure by your own queries (columns query and item), and from 40 on let them teach the search",
    )  # fmt: skip
    evaluate.set_defaults(run=run_eval)

    whole = "check that an archive is whole, and say what to do where it is not"
    doctor = reading_command(commands, "doctor", whole, done="whole", nothing="")
    doctor.set_defaults(run=run_doctor)

    look = "open the archive in the browser"
    app = commands.add_parser("app", help=look, description=look, epilog=exit_codes("stopped"))
    add_archive(app)
    app.add_argument("--port", type=int, default=8501, metavar="N", help="where the app listens (default 8501)")
    app.add_argument("--allow-edits", action="store_true", help="show the curation page, which writes corrections")
    app.set_defaults(run=run_app)


def run_init(options: argparse.Namespace) -> int:
    """Write a kg.toml."""
    from ingest.read.guess import guess_config

    target = options.folder / "kg.toml"
    if not options.folder.is_dir():
        raise UsageError(f"{options.folder}: there is no such folder")
    if target.exists():
        raise UsageError(f"{target}: stands there already; edit it, or remove it first")
    with Waiting("trying ways to read the issues") as waiting:
        guess = guess_config(options.folder, progress=waiting.count)
    replace_text(target, guess.text)
    for line in guess.preview:
        show(readable(line))
    show("")
    show("   keeps   loses  guess")
    for trial in guess.trials:
        show(readable(f"{trial.kept:8}{trial.lost:8}  {trial.what}" + ("  (set)" if trial.active else "")))
    show("")
    show(f"{target} written; try it: kg read {options.folder}; correct what is wrong, then: kg build {options.folder}")
    return 0


def run_build(options: argparse.Namespace) -> int:
    """Build an archive."""
    from ingest.build import build
    from ingest.read.config import load_config

    archive = options.archive or kg.default_archive()
    sources = options.sources or [resource("data", "sample")]
    with Waiting("read") as waiting:
        built = build(
            sources,
            archive,
            model=options.model,
            config=load_config(options.config) if options.config else None,
            corrections=options.corrections,
            progress=waiting,
        )
    if options.report:
        replace_text(options.report, readable(built.report.full()) + "\n")
    for sentence in filter(None, (*built.stale, built.adapter)):
        say(f"kg: {sentence}")
    if options.json:
        record = asdict(built) | {"archive": str(built.archive), "report": asdict(built.report)}
        show_json(record)
        return 0
    show(built.report.short())
    total = sum(seconds for _, seconds in built.seconds)
    state = "nothing had changed" if built.unchanged else f"{built.embedded} of {built.passages} passages embedded"
    show(
        f"{archive}: {built.issues} issues, {built.items} items, {built.entities} entities, "
        f"{built.relations} relations; {state}; {total:.1f} s"
        + " (" + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in built.seconds if seconds >= 0.05) + ")"
    )  # fmt: skip
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write the archive to a file, or to standard output."""
    from kg.export import export, write

    archive = opened(options)
    with Waiting("writing records") as waiting:
        if str(options.file) == "-":
            count = write(archive, data(), format=options.format, progress=waiting.count)
        else:
            count = export(archive, options.file, format=options.format, progress=waiting.count)
    if str(options.file) == "-":
        say(f"{count} records")
        return 0
    if options.json:
        show_json({"file": str(options.file), "format": options.format, "records": count})
    else:
        show(f"{options.file}: {count} records")
    return 0


def run_eval(options: argparse.Namespace) -> int:
    """Measure."""
    from kg.evaluate import evaluate

    if bool(options.gold) == (options.tune is not None):
        raise UsageError("kg eval wants either files of labels, or --tune with your own queries")
    if options.tune is not None:
        return _tune(options)
    archive = opened(options)
    for gold in options.gold:
        with Waiting("measuring") as waiting:
            report = evaluate(gold, archive, progress=waiting.count)
        if options.json:
            show_json({**asdict(report), "rows": report.figures()})
        else:
            show(report.table())
    return 0


def _tune(options: argparse.Namespace) -> int:
    """Measure by an owner's queries, and write the adapter that they teach where it helps."""
    from kg.embed.adapter import adapter_file, save_adapter
    from kg.evaluate.tune import tune

    archive = opened(options)
    with Waiting("searching") as waiting:
        tuning = tune(options.tune, archive, waiting)
    target, trial = adapter_file(archive.path), tuning.trial
    if trial is not None and trial.matrix is not None:
        save_adapter(target, trial.matrix, tuning.origin(archive))
    written = trial is not None and trial.accepted
    if options.json:
        show_json({"tune": str(options.tune), **tuning.record(), "file": str(target) if written else None})
        return 0
    show(tuning.table())
    if written:
        show(f"{target} written; it is searched with from the next `kg build` on, and no more when you remove it")
    elif trial is not None:
        show("nothing was written: the search is as good without")
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Check an archive."""
    from kg.doctor import check_archive

    with Waiting("checking the files") as waiting:
        findings = check_archive(options.archive or kg.default_archive(), progress=waiting.count)
    if options.json:
        show_json({"sound": all(finding.sound for finding in findings), "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            show(("ok   " if finding.sound else "FAIL ") + finding.text)
    return 0 if all(finding.sound for finding in findings) else 2


def run_app(options: argparse.Namespace) -> int:
    """Open the app with Streamlit."""
    archive = (options.archive or kg.default_archive()).resolve()
    kg.open(archive)  # say now, in one sentence, what is wrong with the archive
    _need_port(options.port)
    page = resource("app.py")  # Streamlit reads its settings from .streamlit beside the script
    environment = {**os.environ, "KG_ARCHIVE": str(archive), "KG_ALLOW_EDITS": "1" if options.allow_edits else ""}
    # -P: the folder where the command was given is no place to import modules from.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(page), "--server.port", str(options.port)]
    os.execve(sys.executable, command, environment)


def _need_port(port: int) -> None:
    """Say now, in one sentence, that the app cannot listen there."""
    if not 0 < port < 65536:
        raise UsageError(f"--port {port}: a port is a number from 1 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(
                f"--port {port}: the app cannot listen there ({error.strerror}); choose another"
            ) from error
