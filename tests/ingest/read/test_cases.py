"""Small inputs of many kinds, each with what it should give, through `kg init`'s kg.toml; where they are at hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ingest.read.guess import guess_config
from ingest.read.sources import collect
from kg.model import Issue, Item
from tests.conftest import SHARED, shared

FORMATS = SHARED / "cases" / "formats"
ENDING = ".expected.json"


def names() -> Iterable[str]:
    return sorted(path.name.removesuffix(ENDING) for path in FORMATS.glob(f"*{ENDING}")) or ["all"]


def squeeze(text: str) -> str:
    """A text without punctuation, in small letters."""
    return re.sub(r"[\W_]", "", text).lower()


def as_found(item: Item, want: dict[str, Any]) -> dict[str, Any]:
    """What a case says of an item, as the item has it; a section counts where the case names one."""
    title = want["title"]
    same = sorted([squeeze(item.title), squeeze(title)], key=len)
    return {
        "title": title if same[0] and same[1].startswith(same[0]) else item.title,
        "urls": list(item.urls),
        "kind": item.kind,
        "section": want["section"] if not want["section"] or squeeze(want["section"]) == squeeze(item.section) else "?",
    }


def is_as_wanted(issue: Issue, want: dict[str, Any]) -> bool:
    """Whether an issue is what a case says of it."""
    found = {field: getattr(issue, field) for field in want}
    return found | ({"date": str(issue.date)} if want.get("date") else {}) == want


@pytest.mark.parametrize("name", names())
def test_formats(name: str, tmp_path: Path) -> None:
    shared("cases", "formats")
    folder = tmp_path / name
    if (FORMATS / name).is_dir():
        shutil.copytree(FORMATS / name, folder, copy_function=shutil.copyfile)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    else:
        folder.mkdir()
        shutil.copyfile(FORMATS / f"{name}.md", folder / f"{name}.md")
    expected = json.loads((FORMATS / f"{name}{ENDING}").read_text(encoding="utf-8"))
    (folder / "kg.toml").write_text(guess_config(folder).text, encoding="utf-8")
    issues = collect([folder]).issues
    left = list(issues)
    for want in expected["issues"]:
        same = next((issue for issue in left if is_as_wanted(issue, want)), None)
        assert same, (want, [(issue.number, issue.date, issue.title, issue.permalink) for issue in left])
        left.remove(same)
    assert not left, [issue.title for issue in left]
    found = [(issue, item) for issue in issues for item in issue.items]
    for want in expected["items"]:
        keys = [key for key in ("title", "urls", "kind", "section") if key in want]
        match = next(
            (pair for pair in found if as_found(pair[1], want) == {key: want[key] for key in keys}
             and pair[0].number == want.get("issue", pair[0].number)),
            None,
        )  # fmt: skip
        assert match, (want, [(item.title, item.urls, item.kind, item.section) for _, item in found])
        found.remove(match)
    assert not found, [(item.title, item.urls) for _, item in found]
