"""Which files are read, and in which encoding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.read.documents import Document, find_documents, read_pages
from ingest.read.sources import collect
from kg.errors import UsageError
from tests.ingest.read.issues_read import leotalk, write


def test_the_same_file_twice_is_one_document(tmp_path: Path) -> None:
    write(tmp_path, posts__a_md=leotalk(1))
    harvest = collect([tmp_path / "posts" / "a.md", tmp_path])
    assert (harvest.report.documents, harvest.report.merged) == (1, ())
    assert harvest == collect([tmp_path, tmp_path / "posts" / "a.md"])


def test_links_in_circles_and_out_of_the_source(tmp_path: Path) -> None:
    write(tmp_path, in__a_md=leotalk(1), out__b_md=leotalk(2))
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "away").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "b.md").symlink_to(tmp_path / "out" / "b.md")
    (tmp_path / "in" / "gone.md").symlink_to(tmp_path / "in" / "nothing.md")
    harvest = collect([tmp_path / "in"])
    assert [issue.id for issue in harvest.issues] == ["leotalk-1"]
    assert [skip.path for skip in harvest.report.unreadable] == ["away", "b.md", "gone.md", "loop"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_unreadable_folder(tmp_path: Path) -> None:
    write(tmp_path, a_md=leotalk(1), closed__b_md=leotalk(2))
    (tmp_path / "closed").chmod(0)
    try:
        harvest = collect([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [issue.id for issue in harvest.issues] == ["leotalk-1"]
    assert [skip.path for skip in harvest.report.unreadable] == ["closed"]


@pytest.mark.parametrize("source", ["nothing-here", "nothing-here/*.md", "a\x00b"])
def test_missing_source(tmp_path: Path, source: str) -> None:
    with pytest.raises(UsageError) as caught:
        collect([write(tmp_path, a_md=leotalk(1)), str(tmp_path / source)])
    assert "nothing-here" in str(caught.value) or "\x00" in source


def test_hidden_folders_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, a_md="x", **{".git/b.md": "x", "node_modules/c.md": "x", "d.txt": "x", ".e.md": "x", "f.QMD": "x"})
    assert [each.source for each in find_documents([tmp_path]).documents] == ["a.md", "f.QMD"]


@pytest.mark.parametrize(
    ("raw", "text", "remark"),
    [
        ("\ufeff甲".encode(), "甲", ""),
        ("甲乙丙".encode("gb18030"), "甲乙丙", "GB18030"),
        ("甲".encode("utf-16"), "\ufeff甲", "UTF-16"),
        (b"a" * 60 + b"\n\xff\xff\xffb", "a" * 60 + "\n���b", "line 2"),
        ("甲".encode("utf-32"), "甲", "UTF-32"),
        (b"a\0b\n" + b"c" * 60, "ab\n" + "c" * 60, "line 1 holds NUL"),
    ],
)
def test_encodings(tmp_path: Path, raw: bytes, text: str, remark: str) -> None:
    path = write(tmp_path, a_md=raw) / "a.md"
    (page,) = read_pages(Document(path, tmp_path)).pages
    found, said = page.text, page.remark
    assert found.removeprefix("\ufeff") == text.removeprefix("\ufeff") and remark in said


def test_a_folder_tells_what_it_holds_that_is_not_read(tmp_path: Path) -> None:
    files = {"a.md": "x", "b.png": "x", "c/d.PNG": "x", "c/e.pdf": "x", "LICENSE": "x", ".hidden.pdf": "x"}
    write(tmp_path, **{name.replace("/", "__"): content for name, content in files.items()})
    found = find_documents([tmp_path, tmp_path / "c"])
    assert dict(found.others) == {".png": 2, ".pdf": 1, "": 1} and found.passed == ()


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_named_file_of_a_kind_that_is_not_read(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name: "x"})
    with pytest.raises(UsageError, match=r"of a kind that is not read.*Markdown \(.*\.eml"):
        find_documents([tmp_path / name])
    with pytest.raises(UsageError, match="matches only files of kinds that are not read"):
        find_documents([str(tmp_path / "*")])


def test_a_named_file_that_no_importer_knows(tmp_path: Path) -> None:
    write(tmp_path, **{"a.json": "{}", "robots.txt": "x", "plain": "# A"})
    for name in ("a.json", "robots.txt"):
        (document,) = find_documents([tmp_path / name]).documents
        with pytest.raises(UsageError, match="it is of no kind that is read; these are: Markdown"):
            read_pages(document)
        assert read_pages(Document(document.path, tmp_path)).passed
    (document,) = find_documents([tmp_path / "plain"]).documents
    assert read_pages(document).pages[0].text == "# A"


def test_a_file_named_beside_its_folder_stays_named(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "x", "a.html": "<p>x</p>"})
    for sources in ([tmp_path, tmp_path / "a.html"], [tmp_path / "a.html", tmp_path]):
        assert [(each.source, each.named) for each in find_documents(sources).documents] == [
            ("a.html", True),
            ("a.md", False),
        ]
