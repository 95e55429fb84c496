"""The command's exit codes and sentences."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

import kg
from kg.commands.main import main
from tests.conftest import SAMPLE
from tests.support import HashEncoder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Folder of three issues, their archive and the report of its build; made once."""
    top = tmp_path_factory.mktemp("commands")
    (top / "issues").mkdir()
    for path in [*sorted(SAMPLE.glob("*.md"))[:3], SAMPLE / "kg.toml"]:
        shutil.copy(path, top / "issues")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build.open_encoder", lambda name=None: HashEncoder())
        patch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("cache")))
        words = ["build", str(top / "issues"), "--archive", str(top / "a"), "--report", str(top / "report.txt")]
        assert main(words) == 0
    return top


@pytest.fixture
def archive(built, hash_model, tmp_path):
    """A copy of that archive, for each test to do with what it likes."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path / "a"


def test_build_reports(archive, tmp_path, capsys):
    assert main(["build", str(tmp_path / "issues"), "--archive", str(tmp_path / "b")]) == 0
    out = capsys.readouterr().out
    assert "3 issues" in out and "passages embedded" in out
    assert "metadata" in (tmp_path / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [["doctor"], ["entity", "OpenAI"], ["search", "OpenAI"]])
def test_json_is_json(archive, capsys, command):
    capsys.readouterr()
    assert main([*command, "--archive", str(archive), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_export(archive, tmp_path, capsys):
    for format in ("jsonl", "csv", "graphml"):
        assert main(["export", str(tmp_path / f"x.{format}"), "--format", format, "--archive", str(archive)]) == 0
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[0])
    assert {"id", "series", "issue", "section", "kind", "title", "text", "opinion", "urls", "images", "entities",
            "lines", "relations", "sections_above"} == set(record)  # fmt: skip
    assert {"number", "title", "date", "source"} <= set(record["issue"])
    import networkx as nx

    graph = nx.read_graphml(tmp_path / "x.graphml")
    assert {kind for _, kind in graph.nodes(data="kind")} == {"entity", "item", "issue", "link"}
    assert main(["export", str(tmp_path / "x"), "--format", "word", "--archive", str(archive)]) == 2
    assert "jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["entity", "Nobody Anywhere Inc"], 1),
        (["item", "gleanings-1-zzzzzz"], 1),
        (["path", "OpenAI", "Nobody Anywhere Inc"], 1),
        (["search", "since:昨天吧 OpenAI"], 2),
    ],
)
def test_nothing_and_wrong(archive, capsys, arguments, code):
    capsys.readouterr()
    assert main([*arguments, "--archive", str(archive)]) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert (captured.err if code == 2 else captured.out).strip()


def test_no_archive_is_one_sentence(tmp_path, capsys):
    assert main(["search", "x", "--archive", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_damage_is_found_by_the_doctor(archive, capsys):
    generation = next(archive.glob("g-*"))
    database = bytearray((generation / "archive.db").read_bytes())
    database[-100] ^= 0xFF
    (generation / "archive.db").write_bytes(database)
    assert main(["doctor", "--archive", str(archive)]) == 2
    assert "kg build" in capsys.readouterr().out


def test_init_writes_a_config_once(tmp_path, capsys):
    shutil.copy(next(SAMPLE.glob("*.md")), tmp_path)
    assert main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "kg.toml").is_file()
    assert main(["init", str(tmp_path)]) == 2
    assert "already" in capsys.readouterr().err


def test_a_reading_command_loads_nothing_heavy():
    heavy = "torch transformers sentence_transformers spacy networkx streamlit pandas sklearn scipy faiss shtab"
    calls = (["search", "x"], ["build", "x"], ["prior", "x"], ["trends"], ["app"], ["fix", "undo"])
    code = (
        f"import sys, kg.commands.main as main; [main.parser().parse_args(call) for call in {calls!r}]; "
        f"print(*[m for m in {heavy.split()!r} if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not loaded


def test_version(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"backissue {kg.__version__}\n"


def _ids(folder):
    return {entity.id for entity in kg.open(folder).entities()}


def test_corrections_lie_beside_the_archive_and_outlive_it(archive, tmp_path, capsys):
    gone = "company:nvidia"
    assert gone in _ids(archive)
    assert main(["fix", "ignore", gone, "--archive", str(archive)]) == 0
    assert str(tmp_path / "corrections.toml") in capsys.readouterr().out
    shutil.rmtree(archive)
    assert main(["build", str(tmp_path / "issues"), "--archive", str(archive)]) == 0
    assert gone not in _ids(archive)
    assert main(["fix", "undo", "--archive", str(archive)]) == 0
    assert main(["build", str(tmp_path / "issues"), "--archive", str(archive)]) == 0
    assert gone in _ids(archive)
    assert main(["fix", "undo", "--archive", str(archive)]) == 1


def test_corrections_lie_where_the_environment_says(archive, tmp_path, monkeypatch):
    monkeypatch.setenv("KG_CORRECTIONS", str(tmp_path / "elsewhere" / "decisions.toml"))
    assert main(["build", str(tmp_path / "issues"), "--archive", str(archive)]) == 0, "no decision is no error"
    assert main(["fix", "ignore", "company:nvidia", "--archive", str(archive)]) == 0
    assert (tmp_path / "elsewhere" / "decisions.toml").is_file() and not (tmp_path / "corrections.toml").exists()
    assert main(["build", str(tmp_path / "issues"), "--archive", str(archive)]) == 0
    assert "company:nvidia" not in _ids(archive)


def test_a_named_file_of_corrections_must_be_there(archive, tmp_path, capsys):
    named = ["--corrections", str(tmp_path / "none.toml")]
    assert main(["build", str(tmp_path / "issues"), "--archive", str(archive), *named]) == 2
    assert "none.toml" in capsys.readouterr().err


def test_no_text_rules_the_terminal(hash_model, tmp_path, capsys):
    issues = tmp_path / "2025-01-01-1.md"
    issues.write_text(
        "# Notes 1: One\n\n- OpenAI ships \x1b[2J\x9b GPT-5 \u202eto NVIDIA\u2066 and acquires io.\n", "utf-8"
    )
    assert main(["build", str(issues), "--archive", str(tmp_path / "a")]) == 0
    item = next(iter(kg.open(tmp_path / "a").items()))
    assert "\x1b" in item.title, "the text is kept as it was written"
    calls = (
        ["search", "OpenAI"], ["item", item.id], ["entity", "OpenAI"], ["timeline", "OpenAI"], ["trends"],
        ["path", "OpenAI", "NVIDIA"], ["related", item.id], ["digest"], ["prior", str(issues)],
        ["prior", "--markdown", str(issues)],
    )  # fmt: skip
    for call in calls:
        capsys.readouterr()
        main([*call, "--archive", str(tmp_path / "a")])
        out = capsys.readouterr()
        assert not set("\x1b\x9b\u202e\u2066") & set(out.out + out.err), call
