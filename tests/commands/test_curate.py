"""`kg fix`: what it writes, what it refuses, and that nothing is lost between two who use it."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import pytest

from kg.commands.main import main
from kg.corrections.file import load_corrections
from tests.conftest import ROOT


@pytest.fixture
def fix(decide):
    """Run `kg fix`."""
    return partial(decide, "fix")


@pytest.mark.parametrize(
    "words",
    [
        ("merge", "company:opnai", "company:nvidia"),
        ("merge", "company:nvidia", "company:opnai"),
        ("merge", "OpenAI", "company:nvidia"),
        ("split", "company:opnai", "OpenAI", "company:new"),
        ("not-same", "company:openai", "company:opnai"),
        ("rename", "product:openai", "OpenAI"),
        ("retype", "company:opnai", "product"),
        ("ignore", "company:opnai"),
        ("alias", "company:opnai", "OAI"),
    ],
    ids=" ".join,
)
def test_an_unknown_id_is_refused_with_the_closest(fix, tmp_path, words):
    code, out, err = fix(*words)
    assert (code, out) == (2, "")
    assert "Did you mean: company:openai" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "corrections.toml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("retype", "company:openai", "firm"), "“firm” is no type; there are company,"),
        (("ignore", "company:openai", "--item", "no-1-abc"), "No item is called “no-1-abc”"),
        (("split", "company:openai", "OpenAI", "labs"), "“labs” is no entity id"),
        (("rename", "company:openai", "\udcff"), "its name holds bytes that are no text"),
        (("rename", "company:openai\udcff", "x"), "holds bytes that are no text"),
        (("rename", "company:openai", "A", "--why", "\udcff"), "its why holds bytes that are no text"),
        (("rename", "company:openai", "\x1b[2J"), "cannot be seen and rule a terminal"),
        (("rename", "company:openai", "x" * 100_000), "its name has 100,000 characters"),
        (("rename", "company:openai", " "), "must be a text that is not empty"),
        (("merge", "company:openai", "company:openai"), "names one entity twice"),
    ],
)
def test_what_cannot_be_is_refused(fix, tmp_path, words, said):
    code, out, err = fix(*words)
    assert (code, out) == (2, "")
    assert said in err and err.count("\n") == 1 and len(err) < 500
    assert not (tmp_path / "corrections.toml").exists()


def test_without_an_archive_nothing_is_known(fix, tmp_path):
    code, _, err = fix("ignore", "company:openai", archive=tmp_path / "none")
    assert code == 2
    assert "there is no archive here; make one with `kg build" in err


def test_a_decision_is_written_once(fix, tmp_path):
    code, out, _ = fix("merge", "company:nvidia", "company:openai")
    assert code == 0 and "from the next `kg build` on" in out
    before = (tmp_path / "corrections.toml").read_bytes()
    code, out, _ = fix("merge", "company:nvidia", "company:openai")
    assert code == 0 and "it stands there already" in out
    code, _, err = fix("merge", "company:openai", "company:nvidia")
    assert code == 2 and "they lead in a circle" in err
    assert (tmp_path / "corrections.toml").read_bytes() == before
    assert fix("undo")[0] == 0 and fix("undo")[0] == 1


def test_a_damaged_file_is_one_sentence_with_its_line(fix, tmp_path):
    path = tmp_path / "corrections.toml"
    path.write_bytes(b"[[ignore]]\nentity = 'company:a'\nentity = 'company:b'\n")
    for words in (("ignore", "company:openai"), ("undo",)):
        code, _, err = fix(*words)
        assert code == 2 and f"{path}:3: is no TOML: Cannot overwrite a value" in err


def test_two_at_once_lose_nothing(sample_folder, tmp_path):
    """As two people use it: one program each."""
    path = tmp_path / "corrections.toml"
    where = ["--archive", str(sample_folder), "--corrections", str(path)]
    calls = [
        [sys.executable, "-m", "kg", "fix", "alias", "company:openai", f"OAI {name}", *where]
        for name in ("one", "two", "three")
    ]
    running = [subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL) for call in calls]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(load_corrections(path).entries) == 3


def test_what_a_hand_wrote_wrong_is_said_by_the_build_with_the_closest(hash_model, tmp_path, capsys):
    issue = tmp_path / "2025-01-01-1.md"
    issue.write_text("# Notes 1: One\n\n- OpenAI ships GPT-5 for NVIDIA.\n", encoding="utf-8")
    (tmp_path / "corrections.toml").write_text("[[ignore]]\nentity = 'company:opnai'\n", encoding="utf-8")
    assert main(["build", str(issue), "--archive", str(tmp_path / "archive")]) == 0
    said = capsys.readouterr()
    assert "ignore (entity company:opnai) no longer applies" in said.out + said.err
    assert "close to it: company:openai" in said.out + said.err


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("/dev/zero")])
def test_a_build_says_what_stands_in_place_of_the_file(hash_model, tmp_path, capsys, make):
    issue = tmp_path / "2025-01-01-1.md"
    issue.write_text("# Notes 1: One\n\n- OpenAI ships GPT-5 for NVIDIA.\n", encoding="utf-8")
    make(tmp_path / "corrections.toml")
    assert main(["build", str(issue), "--archive", str(tmp_path / "archive")]) == 2
    assert "no file of corrections" in capsys.readouterr().err
