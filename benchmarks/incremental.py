"""What a build costs again: first, with nothing changed, with one issue changed; added to benchmarks/incremental.md.

Usage: python benchmarks/incremental.py --label WORDS [--cache DIR] SOURCE...

Each source is copied and built with ``kg build`` three times, each time as a command of its own: into an empty folder,
again as it is, and again after a sentence with two new names was put at the end of one issue. The archive of the third
build is compared, file by file, with one that is made from nothing with an empty cache. Seconds are those of the
processor, of all threads and in user and system together, from the start of the command to its end; so other work on
the machine hardly counts. They stand as first / nothing changed / one changed.

``--cache`` begins with a copy of a cache folder, so that a large source need not be embedded first; what the first
build took is then no figure of a first build, and is left out, as is the comparison.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path(__file__).with_suffix(".md")
CHANGE = "\n\nAnthropic released Claude Opus 9 today, and OpenAI acquired Foobarix for $3 billion.\n"
ALIKE = "stamps.json"  # the one file that tells of when, not of what
HEAD = """# What a build costs again

Made by `benchmarks/incremental.py`: seconds of the processor for a first build, with nothing changed, and with one
issue changed.

| version | source | issues | first | nothing changed | one changed | as from nothing |
|--|--|--|--|--|--|--|
"""


def build(source: Path, archive: Path, cache: Path) -> tuple[float, str]:
    """Seconds of the processor that `kg build` takes, and what it says."""
    command = [sys.executable, "-m", "kg.commands.main", "build", str(source), "--archive", str(archive)]
    environment = {**os.environ, "KG_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, said


def live(archive: Path) -> dict[str, bytes]:
    """The files of an archive's live generation."""
    folder = archive / (archive / "CURRENT").read_text(encoding="utf-8").strip()
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != ALIKE}


def change(source: Path) -> None:
    """Put a sentence with two new names at the end of an issue in the middle."""
    issues = sorted(file for file in source.rglob("*.md"))
    path = issues[len(issues) // 2]
    path.write_text(path.read_text(encoding="utf-8").rstrip() + CHANGE, encoding="utf-8")


def row(original: Path, label: str, kept: Path | None) -> str:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(temporary)
        source, archive, cache = top / "issues", top / "archive", top / "cache"
        shutil.copytree(original, source)
        if kept:
            shutil.copytree(kept, cache)
        first, _ = build(source, archive, cache)
        again, said = build(source, archive, cache)
        assert "nothing had changed" in said, said
        change(source)
        changed, said = build(source, archive, cache)
        assert "nothing had changed" not in said, said
        same = "not compared"
        if not kept:
            build(source, top / "anew", top / "empty")
            same = "the same bytes" if live(archive) == live(top / "anew") else "OTHER BYTES"
        name = original.parent.name if original.name in ("_posts", "data") else original.name
        count = sum(1 for _ in source.rglob("*.md"))
        told = "-" if kept else f"{first:.1f} s"
    return f"| {label} | {name} | {count} | {told} | {again:.1f} s | {changed:.1f} s | {same} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--label", required=True, help="what stands in the first column")
    parser.add_argument("--cache", type=Path, default=None, help="folder of a cache to begin with")
    options = parser.parse_args()
    if not REPORT.exists():
        REPORT.write_text(HEAD, encoding="utf-8")
    for source in options.sources:
        line = row(source, options.label, options.cache)
        print(line, flush=True)
        with REPORT.open("a", encoding="utf-8") as report:
            report.write(line + "\n")


if __name__ == "__main__":
    main()
