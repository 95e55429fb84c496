"""What the documents show works, and every command stands in them."""

from __future__ import annotations

import argparse
import re
import shlex

import kg
from kg.commands.main import main, parser
from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def _blocks(language):
    for path in DOCUMENTS:
        yield from re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def test_python_examples_run(sample_folder, monkeypatch, capsys):
    monkeypatch.setattr(kg, "open", lambda path=None, _open=kg.open: _open(sample_folder))
    blocks = list(_blocks("python"))
    assert blocks
    for block in blocks:
        exec(compile(block, "docs", "exec"), {})
    assert "partnered_with" in capsys.readouterr().out


def test_every_command_of_the_documents_parses():
    shown = [line for block in _blocks("sh") for line in block.splitlines() if line.startswith("kg ")]
    shown += re.findall(r"`(kg [^`]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    full = [line.split("#")[0] for line in shown if len(shlex.split(line.split("#")[0])) > 2]
    assert len(full) > 8
    for line in full:
        parser().parse_args(shlex.split(line)[1:])


def test_every_command_stands_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    actions = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    for command in actions[0].choices:
        assert f"kg {command}" in text, f"kg {command} is not in the README"


def test_readme_commands_answer(sample_folder, capsys):
    for words in (
        ["search", "10月份 OpenAI 的发布"],
        ["entity", "英伟达"],
        ["path", "Kimi", "NVIDIA"],
        ["digest", "14"],
    ):
        assert main([*words, "--archive", str(sample_folder)]) == 0, words
        assert capsys.readouterr().out.strip()


def test_pictures_are_there():
    for path in DOCUMENTS:
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).is_file(), target
