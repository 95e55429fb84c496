"""Nothing that a document holds reaches the others: it is read, or named in the report with the reason."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.guess import guess_config
from ingest.read.parse import parse_document
from ingest.read.sources import collect
from kg.errors import UsageError
from tests.ingest.read.issues_read import check, leotalk, write

NEIGHBOUR = leotalk(1, day="2025-01-06")


def test_a_fence_closes_behind_any_white_space() -> None:
    for space in ("\u00a0", "\u3000", "\v", "\f", "\u2003", "\ufeff"[:0] + "\t"):
        issue = parse_document(f"# A\n\n```\nx = 1\n{space}```{space}\n\n- b\n", source="a.md").issue
        assert any(item.text.endswith("b") for item in issue.items)


@pytest.mark.parametrize(
    "front",
    [
        'title: "\\ud800 x"',
        'title: "a\\0b"',
        '"\\udfff": x\ntitle: T',
        "title: !!python/object:os.system x",
        "? [a, b]\n: c\ntitle: T",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: T",
        "a: &a [*a]\ntitle: T",
        "title: " + "[" * 10_000,
        "title: " + "{a: " * 10_000,
        "number: " + "9" * 5_000 + "\ntitle: T",
        "date: 2025-99-99\ntitle: T",
        "date: 0000-00-00T99:99:99+99:99\ntitle: T",
        "title: " + "x" * 100_000,
        "\ttitle: T",
        "<<: *a\ntitle: T",
    ],
)
def test_odd_front_matter_costs_nothing_else(tmp_path: Path, front: str) -> None:
    write(tmp_path, a_md=NEIGHBOUR, **{"odd/b_md": f"---\n{front}\n---\n\n- a story https://a.example/x\n"})
    harvest = collect([tmp_path])
    assert len(harvest.issues) == 2 and not harvest.report.unreadable
    for issue in harvest.issues:
        check(issue)
    (repr(harvest) + harvest.report.full()).encode()
    assert "\\x00" not in repr(harvest)


@pytest.mark.parametrize(
    "body", ["> " * 10_000 + "a", ">   " * 10_000 + "a", "- " * 10_000 + "a", "<div>" * 10_000 + "a"]
)
def test_deep_nesting_is_read(body: str) -> None:
    issue = parse_document(f"# T\n\n{body}\n", source="a.md").issue
    assert issue.items[-1].text.endswith("a")


@pytest.mark.parametrize("name", [b"bad\xff\xfe.md", b"\xe9t\xe9-2025-01-01.md"])
def test_a_file_name_that_is_not_utf8(tmp_path: Path, name: bytes) -> None:
    write(tmp_path, a_md=NEIGHBOUR, **{"x.png": b"png"})
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")
    try:
        os.mkdir(folder)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"- a story\n\n![](../x.png) ![](y.png)\n")
        with open(os.path.join(folder, b"y.png"), "wb") as file:
            file.write(b"png")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    harvest = collect([tmp_path])
    odd = next(issue for issue in harvest.issues if issue.series != "leotalk")
    assert odd.source.startswith("caf�/") and odd.source.endswith(".md")
    # A figure whose path no database can hold is not found; one beside it is.
    assert [image.path and Path(image.path).name for image in odd.items[0].images] == ["x.png", None]
    (repr(harvest) + harvest.report.full()).encode()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)


@pytest.mark.parametrize("make", [_fifo, _socket, _loop, _large])
def test_what_is_no_ordinary_file_is_named(
    tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, a_md=NEIGHBOUR))
    make(tmp_path / "odd.md")
    harvest = collect([tmp_path])
    assert [issue.id for issue in harvest.issues] == ["leotalk-1"]
    assert [each.path for each in harvest.report.unreadable] == ["odd.md"]


def test_a_folder_with_the_name_of_a_document_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, **{"x.md/a_md": NEIGHBOUR})
    assert [issue.id for issue in collect([tmp_path]).issues] == ["leotalk-1"]


def test_folders_a_thousand_deep(tmp_path: Path) -> None:
    here = os.open(write(tmp_path, a_md=NEIGHBOUR), os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        assert [issue.id for issue in collect([tmp_path]).issues] == ["leotalk-1"]
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # pytest would give up on it


@pytest.mark.parametrize(
    ("source", "says"), [("-", "Standard input"), ("", "empty name"), ("~nobody-of-that-name/x", "cannot be read")]
)
def test_sources_that_are_none(source: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        collect([source])


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_md=NEIGHBOUR, b_md="- b\n")
    real = os.open

    def gone(name: str, flags: int, *rest: int) -> int:
        if str(name).endswith("b.md"):
            os.unlink(name)
        return real(name, flags, *rest)

    monkeypatch.setattr(os, "open", gone)
    (record,) = collect([tmp_path]).report.unreadable
    assert record.path == "b.md" and "cannot be read" in record.reason


STAGES = (
    "read_pages", "read_opening", "open_manuscript", "parse_manuscript", "with_images", "account",
    "ingest.read.selection._dialect_of",
    "ingest.read.order._with_date", "ingest.read.merge._fill", "ingest.read.merge.rename",
)  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    "error", [IndexError("a\nb"), RecursionError(), MemoryError(), UnicodeEncodeError("utf-8", "a", 0, 1, "x")]
)
def test_an_error_in_any_stage_costs_one_document(
    tmp_path: Path, stage: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug that nobody knows of, in each of the steps a document goes through."""
    write(
        tmp_path,
        a_md=NEIGHBOUR,
        b_md=leotalk(2),
        c_md=leotalk(2),
        d_md=leotalk(1, "# 其他\n\n- 别的\n").replace("题", "两"),
    )
    left: list[str] = []

    def fail(*_: object, **__: object) -> None:
        if not left:
            left.append("failed")
            raise error
        return real(*_, **__)

    where = stage if "." in stage else f"ingest.read.sources.{stage}"
    module, name = where.rsplit(".", 1)
    real = getattr(__import__(module, fromlist=[name]), name)
    monkeypatch.setattr(where, fail)
    harvest = collect([tmp_path])
    assert len(harvest.report.unreadable) == 1 and left
    (record,) = harvest.report.unreadable
    assert type(error).__name__ in record.reason and "\n" not in str(record)
    assert "leotalk-1" in {issue.id for issue in harvest.issues} or "leotalk-2" in {i.id for i in harvest.issues}


