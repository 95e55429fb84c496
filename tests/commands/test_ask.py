"""`kg search`: the records, the exit codes, the lines for a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.commands.main import main


@pytest.fixture
def run(sample_folder: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["search", "--archive", str(sample_folder), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_command_json(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("--json", "--facets", "-n", "2", "9月份 Mistral 融资")
    record = json.loads(out)
    assert code == 0
    assert set(record) >= {"query", "understood", "took_ms", "hits", "total", "facets"}
    assert [part["kind"] for part in record["understood"]["parts"]][:2] == ["period", "entity"]
    assert [hit["rank"] for hit in record["hits"]] == [1, 2]
    assert set(record["hits"][0]) == {"rank", "score", "why", "story", "close", "item"}
    assert record["hits"][0]["item"]["title"].startswith("Mistral")


def test_command_batch(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "queries.txt"
    file.write_text("软银\n\nTitans\nentity:Foobarbaz\n", encoding="utf-8")
    code, out, _ = run("--json", "--batch", str(file))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["query"] for line in lines] == ["软银", "Titans", "entity:Foobarbaz"]
    assert lines[2]["hits"] == [] and "Foobarbaz" in lines[2]["error"]


def test_command_exit_codes(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("软银")[0] == 0
    assert run("红烧肉怎么做")[0] == 1
    assert run("section:天文 x")[0] == 1
    code, _, err = run("since:昨天吧 x")
    assert code == 2
    assert "昨天吧" in err and "Traceback" not in err
    assert run()[0] == 2
    assert run("--batch", str(tmp_path / "missing"))[0] == 2


def test_command_explains(run) -> None:  # type: ignore[no-untyped-def]
    _, out, _ = run("--explain", "-n", "1", "软银 清仓")
    assert "[SoftBank]" in out.splitlines()[0]
    assert "meaning" in out and "words" in out
    assert "\x1b[" not in out  # colours are for terminals


def test_a_cold_search_imports_nothing_heavy(sample_folder: Path) -> None:
    program = (
        "import sys; from kg.commands.main import main; main(['search', '软银', '--archive', sys.argv[1]]); "
        "heavy = {'torch', 'spacy', 'networkx', 'streamlit', 'pandas', 'sklearn', 'scipy', 'sentence_transformers'}; "
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sample_folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
