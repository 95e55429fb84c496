"""How issues are cut, newsletter by newsletter, against items marked by line: ``python -m benchmarks.items``.

Every newsletter is read whole, as `kg read` reads its folder without a kg.toml. What is judged are its labelled issues:
of ``gold/lines.jsonl`` in the labelled collection (`--shared`), of data/gold/lines.jsonl (its half for development;
`--held` adds the half that no rule may be tuned on, as sums only), and of tests/newsletters. `--before DIR` reads with
the code of another checkout too and shows both figures. Tables are written to the standard output, as Markdown; the
kept ones stand in benchmarks/items.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from kg.evaluate.gold import Gold, read_gold
from kg.evaluate.lines import score_lines
from kg.evaluate.scores import Mean, Score
from kg.model import Issue, Item

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = (
    "newsletter", "documents", "issues", "items", "skipped", "undated", "unnumbered", "labelled",
    "precision", "recall", "F1", "numbers", "dates",
)  # fmt: skip
# runs in the checkout that is measured, which may be an old one: it asks for no more than every version has
READER = """
import json, sys
from ingest.read.sources import collect
harvest = collect([sys.argv[1]])
print(json.dumps({
    "documents": harvest.report.documents,
    "skipped": len(harvest.report.skipped),
    "issues": [
        [issue.source, issue.number, issue.date and issue.date.isoformat(),
         [[item.title, item.lines] for item in issue.items]]
        for issue in harvest.issues
    ],
}))
"""


@dataclass(frozen=True, slots=True)
class Folder:
    """What a checkout reads of one folder."""

    documents: int
    skipped: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A table: its name, where its newsletters lie, and their labels."""

    name: str
    folders: Mapping[str, Path]
    rows: Mapping[str, Sequence[Gold]]


@dataclass(slots=True)
class Figures:
    """One newsletter, or the sum of several."""

    counts: Counter[str] = field(default_factory=Counter)
    score: Score = field(default_factory=Score)
    numbers: Mean = field(default_factory=Mean)
    dates: Mean = field(default_factory=Mean)

    def add(self, other: Figures) -> None:
        """Add those of another newsletter."""
        self.counts.update(other.counts)
        self.score += other.score
        self.numbers += other.numbers
        self.dates += other.dates

    def cells(self) -> list[str]:
        """What stands in the table, in the order of its columns."""
        rates = (self.score.precision, self.score.recall, self.score.f1)
        known = (f"{mean.total:.0f} of {mean.count}" if mean.count else "" for mean in (self.numbers, self.dates))
        return [*(f"{self.counts[name]:,}" for name in COLUMNS[1:8]), *(f"{rate:.2f}" for rate in rates), *known]