def test_an_error_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr("ingest.read.markdown.blocks._BlockScanner.table", fail)
    write(tmp_path, a_md=NEIGHBOUR, b_md="# T\n\ntext\n\n|a|b|\n|-|-|\n")
    (record,) = collect([tmp_path]).report.unreadable
    assert (record.path, record.line) == ("b.md", 5)
    assert "series" in guess_config(tmp_path).text


def test_dates_that_lead_before_the_year_one(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(12, day="1900-01-01"), b_md=leotalk(13, day="2099-01-01"), c_md=leotalk(1))
    assert {issue.number: issue.date is None for issue in collect([tmp_path]).issues} == {1: True, 12: False, 13: False}


PIECES = st.sampled_from(
    [
        "---\n", "title: ", '"\\ud800"', "\\0", "\x00", "\ud800", "\udfff", "&#0;", "&#xD800;", "```", "~~~", "\u00a0",
        "\u3000", "\v", "\x1c", "\x85", "\u2028", "\n", "\n\n", "# ", "- ", "> ", "|", "|-|\n", "<!--", "-->", "'>",
        "<a href='", "[", "](", ")", "![", "https://a.example/x", "1、", "Opinion：", "{{", "}}", "{%", "%}", "9" * 20,
        "第9999999999999999999期", "LeoTalk AI周知 ", "2025-13-45", "+++\n", "a = ", "[x]: https://b.example\n", "[x]",
        "<script>", "</script>", "\r", "\r\n", "\t", "\\", "`", "*", "_",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=4)), max_size=40).map("".join))
def test_whatever_a_document_holds_its_issue_can_be_stored(text: str) -> None:
    parsed = parse_document(text, source="a\udcff\x00.md")
    check(parsed.issue)
    repr(parsed).encode()
    assert "\\x00" not in repr(parsed.issue)
