"""`kg status` in plain words and as JSON; whatever is wrong is a sentence."""

from __future__ import annotations

import json
import shutil

import pytest

from kg.commands.main import main
from kg.corrections.correction import Correction
from kg.corrections.file import add_correction
from kg.numbering import Missing
from kg.store.generations import live_generation
from kg.store.intake import INTAKE, Intake, Omission, write_intake


@pytest.fixture
def archive(sample_folder, tmp_path):
    """A copy of the sample's archive."""
    return shutil.copytree(sample_folder, tmp_path / "a")


def _run(archive, capsys, *words):
    capsys.readouterr()
    code = main(["status", "--archive", str(archive), *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def _left(archive, **values):
    """Let the last build have left something out."""
    name = live_generation(archive).name
    write_intake(archive, Intake(name, values.pop("version", "0.0.1"), 3, 10, 5, 2, **values))


def test_what_is_in_it(archive, capsys):
    code, out, _ = _run(archive, capsys)
    assert code == 0 and "16 issues, 256 items" in out and "2025-09-08 to 2025-12-22" in out
    assert out.count("\nok   ") == 4 and "UTC" in out
    code, out, _ = _run(archive, capsys, "--json")
    record = json.loads(out)
    assert code == 0 and record["sound"] and (record["issues"], record["items"]) == (16, 256)
    assert sum(record["types"].values()) == record["entities"]
    assert record["left_out"]["documents"] == 16 and record["pending"] == {"new": [], "taken_back": 0}


def test_what_was_left_out(archive, capsys):
    omissions = (
        *(Omission("skipped", f"n{place}.md", None, None, "no item in it") for place in range(3)),
        Omission("warning", "a.md", 3, 7, "odd \x1b[2J"),
    )
    _left(
        archive, omissions=omissions, counts=(("skipped", 7), ("warning", 1)), addresses=1, passed=(("", 2),),
        left_lines=(("layout", 3),),
    )  # fmt: skip
    code, out, _ = _run(archive, capsys, "-n", "2")
    assert code == 0 and "by 0.0.1 (this is" in out and "\x1b" not in out
    assert "n1.md: no item in it" in out and "n2.md" not in out and "7 in all" in out and "a.md:3-7: odd" in out
    assert "3 × layout" in out and "2 × without suffix" in out and "1 address in no item" in out
    _, out, _ = _run(archive, capsys, "--json")
    left = json.loads(out)["left_out"]
    assert [each["path"] for each in left["omissions"]] == ["n0.md", "n1.md", "n2.md", "a.md"]


def test_what_waits_and_what_no_longer_applies(archive, capsys, tmp_path):
    file = tmp_path / "corrections.toml"
    add_correction(file, Correction("ignore", "company:openai"))
    code, out, _ = _run(archive, capsys, "--corrections", str(file))
    assert code == 0 and "not yet built: 1 new" in out and "ignore (entity company:openai)" in out
    file.write_text("[[merge", encoding="utf-8")
    code, out, _ = _run(archive, capsys, "--corrections", str(file))
    assert code == 2 and "FAIL corrections: " in out


def test_an_older_archive(archive, capsys):
    (archive / INTAKE).unlink()
    code, out, _ = _run(archive, capsys)
    assert code == 0 and "left out not noted" in out and "not noted (this is" in out
    _, out, _ = _run(archive, capsys, "--json")
    record = json.loads(out)
    assert record["left_out"] is record["pending"] is record["built_by"] is None


def test_issues_to_look_at(archive, capsys, monkeypatch):
    from dataclasses import replace

    from kg.store.database import Store

    real = Store.issues.func
    issues = lambda store: tuple(replace(one, date=None, number=None) for one in real(store))  # noqa: E731
    monkeypatch.setattr(Store, "issues", property(issues))
    monkeypatch.setattr("kg.status.missing_numbers", lambda numbers: Missing(((3, 4),), 2))
    _, out, _ = _run(archive, capsys, "-n", "1")
    assert "no day: 16 issues" in out and "… and 15 more" in out and "16 without a number; no issue 3–4" in out


@pytest.mark.parametrize("damage", ["none", "pointer", "database", "report", "manifest"])
def test_whatever_is_damaged_is_a_sentence(archive, capsys, damage):
    folder = live_generation(archive)
    file = {
        "none": archive / "CURRENT", "pointer": archive / "CURRENT", "database": folder / "archive.db",
        "report": archive / INTAKE, "manifest": folder / "manifest.json",
    }[damage]  # fmt: skip
    file.unlink() if damage == "none" else file.write_bytes(b"\xff" * 40)
    code, out, err = _run(archive, capsys)
    if damage == "report":
        assert code == 0 and "not noted" in out
    else:
        assert code == 2 and err.count("\n") == 1 and "kg build" in err
