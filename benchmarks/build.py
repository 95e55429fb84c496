"""How long a build takes, the first time and again, and what it weighs; written to benchmarks/build.md.

Usage: python benchmarks/build.py SOURCE...

Each source is built with ``kg build`` into an empty folder, with an empty cache (the model is exported too), then once
more with nothing changed, each time as a command of its own. Seconds are by the clock, from the start of the command to
its end; memory is the command's peak; tokens are those that the model reads of all passages, over the seconds of the
embedding stage, imports included; the sample's vectors come with the program.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.embed.bundled import BundledEncoder  # noqa: E402
from kg.embed.passages import passages_of  # noqa: E402

REPORT = Path(__file__).with_suffix(".md")
COLUMNS = ("source", "issues", "items", "passages", "tokens", "first", "tokens/s", "again", "memory", "on disk")


def run(source: Path, archive: Path) -> tuple[float, float, str]:
    """Build once, with a cache beside the archive: seconds, peak memory in MB, what the command printed."""
    command = [sys.executable, "-m", "kg.commands.main", "build", str(source), "--archive", str(archive)]
    start = time.perf_counter()
    environment = {**os.environ, "KG_CACHE": str(archive.with_name("cache"))}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1000, said


def row(source: Path) -> str:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "archive"
        first, memory, said = run(source, folder)
        again, _, unchanged = run(source, folder)
        assert "nothing had changed" in unchanged
        archive = kg.open(folder)
        texts = {passage.text for item in archive.items() for passage in passages_of(item)}
        encoder = archive.encoder
        assert isinstance(encoder, BundledEncoder)
        _, tokenizer = encoder._model
        tokens = sum(len(tokenizer.encode(f"passage: {encoder.clean(text)}")) for text in texts)
        embedding = float(re.search(r"embed ([\d.]+)", said)[1])  # type: ignore[index]
        quick = "shipped" if "; 0 of " in said else f"{tokens / embedding:,.0f}"
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        held = archive.manifest
        cells = (
            source.name if source.name != "_posts" else source.parent.name, held.issues, f"{held.items:,}",
            f"{held.vectors:,}", f"{tokens:,}", f"{first:.0f} s", quick, f"{again:.1f} s",
            f"{memory:,.0f} MB", f"{size / 1e6:.1f} MB",
        )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+", type=Path)
    lines = [
        "# How long a build takes", "", f"Made by `benchmarks/build.py` on {os.cpu_count()} cores.", "",
        "| " + " | ".join(COLUMNS) + " |", "|" + "--|" * len(COLUMNS),
    ]  # fmt: skip
    for source in parser.parse_args().sources:
        lines.append(row(source))
        print(lines[-1], flush=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