@cache
def read(checkout: Path, folder: Path) -> Folder:
    """Read a folder with the code of a checkout."""
    command = [sys.executable, "-c", READER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    run = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{folder} cannot be read by {checkout}: {run.stderr.strip()[-500:]}")
    told = json.loads(run.stdout)
    return Folder(told["documents"], told["skipped"], tuple(_issue(*each) for each in told["issues"]))


def _issue(source: str, number: int | None, day: str | None, items: Sequence[tuple[str, tuple[int, int]]]) -> Issue:
    """An issue with no more than what is scored."""
    cut = tuple(
        Item(f"{source}-{place}", source, place, "", "story", title, "", lines=(first, last))
        for place, (title, (first, last)) in enumerate(items)
    )
    return Issue(source, "", number, "", date.fromisoformat(day) if day else None, source, cut)


def measure(checkout: Path, folder: Path, rows: Sequence[Gold]) -> Figures:
    """Figures of one newsletter."""
    whole = read(checkout, folder)
    counts = Counter(
        documents=whole.documents,
        issues=len(whole.issues),
        items=sum(len(issue.items) for issue in whole.issues),
        skipped=whole.skipped,
        undated=sum(issue.date is None for issue in whole.issues),
        unnumbered=sum(issue.number is None for issue in whole.issues),
        labelled=len(rows),
    )
    figures = Figures(counts)
    for row in rows:
        issues = _issues_for(row, checkout, folder, whole)
        report = score_lines([row], issues)
        told = {name: report.score(name) for name in ("items", "numbers", "dates")}
        score, numbers, dates = told["items"], told["numbers"], told["dates"]
        assert isinstance(score, Score) and isinstance(numbers, Mean) and isinstance(dates, Mean)
        score = score_titles(row, issues) if "titles_sha1" in row else score
        figures.add(Figures(score=score, numbers=numbers, dates=dates))
    return figures


def _issues_for(row: Gold, checkout: Path, folder: Path, whole: Folder) -> Sequence[Issue]:
    """Where to look for a labelled file: a translation is no issue of the whole, and is read with its own folder."""
    if any(_is_of(row, issue) for issue in whole.issues):
        return whole.issues
    file = next((path for path in folder.rglob(Path(row["file"]).name) if str(path).endswith(f"/{row['file']}")), None)
    if file is None or file.parent == folder:
        return whole.issues
    return read(checkout, file.parent).issues


def _is_of(row: Gold, issue: Issue) -> bool:
    """Whether an issue is the one of a label; the newsletter's own folder is no part of what `read` calls its files."""
    return f"/{row['newsletter']}/{issue.source}".endswith(f"/{row['file']}")


def score_titles(row: Gold, issues: Sequence[Issue]) -> Score:
    """Score an issue whose source has no lines by what its items are called; a foreword has no name and comes first."""
    found = [_hashed(item.title) for issue in issues if _is_of(row, issue) for item in issue.items]
    true: Counter[str] = Counter(row["titles_sha1"])
    optional = set(row.get("optional_titles_sha1", ()))
    right = sum((Counter(found) & true).values())
    forewords = len(row["items"]) - len(row["titles_sha1"])
    right += bool(forewords and found and found[0] not in true and found[0] not in optional)
    judged = sum(each in true or each not in optional for each in found)
    return Score(right, judged - right, len(row["items"]) - right)


def _hashed(title: str) -> str:
    return hashlib.sha1(title.strip().encode()).hexdigest()[:12]


def plan(shared: Path, *, held: bool) -> Iterator[Labelled]:
    """What there is to measure."""
    archives = shared / "archives"
    more = archives / "more"
    folders = {path.name: path for path in sorted(more.iterdir())} if more.is_dir() else {}
    folders |= {"ainews": archives / "ainews" / "full", "ruanyf": archives / "ruanyf"}
    own = ROOT / "data" / "gold" / "lines.jsonl"
    yield Labelled("gold/lines.jsonl of the labelled collection", folders, _rows(shared / "gold" / "lines.jsonl"))
    yield Labelled("data/gold/lines.jsonl, for development", folders, _rows(own, "dev"))
    if held:
        yield Labelled("data/gold/lines.jsonl, held back", folders, _rows(own, "held"))
    invented = ROOT / "tests" / "newsletters"
    yield Labelled(
        "tests/newsletters (invented)",
        {path.name: path for path in sorted(invented.iterdir()) if path.is_dir()},
        _rows(invented / "gold.jsonl"),
    )


def _rows(path: Path, split: str = "") -> Mapping[str, Sequence[Gold]]:
    """Labels by newsletter, of one half or all; nothing where the file is missing."""
    rows: dict[str, list[Gold]] = defaultdict(list)
    for row in read_gold(path) if path.is_file() else ():
        if not split or row["split"] == split:
            rows[row["newsletter"]].append(row)
    return rows


def table(labelled: Labelled, checkouts: Sequence[Path]) -> Iterator[str]:
    """Lines of a table, a newsletter each, and their sum; with two checkouts, what differs shows as before → now."""
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|--" + "|--:" * (len(COLUMNS) - 1) + "|"
    sums = [Figures() for _ in checkouts]
    for newsletter, rows in labelled.rows.items():
        folder = labelled.folders.get(newsletter)
        if folder is None or not folder.is_dir():
            continue
        measured = [measure(checkout, folder, rows) for checkout in checkouts]
        for total, figures in zip(sums, measured, strict=True):
            total.add(figures)
        yield _line(newsletter, measured)
    yield _line("**all**", sums)


def _line(name: str, measured: Sequence[Figures]) -> str:
    columns = zip(*(figures.cells() for figures in measured), strict=True)
    return "| " + " | ".join([name, *(" → ".join(dict.fromkeys(cells)) for cells in columns)]) + " |"


def main() -> int:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the labelled collection")
    parser.add_argument("--held", action="store_true", help="the half that no rule may be tuned on, too")
    parser.add_argument("--before", type=Path, metavar="DIR", help="another checkout, to compare with")
    options = parser.parse_args()
    checkouts = [*([options.before.resolve()] if options.before else []), ROOT]
    for labelled in plan(options.shared.resolve(), held=options.held):
        if labelled.rows:
            print(f"\n## {labelled.name}\n")
            for line in table(labelled, checkouts):
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
