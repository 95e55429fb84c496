"""Whole newsletters that no rule was written for, against what a person sees in them: items, numbers, dates."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from ingest.read.sources import collect
from kg.evaluate.gold import Gold, read_gold
from kg.evaluate.lines import score_lines
from kg.evaluate.scores import Mean, Report, Score
from tests.conftest import ROOT, SHARED

INVENTED = ROOT / "tests" / "newsletters"
GOLD = SHARED / "gold" / "lines.jsonl"


def labels(path: Path) -> dict[str, list[Gold]]:
    """Rows of a gold file by newsletter; nothing where it is not there."""
    found: dict[str, list[Gold]] = defaultdict(list)
    for row in read_gold(path) if path.is_file() else ():
        found[row["newsletter"]].append(row)
    return found


def items(report: Report, label: str = "items") -> Score:
    score = report.score(label)
    assert isinstance(score, Score)
    return score


def told(report: Report, label: str) -> Mean:
    mean = report.score(label)
    assert isinstance(mean, Mean)
    return mean


@pytest.mark.parametrize("newsletter", labels(INVENTED / "gold.jsonl"))
def test_invented_newsletters(newsletter: str) -> None:
    report = score_lines(labels(INVENTED / "gold.jsonl")[newsletter], collect([INVENTED / newsletter]).issues)
    assert not report.notes
    assert items(report).precision >= 0.95 and items(report).recall >= 0.95, report.table(worst=50)
    assert not [error for error in report.errors if error.endswith((" number", " date"))]


def test_every_invented_newsletter_is_labelled() -> None:
    files = {f"{path.parent.name}/{path.name}" for path in INVENTED.glob("*/*.md")}
    assert files == {row["file"] for rows in labels(INVENTED / "gold.jsonl").values() for row in rows} != set()


def test_newsletters_in_one_folder_are_read_as_well_as_each_in_its_own(tmp_path: Path) -> None:
    """A folder of folders: no newsletter's grid is another's."""
    for newsletter in labels(INVENTED / "gold.jsonl"):
        shutil.copytree(INVENTED / newsletter, tmp_path / newsletter)
    together = collect([tmp_path]).issues
    apart = [
        issue for newsletter in labels(INVENTED / "gold.jsonl") for issue in collect([INVENTED / newsletter]).issues
    ]
    assert {issue.series: [each.lines for each in issue.items] for issue in together} == {
        issue.series: [each.lines for each in issue.items] for issue in apart
    }


@pytest.mark.slow
@pytest.mark.skipif(not GOLD.is_file(), reason="the labelled archives are not part of the project")
def test_real_newsletters() -> None:
    """Each is read as a whole: its grid shows in all of its issues."""
    more = SHARED / "archives" / "more"
    reports = {name: score_lines(rows, collect([more / name]).issues) for name, rows in labels(GOLD).items()}
    total = sum((items(report) for report in reports.values()), Score())
    assert total.precision >= 0.92 and total.recall >= 0.95, total
    for report in reports.values():
        assert not report.notes and items(report).f1 >= 0.85, report.table(worst=50)
    wrong = [error for report in reports.values() for error in report.errors if error.endswith((" number", " date"))]
    assert not wrong and all(sum(told(each, name).count for each in reports.values()) for name in ("numbers", "dates"))
