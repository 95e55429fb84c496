"""What the documents show works, and every command stands in them."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil

import pytest

import kg
from ingest.extract.extractor import Extractor
from ingest.gazetteer import FOLDER, load_gazetteer
from kg.commands.main import main, parser
from kg.model import Item
from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NEWSLETTER = ROOT / "docs" / "your-newsletter.md"
PLACES = ("kg", "ingest", "data", "docs", "tests", "benchmarks", ".ci")
MADE = ("data/archive", "data/corrections.toml")  # by those who use the program


def _blocks(language, documents=DOCUMENTS):
    for path in documents:
        yield from re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def test_python_examples_run(sample_folder, monkeypatch, capsys):
    monkeypatch.setattr(kg, "open", lambda path=None, _open=kg.open: _open(sample_folder))
    blocks = list(_blocks("python"))
    assert blocks
    for block in blocks:
        exec(compile(block, "docs", "exec"), {})
    out = capsys.readouterr().out
    assert "partnered_with" in out, "docs/archive.md"
    assert "company:nvidia invested_in company:mistral-ai" in out, "CONTRIBUTING.md"


def test_every_command_of_the_documents_parses():
    shown = [line for block in _blocks("sh") for line in block.splitlines() if line.startswith("kg ")]
    shown += re.findall(r"`(kg [^`]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    calls = [words for line in shown if len(words := shlex.split(line, comments=True)) > 2]
    assert len(calls) > 8
    for words in calls:
        parser().parse_args(words[1:])


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


@pytest.mark.slow
def test_your_newsletter_runs_as_it_stands(hash_model, tmp_path, monkeypatch, capsys):
    """Whoever types all its lines, one after the other, gets what it promises."""
    issues = tmp_path / "my-newsletter"
    issues.mkdir()
    for issue in sorted((ROOT / "data" / "sample").glob("*.md"))[:3]:
        shutil.copy(issue, issues)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_ARCHIVE", "")  # the lines set it; the test takes that back
    monkeypatch.setattr("kg.commands.build.run_app", lambda options: 0)  # it would take the test's place
    ran = 0
    for line in "".join(_blocks("sh", [NEWSLETTER])).splitlines():
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            os.environ.update([words[1].split("=")])
        else:
            ran += 1
            assert words[0] == "kg" and not main(words[1:]), (line, capsys.readouterr())
    assert ran > 7
    assert {path.name for path in tmp_path.iterdir()} == {
        "my-newsletter", "my-archive", "report.txt", "corrections.toml", ".corrections.toml.lock"
    }  # fmt: skip
    decided = (tmp_path / "corrections.toml").read_text(encoding="utf-8")
    assert "company:bartz" in decided and "product:云端" not in decided, "the last one was taken back"


def test_the_files_of_an_archive_are_those_of_the_document(sample_folder):
    text = (ROOT / "docs" / "archive.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))
    found = {file.relative_to(sample_folder).as_posix() for file in sample_folder.rglob("*") if file.is_file()}
    assert {re.sub(r"^g-[0-9a-f]+/", "g-HASH/", name) for name in found} == told


@pytest.mark.slow
def test_a_gazetteer_entry_of_the_documents_is_one(tmp_path):
    (entry,) = _blocks("toml", [ROOT / "CONTRIBUTING.md"])
    folder = shutil.copytree(FOLDER, tmp_path / "gazetteer")
    with (folder / "companies.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n" + entry)
    gazetteer = load_gazetteer(folder)
    assert not gazetteer.problems
    text = "溪流实验室发布了新模型。"
    (mention,) = Extractor(gazetteer).extract([Item("i", "1", 0, "", "story", text, text)])
    assert (mention.surface, mention.type) == ("溪流实验室", "company")


def test_pictures_and_pages_are_there():
    for path in DOCUMENTS:
        text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" not in target:
                assert (path.parent / target.partition("#")[0]).exists(), (path.name, target)


def test_files_that_documents_name_are_there():
    for path in DOCUMENTS:
        for name in re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", path.read_text(encoding="utf-8")):
            if name.split("/")[0] in PLACES and not name.startswith(MADE):
                assert (ROOT / name).exists(), (path.name, name)


def test_make_knows_what_documents_ask_of_it():
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
            assert name in rules, (path.name, name)
