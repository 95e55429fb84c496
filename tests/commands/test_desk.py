"""`kg prior`: the record, the exit codes, bad drafts, the lines for a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kg.commands.main import main
from tests.conftest import SAMPLE


def prior(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["prior", *map(str, arguments)])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_command_gives_the_record_of_the_contract(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("- Disney invests $1 billion in OpenAI.\n\n- 任天堂新主机三季度卖出一千万台。\n", encoding="utf-8")
    code, out, _ = prior(capsys, draft, SAMPLE / "2025-12-22-016.md", "--archive", sample_folder, "--json")
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert first["draft"] == str(draft)
    assert [item["verdict"] for item in first["items"]] == ["repeat", "new"]
    earlier = first["items"][0]["prior"][0]
    assert earlier["item"]["issue"]["number"] == 15
    assert {"urls", "entities", "numbers"} == set(earlier["shared"])
    numbers = {p["item"]["issue"]["number"] for item in second["items"] for p in item["prior"]}
    assert numbers and max(numbers) < 16, "a dated draft is compared with the issues before it"


def test_exit_codes_for_scripts(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def code(text: str, *options: str) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return prior(capsys, "-", "--archive", sample_folder, *options)[0]

    update, new = "Mistral再融资，估值翻到250亿欧元，ASML继续跟投。", "任天堂新主机三季度卖出一千万台。"
    assert (code(update), code(new)) == (0, 1)
    assert (code(update, "--fail-on", "repeat"), code(update, "--fail-on", "update")) == (0, 1)
    assert code(new, "--fail-on", "related") == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00\x01", "UTF-8"),
        (b"abc\0def", "binary"),
        ("字".encode() * 2_000_001, "characters"),
        (None, "read"),
    ],
)
def test_bad_drafts_get_one_sentence(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    draft = tmp_path / "draft.md"
    if content is not None:
        draft.write_bytes(content)
    code, out, error = prior(capsys, draft, "--archive", sample_folder)
    assert (code, out) == (2, "")
    assert said in error and error.count("\n") == 1 and str(draft) in error


def test_empty_draft_gives_an_empty_answer(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(" \n\n", encoding="utf-8")
    code, out, _ = prior(capsys, draft, "--archive", sample_folder, "--json")
    assert (code, json.loads(out)["items"]) == (1, [])


def test_terminal_output_is_plain_without_a_terminal(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Mistral\x1b[31m再融资，估值翻到250亿欧元，ASML继续跟投。", encoding="utf-8")
    _, out, _ = prior(capsys, draft, "--archive", sample_folder)
    assert "\x1b" not in out
    assert "update" in out and "117亿欧元" in out and "250亿欧元" in out


def test_weeks_are_counted_from_the_day_of_the_draft(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "Disney invests $1 billion in OpenAI. https://github.com/karpathy/nanochat GPT5\n", encoding="utf-8"
    )
    _, out, _ = prior(capsys, draft, "--archive", sample_folder, "--json", "--date", "2025-12-29", "--number", 40)
    told = json.loads(out)
    assert (told["date"], told["date_told"], told["number"]) == ("2025-12-29", True, 40)
    (item,) = told["items"]
    weeks = {found["item"]["issue"]["date"]: found["weeks"] for found in item["prior"]}
    assert weeks["2025-10-20"] == 10 and weeks["2025-12-15"] == 2
    assert [odd["usual"] for odd in item["spellings"]] == ["GPT-5"]
    assert [past["issue"] for link in item["linked_before"] for past in link["items"]] == ["gleanings-7"]
    assert {"OpenAI", "Disney"} <= {name["name"] for name in item["names"]}
    _, out, _ = prior(capsys, draft, "--archive", sample_folder, "--json", "--date", "2025-12-08")
    numbers = [p["item"]["issue"]["number"] for each in json.loads(out)["items"] for p in each["prior"]]
    assert all(number < 14 for number in numbers), "issues of that day and later are none before it"
    _, out, _ = prior(capsys, draft, "--archive", sample_folder)
    assert (
        "spelling: GPT5 → GPT-5" in out and "linked before: https://github.com/karpathy/nanochat (#7 2025-10-20)" in out
    )


def test_a_draft_without_a_number_has_the_next_one(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("任天堂新主机三季度卖出一千万台。", encoding="utf-8")
    _, out, _ = prior(capsys, draft, "--archive", sample_folder, "--json")
    told = json.loads(out)
    assert (told["date_told"], told["number"]) == (False, 17)


def test_the_block_has_one_language(sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "Disney invests $1 billion in OpenAI.\n\nMistral再融资，估值翻到250亿欧元，ASML继续跟投，这是今年最大的一轮。",
        encoding="utf-8",
    )
    _, out, _ = prior(capsys, draft, "--archive", sample_folder, "--markdown")
    assert out.count("**此前：**") == 2 and "Previously" not in out


@pytest.mark.parametrize(
    ("ending", "first"), [(".md", b"# "), (".html", b"<!doctype html>"), (".csv", b"\xef\xbb\xbfdraft_date")]
)
def test_a_report_is_written_by_its_ending(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, first: bytes
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Disney invests $1 billion in OpenAI.", encoding="utf-8")
    report = tmp_path / f"report{ending}"
    code, out, _ = prior(capsys, draft, "--archive", sample_folder, "--report", report)
    assert code == 0 and "repeat" in out
    assert report.read_bytes().startswith(first) and b"Disney" in report.read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--date", "yesterday"], "not a date"),
        (["--report", "report.pdf"], "must end in"),
        (["other.md", "--report", "report.md"], "one draft"),
    ],
)
def test_wrong_options_are_one_sentence(
    sample_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Disney invests $1 billion in OpenAI.", encoding="utf-8")
    code, out, error = prior(capsys, draft, *options, "--archive", sample_folder)
    assert (code, out) == (2, "") and said in error and error.count("\n") == 1
