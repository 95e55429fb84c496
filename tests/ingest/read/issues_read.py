"""Issues as tests read them, and what is true of each."""

from __future__ import annotations

from pathlib import Path

from ingest.read.dialects import Dialect
from ingest.read.parse import parse_document
from kg.model import ITEM_KINDS, Issue


def issue_of(text: str, *, source: str = "x.md", dialect: Dialect | None = None) -> Issue:
    """The issue of one document."""
    return parse_document(text, source=source, dialect=dialect).issue


def check(issue: Issue) -> None:
    """What is true of every issue."""
    assert [item.position for item in issue.items] == list(range(len(issue.items)))
    assert len({item.id for item in issue.items}) == len(issue.items)
    for item in issue.items:
        assert item.id.startswith(f"{issue.id}-") and item.issue_id == issue.id
        assert item.kind in ITEM_KINDS
        assert item.title and item.title == item.title.strip() and item.text.startswith(item.title)
        assert len(set(item.urls)) == len(item.links)
        assert 0 < item.lines[0] <= item.lines[1]
        for link in item.links:
            assert item.field(link.field)[link.start : link.end] == link.label


def leotalk(number: int, body: str = "# 其他阅读\n\n- [读物](https://example.com/a)\n", day: str = "") -> str:
    front = (
        f"---\ntitle: 'LeoTalk AI周知 {number}: 题'\ndate: {day}\n---\n\n"
        if day
        else f"# LeoTalk AI周知 {number}: 题\n\n"
    )
    return front + body


def write(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
