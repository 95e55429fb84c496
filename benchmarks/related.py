"""How long related items, stories and the digest of an issue take, the first time and then, in archives of any size.

Usage: python benchmarks/related.py ARCHIVE...

Each archive is opened in a process of its own. Processor time is told, which other work on the machine disturbs least;
an exponent of 0 is a question that takes as long whatever the size, one of 1 a question that looks at everything.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import kg
from kg.archive import Archive

TIMES = 30


def questions(archive: Archive) -> dict[str, Callable[[int], object]]:
    """What is asked, by name: functions of a number, each of another item or issue, spread over the archive."""
    items = np.linspace(0, archive.manifest.items - 1, TIMES + 1).astype(int)
    ids = [item.id for item in archive.store.items((items + 1).tolist())]
    issues = [archive.issues()[place].id for place in np.linspace(0, len(archive.issues()) - 1, TIMES + 1).astype(int)]
    return {
        "related items": lambda number: archive.related(ids[-1 - number]),
        "newest stories": lambda number: archive.threads()[20 * number : 20 * number + 20],
        "digest of an issue": lambda number: archive.digest(issues[-1 - number]),
    }


def measure(folder: str, name: str) -> dict[str, float]:
    """Milliseconds of the first time and the median of those that follow."""
    archive = kg.open(folder)
    ask, taken = questions(archive)[name], []
    for number in range(TIMES):
        started = time.process_time()
        ask(number)
        taken.append((time.process_time() - started) * 1e3)
    return {"items": archive.manifest.items, "first": taken[0], "then": float(np.median(taken[1:]))}


def exponent(rows: list[dict[str, float]], what: str) -> float:
    """Slope of time over size, both as logarithms."""
    return float(np.polyfit(np.log([row["items"] for row in rows]), np.log([row[what] for row in rows]), 1)[0])


def main() -> None:
    if sys.argv[1] == "--measure":
        print(json.dumps(measure(*sys.argv[2:])))
        return
    folders = [str(Path(name)) for name in sys.argv[1:]]
    for name in questions(kg.open(folders[0])):
        rows = [
            json.loads(subprocess.run([sys.executable, __file__, "--measure", folder, name], check=True,
                                      capture_output=True, text=True).stdout)
            for folder in folders
        ]  # fmt: skip
        for row in rows:
            print(f"{name:<20}{row['items']:>9,.0f} items{row['first']:>8.0f} ms first{row['then']:>8.1f} ms then")
        if len(rows) > 1:
            print(f"{'':<20}exponent {exponent(rows, 'first'):.2f} first, {exponent(rows, 'then'):.2f} then")


if __name__ == "__main__":
    main()
