"""Zips: read in memory, nothing leaves them, nothing too large comes out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kg.errors import UsageError
from tests.ingest.read.importers.pages_read import read_one, reasons, zipped

ISSUE = "# Reeds\n\n- [A dam](https://news.example/1)\n"


def test_each_member_is_read_as_the_file_that_it_is(tmp_path: Path) -> None:
    files = {
        "all/1.md": ISSUE, "all/2.html": "<title>T</title><p>x</p>", "all/1.html": "<p>the same</p>", "all/a.png": b"x",
        "all/b.png": b"x", "inner.zip": zipped({"c.md": ISSUE}), "__MACOSX/._1.md": "x", "all/.hidden.md": "x",
        "LICENSE": "x", "x.json": "{}",
    }  # fmt: skip
    pages = read_one(tmp_path, "all.zip", zipped(files))
    assert [(page.part, page.first_line) for page in pages.pages] == [("all/1.md", 1), ("all/2.html", 0)]
    assert pages.pages[0].text == ISSUE and pages.pages[1].values == {"title": "T"}
    assert reasons(pages) == [
        "all.zip#all/1.html: “1.md” beside it is read in its place",
        "all.zip: passed over in the zip: 1 .json, 2 .png, 1 .zip, 1 without a suffix",
    ]


@pytest.mark.parametrize("name", ["../out.md", "a/../../out.md", "/out.md", "..\\out.md", "C:\\out.md"])
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    pages = read_one(tmp_path / "here", "a.zip", zipped({name: ISSUE, "in.md": ISSUE}))
    assert [page.part for page in pages.pages] == ["in.md"]
    assert len(pages.passed) == 1 and "leads out of the zip" in pages.passed[0].reason
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.zip"]


def test_what_is_too_large(tmp_path: Path) -> None:
    many = zipped({f"{number}.md": b"a" * (15 << 20) for number in range(14)})
    assert len(many) < 1 << 20
    with pytest.raises(UsageError, match="200 MB"):
        read_one(tmp_path, "a.zip", many)
    pages = read_one(tmp_path, "a.zip", zipped({"a.md": b"a" * (17 << 20), "b.md": ISSUE}))
    assert [page.part for page in pages.pages] == ["b.md"] and "16 MB" in pages.passed[0].reason


def test_damage(tmp_path: Path) -> None:
    whole = zipped({"a.md": ISSUE * 50, "b.md": ISSUE})
    for raw in (whole[: len(whole) // 2], b"", b"PK\3\4"):
        with pytest.raises(UsageError, match="damaged or not complete"):
            read_one(tmp_path, "a.zip", raw)
    spoilt = whole[:40] + bytes(each ^ 255 for each in whole[40:60]) + whole[60:]
    pages = read_one(tmp_path, "a.zip", spoilt)
    assert [page.part for page in pages.pages] == ["b.md"] and "damaged" in pages.passed[0].reason


def test_a_password(tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped({"a.md": ISSUE}))
    raw = bytearray(buffer.getvalue())
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    assert zipfile.ZipFile(io.BytesIO(bytes(raw))).infolist()[0].flag_bits & 1
    (skip,) = read_one(tmp_path, "a.zip", bytes(raw)).passed
    assert "locked with a password" in skip.reason
