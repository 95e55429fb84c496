"""The state of an archive: counts, what was left out, what is wrong, and what waits for a build."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest.build as building
import kg
from ingest.build import build
from ingest.intake import intake_of
from ingest.read.report import FidelityReport, Merged, Skipped, Translated
from kg.corrections.correction import Correction, Corrections
from kg.corrections.file import add_correction, default_corrections
from kg.errors import ArchiveError
from kg.model import ENTITY_TYPES
from kg.numbering import Missing, missing_numbers
from kg.store.generations import live_generation
from kg.store.intake import INTAKE, MOST_KEPT
from tests.support import HashEncoder

ISSUE = """\
# Gear Weekly {number}

## Tools

- [A small wrench from Nvidia](https://gear.example/wrench-{number}) for the bench.
- [A lamp by OpenAI](https://gear.example/lamp-{number}) for the workshop.

<!-- not yet -->

## Bells

- [A copper bell](https://gear.example/bell-{number}) rings in the workshop.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder of issues 1, 2 and 5, the last without a day, a document that is none, and their archive."""
    top = tmp_path_factory.mktemp("gear")
    issues = top / "issues"
    issues.mkdir()
    for number, name in ((1, "2026-03-02-1"), (2, "2026-03-09-2"), (5, "2026-03-30-5"), (40, "no-day-40")):
        (issues / f"{name}.md").write_text(ISSUE.format(number=number), encoding="utf-8")
    (issues / "README.md").write_text("# How to write for us\n\n- [Guide](https://gear.example/guide)\n")
    (issues / "empty.md").write_text("\n")
    (issues / "cover.png").write_bytes(b"png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build.open_encoder", lambda name=None: HashEncoder())
        patch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("cache")))
        build([issues], top / "archive")
    return top


@pytest.fixture
def top(made, hash_model, tmp_path):
    """A copy of that folder, for a test to do with what it likes."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_what_is_in_it(top):
    archive = kg.open(top / "archive")
    found = archive.status()
    assert not found.problems
    assert found.items_of == tuple(len(list(archive.items(issue))) for issue in archive.issues())
    assert {name: count for name, count in found.kinds if count} == Counter(item.kind for item in archive.items())
    assert {name: count for name, count in found.types if count} == Counter(one.type for one in archive.entities())
    (gear,) = found.newsletters
    assert (gear.issues, gear.items, gear.first, gear.last) == (
        4,
        archive.manifest.items,
        date(2026, 3, 2),
        date(2026, 3, 30),
    )
    assert gear.missing == Missing((), 36), "most are missing, so none is told by name"
    assert [issue.source for issue in found.undated] == ["no-day-40.md"] and gear.undated == 1
    assert not found.empty
    assert found.bytes == sum(file.stat().st_size for file in archive.generation.iterdir()) <= found.bytes_in_all
    assert found.built and found.made and found.built >= found.made


def test_what_was_left_out_and_why(top):
    intake = kg.open(top / "archive").status().intake
    assert intake and intake.version == kg.__version__ and intake.documents == 6
    assert {(each.sort, each.path, each.reason) for each in intake.omissions} == {
        ("skipped", "README.md", "its file name says that it is no issue"),
        ("skipped", "empty.md", "it is empty"),
    }
    assert dict(intake.counts) == {"skipped": 2} and intake.passed == ((".png", 1),)
    assert ("comment, script or style", 4) in intake.left_lines
    left = sum(count for _, count in intake.left_lines)
    assert intake.lines == intake.item_lines + intake.metadata_lines + left


def test_a_build_that_changes_nothing_tells_of_a_new_document_that_is_no_issue(top):
    build([top / "issues"], top / "archive")  # a newsletter is named after its folder, and this one has moved
    before = live_generation(top / "archive")
    content = {file.name: file.read_bytes() for file in before.iterdir()}
    assert build([top / "issues"], top / "archive").unchanged
    kept = (top / "archive" / INTAKE).read_bytes()
    (top / "issues" / "void.md").write_text("\n")
    assert build([top / "issues"], top / "archive").unchanged
    assert live_generation(top / "archive") == before
    assert {file.name: file.read_bytes() for file in before.iterdir()} == content
    assert "void.md" in [each.path for each in kg.open(top / "archive").status().intake.omissions]
    (top / "issues" / "void.md").unlink()
    build([top / "issues"], top / "archive")
    assert (top / "archive" / INTAKE).read_bytes() == kept, "the same sources, the same file"


def test_what_a_rule_fails_on_is_told_by_builds_that_change_nothing(top, monkeypatch):
    understand = building.Skipped("2026-03-02-1.md", 5, 5, "its names are not known")
    import ingest.understand as understanding

    real = understanding.understand
    monkeypatch.setattr(understanding, "understand", lambda *a, **k: replace(real(*a, **k), failures=(understand,)))
    build([top / "issues"], top / "other")
    for _ in range(2):
        (warned,) = [each for each in kg.open(top / "other").status().intake.omissions if each.sort == "warning"]
        assert (warned.path, warned.line, warned.reason) == ("2026-03-02-1.md", 5, "its names are not known")
        assert build([top / "issues"], top / "other").unchanged


def test_decisions_that_wait_for_a_build(top):
    archive = kg.open(top / "archive")
    file = default_corrections(top / "archive")
    assert archive.status().pending.count == 0
    rename = Correction("rename", "company:nvidia", name="Team Green")
    add_correction(file, rename, archive=archive)
    assert archive.status().pending.new == (rename,)
    build([top / "issues"], top / "archive")
    archive = kg.open(top / "archive")
    assert archive.status().pending.count == 0 and archive.entity("company:nvidia").name == "Team Green"
    file.unlink()
    found = archive.status()
    assert (found.pending.new, found.pending.taken_back) == ((), 1)
    file.write_text("[[merge", encoding="utf-8")
    found = archive.status()
    assert found.pending is None and "corrections.toml" in found.problems["corrections"]
    assert archive.status(corrections=top / "others.toml").pending.taken_back == 1


def test_an_archive_of_an_older_version_is_told_as_far_as_it_tells(top):
    (top / "archive" / INTAKE).unlink()
    found = kg.open(top / "archive").status()
    assert found.intake is None and found.pending is None and not found.problems
    assert found.built == found.made and found.newsletters


def test_what_is_damaged_is_told(top):
    archive = kg.open(top / "archive")
    (archive.generation / "derived.topics.bin").write_bytes(b"x")
    assert "derived.topics.bin" in archive.status().problems["files"]
    archive.manifest = replace(archive.manifest, items=1)
    assert "1; run `kg build` again" in archive.status().problems["counts"]
    archive.__dict__["encoder"] = HashEncoder(dimension=8)
    assert "dimension" in archive.status().problems["model"]
    with pytest.raises(ArchiveError):
        archive.close()
        archive.status()


def test_rows_are_counted_not_read(top, monkeypatch):
    """No item, name or mention becomes an object of its own, however many there are."""
    archive = kg.open(top / "archive")
    seen = []
    rows = archive.store.rows
    monkeypatch.setattr(archive.store, "rows", lambda *asked: seen.append(rows(*asked)) or seen[-1])
    archive.status()
    assert max(map(len, seen)) <= max(len(archive.issues()), len(ENTITY_TYPES))


@given(st.lists(st.integers(0, 60), max_size=30))
def test_missing_numbers_are_those_between(numbers):
    found = missing_numbers(numbers)
    absent = sorted(set(range(min(numbers, default=0), max(numbers, default=0))) - set(numbers))
    if found is None:
        assert not absent or len(set(numbers)) < 3
        return
    assert found.count == len(absent)
    told = [number for first, last in found.runs for number in range(first, last + 1)]
    assert told == absent or (not told and found.count > 2 * len(set(numbers)))


def test_a_report_of_many_documents_is_kept_in_part():
    many = tuple(Skipped(f"{place}.md", None, None, "it is empty\ud800") for place in range(MOST_KEPT + 5))
    report = FidelityReport(
        skipped=many, merged=(Merged("gear-1", "a.md", "b.md", "3 items against 2"),),
        translated=(Translated("a.md", "a.fr.md", "fr"),), dropped=(Skipped("a.md", 3, 7, "layout: x"),),
    )  # fmt: skip
    found = intake_of(report, Corrections(), "g-1.2")
    assert found.generation == "g-1" and dict(found.counts)["skipped"] == MOST_KEPT + 5
    assert sum(each.sort == "skipped" for each in found.omissions) == MOST_KEPT
    assert [(each.sort, each.path, each.reason) for each in found.omissions[MOST_KEPT:]] == [
        ("merged", "b.md", "the same issue as a.md (3 items against 2)"),
        ("translated", "a.fr.md", "another language of a.md (fr)"),
    ]  # fmt: skip
    assert found.left_lines == (("layout", 5),)
    "".join(each.reason for each in found.omissions).encode()
