"""Whatever the streams of a call are: a sentence and exit code 2 where nothing can be written, never a traceback."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.commands import streams
from kg.commands.main import main
from kg.errors import UsageError
from tests.conftest import ROOT, SAMPLE

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")

CALLS = ("--help", "completion bash", "search OpenAI --mode keyword", "export -")


def called(words: str, folder: Path, streams: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A call by a shell, which can close and bend streams as Python cannot."""
    words = words.replace("DRAFT", str(SAMPLE / "2025-12-22-016.md"))
    line = f'"{sys.executable}" -m kg {words} {streams}'
    given = {**os.environ, "KG_ARCHIVE": str(folder), "PYTHONPATH": str(ROOT), **environment}
    given = {name: value for name, value in given.items() if name != "PYTHONUNBUFFERED" or name in environment}
    return subprocess.run(
        ["sh", "-c", line], capture_output=True, env=given, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL
    )


def is_clean(*texts: str) -> bool:
    """Whether nothing of the interpreter shows."""
    return not any(said in text for text in texts for said in ("Traceback", "Exception ignored", "Error:"))


@pytest.mark.parametrize("words", CALLS)
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_where_nothing_can_be_written_one_sentence_says_so(sample_folder, words, where):
    call = called(words, sample_folder, where)
    assert call.returncode == 2
    assert call.stderr.splitlines()[-1].startswith("kg: standard output cannot be written (")
    assert len(call.stderr.splitlines()) <= 1 + (words == "export -") and is_clean(call.stderr)


def test_without_a_buffer_the_same_is_said(sample_folder):
    call = called("completion bash", sample_folder, ">/dev/full", PYTHONUNBUFFERED="1")
    assert (call.returncode, call.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(("words", "code"), [("search", 2), ("fix", 2), ("entity OpenAI", 0), ("entity Nobody9", 1)])
def test_where_nothing_can_be_said_the_exit_code_says_it(sample_folder, where, words, code):
    call = called(words, sample_folder, where)
    assert call.returncode == code and is_clean(call.stdout)
    assert bool(call.stdout) == (code < 2), "a remark is no result"


@pytest.mark.parametrize("words", ["search --batch -", "prior -"])
def test_closed_input_is_one_sentence(sample_folder, words):
    call = called(words, sample_folder, "<&-")
    assert (call.returncode, call.stderr.count("\n")) == (2, 1) and "standard input" in call.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "idna", "utf-16"])
def test_what_the_terminal_lacks_is_replaced(sample_folder, encoding):
    call = called("entity 英伟达", sample_folder, PYTHONIOENCODING=encoding)
    assert call.returncode == 0 and is_clean(call.stdout, call.stderr)
    assert "NVIDIA" in call.stdout.replace("\0", "")


def test_json_stays_true_where_the_terminal_lacks_characters(sample_folder):
    plain, narrow = (
        json.loads(called("entity 英伟达 --json", sample_folder, PYTHONIOENCODING=encoding).stdout)
        for encoding in ("utf-8", "ascii")
    )
    assert plain == narrow and "英伟达" in narrow["aliases"]


def test_arguments_that_are_no_text(sample_folder):
    for words in ("entity --json", "item --json", "digest"):
        call = called(words + " \"$(printf 'company:\\377\\376')\"", sample_folder)
        assert call.returncode == 1 and is_clean(call.stderr), words
        assert not words.endswith("--json") or json.loads(call.stdout)


def test_a_reader_that_has_seen_enough_is_no_fault(sample_folder):
    for words in ("completion bash", "export -", "--help"):
        call = called(words, sample_folder, "| head -c 10")
        assert call.returncode == 0 and is_clean(call.stderr), words


def test_an_export_to_standard_output_is_nothing_but_data(sample_folder, tmp_path):
    for format in ("jsonl", "csv", "graphml"):
        path = tmp_path / f"x.{format}"
        call = called(f"export {path} --format {format}", sample_folder)
        assert call.returncode == 0
        for words in (f"export - --json --format {format} >", f"export - --format {format} | cat >"):
            called(words, sample_folder, str(tmp_path / "out"))
            assert (tmp_path / "out").read_bytes() == path.read_bytes(), words


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_a_command_in_good_order(number, sample_folder, tmp_path, capsys, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        (tmp_path / "folder").mkdir()
        os.kill(os.getpid(), number)

    monkeypatch.setattr("kg.export._json_line", stop)
    before = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    former = signal.signal(number, before)  # whoever runs the tests may ignore some, as nohup does
    try:
        assert main(["export", str(tmp_path / "x.jsonl"), "--archive", str(sample_folder)]) == 128 + number
        assert signal.getsignal(number) == before
    finally:
        signal.signal(number, former)
    assert capsys.readouterr().err == "kg: stopped\n"
    assert [path.name for path in tmp_path.iterdir()] == ["folder"], "nothing half written is left"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xc4\xe3\xba\xc3", "UTF-8"), (b"a\0b", "binary"), (b"a" * 99, "bytes"), (None, "read")],
)
def test_what_is_no_text_is_one_sentence(tmp_path, monkeypatch, content, said):
    path = tmp_path / "queries.txt"
    if content is not None:
        path.write_bytes(content)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        with pytest.raises(UsageError, match=f"^standard input: .*{said}"):
            streams.read_text("-", longest=50, what="one query a line")
    with pytest.raises(UsageError, match=f"^{path}: .*{said}"):
        streams.read_text(path, longest=50, what="one query a line")


def test_text_is_read_whatever_the_terminal_speaks(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\ufeff蜂蜜\n".encode()), encoding="ascii"))
    assert streams.read_text("-", longest=50, what="a text") == "蜂蜜\n"


def test_a_batch_that_is_no_text(sample_folder, tmp_path, capsys):
    path = tmp_path / "b.txt"
    path.write_bytes("蜂蜜".encode("gbk"))
    assert main(["search", "--batch", str(path), "--archive", str(sample_folder)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("words", [["-n", "0"], ["-n", "-5"]])
def test_a_number_of_related_items_is_one_at_least(sample_folder, capsys, words):
    assert main(["related", "x", *words, "--archive", str(sample_folder)]) == 2
    assert "from 1 up" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [(["-n", "0"], 0), (["-n", "-1"], 2), (["-n", "9" * 40], 0), (["--offset", "9" * 40], 1), (["--offset", "-1"], 2)],
)
def test_absurd_pages(sample_folder, capsys, words, code):
    assert main(["search", "OpenAI", "--mode", "keyword", *words, "--archive", str(sample_folder)]) == code
