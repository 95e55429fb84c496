"""`kg suggest`: lines for a person, the record, the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.commands.main import main


def suggest(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = main(["suggest", *words, "--archive", str(folder)])
    return code, capsys.readouterr().out.splitlines()


def test_lines(sample_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = suggest(sample_folder, capsys, "openai")
    assert code == 0 and lines[0].startswith("OpenAI  (company, ") and lines[0].endswith(" items, name)")
    assert suggest(sample_folder, capsys, "sam", "al")[1][0].startswith("Sam Altman  (person, ")
    assert suggest(sample_folder, capsys, "ywd")[1][0].startswith("NVIDIA ← 英伟达  (company, ")
    assert len(suggest(sample_folder, capsys)[1]) == 10, "the most popular"
    assert len(suggest(sample_folder, capsys, "a", "-n", "3")[1]) == 3


def test_record(sample_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (line,) = suggest(sample_folder, capsys, "opnai", "--json", "-n", "1")
    (found,) = json.loads(line)["suggestions"]
    assert code == 0 and json.loads(line)["prefix"] == "opnai"
    assert found.pop("items") > 10
    assert found == {
        "id": "company:openai", "type": "company", "name": "OpenAI", "alias": "OpenAI", "match": "misspelt"
    }  # fmt: skip


def test_nothing_and_nonsense(sample_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(sample_folder, capsys, "xqzwv") == (1, [])
    assert suggest(sample_folder, capsys, "xqzwv", "--json") == (1, ['{"prefix": "xqzwv", "suggestions": []}'])
    assert suggest(sample_folder, capsys, "a", "-n", "-1") == (2, [])
